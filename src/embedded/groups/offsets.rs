//! A group's committed offsets, and those that open transactions will commit.

use std::collections::BTreeMap;

use kafka_protocol::protocol::StrBytes;

/// A partition of a topic.
pub(in crate::embedded) type Place = (String, i32);

/// A committed offset.
#[derive(Clone, Debug)]
pub(in crate::embedded) struct Committed {
    pub offset: i64,
    pub leader_epoch: i32,
    pub metadata: StrBytes,
}

/// What a group has committed.
#[derive(Debug, Default)]
pub(in crate::embedded) struct Offsets {
    committed: BTreeMap<Place, Committed>,
    /// By producer id.
    staged: BTreeMap<i64, BTreeMap<Place, Committed>>,
}

impl Offsets {
    pub fn commit(&mut self, place: Place, committed: Committed) {
        self.committed.insert(place, committed);
    }

    /// Keeps an offset until the producer's transaction ends.
    pub fn stage(&mut self, producer_id: i64, place: Place, committed: Committed) {
        self.staged.entry(producer_id).or_default().insert(place, committed);
    }

    pub fn end_transaction(&mut self, producer_id: i64, commit: bool) {
        let staged = self.staged.remove(&producer_id).unwrap_or_default();
        if commit {
            self.committed.extend(staged);
        }
    }

    pub fn get(&self, place: &Place) -> Option<&Committed> {
        self.committed.get(place)
    }

    /// Whether a transaction that has not ended may move this offset.
    pub fn is_unstable(&self, place: &Place) -> bool {
        self.staged.values().any(|staged| staged.contains_key(place))
    }

    /// All partitions with a committed offset.
    pub fn places(&self) -> Vec<Place> {
        self.committed.keys().cloned().collect()
    }

    pub fn remove(&mut self, place: &Place) {
        self.committed.remove(place);
    }

    pub fn forget_topic(&mut self, topic: &str) {
        self.committed.retain(|(name, _), _| name != topic);
        self.staged.values_mut().for_each(|staged| staged.retain(|(name, _), _| name != topic));
    }
}
