//! Runs of text between quotation marks: the pairs of each passage, and quotations carried over paragraphs.
//!
//! A quotation never runs past its paragraph unless the next one opens with the mark again (the rule of English, French and Spanish
//! for long quotations) or a near one holds the lone closing mark. A mark that finds no partner is no quotation, so that one slip
//! cannot turn the rest of a story into speech.

use std::ops::Range;

use super::marks::{self, Glyph, Mark};
use super::pairing::{self, Pairs};
use crate::intake::BlockKind;
use crate::reading::Words;

/// A run of text between marks, within one passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Index of its passage.
    pub passage: usize,
    /// The bytes between the marks, white space trimmed.
    pub inner: Range<usize>,
    /// The bytes with the marks.
    pub outer: Range<usize>,
    /// Its words in the story.
    pub words: Range<usize>,
    /// Goes on from the paragraph before.
    pub continues: bool,
    /// Between single marks.
    pub single: bool,
}

/// How many paragraphs a quotation may run on without any mark.
const SILENT_PARAGRAPHS: usize = 4;

/// Finds the outermost runs of a story, in order.
pub fn between_marks(words: &Words<'_>) -> Vec<Span> {
    let mut all: Vec<Mark> = Vec::new();
    let mut of_passage = Vec::with_capacity(words.passages.len());
    for passage in &words.passages {
        let first = all.len();
        marks::find(passage.text, &mut all);
        of_passage.push(first..all.len());
    }
    if all.is_empty() {
        return Vec::new();
    }
    let outward = pairing::guillemets_point_out(all.iter());
    let paired: Vec<Pairs> =
        of_passage.iter().zip(&words.passages).map(|(range, p)| pairing::pair(p.text, &all[range.clone()], outward)).collect();
    let mut spans = Vec::new();
    for (n, pairs) in paired.iter().enumerate() {
        for (open, close) in &pairs.pairs {
            let continues = open.start == 0 && n > 0 && runs_on(words, &paired, n - 1);
            spans.extend(span(words, n, Some(open), Some(close), continues));
        }
        if let Some(open) = &pairs.unclosed {
            carry(words, &paired, n, open, &mut spans);
        }
    }
    outermost(&mut spans);
    spans
}

/// Puts spans in order and drops those inside others: what follows an unclosed mark belongs to it where it is carried on.
fn outermost(spans: &mut Vec<Span>) {
    spans.sort_by_key(|s| (s.passage, s.outer.start, std::cmp::Reverse(s.outer.end)));
    let mut end = (0, 0);
    spans.retain(|s| {
        let free = (s.passage, s.outer.start) >= end;
        if free {
            end = (s.passage, s.outer.end);
        }
        free
    });
}

/// Whether a paragraph's unclosed quotation is taken up at the start of the next one.
fn runs_on(words: &Words<'_>, paired: &[Pairs], n: usize) -> bool {
    let Some(open) = paired[n].unclosed.filter(|_| is_running(words, n) && is_running(words, n + 1)) else { return false };
    let next = &paired[n + 1];
    let first = next.pairs.first().map(|p| p.0).into_iter().chain(next.unclosed).min_by_key(|m| m.start);
    first.is_some_and(|m| m.start == 0 && (m.glyph == open.glyph || (open.glyph == Glyph::Left && m.glyph == Glyph::Right)))
}

/// Adds what an unclosed mark opens, where a later paragraph bears it out.
fn carry(words: &Words<'_>, paired: &[Pairs], n: usize, open: &Mark, spans: &mut Vec<Span>) {
    let continues = open.start == 0 && n > 0 && runs_on(words, paired, n - 1);
    if n + 1 < paired.len() && runs_on(words, paired, n) {
        spans.extend(span(words, n, Some(open), None, continues));
        return;
    }
    let mut reach = (n + 1..paired.len()).take(SILENT_PARAGRAPHS + 1).take_while(|i| is_running(words, *i));
    let Some(last) = reach.find(|i| !is_silent(&paired[*i])) else { return };
    if let Some(close) = paired[last].stray.filter(|c| pairing::accepts(open.glyph, c)) {
        spans.extend(span(words, n, Some(open), None, continues));
        spans.extend((n + 1..last).filter_map(|i| span(words, i, None, None, true)));
        spans.extend(span(words, last, None, Some(&close), true));
    }
}

fn is_running(words: &Words<'_>, n: usize) -> bool {
    words.passages.get(n).is_some_and(|p| matches!(p.kind, Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::PullQuote)))
}

fn is_silent(pairs: &Pairs) -> bool {
    pairs.pairs.is_empty() && pairs.unclosed.is_none() && pairs.stray.is_none()
}

/// The span between two marks of a passage; without a mark it reaches to that end of the passage.
fn span(words: &Words<'_>, n: usize, open: Option<&Mark>, close: Option<&Mark>, continues: bool) -> Option<Span> {
    let passage = &words.passages[n];
    let outer = open.map_or(0, |m| m.start as usize)..close.map_or(passage.text.len(), |m| m.end as usize);
    let first = open.map_or(0, |m| m.end as usize);
    let body = passage.text.get(first..close.map_or(passage.text.len(), |m| m.start as usize))?;
    let start = first + body.len() - body.trim_start().len();
    let inner = start..start + body.trim().len();
    let local = words.in_passage(n);
    let from = local.partition_point(|w| (w.start as usize) < inner.start);
    let to = local.partition_point(|w| (w.end as usize) <= inner.end);
    let single = open.or(close).is_some_and(|m| m.glyph.is_single());
    (from < to).then(|| Span { passage: n, inner, outer, words: passage.words.start + from..passage.words.start + to, continues, single })
}
