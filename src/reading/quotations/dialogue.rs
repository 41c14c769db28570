//! Dialogue set with dashes, as French and Spanish do: "— Je pars, dit-il. Tout de suite." and "—Me voy —dijo ella—. Ahora."
//!
//! A dash also begins the items of a list, so a paragraph counts only where it holds a speaker's insertion, or stands next to one that does.

use std::ops::Range;

use super::Span;
use crate::editorial::{Part, Quotations};
use crate::intake::BlockKind;
use crate::reading::Words;

/// Small words between the speech and the verb.
const BEFORE: usize = 3;

/// Adds the speech of paragraphs that begin with a dash and hold no marks.
pub fn add(words: &Words<'_>, language: &Quotations, spans: &mut Vec<Span>) {
    if !language.dialogue_dash {
        return;
    }
    let dashed = |n: usize| {
        let p = words.passages.get(n)?;
        let free = matches!(p.kind, Some(BlockKind::Paragraph | BlockKind::ListItem)) && !spans.iter().any(|s| s.passage == n);
        let rest = p.text.trim_start().strip_prefix(['—', '–'])?.trim_start_matches([' ', '\u{a0}', '¿', '¡', '«']);
        (free && rest.starts_with(char::is_uppercase)).then(|| insertion(words, n))
    };
    let found: Vec<Option<Option<Range<usize>>>> = (0..words.passages.len()).map(dashed).collect();
    let told = |n: Option<usize>| n.and_then(|n| found.get(n)).is_some_and(|f| matches!(f, Some(Some(_))));
    let mut speech = Vec::new();
    for (n, one) in found.iter().enumerate() {
        let all = words.passages[n].words.clone();
        match one {
            Some(Some(aside)) => speech.extend([all.start..aside.start, aside.end..all.end].map(|w| (n, w))),
            Some(None) if told(n.checked_sub(1)) || told(Some(n + 1)) => speech.push((n, all)),
            _ => {}
        }
    }
    let first = spans.len();
    spans.extend(speech.into_iter().filter(|(_, w)| !w.is_empty()).map(|(n, w)| span(words, n, w)));
    if spans.len() > first {
        spans.sort_by_key(|s| (s.passage, s.outer.start));
    }
}

/// The words that name the speaker: from a verb right after a comma, question mark or dash to the end of that sentence or the next dash.
fn insertion(words: &Words<'_>, n: usize) -> Option<Range<usize>> {
    let passage = &words.passages[n];
    let word = |i: usize| &words.words[i];
    let gap = |i: usize| &passage.text[word(i - 1).end as usize..word(i).start as usize];
    let within = passage.words.start + 1..passage.words.end;
    let speaks = |i: usize| !word(i).is_capital() && word(i).sense.part().is(Part::SPEECH);
    // Right there, or behind small words: "a-t-elle ajouté", "le preguntó".
    let verb = |i: usize| {
        let near = i..(i + BEFORE + 1).min(passage.words.end);
        let small = |k: &usize| !word(*k).is_capital() && word(*k).end - word(*k).start <= 4;
        let found = near.clone().find(|k| speaks(*k))?;
        ((i..found).all(|k| small(&k)) && (i + 1..=found).all(|k| !gap(k).contains([',', '.', ';', ':', '?', '!']))).then_some(found)
    };
    let behind = |marks: &'static [char]| within.clone().filter(move |i| gap(*i).contains(marks)).find_map(|i| verb(i).map(|v| (i, v)));
    // Where a dash leads to the speaker, a comma does not: "—Vi la luz, pero hablaba —dijo."
    let (first, verb) = behind(&['—', '–']).or_else(|| behind(&[',', '?', '!', '…']))?;
    // "— Il pleut, dit-elle, et il neige.": behind a pronoun and a comma the speech goes on where a clause begins.
    let subject = |i: usize| i == verb + 1 || i == verb + 2;
    let clause = |i: usize| word(i).sense.part().is(Part::CONJUNCTION | Part::HE | Part::SHE | Part::THEY);
    let resumes = |i: usize| gap(i).starts_with(',') && word(i - 1).sense.part().is_pronoun() && subject(i - 1) && clause(i);
    let end =
        (verb + 1..passage.words.end).find(|i| word(*i).sentence != word(verb).sentence || gap(*i).contains(['—', '–']) || resumes(*i));
    Some(first..end.unwrap_or(passage.words.end))
}

fn span(words: &Words<'_>, n: usize, range: Range<usize>) -> Span {
    let text = words.passages[n].text;
    let first = words.words[range.start].start as usize;
    // What opens a question or an exclamation belongs to it.
    let start = text[..first].trim_end_matches(['¿', '¡']).len();
    let last = words.words[range.end - 1].end as usize;
    // Closing punctuation belongs to the speech, the comma or dash before the insertion does not.
    let after = &text[last..];
    let white = after.len() - after.trim_start().len();
    let stops: usize = after[white..].chars().take_while(|c| matches!(c, '.' | '!' | '?' | '…')).map(char::len_utf8).sum();
    let end = if stops > 0 { last + white + stops } else { last };
    Span { passage: n, inner: start..end, outer: start..end, words: range, continues: false, single: false }
}
