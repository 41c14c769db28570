//! The facts by which copies are told from siblings of one template: numbers, names, and words that have an opposite.

use super::{Passage, Shape, Word, Words};
use crate::editorial::{Language, Sense};
use crate::story::Hashes;

/// Facts of one story; a long one is known by its first.
const MOST_FACTS: usize = 250;
/// Names of one letter are initials.
const SHORTEST_NAME: usize = 2;

/// What a text says that a copy says too.
#[derive(Debug, Default)]
pub struct Facts {
    /// Numbers, in digits or in words, as a multiset.
    pub numbers: Hashes,
    /// Words written with a capital where a sentence would not put one.
    pub names: Hashes,
    /// Words that have an opposite.
    pub opposites: Hashes,
}

/// Reads the facts of these passages.
pub fn facts<'a>(words: &'a Words<'_>, passages: impl Iterator<Item = &'a Passage<'a>>, language: Option<&Language>) -> Facts {
    let (mut numbers, mut names, mut opposites) = (Vec::new(), Vec::new(), Vec::new());
    for passage in passages {
        let mut sentence = None;
        for word in &words.words[passage.words.clone()] {
            let first = sentence.replace(word.sentence) != Some(word.sentence);
            if let Some(number) = number(word, language) {
                numbers.push(number);
            } else if !first && is_name(word, passage.text) {
                names.push(word.plain as u32);
            }
            if word.sense.is(Sense::OPPOSITE) {
                opposites.extend(language.and_then(|l| l.words.opposites.get(word.plain)));
            }
        }
    }
    numbers.truncate(MOST_FACTS);
    names.truncate(MOST_FACTS);
    Facts { numbers: Hashes::multiset(numbers), names: Hashes::set(names), opposites: Hashes::set(opposites) }
}

/// A word's value as a number, in digits or in words, as a hash.
pub(super) fn number(word: &Word, language: Option<&Language>) -> Option<u32> {
    match word.shape {
        Shape::Digit => Some(word.plain as u32),
        _ if word.sense.is(Sense::NUMBER) => language?.words.numbers.get(word.plain).map(|h| *h as u32),
        _ => None,
    }
}

fn is_name(word: &Word, text: &str) -> bool {
    word.is_capital() && text.get(word.range()).is_some_and(|w| w.chars().nth(SHORTEST_NAME - 1).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;
    use crate::intake::{Block, BlockKind, Draft};

    fn facts_of(text: &str) -> Facts {
        let editorial = Editorial::built_in();
        let draft = Draft { blocks: vec![Block { kind: BlockKind::Paragraph, text: text.to_owned() }], ..Draft::default() };
        let english = editorial.language(Some("en"));
        let words = Words::of(&draft, english);
        facts(&words, words.passages.iter(), english)
    }

    #[test]
    fn numbers_in_words_and_digits_are_the_same() {
        assert_eq!(facts_of("About 5 boats and five buoys").numbers.len(), 2);
        assert_eq!(facts_of("About 5 boats").numbers, facts_of("about five boats").numbers);
    }

    #[test]
    fn the_first_word_of_a_sentence_is_no_name() {
        assert_eq!(facts_of("Yesterday Anna came. Nobody saw Anna or B. there.").names.len(), 1);
    }
}
