//! An editor's word against what the desk decided: one record of `wire.overrides`, keyed by scope.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Class, EventId, StoryValue, Time};

/// Letters of a name.
const MOST_NAME: usize = 200;
/// Letters of a note.
const MOST_NOTE: usize = 2_000;

/// The value of a `wire.overrides` record: the word, and the story that it is about.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OverrideValue {
    /// Always `wire.override.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The word.
    pub overrule: Overrule,
    /// The story as it stands on `wire.stories`.
    pub record: StoryValue,
}

impl OverrideValue {
    /// The one type that there is.
    pub const KIND: &'static str = "wire.override.v1";

    /// A word about a story.
    pub fn new(overrule: Overrule, record: StoryValue) -> OverrideValue {
        OverrideValue { kind: OverrideValue::KIND.into(), overrule, record }
    }
}

/// What an editor says instead of the desk: another class, another thread, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overrule {
    /// The event that is overruled, or one that was overruled to be it.
    pub event: String,
    /// The class that it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// It reports an event of its own: it opens a thread.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub split: bool,
    /// The thread that it belongs to, or an event of that thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// Who says so.
    pub by: String,
    /// Why; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was said.
    pub time: Time,
}

impl Overrule {
    /// The event's id, once the word is checked.
    pub fn event_id(&self) -> Option<EventId> {
        EventId::parse(&self.event)
    }

    /// Whether it can be applied at all, whatever the desk's state.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        let id = |what: &str, text: &str| match EventId::parse(text) {
            Some(_) => Ok(()),
            None => Err(format!("`{text}` is no {what}: those have 32 hexadecimal digits")),
        };
        id("event id", &self.event)?;
        self.join.as_deref().map_or(Ok(()), |thread| id("thread", thread))?;
        let letters = |text: &str| text.chars().count();
        if self.by.trim().is_empty() || letters(&self.by) > MOST_NAME {
            return Err(format!("who says so has a name of 1 to {MOST_NAME} letters"));
        }
        if self.note.as_deref().is_some_and(|note| letters(note) > MOST_NOTE) {
            return Err(format!("a note has at most {MOST_NOTE} letters"));
        }
        match (self.class, self.split, &self.join) {
            (None, false, None) => Err("it says nothing: another class, a split or a thread to join is needed".into()),
            (_, true, Some(_)) => Err("a story that opens a thread of its own cannot join another".into()),
            (Some(Class::Embargoed), ..) => Err("a story that is out cannot be embargoed; take it back instead".into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_something_and_nothing_contradictory() {
        let event = EventId(7).to_string();
        let word = Overrule { event: event.clone(), by: "Ada".into(), class: Some(Class::New), ..Overrule::default() };
        let wrong = |word: &Overrule, what: &str| assert!(word.check().is_err_and(|e| e.contains(what)), "{word:?}");
        assert_eq!(word.check(), Ok(()));
        assert_eq!(Overrule { split: true, ..word.clone() }.check(), Ok(()));
        wrong(&Overrule { class: None, ..word.clone() }, "says nothing");
        wrong(&Overrule { split: true, join: Some(event), ..word.clone() }, "cannot join");
        wrong(&Overrule { class: Some(Class::Embargoed), ..word.clone() }, "embargoed");
        wrong(&Overrule { join: Some("x".into()), ..word.clone() }, "no thread");
        wrong(&Overrule { event: "12".into(), ..word.clone() }, "no event id");
        wrong(&Overrule { by: " ".into(), ..word.clone() }, "name");
        wrong(&Overrule { note: Some("n".repeat(3_000)), ..word }, "note");
    }
}
