//! Takes out of the text what is not the story: datelines, bylines, slugs, end marks.

use super::Draft;
use crate::editorial::Editorial;

/// Tidies the text of a story.
pub fn tidy(_draft: &mut Draft, _editorial: &Editorial) {}
