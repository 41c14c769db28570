//! What intake takes in: one raw Kafka record, or one file offline.

use super::Time;

/// A raw record: the agency's bytes and their place in Kafka. Intake's output is a function of this value alone.
#[derive(Clone, Debug)]
pub struct RawRecord<'a> {
    /// Raw topic.
    pub topic: &'a str,
    /// Raw partition.
    pub partition: i32,
    /// Raw offset.
    pub offset: i64,
    /// When it arrived.
    pub arrival: Arrival,
    /// The record's key, often the feed's name.
    pub key: Option<&'a [u8]>,
    /// The agency's bytes.
    pub payload: &'a [u8],
    /// File name, only offline.
    pub file: Option<&'a str>,
    /// Of a requeued dead letter, the one item that is to be published again.
    pub only: Option<u32>,
}

impl<'a> RawRecord<'a> {
    /// A record of partition 0 of `wire.raw` without key: what a test, a benchmark or a file makes of its bytes.
    pub fn of(offset: i64, arrival: Arrival, payload: &'a [u8]) -> RawRecord<'a> {
        RawRecord { topic: "wire.raw", partition: 0, offset, arrival, key: None, payload, file: None, only: None }
    }
}

/// When a raw record arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The record's own timestamp.
    At(Time),
    /// Offline a file has none: its story time stands in, but never before this time; undated, it is this time.
    FromStory(Time),
}

impl Arrival {
    /// The arrival of an item whose story gives this time.
    pub fn of(self, story_time: Option<Time>) -> Time {
        match self {
            Arrival::At(t) => t,
            Arrival::FromStory(not_before) => story_time.map_or(not_before, |t| t.max(not_before)),
        }
    }
}
