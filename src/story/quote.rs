//! Quotations: one entry for each run between marks and for each paragraph.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One quotation, or one repetition of a quotation or of narration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Verbatim, without the outer marks.
    pub text: String,
    /// Who says it, as the story names them; null where nobody is named.
    pub speaker: Option<String>,
    /// Where it stands.
    pub role: QuoteRole,
    /// Paragraph of the plain body, from 0; null in headline and caption.
    pub paragraph: Option<u32>,
    /// Parts of one utterance share this number, from 1.
    pub utterance: u32,
    /// Whether it stands between quotation marks (or after a dialogue dash).
    pub marks: bool,
    /// Spans in `text` of editors' words such as "(…, ndlr)".
    pub insertions: Vec<Insertion>,
    /// Index of the entry that it repeats.
    pub repeats_within: Option<u32>,
    /// Whether it repeats that entry only in part or with changes.
    pub abridged: bool,
}

/// Editors' words inside a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Insertion {
    /// First character, counted in Unicode code points of `text` from 0.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The words themselves, brackets included.
    pub text: String,
}

/// Where a quotation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuoteRole {
    /// In running text.
    Body,
    /// A paragraph of its own with marks, or marked as a pull-quote by the format.
    PullQuote,
    /// In a caption.
    Caption,
    /// In a subhead.
    Subhead,
    /// In the headline.
    Headline,
    /// A paragraph of its own, without marks, that repeats words of the story.
    Unmarked,
}
