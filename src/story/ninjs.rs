//! The normal form of a story: the ninjs 3.1 properties that wires carry.
//!
//! Source: IPTC ninjs 3.1 (May 2025). Every value validates against the official schema; absent facts are left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;

/// One text story as an IPTC ninjs 3.1 item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Story {
    /// Stays the same on redelivery and through versions; a URI.
    pub uri: String,
    /// Always `text`.
    #[serde(rename = "type")]
    pub kind: TextKind,
    /// The agency's own version of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When this version was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_created: Option<Time>,
    /// When the first version was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_created: Option<Time>,
    /// Not to be published before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Time>,
    /// The agency's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pub_status: Option<PubStatus>,
    /// IPTC urgency, 1 (highest) to 9.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Notes of the agency's desk to editors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ed_note: Option<String>,
    /// The slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slugline: Option<String>,
    /// The byline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Place of the dateline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub located: Option<String>,
    /// Headlines, the main one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headlines: Vec<Text>,
    /// Summaries and captions (role `caption`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<Text>,
    /// Role `main`: text/plain with paragraphs parted by a blank line, and text/html where the source had mark-up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<Text>,
    /// Who provided it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub info_sources: Vec<InfoSource>,
    /// Subjects, keywords as literals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Concept>,
    /// Places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Concept>,
    /// People.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Concept>,
    /// Organisations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Concept>,
    /// Genres.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<Concept>,
    /// Other ids that the agency gave, by role.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alt_ids: Vec<AltId>,
    /// Terms of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    /// Holder of the copyright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright_holder: Option<String>,
    /// The copyright notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<String>,
}

impl Story {
    /// The main headline, or "".
    pub fn headline(&self) -> &str {
        self.headlines.first().map_or("", |h| &h.value)
    }

    /// The plain body, paragraphs parted by a blank line, or "".
    pub fn body(&self) -> &str {
        self.bodies.iter().find(|b| b.content_type.as_deref() != Some("text/html")).map_or("", |b| &b.value)
    }
}

/// The one kind of news object that becomes a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// `text`
    #[default]
    Text,
}

/// ninjs `pubStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum PubStatus {
    Usable,
    Withheld,
    Canceled,
}

/// A headline, description or body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// `main`, `caption`, `summary` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Media type; absent means text/plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The text.
    #[serde(serialize_with = "super::json_text::serialize")]
    #[schemars(with = "String")]
    pub value: String,
}

impl Text {
    /// Plain text in a role.
    pub fn plain(role: &str, value: impl Into<String>) -> Text {
        Text { role: Some(role.into()), content_type: Some("text/plain".into()), value: value.into() }
    }
}

/// A provider of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InfoSource {
    /// Name as the agency writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its part in the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Its URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// A subject, place, person, organisation or genre.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Concept {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Relation to the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rel: Option<String>,
    /// URI of the concept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// A code or free-text value that is no URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

/// Another id of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AltId {
    /// What kind of id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The id.
    pub value: String,
}
