//! What is known of the agency: ids, and the signals in its fields and words.

use super::DraftItem;
use crate::editorial::Editorial;

/// Applies the agency's rules to an item.
pub fn apply(_item: &mut DraftItem, _editorial: &Editorial) {}
