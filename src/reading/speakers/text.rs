//! The words of a story with what each can be, as the search for speakers needs them.

use std::ops::Range;

use crate::editorial::{Part, Quotations};
use crate::reading::{Span, Word, Words};

/// A story's words with their parts of speech, as far as a language's file tells them.
pub struct Text<'a> {
    /// The words.
    pub words: &'a Words<'a>,
    /// Whether each word stands between quotation marks.
    pub quoted: Vec<bool>,
    /// The language.
    pub language: &'a Quotations,
    passage_of: Vec<u32>,
}

impl<'a> Text<'a> {
    /// Puts the words beside what tells whether they are spoken.
    pub fn new(words: &'a Words<'a>, spans: &[Span], language: &'a Quotations) -> Text<'a> {
        let mut quoted = vec![false; words.words.len()];
        spans.iter().for_each(|s| quoted[s.words.clone()].fill(true));
        let mut passage_of = vec![0; words.words.len()];
        for (n, p) in words.passages.iter().enumerate() {
            passage_of[p.words.clone()].fill(n as u32);
        }
        Text { words, quoted, language, passage_of }
    }

    /// A word.
    pub fn word(&self, i: usize) -> &Word {
        &self.words.words[i]
    }

    /// What a word can be.
    pub fn part(&self, i: usize) -> Part {
        self.words.words[i].sense.part()
    }

    /// The passage of a word.
    pub fn passage(&self, i: usize) -> usize {
        self.passage_of[i] as usize
    }

    /// How a word is written.
    pub fn written(&self, i: usize) -> &'a str {
        &self.words.passages[self.passage(i)].text[self.word(i).range()]
    }

    /// The text from the first to the last of these words.
    pub fn phrase(&self, range: &Range<usize>) -> &'a str {
        let text = self.words.passages[self.passage(range.start)].text;
        &text[self.word(range.start).start as usize..self.word(range.end - 1).end as usize]
    }

    /// What stands between a word and the next one, or the end of the passage.
    pub fn gap_after(&self, i: usize) -> &'a str {
        let passage = &self.words.passages[self.passage(i)];
        let end = if i + 1 < passage.words.end { self.word(i + 1).start as usize } else { passage.text.len() };
        &passage.text[self.word(i).end as usize..end]
    }

    /// Whether a word begins its sentence.
    pub fn begins_sentence(&self, i: usize) -> bool {
        i == self.words.passages[self.passage(i)].words.start || self.word(i - 1).sentence != self.word(i).sentence
    }

    /// Whether a word and the next one belong together.
    pub fn joined(&self, i: usize) -> bool {
        self.word(i).joined
    }

    /// The words of one sentence around a word, within its passage.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        let within = &self.words.passages[self.passage(i)].words;
        let number = self.word(i).sentence;
        let first = (within.start..i).rev().find(|n| self.word(*n).sentence != number).map_or(within.start, |n| n + 1);
        let last = (i..within.end).find(|n| self.word(*n).sentence != number).unwrap_or(within.end);
        first..last
    }
}
