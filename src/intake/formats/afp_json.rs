//! AFP's API: one document, the paragraphs in `news`.
//!
//! Source: AFP API documentation (search fields). `uno` names the document; urgency 1 is a flash, 2 an alert, 3 urgent;
//! `status` is Usable, Canceled, Embargoed or WithHeld; an alert's headline may be empty, its text is then the first paragraph.

use super::json::{Loose, Many, Part, loose_object};
use super::ninjs::{Named, signalled};
use super::prose;
use crate::intake::{Draft, DraftItem, Skip, fact, ids, markup};
use crate::story::{Concept, Format, InfoSource, SignalKind};

loose_object! {
    /// A document as it is written.
    Document {
        uno: Loose<'a> = "uno" | "guid",
        short_id: Loose<'a> = "afpshortid",
        class: Loose<'a> = "class",
        language: Loose<'a> = "lang" | "language",
        urgency: Loose<'a> = "urgency",
        revision: Loose<'a> = "revision" | "version",
        status: Loose<'a> = "status",
        signal: Many<Named<'a>> = "signal" | "signals",
        edition: Loose<'a> = "afpedtype",
        published: Loose<'a> = "published" | "changed",
        created: Loose<'a> = "created",
        embargo: Loose<'a> = "embargo" | "embargoed" | "embargodate",
        headline: Loose<'a> = "headline",
        title: Loose<'a> = "title",
        catch_line: Loose<'a> = "catchline",
        summary: Loose<'a> = "summary",
        news: Many<Loose<'a>> = "news" | "body",
        slug: Many<Loose<'a>> = "slug",
        advisory: Loose<'a> = "advisory",
        byline: Loose<'a> = "byline",
        city: Loose<'a> = "city",
        genre: Many<Loose<'a>> = "genre",
        keywords: Many<Loose<'a>> = "keyword" | "keywords",
        provider: Loose<'a> = "provider",
        source: Many<Named<'a>> = "source" | "contentsource",
        people: Many<Named<'a>> = "entityperson",
        companies: Many<Named<'a>> = "entitycompany",
        places: Many<Named<'a>> = "entitylocation",
        copyright: Loose<'a> = "copyright",
        medias: Many<Media<'a>> = "medias" | "bagitem",
    }
}

loose_object! {
    /// A picture or video that hangs on the document.
    Media {
        /// The words under it.
        caption: Loose<'a> = "caption",
    }
}

impl<'a> Part<'a> for Media<'a> {
    fn bare(_: std::borrow::Cow<'a, str>) -> Media<'a> {
        Media::default()
    }
}

/// Reads one document.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<DraftItem, serde_json::Error> {
    let document: Document<'_> = serde_json::from_str(text)?;
    let class = document.class.text().unwrap_or("text").to_ascii_lowercase();
    let skip = match class.as_str() {
        "picture" | "photo" => Some(Skip::Picture),
        "graphic" | "graphics" | "infographic" => Some(Skip::Graphic),
        "video" | "videography" => Some(Skip::Video),
        "sound" | "audio" => Some(Skip::Audio),
        "multimedia" if document.news.0.is_empty() => Some(Skip::Package),
        _ => None,
    };
    if let Some(skip) = skip {
        return Ok(DraftItem::skipped(Format::AfpJson, skip.because(format!("document of class “{class}”"))));
    }
    let mut draft = Draft::default();
    identify(&document, &mut draft);
    signal(&document, &mut draft);
    texts(&document, &mut draft);
    describe(&document, &mut draft);
    Ok(DraftItem::story(Format::AfpJson, draft))
}

fn identify(document: &Document<'_>, draft: &mut Draft) {
    if let Some(uno) = document.uno.text() {
        ids::set_uri(draft, document.provider.text(), uno);
        draft.add_fact(fact::ID, uno);
    }
    if let Some(id) = document.short_id.text() {
        ids::add_alt_id(draft, "afpshortid", id);
    }
    document.revision.text().into_iter().for_each(|r| draft.set_version(r));
    document.created.text().into_iter().for_each(|t| draft.set_first_created(t));
    document.published.text().or(document.created.text()).into_iter().for_each(|t| draft.set_version_created(t));
    document.embargo.text().into_iter().for_each(|t| draft.set_embargo(t));
}

fn signal(document: &Document<'_>, draft: &mut Draft) {
    if let Some(urgency) = document.urgency.text() {
        draft.set_urgency(urgency);
        let (kind, word) = match draft.story.urgency {
            Some(1) => (Some(SignalKind::Flash), "flash"),
            Some(2) => (Some(SignalKind::Bulletin), "alert"),
            Some(3) => (Some(SignalKind::Urgent), "urgent"),
            _ => (None, ""),
        };
        if let Some(kind) = kind {
            draft.signals.add(kind, format!("urgency {urgency} ({word})"), "afp-json.urgency");
        }
    }
    document.status.text().into_iter().for_each(|s| draft.set_status(s, "afp-json.status"));
    for signal in document.signal.0.iter().filter_map(Named::text) {
        draft.add_fact(fact::SIGNAL, signal);
        signalled(draft, signal, "afp-json.signal");
    }
    if let Some(edition) = document.edition.text() {
        draft.add_fact(fact::ITEM_TYPE, edition);
        if edition.eq_ignore_ascii_case("lead") {
            draft.signals.add(SignalKind::Update, "afpedtype Lead", "afp-json.afpedtype");
        }
    }
    document.advisory.text().into_iter().for_each(|n| draft.add_ed_note(n));
}

fn texts(document: &Document<'_>, draft: &mut Draft) {
    if let Some(headline) = document.headline.text() {
        draft.add_headline("main", headline);
    }
    if let (true, Some(title)) = (draft.story.headlines.is_empty(), document.catch_line.text().or(document.title.text())) {
        draft.add_headline("main", title);
        draft.complain("headline.from-title", "no headline: the title stands in");
    }
    if let Some(summary) = document.summary.text() {
        draft.add_description("summary", summary);
    }
    document.news.0.iter().filter_map(Loose::text).for_each(|news| markup::read(news).write_to(draft));
    for caption in document.medias.0.iter().filter_map(|m| m.caption.text()) {
        prose::caption(draft, caption);
    }
}

fn describe(document: &Document<'_>, draft: &mut Draft) {
    let concepts = |named: &[Named<'_>]| named.iter().flat_map(Named::concepts).collect();
    document.language.text().into_iter().for_each(|l| draft.set_language(l));
    draft.story.by = document.byline.owned();
    draft.story.located = document.city.owned();
    let slug: Vec<&str> = document.slug.0.iter().filter_map(Loose::text).collect();
    draft.story.slugline = Some(slug.join("-")).filter(|s| !s.is_empty());
    for word in document.keywords.0.iter().filter_map(Loose::text) {
        draft.add_keyword(word);
    }
    for genre in document.genre.0.iter().filter_map(Loose::text) {
        draft.add_fact(fact::GENRE, genre);
        draft.story.genres.push(Concept { name: Some(genre.to_owned()), ..Concept::default() });
    }
    draft.story.people = concepts(&document.people.0);
    draft.story.organisations = concepts(&document.companies.0);
    draft.story.places = concepts(&document.places.0);
    draft.story.copyright_notice = document.copyright.owned();
    if let Some(provider) = document.provider.text() {
        draft.add_fact(fact::PROVIDER, provider);
        draft.story.info_sources.push(InfoSource { name: Some(provider.to_owned()), ..InfoSource::default() });
    }
    for source in &document.source.0 {
        source.text().into_iter().for_each(|s| draft.add_fact(fact::SOURCE, s));
        draft.story.info_sources.extend(source.info_source());
    }
}
