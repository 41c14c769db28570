//! Bytes in, items out. Pure: no Kafka, clock, disk or metric.
//!
//! [`read`] lists the steps: unpack and decode the bytes, sniff the format, let the format's reader make [`Draft`]s,
//! then apply what is known of the agency (ids, signals) and take the furniture (datelines, bylines …) out of the text.

mod agency;
mod bounds;
pub mod dates;
mod decode;
mod draft;
pub mod fault;
pub mod fields;
pub mod formats;
mod furniture;
pub mod ids;
pub mod language;
mod limits;
pub mod markup;
mod sniff;
mod unpack;
mod wire;
pub mod xml;

pub use draft::*;
pub use fault::{Fault, Skip};
pub use limits::*;
pub use wire::*;

use crate::editorial::Editorial;
use crate::story::{Complaint, RawRecord, Reason};

/// Reads a raw record into its items, in order. Never fails and never panics: what cannot be read is an item that says so.
pub fn read(record: &RawRecord<'_>, editorial: &Editorial) -> Vec<DraftItem> {
    match items(record, &Limits::default(), editorial) {
        Ok(items) => items,
        Err(reason) => vec![DraftItem::dead_letter(None, reason)],
    }
}

fn items(record: &RawRecord<'_>, limits: &Limits, editorial: &Editorial) -> Result<Vec<DraftItem>, Reason> {
    if let Some(key) = record.key.filter(|k| k.len() > limits.key_bytes) {
        return Err(Fault::TooLarge.because(format!("a key of {} bytes, at most {} are taken", key.len(), limits.key_bytes)));
    }
    let bytes = unpack::unpack(record.payload, limits)?;
    let decoded = decode::decode(&bytes)?;
    let wire = Wire { text: &decoded.text, bytes: &bytes, arrival: record.arrival, limits, editorial };
    let mut items = sniff::read(&wire);
    if items.is_empty() {
        return Err(Fault::NoItems.because("the message is closed but holds no item"));
    }
    if items.len() > limits.items {
        items.truncate(limits.items);
        let reason = Fault::TooManyItems
            .because(format!("more than {} items in one message; this one and those after it are not read", limits.items));
        items.push(DraftItem::dead_letter(items[0].format, reason));
    }
    for item in &mut items {
        finish(item, record.key, &decoded.complaints, editorial);
    }
    Ok(items)
}

/// What is done to every item whatever its format.
fn finish(item: &mut DraftItem, key: Option<&[u8]>, of_the_wire: &[Complaint], editorial: &Editorial) {
    if let Drafted::Story(draft) = &mut item.drafted {
        language::settle(draft, editorial);
    }
    agency::apply(item, key, editorial);
    let Drafted::Story(draft) = &mut item.drafted else { return };
    for block in &mut draft.blocks {
        if let std::borrow::Cow::Owned(text) = markup::without_pairs(&block.text) {
            block.text = text;
        }
    }
    ids::ensure_uri(draft, item.agency.as_deref());
    furniture::tidy(draft, editorial);
    draft.complaints.splice(0..0, of_the_wire.iter().cloned());
}
