//! CPU a wire of intake alone, for each file that is named: what `benches/formats.py` holds against other readers in the same run.
//!
//! `cargo bench --bench formats -- FILE…` prints `FILE<tab>nanoseconds`, the least of the repetitions.

use std::hint::black_box;
use std::time::Instant;

use wiredesk::editorial::Editorial;
use wiredesk::intake;
use wiredesk::story::{Arrival, RawRecord, Time};

// As the daemon has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REPETITIONS: usize = 30;

fn main() {
    let editorial = Editorial::built_in();
    for file in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        let Ok(payload) = std::fs::read(&file) else { continue };
        let arrival = Arrival::At(Time(1_770_890_400_000));
        let record = RawRecord::of(0, arrival, &payload);
        let least = (0..REPETITIONS)
            .map(|_| {
                let start = Instant::now();
                black_box(intake::read(black_box(&record), &editorial));
                start.elapsed().as_nanos()
            })
            .min();
        println!("{file}\t{}", least.unwrap_or_default());
    }
}
