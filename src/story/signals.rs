//! What the agency itself says of a story, in fields or in words: flash, update, correction, kill, embargo.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;

/// Everything that an item says of itself and of other stories, as the desk needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Signals {
    /// What was signalled, each with the words that said so and the rule that understood them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// Stories that this one names: replaced, corrected or taken back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// The version as a number that grows, where the agency counts (words such as "2. Zusammenfassung" included).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The story's own time for putting versions in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// True where `uri` was derived from the content because the agency gave no id that survives redelivery.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub derived_id: bool,
}

impl Signals {
    /// The first signal of this kind.
    pub fn get(&self, kind: SignalKind) -> Option<&Signal> {
        self.signals.iter().find(|s| s.kind == kind)
    }

    /// Whether this was signalled.
    pub fn has(&self, kind: SignalKind) -> bool {
        self.get(kind).is_some()
    }

    /// Adds a signal once.
    pub fn add(&mut self, kind: SignalKind, reason: impl Into<String>, rule: impl Into<String>) {
        if !self.has(kind) {
            self.signals.push(Signal { kind, reason: reason.into(), rule: rule.into() });
        }
    }
}

/// One thing that the agency said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// What it means.
    pub kind: SignalKind,
    /// For people: what was seen, such as `urgency 1 (FLASH)`.
    pub reason: String,
    /// The rule that fired, such as `afp.urgency` or `generic.headline.kill`.
    pub rule: String,
}

/// What an agency can say of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignalKind {
    /// Flash, Blitz, snap: the highest there is.
    Flash,
    /// Bulletin, alert, Eil, alerte.
    Bulletin,
    /// Urgent: fast, yet below a bulletin.
    Urgent,
    /// An update, lead, writethru, add, take: more of a running story.
    Update,
    /// A round-up, wrap-up, summary or digest.
    Roundup,
    /// Says that an earlier text was wrong.
    Correction,
    /// Takes a story back for good or until further notice: kill, annulment, elimination, withhold, hold.
    Withdrawal,
    /// Not to be published yet: by status, date or words.
    Embargo,
    /// An embargo that ends, or a withheld story that may now be used.
    Release,
    /// Not news but about news: diary, list of planned stories, note to editors, test.
    Advisory,
    /// A repeat or refile of the same text.
    Repeat,
    /// An analysis, feature or advance: not urgent by its kind.
    Feature,
    /// A table, list of results, prices: alike by its kind.
    Table,
}

/// A story that an item names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// How it is named.
    pub by: ReferenceKind,
    /// The id, slug, headline or words.
    pub value: String,
}

/// How a story is named by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ReferenceKind {
    Id,
    Slug,
    Headline,
    Words,
    /// A time of day or date-time at which it was sent, as written.
    Time,
}
