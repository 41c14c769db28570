//! Which runs between marks are quotations: not titles of works, not single words held at arm's length.

use super::Span;
use crate::editorial::Part;
use crate::reading::speakers::{Attribution, Text};

/// From this many words on, a run is a quotation unless it looks like a title.
const LEAST_WORDS: usize = 4;

/// A run without a cue and shorter than this, set into a sentence like a noun, is a title.
const TITLE_WORDS: usize = 8;

/// Whether a run between marks is a quotation.
///
/// `goes_on`: the run before it is a quotation of the same utterance.
pub fn is_quotation(text: &Text<'_>, span: &Span, said: &Attribution, goes_on: bool) -> bool {
    let inner = &text.words.passages[span.passage].text[span.inner.clone()];
    if span.continues {
        return true;
    }
    if is_named(text, span, inner) {
        return false;
    }
    if span.words.len() < LEAST_WORDS {
        return is_short_speech(text, span, said, inner) || (goes_on && is_rest(text, span, said, inner));
    }
    !is_title(text, span, said, inner)
}

/// "Yes," he said: a sentence of its own with a verb of speech right beside it.
fn is_short_speech(text: &Text<'_>, span: &Span, said: &Attribution, inner: &str) -> bool {
    let around = text.words.passages[span.passage].text;
    let colon = around[..span.outer.start].trim_end().ends_with(':');
    let own_sentence = (colon || text.begins_sentence(span.words.start)) && inner.starts_with(char::is_uppercase);
    // Most languages set the comma behind the mark.
    let ended = inner.ends_with([',', '.', '!', '?', '…']) || around[span.outer.end..].trim_start().starts_with([',', '–', '—']);
    said.beside && said.cue.and_then(|c| c.word()).is_some() && own_sentence && ended
}

/// The rest of an interrupted quotation: “We tried,” he said, “and failed.” “The dog still does.”
fn is_rest(text: &Text<'_>, span: &Span, said: &Attribution, inner: &str) -> bool {
    let interrupted = said.cue.and_then(|c| c.word()).is_some_and(|i| i < span.words.start);
    let outside = text.words.passages[span.passage].text[span.outer.end..].trim_start();
    let ended = inner.ends_with(['.', '!', '?', '…']) || outside.starts_with('.');
    let own_sentence = text.begins_sentence(span.words.start) && inner.starts_with(char::is_uppercase) && ended;
    interrupted || own_sentence
}

fn is_title(text: &Text<'_>, span: &Span, said: &Attribution, inner: &str) -> bool {
    let words = span.words.clone();
    let count = words.len();
    let long = |i: &usize| text.word(*i).end - text.word(*i).start > 3 && (text.word(*i).is_capital() || !text.part(*i).is(Part::GRAMMAR));
    let spoken = said.beside && said.cue.and_then(|c| c.word()).is_some();
    let capitals = words.clone().filter(long).filter(|i| text.word(*i).is_capital()).count();
    let in_title_case = capitals >= 2 && capitals == words.clone().filter(long).count();
    // Where nouns have capitals, "Haushalt aus Luft und Liebe" may well be said.
    let in_title_case = in_title_case && inner.starts_with(|c: char| !c.is_lowercase()) && !(text.language.capital_nouns && spoken);
    // “Four a day, and two on Sunday,” she said: a comma leads from speech to the speaker.
    let clause = |i: usize| (words.end..i).all(|k| !text.gap_after(k).starts_with(','));
    let near = said.cue.and_then(|c| c.word()).is_some_and(|i| i >= words.end && i < words.end + 4 && clause(i));
    let led = near && (inner.ends_with(',') || text.words.passages[span.passage].text[span.outer.end..].starts_with(','));
    if in_title_case && count <= 12 && !inner.ends_with(['.', '!']) && !led {
        return true;
    }
    let introduced = introduced_as_work(text, span);
    let first = text.words.passages[span.passage].words.start;
    // "her novel “…”" is named, whoever praised it.
    let named =
        words.start > first && text.part(words.start - 1).is(Part::WORK) && text.gap_after(words.start - 1).trim().chars().count() <= 1;
    let sentence_like = inner.trim_end_matches(',').ends_with(['.', '!', '?', '…']) || inner.trim_end_matches(',').contains(", ");
    // "„…” – powiedziała": without a list of verbs, a dash after a sentence's own marks leads to the speaker.
    let outside = text.words.passages[span.passage].text[span.outer.end..].trim_start();
    let led_on = outside.strip_prefix(['–', '—']).is_some_and(|rest| rest.trim_start().starts_with(char::is_lowercase));
    let stands = text.begins_sentence(words.start) && outside.trim_start_matches(['.', ' ']).chars().next().is_none_or(char::is_uppercase);
    // "…, said X. “We will see you there.”": a sentence of its own right behind one that was given to somebody.
    let goes_on = said.goes_on && stands && (outside.is_empty() || outside.starts_with('.'));
    let sentence_like = sentence_like || (led_on && text.begins_sentence(words.start)) || goes_on;
    let title = !spoken && (introduced || said.cue.is_none());
    inner.starts_with(char::is_uppercase) && !sentence_like && count < TITLE_WORDS && (title || named)
}

/// `headlined "Mayor to resign over ferry contract, aides say"`, as kills name their story: no length and no comma makes it speech.
fn is_named(text: &Text<'_>, span: &Span, inner: &str) -> bool {
    let first = text.words.passages[span.passage].words.start;
    let before = span.words.start.checked_sub(1).filter(|i| *i >= first);
    // "la dépêche QRS « … »": letters of the house in between.
    let letters = |i: usize| text.written(i).len() > 1 && text.written(i).chars().all(char::is_uppercase);
    let before = before.and_then(|i| if letters(i) { i.checked_sub(1).filter(|k| *k >= first && text.joined(*k)) } else { Some(i) });
    before.is_some_and(|i| text.part(i).is(Part::TITLED)) && inner.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// A word such as "film" or "entitled" right before the opening mark.
fn introduced_as_work(text: &Text<'_>, span: &Span) -> bool {
    let first = text.words.passages[span.passage].words.start;
    (first.max(span.words.start.saturating_sub(2))..span.words.start).any(|i| text.part(i).is(Part::WORK))
}
