//! Which language a text is in, by the common words that tell it from its neighbours (`[furniture] telling`).

use std::collections::BTreeMap;

use super::{Language, WordMap, hash_ascii, plain};

/// The telling words of all languages.
#[derive(Debug, Default)]
pub struct Telling {
    languages: Vec<String>,
    /// Each word's hash with the languages that have it, as bits.
    words: WordMap<u64>,
}

/// How much of a text speaks for each language.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Words looked at.
    pub words: usize,
    /// The languages with their weight, the heaviest first: a word counts one, shared among the languages that have it.
    pub languages: Vec<(String, f32)>,
}

impl Evidence {
    /// The weight of one language.
    pub fn of(&self, language: &str) -> f32 {
        self.languages.iter().find(|(l, _)| l == language).map_or(0.0, |(_, w)| *w)
    }
}

impl Telling {
    /// Brings the languages' words together.
    pub fn new(languages: &BTreeMap<String, Language>) -> Telling {
        let mut telling = Telling::default();
        for (i, (name, language)) in languages.iter().take(64).enumerate() {
            telling.languages.push(name.clone());
            // "már" is Hungarian, but "05 MAR" in a dateline is a date.
            let months = |word: &&String| languages.values().any(|l| l.furniture.month(word).is_some());
            // The names of days are each language's own, and stories are full of them.
            let days = language.furniture.weekdays.iter().flatten().filter(|day| day.chars().count() > 4);
            for word in language.furniture.telling.iter().chain(days).filter(|word| !months(word)) {
                telling.words.entry_or_default(hash(word), |bits| *bits |= 1 << i);
            }
        }
        telling
    }

    /// Whether this language has telling words.
    pub fn knows(&self, language: &str) -> bool {
        self.languages.iter().any(|l| l == language)
    }

    /// Listens to texts, word by word.
    pub fn hear<'t, 'a>(&'t self, texts: impl Iterator<Item = &'a str>) -> Hearing<'t, impl Iterator<Item = &'a str>> {
        Hearing { telling: self, words: texts.flat_map(words), heard: 0, weights: vec![0.0; self.languages.len()] }
    }
}

/// The words of a text: runs of letters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[run(rest, false)..];
        let (word, behind) = rest.split_at(run(rest, true));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// How many bytes at the start of a text are letters, or are none.
fn run(text: &str, letters: bool) -> usize {
    let mut at = 0;
    loop {
        let Some(b) = text.as_bytes().get(at) else { return at };
        if b.is_ascii() {
            if b.is_ascii_alphabetic() != letters {
                return at;
            }
            at += 1;
            continue;
        }
        match text[at..].chars().next().filter(|c| c.is_alphabetic() == letters) {
            Some(c) => at += c.len_utf8(),
            None => return at,
        }
    }
}

/// Texts that are being listened to.
#[derive(Debug)]
pub struct Hearing<'t, W> {
    telling: &'t Telling,
    words: W,
    heard: usize,
    weights: Vec<f32>,
}

impl<'a, W: Iterator<Item = &'a str>> Hearing<'_, W> {
    /// The evidence of the first `most` words, those heard before included.
    pub fn up_to(&mut self, most: usize) -> Evidence {
        while self.heard < most
            && let Some(word) = self.words.next()
        {
            self.heard += 1;
            let Some(mut bits) = self.telling.words.get(hash(word)).copied() else { continue };
            let share = 1.0 / bits.count_ones() as f32;
            while bits != 0 {
                self.weights[bits.trailing_zeros() as usize] += share;
                bits &= bits - 1;
            }
        }
        let spoken = self.telling.languages.iter().zip(&self.weights).filter(|(_, w)| **w > 0.0);
        let mut languages: Vec<(String, f32)> = spoken.map(|(l, w)| (l.clone(), *w)).collect();
        languages.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Evidence { words: self.heard, languages }
    }
}

/// A word's hash without accents. ASCII, which most words are, is folded on the way.
fn hash(word: &str) -> u64 {
    if word.is_ascii() { hash_ascii(word.as_bytes()) } else { hash_ascii(plain(word).as_bytes()) }
}
