//! What a story is about: the terms of headline and body that tell it from others.
//!
//! Pull-quotes are left out: they say a second time what the body says. The rarest and most prominent terms are kept, so that
//! a topic has a fixed size whatever the story's length.

use super::by_hash::ByHash;
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
    let room = words.words.len().min(MOST_WORDS);
    let mut reading = TopicReading { language, read: 0, terms: ByHash::with_room(room) };
    let untitled = !words.passages.iter().any(|p| p.kind.is_none() && !p.words.is_empty());
    for passage in &words.passages {
        let field = match passage.paragraph {
            None if passage.kind.is_none() => Field::Title,
            None => continue,
            Some(0) if untitled => Field::Title,
            Some(0) => Field::Lead,
            Some(p) if quotes.iter().any(|q| q.paragraph == Some(p) && is_pull_quote(q)) => continue,
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

/// All occurrences of one term.
struct Seen {
    field: Field,
    rarity: u8,
    times: u32,
    /// Times that it is written as a name.
    as_name: u32,
    /// Times that it is written small.
    small: u32,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { field: Field::Body, rarity: RARE, times: 0, as_name: 0, small: 0 }
    }
}

/// What an occurrence says on whether a word is a name.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    /// Words that were read.
    read: usize,
    terms: ByHash<Seen>,
}

impl TopicReading<'_> {
    fn read(&mut self, passage: &Passage<'_>, words: &[Word], field: Field) {
        let mut sentence = None;
        let capitals = words.iter().filter(|w| w.is_capital()).count() * 2 > words.len();
        let mut before: Option<(u32, u64)> = None;
        for word in words.iter().take(MOST_WORDS.saturating_sub(self.read)) {
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
        self.read += 1;
        let seen = self.terms.item(hash);
        seen.field = seen.field.max(field);
        seen.rarity = seen.rarity.min(rarity);
        seen.times += 1;
        seen.as_name += u32::from(case == Case::Name);
        seen.small += u32::from(case == Case::Small);
    }

    /// A number of few digits is in many stories whatever the language.
    fn push_number(&mut self, word: &Word, text: &str, field: Field) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let rarity = (2 + digits as u8).min(RARE - 1);
        let field = if is_year(text) { Field::Date } else { field };
        self.see(word.plain as u32 | 1, field, Case::Unclear, rarity);
    }

    fn topic(self) -> Topic {
        let mut terms: Vec<(u32, Term)> = self.terms.into_items().into_iter().map(|(hash, seen)| seen.summed_up(hash)).collect();
        if terms.len() > MOST_TERMS {
            // The worthiest first: both in one number are compared at once.
            terms.select_nth_unstable_by_key(MOST_TERMS, |(worth, term)| u64::from(!worth) << 32 | u64::from(term.hash));
            terms.truncate(MOST_TERMS);
        }
        terms.sort_unstable_by_key(|(_, term)| term.hash);
        Topic(terms.into_iter().map(|(_, term)| term).collect())
    }
}

impl Seen {
    /// The term, with its worth against others of the story.
    fn summed_up(&self, hash: u32) -> (u32, Term) {
        let name = self.as_name > 0 && self.as_name >= self.small;
        let term = Term::new(hash, self.field, name, self.times as usize, self.rarity);
        let prominence = match self.field {
            Field::Body => 2,
            Field::Lead => 3,
            Field::Title | Field::Date => 5,
        };
        (term.weight() * u32::from(self.rarity + 1) * (prominence + u32::from(name)), term)
    }
}
