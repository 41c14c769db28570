//! JSON Feed 1.0 and 1.1: a title and items with `content_html` or `content_text`.
//!
//! Source: jsonfeed.org/version/1.1. The text changes under one id; only `id` is required of an item.

use super::json::{Loose, Many, Part, loose_object};
use super::ninjs::Named;
use crate::intake::{Draft, DraftItem, Skip, bounds, dates, fact, ids, markup};
use crate::story::{Format, InfoSource};

loose_object! {
    /// The feed.
    Feed {
        title: Loose<'a> = "title",
        home: Loose<'a> = "homepageurl" | "feedurl",
        language: Loose<'a> = "language",
        authors: Many<Named<'a>> = "authors" | "author",
        items: Many<Entry<'a>> = "items",
    }
}

loose_object! {
    /// An item of the feed.
    Entry {
        id: Loose<'a> = "id",
        url: Loose<'a> = "url",
        external_url: Loose<'a> = "externalurl",
        title: Loose<'a> = "title",
        html: Loose<'a> = "contenthtml",
        text: Loose<'a> = "contenttext",
        summary: Loose<'a> = "summary",
        published: Loose<'a> = "datepublished",
        modified: Loose<'a> = "datemodified",
        authors: Many<Named<'a>> = "authors" | "author",
        tags: Many<Loose<'a>> = "tags",
        language: Loose<'a> = "language",
    }
}

impl<'a> Part<'a> for Entry<'a> {
    fn bare(_: std::borrow::Cow<'a, str>) -> Entry<'a> {
        Entry::default()
    }
}

/// Reads a feed: its items in order, or one skip where it has none.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<Vec<DraftItem>, serde_json::Error> {
    let feed: Feed<'_> = serde_json::from_str(text)?;
    if feed.items.0.is_empty() {
        return Ok(vec![DraftItem::skipped(Format::JsonFeed, Skip::Service.because("a feed without items"))]);
    }
    Ok(feed.items.0.iter().map(|entry| item(&feed, entry)).collect())
}

fn item(feed: &Feed<'_>, entry: &Entry<'_>) -> DraftItem {
    let mut draft = Draft::default();
    let provider = feed.home.text().or(feed.title.text()).map(bounds::short_name);
    if let Some(id) = entry.id.text().or(entry.url.text()) {
        ids::set_uri(&mut draft, provider, id);
        draft.add_fact(fact::ID, id);
    }
    for url in [&entry.url, &entry.external_url].into_iter().filter_map(|u| u.text()) {
        if url != draft.story.uri {
            ids::add_alt_id(&mut draft, "url", url);
        }
    }
    let published = entry.published.text().and_then(|t| dates::read(&mut draft, "date_published", t));
    let modified = entry.modified.text().and_then(|t| dates::read(&mut draft, "date_modified", t));
    draft.story.first_created = published;
    draft.story.version_created = modified.or(published);
    draft.signals.created = modified.or(published);
    if let Some(title) = entry.title.text() {
        draft.add_headline("main", title);
    }
    if let Some(summary) = entry.summary.text() {
        draft.add_description("summary", summary);
    }
    match (entry.html.text(), entry.text.text()) {
        (Some(html), _) => markup::read(html).write_to(&mut draft),
        (None, Some(text)) => markup::read(text).write_to(&mut draft),
        (None, None) => {}
    }
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        return DraftItem::skipped(Format::JsonFeed, Skip::Service.because("an item without title and content"));
    }
    let authors = if entry.authors.0.is_empty() { &feed.authors } else { &entry.authors };
    let names: Vec<&str> = bounds::few(&authors.0).iter().filter_map(|a| a.name.text()).collect();
    draft.story.by = Some(names.join(", ")).filter(|b| !b.is_empty());
    entry.language.text().or(feed.language.text()).into_iter().for_each(|l| draft.set_language(l));
    entry.tags.0.iter().filter_map(Loose::text).for_each(|tag| draft.add_keyword(tag));
    provider.into_iter().for_each(|p| draft.add_fact(fact::PROVIDER, p));
    if let Some(title) = feed.title.text().map(bounds::short_name) {
        draft.add_fact(fact::SOURCE, title);
        draft.story.info_sources.push(InfoSource { name: Some(title.to_owned()), ..InfoSource::default() });
    }
    DraftItem::story(Format::JsonFeed, draft)
}
