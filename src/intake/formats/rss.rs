//! RSS 2.0 and 0.9x, RSS 1.0 (RDF), and WordPress exports (WXR).
//!
//! A post that WordPress has not published (draft, pending, private, scheduled, in the bin) is withheld.
//!
//! Source: RSS 2.0 specification (rssboard.org), modules content and Dublin Core.

use super::super::markup;
use super::super::xml::{Document, Element};
use super::super::{Draft, DraftItem, Skip, Wire, bounds, fact, ids};
use super::shortcodes;
use crate::story::{Format, PubStatus, SignalKind};

/// Reads a feed.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    let channel = Channel::of(root);
    // RSS 1.0 has its items beside the channel.
    let entries: Vec<Element<'_>> = root.descendants().filter(|e| e.is("item")).collect();
    if entries.is_empty() {
        return vec![DraftItem::skipped(Format::Rss, Skip::Service.because("a feed without items"))];
    }
    entries.into_iter().take(wire.limits.items + 1).map(|entry| read_item(wire, document, &channel, entry)).collect()
}

#[derive(Default)]
struct Channel {
    title: String,
    link: String,
    language: Option<String>,
}

impl Channel {
    fn of(root: Element<'_>) -> Channel {
        let Some(channel) = root.child("channel") else { return Channel::default() };
        let text = |name: &str| own(channel, name).map(|e| bounds::short_name(&e.text()).to_owned()).unwrap_or_default();
        let language =
            channel.child_text("language").or_else(|| channel.attr("lang").or_else(|| root.attr("lang")).map(|l| l.into_owned()));
        Channel { title: text("title"), link: text("link"), language }
    }
}

/// A child without a prefix of its own: `title` is not `media:title`.
fn own<'d>(e: Element<'d>, name: &str) -> Option<Element<'d>> {
    e.children().find(|c| c.is(name) && c.prefix() == e.prefix())
}

fn read_item(wire: &Wire<'_>, document: &Document<'_>, channel: &Channel, item: Element<'_>) -> DraftItem {
    if let Some(kind) = item
        .child_text("post_type")
        .filter(|k| matches!(k.as_str(), "attachment" | "nav_menu_item" | "revision" | "custom_css") || k.starts_with("wp_"))
    {
        return DraftItem::skipped(Format::Rss, Skip::Other.because(format!("post type {kind}")));
    }
    let mut draft = Draft::default();
    draft.complaints.extend(document.complaints.iter().cloned());
    identify(item, channel, &mut draft);
    if let Some(title) = own(item, "title") {
        draft.add_headline("main", &title.raw_text());
    }
    dates(item, &mut draft);
    for e in item.children() {
        match (e.prefix(), e.name()) {
            ("dc", "creator") | ("", "author") if draft.story.by.is_none() => {
                draft.story.by = Some(writer(&e.text())).filter(|t| !t.is_empty())
            }
            (_, "category" | "keywords") | ("dc", "subject") => e.text().split(',').for_each(|k| draft.add_keyword(k)),
            ("dc", "language") => draft.set_language(&e.text()),
            ("dc", "rights") | ("", "copyright") => draft.story.copyright_notice = Some(e.text()).filter(|t| !t.is_empty()),
            ("", "source") => draft.add_fact(fact::SOURCE, &e.text()),
            (_, "status") => status(&e.text(), &mut draft),
            _ => {}
        }
    }
    let language = item.attr("lang").map(|l| l.into_owned()).or_else(|| channel.language.clone());
    draft.set_language(&language.unwrap_or_default());
    text(item, &mut draft);
    draft.into_item(Format::Rss, item.unresolved(), || wire.place(item.offset()))
}

/// RSS 2.0 has the writer's address, and the name in brackets behind it: "desk@delta.example (Inés Roldán)".
fn writer(text: &str) -> String {
    let named = text.strip_suffix(')').and_then(|t| t.split_once(" (")).filter(|(address, _)| address.contains('@'));
    named.map_or(text, |(_, name)| name).trim().to_owned()
}

/// WordPress: what is not published must not get out.
fn status(written: &str, draft: &mut Draft) {
    draft.add_fact(fact::STATUS, written);
    if matches!(written, "draft" | "auto-draft" | "pending" | "private" | "future" | "trash") {
        draft.story.pub_status = Some(PubStatus::Withheld);
        draft.signals.add(SignalKind::Embargo, format!("status {written}"), "rss.wordpress-status");
    }
}

/// The id: `guid`, `rdf:about`, else the link.
fn identify(item: Element<'_>, channel: &Channel, draft: &mut Draft) {
    draft.add_fact(fact::PROVIDER, &channel.link);
    draft.add_fact(fact::SOURCE, &channel.title);
    let link = own(item, "link").map(Element::text).filter(|l| !l.is_empty());
    let guid = own(item, "guid").map(Element::text).filter(|g| !g.is_empty()).or_else(|| item.attr("about").map(|a| a.into_owned()));
    let id = guid.or_else(|| link.clone()).unwrap_or_default();
    draft.add_fact(fact::ID, &id);
    let provider = if channel.link.is_empty() { &channel.title } else { &channel.link };
    ids::set_uri(draft, Some(provider), &id);
    if let Some(link) = link.filter(|l| *l != draft.story.uri && *l != channel.link) {
        ids::add_alt_id(draft, "link", &link);
    }
}

fn dates(item: Element<'_>, draft: &mut Draft) {
    let published = own(item, "pubDate").or_else(|| item.children().find(|e| e.prefix() == "dc" && e.is("date"))).map(Element::text);
    let changed = ["updated", "modified"].iter().find_map(|n| item.child_text(n));
    if let Some(published) = &published {
        if changed.is_some() {
            draft.set_first_created(published);
        } else {
            draft.set_version_created(published);
        }
    }
    if let Some(changed) = changed {
        draft.set_version_created(&changed);
    }
}

/// The body is the full content where there is one, else the description; a description beside a content is its summary.
fn text(item: Element<'_>, draft: &mut Draft) {
    let content = item
        .children()
        .find(|e| e.is("encoded") && e.prefix() != "excerpt")
        .or_else(|| item.children().find(|e| e.is("body") || e.is("fulltext")));
    let description = own(item, "description").map(Element::raw_text).unwrap_or_default();
    let full = content
        .map(|c| if c.has_elements() { markup::read_tree(c) } else { markup::read(&shortcodes::resolve(&c.raw_text())) })
        .unwrap_or_default();
    if full.is_empty() {
        let own_markup = own(item, "description").filter(|d| d.has_elements());
        own_markup.map_or_else(|| markup::read(&description), markup::read_tree).write_to(draft);
        return;
    }
    full.write_to(draft);
    draft.add_description("summary", &description);
}
