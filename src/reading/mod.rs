//! A story read once: words, language, quotations and speakers, names, numbers, fingerprints. Pure.

mod card;
mod facts;
mod fingerprints;
mod outline;
mod pull_quotes;
mod quotations;
mod speakers;
mod spread;
mod topic;
mod words;

use std::sync::LazyLock;

pub use card::*;
pub use facts::*;
pub use fingerprints::*;
pub use quotations::{Aside, Span};
pub use topic::*;
pub use words::*;

use crate::editorial::{Editorial, Quotations};
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

/// What is known of a language without a file: nothing but its marks.
static UNKNOWN: LazyLock<Quotations> = LazyLock::new(Quotations::default);

/// Reads a story.
pub fn read(draft: &Draft, agency: Option<&str>, editorial: &Editorial) -> Reading {
    let language = editorial.language(draft.story.language.as_deref());
    let words = Words::of(draft, language);
    let (quotes, said): (Vec<_>, Vec<_>) = quotations::read(&words, language.map_or(&UNKNOWN, |l| &l.quotations)).into_iter().unzip();
    let said: Vec<card::Said<'_>> = said.into_iter().map(|(range, start)| card::Said { words: &words.words[range], start }).collect();
    let card = card::card(draft, &words, &quotes, &said, agency, editorial);
    Reading { quotes, card }
}
