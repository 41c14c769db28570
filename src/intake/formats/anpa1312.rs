//! Not read yet.

use crate::intake::{Draft, DraftItem, Fault, Wire};
use crate::story::SignalKind;

/// Reads a wire of this format.
pub fn read(_wire: &Wire<'_>) -> Vec<DraftItem> {
    vec![DraftItem::dead_letter(None, Fault::UnknownFormat.because("no reader for this format"))]
}

/// ANPA's priority letter: f flash, b bulletin, u urgent; r, d, a and the others say nothing.
pub fn priority(letter: &str, rule: &str, draft: &mut Draft) {
    let (kind, word) = match letter.to_ascii_lowercase().as_str() {
        "f" => (SignalKind::Flash, "flash"),
        "b" => (SignalKind::Bulletin, "bulletin"),
        "u" => (SignalKind::Urgent, "urgent"),
        _ => return,
    };
    draft.signals.add(kind, format!("priority {letter} ({word})"), rule);
}
