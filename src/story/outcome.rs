//! What becomes of every item: exactly one of a story, a skip, a dead letter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Source, Time};

/// One item of a raw record with its one outcome.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it came from.
    pub source: Source,
    /// For people: what told the agency.
    pub agency_by: Option<&'static str>,
    /// What became of it.
    pub outcome: Outcome,
}

/// The one outcome of an item in intake.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Anything with a headline or a body.
    Story(StoryRecord),
    /// Sound, but by its kind without text.
    Skipped(Reason),
    /// Nothing can be read from it.
    DeadLetter(Reason),
}

/// A story on its way from intake to desk: one record of `wire.stories`.
#[derive(Clone, Debug)]
pub struct StoryRecord {
    /// Arrival; also the record's timestamp.
    pub time: Time,
    /// The value: `{time, source, story, quotes, signals, complaints}` as JSON.
    pub value: Vec<u8>,
    /// The header `card`: an encoded [`super::Card`].
    pub card: Vec<u8>,
    /// Its language, BCP 47.
    pub language: Option<String>,
    /// Codes of its complaints, to be counted.
    pub complaints: Vec<String>,
    /// It is a story once more, with an editor's word about it.
    pub overruled: Option<Overruled>,
}

/// What an editor's word adds to the record of a story.
#[derive(Clone, Debug)]
pub struct Overruled {
    /// The scope that decided on the story; absent where the record had no key.
    pub scope: Option<String>,
    /// The header `overrule`: an [`super::Overrule`] as JSON.
    pub word: Vec<u8>,
}

/// Why an item was skipped or is a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Reason {
    /// A short dotted code, one of a closed list.
    pub code: String,
    /// For people: what was seen, with line or offset where that helps.
    pub message: String,
}

impl Reason {
    /// A reason.
    pub fn new(code: &str, message: impl Into<String>) -> Reason {
        Reason { code: code.into(), message: message.into() }
    }
}

/// A local fault of a story that went out all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Complaint {
    /// A short dotted code such as `date.month-precision`.
    pub code: String,
    /// For people.
    pub message: String,
}

impl Complaint {
    /// A complaint.
    pub fn new(code: &str, message: impl Into<String>) -> Complaint {
        Complaint { code: code.into(), message: message.into() }
    }
}

/// A skipped item as on its topic and as `process` prints it: JSON, no CloudEvent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Skipped<'a> {
    /// Always `wire.skipped.v1`.
    #[serde(rename = "type")]
    pub kind: std::borrow::Cow<'a, str>,
    /// The item.
    pub source: std::borrow::Cow<'a, Source>,
    /// Why.
    pub reason: std::borrow::Cow<'a, Reason>,
}

impl<'a> Skipped<'a> {
    /// Says that this item was skipped.
    pub fn new(source: &'a Source, reason: &'a Reason) -> Skipped<'a> {
        use std::borrow::Cow::Borrowed;
        Skipped { kind: Borrowed("wire.skipped.v1"), source: Borrowed(source), reason: Borrowed(reason) }
    }
}

/// A dead letter as `process` prints it; on its topic stand the original bytes instead.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeadLetter<'a> {
    /// Always `wire.dead-letter.v1`.
    #[serde(rename = "type")]
    pub kind: std::borrow::Cow<'a, str>,
    /// The item.
    pub source: std::borrow::Cow<'a, Source>,
    /// What was wrong.
    pub error: std::borrow::Cow<'a, Reason>,
}

impl<'a> DeadLetter<'a> {
    /// Says that nothing could be read from this item.
    pub fn new(source: &'a Source, error: &'a Reason) -> DeadLetter<'a> {
        use std::borrow::Cow::Borrowed;
        DeadLetter { kind: Borrowed("wire.dead-letter.v1"), source: Borrowed(source), error: Borrowed(error) }
    }
}
