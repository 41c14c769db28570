//! A story read once: words, language, quotations and speakers, names, numbers, fingerprints. Pure.

mod words;

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
pub fn read(_draft: &Draft, _agency: Option<&str>, _editorial: &Editorial) -> Reading {
    Reading::default()
}
