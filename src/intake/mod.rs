//! Bytes in, items out. Pure: no Kafka, clock, disk or metric.
//!
//! [`read`] lists the steps: unpack and decode the bytes, sniff the format, let the format's reader make [`Draft`]s,
//! then apply what is known of the agency (ids, signals) and take the furniture (datelines, bylines …) out of the text.

mod draft;

pub use draft::*;

use crate::editorial::Editorial;
use crate::story::RawRecord;

/// Reads a raw record into its items, in order. Never fails and never panics: what cannot be read is an item that says so.
pub fn read(_record: &RawRecord<'_>, _editorial: &Editorial) -> Vec<DraftItem> {
    Vec::new()
}
