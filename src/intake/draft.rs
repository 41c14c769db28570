//! A story as intake reads it, before it is read as text.

use super::bounds;
use crate::story::{Complaint, Format, Reason, Signals, Story, Time};

/// One item of a raw record, as its format's reader leaves it.
#[derive(Clone, Debug)]
pub struct DraftItem {
    /// The format, where it was recognised.
    pub format: Option<Format>,
    /// Short name of the agency, where known.
    pub agency: Option<String>,
    /// For people: what told the agency.
    pub agency_by: Option<&'static str>,
    /// What was read.
    pub drafted: Drafted,
}

impl DraftItem {
    /// A story that a format's reader made, within its bounds.
    pub fn story(format: Format, mut draft: Draft) -> DraftItem {
        draft.keep_within_bounds();
        DraftItem { format: Some(format), agency: None, agency_by: None, drafted: Drafted::Story(Box::new(draft)) }
    }

    /// A sound item without text.
    pub fn skipped(format: Format, reason: Reason) -> DraftItem {
        DraftItem { format: Some(format), agency: None, agency_by: None, drafted: Drafted::Skipped(reason) }
    }

    /// An item from which nothing can be read.
    pub fn dead_letter(format: Option<Format>, reason: Reason) -> DraftItem {
        DraftItem { format, agency: None, agency_by: None, drafted: Drafted::DeadLetter(reason) }
    }
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
    /// Fields of the format as they were written, for the agencies' rules: name and value, in document order, names may repeat.
    ///
    /// The format readers write, `agency` reads, and `furniture` the dateline; nothing of it is published as it is. Names are those of [`fact`].
    pub facts: Vec<(&'static str, String)>,
    /// Times that named no zone and were taken for UTC: what an agency's own clock may set right.
    pub without_zone: Vec<Time>,
}

/// Names of [`Draft::facts`]: a field has one name here whatever the format calls it.
#[allow(missing_docs)]
pub mod fact {
    /// Id or name of the provider: G2 `itemMeta/provider`, NewsML 1 `ProviderId`, NITF `doc.copyright/@holder`, RSS channel link.
    pub const PROVIDER: &str = "provider";
    /// A source or credit: G2 `infoSource`, `creditline`, NewsML 1 `Source`, NITF `distributor`, dateline source.
    pub const SOURCE: &str = "source";
    /// The id as written.
    pub const ID: &str = "id";
    /// Name of the service or desk: G2 `itemMeta/service`, `NewsService`.
    pub const SERVICE: &str = "service";
    /// Kind of item: NewsML 1 `NewsItemType`, G2 `itemClass`, AP `editorialtypes`.
    pub const ITEM_TYPE: &str = "item-type";
    /// Status as written.
    pub const STATUS: &str = "status";
    /// Urgency or priority as written: a number or a word.
    pub const URGENCY: &str = "urgency";
    /// A note to editors, one fact for each: G2 `edNote`, NewsML 1 `AdvisoryLine`, NITF `ed-msg`.
    pub const ED_NOTE: &str = "ed-note";
    /// Editorial role or status in the agency's vocabulary: G2 `edStat` and the like, dpa `signals`.
    pub const ED_STATUS: &str = "ed-status";
    /// A signal in the format's vocabulary as written: `sig:correction`.
    pub const SIGNAL: &str = "signal";
    /// A genre as written.
    pub const GENRE: &str = "genre";
    /// A keyword as written.
    pub const KEYWORD: &str = "keyword";
    /// Revision attributes: NewsML 1 `RevisionId` with `PreviousRevision` and `Update`.
    pub const REVISION: &str = "revision";
    /// The dateline as a line of its own: G2 and NITF `dateline`, NewsML 1 `DateLine`.
    pub const DATELINE: &str = "dateline";
    /// Any other property: `name=value`.
    pub const PROPERTY: &str = "property";
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
    /// Adds a fact, unless it is blank.
    pub fn add_fact(&mut self, name: &'static str, value: &str) {
        let value = bounds::short_text(value.trim());
        if !value.is_empty() {
            bounds::push(&mut self.facts, (name, value.to_owned()));
        }
    }

    /// The facts of this name, in document order.
    pub fn facts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.facts.iter().filter(move |(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// Adds a complaint.
    pub fn complain(&mut self, code: &str, message: impl Into<String>) {
        bounds::push(&mut self.complaints, Complaint::new(code, message));
    }

    /// The blocks that are paragraphs of the plain body, in order: position is the paragraph number.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|b| b.kind != BlockKind::Caption)
    }
}
