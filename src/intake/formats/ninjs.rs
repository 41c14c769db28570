//! IPTC ninjs 1.x, 2.x and 3.x, and what Superdesk, TT, NTB, PA and others make of it.

mod item;
mod parts;

pub(crate) use item::Item;
pub(crate) use parts::{Named, RoleText};

use super::json::Loose;
use super::{plain, prose};
use crate::intake::{Draft, DraftItem, Skip, fact, ids, markup};
use crate::story::{Format, Reason, ReferenceKind, SignalKind};

/// Reads one item.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<DraftItem, serde_json::Error> {
    let item: Item<'_> = serde_json::from_str(text)?;
    Ok(compose(&item, version(&item)))
}

/// 3.x names are camel case, 2.x brought arrays of headlines and bodies, 1.x has pattern properties; a declared standard decides.
fn version(item: &Item<'_>) -> Format {
    match (item.standard.0.iter().find_map(|s| s.major()), item.camel, item.arrays) {
        (Some(1), ..) => Format::Ninjs1,
        (Some(2), ..) => Format::Ninjs2,
        (Some(3..), ..) => Format::Ninjs3,
        (_, true, true) => Format::Ninjs3,
        (_, false, true) => Format::Ninjs2,
        _ => Format::Ninjs1,
    }
}

/// An item into a draft, or a skip.
pub(crate) fn compose(item: &Item<'_>, format: Format) -> DraftItem {
    if let Some(reason) = skip(item) {
        return DraftItem::skipped(format, reason);
    }
    let mut draft = Draft::default();
    identify(item, &mut draft);
    date(item, &mut draft);
    status(item, &mut draft);
    texts(item, &mut draft);
    credits(item, &mut draft);
    describe(item, &mut draft);
    if draft.story.headlines.is_empty()
        && draft.blocks.is_empty()
        && draft.story.descriptions.is_empty()
        && draft.signals.signals.is_empty()
    {
        return DraftItem::skipped(format, Skip::Service.because("a text item without headline, body, description or status"));
    }
    DraftItem::story(format, draft)
}

/// Kinds that hold no text by their nature. A composite with a body of its own is a story.
fn skip(item: &Item<'_>) -> Option<Reason> {
    let kind = item.kind.text().unwrap_or(if item.event { "event" } else { "text" });
    let skip = match kind.to_ascii_lowercase().as_str() {
        "picture" | "image" | "photo" => Skip::Picture,
        "graphic" | "infographic" => Skip::Graphic,
        "video" => Skip::Video,
        "audio" => Skip::Audio,
        "composite" | "package" | "collection" if item.bodies.filled().next().is_none() => Skip::Package,
        "planning" | "assignment" => Skip::Planning,
        "event" => Skip::Event,
        "component" => Skip::Other,
        _ => return None,
    };
    Some(skip.because(format!("ninjs item of type “{kind}”")))
}

/// uri, version and other ids. A uri that ends in the version around an id that versions share is cut back to that id.
fn identify(item: &Item<'_>, draft: &mut Draft) {
    let provider = provider(item);
    let guid = item.guid.text();
    let uri = item.uri.text();
    let shared = match (uri, guid) {
        (Some(uri), Some(guid)) if guid.len() > 7 => uri.find(guid).map(|at| &uri[..at + guid.len()]),
        _ => None,
    };
    if let Some(id) = shared.or(uri).or(guid) {
        ids::set_uri(draft, provider, id);
        draft.add_fact(fact::ID, id);
    }
    for other in [uri, guid].into_iter().flatten().filter(|o| *o != shared.or(uri).unwrap_or_default()) {
        ids::add_alt_id(draft, "id", other);
    }
    for (key, id) in &item.alt_ids.0 {
        if let Some(value) = id.text() {
            ids::add_alt_id(draft, id.role.text().unwrap_or(key), value);
        }
    }
    item.version.text().into_iter().for_each(|v| draft.set_version(v));
    for replaced in item.replaces.0.iter().filter_map(Named::text) {
        draft.add_reference(ReferenceKind::Id, replaced);
        draft.signals.add(SignalKind::Update, format!("replaces {replaced}"), "ninjs.replaces");
    }
}

fn date(item: &Item<'_>, draft: &mut Draft) {
    item.version_created.text().into_iter().for_each(|t| draft.set_version_created(t));
    item.first_created.text().into_iter().for_each(|t| draft.set_first_created(t));
    item.embargoed.text().into_iter().for_each(|t| draft.set_embargo(t));
    draft.signals.created = draft.signals.created.or(draft.story.first_created);
}

/// Status, urgency and signals, as far as the format's own vocabulary says them.
fn status(item: &Item<'_>, draft: &mut Draft) {
    item.pub_status.text().into_iter().for_each(|s| draft.set_status(s, "ninjs.status"));
    item.urgency.text().into_iter().for_each(|u| draft.set_urgency(u));
    item.ed_note.text().into_iter().for_each(|n| draft.add_ed_note(n));
    for signal in item.signals.0.iter().flat_map(|s| [s.text(), s.update_type.text()]).flatten() {
        draft.add_fact(fact::SIGNAL, signal);
        signalled(draft, signal, "ninjs.signal");
    }
}

/// One of IPTC's signals (NewsCodes `signal`), TT's `updatetype` included.
pub(crate) fn signalled(draft: &mut Draft, signal: &str, rule: &str) {
    let code = prose::code(signal);
    let kind = match &*code {
        "update" | "replace" => SignalKind::Update,
        "correction" | "corrective" | "korr" => SignalKind::Correction,
        "kill" | "cancel" | "withdrawal" => SignalKind::Withdrawal,
        "repeat" | "resend" => SignalKind::Repeat,
        _ => return,
    };
    draft.signals.add(kind, format!("signal {signal}"), rule);
}

fn texts(item: &Item<'_>, draft: &mut Draft) {
    let rank = |role: Option<&str>| match role {
        Some("main") => 0,
        None => 1,
        Some("headline" | "title" | "text") => 2,
        _ => 3,
    };
    let mut headlines: Vec<_> = item.headlines.filled().collect();
    headlines.sort_by_key(|(t, _)| rank(t.role.text()));
    for (i, (text, words)) in headlines.into_iter().enumerate() {
        let role = if i == 0 { "main" } else { text.role.text().unwrap_or("alternative") };
        draft.add_headline(role, words);
    }
    for (text, words) in item.descriptions.filled() {
        let role = text.role.text().filter(|r| !matches!(*r, "text" | "caption" | "richtext" | "main")).unwrap_or("summary");
        draft.add_description(role, words);
    }
    if let Some((text, words)) = best_body(item) {
        let holds = |mark| memchr::memchr(mark, words.as_bytes()).is_some();
        // Mark-up without a tag, as a pretty printer breaks and indents it, is one paragraph.
        let printed = || text.is_markup() && words.trim().split('\n').skip(1).all(|l| l.starts_with(' ') && !l.trim().is_empty());
        match holds(b'\n') && !holds(b'<') {
            true if printed() => markup::read(&markup::fold(words)).write_to(draft),
            true => draft.blocks.extend(plain::field_paragraphs(words)),
            false => markup::read(words).write_to(draft),
        }
        drop_head(draft, provider(item));
    }
    for (_, association) in item.associations.0.iter().filter(|(_, a)| a.is_visual()) {
        association.caption().into_iter().for_each(|words| prose::caption(draft, words));
    }
    if let (true, Some(title)) = (draft.story.headlines.is_empty(), item.title.text()) {
        draft.add_headline("main", title);
        draft.complain("headline.from-title", "no headline: the title stands in");
    }
}

/// The main body: mark-up before plain text, for it tells subheads and quotations apart; the longest of equals.
fn best_body<'i>(item: &'i Item<'_>) -> Option<(&'i RoleText<'i>, &'i str)> {
    let main =
        |t: &RoleText<'_>| t.role.text().is_none_or(|r| !matches!(r, "teaser" | "summary" | "infobox" | "linkbox" | "sidebar" | "footer"));
    let longest = item.bodies.filled().map(|(_, words)| words.len()).max()?;
    item.bodies
        .filled()
        // A stub beside the text ("<p></p>", "see body_text") is no body.
        .filter(|(_, words)| words.len() * 4 >= longest)
        .max_by_key(|(t, words)| (main(t), !is_foreign(t, words), !is_page(words), t.is_markup(), words.len()))
}

/// A document in the house's own vocabulary of XML (TT's `ttnitf`) beside the text: its header and its captions would be taken for text.
fn is_foreign(text: &RoleText<'_>, words: &str) -> bool {
    const TEXTS: [&str; 9] = ["nitf", "html", "body", "body.content", "p", "div", "section", "article", "h1"];
    let xml = text.content_type.text().is_some_and(|t| matches!(t, "application/xml" | "text/xml"));
    let root = words.trim_start().rsplit_once("?>").map_or(words, |(_, root)| root).trim_start().strip_prefix('<').unwrap_or_default();
    let root = root.split(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or_default().to_ascii_lowercase();
    xml && !TEXTS.contains(&root.as_str())
}

/// A whole page (TT's `html5`) holds headline, section and credits too: its plain text is closer to the story.
fn is_page(words: &str) -> bool {
    let head = words.trim_start().as_bytes();
    [&b"<html"[..], b"<!doctype"].iter().any(|tag| head.get(..tag.len()).is_some_and(|h| h.eq_ignore_ascii_case(tag)))
}

/// Takes the headline off the top of the body, and the line of section and agency beneath it ("Försvar TT").
fn drop_head(draft: &mut Draft, provider: Option<&str>) {
    if draft.blocks.first().is_none_or(|b| b.text != draft.story.headline()) {
        return;
    }
    draft.blocks.remove(0);
    let is_source_line = |text: &str| {
        let mut words = text.split(' ').rev();
        words.next() == provider && words.count() < 4
    };
    if draft.blocks.len() > 1 && is_source_line(&draft.blocks[0].text) {
        draft.blocks.remove(0);
    }
}

fn provider<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    let source = item.info_sources.0.iter().find_map(Named::text);
    item.provider.text().or(source).or(item.copyright_holder.text())
}

fn credits(item: &Item<'_>, draft: &mut Draft) {
    let bylines: Vec<&str> = item.by.0.iter().filter_map(|n| n.by.text().or(n.text())).collect();
    draft.story.by = Some(markup::read_line(&bylines.join("; "))).filter(|b| !b.is_empty());
    let dateline = item.dateline.0.first();
    draft.story.located = item.located.owned().or_else(|| dateline.and_then(|d| d.place()).map(str::to_owned));
    if let Some(line) = dateline.and_then(|d| d.line.text()) {
        draft.add_fact(fact::DATELINE, line);
    }
    draft.story.info_sources = item.info_sources.0.iter().filter_map(Named::info_source).collect();
    for provider in [item.provider.text(), item.copyright_holder.text()].into_iter().flatten() {
        draft.add_fact(fact::PROVIDER, provider);
    }
    for source in item.info_sources.0.iter().filter_map(Named::text) {
        draft.add_fact(fact::SOURCE, source);
    }
    draft.story.usage_terms = item.usage_terms.text().map(markup::read_line);
    draft.story.copyright_holder = item.copyright_holder.owned();
    draft.story.copyright_notice = item.copyright_notice.text().map(markup::read_line);
    item.language.text().into_iter().for_each(|l| draft.set_language(l));
    draft.story.slugline = item.slugline.owned();
}

fn describe(item: &Item<'_>, draft: &mut Draft) {
    let concepts = |named: &[Named<'_>]| named.iter().flat_map(Named::concepts).collect();
    draft.story.subjects = concepts(&item.subjects.0);
    draft.story.places = concepts(&item.places.0);
    draft.story.people = concepts(&item.people.0);
    draft.story.organisations = concepts(&item.organisations.0);
    draft.story.genres = concepts(&item.genres.0);
    for genre in &mut draft.story.genres {
        genre.rel = None; // ninjs 3.1 has no relation there.
    }
    for word in item.keywords.0.iter().filter_map(Loose::text) {
        draft.add_keyword(word);
    }
    for subject in item.subjects.0.iter().filter(|s| s.rel.text() == Some("keyword")) {
        subject.text().into_iter().for_each(|word| draft.add_fact(fact::KEYWORD, word));
    }
    for genre in item.genres.0.iter().filter_map(Named::text).chain(item.profile.text()) {
        draft.add_fact(fact::GENRE, genre);
    }
    for kind in item.editorial_types.0.iter().filter_map(Loose::text) {
        draft.add_fact(fact::ITEM_TYPE, kind);
    }
}
