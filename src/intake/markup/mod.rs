//! Mark-up into blocks: HTML, XHTML and NITF content, and plain text that may be any of them escaped.

use super::{Block, Draft};

/// What mark-up holds.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    /// The text in order.
    pub blocks: Vec<Block>,
    /// The same as clean HTML, without scripts and styles; absent where the source had no mark-up.
    pub html: Option<String>,
}

/// Reads a text that is HTML, escaped HTML or plain.
pub fn read(_text: &str) -> Markup {
    Markup::default()
}

impl Markup {
    /// Gives a draft its text: appends the blocks, and the HTML body where there is one.
    pub fn write_to(self, _draft: &mut Draft) {}
}
