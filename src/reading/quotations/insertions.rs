//! Editors' words inside quotations: "(…, ndlr)", "[sic]", "(ed: …)".

use std::ops::Range;

use crate::editorial::{Part, Quotations, fold};
use crate::story::Insertion;

/// The brackets of a text that hold an editor's words or an omission, as byte ranges with the brackets.
///
/// Square brackets are always an editor's; round ones only where a word such as "ndlr" says so, or where they hold no words at all.
pub fn brackets(text: &str, language: &Quotations) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr2(b'[', b'(', &text.as_bytes()[at..]).map(|i| at + i) {
        let square = text.as_bytes()[open] == b'[';
        let Some(len) = text[open..].find(if square { ']' } else { ')' }) else { break };
        let range = open..open + len + 1;
        at = range.end;
        let inside = &text[range.start + 1..range.end - 1];
        if square || !inside.contains(char::is_alphanumeric) || is_note(inside, language) {
            found.push(range);
        }
    }
    found
}

/// Whether the first or last word in brackets marks them as an editor's.
fn is_note(inside: &str, language: &Quotations) -> bool {
    let mut words = inside.split(|c: char| !(c.is_alphanumeric() || c == '.')).map(|w| w.trim_matches('.')).filter(|w| !w.is_empty());
    let marks = |w: &str| language.of(fold(&w.replace('.', "")).hash).is(Part::INSERTION) || w.eq_ignore_ascii_case("sic");
    words.clone().next().is_some_and(marks) || words.next_back().is_some_and(marks)
}

/// The insertions of a quotation, counted in characters.
pub fn insertions(text: &str, language: &Quotations) -> Vec<Insertion> {
    let holds_words = |r: &Range<usize>| text[r.clone()].contains(char::is_alphanumeric);
    let chars = |at: usize| text[..at].chars().count() as u32;
    let insertion = |r: Range<usize>| Insertion { start: chars(r.start), end: chars(r.end), text: text[r].to_owned() };
    brackets(text, language).into_iter().filter(holds_words).map(insertion).collect()
}
