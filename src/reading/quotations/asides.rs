//! Words that name the speaker inside the marks, as French, Spanish and their neighbours set them: « Je pars, dit-il, et tout de suite. »

use std::ops::Range;

use super::Span;
use crate::editorial::{Part, Quotations};
use crate::reading::{Word, Words};

/// Small words between the mark and the verb ("s'emporte", "a-t-il ajouté").
const BEFORE: usize = 3;
/// Words that name the speaker.
const LONGEST: usize = 16;

/// What may name the speaker inside a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The verb.
    pub verb: usize,
    /// All of its words.
    pub words: Range<usize>,
}

/// The aside of each run, in languages that set them; whether it names somebody is for [`crate::reading::speakers`] to tell.
pub fn find(words: &Words<'_>, language: &Quotations, spans: &[Span]) -> Vec<Option<Aside>> {
    let aside = |span: &Span| {
        let text = words.passages[span.passage].text;
        let all = &words.words;
        (span.words.start + 1..span.words.end).find_map(|i| aside(text, all, i, &span.words))
    };
    spans.iter().map(|span| if language.dialogue_dash { aside(span) } else { None }).collect()
}

/// The aside that begins with this word: after a comma or dash a verb of speech, up to the next comma, dash or stop.
fn aside(text: &str, all: &[Word], first: usize, within: &Range<usize>) -> Option<Aside> {
    let gap = |i: usize| text.get(all[i - 1].end as usize..all[i].start as usize).unwrap_or_default();
    let dash = is_dash(gap(first));
    if !dash && !gap(first).contains([',', '?', '!', '…']) {
        return None;
    }
    let near = first..(first + BEFORE + 1).min(within.end);
    let verb = near.clone().find(|i| all[*i].sense.part().is(Part::SPEECH) && !all[*i].is_capital())?;
    let led_up = (first..verb).all(|i| !all[i].is_capital() && all[i].end - all[i].start <= 3);
    let joined = (first + 1..=verb).all(|i| !gap(i).contains([',', '.', ';', ':', '?', '!', '—', '–']));
    let ends = |i: &usize| is_dash(gap(*i)) || (!dash && gap(*i).contains([',', ';'])) || all[*i].sentence != all[verb].sentence;
    let end = (verb + 1..within.end).find(ends).unwrap_or(within.end);
    // "s'émeut l'institutrice, Yvonne Tardieu.": the name behind the role, if nothing but it stands up to the next stop.
    let named = (end..within.end).take_while(|i| all[*i].is_capital() && (*i == end || gap(*i) == " ")).last().map(|i| i + 1);
    let stops = |n: usize| n == within.end || ends(&n);
    let apposed = named.filter(|n| *n > end + 1 && !dash && gap(end).starts_with(',') && stops(*n));
    let end = apposed.unwrap_or(end);
    (led_up && joined && (end > verb + 1 || verb > first) && end - first <= LONGEST).then_some(Aside { verb, words: first..end })
}

/// A dash, or the hyphen between spaces that teletypes and Italian agencies set for one.
pub fn is_dash(gap: &str) -> bool {
    gap.contains(['—', '–']) || gap.contains(" - ")
}
