//! NewsML-G2 2.x: one item, or a news message with several. Catalogues are never fetched; prefixes of namespaces and schemes do not matter.
//!
//! Source: IPTC NewsML-G2 2.35 specification and guidelines.

mod content;
mod meta;

use super::super::xml::{Document, Element};
use super::super::{Draft, DraftItem, Fault, Skip, Wire};
use crate::story::{Format, Reason};

/// Names of root elements that are G2, or parts of it that are sent alone.
pub const ROOTS: [&str; 9] =
    ["newsMessage", "newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem", "groupSet", "itemSet"];

/// Reads a document.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    let mut items = Vec::new();
    if root.is("newsMessage") || root.is("itemSet") {
        let sets = root.children().filter(|c| c.is("itemSet"));
        let loose = root.children().filter(|c| ROOTS[1..7].iter().any(|r| c.is(r)));
        for item in sets.flat_map(Element::children).chain(loose).take(wire.limits.items + 1) {
            item_and_inner(wire, document, item, &mut items);
        }
        if items.is_empty() {
            items.push(DraftItem::skipped(Format::NewsmlG2, Skip::Service.because("a news message without items")));
        }
    } else {
        item_and_inner(wire, document, root, &mut items);
    }
    items
}

/// An item; where its end tag was lost it holds those that follow it, and only it is lost.
fn item_and_inner<'d>(wire: &Wire<'_>, document: &Document<'_>, item: Element<'d>, items: &mut Vec<DraftItem>) {
    let swallowed: Vec<Element<'d>> =
        if document.complaints.is_empty() { Vec::new() } else { item.descendants().filter(|e| e.is("newsItem")).collect() };
    if swallowed.is_empty() {
        items.push(read_item(wire, document, item));
        return;
    }
    let reason = Fault::Malformed.because(format!("<{}> at {} never closes before the next item", item.name(), wire.place(item.offset())));
    items.push(DraftItem::dead_letter(Some(Format::NewsmlG2), reason));
    for inner in swallowed {
        items.push(read_item(wire, document, inner));
    }
}

fn read_item(wire: &Wire<'_>, document: &Document<'_>, item: Element<'_>) -> DraftItem {
    let class = class_of(item);
    match skip(item, &class) {
        Some(reason) => return DraftItem::skipped(Format::NewsmlG2, reason),
        None if !item.is("newsItem") => {
            let reason = Fault::UnknownFormat.because(format!("<{}> in a news message at {}", item.name(), wire.place(item.offset())));
            return DraftItem::dead_letter(Some(Format::NewsmlG2), reason);
        }
        None => {}
    }
    let mut draft = Draft::default();
    draft.complaints.extend(document.complaints.iter().cloned());
    meta::read(item, &mut draft);
    content::read(item, &mut draft);
    if class == "composite" && draft.blocks.is_empty() {
        return DraftItem::skipped(Format::NewsmlG2, Skip::Package.because("itemClass composite without text"));
    }
    draft.into_item(Format::NewsmlG2, item.unresolved(), || wire.place(item.offset()))
}

/// The name of the item's class without its scheme: `text`, `picture`, `composite` …
fn class_of(item: Element<'_>) -> String {
    let class = item.path(&["itemMeta", "itemClass"]).and_then(|c| c.attr("qcode").or_else(|| c.attr("uri")));
    class.map(|c| c.rsplit([':', '/']).next().unwrap_or_default().to_ascii_lowercase()).unwrap_or_default()
}

fn skip(item: Element<'_>, class: &str) -> Option<Reason> {
    let (skip, by_name) = match item.name() {
        "packageItem" | "groupSet" => (Skip::Package, true),
        "planningItem" => (Skip::Planning, true),
        "conceptItem" if item.find("eventDetails").is_some() => (Skip::Event, true),
        "conceptItem" | "knowledgeItem" | "catalogItem" => (Skip::Concept, true),
        _ => match class {
            "picture" | "photo" => (Skip::Picture, false),
            "graphic" | "graphics" | "animated" => (Skip::Graphic, false),
            "video" => (Skip::Video, false),
            "audio" => (Skip::Audio, false),
            _ => return None,
        },
    };
    let headline =
        item.path(&["contentMeta", "headline"]).or_else(|| item.path(&["itemMeta", "title"])).map(|h| h.text()).unwrap_or_default();
    let kind = if by_name { item.name().to_owned() } else { format!("itemClass {class}") };
    Some(skip.because(if headline.is_empty() { kind } else { format!("{kind}: {headline}") }))
}
