//! The table `[topics]` of a language's file.

use serde::Deserialize;

use crate::editorial::{WordMap, WordSet, stem};

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TopicsFile {
    /// Frequent words of news, parted by spaces, in bands: those that more than half of all stories hold, more than a quarter,
    /// an eighth, and so on to one in 64.
    pub frequent: Vec<String>,
    /// Names of weekdays and months.
    pub calendar: Vec<String>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Topics {
    /// For the stem of a frequent word its band, from 0 (in most stories).
    frequent: WordMap<u8>,
    /// Stems of weekdays and months.
    calendar: WordSet,
}

/// The band of words that no list names.
pub const RARE: u8 = 7;

impl Topics {
    /// Compiles what a person wrote.
    pub fn read(file: TopicsFile) -> Topics {
        let mut frequent = WordMap::default();
        for (band, words) in file.frequent.iter().enumerate() {
            for word in words.split_whitespace() {
                frequent.insert(stem(word), (band as u8).min(RARE));
            }
        }
        let mut calendar = WordSet::default();
        file.calendar.iter().for_each(|word| calendar.insert(stem(word), ()));
        Topics { frequent, calendar }
    }

    /// How rare the word of this stem is: 0 for those in most stories, [`RARE`] for those that no list names.
    pub fn rarity(&self, stem: u64) -> u8 {
        self.frequent.get(stem).copied().unwrap_or(RARE)
    }

    /// Whether the word of this stem names a weekday or month.
    pub fn is_date(&self, stem: u64) -> bool {
        self.calendar.contains(stem)
    }
}
