//! What the tests share: the labelled data beside the checkout, and wiredesk as a function from records to lines.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod brokers;
pub mod clients;
pub mod load;
pub mod secured;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use wiredesk::editorial::Editorial;
use wiredesk::offline::Offline;
use wiredesk::story::{Arrival, RawRecord, Time};

/// A file or folder of the shared data, or `None` with a word to the person who runs the tests.
pub fn shared(path: &str) -> Option<PathBuf> {
    let home =
        std::env::var_os("WIREDESK_DATA").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let found = home.join(path);
    if found.exists() {
        return Some(found);
    }
    left_out(&format!("tests over {path}: it is not beside this checkout (../shared/data, or WIREDESK_DATA)"));
    None
}

/// Says that a test leaves itself out: here, and in the closing lines of `tests/run`.
pub fn left_out(why: &str) {
    eprintln!("left out: {why}");
    if let Some(path) = std::env::var_os("WIREDESK_LEFT_OUT")
        && let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(path)
    {
        // In one piece: other tests write too.
        let _ = file.write_all(format!("{why}\n").as_bytes());
    }
}

/// One raw record of a test.
pub struct Raw {
    /// Feed.
    pub key: &'static str,
    /// Arrival, in milliseconds.
    pub ts: i64,
    /// The bytes.
    pub payload: Vec<u8>,
}

/// An instant of the tests: minutes after 2026-02-12T06:00:00Z, in milliseconds.
pub fn minute(n: i64) -> i64 {
    1_770_876_000_000 + n * 60_000
}

/// The lines that `wiredesk process --records` prints for these records, parsed.
pub fn process(records: &[Raw]) -> Vec<Value> {
    let mut offline = Offline::new(Arc::new(Editorial::built_in()), 72 * 3_600_000);
    let mut lines = Vec::new();
    for (offset, raw) in records.iter().enumerate() {
        let key = Some(raw.key.as_bytes());
        let record = RawRecord { key, ..RawRecord::of(offset as i64, Arrival::At(Time(raw.ts)), &raw.payload) };
        let done: Result<(), serde_json::Error> = offline.process(&record, |line| {
            lines.push(serde_json::from_slice(line)?);
            Ok(())
        });
        done.expect("every line is JSON");
    }
    lines
}

/// The class of an event, or `skipped`, or `dead-letter`.
pub fn outcome(line: &Value) -> &str {
    match line["type"].as_str() {
        Some("wire.skipped.v1") => "skipped",
        Some("wire.dead-letter.v1") => "dead-letter",
        _ => line["data"]["classification"]["class"].as_str().unwrap_or("none"),
    }
}

/// The kinds of an event's relations.
pub fn relations(line: &Value) -> Vec<&str> {
    line["data"]["relations"].as_array().into_iter().flatten().filter_map(|r| r["kind"].as_str()).collect()
}
