//! NITF 3.x, as a document of its own or inside another format.
//!
//! Source: IPTC NITF 3.6 documentation. Embedded NITF only fills what its envelope leaves open ([`fill_gaps`]).

use super::super::fields::push_concept;
use super::super::markup::{self, Markup};
use super::super::xml::{Document, Element};
use super::super::{Draft, DraftItem, Wire, dates, fact, ids};
use crate::story::{Concept, Format, ReferenceKind, SignalKind};

/// Reads a document.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    let mut draft = Draft::default();
    draft.complaints.extend(document.complaints.iter().cloned());
    if let Some(docdata) = root.path(&["head", "docdata"]) {
        identity(docdata, &mut draft);
        management(docdata, &mut draft);
    }
    fill_gaps(root, &mut draft);
    text(root).write_to(&mut draft);
    vec![draft.into_item(Format::Nitf, root.unresolved(), || wire.place(root.offset()))]
}

/// The text of the body.
pub fn text(nitf: Element<'_>) -> Markup {
    let body = nitf.child("body").unwrap_or(nitf);
    let content = body.child("body.content").map_or_else(|| markup::read_tree(body), content);
    if !content.is_empty() {
        return content;
    }
    // A snap may have no more than its abstract.
    body.path(&["body.head", "abstract"]).map(markup::read_tree).unwrap_or_default()
}

/// Body content without mark-up is plain text, or HTML that was escaped.
fn content(content: Element<'_>) -> Markup {
    let only_text = content.children().all(|c| c.is("block") && !c.has_elements());
    if only_text {
        return markup::read(&content.raw_text());
    }
    without_lead(content).unwrap_or_else(|| markup::read_tree(content))
}

/// Archives send the first paragraphs in a block of their own, and once more at the head of the next, which has the whole text.
fn without_lead(content: Element<'_>) -> Option<Markup> {
    let mut blocks = content.children();
    let [lead, full] = [blocks.next()?, blocks.next()?];
    if !lead.is("block") || !full.is("block") {
        return None;
    }
    let (lead, full) = (markup::read_tree(lead), markup::read_tree(full));
    (!lead.is_empty() && full.blocks.starts_with(&lead.blocks)).then(|| blocks.map(markup::read_tree).fold(full, Markup::followed_by))
}

/// Sets what is not set yet: headlines, byline, place, urgency, language, subjects, keywords.
pub fn fill_gaps(nitf: Element<'_>, draft: &mut Draft) {
    let body = nitf.child("body");
    let language = body.and_then(|b| b.attr("lang")).or_else(|| nitf.attr("lang")).or_else(|| nitf.attr("baselang"));
    if let Some(language) = language {
        draft.set_language(&language);
    }
    if let Some(head) = body.and_then(|b| b.child("body.head")) {
        body_head(head, draft);
    }
    if let Some(head) = nitf.child("head") {
        if draft.story.headlines.is_empty()
            && let Some(title) = head.child("title")
        {
            draft.add_headline("main", &title.raw_text());
        }
        document_head(head, draft);
    }
}

fn body_head(head: Element<'_>, draft: &mut Draft) {
    if let Some(hedline) = head.child("hedline") {
        let main = draft.story.headlines.is_empty();
        for hl1 in hedline.children_named("hl1").filter(|_| main) {
            draft.add_headline("main", &hl1.raw_text());
        }
        hedline.children_named("hl2").for_each(|hl2| draft.add_headline("sub", &hl2.raw_text()));
    }
    for e in head.children() {
        match e.name() {
            "byline" if draft.story.by.is_none() => draft.story.by = Some(byline(e)).filter(|t| !t.is_empty()),
            "distributor" => draft.add_fact(fact::SOURCE, &e.text()),
            "dateline" => dateline(e, draft),
            "abstract" => draft.add_description("summary", &e.raw_text()),
            "note" => draft.add_ed_note(&e.text()),
            "slugline" if draft.story.slugline.is_none() => draft.story.slugline = Some(e.text()).filter(|t| !t.is_empty()),
            "rights" => {
                if let Some(owner) = e.child_text("rights.owner").filter(|_| draft.story.copyright_holder.is_none()) {
                    draft.story.copyright_holder = Some(owner);
                }
            }
            _ => {}
        }
    }
}

/// The writer, and behind a comma the title.
fn byline(e: Element<'_>) -> String {
    let (whole, title) = (e.text(), e.child_text("byttl").unwrap_or_default());
    match whole.strip_suffix(title.as_str()).map(str::trim_end) {
        Some(name) if !title.is_empty() && !name.is_empty() => format!("{}, {title}", name.trim_end_matches(',')),
        _ => whole,
    }
}

fn dateline(e: Element<'_>, draft: &mut Draft) {
    draft.add_fact(fact::DATELINE, &e.text());
    if draft.story.located.is_none() {
        let location = e.child("location");
        let city = location.and_then(|l| l.child_text("city").or_else(|| Some(l.text()).filter(|t| !t.is_empty())));
        draft.story.located = city;
    }
}

fn document_head(head: Element<'_>, draft: &mut Draft) {
    for e in head.descendants() {
        match e.name() {
            "meta" => {
                if let (Some(name), Some(content)) = (e.attr("name"), e.attr("content")) {
                    named(&name, &content, draft);
                    draft.add_fact(fact::PROPERTY, &format!("{name}={content}"));
                }
            }
            "urgency" if draft.story.urgency.is_none() => {
                if let Some(urgency) = e.attr("ed-urg") {
                    draft.set_urgency(&urgency);
                }
            }
            "keyword" => {
                if let Some(key) = e.attr("key") {
                    draft.add_keyword(&key);
                }
            }
            "tobject" => {
                if let Some(kind) = e.attr("tobject.type") {
                    draft.add_fact(fact::ITEM_TYPE, &kind);
                }
            }
            "tobject.property" => {
                if let Some(property) = e.attr("tobject.property.type") {
                    draft.add_fact(fact::GENRE, &property);
                }
            }
            "tobject.subject" => {
                let name = ["tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"].iter().find_map(|n| e.attr(n));
                let literal = e.attr("tobject.subject.refnum").map(|r| r.into_owned());
                let concept = Concept { name: name.map(|n| n.into_owned()), literal, ..Concept::default() };
                push_concept(&mut draft.story.subjects, concept);
            }
            "person" | "org" | "location" if !e.text().is_empty() => {
                let concept = Concept { name: Some(e.text()), ..Concept::default() };
                let list = match e.name() {
                    "person" => &mut draft.story.people,
                    "org" => &mut draft.story.organisations,
                    _ => &mut draft.story.places,
                };
                push_concept(list, concept);
            }
            _ => {}
        }
    }
}

/// What `meta` says that docdata has elements for: houses put it in either.
fn named(name: &str, content: &str, draft: &mut Draft) {
    match name {
        "article-revision" if draft.story.version.is_none() => draft.set_version(content),
        // A letter of the wire, whose meaning the agencies' rules know.
        "priority" if draft.story.urgency.is_none() && content.len() == 1 && !content.as_bytes()[0].is_ascii_digit() => {
            draft.add_fact(fact::URGENCY, content);
        }
        _ => {}
    }
}

/// The id: `doc-id`, else the key that a dispatch unit keeps through its versions of one day (`du-key`).
fn identity(docdata: Element<'_>, draft: &mut Draft) {
    let doc_id = docdata.child("doc-id");
    let holder = docdata.child("doc.copyright").and_then(|c| c.attr("holder"));
    let source = docdata.path(&["del-list", "from-src"]).and_then(|s| s.attr("src-name"));
    let provider = doc_id.and_then(|d| d.attr("regsrc")).or(holder).or(source);
    if let Some(provider) = &provider {
        draft.add_fact(fact::PROVIDER, provider);
    }
    let unit = docdata.child("du-key");
    let key = unit.and_then(|u| u.attr("key"));
    let day = docdata.child("date.issue").and_then(|d| d.attr("norm")).and_then(|d| d.get(..8).map(str::to_owned));
    match (doc_id.and_then(|d| d.attr("id-string")), &key, day) {
        (Some(id), ..) => {
            draft.add_fact(fact::ID, &id);
            ids::set_uri(draft, provider.as_deref(), &id);
        }
        (None, Some(key), Some(day)) => ids::set_uri(draft, provider.as_deref(), &format!("{key} {day}")),
        _ => {}
    }
    if let Some(version) = unit.and_then(|u| u.attr("version")) {
        draft.set_version(&version);
    }
    if let Some(key) = key {
        // The key names a running story of the day like a slug, not one document: it is no other id.
        draft.story.slugline = Some(key.into_owned());
    }
}

fn management(docdata: Element<'_>, draft: &mut Draft) {
    let norm = |name: &str| docdata.child(name).and_then(|d| d.attr("norm"));
    if let Some(issued) = norm("date.issue") {
        draft.set_version_created(&issued);
    }
    let status = docdata.attr("management-status");
    let embargoed = status.as_ref().is_some_and(|s| s.to_ascii_lowercase().contains("embargo"));
    if let Some(release) = norm("date.release") {
        // A release at the time of issue is the rule, not an embargo.
        let released = dates::parse("date.release", &release).0;
        if embargoed || released > draft.story.version_created && released.is_some() {
            draft.set_embargo(&release);
        }
    }
    if let Some(status) = status {
        draft.set_status(&status, "nitf.management-status");
    }
    for e in docdata.children() {
        match e.name() {
            "ed-msg" => draft.add_ed_note(&e.attr("info").unwrap_or_default()),
            "correction" => correction(e, draft),
            "doc.copyright" => draft.story.copyright_holder = e.attr("holder").map(|h| h.into_owned()),
            "doc.rights" => {
                let terms = e.attr("limitations").or_else(|| e.attr("type"));
                draft.story.usage_terms = terms.map(|t| markup::fold(&t));
            }
            "fixture" => {
                if let Some(id) = e.attr("fix-id") {
                    draft.add_fact(fact::PROPERTY, &format!("fixture={id}"));
                }
            }
            "doc-scope" => draft.add_fact(fact::PROPERTY, &format!("doc-scope={}", e.attr("scope").unwrap_or_default())),
            _ => {}
        }
    }
}

/// `correction` names the document that was wrong, and why.
fn correction(e: Element<'_>, draft: &mut Draft) {
    let info = e.attr("info").unwrap_or_default();
    draft.add_ed_note(&info);
    draft.signals.add(SignalKind::Correction, if info.is_empty() { "correction".into() } else { info.into_owned() }, "nitf.correction");
    if let Some(id) = e.attr("id-string") {
        draft.add_reference(ReferenceKind::Id, &id);
    }
}
