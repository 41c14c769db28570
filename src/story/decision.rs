//! What the desk decides on one story.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Card, Changes, Complaint, EventId, Time};

/// The class of a story; every story has exactly one, and each class has one topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Urgent first report of a new development.
    Breaking,
    /// A further report in an open thread, by any agency.
    Update,
    /// A first report that is not urgent.
    #[default]
    New,
    /// Says that an earlier text was wrong and gives it corrected.
    Correction,
    /// Takes a story back.
    Withdrawal,
    /// Brings nothing that an earlier message has not brought.
    Duplicate,
    /// Not to be published at the time of arrival.
    Embargoed,
    /// Not news but about news.
    Advisory,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 8] = [
        Class::Breaking,
        Class::Update,
        Class::New,
        Class::Correction,
        Class::Withdrawal,
        Class::Duplicate,
        Class::Embargoed,
        Class::Advisory,
    ];

    /// The name as the contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            Class::Breaking => "breaking",
            Class::Update => "update",
            Class::New => "new",
            Class::Correction => "correction",
            Class::Withdrawal => "withdrawal",
            Class::Duplicate => "duplicate",
            Class::Embargoed => "embargoed",
            Class::Advisory => "advisory",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The class with how sure the desk is, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classification {
    /// The class.
    pub class: Class,
    /// 0.0 to 1.0.
    pub confidence: f64,
    /// For people, the strongest first.
    pub reasons: Vec<String>,
}

/// The event that a story reports, with all reports of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Thread {
    /// Id of the thread: the key of its events.
    pub id: String,
    /// Place of this story in the thread, from 1.
    pub position: u32,
    /// Arrival of the story that opened it.
    pub opened: Time,
    /// Event id of the story before this one in the thread.
    pub previous: Option<String>,
}

/// How a story relates to an earlier one; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum RelationKind {
    Overrules,
    Withdraws,
    Corrects,
    Releases,
    Redelivery,
    Stale,
    Exact,
    Near,
    Abridged,
    Expanded,
    Revision,
    Contains,
    Translation,
}

impl RelationKind {
    /// The name as the contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            RelationKind::Overrules => "overrules",
            RelationKind::Withdraws => "withdraws",
            RelationKind::Corrects => "corrects",
            RelationKind::Releases => "releases",
            RelationKind::Redelivery => "redelivery",
            RelationKind::Stale => "stale",
            RelationKind::Exact => "exact",
            RelationKind::Near => "near",
            RelationKind::Abridged => "abridged",
            RelationKind::Expanded => "expanded",
            RelationKind::Revision => "revision",
            RelationKind::Contains => "contains",
            RelationKind::Translation => "translation",
        }
    }

    /// Whether a story in this relation says nothing new.
    pub fn is_repeat(self) -> bool {
        use RelationKind::*;
        matches!(self, Redelivery | Stale | Exact | Near | Abridged)
    }
}

/// One relation to an earlier story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// Which.
    pub kind: RelationKind,
    /// To which story.
    pub of: StoryRef,
    /// Share of words in common, 0.0 to 1.0.
    pub similarity: f64,
    /// Share of the smaller text that stands in the larger, 0.0 to 1.0.
    pub containment: f64,
    /// The earlier story has been taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// Names an earlier story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoryRef {
    /// Its uri.
    pub uri: String,
    /// Its version, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its event id.
    pub event: String,
}

/// The earliest event in the window that carried the words of a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FirstSeen {
    /// Uri of its story.
    pub uri: String,
    /// Event id.
    pub event: String,
    /// Who said it there.
    pub speaker: Option<String>,
}

/// All that the desk decided on one story.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Class, confidence, reasons.
    pub classification: Classification,
    /// The thread that it opens or joins.
    pub thread: Thread,
    /// Relations, the strongest first.
    pub relations: Vec<Relation>,
    /// What it changed of the story that it is a version or a copy of.
    pub changes: Option<Changes>,
    /// For each quotation of the story, in order, where it was seen first.
    pub first_seen: Vec<Option<FirstSeen>>,
    /// The desk's own complaints, after those of intake.
    pub complaints: Vec<Complaint>,
}

/// One record of the changelog: the state of a desk is the fold of these, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Offset of the story in its `wire.stories` partition.
    pub stories_offset: i64,
    /// The story's card.
    pub card: Card,
    /// What the desk's state keeps of its decision.
    pub kept: Kept,
}

/// What the state keeps of a decision, so that it never has to decide again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The class.
    pub class: Class,
    /// Thread id.
    pub thread: u128,
    /// Place in the thread.
    pub position: u32,
    /// Arrival of the story that opened the thread.
    pub opened_ms: i64,
    /// The first story of the window that carried this text, where this one repeats it.
    pub origin: Option<EventId>,
    /// Stories that this one takes back.
    pub withdraws: Vec<EventId>,
    /// Its text had been taken back before it arrived.
    pub withdrawn: bool,
    /// Positions among the card's keys that were left out of the index because their postings were full.
    pub unfiled: Vec<u16>,
    /// The window's clock after this story.
    pub clock: Clock,
    /// The event of the same story that this one stands for from now on, by an editor's word. Entries with one have a layout of their own.
    #[serde(skip)]
    pub overrules: Option<EventId>,
}

/// What the window follows: the latest arrival that another agency bears out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Where the window ends; never goes back.
    pub now_ms: i64,
    /// The last records of the agencies that spoke last, by agency, the latest speaker first.
    pub heard: [Heard; 3],
    /// Records since another agency spoke.
    pub alone: u8,
}

/// The last record of one agency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Hash of its name; 0 while nobody was heard.
    pub agency: u32,
    /// Arrival.
    pub time_ms: i64,
}
