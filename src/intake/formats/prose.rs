//! Texts of a JSON item into a draft: captions, and the last part of codes.

use std::borrow::Cow;

use crate::intake::{Block, BlockKind, Draft, markup};

/// Captions of one story beside its body.
const MOST_CAPTIONS: usize = 500;

/// Adds the words under a picture, once.
pub fn caption(draft: &mut Draft, text: &str) {
    let captions = draft.blocks.iter().rev().take_while(|b| b.kind == BlockKind::Caption).take(MOST_CAPTIONS);
    let block = Block { kind: BlockKind::Caption, text: markup::read_line(text) };
    if captions.count() < MOST_CAPTIONS && !block.text.is_empty() && !draft.blocks.contains(&block) {
        draft.blocks.push(block);
    }
}

/// The last part of a code: `stat:usable` and `http://cv.iptc.org/newscodes/pubstatusg2/usable` are `usable`.
pub fn code(text: &str) -> Cow<'_, str> {
    let last = text.trim().rsplit([':', '/']).next().unwrap_or(text);
    if last.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(last.to_ascii_lowercase()) } else { Cow::Borrowed(last) }
}
