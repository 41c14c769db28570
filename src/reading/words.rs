//! The one pass over a story's text: where its words stand, what they hash to, and which sentence each belongs to.
//!
//! A word is a run of letters and digits, as in `\w+` of regular expressions without the underscore. An apostrophe or hyphen parts
//! words ("l'espoir", "isn't", "Pimentel-Rocha" are two each), so that typographic variants cannot change a hash. A point or comma
//! between digits stays inside the number. Scripts that leave no space between words give one word a character.

use std::ops::Range;

use crate::editorial::{Language, SOFT_HYPHEN, Sense, Vocabulary, combines, fold, hash_ascii, hash_short_ascii};
use crate::intake::{BlockKind, Draft};
use crate::runs;
use crate::story::Text;

/// One word of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded: case and compatibility forms do not count.
    pub hash: u64,
    /// Folded, accents taken off as well.
    pub plain: u64,
    /// First byte in its passage's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Sentence, counted through the story from 0; a passage starts a new one.
    pub sentence: u32,
    /// What the language's lists say of it.
    pub sense: Sense,
    /// How it begins.
    pub shape: Shape,
    /// Belongs together with the next word of its passage: nothing but white space, a hyphen or an apostrophe stands between them.
    pub joined: bool,
}

/// How a word begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// With a small letter, or a letter of a script without capitals.
    Small,
    /// With a capital letter.
    Capital,
    /// With a digit.
    Digit,
}

impl Word {
    /// Its bytes in its passage's text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it begins with a digit.
    pub fn is_digit(&self) -> bool {
        self.shape == Shape::Digit
    }

    /// Whether it begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.shape == Shape::Capital
    }
}

/// One headline or block with its words.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// What it is; `None` for a headline.
    pub kind: Option<BlockKind>,
    /// Paragraph of the plain body, from 0.
    pub paragraph: Option<u32>,
    /// Its text.
    pub text: &'a str,
    /// Its words.
    pub words: Range<usize>,
}

/// The words of a story.
#[derive(Clone, Debug, Default)]
pub struct Words<'a> {
    /// Headlines first, then the blocks in order.
    pub passages: Vec<Passage<'a>>,
    /// All words, passage after passage.
    pub words: Vec<Word>,
}

impl<'a> Words<'a> {
    /// Reads headlines and blocks.
    pub fn of(draft: &'a Draft, language: Option<&Language>) -> Words<'a> {
        let plain = |t: &&Text| t.content_type.as_deref().is_none_or(|c| c == "text/plain");
        let headlines = draft.story.headlines.iter().filter(plain).map(|h| (None, h.value.as_str()));
        let blocks = draft.blocks.iter().map(|b| (Some(b.kind), b.text.as_str()));
        let mut words = Words::default();
        words.words.reserve(draft.blocks.iter().map(|b| b.text.len()).sum::<usize>() / 5);
        let mut pass = Pass { vocabulary: language.map(|l| &l.vocabulary), sentence: 0 };
        let mut paragraph = 0;
        for (kind, text) in headlines.chain(blocks) {
            let first = words.words.len();
            pass.read(text, &mut words.words);
            let place = kind.is_some_and(|k| k != BlockKind::Caption).then_some(paragraph);
            paragraph += u32::from(place.is_some());
            words.passages.push(Passage { kind, paragraph: place, text, words: first..words.words.len() });
        }
        words
    }

    /// A passage's words.
    pub fn in_passage(&self, passage: usize) -> &[Word] {
        &self.words[self.passages[passage].words.clone()]
    }
}

/// The state of the pass between words.
struct Pass<'l> {
    vocabulary: Option<&'l Vocabulary>,
    sentence: u32,
}

/// What lies between two words.
#[derive(Default)]
struct Gap {
    /// A point after which white space follows.
    point: bool,
    /// Any other mark that ends a sentence, or a new line.
    stop: bool,
    /// A point, seen.
    dot: bool,
    /// Punctuation that parts phrases.
    parts: bool,
}

impl Pass<'_> {
    fn read(&mut self, text: &str, words: &mut Vec<Word>) {
        let bytes = text.as_bytes();
        let first = words.len();
        let mut at = 0;
        loop {
            // Nearly all gaps are one space.
            let gap = match bytes[at..] {
                [b' ', next, ..] if next.is_ascii_alphanumeric() => {
                    at += 1;
                    Gap::default()
                }
                _ => skip_gap(text, &mut at),
            };
            if at >= bytes.len() {
                break;
            }
            if let Some(before) = words[first..].last_mut() {
                before.joined = !gap.parts;
            }
            let start = at;
            let (hash, plain) = skip_word(text, &mut at);
            let shape = shape(text, start);
            if (gap.stop || gap.point)
                && words.len() > first
                && shape != Shape::Small
                && self.ends_sentence(&gap, bytes, &words[words.len() - 1])
            {
                self.sentence += 1;
            }
            let sense = self.vocabulary.map_or(Sense::default(), |l| l.of_word(hash, plain));
            words.push(Word { hash, plain, start: start as u32, end: at as u32, sentence: self.sentence, sense, shape, joined: false });
        }
        self.sentence += 1;
    }

    /// A point after an initial or an abbreviation ends no sentence.
    fn ends_sentence(&self, gap: &Gap, bytes: &[u8], before: &Word) -> bool {
        if gap.stop || bytes.get(before.end as usize) != Some(&b'.') {
            return true;
        }
        let initial = before.end - before.start == 1 && before.is_capital();
        !initial && !before.sense.is(Sense::ABBREVIATION)
    }
}

/// Moves to the next word, or to the end.
fn skip_gap(text: &str, at: &mut usize) -> Gap {
    let bytes = text.as_bytes();
    let mut gap = Gap::default();
    while let Some(&b) = bytes.get(*at) {
        match b {
            b' ' => gap.point |= gap.dot,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => break,
            b'.' => (gap.dot, gap.parts) = (true, true),
            b'!' | b'?' => (gap.stop, gap.parts) = (true, true),
            b'\n' => gap.stop = true,
            b'\t'..=b'\r' | b'-' | b'\'' => {}
            128.. => {
                let Some(c) = text[*at..].chars().next() else { break };
                if is_letter(c) {
                    break;
                }
                gap.point |= gap.dot && c.is_whitespace();
                gap.stop |= matches!(c, '…' | '。' | '！' | '？' | '؟' | '۔' | '।' | '॥' | '\u{2028}' | '\u{2029}');
                gap.parts |= !(c.is_whitespace() || matches!(c, '’' | '‑' | '\u{200B}'));
                *at += c.len_utf8() - 1;
            }
            _ => gap.parts = true,
        }
        *at += 1;
    }
    gap
}

/// Moves past a word; its hashes, with accents and without.
fn skip_word(text: &str, at: &mut usize) -> (u64, u64) {
    let bytes = text.as_bytes();
    let start = *at;
    // Most words are of fewer than eight ASCII letters: one look at eight bytes finds their end and their hash.
    if let Some(eight) = bytes[start..].first_chunk::<8>() {
        let length = runs::letters_of_eight(*eight);
        *at += length;
        if eight.get(length).is_some_and(|next| *next == b' ') {
            let hash = hash_short_ascii(*eight, length);
            return (hash, hash);
        }
    }
    let mut ascii = true;
    loop {
        *at += runs::letters(&bytes[*at..]);
        let Some(&b) = bytes.get(*at) else { break };
        if b.is_ascii() {
            let between_digits = matches!(b, b'.' | b',')
                && *at > start
                && bytes[*at - 1].is_ascii_digit()
                && bytes.get(*at + 1).is_some_and(u8::is_ascii_digit);
            if !between_digits {
                break;
            }
            *at += 1;
            continue;
        }
        let Some(c) = text[*at..].chars().next() else { break };
        let alone = stands_alone(c);
        if !is_letter(c) || (alone && *at > start) {
            break;
        }
        ascii = false;
        *at += c.len_utf8();
        if alone {
            break;
        }
    }
    if ascii {
        let hash = hash_ascii(&bytes[start..*at]);
        return (hash, hash);
    }
    let folded = fold(&text[start..*at]);
    (folded.hash, folded.plain)
}

fn shape(text: &str, start: usize) -> Shape {
    let b = text.as_bytes()[start];
    let capital = b.is_ascii_uppercase() || (b >= 128 && text[start..].chars().next().is_some_and(char::is_uppercase));
    if capital {
        Shape::Capital
    } else if b.is_ascii_digit() {
        Shape::Digit
    } else {
        Shape::Small
    }
}

/// Whether a character beyond ASCII is part of a word: letters, digits, and what may only stand beside a letter.
fn is_letter(c: char) -> bool {
    match c {
        '\u{80}'..='\u{BF}' => matches!(c, 'ª' | 'º' | 'µ' | '²' | '³' | '¹' | '¼'..='¾' | SOFT_HYPHEN),
        '\u{2000}'..='\u{206F}' => false,
        // Vowel signs and viramas of Indic scripts do not all count as alphabetic; the dandas end sentences.
        '\u{0900}'..='\u{0DFF}' => !matches!(c, '।' | '॥'),
        _ => c.is_alphanumeric() || combines(c),
    }
}

/// Scripts written without spaces between words: Thai to Burmese, Khmer, kana, Han.
pub(super) fn stands_alone(c: char) -> bool {
    c >= '\u{0E00}'
        && matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::editorial::Editorial;
    use crate::intake::Block;

    fn draft(paragraphs: &[&str]) -> Draft {
        let block = |t: &&str| Block { kind: BlockKind::Paragraph, text: (*t).to_owned() };
        Draft { blocks: paragraphs.iter().map(block).collect(), ..Draft::default() }
    }

    fn words_of(text: &str) -> Vec<String> {
        let draft = draft(&[text]);
        let read = Words::of(&draft, None);
        read.words.iter().map(|w| text[w.range()].to_owned()).collect()
    }

    fn sentences(language: &str, text: &str) -> u32 {
        let editorial = Editorial::built_in();
        let draft = draft(&[text]);
        1 + Words::of(&draft, editorial.language(Some(language))).words.last().map_or(0, |w| w.sentence)
    }

    #[test]
    fn apostrophes_and_hyphens_part_words() {
        assert_eq!(words_of("L’espoir d'Anne isn’t Pimentel-Rocha’s"), ["L", "espoir", "d", "Anne", "isn", "t", "Pimentel", "Rocha", "s"]);
    }

    #[test]
    fn a_number_stays_whole() {
        assert_eq!(words_of("66.00, 1,250.5 and 3. (7,)"), ["66.00", "1,250.5", "and", "3", "7"]);
    }

    #[test]
    fn scripts_without_spaces_give_one_word_a_character() {
        assert_eq!(words_of("東京は3 月"), ["東", "京", "は", "3", "月"]);
        assert_eq!(words_of("हिन्दी में"), ["हिन्दी", "में"]);
    }

    #[test]
    fn sentences_end_at_points_but_not_after_initials_and_abbreviations() {
        assert_eq!(sentences("en", "Mr. J. Smith came. He saw 3.5 cats! \"Why?\" he asked."), 3);
        assert_eq!(sentences("de", "Am 3. Mai sagte Dr. Weber nichts. Dann ging er."), 2);
    }

    #[test]
    fn paragraphs_are_numbered_as_in_the_plain_body() {
        let mut draft = draft(&["One two.", "Three."]);
        draft.blocks.insert(0, Block { kind: BlockKind::Caption, text: "Look".into() });
        draft.story.headlines.push(Text::plain("main", "Head"));
        let read = Words::of(&draft, None);
        assert_eq!(read.passages.iter().map(|p| p.paragraph).collect::<Vec<_>>(), [None, None, Some(0), Some(1)]);
        assert_eq!(read.in_passage(2).len(), 2);
    }

    #[test]
    fn white_space_hyphens_and_apostrophes_join_words() {
        let text = "one two-three’s\u{a0}\u{200B}four, five. six «seven» eight";
        let draft = draft(&[text, "nine"]);
        let read = Words::of(&draft, None);
        let joined: Vec<&str> = read.in_passage(0).iter().filter(|w| w.joined).map(|w| &text[w.range()]).collect();
        assert_eq!(joined, ["one", "two", "three", "s"]);
    }

    proptest! {
        #[test]
        fn words_lie_on_character_borders_and_in_order(text in "\\PC*") {
            let draft = draft(&[&text]);
            let mut end = 0;
            for w in &Words::of(&draft, None).words {
                prop_assert!(w.start >= end && w.end > w.start);
                prop_assert!(text.get(w.range()).is_some());
                end = w.end;
            }
        }
    }
}
