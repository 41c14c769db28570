//! What a story is about: the terms of headline and body that tell it from others.
//!
//! Pull-quotes are left out: they say a second time what the body says. The rarest and most prominent terms are kept, so that
//! a topic has a fixed size whatever the story's length.

use std::collections::HashSet;

use super::spread::sort_by_hash;
use super::{Passage, Shape, Word, Words, stands_alone};
use crate::editorial::{Commonness, Language, RARE, Sense, fold, mix, stem};
use crate::intake::Draft;
use crate::story::{Field, Quote, QuoteRole, Term, Topic};

/// Terms of a topic.
const MOST_TERMS: usize = 64;
/// Words that are read: a long story says early what it is about.
const MOST_WORDS: usize = 800;

/// Reads what a story is about.
pub fn topic(draft: &Draft, words: &Words<'_>, quotes: &[Quote], language: Option<&Language>) -> Topic {
    let mut reading = TopicReading { language, seen: Vec::with_capacity(words.words.len().min(MOST_WORDS)) };
    let pull_quotes: HashSet<u32> = quotes.iter().filter(|q| is_pull_quote(q)).filter_map(|q| q.paragraph).collect();
    let untitled = !words.passages.iter().any(|p| p.kind.is_none() && !p.words.is_empty());
    for passage in &words.passages {
        let field = match passage.paragraph {
            None if passage.kind.is_none() => Field::Title,
            None => continue,
            Some(0) if untitled => Field::Title,
            Some(0) => Field::Lead,
            Some(p) if pull_quotes.contains(&p) => continue,
            Some(_) => Field::Body,
        };
        reading.read(passage, &words.words[passage.words.clone()], field);
    }
    if let Some(place) = &draft.story.located {
        place.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1).for_each(|w| reading.note(w, Field::Body, true));
    }
    reading.topic()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
}

fn is_pull_quote(quote: &Quote) -> bool {
    quote.repeats_within.is_some() && matches!(quote.role, QuoteRole::PullQuote | QuoteRole::Unmarked)
}

/// One occurrence of a term.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    hash: u32,
    field: Field,
    rarity: u8,
    case: Case,
}

/// What an occurrence says on whether a word is a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    /// Written small, where a name would not be.
    Small,
    /// At the start of a sentence, or in a headline in capitals.
    Unclear,
    /// With a capital that no sentence asks for.
    Name,
}

struct TopicReading<'l> {
    language: Option<&'l Language>,
    seen: Vec<Seen>,
}

impl TopicReading<'_> {
    fn read(&mut self, passage: &Passage<'_>, words: &[Word], field: Field) {
        let mut sentence = None;
        let capitals = words.iter().filter(|w| w.is_capital()).count() * 2 > words.len();
        let mut before: Option<(u32, u64)> = None;
        for word in words.iter().take(MOST_WORDS.saturating_sub(self.seen.len())) {
            let first = sentence.replace(word.sentence) != Some(word.sentence);
            if word.sense.is(Sense::STOPWORD) && word.shape != Shape::Digit {
                before = None;
                continue;
            }
            let Some(text) = passage.text.get(word.range()) else { continue };
            if text.starts_with(stands_alone) {
                // Two neighbours make a term in scripts without spaces.
                if let Some((end, hash)) = before.replace((word.end, word.plain))
                    && end == word.start
                {
                    self.push(mix(hash.rotate_left(17) ^ word.plain), field, Case::Unclear, RARE);
                }
                continue;
            }
            before = None;
            let case = match word.shape {
                Shape::Digit => {
                    self.push_number(word, text, field);
                    continue;
                }
                Shape::Small => Case::Small,
                Shape::Capital if first || capitals => Case::Unclear,
                Shape::Capital => Case::Name,
            };
            self.note_word(text, word.plain, field, case);
        }
    }

    fn note(&mut self, text: &str, field: Field, name: bool) {
        let plain = fold(text).plain;
        if !self.language.is_some_and(|l| l.words.stopwords.contains(plain)) {
            self.note_word(text, plain, field, if name { Case::Name } else { Case::Unclear });
        }
    }

    fn note_word(&mut self, text: &str, plain: u64, field: Field, case: Case) {
        if text.chars().next().is_none_or(|c| c.len_utf8() == text.len()) {
            return;
        }
        let stem = stem(text);
        let hash = if stem.len() == text.len() { plain } else { fold(stem).plain };
        let common = self.language.map_or_else(Commonness::default, |l| l.topics.of(hash));
        self.push(hash, if common.is_date { Field::Date } else { field }, case, common.rarity);
    }

    fn push(&mut self, hash: u64, field: Field, case: Case, rarity: u8) {
        self.see(hash as u32 & !1, field, case, rarity);
    }

    fn see(&mut self, hash: u32, field: Field, case: Case, rarity: u8) {
        self.seen.push(Seen { hash, field, rarity, case });
    }

    /// A number of few digits is in many stories whatever the language.
    fn push_number(&mut self, word: &Word, text: &str, field: Field) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let rarity = (2 + digits as u8).min(RARE - 1);
        let field = if is_year(text) { Field::Date } else { field };
        self.see(word.plain as u32 | 1, field, Case::Unclear, rarity);
    }

    fn topic(mut self) -> Topic {
        sort_by_hash(&mut self.seen, |seen| seen.hash);
        let mut terms: Vec<(u64, Term)> = Vec::with_capacity(self.seen.len());
        terms.extend(self.seen.chunk_by(|a, b| a.hash == b.hash).map(summed_up));
        if terms.len() > MOST_TERMS {
            let mut ranks: Vec<u64> = terms.iter().map(|(rank, _)| *rank).collect();
            let last = *ranks.select_nth_unstable(MOST_TERMS - 1).1;
            terms.retain(|(rank, _)| *rank <= last);
        }
        Topic(terms.into_iter().map(|(_, term)| term).collect())
    }
}

/// The term of these occurrences, with its rank among the terms of the story: the worthiest first, those of one worth by their hashes.
fn summed_up(seen: &[Seen]) -> (u64, Term) {
    let (field, rarity) = seen.iter().fold((Field::Body, RARE), |(f, r), s| (f.max(s.field), r.min(s.rarity)));
    let times = |case: Case| seen.iter().filter(|s| s.case == case).count();
    let as_name = times(Case::Name);
    let name = as_name > 0 && as_name >= times(Case::Small);
    let hash = seen[0].hash;
    let term = Term::new(hash, field, name, seen.len(), rarity);
    let prominence = match field {
        Field::Body => 2,
        Field::Lead => 3,
        Field::Title | Field::Date => 5,
    };
    let worth = term.weight() * u32::from(rarity + 1) * (prominence + u32::from(name));
    (u64::from(!worth) << 32 | u64::from(hash), term)
}
