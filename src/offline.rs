//! Both stages without a broker: the same functions as the daemon runs, in the order of the input.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Scopes;
use crate::desk::{Desk, Explanation, Unmoved};
use crate::editorial::Editorial;
use crate::stages::{self, Ruling};
use crate::story::{Card, DeadLetter, Entry, Event, Item, Outcome, Overrule, RawRecord, Reason, Skipped, Source, StoryRecord, Time};

/// Stories after which a desk lets go of its undo journal: offline nothing is ever taken back.
const KEEP_EVERY: i64 = 256;

/// The whole of wiredesk as a function from records to lines.
pub struct Offline {
    editorial: Arc<Editorial>,
    window_ms: i64,
    scopes: Scopes,
    /// The topic of editors' words.
    overrides: String,
    desks: BTreeMap<String, (Desk, i64)>,
    latest: Time,
}

/// Why a story has no event.
enum Without {
    /// An editor's word that says what is so already.
    Skipped(Reason),
    /// What cannot be decided on.
    DeadLetter(Reason),
}

impl Offline {
    /// Empty desks with this window, in milliseconds.
    pub fn new(editorial: Arc<Editorial>, window_ms: i64) -> Offline {
        Offline { editorial, window_ms, scopes: Scopes::default(), overrides: String::new(), desks: BTreeMap::new(), latest: Time(0) }
    }

    /// With these scopes instead of one for all.
    pub fn with_scopes(self, scopes: Scopes) -> Offline {
        Offline { scopes, ..self }
    }

    /// With records of this topic as editors' words.
    pub fn with_overrides(self, topic: &str) -> Offline {
        Offline { overrides: topic.to_owned(), ..self }
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
        for item in self.take_in(record) {
            match &item.outcome {
                Outcome::Story(story) => match self.hand_out(&item.source, story, |_, _, _| ()) {
                    Ok((event, ())) => out(&event.json)?,
                    Err(Without::Skipped(reason)) => out(&to_json(&Skipped::new(&item.source, &reason)))?,
                    Err(Without::DeadLetter(reason)) => out(&to_json(&DeadLetter::new(&item.source, &reason)))?,
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
        for mut item in self.take_in(record) {
            let explanation = match &item.outcome {
                Outcome::Story(story) => Some(self.hand_out(&item.source, story, explain)),
                Outcome::Skipped(_) | Outcome::DeadLetter(_) => None,
            };
            let explanation = match explanation {
                Some(Ok((_, explanation))) => Some(explanation),
                Some(Err(Without::DeadLetter(reason))) => Some(Err(reason)),
                Some(Err(Without::Skipped(reason))) => {
                    item.outcome = Outcome::Skipped(reason);
                    None
                }
                None => None,
            };
            out(&Explained { item, explanation })?;
        }
        Ok(())
    }

    fn take_in(&self, record: &RawRecord<'_>) -> Vec<Item> {
        stages::take_in_either(record, record.topic == self.overrides, &self.editorial)
    }

    /// Decides on a story; `look` sees the desk as it was before, the story's card and an editor's word.
    fn hand_out<T>(
        &mut self,
        source: &Source,
        story: &StoryRecord,
        look: impl FnOnce(&Desk, &Card, Option<&[u8]>) -> T,
    ) -> Result<(Event, T), Without> {
        self.latest = self.latest.max(story.time);
        let word = story.overruled.as_ref().map(|o| &o.word[..]);
        let scope = story.overruled.as_ref().and_then(|o| o.scope.as_deref());
        let scope = scope.unwrap_or_else(|| self.scopes.of(source.agency.as_deref(), story.language.as_deref())).to_owned();
        let (desk, offset) = self.desks.entry(scope).or_insert_with(|| (Desk::new(self.window_ms), 0));
        let (event, entry) = decide(desk, &self.editorial, *offset, story, word)?;
        let seen = look(desk, &entry.card, word);
        desk.apply(entry);
        *offset += 1;
        if *offset % KEEP_EVERY == 0 {
            desk.keep();
        }
        Ok((event, seen))
    }
}

fn decide(desk: &Desk, editorial: &Editorial, offset: i64, story: &StoryRecord, word: Option<&[u8]>) -> Result<(Event, Entry), Without> {
    let (value, card) = (&story.value, Some(&story.card[..]));
    match word {
        None => stages::hand_out(desk, editorial, offset, value, card).map_err(Without::DeadLetter),
        Some(word) => match stages::overrule(desk, editorial, offset, value, card, word) {
            Ruling::Applied(handed) => Ok(*handed),
            Ruling::Unchanged(reason) => Err(Without::Skipped(reason)),
            Ruling::Refused(reason) => Err(Without::DeadLetter(reason)),
        },
    }
}

fn explain(desk: &Desk, card: &Card, word: Option<&[u8]>) -> Result<Explanation, Reason> {
    let Some(word) = word else { return Ok(desk.explain(card)) };
    let word: Overrule = serde_json::from_slice(word).map_err(|e| Reason::new("overrule.unreadable", e.to_string()))?;
    desk.overrule(card, &word).map_err(|unmoved| match unmoved {
        Unmoved::So(reason) | Unmoved::Refused(reason) => reason,
    })
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
