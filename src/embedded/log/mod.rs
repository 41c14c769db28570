//! A partition's log: batches kept as the bytes that producers sent, with their offsets rewritten.

mod batch;
mod compaction;
pub(in crate::embedded) mod fetch;
pub(in crate::embedded) mod offsets;
pub(in crate::embedded) mod produce;
mod producers;
mod records;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use kafka_protocol::ResponseError;

pub(in crate::embedded) use compaction::Compaction;

use self::batch::Batch;
use self::producers::{Admitted, Producers};
use super::core::Answer;

/// What a fetch or a lookup may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Isolation {
    Uncommitted,
    Committed,
}

impl Isolation {
    pub fn of(level: i8) -> Isolation {
        if level == 1 { Isolation::Committed } else { Isolation::Uncommitted }
    }
}

/// A transaction that was aborted: its records from `first` to the marker at `marker` do not count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aborted {
    pub producer_id: i64,
    pub first: i64,
    pub marker: i64,
}

/// What one fetch reads of one partition.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub records: Bytes,
    pub aborted: Vec<Aborted>,
}

/// One partition.
#[derive(Debug, Default)]
pub(super) struct PartitionLog {
    batches: VecDeque<Batch>,
    start: i64,
    end: i64,
    bytes: usize,
    /// First offset of each open transaction, by producer id.
    open: BTreeMap<i64, i64>,
    aborted: Vec<Aborted>,
    producers: Producers,
    /// Everything below has been compacted.
    compacted_to: i64,
}

impl PartitionLog {
    /// The first offset that can be read.
    pub fn start(&self) -> i64 {
        self.start
    }

    /// The offset of the next record: the high watermark of a log with one replica.
    pub fn end(&self) -> i64 {
        self.end
    }

    /// The last stable offset: the first record of the oldest open transaction.
    pub fn stable_end(&self) -> i64 {
        self.open.values().copied().min().unwrap_or(self.end)
    }

    /// The end that a reader with this isolation sees.
    pub fn end_for(&self, isolation: Isolation) -> i64 {
        match isolation {
            Isolation::Uncommitted => self.end,
            Isolation::Committed => self.stable_end(),
        }
    }

    /// Bytes of all its batches.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Appends a producer's batch and returns its first offset; a batch sent again gets the offset that it already has.
    pub fn append(&mut self, batch: Batch) -> Answer<i64> {
        if let Admitted::Again(base) = self.producers.admit(&batch, self.end)? {
            return Ok(base);
        }
        if batch.is_transactional() {
            self.open.entry(batch.producer_id()).or_insert(self.end);
        }
        Ok(self.push(batch))
    }

    fn push(&mut self, mut batch: Batch) -> i64 {
        let base = self.end;
        batch.place_at(base);
        self.end = batch.last_offset() + 1;
        self.bytes += batch.len();
        self.batches.push_back(batch);
        base
    }

    /// Writes the marker that ends a producer's transaction here, and fences older epochs of that producer.
    pub fn mark(&mut self, producer_id: i64, epoch: i16, commit: bool, now_ms: i64) {
        self.producers.fence(producer_id, epoch);
        let first = self.open.remove(&producer_id);
        let marker = self.push(Batch::marker(producer_id, epoch, commit, now_ms));
        if let (Some(first), false) = (first, commit) {
            self.aborted.push(Aborted { producer_id, first, marker });
        }
    }

    /// Reads whole batches from `offset` on, up to `max_bytes`; where the first batch is larger, that batch if `at_least_one` (KIP-74).
    pub fn read(&self, offset: i64, max_bytes: usize, at_least_one: bool, isolation: Isolation) -> Answer<Read> {
        if offset < self.start || offset > self.end {
            return Err(ResponseError::OffsetOutOfRange);
        }
        let end = self.end_for(isolation);
        let mut records = BytesMut::new();
        let mut read_to = offset;
        let from = self.batches.partition_point(|b| b.last_offset() < offset);
        for batch in self.batches.range(from..).take_while(|b| b.base_offset() < end) {
            let fits = records.len() + batch.len() <= max_bytes;
            if !(fits || at_least_one && records.is_empty()) {
                break;
            }
            records.extend_from_slice(batch.bytes());
            read_to = batch.last_offset() + 1;
        }
        let touched = |a: &&Aborted| isolation == Isolation::Committed && a.marker >= offset && a.first < read_to;
        let aborted = self.aborted.iter().filter(touched).copied().collect();
        Ok(Read { records: records.freeze(), aborted })
    }

    /// The first record at or after this time, as (offset, timestamp), among those that this isolation sees.
    pub fn at_time(&self, timestamp: i64, isolation: Isolation) -> Option<(i64, i64)> {
        let end = self.end_for(isolation);
        let mut late_enough = self.batches.iter().filter(|b| !b.is_control() && b.max_timestamp() >= timestamp);
        late_enough.find_map(|b| b.at_time(timestamp, self.start)).filter(|&(offset, _)| offset < end)
    }

    /// The record with the largest timestamp, as (offset, timestamp).
    pub fn latest_time(&self) -> Option<(i64, i64)> {
        let latest = self.batches.iter().filter(|b| !b.is_control()).rev().max_by_key(|b| b.max_timestamp())?;
        latest.at_time(latest.max_timestamp(), self.start)
    }

    /// Forgets what lies before `offset`. Whole batches go; a batch across the border stays, below the start.
    pub fn delete_before(&mut self, offset: i64) -> Answer<i64> {
        let offset = if offset == -1 { self.end } else { offset };
        if offset < 0 || offset > self.end {
            return Err(ResponseError::OffsetOutOfRange);
        }
        self.start = self.start.max(offset);
        while self.batches.front().is_some_and(|b| b.last_offset() < self.start) {
            self.drop_first();
        }
        self.aborted.retain(|a| a.marker >= self.start);
        Ok(self.start)
    }

    /// Retention: drops the oldest batches, never the newest one or an open transaction, while the log is too large or they are too old.
    pub fn retain(&mut self, max_bytes: Option<u64>, oldest_ms: Option<i64>) {
        let stable = self.stable_end();
        while self.batches.len() > 1 {
            let first = &self.batches[0];
            let too_large = max_bytes.is_some_and(|max| (self.bytes - first.len()) as u64 >= max);
            let too_old = oldest_ms.is_some_and(|oldest| first.max_timestamp() < oldest);
            if !(too_large || too_old) || first.last_offset() >= stable {
                break;
            }
            self.start = first.last_offset() + 1;
            self.drop_first();
        }
        self.aborted.retain(|a| a.marker >= self.start);
    }

    /// Forgets producers that have long been silent.
    pub fn forget_producers(&mut self, now: Instant) {
        self.producers.expire(now);
    }

    fn drop_first(&mut self) {
        if let Some(batch) = self.batches.pop_front() {
            self.bytes -= batch.len();
        }
    }
}

#[cfg(test)]
mod tests;
