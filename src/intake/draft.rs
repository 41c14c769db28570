//! A story as intake reads it, before it is read as text.

use crate::story::{Complaint, Format, Reason, Signals, Story};

/// One item of a raw record, as its format's reader leaves it.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// The format, where it was recognised.
    pub format: Option<Format>,
    /// Short name of the agency, where known.
    pub agency: Option<String>,
    /// What was read.
    pub drafted: Drafted,
}

/// What a reader makes of one item.
#[derive(Clone, Debug)]
pub enum Drafted {
    /// A story.
    Story(Box<Draft>),
    /// Sound, but by its kind without text.
    Skipped(Reason),
    /// Nothing can be read from it.
    DeadLetter(Reason),
}

/// A story and its complaints.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The normal form, all but the plain body, which `blocks` hold.
    pub story: Story,
    /// The text in order: what becomes paragraphs of the plain body, and captions.
    pub blocks: Vec<Block>,
    /// What the agency says of it.
    pub signals: Signals,
    /// Local faults.
    pub complaints: Vec<Complaint>,
}

/// One block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text on one line, white space folded, entities resolved, mark-up gone. Tables keep one row a line.
    pub text: String,
}

/// What a block of text is. All but `Caption` become paragraphs of the plain body, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph of running text.
    Paragraph,
    /// A subhead, marked as such by the format or recognised in plain text.
    Subhead,
    /// A pull-quote, marked as such by the format.
    PullQuote,
    /// An item of a list.
    ListItem,
    /// A table, one row a line.
    Table,
    /// A caption: goes to the story's descriptions (role `caption`), not into the body.
    Caption,
}

impl Draft {
    /// The blocks that are paragraphs of the plain body, in order: position is the paragraph number.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|b| b.kind != BlockKind::Caption)
    }
}
