//! Stories under one id: redeliveries, revisions, and older versions that come after newer ones.

use std::cmp::Ordering;

use super::shelf::Filed;
use super::{Desk, keys};
use crate::story::{Card, Class, RelationKind};

/// Versions of one story that are looked at, the newest arrivals.
const MOST_VERSIONS: usize = 64;

impl Desk {
    /// How a story relates to earlier ones of the same uri: the number and the relation.
    pub(super) fn version_of(&self, card: &Card, sealed: bool) -> Option<(u32, RelationKind)> {
        let mut numbers = self.live(keys::key(keys::Domain::Id, *card.ids.first()?));
        if card.item != 0 {
            numbers.extend(self.live(keys::key(keys::Domain::Item, card.item)));
            numbers.sort_unstable_by(|a, b| self.order(*a, *b));
            numbers.dedup();
        }
        numbers.drain(..numbers.len().saturating_sub(MOST_VERSIONS));
        let known: Vec<(u32, &Filed)> = numbers
            .into_iter()
            .filter_map(|n| Some((n, self.shelf.get(n)?)))
            .filter(|(_, f)| f.is_same_story(card) && (sealed || !f.is_embargoed()))
            .collect();
        let language = keys::language_seed(card);
        let (known, translated): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, f)| f.language == language);
        if known.is_empty() {
            return translated.last().map(|(number, _)| (*number, RelationKind::Translation));
        }
        let same_text = |f: &Filed| f.print.whole == card.print.whole && (card.print.words > 0 || f.headline == card.headline);
        let same_version = |f: &Filed| f.version.as_deref() == card.version.as_deref() && f.revision == card.revision;
        if let Some((number, _)) = known.iter().find(|(_, f)| same_text(f) && same_version(f)) {
            return Some((*number, RelationKind::Redelivery));
        }
        // A version is named by the event that brought it, not by its redeliveries.
        let brought: Vec<_> = known.iter().filter(|(_, f)| f.origin.is_none()).collect();
        let versions = if brought.is_empty() { known.iter().collect() } else { brought };
        let (newest, filed) = versions.into_iter().copied().reduce(|a, b| if age(a.1, b.1) == Ordering::Greater { a } else { b })?;
        if order((card.revision, card.created_ms), (filed.revision, filed.created_ms)) == Ordering::Less {
            return Some((newest, RelationKind::Stale));
        }
        let exact = known.iter().find(|(_, f)| same_text(f));
        Some(exact.map_or((newest, RelationKind::Revision), |(number, _)| (*number, RelationKind::Exact)))
    }

    /// The held version of a story that this one, newer and publishable, sets free: the latest under its id.
    pub(super) fn set_free(&self, card: &Card) -> Option<u32> {
        let numbers = self.live(keys::key(keys::Domain::Id, *card.ids.first()?));
        let known = numbers.into_iter().rev().take(MOST_VERSIONS).filter_map(|n| Some((n, self.shelf.get(n)?)));
        let (number, filed) = known
            .filter(|(_, f)| f.is_same_story(card) && f.class != Class::Duplicate)
            .reduce(|a, b| if age(b.1, a.1) == Ordering::Greater { b } else { a })?;
        let newer = order((card.revision, card.created_ms), (filed.revision, filed.created_ms)) == Ordering::Greater;
        (filed.is_embargoed() && newer).then_some(number)
    }
}

fn age(a: &Filed, b: &Filed) -> Ordering {
    order((a.revision, a.created_ms), (b.revision, b.created_ms))
}

/// By the agency's count where both have one that differs, else by the stories' own times; what cannot be told is equal.
fn order(a: (Option<u64>, Option<i64>), b: (Option<u64>, Option<i64>)) -> Ordering {
    let by_count = a.0.zip(b.0).map_or(Ordering::Equal, |(a, b)| a.cmp(&b));
    by_count.then_with(|| a.1.zip(b.1).map_or(Ordering::Equal, |(a, b)| a.cmp(&b)))
}
