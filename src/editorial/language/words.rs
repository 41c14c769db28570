//! The table `[words]` of a language's file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::editorial::{WordMap, WordSet, fold};

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsFile {
    /// Words too common to tell stories apart.
    pub stopwords: Vec<String>,
    /// Words whose point ends no sentence.
    pub abbreviations: Vec<String>,
    /// Number words with their values.
    pub numbers: BTreeMap<String, u32>,
    /// Pairs of words of which a copy never has the one for the other.
    pub opposites: Vec<[String; 2]>,
    /// Words of sudden events.
    pub alarms: Vec<String>,
    /// Phrases that say that a story is only beginning.
    pub developing: Vec<String>,
    /// Phrases that say that a story looks back on what happened long ago.
    pub looking_back: Vec<String>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Words {
    /// Words too common to tell stories apart.
    pub stopwords: WordSet,
    /// Words whose point ends no sentence.
    pub abbreviations: WordSet,
    /// For a number word, the folded hash of its value in digits.
    pub numbers: WordMap<u64>,
    /// For a word with an opposite, a hash that differs from its opposite's in the last bit alone.
    pub opposites: WordMap<u32>,
    /// Words of sudden events.
    pub alarms: WordSet,
    /// Phrases that say that a story is only beginning.
    pub developing: Phrases,
    /// Phrases that say that a story looks back on what happened long ago.
    pub looking_back: Phrases,
}

impl Words {
    /// Compiles what a person wrote.
    pub fn read(file: WordsFile) -> Words {
        let mut numbers = WordMap::default();
        for (word, value) in &file.numbers {
            numbers.insert(word, fold(&value.to_string()).plain);
        }
        let mut opposites = WordMap::default();
        for [one, other] in &file.opposites {
            let pair = fold(one).plain as u32 & !1;
            opposites.insert(one, pair);
            opposites.insert(other, pair | 1);
        }
        Words {
            stopwords: WordSet::of(&file.stopwords),
            abbreviations: WordSet::of(&file.abbreviations),
            numbers,
            opposites,
            alarms: WordSet::of(&file.alarms),
            developing: Phrases::of(&file.developing),
            looking_back: Phrases::of(&file.looking_back),
        }
    }
}

/// Phrases of one or more words, found in a run of word hashes.
#[derive(Debug, Default)]
pub struct Phrases(WordMap<Vec<(Vec<u64>, String)>>);

impl Phrases {
    /// The set of these phrases; a phrase's words are parted by spaces or apostrophes.
    pub fn of(phrases: &[String]) -> Phrases {
        let mut by_first: BTreeMap<String, Vec<(Vec<u64>, String)>> = BTreeMap::new();
        for phrase in phrases {
            let mut words = phrase.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            if let Some(first) = words.next() {
                by_first.entry(first.to_owned()).or_default().push((words.map(|w| fold(w).plain).collect(), phrase.clone()));
            }
        }
        let mut map = WordMap::default();
        by_first.into_iter().for_each(|(first, rest)| map.insert(&first, rest));
        Phrases(map)
    }

    /// The first words of all phrases, as hashes without accents.
    pub fn first_words(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.hashes()
    }

    /// The phrase that these words without accents begin with.
    pub fn at<'a>(&self, words: impl Iterator<Item = u64> + Clone + 'a) -> Option<&str> {
        let mut rest = words;
        let phrases = self.0.get(rest.next()?)?;
        phrases.iter().find(|(tail, _)| tail.iter().copied().eq(rest.clone().take(tail.len()))).map(|(_, as_written)| as_written.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_differ_in_the_last_bit() {
        let words = Words::read(WordsFile { opposites: vec![["up".into(), "down".into()]], ..WordsFile::default() });
        let of = |w: &str| words.opposites.get(fold(w).plain).copied();
        assert_eq!(of("UP").map(|h| h ^ 1), of("down"));
        assert_eq!(of("sideways"), None);
    }

    #[test]
    fn a_phrase_is_found_where_it_begins() {
        let phrases = Phrases::of(&["more to follow".into(), "more details soon".into()]);
        let words: Vec<u64> = "There is more details soon".split(' ').map(|w| fold(w).plain).collect();
        assert_eq!(phrases.at(words[2..].iter().copied()), Some("more details soon"));
        assert_eq!(phrases.at(words[3..].iter().copied()), None);
    }
}
