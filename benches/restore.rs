//! How fast a desk is read back: entries of the changelog a second, from a record's bytes to the folded state.
//!
//! `cargo bench --bench restore`, with STORIES=1000000 for a full index. Fetching comes on top, on librdkafka's own threads.

#[path = "../tests/support/load.rs"]
mod load;

use std::sync::Arc;
use std::time::Instant;

use wiredesk::desk::Desk;
use wiredesk::editorial::Editorial;
use wiredesk::stages;
use wiredesk::story::{Arrival, Outcome, RawRecord, Time};
use wiredesk::stream::{Incoming, entry_of, record_of};

// As the daemon has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const WINDOW_MS: i64 = 72 * 3_600_000;

fn main() {
    let (stories, rounds) = (setting("STORIES", 30_000), setting("ROUNDS", 7));
    let editorial = Arc::new(Editorial::built_in());
    let values = changelog(stories, &editorial);
    let bytes = values.iter().map(Vec::len).sum::<usize>() / values.len();
    let (mut reading, mut folding) = (f64::MAX, f64::MAX);
    let mut state = String::new();
    for _ in 0..rounds {
        let start = Instant::now();
        for value in &values {
            std::hint::black_box(entry(value));
        }
        reading = reading.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let mut desk = Desk::new(WINDOW_MS);
        values.iter().for_each(|value| desk.rebuild(entry(value)));
        desk.rebuilt();
        folding = folding.min(start.elapsed().as_secs_f64());
        if state.is_empty() {
            state = format!("state: {} stories of {} bytes", desk.len(), desk.bytes() / desk.len().max(1));
        }
    }
    let n = values.len() as f64;
    println!("{} entries of {bytes} bytes, the least of {rounds} rounds", values.len());
    println!("reading an entry {:.2} us, reading and folding it {:.2} us", reading * 1e6 / n, folding * 1e6 / n);
    println!("restore: {:.0} entries/s", n / folding);
    println!("{state}");
}

fn setting(name: &str, standard: usize) -> usize {
    std::env::var(name).ok().and_then(|s| s.parse().ok()).unwrap_or(standard)
}

fn entry(value: &[u8]) -> wiredesk::story::Entry {
    let headers = vec![("scope", b"default".as_slice())];
    let record = Incoming { topic: "log", partition: 0, offset: 0, time_ms: 0, key: None, value, headers };
    entry_of(&record).expect("just written").1
}

/// The values that a desk writes for so many invented stories.
fn changelog(stories: usize, editorial: &Arc<Editorial>) -> Vec<Vec<u8>> {
    let mut wires = load::Wires::new(7);
    let mut desk = Desk::new(WINDOW_MS);
    let mut values = Vec::with_capacity(stories);
    for n in 0..stories {
        let payload = wires.ninjs(n, 3_700);
        let record = RawRecord::of(n as i64, Arrival::At(Time(1_770_000_000_000 + n as i64 * 200)), payload.as_bytes());
        for item in stages::take_in(&record, editorial) {
            let Outcome::Story(story) = item.outcome else { continue };
            let (_, entry) = stages::hand_out(&desk, editorial, n as i64, &story.value, Some(&story.card)).expect("just written");
            values.push(record_of("log", 0, b"default", &entry).value.into_owned());
            desk.apply(entry);
        }
        desk.keep();
    }
    values
}
