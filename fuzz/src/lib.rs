//! Intake under the fuzzer: the product's own files, without the Kafka client and its C libraries, so that a build takes minutes, not a quarter of an hour.

#![allow(dead_code, missing_docs)]

#[path = "../../src/editorial/mod.rs"]
pub mod editorial;
#[path = "../../src/intake/mod.rs"]
pub mod intake;
#[path = "../../src/runs.rs"]
mod runs;
#[path = "../../src/story/mod.rs"]
pub mod story;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use editorial::Editorial;
use intake::Drafted;
use story::{Arrival, RawRecord, Time};

static EDITORIAL: LazyLock<Editorial> = LazyLock::new(Editorial::built_in);

/// An instrumented build on a busy machine is slow; a wire that takes longer than this hangs.
const MOST: Duration = Duration::from_secs(5);

/// Reads one input as the raw record of a wire, twice: whatever it holds ends in an outcome, soon, and in the same one again.
pub fn read(payload: &[u8]) {
    let arrival = Arrival::At(Time::parse("2026-02-12T18:00:00Z").expect("a time"));
    let record = RawRecord { topic: "wire.raw", partition: 0, offset: 0, arrival, key: None, payload, file: None, only: None };
    let start = Instant::now();
    let items = intake::read(&record, &EDITORIAL);
    assert!(start.elapsed() < MOST, "it hangs: {:?} for {} bytes", start.elapsed(), payload.len());
    assert!(!items.is_empty(), "no outcome");
    for item in &items {
        let Drafted::Story(draft) = &item.drafted else { continue };
        assert!(intake::ids::is_uri(&draft.story.uri), "no URI: {}", draft.story.uri);
        assert!(draft.story.urgency.is_none_or(|u| (1..=9).contains(&u)), "urgency {:?}", draft.story.urgency);
        assert!(draft.blocks.iter().all(|b| !b.text.trim().is_empty()), "an empty paragraph");
    }
    assert_eq!(format!("{items:?}"), format!("{:?}", intake::read(&record, &EDITORIAL)), "not a function of the record");
}
