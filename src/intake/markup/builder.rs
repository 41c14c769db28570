//! Builds blocks, and clean HTML, from the calls open, text and close.

use super::blocks::{self, Grid};
use super::clean::push_folded;
use super::tags::{self, Meaning};
use super::{Markup, lines};
use crate::intake::{Block, BlockKind};

/// Elements inside one another beyond which tags are left out and only their text is kept.
const NESTING: usize = 200;

/// An attribute of an element: name and value.
pub type Attribute<'a> = (&'a str, std::borrow::Cow<'a, str>);

/// Builds blocks from mark-up.
#[derive(Default)]
pub struct Builder {
    blocks: Vec<Block>,
    html: String,
    /// The block under way; a line feed stands for a `br`.
    text: String,
    /// The same as it stands in the source, for those who write a whole story into one element.
    source: String,
    open: Vec<Open>,
    dropping: bool,
    /// The part of the block under way that a `q`, and that bold, covers.
    quoted: Cover,
    bold: Cover,
    grid: Option<Grid>,
    seen_markup: bool,
}

struct Open {
    name: Box<str>,
    meaning: Meaning,
    clean: Option<&'static str>,
    adds_marks: bool,
}

/// Where in the block under way a kind of element started first and ended last.
#[derive(Clone, Copy, Default)]
struct Cover {
    start: usize,
    end: usize,
    depth: usize,
}

impl Builder {
    /// A start tag. Names are lower-case and without prefix. False where the tag is left out: then it must not be closed either.
    pub fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) -> bool {
        if self.dropping || self.open.len() >= NESTING {
            return false;
        }
        let class = attributes.iter().find(|(n, _)| *n == "class" || *n == "style").map(|(_, v)| v.as_ref());
        let meaning = self.in_place(name, tags::meaning(name, class));
        self.start(name, meaning);
        let clean = if meaning == Meaning::Dropped { None } else { tags::clean_name(name) };
        if let Some(tag) = clean {
            self.seen_markup = true;
            blocks::write_tag(&mut self.html, tag, attributes);
        }
        self.dropping = meaning == Meaning::Dropped;
        self.open.push(Open { name: name.into(), meaning, clean, adds_marks: false });
        true
    }

    /// Text between tags, its references resolved.
    pub fn text(&mut self, text: &str) {
        if self.dropping {
            return;
        }
        blocks::escape(&mut self.html, text);
        if self.open.iter().any(|o| o.meaning == Meaning::Pre) {
            self.text.push_str(text);
            return;
        }
        self.source.push_str(text);
        let words = text.trim_start();
        push_folded(&mut self.text, &text[..text.len() - words.len()]);
        self.open_marks(words);
        push_folded(&mut self.text, words);
    }

    /// The end tag of the innermost open element.
    pub fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.dropping = false;
        match open.meaning {
            Meaning::Inline | Meaning::Break | Meaning::Rule | Meaning::Dropped => {}
            Meaning::Quotation => {
                if open.adds_marks {
                    self.text.push('”');
                }
                self.quoted.close(&self.text);
            }
            Meaning::Cell => self.end_cell(),
            Meaning::Row => self.end_row(),
            Meaning::Table => self.end_table(),
            meaning => self.end_block(self.kind_with(meaning), meaning == Meaning::Pre),
        }
        if matches!(&*open.name, "b" | "strong") {
            self.bold.close(&self.text);
        }
        if let Some(tag) = open.clean.filter(|t| !tags::is_void(t)) {
            self.html.push_str("</");
            self.html.push_str(tag);
            self.html.push('>');
        }
    }

    /// Whether an element of this name is open, above any of `within`.
    pub fn is_open(&self, name: &str, within: &[&str]) -> bool {
        self.open.iter().rev().take_while(|o| !within.contains(&&*o.name)).any(|o| &*o.name == name)
    }

    /// Name of the innermost open element.
    pub fn innermost(&self) -> Option<&str> {
        self.open.last().map(|o| &*o.name)
    }

    /// Closes what is open and gives what was built.
    pub fn finish(mut self) -> Markup {
        while !self.open.is_empty() {
            self.close();
        }
        self.end_block(BlockKind::Paragraph, false);
        for block in self.blocks.iter_mut().filter(|b| memchr::memchr(b'&', b.text.as_bytes()).is_some()) {
            // Escaped once too often.
            block.text = super::resolve(&block.text).into_owned();
        }
        blocks::settle(&mut self.blocks);
        let html = self.html.trim();
        Markup { blocks: self.blocks, html: (self.seen_markup && !html.is_empty()).then(|| html.to_owned()) }
    }

    /// The meaning of an element where it stands.
    fn in_place(&self, name: &str, meaning: Meaning) -> Meaning {
        match meaning {
            Meaning::Attribution if !self.open.iter().any(|o| o.meaning == Meaning::PullQuote) => {
                if name == "footer" {
                    Meaning::Block
                } else {
                    Meaning::Inline
                }
            }
            Meaning::Table if self.grid.is_some() => Meaning::Block,
            Meaning::Row | Meaning::Cell if self.grid.is_none() || self.open.iter().rev().any(|o| o.meaning == Meaning::Cell) => {
                Meaning::Block
            }
            meaning => meaning,
        }
    }

    fn start(&mut self, name: &str, meaning: Meaning) {
        match meaning {
            Meaning::Dropped => {}
            Meaning::Inline => {
                if matches!(name, "b" | "strong") {
                    self.bold.open(&self.text);
                }
            }
            Meaning::Quotation => self.quoted.open(&self.text),
            Meaning::Break => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\n');
            }
            Meaning::Table => {
                self.end_block(self.kind(), false);
                self.grid = Some(Grid::default());
            }
            Meaning::Row => self.end_row(),
            Meaning::Cell => self.end_cell(),
            _ => self.end_block(self.kind(), false),
        }
    }

    /// Adds the opening mark of a `q` before its first text, unless a mark stands there.
    fn open_marks(&mut self, text: &str) {
        let Some(q) = self.open.last_mut().filter(|o| o.meaning == Meaning::Quotation && !o.adds_marks) else { return };
        let Some(first) = text.chars().next() else { return };
        if self.text[self.quoted.start.min(self.text.len())..].trim().is_empty()
            && !is_mark(first)
            && !self.text.trim_end().ends_with(is_mark)
        {
            q.adds_marks = true;
            self.text.push('“');
        }
    }

    /// What a block is, by the innermost element that says so.
    fn kind(&self) -> BlockKind {
        self.open.iter().rev().find_map(|o| kind_of(o.meaning)).unwrap_or(BlockKind::Paragraph)
    }

    fn kind_with(&self, meaning: Meaning) -> BlockKind {
        kind_of(meaning).unwrap_or_else(|| self.kind())
    }

    fn end_block(&mut self, kind: BlockKind, preformatted: bool) {
        if self.grid.is_some() {
            self.source.clear();
            // Blocks inside a cell are lines of it.
            self.text.truncate(self.text.trim_end().len());
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            return;
        }
        let covered =
            |cover: Cover, text: &str| cover.depth == 0 && cover.end > 0 && cover.start == 0 && cover.end == text.trim_end().len();
        let quoted = covered(self.quoted, &self.text);
        let bold = covered(self.bold, &self.text);
        (self.quoted, self.bold) = (Cover::default(), Cover::default());
        let (text, source) = (std::mem::take(&mut self.text), std::mem::take(&mut self.source));
        if text.trim().is_empty() {
            return;
        }
        match kind {
            _ if preformatted => self.blocks.extend(lines::read_preformatted(&text, kind)),
            BlockKind::Paragraph if memchr::memchr(b'\n', text.as_bytes()).is_none() && lines::means_its_lines(&source) => {
                self.blocks.extend(lines::read_plain(&source))
            }
            BlockKind::Paragraph if quoted => self.blocks.push(blocks::line(BlockKind::PullQuote, &text)),
            BlockKind::Paragraph if bold && blocks::reads_like_a_subhead(&text) => {
                self.blocks.push(blocks::line(BlockKind::Subhead, &text))
            }
            BlockKind::Subhead | BlockKind::Caption => self.blocks.push(blocks::line(kind, &text)),
            kind => lines::part_at_breaks(&text, |part| self.blocks.push(blocks::line(kind, part))),
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some(grid) = &mut self.grid {
            grid.end_cell(text);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(grid) = &mut self.grid {
            grid.end_row();
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        if let Some(grid) = self.grid.take() {
            self.blocks.extend(grid.into_blocks(self.kind()));
        }
    }
}

impl Cover {
    fn open(&mut self, text: &str) {
        if self.depth == 0 && self.end == 0 {
            // White space behind the text may yet be folded away.
            self.start = text.trim_end().len();
        }
        self.depth += 1;
    }

    fn close(&mut self, text: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.end = text.trim_end().len();
    }
}

fn kind_of(meaning: Meaning) -> Option<BlockKind> {
    match meaning {
        Meaning::Caption => Some(BlockKind::Caption),
        Meaning::Subhead => Some(BlockKind::Subhead),
        Meaning::ListItem => Some(BlockKind::ListItem),
        Meaning::PullQuote => Some(BlockKind::PullQuote),
        Meaning::Attribution => Some(BlockKind::Paragraph),
        _ => None,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚' | '\'' | '「' | '『')
}
