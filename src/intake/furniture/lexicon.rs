//! The furniture words that apply to one story: its own language's and English, which all agencies use; of an unknown language, all.

use std::collections::HashSet;

use crate::editorial::{Editorial, Furniture, plain};

/// No phrase is longer as texts write it.
const MOST_PHRASE_BYTES: usize = 240;

/// The word lists to look in.
#[derive(Debug)]
pub struct Lexicon<'a> {
    editorial: &'a Editorial,
    languages: Vec<&'a Furniture>,
    /// Plain names of houses that no file knows and the story itself shows: they sign its dateline.
    houses: Vec<String>,
}

impl<'a> Lexicon<'a> {
    /// The lists for a story in this language.
    pub fn of(editorial: &'a Editorial, language: Option<&str>) -> Lexicon<'a> {
        let own = editorial.language(language).map(|l| &l.furniture);
        let english = editorial.language(Some("en")).map(|l| &l.furniture);
        let languages = match (own, english) {
            (Some(own), Some(english)) if std::ptr::eq(own, english) => vec![own],
            (Some(own), english) => std::iter::once(own).chain(english).collect(),
            (None, _) => editorial.languages.values().map(|l| &l.furniture).collect(),
        };
        Lexicon { editorial, languages, houses: Vec::new() }
    }

    /// The same for a story whose dateline this house has signed: wherever else the name stands, it is a house's.
    pub fn with_house(mut self, credit: &str) -> Lexicon<'a> {
        let house = plain(credit.trim_matches(|c: char| !c.is_alphanumeric()));
        if house.chars().count() >= 2 && !self.is_agency(&house) {
            self.houses.push(house);
        }
        self
    }

    /// The month, from 1, of a word.
    pub fn month(&self, plain: &str) -> Option<i8> {
        self.languages.iter().find_map(|f| f.month(plain))
    }

    /// The day of the week, from 1 (Monday), of a word.
    pub fn weekday(&self, plain: &str) -> Option<i8> {
        self.languages.iter().find_map(|f| f.weekday(plain))
    }

    /// Whether the word stays in lower case inside names.
    pub fn is_small(&self, plain: &str) -> bool {
        self.languages.iter().any(|f| f.small_words.contains(plain))
    }

    /// The phrase of these lists that the text opens with, as a whole word.
    pub fn opening(&self, plain: &str, list: impl Fn(&'a Furniture) -> &'a [String]) -> Option<&'a str> {
        self.phrases(list).filter(|p| starts_with_phrase(plain, p)).max_by_key(|p| p.len())
    }

    /// The phrase of these lists that a text opens with, which is not folded yet: only as much of it is as the longest phrase may need.
    pub fn opening_of(&self, text: &str, list: impl Fn(&'a Furniture) -> &'a [String]) -> Option<&'a str> {
        self.opening(&plain(&text[..text.floor_char_boundary(MOST_PHRASE_BYTES)]), list)
    }

    /// The phrase of these lists that the text is, marks at its edges aside.
    pub fn whole(&self, plain: &str, list: impl Fn(&'a Furniture) -> &'a [String]) -> Option<&'a str> {
        let edge = |c: char| !c.is_alphanumeric();
        let bare = plain.trim_matches(edge);
        self.phrases(list).find(|p| p.len() >= bare.len() && p.trim_matches(edge) == bare)
    }

    /// The phrase of these lists that stands in the text.
    pub fn inside(&self, plain: &str, list: impl Fn(&'a Furniture) -> &'a [String]) -> Option<&'a str> {
        self.phrases(list).find(|p| plain.contains(p))
    }

    fn phrases(&self, list: impl Fn(&'a Furniture) -> &'a [String]) -> impl Iterator<Item = &'a str> {
        self.languages.iter().flat_map(move |f| list(f)).map(String::as_str)
    }

    /// Whether a folded line promotes something else: it opens with a phrase that does. A phrase "Follow * on Twitter" has any words for `*`;
    /// one without a colon needs a line that quotes nobody.
    pub fn promotes(&self, plain: &str) -> bool {
        self.promotes_by(plain, |_| true)
    }

    /// Whether a folded line between paragraphs promotes something else: it opens with a phrase that a colon sets off, "Read more: …".
    pub fn promotes_between(&self, plain: &str) -> bool {
        self.promotes_by(plain, |phrase| phrase.ends_with(':'))
    }

    fn promotes_by(&self, plain: &str, which: impl Fn(&str) -> bool) -> bool {
        let line = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
        let opens = |phrase: &str| match phrase.split_once('*') {
            Some((start, end)) => line.strip_prefix(start).is_some_and(|rest| rest.contains(end)),
            None => match phrase.strip_suffix(':') {
                Some(words) => line.strip_prefix(words).is_some_and(|rest| rest.trim_start().starts_with([':', '：']) || rest.is_empty()),
                None => starts_with_phrase(line, phrase) && !plain.contains(['"', '“', '„', '«']),
            },
        };
        self.phrases(|f| &f.promotions).filter(|p| which(p)).any(opens)
    }

    /// Whether the word stands in one of these sets.
    pub fn has(&self, plain: &str, set: impl Fn(&'a Furniture) -> &'a HashSet<String>) -> bool {
        self.languages.iter().any(|f| set(f).contains(plain))
    }

    /// Whether the languages' lists have this place among those that stand alone as a dateline.
    pub fn is_dateline_place(&self, plain: &str) -> bool {
        self.languages.iter().any(|f| f.dateline_places.contains(plain))
    }

    /// Whether a known agency goes by this name.
    pub fn is_agency(&self, plain: &str) -> bool {
        self.editorial.agency_named(plain).is_some() || self.houses.iter().any(|h| h == plain)
    }

    /// The house, of several words perhaps, that a text ends in; where it begins.
    pub fn house_at_end(&self, text: &str) -> Option<usize> {
        const MOST_WORDS: usize = 4;
        let starts = text.char_indices().rev().filter(|(_, c)| !c.is_alphanumeric()).map(|(i, c)| i + c.len_utf8());
        starts.chain([0]).take(MOST_WORDS).filter(|start| *start < text.len()).find(|start| self.is_agency(&plain(&text[*start..])))
    }

    /// Whether a writer's function goes by this word.
    pub fn has_role(&self, plain: &str) -> bool {
        self.languages.iter().any(|f| f.roles.iter().any(|r| r == plain))
    }

    /// All that is known.
    pub fn editorial(&self) -> &'a Editorial {
        self.editorial
    }
}

fn starts_with_phrase(text: &str, phrase: &str) -> bool {
    // Nearly all phrases begin otherwise.
    if text.as_bytes().first() != phrase.as_bytes().first() {
        return false;
    }
    let Some(rest) = text.strip_prefix(phrase) else { return false };
    !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
}
