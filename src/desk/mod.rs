//! Decides on each story: versions, duplicates, thread, quotations seen before, class. Pure: no clock, no Kafka.
//!
//! The state of a desk is the fold of recorded decisions: [`Desk::decide`] only looks, [`Desk::apply`] folds one entry in,
//! and what was applied since the last [`Desk::keep`] can be taken back with [`Desk::undo`], as when a transaction aborts.

#[allow(dead_code)]
mod threads;

use std::sync::Arc;

use crate::editorial::Editorial;
use crate::story::{Card, Class, Classification, Decision, Entry, Kept, Thread};

/// The state of one scope's desk.
#[derive(Debug)]
pub struct Desk {
    _editorial: Arc<Editorial>,
    _window_ms: i64,
}

impl Desk {
    /// An empty desk with this window of arrival times, in milliseconds.
    pub fn new(editorial: Arc<Editorial>, window_ms: i64) -> Desk {
        Desk { _editorial: editorial, _window_ms: window_ms }
    }

    /// Decides on a story. Changes nothing: the decision depends on the applied entries and the card alone.
    pub fn decide(&self, card: &Card) -> (Decision, Kept) {
        let decision = Decision {
            classification: Classification { class: Class::New, confidence: 0.5, reasons: vec![] },
            thread: Thread { id: format!("{:032x}", card.id.0), position: 1, opened: card.time(), previous: None },
            relations: vec![],
            first_seen: vec![],
            complaints: vec![],
        };
        let kept = Kept { class: Class::New, thread: card.id.0, position: 1, ..Kept::default() };
        (decision, kept)
    }

    /// Folds a decision into the state. Never decides again.
    pub fn apply(&mut self, _entry: &Entry) {}

    /// Makes what was applied since the last call permanent (its transaction was committed), and lets go of what has left the window.
    pub fn keep(&mut self) {}

    /// Takes back what was applied since the last `keep` (its transaction was aborted).
    pub fn undo(&mut self) {}

    /// Stories within the window.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether no story is within the window.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Estimated bytes that the state takes.
    pub fn bytes(&self) -> usize {
        0
    }

    /// The `wire.stories` offset of the oldest entry that is still needed; `None` on an empty desk.
    pub fn oldest_offset(&self) -> Option<i64> {
        None
    }

    /// A digest of everything that decisions depend on: equal for a live desk and one rebuilt from its entries.
    pub fn digest(&self) -> u128 {
        0
    }
}
