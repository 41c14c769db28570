//! Blocks as they are put down: tables from their cells, subheads that are only bold, clean HTML.

use super::builder::Attribute;
use super::clean::fold;
use super::tags;
use crate::intake::{Block, BlockKind};
use crate::runs;

/// A block of one line.
pub fn line(kind: BlockKind, text: &str) -> Block {
    Block { kind, text: fold(text) }
}

/// The cells of a table under way.
#[derive(Default)]
pub struct Grid {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
}

impl Grid {
    /// Ends a cell; blank text between cells is none.
    pub fn end_cell(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.row.push(text);
        }
    }

    /// Ends a row.
    pub fn end_row(&mut self) {
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    /// A table block with one row a line, or, of a table that only lays out a page, the paragraphs of its cells.
    pub fn into_blocks(self, kind: BlockKind) -> Vec<Block> {
        let one_column = self.rows.iter().all(|r| r.len() <= 1);
        let lays_out = self.rows.iter().flatten().any(|cell| cell.len() > 400 && cell.trim().contains('\n'));
        if one_column || lays_out {
            let cells = self.rows.iter().flatten().flat_map(|cell| cell.split('\n'));
            return cells.filter(|l| !l.trim().is_empty()).map(|l| line(kind, l)).collect();
        }
        let rows: Vec<String> = self.rows.iter().map(|r| r.iter().map(|c| fold(c)).collect::<Vec<_>>().join(" | ")).collect();
        vec![Block { kind: BlockKind::Table, text: rows.join("\n") }]
    }
}

/// Whether a bold paragraph is a subhead: short, one line, and not a sentence, quotation or label.
pub fn reads_like_a_subhead(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 90
        && !text.contains('\n')
        && !text.ends_with(['.', ':', ',', ';', '"', '”', '»', '…'])
        && !text.starts_with(['"', '“', '„', '«', '-', '–'])
}

/// Looks at all blocks together: what is true of all of them tells nothing.
pub fn settle(blocks: &mut [Block]) {
    let all = |kind: BlockKind| blocks.iter().all(|b| b.kind == kind);
    if all(BlockKind::PullQuote) && blocks.len() > 1 || all(BlockKind::Subhead) {
        blocks.iter_mut().for_each(|b| b.kind = BlockKind::Paragraph);
    }
}

/// Appends text to clean HTML.
pub fn escape(html: &mut String, text: &str) {
    let mut rest = text;
    // Marks of HTML and all controls, those in two bytes (0xC2 and one more) included, end a run that stays as it is.
    let special = |b: u8, _| (b < b' ') | (b == b'&') | (b == b'<') | (b == b'>') | (b == b'"') | (b == 0xC2) | (b == 0x7f);
    loop {
        let at = runs::ordinary(rest.as_bytes(), special);
        html.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\t' => html.push(c),
            c if c.is_control() => {}
            c => html.push(c),
        }
    }
}

/// Appends a start tag to clean HTML, with the attributes that are kept.
pub fn write_tag(html: &mut String, tag: &str, attributes: &[Attribute<'_>]) {
    html.push('<');
    html.push_str(tag);
    for (name, value) in attributes.iter().filter(|(n, v)| tags::keeps_attribute(tag, n, v)) {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(html, value);
        html.push('"');
    }
    html.push('>');
}

/// Plain blocks as HTML paragraphs, captions left out.
pub fn to_html(blocks: &[Block]) -> String {
    let mut html = String::new();
    for block in blocks.iter().filter(|b| b.kind != BlockKind::Caption) {
        html.push_str("<p>");
        escape(&mut html, &block.text);
        html.push_str("</p>\n");
    }
    html
}
