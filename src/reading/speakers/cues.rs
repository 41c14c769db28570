//! What gives a quotation to somebody: a speech verb, "according to", a colon, a name right before it.

use std::ops::Range;

use super::names::role_of;
use super::text::Text;
use crate::editorial::Part;
use crate::reading::Span;

/// The narration around a quotation within its sentence.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// From the sentence's start, or the quotation before, to the opening mark.
    pub left: Range<usize>,
    /// From the closing mark to the sentence's end, or the next quotation.
    pub right: Range<usize>,
    /// A colon before the opening mark.
    pub colon: bool,
    /// From the closing mark to the next quotation or the paragraph's end.
    pub credited: Range<usize>,
    /// A dash between the closing mark and a capital: a credit ("…" — X Y).
    pub credit: bool,
    /// A colon behind the closing mark, or "with the words" before the opening one: what follows tells whose words these were.
    pub leads: bool,
    /// A comma, or a question or exclamation mark, on either side of the closing mark: the sentence goes on about it.
    pub comma: bool,
}

/// What gives the words to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// A speech verb.
    Verb(usize),
    /// A phrase such as "according to": its first word, and one past its last.
    According(usize, usize),
    /// A word behind the one whose words they are, such as German "zufolge".
    Behind(usize),
    /// A colon without a verb, or a name right before the quotation.
    Placed,
}

impl Cue {
    /// The word that gives it, where there is one.
    pub fn word(self) -> Option<usize> {
        match self {
            Cue::Verb(i) | Cue::According(i, _) | Cue::Behind(i) => Some(i),
            Cue::Placed => None,
        }
    }
}

/// How far behind a verb that no list knows a name may begin.
const NAMED: usize = 6;

/// How far from the closing mark a verb may stand.
const REACH: usize = 24;

impl Surroundings {
    /// The narration around one of a story's quotations.
    pub fn of(text: &Text<'_>, spans: &[Span], n: usize) -> Surroundings {
        let span = &spans[n];
        let passage = &text.words.passages[span.passage];
        let before = n.checked_sub(1).map(|p| &spans[p]).filter(|s| s.passage == span.passage).map_or(passage.words.start, |s| s.words.end);
        let after = spans.get(n + 1).filter(|s| s.passage == span.passage).map_or(passage.words.end, |s| s.words.start);
        let (first, last) = (span.words.start, span.words.end - 1);
        let start = (before..first).rev().find(|i| text.word(*i).sentence != text.word(first).sentence).map_or(before, |i| i + 1);
        let inside = &passage.text[span.inner.clone()];
        let asks = inside.ends_with(['?', '!']);
        let number = text.word(last).sentence;
        // "Why?" Smith asked: a capital after a question mark need not begin a sentence.
        let number = if asks && last + 1 < after && text.word(last + 1).sentence == number + 1 && verb_soon(text, last + 1, after) {
            number + 1
        } else {
            number
        };
        let end = (last + 1..after)
            .find(|i| text.word(*i).sentence != number && text.word(*i).sentence != text.word(last).sentence)
            .unwrap_or(after);
        let outside = passage.text[span.outer.end..].trim_start();
        Surroundings {
            left: start..first,
            right: last + 1..end,
            colon: passage.text[..span.outer.start].trim_end().ends_with([':', '：']),
            credited: last + 1..after,
            credit: is_credit(text, last + 1, after, outside),
            leads: outside.starts_with([':', '：']) || is_with_words(text, start..first),
            comma: outside.starts_with([',', '-', '–', '—']) || inside.ends_with([',', '?', '!', '…', '-', '—']),
        }
    }

    /// What gives the quotation to somebody, and whether it stands on the right.
    pub fn cue(&self, text: &Text<'_>) -> Option<(Cue, bool)> {
        if self.credit {
            return Some((Cue::Placed, true));
        }
        let unknown = || if self.comma { unknown_verb(text, self.right.clone()) } else { None };
        let led = || self.leads.then_some(Cue::Placed);
        let right = || on_the_right(text, self.right.clone()).or_else(led).or_else(unknown).map(|c| (c, true));
        if self.left.is_empty() || (self.comma && !self.colon && self.left.len() < 3 && on_the_left(text, self.left.clone()).is_none()) {
            return right();
        }
        let left = on_the_left(text, self.left.clone()).map(|c| (c, false));
        let placed = || self.colon.then_some((Cue::Placed, false));
        // "… : « … », déclare X Y", "…: „…“, so X": what stands right behind the marks knows better than the colon.
        let beside = || right().filter(|(cue, _)| self.comma && self.is_beside(*cue));
        // "X reagierte kühl: „…“, spottete Y": and better than a verb before it, where it names somebody.
        let named = |(cue, _): &(Cue, bool)| cue.word().is_some_and(|i| is_somebody(text, i + 1, self.right.end));
        let outdone = left.is_some() && self.colon;
        outdone.then(beside).flatten().filter(named).or(left).or_else(beside).or_else(placed).or_else(right)
    }

    /// Whether a cue stands right behind the marks.
    fn is_beside(&self, cue: Cue) -> bool {
        match cue {
            Cue::Verb(i) => i < self.right.start + 3,
            Cue::According(i, _) => i == self.right.start,
            Cue::Behind(_) | Cue::Placed => false,
        }
    }
}

/// Whether a name or an article with a role begins here.
fn is_somebody(text: &Text<'_>, i: usize, end: usize) -> bool {
    let article = i < end && text.part(i).is(Part::DETERMINER) && i + 1 < end && role_of(text, i + 1).is(Part::ROLE);
    article || (i < end && text.word(i).is_capital() && !text.part(i).is(Part::GRAMMAR))
}

/// Whether a dash leads from the closing mark to a name that stands before the next quotation or the paragraph's end.
fn is_credit(text: &Text<'_>, next: usize, limit: usize, outside: &str) -> bool {
    const LONGEST: usize = 12;
    let dash = outside.trim_start_matches(['.', ',']).trim_start().strip_prefix(['—', '–', '―', '-']);
    let named = dash.is_some_and(|d| d.trim_start().starts_with(char::is_uppercase));
    named && next < limit && limit - next <= LONGEST && !(next..limit).any(|i| text.part(i).is(Part::SPEECH) && !text.word(i).is_capital())
}

/// Whether a phrase such as "with the words" leads up to the opening mark.
fn is_with_words(text: &Text<'_>, left: Range<usize>) -> bool {
    const LONGEST: usize = 4;
    let hashes = |from: usize| (from..left.end).map(|k| text.word(k).hash);
    (left.end.saturating_sub(LONGEST).max(left.start)..left.end).any(|from| text.language.is_with_words(hashes(from)))
}

/// A verb within the next few words.
fn verb_soon(text: &Text<'_>, from: usize, to: usize) -> bool {
    (from..to.min(from + 5)).any(|i| text.part(i).is(Part::SPEECH) && !text.word(i).is_capital())
}

fn on_the_right(text: &Text<'_>, right: Range<usize>) -> Option<Cue> {
    let reach = right.start..right.end.min(right.start + REACH);
    reach.clone().find_map(|i| {
        // "…“, so X", and "…“ gewesen, so X": not "so dass".
        let parted = || {
            let next = i + 1;
            let somebody = next < right.end && text.joined(i) && (text.word(next).is_capital() || text.part(next).is(Part::DETERMINER));
            i > right.start && text.gap_after(i - 1).trim() == "," && somebody
        };
        if text.part(i).is(Part::ACCORDING_AFTER) && (i == right.start || parted()) {
            return Some(Cue::According(i, i + 1));
        }
        // "« … », pour X": what is a preposition too leads to what was said of, and not to who said it.
        let lone = |c: &Cue| matches!(c, Cue::According(first, after) if first + 1 == *after && text.part(*first).is(Part::PREPOSITION));
        according(text, i, right.end).filter(|c| !lone(c)).or_else(|| behind(text, i)).or_else(|| verb(text, i))
    })
}

/// A verb that no list knows: the small word right behind the marks, if somebody follows it ("…», grommela-t-elle", "…“, brummte er").
fn unknown_verb(text: &Text<'_>, right: Range<usize>) -> Option<Cue> {
    // "“…,” Dub detailed."
    let ends = |i: usize| i + 1 == right.end || text.gap_after(i).starts_with(['.', ',']);
    if right.len() >= 2 && text.word(right.start).is_capital() && text.joined(right.start) && !text.language.capital_nouns {
        let (name, small) = (right.start, right.start + 1);
        let plain = !text.word(small).is_capital() && !text.word(small).is_digit() && !text.part(small).is(Part::GRAMMAR | Part::ROLE);
        if !text.part(name).is(Part::GRAMMAR) && plain && ends(small) {
            return Some(Cue::Verb(small));
        }
    }
    // "« … », s'est-elle excusée": a pronoun behind a hyphen, and its participle.
    let inverted = |i: &usize| text.gap_after(*i) == "-" && text.part(i + 1).is_pronoun() && i + 2 < right.end && text.joined(i + 1);
    if let Some(i) = (right.start..right.end.min(right.start + 4)).find(|i| i + 1 < right.end && inverted(i)) {
        return Some(Cue::Verb(i + 2));
    }
    // "„…” – powiedziała prezes X Y": where no verb is known, the small word behind the marks, if a name follows.
    if !text.language.knows_speech && !right.is_empty() && !text.word(right.start).is_capital() {
        let named = (right.start + 1..right.end.min(right.start + NAMED)).any(|i| text.word(i).is_capital());
        return named.then_some(Cue::Verb(right.start));
    }
    let (verb, next) = (right.start, right.start + 1);
    let plain = |i: usize| !text.word(i).is_capital() && !text.word(i).is_digit() && !text.part(i).is(Part::GRAMMAR | Part::ROLE);
    if next >= right.end || !plain(verb) || !text.joined(verb) {
        return None;
    }
    // "„…“, findet hingegen Anwohnerin X".
    let adverb = text.language.capital_nouns && next + 1 < right.end && plain(next) && text.joined(next);
    let next = next + usize::from(adverb);
    let capital = |i: usize| i < right.end && text.word(i).is_capital();
    let part = text.part(next);
    let somebody = part.is_pronoun()
        || (part.is(Part::DETERMINER)
            && (text.language.capital_nouns || !part.is(Part::INDEFINITE))
            && next + 1 < right.end
            && role_of(text, next + 1).is(Part::ROLE))
        || (capital(next) && (!text.language.capital_nouns || capital(next + 1) || role_of(text, next).is(Part::ROLE)));
    somebody.then_some(Cue::Verb(verb))
}

fn on_the_left(text: &Text<'_>, left: Range<usize>) -> Option<Cue> {
    let verb = left.clone().rev().find_map(|i| verb(text, i));
    // "a prize for “The Long Way”": what follows right away is what the phrase is about, and nobody's words.
    let led = |c: &Cue| !matches!(c, Cue::According(_, after) if *after == left.end);
    let according = left.clone().find_map(|i| according(text, i, left.end).or_else(|| behind(text, i))).filter(led);
    // "According to X, who also said so, …": the verb that stands later wins only if the phrase ended before it.
    match (verb, according) {
        (Some(Cue::Verb(v)), Some(Cue::According(a, _) | Cue::Behind(a))) if v > a => verb,
        (v, a) => a.or(v),
    }
}

fn according(text: &Text<'_>, i: usize, end: usize) -> Option<Cue> {
    let part = text.part(i);
    if !part.is(Part::ACCORDING) {
        return None;
    }
    let len = text.language.according((i..end).map(|k| text.word(k).hash));
    // "Pour X, « … »", "Für X ist das „…“": what is a preposition too gives words to somebody only where a clause begins.
    let begins = || {
        let joined = i > 0 && text.passage(i - 1) == text.passage(i) && text.joined(i - 1);
        !joined || text.begins_sentence(i) || text.part(i - 1).is(Part::CONJUNCTION)
    };
    (len > 0 && (len > 1 || !part.is(Part::PREPOSITION) || begins())).then_some(Cue::According(i, i + len))
}

/// A word behind the one whose words they are; before a capital it may be a phrase of its own ("zufolge").
fn behind(text: &Text<'_>, i: usize) -> Option<Cue> {
    text.part(i).is(Part::ACCORDING_BEHIND).then_some(Cue::Behind(i))
}

/// "was told", "a été interrogé": what others did to the subject, which says nothing.
fn undergone(text: &Text<'_>, i: usize) -> bool {
    let before = i.checked_sub(1).filter(|b| text.passage(*b) == text.passage(i) && text.joined(*b));
    before.is_some_and(|b| text.part(b).is(Part::PASSIVE) && !text.written(i).ends_with("ing"))
}

/// A speech verb that is not a role, a document or a relative clause's own.
pub(super) fn verb(text: &Text<'_>, i: usize) -> Option<Cue> {
    let part = text.part(i);
    let speaks = part.is(Part::SPEECH) && (text.begins_sentence(i) || !text.word(i).is_capital());
    let after_article = i > 0
        && text.passage(i - 1) == text.passage(i)
        && text.part(i - 1).is(Part::DETERMINER)
        && text.joined(i - 1)
        && !text.part(i - 1).is(Part::HE | Part::SHE | Part::THEY);
    // "cité par X": whoever is quoted by somebody.
    let same = |k: usize| k < text.words.words.len() && text.passage(k) == text.passage(i);
    let quoted_by = part.is(Part::CITING) && same(i + 1) && text.joined(i) && text.part(i + 1).is(Part::PREPOSITION);
    (speaks && !after_article && !undergone(text, i) && !quoted_by).then_some(Cue::Verb(i))
}
