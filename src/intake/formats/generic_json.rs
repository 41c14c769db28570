//! JSON of no known format in which headline and body can be told apart with confidence: a database's record, a web page's JSON-LD.

use super::json::{Loose, Many, loose_object};
use super::ninjs::Named;
use crate::intake::{Draft, DraftItem, Fault, dates, fact, ids, markup};
use crate::story::Format;

loose_object! {
    /// Properties by the names that content systems give them (schema.org's `NewsArticle` among them).
    Record {
        id: Loose<'a> = "@id" | "id" | "guid" | "uuid" | "uri" | "identifier" | "url" | "link",
        headline: Loose<'a> = "headline" | "title" | "titel" | "titre" | "titulo" | "head" | "rubrik",
        body: Loose<'a> = "articlebody" | "body" | "bodyhtml" | "bodytext" | "content" | "contenthtml" | "text" | "texte" | "texto" | "html" | "fulltext" | "story",
        summary: Loose<'a> = "summary" | "teaser" | "abstract" | "standfirst" | "lead" | "description",
        modified: Loose<'a> = "datemodified" | "modified" | "updated" | "updatedat" | "modifiedat",
        published: Loose<'a> = "datepublished" | "published" | "publishedat" | "pubdate" | "date" | "created" | "createdat" | "timestamp",
        language: Loose<'a> = "inlanguage" | "language" | "lang",
        by: Many<Named<'a>> = "author" | "authors" | "byline" | "creator",
        provider: Many<Named<'a>> = "publisher" | "provider" | "source" | "agency" | "provideragency",
        keywords: Many<Loose<'a>> = "keywords" | "tags",
        schema: Loose<'a> = "$schema",
    }
}

/// Bodies shorter than this may be anything.
const SHORTEST_BODY: usize = 60;

/// Headlines longer than this are something else.
const LONGEST_HEADLINE: usize = 300;

/// Reads an object of unknown format: a story with a complaint, or a dead letter that names what was seen.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<Vec<DraftItem>, serde_json::Error> {
    let record: Record<'_> = serde_json::from_str(text)?;
    let texts = record.headline.text().zip(record.body.text());
    let story = texts.filter(|(headline, body)| {
        let one_line = !headline.contains('\n') && headline.len() <= LONGEST_HEADLINE;
        one_line && body.len() >= SHORTEST_BODY && body.len() > headline.len() && body.contains(' ') && record.schema.text().is_none()
    });
    Ok(vec![match story {
        Some((headline, body)) => DraftItem::story(Format::Json, compose(&record, headline, body)),
        None => unknown(text),
    }])
}

fn compose(record: &Record<'_>, headline: &str, body: &str) -> Draft {
    let mut draft = Draft::default();
    draft.complain("format.generic", "JSON of no known format: headline and body were told apart by their names");
    let provider = record.provider.0.iter().find_map(|p| p.text());
    if let Some(id) = record.id.text() {
        ids::set_uri(&mut draft, provider, id);
        draft.add_fact(fact::ID, id);
    }
    if let Some(provider) = provider {
        draft.add_fact(fact::PROVIDER, provider);
    }
    draft.story.info_sources = record.provider.0.iter().filter_map(Named::info_source).collect();
    let published = record.published.text().and_then(|t| dates::read(&mut draft, "published", t));
    let modified = record.modified.text().and_then(|t| dates::read(&mut draft, "modified", t));
    draft.story.first_created = published;
    draft.story.version_created = modified.or(published);
    draft.signals.created = modified.or(published);
    draft.add_headline("main", headline);
    if let Some(summary) = record.summary.text() {
        draft.add_description("summary", summary);
    }
    markup::read(body).write_to(&mut draft);
    let by: Vec<&str> = record.by.0.iter().filter_map(Named::text).collect();
    draft.story.by = Some(by.join(", ")).filter(|b| !b.is_empty());
    record.language.text().into_iter().for_each(|l| draft.set_language(l));
    record.keywords.0.iter().filter_map(Loose::text).for_each(|word| draft.add_keyword(word));
    draft
}

fn unknown(text: &str) -> DraftItem {
    let seen = super::json::outline(text);
    let mut names: Vec<&str> = seen.iter().flat_map(|o| o.members.iter().map(|(name, _)| *name)).take(12).collect();
    if names.is_empty() {
        names.push("none");
    }
    DraftItem::dead_letter(None, Fault::UnknownFormat.because(format!("JSON of no known format; names at the top: {}", names.join(", "))))
}
