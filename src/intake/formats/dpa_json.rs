//! dpa digitalwires: one entry with `article_html`, categories by type, ednotes by role.
//!
//! Source: dpa digitalwires-to-… examples (`digitalwires@0.9.1`). `urn` names the story through its versions, `entry_id` one version.
//! Every entry is of type `composite`; one without an article is a picture, or no more than its notes.

use super::json::{Loose, Many, Part, loose_object};
use super::ninjs::{Named, signalled};
use super::prose;
use crate::intake::{Draft, DraftItem, Skip, fact, ids, markup};
use crate::story::{Concept, Format, InfoSource};

loose_object! {
    /// An entry as it is written.
    Entry {
        entry_id: Loose<'a> = "entryid",
        urn: Loose<'a> = "urn" | "uri",
        version: Loose<'a> = "version",
        version_created: Loose<'a> = "versioncreated",
        /// When the feed last touched it: stands in for the version's own time.
        updated: Loose<'a> = "updated",
        content_created: Loose<'a> = "contentcreated",
        status: Loose<'a> = "pubstatus",
        signal: Many<Named<'a>> = "signal" | "signals",
        embargoed: Loose<'a> = "embargoed",
        language: Loose<'a> = "language",
        urgency: Loose<'a> = "urgency",
        kicker: Loose<'a> = "kicker",
        headline: Loose<'a> = "headline",
        title: Loose<'a> = "title",
        subhead: Loose<'a> = "subhead",
        teaser: Loose<'a> = "teaser",
        byline: Loose<'a> = "byline",
        dateline: Loose<'a> = "dateline",
        article: Loose<'a> = "articlehtml" | "articletext",
        credit: Loose<'a> = "creditline",
        copyright: Loose<'a> = "copyrightnotice",
        usage: Loose<'a> = "usageterms",
        notes: Many<Note<'a>> = "ednotes",
        descriptions: Many<Note<'a>> = "descriptions",
        associations: Many<Association<'a>> = "associations",
        categories: Many<Category<'a>> = "categories",
    }
}

loose_object! {
    /// A note to editors or a description, by role.
    Note {
        /// `dpaednoterole:editorialnote`, `drol:caption` …
        role: Loose<'a> = "role",
        /// The words.
        text: Loose<'a> = "ednote" | "description" | "value",
    }
}

loose_object! {
    /// A picture.
    Association {
        /// `image`, `video` …
        kind: Loose<'a> = "type",
        /// The words under it.
        caption: Loose<'a> = "caption",
    }
}

loose_object! {
    /// Something that the entry is filed under.
    Category {
        /// `dnltype:keyword`, `dnltype:dpasubject` …
        kind: Loose<'a> = "type",
        /// For people.
        name: Loose<'a> = "name",
        /// A code with its vocabulary.
        qcode: Loose<'a> = "qcode",
    }
}

impl<'a> Part<'a> for Note<'a> {
    fn bare(text: std::borrow::Cow<'a, str>) -> Note<'a> {
        Note { text: Loose::bare(text), ..Note::default() }
    }
}

impl<'a> Part<'a> for Association<'a> {
    fn bare(_: std::borrow::Cow<'a, str>) -> Association<'a> {
        Association::default()
    }
}

impl<'a> Part<'a> for Category<'a> {
    fn bare(text: std::borrow::Cow<'a, str>) -> Category<'a> {
        Category { kind: Loose::bare("keyword".into()), name: Loose::bare(text), ..Category::default() }
    }
}

/// Reads one entry.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<DraftItem, serde_json::Error> {
    let entry: Entry<'_> = serde_json::from_str(text)?;
    let mut draft = Draft::default();
    identify(&entry, &mut draft);
    signal(&entry, &mut draft);
    texts(&entry, &mut draft);
    let withdrawn = !draft.signals.signals.is_empty();
    if entry.article.text().is_none() && !withdrawn && !entry.associations.0.is_empty() {
        return Ok(DraftItem::skipped(Format::DpaJson, Skip::Picture.because("an entry without article, around a picture")));
    }
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() && !withdrawn {
        return Ok(DraftItem::skipped(Format::DpaJson, Skip::Service.because("an entry without headline and article")));
    }
    describe(&entry, &mut draft);
    Ok(DraftItem::story(Format::DpaJson, draft))
}

fn identify(entry: &Entry<'_>, draft: &mut Draft) {
    if let Some(id) = entry.urn.text().or(entry.entry_id.text()) {
        ids::set_uri(draft, Some("dpa"), id);
        draft.add_fact(fact::ID, id);
    }
    if let Some(id) = entry.entry_id.text() {
        ids::add_alt_id(draft, "entry_id", id);
    }
    entry.version.text().into_iter().for_each(|v| draft.set_version(v));
    entry.version_created.text().or(entry.updated.text()).into_iter().for_each(|t| draft.set_version_created(t));
    entry.content_created.text().into_iter().for_each(|t| draft.set_first_created(t));
    entry.embargoed.text().into_iter().for_each(|t| draft.set_embargo(t));
}

fn signal(entry: &Entry<'_>, draft: &mut Draft) {
    entry.urgency.text().into_iter().for_each(|u| draft.set_urgency(u));
    entry.status.text().into_iter().for_each(|s| draft.set_status(s, "dpa-json.status"));
    for signal in entry.signal.0.iter().filter_map(Named::text) {
        draft.add_fact(fact::SIGNAL, signal);
        signalled(draft, signal, "dpa-json.signal");
    }
    for note in &entry.notes.0 {
        // The closing line is the desk's sign-off ("dpa abc yydd n1 sku"), not a note.
        if note.role.text().is_none_or(|r| prose::code(r) != "closingline") {
            note.text.text().into_iter().for_each(|n| draft.add_ed_note(n));
        }
    }
}

fn texts(entry: &Entry<'_>, draft: &mut Draft) {
    let headline = if entry.headline.text().is_some() { &entry.headline } else { &entry.title };
    for (role, text) in [("main", headline), ("kicker", &entry.kicker), ("subhead", &entry.subhead)] {
        if let Some(text) = text.text() {
            draft.add_headline(role, text);
        }
    }
    if let Some(teaser) = entry.teaser.text() {
        draft.add_description("summary", teaser);
    }
    if let Some(article) = entry.article.text() {
        markup::read(article).write_to(draft);
    }
    for association in &entry.associations.0 {
        association.caption.text().into_iter().for_each(|c| prose::caption(draft, c));
    }
}

fn describe(entry: &Entry<'_>, draft: &mut Draft) {
    entry.language.text().into_iter().for_each(|l| draft.set_language(l));
    draft.story.by = entry.byline.owned();
    // "Berlin (dpa) - " stands before the first paragraph in the other formats; here it is a field of its own.
    draft.story.located = entry.dateline.text().map(|d| d.split('(').next().unwrap_or(d).trim_matches([' ', ',', '-', '–']).to_owned());
    draft.story.located.take_if(|l| l.is_empty());
    for note in &entry.descriptions.0 {
        if let Some(text) = note.text.text() {
            draft.add_description("summary", text);
        }
    }
    draft.story.copyright_notice = entry.copyright.text().map(markup::read_line);
    draft.story.usage_terms = entry.usage.text().map(markup::read_line);
    if let Some(credit) = entry.credit.text() {
        draft.add_fact(fact::SOURCE, credit);
        draft.story.info_sources.push(InfoSource { name: Some(credit.to_owned()), ..InfoSource::default() });
    }
    for category in &entry.categories.0 {
        file_under(category, draft);
    }
}

fn file_under(category: &Category<'_>, draft: &mut Draft) {
    let Some(name) = category.name.text() else { return };
    let concept = |rel: Option<&str>| Concept {
        name: Some(name.to_owned()),
        rel: rel.map(str::to_owned),
        uri: None,
        literal: category.qcode.owned(),
    };
    match category.kind.text().map(prose::code).as_deref() {
        Some("keyword") => draft.add_keyword(name),
        Some("dpasubject" | "subject") => draft.story.subjects.push(concept(Some("subject"))),
        Some("geosubject" | "poi") => draft.story.places.push(concept(None)),
        Some("person") => draft.story.people.push(concept(None)),
        Some("organisation") => draft.story.organisations.push(concept(None)),
        Some("genre") => {
            draft.add_fact(fact::GENRE, name);
            draft.story.genres.push(concept(None));
        }
        Some("provider") => draft.add_fact(fact::PROVIDER, name),
        Some("wire" | "desk") => draft.add_fact(fact::SERVICE, name),
        _ => {}
    }
}
