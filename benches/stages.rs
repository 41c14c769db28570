//! CPU a story of the two stages offline, on invented ninjs stories of 3.7 KB, beside a floor in the same run: serde_json reading
//! the same bytes into a `Value` and writing them again, which any JSON pass-through must do.
//!
//! `cargo bench --bench stages` prints nanoseconds a story: quote the ratio to the floor, for machines wander. Fewer stories and rounds
//! (`-- 200 1`) are enough to count instructions, which neighbours on the machine do not change:
//! `valgrind --tool=callgrind --toggle-collect='*stages*take_in*' target/release/deps/stages-* 200 1`.

#[path = "../tests/support/load.rs"]
mod load;

use std::sync::Arc;
use std::time::Instant;

use wiredesk::desk::Desk;
use wiredesk::editorial::Editorial;
use wiredesk::stages;
use wiredesk::story::{Arrival, Outcome, RawRecord, Time};

// As the daemon has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stories and rounds, unless the command line gives others.
const USUAL: [usize; 2] = [4_000, 7];

fn main() {
    let given: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let [stories, rounds] = *given.first_chunk().unwrap_or(&USUAL);
    let editorial = Arc::new(Editorial::built_in());
    let mut wires = load::Wires::new(7);
    let payloads: Vec<String> = (0..stories).map(|n| wires.ninjs(n, 3_700)).collect();
    let bytes = payloads.iter().map(String::len).sum::<usize>() / stories;
    println!("{stories} ninjs stories of {bytes} bytes on average, the least of {rounds} interleaved rounds, ns a story");
    let mut least = [f64::MAX; 3];
    for _ in 0..rounds {
        let times =
            [floor(&payloads), intake(&payloads, &editorial, |outcome| drop(std::hint::black_box(outcome))), desk(&payloads, &editorial)];
        for (least, t) in least.iter_mut().zip(times) {
            *least = least.min(t);
        }
    }
    for (name, t) in ["floor: JSON in and out", "intake", "desk"].iter().zip(least) {
        println!("{name:24} {t:9.0}   x{:.2} of the floor", t / least[0]);
    }
    println!("{:24} {:9.0}   x{:.2} of the floor", "both stages", least[1] + least[2], (least[1] + least[2]) / least[0]);
}

fn floor(payloads: &[String]) -> f64 {
    let start = Instant::now();
    for p in payloads {
        let value: serde_json::Value = serde_json::from_str(p).expect("our own JSON");
        std::hint::black_box(serde_json::to_vec(&value).expect("a value"));
    }
    per_story(start, payloads.len())
}

fn intake(payloads: &[String], editorial: &Editorial, mut keep: impl FnMut(Outcome)) -> f64 {
    let start = Instant::now();
    for (n, p) in payloads.iter().enumerate() {
        let record = RawRecord::of(n as i64, Arrival::At(Time(1_770_000_000_000 + n as i64 * 1_000)), p.as_bytes());
        stages::take_in(&record, editorial).into_iter().for_each(|i| keep(i.outcome));
    }
    per_story(start, payloads.len())
}

fn desk(payloads: &[String], editorial: &Arc<Editorial>) -> f64 {
    let mut outcomes = Vec::with_capacity(payloads.len());
    intake(payloads, editorial, |outcome| outcomes.push(outcome));
    let mut desk = Desk::new(72 * 3_600_000);
    let start = Instant::now();
    for (n, outcome) in outcomes.iter().enumerate() {
        let Outcome::Story(story) = outcome else { continue };
        let (event, entry) = stages::hand_out(&desk, editorial, n as i64, &story.value, Some(&story.card)).expect("just written");
        desk.apply(entry);
        if n % 1_000 == 0 {
            desk.keep();
        }
        std::hint::black_box(event);
    }
    let t = per_story(start, payloads.len());
    println!("  (index: {} stories, {} bytes a story)", desk.len(), desk.bytes() / desk.len().max(1));
    t
}

fn per_story(start: Instant, stories: usize) -> f64 {
    start.elapsed().as_nanos() as f64 / stories as f64
}
