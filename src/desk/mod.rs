//! Decides on each story: versions, duplicates, thread, quotations seen before, class. Pure: no clock, no Kafka.
//!
//! The state of a desk is the fold of recorded decisions: [`Desk::decide`] only looks, [`Desk::apply`] folds one entry in,
//! and what was applied since the last [`Desk::keep`] can be taken back with [`Desk::undo`], as when a transaction aborts.
//!
//! Nothing in the state depends on an entry that has left the window but for what later entries recorded of it, so that a desk folded from
//! the entries of the window equals the one that folded all.

mod changes;
mod classes;
mod clock;
mod decide;
mod embargo;
mod index;
mod keys;
mod likeness;
mod overrule;
mod quotations;
mod repeats;
mod shelf;
pub mod threads;
mod versions;
mod withdrawals;

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod fold_tests;
#[cfg(test)]
mod scenario_tests;
#[cfg(test)]
mod speed_tests;

use std::collections::VecDeque;
use std::ops::RangeInclusive;

pub use decide::Explanation;
use index::{Index, Numbers};
use keys::Filing;
pub use likeness::{Likeness, Verdict};
pub use overrule::Unmoved;
pub use repeats::Finding;
use shelf::{Filed, Shelf};
pub use threads::Compared;
use threads::Threads;
use xxhash_rust::xxh3::xxh3_128;

use crate::story::{Class, Clock, Entry, EventId, Kept};

/// So many stories at least, and at most, are filed together while the state is read back; between them, as many as are filed already, so
/// that no table grows often.
const FILED_AT_ONCE: RangeInclusive<usize> = 1 << 12..=1 << 17;

/// The state of one scope's desk.
#[derive(Debug)]
pub struct Desk {
    window_ms: i64,
    clock: Clock,
    shelf: Shelf,
    /// The stories under capped keys.
    index: Index,
    /// The newest story under each open key; the story knows the one before it.
    newest: Index,
    /// Withdrawals that found nothing, in order.
    open: VecDeque<u32>,
    threads: Threads,
    journal: Vec<Applied>,
    /// While the state is read back: stories that are yet to be filed under their keys.
    unfiled: usize,
}

/// What one `apply` changed, to take it back.
#[derive(Debug)]
struct Applied {
    first: u32,
    clock: Clock,
    filing: Filing,
    withdrawn: Vec<u32>,
    retired: Option<u32>,
}

impl Desk {
    /// An empty desk with this window of arrival times, in milliseconds.
    pub fn new(window_ms: i64) -> Desk {
        Desk {
            window_ms,
            clock: Clock::default(),
            shelf: Shelf::default(),
            index: Index::default(),
            newest: Index::default(),
            open: VecDeque::new(),
            threads: Threads::default(),
            journal: Vec::new(),
            unfiled: 0,
        }
    }

    /// Folds a decision into the state. Never decides again.
    pub fn apply(&mut self, entry: Entry) {
        let applied = self.fold(entry);
        let number = self.shelf.next().wrapping_sub(1);
        // What an undo may bring back has not left for good.
        let oldest = self.journal.first().map_or(applied.first, |j| j.first);
        let needed = Numbers { first: oldest, count: self.shelf.next().wrapping_sub(oldest) };
        let Filing { capped, open } = &applied.filing;
        capped.iter().for_each(|key| self.index.insert(*key, number, needed));
        let before = open.iter().filter_map(|key| Some((*key, self.newest.replace(*key, number, needed)?))).collect();
        self.shelf.follows(number, before);
        self.journal.push(applied);
    }

    /// Folds a decision in for good, as when the state is read back. What can be done for many at once waits for [`Desk::rebuilt`].
    pub fn rebuild(&mut self, entry: Entry) {
        let at_once = (self.shelf.len() / 2).clamp(*FILED_AT_ONCE.start(), *FILED_AT_ONCE.end());
        if self.unfiled >= at_once || !entry.kept.withdraws.is_empty() || entry.kept.overrules.is_some() {
            self.file();
        }
        self.threads.rebuild();
        let Filing { capped, open } = self.fold(entry).filing;
        let number = self.shelf.next().wrapping_sub(1);
        capped.into_iter().for_each(|key| self.index.file_later(key, number));
        open.into_iter().for_each(|key| self.newest.file_later(key, number));
        self.unfiled += 1;
        self.keep();
    }

    /// The state is read back as far as it was given to [`Desk::rebuild`].
    pub fn rebuilt(&mut self) {
        self.file();
        self.threads.rebuilt();
    }

    /// Files what waits for that.
    fn file(&mut self) {
        let window = self.shelf.window();
        self.index.file(window);
        let mut links = Vec::new();
        self.newest.file_newest(window, |key, number, before| links.push((number, key, before)));
        links.sort_unstable();
        for of_one in links.chunk_by(|a, b| a.0 == b.0) {
            self.shelf.follows(of_one[0].0, of_one.iter().map(|(_, key, before)| (*key, *before)).collect());
        }
        self.threads.file();
        self.unfiled = 0;
    }

    fn fold(&mut self, entry: Entry) -> Applied {
        let Entry { stories_offset, mut card, kept } = entry;
        let (first, clock) = (self.shelf.first(), self.clock);
        let number = self.shelf.next();
        self.clock = kept.clock;
        let retired = kept.overrules.and_then(|id| self.retire(id, card.id));
        let withdrawn = self.withdraw(&kept);
        let filing = Filing::of(&card, &kept);
        let (id, time_ms, topic) = (card.id, card.time_ms, std::mem::take(&mut card.topic));
        self.shelf.push(Filed::new(stories_offset, card, &kept));
        let times = self.window_at(kept.clock);
        if kept.clock.now_ms < clock.now_ms {
            self.shelf.keep_behind_any_outside(&[self.window_at(clock), times.clone()]);
        }
        self.shelf.keep_within(times);
        if kept.class == Class::Withdrawal && kept.withdraws.is_empty() {
            self.open.push_back(number);
        }
        self.threads.close_before(self.shelf.first());
        if kept.class != Class::Embargoed {
            self.threads.apply(number, id, time_ms, topic, &kept);
        }
        Applied { first, clock, filing, withdrawn, retired }
    }

    /// The arrival times of the window at this clock.
    fn window_at(&self, clock: Clock) -> RangeInclusive<i64> {
        clock.now_ms.saturating_sub(self.window_ms)..=clock.now_ms.saturating_add(clock::STEP_MS)
    }

    /// Marks the stories that are taken back; those that were not yet.
    fn withdraw(&mut self, kept: &Kept) -> Vec<u32> {
        let mut marked = Vec::new();
        for id in &kept.withdraws {
            for number in self.live(keys::event_key(keys::Domain::Event, *id)) {
                if let Some(story) = self.shelf.get_mut(number).filter(|f| f.id == *id && !f.withdrawn) {
                    story.withdrawn = true;
                    marked.push(number);
                }
            }
        }
        marked
    }

    /// Makes what was applied since the last call permanent (its transaction was committed), and lets go of what has left the window.
    pub fn keep(&mut self) {
        self.journal.clear();
        self.shelf.free();
        self.threads.keep();
        while self.open.front().is_some_and(|n| !self.shelf.is_live(*n)) {
            self.open.pop_front();
        }
    }

    /// Takes back what was applied since the last `keep` (its transaction was aborted).
    pub fn undo(&mut self) {
        while let Some(applied) = self.journal.pop() {
            let story = self.shelf.pop(applied.first);
            let number = self.shelf.next();
            applied.filing.capped.iter().for_each(|key| self.index.remove(*key, number));
            for key in applied.filing.open {
                self.newest.put_back(key, number, story.as_ref().and_then(|s| s.before(key)));
            }
            for taken_back in applied.withdrawn {
                if let Some(story) = self.shelf.get_mut(taken_back) {
                    story.withdrawn = false;
                }
            }
            if self.open.back() == Some(&number) {
                self.open.pop_back();
            }
            if let Some(number) = applied.retired {
                self.shelf.reinstate(number);
            }
            self.clock = applied.clock;
        }
        self.threads.undo();
    }

    /// Stories within the window.
    pub fn len(&self) -> usize {
        self.shelf.len()
    }

    /// Whether no story is within the window.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Estimated bytes that the state takes.
    pub fn bytes(&self) -> usize {
        self.shelf.bytes() + self.index.bytes() + self.newest.bytes() + self.threads.bytes()
    }

    /// The `wire.stories` offset of the oldest entry that is still needed; `None` on an empty desk.
    pub fn oldest_offset(&self) -> Option<i64> {
        let oldest = self.journal.first().map_or(self.shelf.first(), |j| j.first);
        self.shelf.kept_offset(oldest)
    }

    /// A digest of everything that decisions depend on: equal for a live desk and one rebuilt from its entries.
    pub fn digest(&self) -> u128 {
        let mut parts: Vec<u128> = Vec::with_capacity(self.shelf.len());
        for (number, f) in self.shelf.iter() {
            let by = self.shelf.successor(number);
            let state = (f.id, f.offset, f.time_ms, f.class, f.thread, f.origin, f.withdrawn, f.open.is_some(), by);
            parts.push(xxh3_128(&postcard::to_allocvec(&state).unwrap_or_default()));
        }
        let in_order = xxh3_128(&parts.iter().flat_map(|p| p.to_le_bytes()).collect::<Vec<u8>>());
        let window = self.shelf.window();
        let before = self.shelf.iter().flat_map(|(_, f)| f.before.iter().copied());
        let filings = self.index.iter(window).chain(self.newest.iter(window)).chain(before);
        let filings = filings.filter_map(|(key, number)| Some((key, self.shelf.get(number)?.id)));
        let unordered = filings
            .fold(0u128, |sum, (key, EventId(id))| sum.wrapping_add(xxh3_128(&[&key.to_le_bytes()[..], &id.to_le_bytes()[..]].concat())));
        let clock = xxh3_128(&postcard::to_allocvec(&self.clock).unwrap_or_default());
        in_order.wrapping_add(unordered).wrapping_add(clock).wrapping_add(self.threads.digest())
    }
}
