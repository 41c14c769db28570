//! What itemMeta, contentMeta and rightsInfo say.

use super::super::super::fields::push_concept;
use super::super::super::xml::Element;
use super::super::super::{Draft, fact, ids};
use crate::story::{Concept, InfoSource, ReferenceKind, SignalKind};

/// Reads the properties of an item.
pub fn read(item: Element<'_>, draft: &mut Draft) {
    if let Some(guid) = item.attr("guid") {
        draft.add_fact(fact::ID, &guid);
    }
    if let Some(version) = item.attr("version") {
        draft.set_version(&version);
    }
    if let Some(meta) = item.child("itemMeta") {
        item_meta(meta, draft);
    }
    let provider = draft.facts(fact::PROVIDER).next().map(str::to_owned);
    if let Some(guid) = item.attr("guid") {
        ids::set_uri(draft, provider.as_deref(), &guid);
    }
    if let Some(meta) = item.child("contentMeta") {
        content_meta(meta, draft);
    }
    for part in item.children_named("partMeta") {
        part.children_named("language").filter_map(|l| l.attr("tag")).for_each(|tag| draft.set_language(&tag));
    }
    if let Some(meta) = item.child("itemMeta") {
        relations(meta, draft);
        if !draft.has_text() {
            meta.children_named("title").for_each(|t| draft.add_headline("main", &t.text()));
        }
    }
    if let Some(rights) = item.child("rightsInfo") {
        rights_info(rights, draft);
    }
    if let Some(language) = item.attr("lang") {
        draft.set_language(&language);
    }
}

fn item_meta(meta: Element<'_>, draft: &mut Draft) {
    for e in meta.children() {
        match e.name() {
            "provider" => {
                let literal = value_of(e);
                draft.add_fact(fact::PROVIDER, &literal);
                let name = name_of(e).or(Some(literal)).filter(|n| !n.is_empty());
                draft.story.info_sources.push(InfoSource { name, role: Some("provider".into()), uri: None });
            }
            "itemClass" => draft.add_fact(fact::ITEM_TYPE, &value_of(e)),
            "versionCreated" => draft.set_version_created(&e.text()),
            "firstCreated" => draft.set_first_created(&e.text()),
            "embargoed" => embargoed(&e.text(), draft),
            "service" => draft.add_fact(fact::SERVICE, &value_of(e)),
            "edNote" => draft.add_ed_note(&e.text()),
            "role" | "profile" | "expires" => draft.add_fact(fact::PROPERTY, &format!("{}={}", e.name(), value_or_text(e))),
            "signal" => signal(e, draft),
            _ => {}
        }
    }
    if let Some(status) = meta.child("pubStatus") {
        draft.set_status(&value_of(status), "newsml-g2.status");
    }
}

/// NAR `embargoed` is a date and time or empty: absent means no embargo, empty one without a known end.
fn embargoed(until: &str, draft: &mut Draft) {
    if until.trim().is_empty() {
        draft.signals.add(SignalKind::Embargo, "embargoed, without a date", "newsml-g2.embargoed");
    } else {
        draft.set_embargo(until);
    }
}

/// A signal of IPTC's vocabulary is understood here; those of houses (`edStat:U`) are the agency's matter.
fn signal(e: Element<'_>, draft: &mut Draft) {
    let code = value_of(e);
    draft.add_fact(fact::SIGNAL, &code);
    let iptc = code.strip_prefix("sig:").or_else(|| code.strip_prefix("http://cv.iptc.org/newscodes/signal/"));
    let kind = match iptc.map(str::to_ascii_lowercase).as_deref() {
        Some("update" | "replace" | "writethru" | "lead") => SignalKind::Update,
        Some("correction" | "corrected") => SignalKind::Correction,
        Some("repeat" | "resend") => SignalKind::Repeat,
        Some("kill" | "cancel" | "canceled" | "withdrawal" | "withdrawn") => SignalKind::Withdrawal,
        Some("flash") => SignalKind::Flash,
        Some("bulletin" | "alert") => SignalKind::Bulletin,
        Some("urgent") => SignalKind::Urgent,
        Some("advisory") => SignalKind::Advisory,
        _ => return,
    };
    draft.signals.add(kind, code, "newsml-g2.signal");
}

/// Links to earlier items that this one replaces or corrects. Links without such a relation are mere recommendations.
fn relations(meta: Element<'_>, draft: &mut Draft) {
    for link in meta.children_named("link") {
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let names_earlier = ["previous", "replace", "supersede", "correct", "cancel", "withdraw", "kill"].iter().any(|w| rel.contains(w));
        if let Some(id) = link.attr("residref").or_else(|| link.attr("guidref")).or_else(|| link.attr("href")).filter(|_| names_earlier) {
            draft.add_reference(ReferenceKind::Id, &id);
        }
    }
}

fn content_meta(meta: Element<'_>, draft: &mut Draft) {
    headlines(meta, draft);
    for e in meta.children() {
        match e.name() {
            "urgency" => draft.set_urgency(&e.text()),
            "language" => {
                if let Some(tag) = e.attr("tag") {
                    draft.set_language(&tag);
                }
            }
            "slugline" if draft.story.slugline.is_none() => draft.story.slugline = Some(e.text()).filter(|t| !t.is_empty()),
            "by" if draft.story.by.is_none() => draft.story.by = Some(e.text()).filter(|t| !t.is_empty()),
            "located" if draft.story.located.is_none() => {
                draft.story.located = name_of(e).or_else(|| e.attr("literal").map(|l| l.into_owned()))
            }
            "dateline" => draft.add_fact(fact::DATELINE, &e.text()),
            "creditline" => draft.add_fact(fact::SOURCE, &e.text()),
            "infoSource" => {
                let value = name_of(e).unwrap_or_else(|| value_of(e));
                draft.add_fact(fact::SOURCE, &value);
            }
            "description" => {
                let role = e.attr("role").unwrap_or_default().to_ascii_lowercase();
                // A caption belongs to a picture that is sent by itself.
                draft.add_description(if role.ends_with("caption") { "caption" } else { "summary" }, &e.text());
            }
            "altId" => alternative_id(e, draft),
            "keyword" => draft.add_keyword(&e.text()),
            "genre" => {
                draft.add_fact(fact::GENRE, &value_of(e));
                let genre = concept(e);
                push_concept(&mut draft.story.genres, genre);
            }
            "subject" => subject(e, draft),
            _ => {}
        }
    }
}

/// Another id. A number that a service counts up and begins anew each day names no item.
fn alternative_id(e: Element<'_>, draft: &mut Draft) {
    let kind = e.attr("type").unwrap_or_default();
    let counts = format!("{kind} {}", e.attr("environment").unwrap_or_default()).to_ascii_lowercase();
    if !["running", "counter", "sequence", "daily"].iter().any(|w| counts.contains(w)) {
        ids::add_alt_id(draft, if kind.is_empty() { "altId" } else { &kind }, &e.text());
    }
}

/// The main headline is the first in the item's language that is not a subhead or a short form.
fn headlines(meta: Element<'_>, draft: &mut Draft) {
    let language = meta.child("language").and_then(|l| l.attr("tag")).map(|t| t.to_ascii_lowercase());
    let weight = |e: &Element<'_>| {
        let role = e.attr("role").map(|r| r.to_ascii_lowercase()).unwrap_or_default();
        let side = ["sub", "short", "seo", "kicker", "over", "web"].iter().any(|w| role.contains(w));
        let foreign = match (&language, e.attr("lang")) {
            (Some(item), Some(own)) => !item.get(..2).is_some_and(|p| own.to_ascii_lowercase().starts_with(p)),
            _ => false,
        };
        (foreign, side)
    };
    let mut headlines: Vec<Element<'_>> = meta.children_named("headline").collect();
    headlines.sort_by_key(weight);
    for (i, headline) in headlines.into_iter().enumerate() {
        let role = headline.attr("role").filter(|_| i > 0);
        let role = role.as_deref().map_or(if i == 0 { "main" } else { "other" }, |r| r.rsplit(':').next().unwrap_or(r));
        draft.add_headline(role, &headline.raw_text());
    }
}

fn subject(e: Element<'_>, draft: &mut Draft) {
    let kind = e.attr("type").unwrap_or_default();
    let kind = kind.rsplit([':', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let concept = concept(e);
    let story = &mut draft.story;
    let list = match kind.as_str() {
        "person" => &mut story.people,
        "organisation" | "organization" => &mut story.organisations,
        "geoarea" | "poi" => &mut story.places,
        _ => &mut story.subjects,
    };
    push_concept(list, concept);
}

fn rights_info(rights: Element<'_>, draft: &mut Draft) {
    for e in rights.children() {
        let (slot, value) = match e.name() {
            "copyrightHolder" => (&mut draft.story.copyright_holder, name_of(e).unwrap_or_else(|| value_or_text(e))),
            "copyrightNotice" => (&mut draft.story.copyright_notice, e.text()),
            "usageTerms" => (&mut draft.story.usage_terms, e.text()),
            _ => continue,
        };
        if slot.is_none() && !value.is_empty() {
            *slot = Some(value);
        }
    }
}

fn concept(e: Element<'_>) -> Concept {
    let uri = e.attr("uri").filter(|u| ids::is_uri(u)).map(|u| u.into_owned());
    let literal = e.attr("qcode").or_else(|| e.attr("literal")).map(|l| l.into_owned());
    Concept { name: name_of(e), rel: None, uri, literal }
}

/// The value of a concept by whichever attribute carries it.
fn value_of(e: Element<'_>) -> String {
    e.attr("qcode").or_else(|| e.attr("uri")).or_else(|| e.attr("literal")).map(|v| v.into_owned()).unwrap_or_default()
}

fn value_or_text(e: Element<'_>) -> String {
    let value = value_of(e);
    if value.is_empty() { e.text() } else { value }
}

fn name_of(e: Element<'_>) -> Option<String> {
    e.child_text("name")
}
