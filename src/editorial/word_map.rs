//! Lists of words from a language's file, asked by the hashes that the words of a story already have.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::fold;

/// Takes a word's hash as it is: it is mixed already.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// What single words mean, by their hash without accents: some wires carry none.
#[derive(Clone, Debug)]
pub struct WordMap<T>(HashMap<u64, T, BuildHasherDefault<AsIs>>);

impl<T> Default for WordMap<T> {
    fn default() -> Self {
        WordMap(HashMap::default())
    }
}

impl<T> WordMap<T> {
    /// Notes what a word means; the first meaning stays.
    pub fn insert(&mut self, word: &str, meaning: T) {
        self.0.entry(fold(word).plain).or_insert(meaning);
    }

    /// What the word of this hash without accents means.
    pub fn get(&self, plain: u64) -> Option<&T> {
        self.0.get(&plain)
    }

    /// Changes what the word of this hash means, beginning with nothing.
    pub fn entry_or_default(&mut self, hash: u64, change: impl FnOnce(&mut T))
    where
        T: Default,
    {
        change(self.0.entry(hash).or_default());
    }

    /// The hashes of all words.
    pub fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.keys().copied()
    }

    /// Whether the word of this hash without accents is listed.
    pub fn contains(&self, plain: u64) -> bool {
        self.0.contains_key(&plain)
    }
}

/// A set of single words.
pub type WordSet = WordMap<()>;

impl WordSet {
    /// The set of these words.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a String>) -> WordSet {
        let mut set = WordSet::default();
        words.into_iter().for_each(|w| set.insert(w, ()));
        set
    }
}
