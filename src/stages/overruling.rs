//! An editor's word on its way through both stages: it travels through `wire.stories` as the story once more, and so its place among the
//! stories is the same for the desk, for its state and for every replay.

use super::{compose, parse, unbroken};
use crate::desk::{Desk, Explanation, Unmoved};
use crate::editorial::Editorial;
use crate::reading;
use crate::story::*;

/// Stage one for a record of `wire.overrides`: the story that it is about, with the word. Names the record as its source.
pub(super) fn take_in(record: &RawRecord<'_>, editorial: &Editorial) -> Item {
    let read = serde_json::from_slice::<OverrideValue>(record.payload);
    let known = read.as_ref().ok().map(|value| &value.record.source);
    let source = Source {
        format: known.and_then(|s| s.format),
        agency: known.and_then(|s| s.agency.clone()),
        file: record.file.map(str::to_owned),
        ..Source::of_record(record.topic, record.partition, record.offset, record.payload)
    };
    let scope = record.key.map(|key| String::from_utf8_lossy(key).into_owned());
    let unreadable = |why: String| Outcome::DeadLetter(Reason::new("overrule.unreadable", why));
    let outcome = match read {
        Err(why) => unreadable(why.to_string()),
        Ok(value) if value.kind != OverrideValue::KIND => unreadable(format!("it is a {}, not a {}", value.kind, OverrideValue::KIND)),
        Ok(value) => match value.overrule.check() {
            Err(why) => unreadable(why),
            Ok(()) => super::read(|| once_more(value, &source, scope, editorial)),
        },
    };
    Item { source, agency_by: None, outcome }
}

/// The story as the desk reads it: under the word's own place, and so under an event id of its own.
fn once_more(value: OverrideValue, source: &Source, scope: Option<String>, editorial: &Editorial) -> StoryRecord {
    let story = StoryValue { source: source.clone(), ..value.record };
    let card = reading::card_of(&story, editorial);
    let word = serde_json::to_vec(&value.overrule).expect("a word has only string keys");
    StoryRecord {
        time: story.time,
        value: serde_json::to_vec(&story).expect("a story has only string keys and finite numbers"),
        card: card.encode(),
        language: card.language,
        complaints: Vec::new(),
        overruled: Some(Overruled { scope, word }),
    }
}

/// What becomes of a word at the desk.
pub enum Ruling {
    /// The story's new event, and the entry that the desk's state keeps. The caller applies the entry.
    Applied(Box<(Event, Entry)>),
    /// What it says is so already.
    Unchanged(Reason),
    /// It cannot be followed.
    Refused(Reason),
}

/// Stage two, desk, for a story that comes with a word.
pub fn overrule(desk: &Desk, editorial: &Editorial, stories_offset: i64, value: &[u8], card: Option<&[u8]>, word: &[u8]) -> Ruling {
    let ruled = unbroken("desk.panic", || {
        let word: Overrule = serde_json::from_slice(word).map_err(|e| Reason::new("overrule.unreadable", e.to_string()))?;
        let card = super::card(value, card, editorial)?;
        match desk.overrule(&card, &word) {
            Ok(Explanation { decision, kept, .. }) => {
                let event = compose(parse(value)?, &card, decision, &editorial.digest);
                Ok(Ruling::Applied(Box::new((event, Entry { stories_offset, card, kept }))))
            }
            Err(Unmoved::So(reason)) => Ok(Ruling::Unchanged(reason)),
            Err(Unmoved::Refused(reason)) => Ok(Ruling::Refused(reason)),
        }
    });
    ruled.unwrap_or_else(Ruling::Refused)
}
