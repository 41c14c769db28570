//! A partition's state: the fold of its changelog, one desk a scope. Knows no Kafka: it is given entries, read back or just decided.

use std::collections::BTreeMap;

use super::changelog::Marks;
use crate::desk::Desk;
use crate::story::Entry;

/// The desks of one partition of `wire.stories`.
pub struct State {
    window_ms: i64,
    desks: BTreeMap<String, Desk>,
    marks: Marks,
    /// `wire.stories` offset of the last entry: in the open transaction, and in the last committed one.
    last_entry: Option<i64>,
    kept_entry: Option<i64>,
    /// The changelog's offset after the last entry that was read back.
    next: Option<i64>,
}

impl State {
    /// An empty state with this window of arrival times, in milliseconds.
    pub fn new(window_ms: i64) -> State {
        let (desks, marks) = (BTreeMap::new(), Marks::default());
        State { window_ms, desks, marks, last_entry: None, kept_entry: None, next: None }
    }

    /// The desk of a scope.
    pub fn desk(&mut self, scope: &str) -> &mut Desk {
        if !self.desks.contains_key(scope) {
            self.desks.insert(scope.to_owned(), Desk::new(self.window_ms));
        }
        self.desks.get_mut(scope).expect("it was just inserted")
    }

    /// Folds in an entry that is read back, of this offset of the changelog. [`State::read_back`] makes it whole.
    pub fn fold(&mut self, changelog_offset: i64, scope: &str, entry: Entry) {
        self.marks.add(entry.stories_offset, changelog_offset);
        self.next = Some(changelog_offset + 1);
        self.last_entry = Some(entry.stories_offset);
        self.desk(scope).rebuild(entry);
    }

    /// All that was read back so far may be decided on.
    pub fn read_back(&mut self) {
        self.desks.values_mut().for_each(Desk::rebuilt);
        self.kept_entry = self.last_entry;
    }

    /// Folds in an entry that was just decided, until it is kept or undone.
    pub fn apply(&mut self, scope: &str, entry: Entry) {
        self.last_entry = Some(entry.stories_offset);
        self.desk(scope).apply(entry);
    }

    /// What was applied is for good; the last of it stands at this offset of the changelog or before (negative: nothing was written). Gives
    /// the offset before which the changelog's records can go, where more can go than before.
    pub fn keep(&mut self, changelog_offset: i64) -> Option<i64> {
        self.desks.values_mut().for_each(Desk::keep);
        self.kept_entry = self.last_entry;
        if let Some(last) = self.last_entry.filter(|_| changelog_offset >= 0) {
            self.marks.add(last, changelog_offset);
        }
        // An empty desk needs nothing up to its last entry.
        let oldest = self.desks.values().filter_map(Desk::oldest_offset).min().or(self.kept_entry);
        oldest.and_then(|oldest| self.marks.cut_before(oldest))
    }

    /// Takes back what was applied.
    pub fn undo(&mut self) {
        self.desks.values_mut().for_each(Desk::undo);
        self.last_entry = self.kept_entry;
    }

    /// `wire.stories` offset of the last entry.
    pub fn last_entry(&self) -> Option<i64> {
        self.last_entry
    }

    /// `wire.stories` offset of the last entry that is for good.
    pub fn kept_entry(&self) -> Option<i64> {
        self.kept_entry
    }

    /// Where reading back goes on in the changelog; `None`: at its head.
    pub fn next(&self) -> Option<i64> {
        self.next
    }

    /// Stories within the window.
    pub fn stories(&self) -> usize {
        self.desks.values().map(Desk::len).sum()
    }

    /// Estimated bytes.
    pub fn bytes(&self) -> usize {
        self.desks.values().map(Desk::bytes).sum()
    }

    /// A digest over all scopes.
    pub fn digest(&self) -> u128 {
        self.desks.values().fold(0, |all, desk| all.rotate_left(1) ^ desk.digest())
    }
}
