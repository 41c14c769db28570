//! The table `[topics]` of a language's file.

use serde::Deserialize;

use crate::editorial::{WordMap, fold, stem};

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
    /// By stem, frequent words and those of the calendar.
    common: WordMap<Commonness>,
}

/// How common a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commonness {
    /// Its band: 0 for words in most stories, [`RARE`] for those that no list names.
    pub rarity: u8,
    /// Names a weekday or month.
    pub is_date: bool,
}

impl Default for Commonness {
    fn default() -> Commonness {
        Commonness { rarity: RARE, is_date: false }
    }
}

/// The band of words that no list names.
pub const RARE: u8 = 7;

impl Topics {
    /// Compiles what a person wrote.
    pub fn read(file: TopicsFile) -> Topics {
        let mut common = WordMap::default();
        for (band, words) in file.frequent.iter().enumerate() {
            for word in words.split_whitespace() {
                common.insert(stem(word), Commonness { rarity: (band as u8).min(RARE), is_date: false });
            }
        }
        for word in &file.calendar {
            common.entry_or_default(fold(stem(word)).plain, |c: &mut Commonness| c.is_date = true);
        }
        Topics { common }
    }

    /// How common the word of this stem is, by the stem's hash without accents.
    pub fn of(&self, stem: u64) -> Commonness {
        self.common.get(stem).copied().unwrap_or_default()
    }
}
