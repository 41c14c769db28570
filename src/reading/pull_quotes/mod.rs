//! Pull-quotes and other repeats within a story.

use super::quotations::Entry;
use super::speakers::Text;

/// Ties what repeats words of the story to what it repeats.
pub fn tie(_text: &Text<'_>, _entries: &mut Vec<Entry>) {}
