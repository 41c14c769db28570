//! NewsML 1.0 to 1.2: items of nested components, in one or several languages. Each language is an item of its own.
//!
//! Source: IPTC NewsML 1.2 functional specification.

mod components;
mod header;

use components::{Edition, Found};

use super::super::xml::{Document, Element};
use super::super::{Draft, DraftItem, Skip, Wire};
use crate::story::Format;

/// Changes that a reason names.
const MOST_CHANGES: usize = 8;

/// Reads a document.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    let envelope = root.child("NewsEnvelope");
    let mut items = Vec::new();
    // An item whose end tag was lost holds the next: all are looked for, and each reads only what is its own.
    for item in root.descendants().filter(|e| e.is("NewsItem") && e.child("Identification").is_some()).take(wire.limits.items + 1) {
        read_item(wire, document, envelope, item, &mut items);
    }
    if items.is_empty() {
        // Anonymous items, or none at all.
        match root.children_named("NewsItem").next() {
            Some(item) => read_item(wire, document, envelope, item, &mut items),
            None => items.push(DraftItem::skipped(Format::Newsml1, Skip::Service.because("a message without items"))),
        }
    }
    items
}

fn read_item(wire: &Wire<'_>, document: &Document<'_>, envelope: Option<Element<'_>>, item: Element<'_>, items: &mut Vec<DraftItem>) {
    let mut head = Draft::default();
    head.complaints.extend(document.complaints.iter().cloned());
    header::read(envelope, item, &mut head);
    let found = components::find(item);
    if let Some(skip) = skip(&found, item, &head) {
        items.push(DraftItem::skipped(Format::Newsml1, skip));
        return;
    }
    let place = || wire.place(item.offset());
    let several = found.editions.len() > 1;
    for edition in &found.editions {
        let mut draft = head.clone();
        edition.write_to(&mut draft);
        if several {
            set_apart(&mut draft, edition);
        }
        items.push(draft.into_item(Format::Newsml1, item.unresolved(), place));
    }
    if found.editions.is_empty() {
        items.push(head.into_item(Format::Newsml1, item.unresolved(), place));
    }
}

/// Editions in several languages share the item's id; each gets one of its own.
fn set_apart(draft: &mut Draft, edition: &Edition<'_>) {
    if let (false, Some(language)) = (draft.story.uri.is_empty(), &edition.language) {
        draft.story.uri.push('#');
        draft.story.uri.push_str(language);
    }
}

fn skip(found: &Found<'_>, item: Element<'_>, head: &Draft) -> Option<crate::story::Reason> {
    if found.has_text() {
        return None;
    }
    // What it changes stands in an earlier revision; its own text is no story. A status that takes the item back is a message all the same.
    if let Some(update) = item.child("Update").filter(|_| !head.says_without_text()) {
        let parts: Vec<String> = update
            .children()
            .filter(|e| ["InsertBefore", "InsertAfter", "Replace", "Delete"].contains(&e.name()))
            .map(|e| format!("{} {}", e.name(), e.attr("DuidRef").unwrap_or_default()))
            .take(MOST_CHANGES)
            .collect();
        return Some(Skip::Update.because(format!("changes to parts of an earlier revision: {}", parts.join(", "))));
    }
    let headline = item.find("HeadLine").map(|h| h.text()).unwrap_or_default();
    if let Some((skip, kind)) = found.media {
        return Some(skip.because(format!("only {kind}: {headline}")));
    }
    let refers = item.find("NewsItemRef").is_some();
    if refers && headline.is_empty() {
        return Some(Skip::Package.because("only references to other items"));
    }
    let topics = item.child("TopicSet").is_some() || item.child("Catalog").is_some();
    if topics {
        return Some(Skip::Concept.because("a set of topics"));
    }
    (head.story.headlines.is_empty()
        && headline.is_empty()
        && item.child("NewsComponent").is_none()
        && !head.says_without_text()
        && head.story.pub_status.is_none())
    .then(|| Skip::Service.because("an item without components"))
}
