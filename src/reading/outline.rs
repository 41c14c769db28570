//! The outline of a story: a hash for each paragraph, and the numbers with the words beside them.

use super::{Passage, Word, Words, number};
use crate::editorial::{Language, Sense, mix};
use crate::story::{Figure, Figures, Hashes, Outline};

/// Paragraphs of a story that has an outline; longer documents are no wire stories.
const MOST_PARAGRAPHS: usize = 200;
/// Numbers that can be told from one another; more are a table.
const MOST_FIGURES: usize = 48;
/// A number longer than this is a code.
const MOST_DIGITS: usize = 24;
/// Words between a number and the one that says of what it is.
const NEAR: usize = 4;
/// What stands for a number in the hash of its paragraph.
const NUMBER: u64 = 0x6E75_6D62_6572;

/// The outline of these passages of a story: its headline, if it has one, and its body.
pub fn outline(words: &Words<'_>, headline: Option<&Passage<'_>>, body: &[&Passage<'_>], language: Option<&Language>) -> Option<Outline> {
    if body.len() > MOST_PARAGRAPHS {
        return None;
    }
    let mut numbers = Vec::new();
    let headline = headline.map_or(0, |passage| read(words, passage, 0, language, &mut numbers));
    let paragraphs = body.iter().zip(1..).map(|(passage, place)| read(words, passage, place, language, &mut numbers));
    let paragraphs: Hashes = paragraphs.collect();
    let figures = (numbers.len() <= MOST_FIGURES).then(|| numbers.into_iter().collect::<Figures>());
    Some(Outline { headline, paragraphs, figures })
}

/// The hash of a passage; its numbers go to the others.
fn read<'a>(
    words: &Words<'_>,
    passage: &Passage<'a>,
    place: u16,
    language: Option<&Language>,
    numbers: &mut Vec<(&'a str, Figure)>,
) -> u32 {
    let run = &words.words[passage.words.clone()];
    let telling = |w: &&Word| !w.sense.is(Sense::STOPWORD) && figure(w, language).is_none();
    let beside = |found: Option<&Word>| found.map_or(0, |w| (w.plain as u16).max(1));
    let mut hash = run.len() as u64;
    for (i, word) in run.iter().enumerate() {
        let value = figure(word, language);
        hash = mix(hash.rotate_left(21) ^ if value.is_some() { NUMBER } else { word.plain });
        if let Some(value) = value
            && let Some(written) = passage.text.get(word.range()).filter(|w| w.len() <= MOST_DIGITS)
        {
            let same = |w: &&Word| w.sentence == word.sentence;
            let before = beside(run[..i].iter().rev().take(NEAR).take_while(same).find(telling));
            let after = beside(run[i + 1..].iter().take(NEAR).take_while(same).find(telling));
            numbers.push((written, Figure { value, place, before, after }));
        }
    }
    hash as u32
}

/// A word's value as a number. Some articles are number words: "un", "ein".
fn figure(word: &Word, language: Option<&Language>) -> Option<u32> {
    number(word, language).filter(|_| word.is_digit() || !word.sense.is(Sense::STOPWORD))
}
