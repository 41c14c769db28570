//! Not read yet.

use crate::intake::{DraftItem, Fault, Wire};

/// Reads a wire of this format.
pub fn read(_wire: &Wire<'_>) -> Vec<DraftItem> {
    vec![DraftItem::dead_letter(None, Fault::UnknownFormat.because("no reader for this format"))]
}
