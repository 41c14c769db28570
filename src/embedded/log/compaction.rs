//! Compaction: of each key only the latest record stays (`cleanup.policy=compact`).

use std::collections::HashMap;

use super::{Batch, PartitionLog, records};

/// What compaction goes by, from the topic's settings.
#[derive(Clone, Copy, Debug)]
pub(in crate::embedded) struct Compaction {
    /// Share of the log that must be new since the last time.
    pub min_dirty_ratio: f64,
    /// Records younger than this stay as they are.
    pub settled_before_ms: i64,
    /// Tombstones and markers older than this go.
    pub forgotten_before_ms: i64,
}

impl PartitionLog {
    /// Compacts what is stable. The newest batch stays as it is, as Kafka's active segment does, and so do aborted
    /// transactions whose marker has not been reached.
    pub fn compact(&mut self, by: Compaction) {
        let last = self.batches.back().map_or(self.end, Batch::base_offset);
        let young = self.batches.iter().find(|b| b.max_timestamp() > by.settled_before_ms).map_or(last, Batch::base_offset);
        let end = self.stable_end().min(last).min(young);
        let dirty: usize = self.batches.iter().filter(|b| b.base_offset() >= self.compacted_to).map(Batch::len).sum();
        if end <= self.compacted_to || dirty == 0 || (dirty as f64) < by.min_dirty_ratio * self.bytes as f64 {
            return;
        }
        let latest = self.latest_by_key(end);
        let old = std::mem::take(&mut self.batches);
        for batch in old {
            let kept = if batch.base_offset() < end { self.compacted(batch, &latest, by) } else { Some(batch) };
            self.batches.extend(kept);
        }
        self.bytes = self.batches.iter().map(Batch::len).sum();
        self.compacted_to = end;
        let batches = &self.batches;
        self.aborted.retain(|a| {
            let marker = batches.partition_point(|b| b.last_offset() < a.marker);
            batches.get(marker).is_some_and(|b| b.base_offset() <= a.marker)
        });
    }

    /// The offset of the latest committed record of each key before `end`.
    fn latest_by_key(&self, end: i64) -> HashMap<Vec<u8>, i64> {
        let mut latest = HashMap::new();
        for batch in self.batches.iter().filter(|b| b.base_offset() < end && !b.is_control() && !self.is_aborted(b)) {
            let Some(unpacked) = batch.records() else { continue };
            for span in records::spans(&unpacked) {
                if let Some(key) = span.key {
                    latest.insert(key.to_vec(), batch.base_offset() + span.offset_delta);
                }
            }
        }
        latest
    }

    /// What stays of a batch.
    fn compacted(&self, batch: Batch, latest: &HashMap<Vec<u8>, i64>, by: Compaction) -> Option<Batch> {
        let forgotten = batch.max_timestamp() < by.forgotten_before_ms;
        if batch.is_control() {
            return (!forgotten).then_some(batch);
        }
        if self.is_aborted(&batch) {
            return None;
        }
        let Some(unpacked) = batch.records() else { return Some(batch) }; // unreadable: nothing may get lost
        let all: Vec<_> = records::spans(&unpacked).collect();
        if all.len() != batch.count() as usize {
            return Some(batch);
        }
        let stays = |s: &records::RecordSpan<'_>| {
            let offset = batch.base_offset() + s.offset_delta;
            s.key.is_none_or(|key| latest.get(key) == Some(&offset)) && !(s.is_tombstone && forgotten)
        };
        let kept: Vec<_> = all.iter().filter(|s| stays(s)).copied().collect();
        match kept.len() {
            0 => None,
            n if n == all.len() => Some(batch),
            _ => Some(batch.with_only(&kept)),
        }
    }

    fn is_aborted(&self, batch: &Batch) -> bool {
        let inside = |a: &&super::Aborted| a.first <= batch.base_offset() && batch.base_offset() < a.marker;
        batch.is_transactional() && self.aborted.iter().filter(inside).any(|a| a.producer_id == batch.producer_id())
    }
}
