//! The JSON formats, by the keys of the outermost object.

use super::super::formats::generic_json;
use super::super::{DraftItem, Wire};

/// Reads a wire that starts like JSON.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    generic_json::read(wire)
}
