//! The text formats, by their control characters and header lines.

use super::super::formats::plain;
use super::super::{DraftItem, Wire};

/// Reads a wire that is neither XML nor JSON.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    plain::read(wire)
}
