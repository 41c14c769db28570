//! All that a language's lists say of single words, in one table: a story's words are looked up once.

use super::{Part, Quotations, Words};
use crate::editorial::WordMap;

/// What the lists say of a word: its [`Part`], and which lists of `[words]` name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sense(u32);

impl Sense {
    /// Too common to tell stories apart.
    pub const STOPWORD: Sense = Sense(1 << 26);
    /// A number in words.
    pub const NUMBER: Sense = Sense(1 << 27);
    /// Has an opposite.
    pub const OPPOSITE: Sense = Sense(1 << 28);
    /// A word of sudden events.
    pub const ALARM: Sense = Sense(1 << 29);
    /// Its point ends no sentence.
    pub const ABBREVIATION: Sense = Sense(1 << 30);
    /// A phrase may begin with it that says that a story is only beginning.
    pub const DEVELOPING: Sense = Sense(1 << 31);

    /// Whether one of these lists names it.
    pub fn is(self, lists: Sense) -> bool {
        self.0 & lists.0 != 0
    }

    /// What it can be around a quotation.
    pub fn part(self) -> Part {
        Part::from_bits(self.0 & Part::ALL)
    }

    fn lists(self) -> u32 {
        self.0 & !Part::ALL
    }
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary(WordMap<Sense>);

impl Vocabulary {
    /// Brings the lists together.
    pub fn of(quotations: &Quotations, words: &Words) -> Vocabulary {
        let mut map = WordMap::default();
        let mut add = |hash: u64, bits: u32| map.entry_or_default(hash, |sense: &mut Sense| sense.0 |= bits);
        quotations.parts().for_each(|(hash, part)| add(hash, part.bits()));
        words.stopwords.hashes().for_each(|h| add(h, Sense::STOPWORD.0));
        words.numbers.hashes().for_each(|h| add(h, Sense::NUMBER.0));
        words.opposites.hashes().for_each(|h| add(h, Sense::OPPOSITE.0));
        words.alarms.hashes().for_each(|h| add(h, Sense::ALARM.0));
        words.abbreviations.hashes().for_each(|h| add(h, Sense::ABBREVIATION.0));
        words.developing.first_words().for_each(|h| add(h, Sense::DEVELOPING.0));
        Vocabulary(map)
    }

    /// What the lists say of a word, by its hash with and its hash without accents: a [`Part`] may depend on an accent.
    #[inline]
    pub fn of_word(&self, hash: u64, plain: u64) -> Sense {
        let sense = self.0.get(hash).copied().unwrap_or_default();
        if hash == plain {
            return sense;
        }
        Sense(sense.0 & Part::ALL | self.0.get(plain).copied().unwrap_or_default().lists())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::editorial::{Language, LanguageFile, fold};

    #[test]
    fn a_word_has_all_its_senses_and_an_accent_tells_its_part() {
        let file = r#"
            [quotations]
            prepositions = ["à"]
            speech = ["déclaré"]
            [words]
            stopwords = ["à", "a"]
            numbers = { "déclaré" = 5 }
        "#;
        let language = Language::read(toml::from_str::<LanguageFile>(file).expect("a language's file"), &Arc::default());
        let of = |w: &str| {
            let f = fold(w);
            language.vocabulary.of_word(f.hash, f.plain)
        };
        assert!(of("à").part().is(Part::PREPOSITION) && of("À").is(Sense::STOPWORD));
        assert!(!of("a").part().is(Part::PREPOSITION) && of("a").is(Sense::STOPWORD));
        assert!(of("DÉCLARÉ").part().is(Part::SPEECH) && of("declare").part().is(Part::SPEECH) && of("declare").is(Sense::NUMBER));
        assert_eq!(of("other"), Sense::default());
    }
}
