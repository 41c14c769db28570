//! Both stages without a broker: the same functions as the daemon runs, in the order of the input.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Scopes;
use crate::desk::{Desk, Explanation};
use crate::editorial::Editorial;
use crate::stages;
use crate::story::{Card, DeadLetter, Event, Item, Outcome, RawRecord, Reason, Skipped, Source, StoryRecord, Time};

/// Stories after which a desk lets go of its undo journal: offline nothing is ever taken back.
const KEEP_EVERY: i64 = 256;

/// The whole of wiredesk as a function from records to lines.
pub struct Offline {
    editorial: Arc<Editorial>,
    window_ms: i64,
    scopes: Scopes,
    desks: BTreeMap<String, (Desk, i64)>,
    latest: Time,
}

impl Offline {
    /// Empty desks with this window, in milliseconds.
    pub fn new(editorial: Arc<Editorial>, window_ms: i64) -> Offline {
        Offline { editorial, window_ms, scopes: Scopes::default(), desks: BTreeMap::new(), latest: Time(0) }
    }

    /// With these scopes instead of one for all.
    pub fn with_scopes(self, scopes: Scopes) -> Offline {
        Offline { scopes, ..self }
    }

    /// The latest arrival so far: what stands in for a file whose story has no time.
    pub fn latest(&self) -> Time {
        self.latest
    }

    /// Takes one record through both stages and gives each item's line (without line end) to `out`, in order.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn process<E>(&mut self, record: &RawRecord<'_>, mut out: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        for item in stages::take_in(record, &self.editorial) {
            match &item.outcome {
                Outcome::Story(story) => match self.hand_out(&item.source, story, |_, _| ()) {
                    Ok((event, ())) => out(&event.json)?,
                    Err(reason) => out(&to_json(&DeadLetter::new(&item.source, &reason)))?,
                },
                Outcome::Skipped(reason) => out(&to_json(&Skipped::new(&item.source, reason)))?,
                Outcome::DeadLetter(reason) => out(&to_json(&DeadLetter::new(&item.source, reason)))?,
            }
        }
        Ok(())
    }

    /// Takes one record through both stages as `process` does, and gives each item with what led to its outcome to `out`, in order.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn explain<E>(&mut self, record: &RawRecord<'_>, mut out: impl FnMut(&Explained) -> Result<(), E>) -> Result<(), E> {
        for item in stages::take_in(record, &self.editorial) {
            let explanation = match &item.outcome {
                Outcome::Story(story) => Some(self.hand_out(&item.source, story, Desk::explain).map(|(_, explanation)| explanation)),
                Outcome::Skipped(_) | Outcome::DeadLetter(_) => None,
            };
            out(&Explained { item, explanation })?;
        }
        Ok(())
    }

    /// Decides on a story; `look` sees the desk as it was before, and the story's card.
    fn hand_out<T>(&mut self, source: &Source, story: &StoryRecord, look: impl FnOnce(&Desk, &Card) -> T) -> Result<(Event, T), Reason> {
        self.latest = self.latest.max(story.time);
        let scope = self.scopes.of(source.agency.as_deref(), story.language.as_deref()).to_owned();
        let (desk, offset) = self.desks.entry(scope).or_insert_with(|| (Desk::new(self.editorial.clone(), self.window_ms), 0));
        let (event, entry) = stages::hand_out(desk, &self.editorial, *offset, &story.value, Some(&story.card))?;
        let seen = look(desk, &entry.card);
        desk.apply(&entry);
        *offset += 1;
        if *offset % KEEP_EVERY == 0 {
            desk.keep();
        }
        Ok((event, seen))
    }
}

/// An item with what led to its outcome.
#[derive(Debug)]
pub struct Explained {
    /// The item as intake left it.
    pub item: Item,
    /// Of a story, what the desk looked at and decided; an error where the story could not be decided on.
    pub explanation: Option<Result<Explanation, Reason>>,
}

fn to_json(line: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(line).expect("lines have only string keys")
}
