//! The text formats, by their control characters and header lines.

use super::super::formats::{anpa1312, iptc7901, mail, plain};
use super::super::{DraftItem, Wire};

/// Reads a wire that is neither XML nor JSON.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    if anpa1312::is(wire.text) {
        anpa1312::read(wire)
    } else if iptc7901::is(wire.text) {
        iptc7901::read(wire)
    } else if mail::is(wire.text) {
        mail::read(wire)
    } else {
        plain::read(wire)
    }
}
