//! A story read once: words, language, quotations and speakers, names, numbers, fingerprints. Pure.

mod card;
mod facts;
mod fingerprints;
mod topic;
mod words;

pub use card::*;
pub use facts::*;
pub use fingerprints::*;
pub use topic::*;
pub use words::*;

use crate::editorial::Editorial;
use crate::intake::Draft;
use crate::story::{Card, Quote};

/// What a reading finds.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Quotations, in the order of headline, captions, body.
    pub quotes: Vec<Quote>,
    /// The index card, all but id and arrival.
    pub card: Card,
}

/// Reads a story.
pub fn read(draft: &Draft, agency: Option<&str>, editorial: &Editorial) -> Reading {
    let words = Words::of(draft, editorial.language(draft.story.language.as_deref()));
    let quotes = Vec::new();
    let card = card::card(draft, &words, &quotes, agency, editorial);
    Reading { quotes, card }
}
