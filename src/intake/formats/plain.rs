//! Plain text: scraped articles, headed text, plain wires between ZCZC and NNNN.

mod body;
mod date;
mod dated;
mod head;
mod labels;
mod lines;
mod quoted;
mod slug;
mod tagged;
mod telex;
mod time;

use std::collections::VecDeque;

pub(crate) use body::{caption, of_runs};
use head::Head;
pub(crate) use head::{is_headline, remark_lines};
pub(crate) use labels::is_byline;
pub(crate) use lines::{Run, field_paragraphs, paragraphs, runs, whole_words, with_line_feeds, wrap_width};

pub(crate) use time::zone;

use crate::editorial::{Editorial, plain};
use crate::intake::{Block, BlockKind, Draft, DraftItem, Fault, Wire, dates, fact, ids, markup};
use crate::story::{Format, InfoSource, Text};

/// Reads a plain text: one story, or as many as there are plain wires in it.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let text = with_line_feeds(wire.text);
    let text = whole_words(&text, wire.editorial);
    if let Some(draft) = tagged::read(&text, wire.editorial) {
        return vec![DraftItem::story(Format::Plain, draft)];
    }
    if let Some(items) = telex::read(&text, wire.editorial) {
        return items;
    }
    let mut draft = Draft::default();
    article(&text, &mut draft, wire.editorial);
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        return vec![DraftItem::dead_letter(None, Fault::Empty.because("no word in it"))];
    }
    vec![DraftItem::story(Format::Plain, draft)]
}

/// Reads a text with its head into a draft, which may have a headline already.
pub(crate) fn article(text: &str, draft: &mut Draft, editorial: &Editorial) {
    let mut runs: VecDeque<Run<'_>> = runs(text).into();
    let head = head::read(&mut runs, editorial);
    set_head(head, draft);
    let mut blocks = body::blocks(runs.make_contiguous(), editorial);
    draft.blocks.append(&mut blocks);
    if draft.story.headlines.is_empty() && !draft.blocks.is_empty() {
        // The lead is in the body; to print it above itself would invent a headline and repeat the text.
        draft.complain("headline.missing", "no line of the text is a headline");
    }
}

fn set_head(head: Head, draft: &mut Draft) {
    if let Some(headline) = head.headline {
        match draft.story.headlines.is_empty() {
            true => draft.story.headlines.push(Text::plain("main", headline)),
            // A mail has its subject: the title is the same, perhaps without what the subject has around it, or the text begins.
            false if plain(draft.story.headline()).contains(&plain(&headline)) => {}
            false => draft.blocks.push(Block { kind: BlockKind::Paragraph, text: headline }),
        }
    }
    if let Some(kicker) = head.kicker {
        draft.add_fact(fact::KEYWORD, &kicker);
        draft.story.headlines.push(Text::plain("kicker", kicker));
    }
    if let Some(slug) = head.slug {
        draft.add_fact(fact::KEYWORD, &slug);
        draft.story.slugline.get_or_insert(slug);
    }
    if let Some(number) = head.number {
        ids::add_alt_id(draft, "number", &number);
    }
    draft.story.by = head.by.or(draft.story.by.take());
    let mut read: Vec<_> = head.dates.iter().map(|iso| dates::read(draft, "date", iso)).collect();
    let last = read.pop().flatten();
    draft.story.first_created = read.first().copied().flatten();
    draft.story.version_created = last.or(draft.story.version_created).or(draft.story.first_created);
    draft.signals.created = draft.story.version_created;
    head.notes.iter().for_each(|note| draft.add_ed_note(note));
    for credit in head.credits {
        draft.add_fact(fact::SOURCE, &credit);
        draft.story.info_sources.push(InfoSource { name: Some(credit), ..InfoSource::default() });
    }
    draft.blocks.extend(head.captions.into_iter().map(|text| Block { kind: BlockKind::Caption, text: markup::fold(&text) }));
}
