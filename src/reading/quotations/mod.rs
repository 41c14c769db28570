//! Quotations: what stands between marks, who says it, and what repeats it.

mod asides;
mod dialogue;
mod insertions;
mod listed;
mod marks;
mod pairing;
mod spans;

use std::ops::Range;

pub use asides::Aside;
pub use insertions::brackets;
pub use spans::*;

use super::pull_quotes;
use super::speakers::{self, Text};
use super::words::Words;
use crate::editorial::Quotations;
use crate::intake::BlockKind;
use crate::story::{Quote, QuoteRole};

/// One quotation with its place among the story's words.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Index of its passage.
    pub passage: usize,
    /// Bytes of its text in the passage.
    pub inner: Range<usize>,
    /// Its words in the story.
    pub words: Range<usize>,
    /// Between marks.
    pub marks: bool,
    /// Where it stands.
    pub role: QuoteRole,
    /// Who says it.
    pub speaker: Option<String>,
    /// Goes on with the utterance of the entry before it.
    pub goes_on: bool,
    /// A quotation for certain; others are listed only where something repeats them or they repeat something.
    pub certain: bool,
    /// Index of the entry that it repeats.
    pub repeats: Option<usize>,
    /// Repeats it in part or with changes.
    pub abridged: bool,
}

/// A quotation's words in the story, and the byte of their passage where it begins.
pub type Place = (Range<usize>, usize);

/// Reads the quotations of a story, each with its place.
pub fn read(words: &Words<'_>, language: &Quotations) -> Vec<(Quote, Place)> {
    let mut spans = between_marks(words);
    dialogue::add(words, language, &mut spans);
    let asides = asides::find(words, language, &spans);
    let mut text = Text::new(words, &spans, language);
    let mut entries: Vec<Entry> = Vec::with_capacity(spans.len());
    if !spans.is_empty() {
        // Who speaks is told in words that are not spoken.
        asides.iter().flatten().for_each(|a| text.quoted[a.words.clone()].fill(false));
        let said = speakers::attribute(&text, &spans, &asides);
        asides.iter().flatten().for_each(|a| text.quoted[a.words.clone()].fill(true));
        for (span, said) in spans.iter().zip(said) {
            let before = entries.last().is_some_and(|e: &Entry| e.certain && e.passage == span.passage);
            let certain = listed::is_quotation(&text, span, &said, said.goes_on && before);
            entries.push(Entry {
                passage: span.passage,
                inner: span.inner.clone(),
                words: span.words.clone(),
                marks: true,
                role: role(words.passages[span.passage].kind),
                speaker: said.speaker,
                goes_on: said.goes_on,
                certain,
                repeats: None,
                abridged: false,
            });
        }
    }
    pull_quotes::tie(&text, &mut entries);
    listing(words, entries, language)
}

fn role(kind: Option<BlockKind>) -> QuoteRole {
    match kind {
        None => QuoteRole::Headline,
        Some(BlockKind::Caption) => QuoteRole::Caption,
        Some(BlockKind::Subhead) => QuoteRole::Subhead,
        Some(BlockKind::PullQuote) => QuoteRole::PullQuote,
        Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Table) => QuoteRole::Body,
    }
}

/// The entries that count, in the order of headline, captions and body, with numbers for their utterances.
fn listing(words: &Words<'_>, entries: Vec<Entry>, language: &Quotations) -> Vec<(Quote, Place)> {
    let repeated: Vec<usize> = entries.iter().filter_map(|e| e.repeats).collect();
    let mut order: Vec<usize> =
        (0..entries.len()).filter(|i| entries[*i].certain || entries[*i].repeats.is_some() || repeated.contains(i)).collect();
    order.sort_by_key(|i| {
        let e = &entries[*i];
        let part = match words.passages[e.passage].kind {
            None => 0,
            Some(BlockKind::Caption) => 1,
            Some(_) => 2,
        };
        (part, e.passage, e.inner.start)
    });
    let place = |i: usize| order.iter().position(|o| *o == i).map(|n| n as u32);
    let mut quotes = Vec::with_capacity(order.len());
    let mut utterance = 0;
    for (n, i) in order.iter().enumerate() {
        let e = &entries[*i];
        utterance += u32::from(!(e.goes_on && n > 0 && order[n - 1] + 1 == *i && e.repeats.is_none()));
        let passage = &words.passages[e.passage];
        let text = &passage.text[e.inner.clone()];
        let quote = Quote {
            text: text.to_owned(),
            speaker: e.speaker.clone(),
            role: e.role,
            paragraph: passage.paragraph,
            utterance: utterance.max(1),
            marks: e.marks,
            insertions: insertions::insertions(text, language),
            repeats_within: e.repeats.and_then(place),
            abridged: e.abridged,
        };
        quotes.push((quote, (e.words.clone(), e.inner.start)));
    }
    quotes
}

#[cfg(test)]
mod tests;
