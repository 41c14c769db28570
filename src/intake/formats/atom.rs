//! Atom feeds, and entries that are sent alone.
//!
//! Source: RFC 4287.

use super::super::markup::{self, Markup};
use super::super::xml::{Document, Element};
use super::super::{Draft, DraftItem, Skip, Wire, bounds, fact, ids};
use crate::story::Format;

/// Reads a feed.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    if root.is("entry") {
        return vec![entry(wire, document, None, root)];
    }
    let entries: Vec<Element<'_>> = root.children().filter(|e| e.is("entry")).collect();
    if entries.is_empty() {
        return vec![DraftItem::skipped(Format::Atom, Skip::Service.because("a feed without entries"))];
    }
    entries.into_iter().take(wire.limits.items + 1).map(|e| entry(wire, document, Some(root), e)).collect()
}

fn entry(wire: &Wire<'_>, document: &Document<'_>, feed: Option<Element<'_>>, entry: Element<'_>) -> DraftItem {
    let mut draft = Draft::default();
    draft.complaints.extend(document.complaints.iter().cloned());
    // RFC 4287 4.2.11: an entry copied from another feed carries that feed's metadata.
    let source = entry.child("source").or(feed);
    let of_source = |name| source.and_then(|s| s.child_text(name)).map(|t| bounds::short_name(&t).to_owned());
    let page = |e| link(e, "alternate").or_else(|| link(e, "self"));
    let site = source
        .and_then(page)
        .map(|p| bounds::short_name(&p).to_owned())
        .or_else(|| of_source("id"))
        .or_else(|| page(entry))
        .unwrap_or_default();
    draft.add_fact(fact::PROVIDER, &site);
    draft.add_fact(fact::SOURCE, &of_source("title").unwrap_or_default());
    let id = entry.child_text("id").or_else(|| link(entry, "alternate")).unwrap_or_default();
    draft.add_fact(fact::ID, &id);
    ids::set_uri(&mut draft, Some(&site), &id);
    if let Some(page) = link(entry, "alternate").filter(|l| *l != draft.story.uri) {
        ids::add_alt_id(&mut draft, "link", &page);
    }
    if let Some(title) = entry.child("title") {
        draft.add_headline("main", &title.raw_text());
    }
    if let Some(published) = entry.child_text("published") {
        draft.set_first_created(&published);
    }
    if let Some(updated) = entry.child_text("updated").or_else(|| entry.child_text("published")) {
        draft.set_version_created(&updated);
    }
    let author = entry.path(&["author", "name"]).or_else(|| source?.path(&["author", "name"]));
    draft.story.by = author.map(Element::text).filter(|t| !t.is_empty());
    for category in entry.children_named("category") {
        draft.add_keyword(&category.attr("label").or_else(|| category.attr("term")).unwrap_or_default());
    }
    draft.story.copyright_notice = entry.child_text("rights").or_else(|| of_source("rights"));
    let content = entry.child("content");
    let language = [content, Some(entry), source, feed].into_iter().flatten().find_map(|e| e.attr("lang"));
    draft.set_language(&language.unwrap_or_default());
    text(entry, content, &mut draft);
    draft.into_item(Format::Atom, entry.unresolved(), || wire.place(entry.offset()))
}

fn link(e: Element<'_>, rel: &str) -> Option<String> {
    let link = e.children().find(|c| c.is("link") && c.attr("rel").as_deref().unwrap_or("alternate") == rel)?;
    link.attr("href").map(|h| h.into_owned())
}

/// The content, else the summary.
fn text(entry: Element<'_>, content: Option<Element<'_>>, draft: &mut Draft) {
    let full = content.map(construct).unwrap_or_default();
    let summary = entry.child("summary");
    if full.is_empty() {
        if content.is_some_and(|c| c.attr("src").is_some()) {
            draft.complain("body.remote", "the content is elsewhere (src) and not fetched");
        }
        summary.map(construct).unwrap_or_default().write_to(draft);
        return;
    }
    full.write_to(draft);
    if let Some(summary) = summary {
        draft.add_description("summary", &summary.raw_text());
    }
}

fn construct(e: Element<'_>) -> Markup {
    if e.has_elements() { markup::read_tree(e) } else { markup::read(&e.raw_text()) }
}
