//! Tables and lists of results, by the look of the text: most of their words are numbers, or most of it stands in tables.

use crate::intake::{BlockKind, Draft};
use crate::runs;
use crate::story::SignalKind;

/// Fewer words say nothing of their kind.
const LEAST_WORDS: usize = 12;
/// From this share of numbers on, in percent, a text is a table.
const LEAST_NUMBERS_PERCENT: usize = 35;

/// Whether there cannot be enough numbers, however the digits are parted: each has a digit, and a letter behind a space begins a word.
fn too_few_digits(draft: &Draft) -> bool {
    let texts = || draft.paragraphs().map(|b| b.text.as_bytes());
    let digits: usize = texts().map(|text| runs::count(text, |b, _| b.is_ascii_digit())).sum();
    let mut words = 0;
    texts().any(|text| {
        words += runs::count(text, |b, next| (b == b' ') & next.is_ascii_alphabetic());
        digits * 100 < words * LEAST_NUMBERS_PERCENT
    })
}

/// Signals a table.
pub fn read(draft: &mut Draft) {
    if draft.paragraphs().all(|b| b.kind != BlockKind::Table) && too_few_digits(draft) {
        return;
    }
    let (mut words, mut numbers, mut in_tables) = (0, 0, 0);
    for block in draft.paragraphs() {
        let before = words;
        for word in block.text.split_whitespace() {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let is_word = digits > 0 || word.chars().any(char::is_alphanumeric);
            words += usize::from(is_word);
            numbers += usize::from(is_word && digits * 2 >= word.chars().count());
        }
        in_tables += if block.kind == BlockKind::Table { words - before } else { 0 };
    }
    if words < LEAST_WORDS {
        return;
    }
    if in_tables * 2 > words {
        draft.signals.add(SignalKind::Table, "most of the text stands in tables", "generic.body.tables");
    } else if numbers * 100 >= words * LEAST_NUMBERS_PERCENT {
        draft.signals.add(SignalKind::Table, format!("{numbers} of {words} words are numbers"), "generic.body.numbers");
    }
}
