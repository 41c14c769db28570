//! The event that goes downstream: CloudEvents 1.0, structured JSON (section 2 of the contract).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Changes, Class, Classification, Complaint, FirstSeen, Insertion, Quote, QuoteRole, Relation, Signals, Source, Story, Thread, Time,
};

/// One event, ready to be published.
#[derive(Clone, Debug)]
pub struct Event {
    /// The event's id, 32 hexadecimal digits.
    pub id: String,
    /// Chooses the topic; also the header `class`.
    pub class: Class,
    /// The header `language`, "und" where unknown.
    pub language: String,
    /// The thread id: the record's key.
    pub thread: String,
    /// Arrival: the record's timestamp.
    pub time: Time,
    /// Codes of the desk's own complaints, to be counted.
    pub complaints: Vec<String>,
    /// The CloudEvent as JSON.
    pub json: Vec<u8>,
}

/// The value of a `wire.stories` record.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoryValue {
    /// Arrival.
    pub time: Time,
    /// Where it came from.
    pub source: Source,
    /// The ninjs story.
    pub story: Story,
    /// Its quotations.
    pub quotes: Vec<Quote>,
    /// What the agency says of it.
    pub signals: Signals,
    /// Local faults.
    pub complaints: Vec<Complaint>,
}

/// The same value with the parts that the desk passes on left as they stand.
#[derive(Debug, Deserialize)]
pub struct StoryView<'a> {
    /// Arrival.
    pub time: Time,
    /// Where it came from.
    #[serde(borrow)]
    pub source: &'a RawValue,
    /// The ninjs story.
    #[serde(borrow)]
    pub story: &'a RawValue,
    /// Its quotations.
    pub quotes: Vec<Quote>,
    /// Local faults.
    pub complaints: Vec<Complaint>,
}

/// The CloudEvent, as a type to read and to generate the schema from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CloudEvent<S = Story, O = Source> {
    /// Always `1.0`.
    pub specversion: String,
    /// Names the input item.
    pub id: String,
    /// `/wiredesk/<raw topic>`.
    pub source: String,
    /// `news.<class>.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The story's uri.
    pub subject: String,
    /// Arrival.
    pub time: Time,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// The content.
    pub data: EventData<S, O>,
}

/// The content of an event.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EventData<S = Story, O = Source> {
    /// The story as ninjs 3.1.
    pub story: S,
    /// Class, confidence, reasons.
    pub classification: Classification,
    /// The thread.
    pub thread: Thread,
    /// Relations to earlier stories.
    pub relations: Vec<Relation>,
    /// What the story changed of the earlier one that it revises, corrects, copies, shortens or fills out; left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// Quotations.
    pub quotes: Vec<SeenQuote>,
    /// Where it came from.
    pub source: O,
    /// Local faults.
    pub complaints: Vec<Complaint>,
    /// Digest of the editorial configuration.
    pub rules: String,
    /// The release of wiredesk that decided: with these rules it decides so again.
    #[serde(default)]
    pub release: String,
}

/// A quotation with the first event that carried it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeenQuote {
    /// Verbatim, without the outer marks.
    pub text: String,
    /// Who says it.
    pub speaker: Option<String>,
    /// Where it stands.
    pub role: QuoteRole,
    /// Paragraph of the plain body, from 0; null in headline and caption.
    pub paragraph: Option<u32>,
    /// Parts of one utterance share this number.
    pub utterance: u32,
    /// Whether it stands between quotation marks.
    pub marks: bool,
    /// Editors' words inside it.
    pub insertions: Vec<Insertion>,
    /// Index of the entry that it repeats.
    pub repeats_within: Option<u32>,
    /// Whether it repeats that entry only in part or with changes.
    pub abridged: bool,
    /// The earliest event in the window that carried these words; null where there is none.
    pub first_seen_in: Option<FirstSeen>,
}

impl SeenQuote {
    /// A story's quotation with where it was seen first.
    pub fn new(q: Quote, first_seen_in: Option<FirstSeen>) -> SeenQuote {
        SeenQuote {
            text: q.text,
            speaker: q.speaker,
            role: q.role,
            paragraph: q.paragraph,
            utterance: q.utterance,
            marks: q.marks,
            insertions: q.insertions,
            repeats_within: q.repeats_within,
            abridged: q.abridged,
            first_seen_in,
        }
    }
}
