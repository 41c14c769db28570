//! An editor's word against a decision: the story is filed anew, as the word says, and its earlier filing retires.
//!
//! So whatever comes later finds the story under the event that its readers saw last, in its new class and thread, and everything that an
//! entry changes is changed by the same steps. A retired filing keeps its number until it leaves the window: nothing finds it any more, but
//! a further word about the same story, or the same word once more.

use super::decide::{Related, thread};
use super::likeness::Likeness;
use super::threads::Placement;
use super::{Desk, Explanation, keys};
use crate::story::*;

/// Why a word changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmoved {
    /// What it says is so already.
    So(Reason),
    /// It cannot be followed.
    Refused(Reason),
}

fn refused(code: &str, message: impl Into<String>) -> Unmoved {
    Unmoved::Refused(Reason::new(code, message))
}

impl Desk {
    /// What follows from an editor's word. `card` is the story's, under the id of the event that the word makes. Changes nothing.
    ///
    /// # Errors
    /// A word that says what is so already, or that cannot be followed.
    pub fn overrule(&self, card: &Card, word: &Overrule) -> Result<Explanation, Unmoved> {
        word.check().map_err(|why| refused("overrule.unreadable", why))?;
        let unknown = || refused("overrule.unknown-event", format!("no story of the window has the event id {}", word.event));
        let number = word.event_id().and_then(|id| self.filed_last(id)).ok_or_else(unknown)?;
        let old = self.shelf.get(number).ok_or_else(unknown)?;
        if !old.is_same_story(card) {
            return Err(refused("overrule.other-story", format!("event {} is of {}, not of {}", word.event, old.uri, card.uri)));
        }
        if old.is_embargoed() {
            return Err(refused("overrule.embargoed", "the story is under embargo: only the wire releases it"));
        }
        let class = word.class.unwrap_or(old.class);
        let placement = self.moved(number, card, word)?;
        if class == old.class && placement.thread == old.thread {
            return Err(Unmoved::So(Reason::new("overrule.unchanged", format!("event {} is {class} in that thread already", old.id))));
        }
        let withdraws = match class {
            Class::Withdrawal => self.taken_back(card, &self.findings(card, &self.postings(card, Some(number)).prints)),
            _ => Vec::new(),
        };
        let withdraws: Vec<u32> = withdraws.into_iter().filter(|n| *n != number).collect();
        let lives = class != old.class && class != Class::Duplicate;
        let kept = Kept {
            class,
            thread: placement.thread,
            position: placement.position,
            opened_ms: placement.opened_ms,
            origin: old.origin.filter(|_| class == Class::Duplicate),
            withdraws: withdraws.iter().filter_map(|n| self.shelf.get(*n)).map(|f| f.id).collect(),
            withdrawn: old.withdrawn && !lives,
            unfiled: self.postings(card, Some(number)).full,
            clock: self.clock,
            overrules: Some(old.id),
        };
        let same = Related { kind: RelationKind::Overrules, number, likeness: Likeness::SAME };
        let likeness = |n: &u32| self.shelf.get(*n).map(|f| Likeness::of(card, f)).unwrap_or_default();
        let taken_back = withdraws.iter().map(|n| Related { kind: RelationKind::Withdraws, number: *n, likeness: likeness(n) });
        let relations = [same].into_iter().chain(taken_back).filter_map(|r| self.relation(&r, None)).collect();
        let own = old.id.to_string();
        let mut seen = self.sightings(card, false);
        self.seen_in_thread(card, placement.thread, false, &mut seen);
        let decision = Decision {
            classification: Classification {
                class,
                confidence: 1.0,
                reasons: reasons(word, old.class, class, old.thread, placement.thread),
            },
            thread: thread(&placement),
            relations,
            // What the overruled event carried was not seen before by that.
            first_seen: self.first_seen(card, seen).into_iter().map(|seen| seen.filter(|s| s.event != own)).collect(),
            changes: None,
            complaints: Vec::new(),
        };
        let rule = "an editor's word goes before every rule";
        Ok(Explanation { decision, rule, kept, compared: Vec::new(), threads: placement.compared })
    }

    /// The number of the latest filing of the story that an event brought.
    fn filed_last(&self, id: EventId) -> Option<u32> {
        let mut id = id;
        loop {
            let number = self.filed_as(id)?;
            match self.shelf.successor(number) {
                Some(next) => id = next,
                None => return Some(number),
            }
        }
    }

    /// The event that stands for one that may have been overruled.
    pub(super) fn heir(&self, id: EventId) -> EventId {
        let last = self.shelf.has_retired().then(|| self.filed_last(id)).flatten();
        last.and_then(|n| self.shelf.get(n)).map_or(id, |f| f.id)
    }

    /// The number under which an event's story is filed, retired or not.
    pub(super) fn filed_as(&self, id: EventId) -> Option<u32> {
        self.latest(keys::event_key(keys::Domain::Event, id)).find(|n| self.shelf.filed(*n).is_some_and(|f| f.id == id))
    }

    /// Where the story belongs by the word.
    fn moved(&self, number: u32, card: &Card, word: &Overrule) -> Result<Placement, Unmoved> {
        let unknown = |thread: &str| refused("overrule.unknown-thread", format!("no story of the window is in a thread {thread}"));
        let own = self.threads.of(number).ok_or_else(|| refused("overrule.unknown-event", "the story is in no thread of the window"))?;
        let own_thread = own.thread;
        let stays = self.threads.behind(own_thread, number).unwrap_or(own);
        if word.split {
            let opened = self.shelf.get(number).is_some_and(|f| self.names(f.id).contains(&EventId(own_thread)));
            return Ok(if opened { stays } else { Placement::opened_by(card, Vec::new()) });
        }
        let Some(join) = &word.join else { return Ok(stays) };
        let asked = EventId::parse(join).ok_or_else(|| unknown(join))?;
        let of_event = || self.filed_last(asked).and_then(|n| self.threads.of(n)).map(|p| p.thread);
        let thread = if self.threads.is_open(asked.0) { asked.0 } else { of_event().ok_or_else(|| unknown(join))? };
        Ok(if thread == own_thread { stays } else { self.threads.behind(thread, number).unwrap_or(stays) })
    }

    /// Takes a filing out of sight; its number, where it is in the window.
    pub(super) fn retire(&mut self, id: EventId, successor: EventId) -> Option<u32> {
        let number = self.filed_as(id)?;
        self.shelf.retire(number, successor);
        self.threads.retire(number);
        Some(number)
    }

    /// An event and all that were overruled to be it.
    pub(super) fn names(&self, id: EventId) -> Vec<EventId> {
        let mut names = vec![id];
        let mut at = 0;
        while at < names.len() {
            names.extend(self.shelf.predecessors(names[at]));
            at += 1;
        }
        names
    }
}

/// For people: what was changed, and why.
fn reasons(word: &Overrule, was: Class, class: Class, from: u128, to: u128) -> Vec<String> {
    let by = word.by.trim();
    let mut reasons = Vec::new();
    if class != was {
        reasons.push(format!("overruled by {by} at {}: {was} to {class}", word.time));
    }
    if to != from {
        let how = if word.split { "split from" } else { "moved from" };
        reasons.push(format!("overruled by {by} at {}: {how} thread {}", word.time, EventId(from)));
    }
    reasons.extend(word.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned));
    reasons
}
