//! Texts of a JSON item into a draft: headlines, descriptions, captions, keywords, the body.

use std::borrow::Cow;

use crate::intake::{Block, BlockKind, Draft, fact, markup};
use crate::story::{Concept, Text};

/// A text on one line: mark-up and entities gone, white space folded.
pub fn line(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return fold(text);
    }
    let blocks = markup::read(text).blocks;
    fold(&blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// White space folded to single blanks.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Adds a headline in a role, once.
pub fn headline(draft: &mut Draft, role: &str, text: &str) {
    add(&mut draft.story.headlines, role, line(text));
}

/// Adds a description in a role, once.
pub fn description(draft: &mut Draft, role: &str, text: &str) {
    add(&mut draft.story.descriptions, role, line(text));
}

fn add(texts: &mut Vec<Text>, role: &str, value: String) {
    if !value.is_empty() && !texts.iter().any(|t| t.value == value) {
        texts.push(Text::plain(role, value));
    }
}

/// Adds the words under a picture, once.
pub fn caption(draft: &mut Draft, text: &str) {
    let block = Block { kind: BlockKind::Caption, text: line(text) };
    if !block.text.is_empty() && !draft.blocks.contains(&block) {
        draft.blocks.push(block);
    }
}

/// Adds a keyword to the subjects.
pub fn keyword(draft: &mut Draft, word: &str) {
    draft.add_fact(fact::KEYWORD, word);
    draft.story.subjects.push(Concept { rel: Some("keyword".into()), literal: Some(word.trim().to_owned()), ..Concept::default() });
}

/// Adds a body: its blocks, and where it is mark-up the mark-up itself.
pub fn body(draft: &mut Draft, text: &str) {
    markup::read(text).write_to(draft);
}

/// Adds a body that comes as one string a paragraph.
pub fn paragraphs<'a>(draft: &mut Draft, texts: impl Iterator<Item = &'a str>) {
    for text in texts {
        body(draft, text);
    }
}

/// The last part of a code: `stat:usable` and `http://cv.iptc.org/newscodes/pubstatusg2/usable` are `usable`.
pub fn code(text: &str) -> Cow<'_, str> {
    let last = text.trim().rsplit([':', '/']).next().unwrap_or(text);
    if last.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(last.to_ascii_lowercase()) } else { Cow::Borrowed(last) }
}
