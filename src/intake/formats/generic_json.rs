//! JSON of no known format in which headline and body can be told apart with confidence: a database's record, a web page's JSON-LD.

use super::generic_xml::medium;
use super::json::{Fill, Loose, Many, Rich, loose_object, outline};
use super::ninjs::Named;
use crate::editorial::{Editorial, Envelope, field_name};
use crate::intake::{Draft, DraftItem, Fault, dates, fact, ids, markup};
use crate::story::Format;

loose_object! {
    /// Properties by the names that content systems give them (schema.org's `NewsArticle` among them).
    Record {
        id: Loose<'a> = "id" | "uuid",
        address: Rich = "@id" | "guid" | "uri" | "identifier" | "url" | "link" | "weburl" | "canonicalurl",
        headline: Rich = "headline" | "headlines" | "title" | "titel" | "titre" | "titulo" | "head" | "rubrik",
        body: Rich = "articlebody" | "body" | "bodyhtml" | "bodytext" | "content" | "contenthtml" | "contentelements" | "text" | "texte" | "texto" | "html" | "fulltext" | "story",
        summary: Rich = "summary" | "teaser" | "abstract" | "standfirst" | "lead" | "description" | "excerpt",
        modified: Loose<'a> = "datemodified" | "modifiedgmt" | "modified" | "updated" | "updatedat" | "modifiedat" | "lastmodified",
        published: Loose<'a> = "datepublished" | "dategmt" | "published" | "publishedat" | "pubdate" | "date" | "created" | "createdat" | "timestamp" | "displaydate" | "webpublicationdate" | "firstpublished",
        language: Loose<'a> = "inlanguage" | "language" | "lang" | "langcode",
        by: Many<Named<'a>> = "author" | "authors" | "byline" | "creator",
        provider: Many<Named<'a>> = "publisher" | "provider" | "source" | "agency" | "provideragency",
        keywords: Many<Loose<'a>> = "keywords" | "tags",
        located: Loose<'a> = "located" | "dateline",
        slug: Loose<'a> = "slugline" | "slug",
        note: Loose<'a> = "ednote" | "editorsnote" | "notetoeditors",
        urgency: Loose<'a> = "urgency" | "priority",
        embargo: Loose<'a> = "embargo" | "embargoed" | "embargoeduntil" | "embargotime",
        schema: Loose<'a> = "$schema",
    }
}

/// Bodies shorter than this may be anything.
const SHORTEST_BODY: usize = 60;

/// Headlines longer than this are something else.
const LONGEST_HEADLINE: usize = 300;

/// Objects inside one another that are looked into.
const NESTING: usize = 3;

/// Names under which a record keeps its text apart from its id and dates.
const INNER: [&str; 7] = ["fields", "attributes", "properties", "content", "document", "post", "node"];

/// Reads an object of unknown format: a story with a complaint, or a dead letter that names what was seen.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str, editorial: &Editorial) -> Result<Vec<DraftItem>, serde_json::Error> {
    let record: Record<'_> = serde_json::from_str(text)?;
    Ok(vec![match find(text, record, NESTING, editorial)? {
        Some(draft) => DraftItem::story(Format::Json, draft),
        None => unknown(text),
    }])
}

/// The story that an object holds, itself or in a part of it, which then has the object's own properties where it lacks them.
fn find<'a>(text: &'a str, mut record: Record<'a>, depth: usize, editorial: &Editorial) -> Result<Option<Draft>, serde_json::Error> {
    let parts = outline(text).map(|seen| seen.members).unwrap_or_default();
    record.fill_by_names(&parts, editorial);
    if let Some(draft) = story(&record) {
        return Ok(Some(draft));
    }
    if depth == 0 {
        return Ok(None);
    }
    // One object alone is what the envelope is for, whatever its name.
    let objects = parts.iter().filter(|(_, part)| part.starts_with('{')).count();
    let inner = |(name, part): &(&str, &str)| part.starts_with('{') && (INNER.contains(name) || objects == 1);
    for (_, part) in parts.into_iter().filter(inner) {
        let mut inner: Record<'_> = serde_json::from_str(part)?;
        inner.fill_from(record.clone());
        if let Some(draft) = find(part, inner, depth - 1, editorial)? {
            return Ok(Some(draft));
        }
    }
    Ok(None)
}

impl<'a> Record<'a> {
    /// Takes over what is said of the whole: never its texts.
    fn fill_from(&mut self, outer: Record<'a>) {
        self.id.fill(outer.id);
        self.address.fill(outer.address);
        self.modified.fill(outer.modified);
        self.published.fill(outer.published);
        self.language.fill(outer.language);
        self.by.fill(outer.by);
        self.provider.fill(outer.provider);
        self.located.fill(outer.located);
        self.slug.fill(outer.slug);
        self.note.fill(outer.note);
        self.urgency.fill(outer.urgency);
        self.embargo.fill(outer.embargo);
        self.schema.fill(outer.schema);
    }

    /// Takes over what stands under names of other languages and is lacking yet.
    fn fill_by_names(&mut self, members: &[(&str, &'a str)], editorial: &Editorial) {
        let lists = || editorial.languages.values().map(|l| &l.envelope);
        for (name, value) in members {
            let name = field_name(name);
            let is = |list: fn(&Envelope) -> &[String]| lists().any(|e| list(e).contains(&name));
            if is(|e| &e.headlines) {
                fill(&mut self.headline, value);
            } else if is(|e| &e.texts) {
                fill(&mut self.body, value);
            } else if is(|e| &e.writers) {
                fill(&mut self.by, value);
            } else if is(|e| &e.places) {
                fill(&mut self.located, value);
            } else if is(|e| &e.keywords) {
                fill(&mut self.keywords, value);
            } else if is(|e| &e.dates) {
                fill(&mut self.published, value);
            } else if is(|e| &e.urgencies) {
                fill(&mut self.urgency, value);
            }
        }
    }

    /// The id: an address where the other is a mere number of some database.
    fn identity(&self) -> Option<&str> {
        let counted = |id: &&str| id.bytes().all(|b| b.is_ascii_digit());
        let address = self.address.text();
        match self.id.text() {
            Some(id) if counted(&id) => address.filter(|a| ids::is_uri(a)).or(Some(id)),
            id => address.filter(|a| ids::is_uri(a) && id.is_none()).or(id).or(address),
        }
    }
}

/// Takes over a value that a field lacks yet.
fn fill<'a, T: Fill + serde::Deserialize<'a>>(field: &mut T, value: &'a str) {
    if let Ok(value) = serde_json::from_str(value) {
        field.fill(value);
    }
}

/// The story, where headline and body are there and look like it.
fn story(record: &Record<'_>) -> Option<Draft> {
    let (headline, body) = record.headline.text().zip(record.body.text())?;
    let one_line = !headline.contains('\n') && headline.len() <= LONGEST_HEADLINE;
    let sound =
        one_line && body.len() >= SHORTEST_BODY && body.len() > headline.len() && body.contains(' ') && record.schema.text().is_none();
    sound.then(|| compose(record, headline, body))
}

fn compose(record: &Record<'_>, headline: &str, body: &str) -> Draft {
    let mut draft = Draft::default();
    draft.complain("format.generic", "JSON of no known format: headline and body were told apart by their names");
    let provider = record.provider.0.iter().find_map(|p| p.text());
    if let Some(id) = record.identity() {
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
    // A bare number is the writer's key in some database.
    let by: Vec<&str> = record.by.0.iter().filter_map(Named::text).filter(|by| by.contains(char::is_alphabetic)).collect();
    draft.story.by = Some(by.join(", ")).filter(|b| !b.is_empty());
    record.language.text().into_iter().for_each(|l| draft.set_language(l));
    draft.story.located = record.located.owned().filter(|place| place.chars().count() <= 80 && !place.contains(char::is_numeric));
    record.located.text().into_iter().for_each(|line| draft.add_fact(fact::DATELINE, line));
    // The words of a page's address, all in lower case, are no slug.
    draft.story.slugline = record.slug.owned().filter(|slug| slug.contains(|c: char| c.is_uppercase() || c.is_whitespace()));
    record.note.text().into_iter().for_each(|note| draft.add_ed_note(note));
    record.urgency.text().filter(|u| matches!(u.as_bytes(), [b'1'..=b'9'])).into_iter().for_each(|u| draft.set_urgency(u));
    record.embargo.text().filter(|e| e.len() >= 8).into_iter().for_each(|e| draft.set_embargo(e));
    record.keywords.0.iter().filter_map(Loose::text).for_each(|word| draft.add_keyword(word));
    draft
}

/// A picture by its own word, or a dead letter that names what was seen.
fn unknown(text: &str) -> DraftItem {
    let seen = outline(text);
    let kind = seen.as_ref().and_then(|o| ["type", "_type", "contentType", "content_type"].iter().find_map(|name| o.get(name)));
    if let Some(skip) = kind.and_then(|kind| medium(kind.trim_matches('"'))) {
        return DraftItem::skipped(Format::Json, skip.because(format!("its type is {}", kind.unwrap_or_default())));
    }
    let mut names: Vec<&str> = seen.iter().flat_map(|o| o.members.iter().map(|(name, _)| *name)).take(12).collect();
    if names.is_empty() {
        names.push("none");
    }
    DraftItem::dead_letter(None, Fault::UnknownFormat.because(format!("JSON of no known format; names at the top: {}", names.join(", "))))
}
