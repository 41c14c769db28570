//! Mark-up into blocks: HTML, XHTML and NITF content, and plain text that may be any of them escaped.
//!
//! The readers ([`html`] for text, [`tree`] for an XML tree) drive one [`Builder`] by the three calls open, text, close; it parts the
//! text into blocks by the [`tags`] it sees, and writes the same as clean HTML.

mod attributes;
mod blocks;
mod builder;
mod clean;
mod html;
mod lines;
mod tags;
mod tree;

pub use clean::{fold, reference, resolve, without_pairs};
pub use html::read_html;
pub use lines::{read_plain, unbroken};
pub use tree::read_tree;

use super::{Block, Draft};
use crate::story::Text;

/// What mark-up holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// The text in order.
    pub blocks: Vec<Block>,
    /// The same as clean HTML, without scripts and styles; absent where the source had no mark-up.
    pub html: Option<String>,
}

/// Reads a text that is HTML, escaped HTML or plain, by what it holds.
pub fn read(text: &str) -> Markup {
    if tags::is_html(text) {
        return read_html(text);
    }
    match resolve(text) {
        escaped if tags::is_html(&escaped) => read_html(&escaped),
        plain => Markup { blocks: read_plain(&resolve(&plain)), html: None },
    }
}

/// Reads a text on one line that may hold mark-up or escapes, such as a headline.
pub fn read_line(text: &str) -> String {
    let markup = read(text);
    let texts: Vec<&str> = markup.blocks.iter().map(|b| b.text.as_str()).collect();
    fold(&texts.join(" "))
}

/// Whether an element of this name, as the root, makes a text a page or a piece of HTML.
pub fn is_page(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "html"
            | "body"
            | "p"
            | "div"
            | "span"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "b"
            | "i"
            | "br"
            | "blockquote"
            | "ul"
            | "table"
            | "center"
            | "font"
    )
}

/// Whether an element of this name parts text into blocks.
pub fn parts_text(name: &str) -> bool {
    !matches!(tags::meaning(&name.to_ascii_lowercase(), None), tags::Meaning::Inline | tags::Meaning::Dropped)
}

impl Markup {
    /// Gives a draft its text, behind what it has already: the blocks, and an HTML body where any part of the text has mark-up.
    pub fn write_to(self, draft: &mut Draft) {
        let is_html = |b: &&mut Text| b.content_type.as_deref() == Some("text/html");
        match (draft.story.bodies.iter_mut().find(is_html), &self.html) {
            (Some(body), html) => {
                body.value.push('\n');
                body.value.push_str(&html.clone().unwrap_or_else(|| blocks::to_html(&self.blocks)));
            }
            (None, Some(html)) => {
                let mut value = blocks::to_html(&draft.blocks);
                value.push_str(html);
                draft.story.bodies.push(Text { role: Some("main".into()), content_type: Some("text/html".into()), value });
            }
            (None, None) => {}
        }
        draft.blocks.extend(self.blocks);
    }

    /// Both, one behind the other.
    pub fn followed_by(mut self, other: Markup) -> Markup {
        self.html = match (self.html, other.html) {
            (None, None) => None,
            (first, second) => Some(
                first.unwrap_or_else(|| blocks::to_html(&self.blocks)) + "\n" + &second.unwrap_or_else(|| blocks::to_html(&other.blocks)),
            ),
        };
        self.blocks.extend(other.blocks);
        self
    }

    /// Whether there is no text in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

#[cfg(test)]
mod tests;
