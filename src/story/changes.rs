//! What a story changed of the earlier one that it revises, corrects, copies, shortens or fills out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StoryRef;

/// What a story changed of an earlier one. Case, accents and marks are no changes; a paragraph that was only moved is neither added nor removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// The earlier story.
    pub since: StoryRef,
    /// Paragraphs that one of the two lacks. One whose words were changed is removed there and added here; where only its numbers were, neither.
    pub paragraphs: ChangedParagraphs,
    /// Numbers of headline and body that changed; null where one of the two has too many to tell, as in a table.
    pub numbers: Option<Vec<ChangedNumber>>,
}

/// Paragraphs that one of two stories lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedParagraphs {
    /// Paragraphs of this story's plain body, from 0.
    pub added: Vec<u32>,
    /// Paragraphs of the earlier story's plain body, from 0.
    pub removed: Vec<u32>,
}

/// A number that changed, came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedNumber {
    /// As the earlier story wrote it; null where it is new.
    pub from: Option<String>,
    /// As this story writes it; null where it is gone.
    pub to: Option<String>,
    /// Paragraph of this story's plain body, from 0; null in the headline and where the number is gone.
    pub paragraph: Option<u32>,
}
