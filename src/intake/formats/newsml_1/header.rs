//! What NewsEnvelope, Identification and NewsManagement say.

use super::super::super::xml::Element;
use super::super::super::{Draft, fact, ids};
use crate::story::{ReferenceKind, SignalKind};

/// Reads all but the components.
pub fn read(envelope: Option<Element<'_>>, item: Element<'_>, draft: &mut Draft) {
    if let Some(identification) = item.child("Identification") {
        identify(identification, draft);
    }
    if let Some(envelope) = envelope {
        read_envelope(envelope, draft);
    }
    if let Some(management) = item.child("NewsManagement") {
        manage(management, draft);
    }
    // Some senders give urgency only as the envelope's priority.
    let priority = envelope.and_then(|e| e.child("Priority")).and_then(|p| p.attr("FormalName"));
    if let Some(priority) = priority.filter(|_| draft.story.urgency.is_none() && draft.facts(fact::URGENCY).next().is_none()) {
        draft.set_urgency(&priority);
    }
}

fn read_envelope(envelope: Element<'_>, draft: &mut Draft) {
    for e in envelope.children() {
        match e.name() {
            "NewsService" | "NewsProduct" => draft.add_fact(fact::SERVICE, &e.attr("FormalName").unwrap_or_default()),
            "SentFrom" => {
                if let Some(name) = e.child("Party").and_then(|p| p.attr("FormalName")) {
                    draft.add_fact(fact::SOURCE, &name);
                }
            }
            "DateAndTime" if draft.story.version_created.is_none() => {
                draft.add_fact(fact::PROPERTY, &format!("sent={}", e.text()));
            }
            _ => {}
        }
    }
}

fn identify(identification: Element<'_>, draft: &mut Draft) {
    let id = identification.child("NewsIdentifier").unwrap_or(identification);
    let part = |name: &str| id.child_text(name);
    let provider = part("ProviderId");
    if let Some(provider) = &provider {
        draft.add_fact(fact::PROVIDER, provider);
    }
    let revision = id.child("RevisionId");
    let number = revision.map(Element::text).unwrap_or_default();
    draft.set_version(&number);
    if let Some(revision) = revision {
        let attr = |name: &str| revision.attr(name).unwrap_or_default();
        draft.add_fact(fact::REVISION, &format!("{number} previous={} update={}", attr("PreviousRevision"), attr("Update")));
    }
    let public = part("PublicIdentifier");
    match (&provider, part("DateId"), part("NewsItemId")) {
        // Functional specification 5.5.3: these three name the item through all revisions.
        (Some(provider), Some(date), Some(item)) => {
            draft.add_fact(fact::ID, &item);
            ids::set_uri(draft, Some(provider), &format!("urn:newsml:{provider}:{date}:{item}"));
            if draft.story.uri.starts_with("urn:wiredesk:") {
                draft.story.alt_ids.clear();
                ids::set_uri(draft, Some(provider), &item);
            }
        }
        _ => {
            if let Some(id) = public.as_deref().map(|p| without_revision(p, &number)).filter(|p| names_an_item(p)) {
                draft.add_fact(fact::ID, id);
                ids::set_uri(draft, provider.as_deref(), id);
            } else if let Some(id) = part("NewsItemId") {
                draft.add_fact(fact::ID, &id);
                ids::set_uri(draft, provider.as_deref(), &id);
            }
        }
    }
    if let Some(public) = public.filter(|p| names_an_item(p)) {
        ids::add_alt_id(draft, "PublicIdentifier", &public);
    }
    let label = identification.child_text("NameLabel").or_else(|| part("NameLabel"));
    draft.story.slugline = label;
}

/// A public identifier ends in the revision and, mostly, the letter of its update.
fn without_revision<'p>(public: &'p str, revision: &str) -> &'p str {
    match public.rsplit_once(':') {
        Some((id, last)) if !revision.is_empty() && last.trim_end_matches(|c: char| c.is_ascii_alphabetic()) == revision => id,
        _ => public,
    }
}

/// `urn:newsml:` and a provider is what a sender's template leaves; it names no item.
fn names_an_item(public: &str) -> bool {
    public.strip_prefix("urn:newsml:").is_none_or(|rest| rest.contains(':') && !rest.ends_with(':'))
}

fn manage(management: Element<'_>, draft: &mut Draft) {
    let mut status = None;
    for e in management.children() {
        let formal = e.attr("FormalName");
        match e.name() {
            "NewsItemType" => draft.add_fact(fact::ITEM_TYPE, &formal.unwrap_or_default()),
            "FirstCreated" => draft.set_first_created(&e.text()),
            "ThisRevisionCreated" => draft.set_version_created(&e.text()),
            "Status" => status = formal,
            "Urgency" => draft.set_urgency(&formal.unwrap_or_default()),
            "StatusWillChange" => will_change(e, draft),
            "DerivedFrom" => {
                if let Some(id) = e.attr("NewsItem") {
                    draft.add_reference(ReferenceKind::Id, &id);
                }
            }
            "AssociatedWith" => draft.add_fact(fact::PROPERTY, &format!("associated={}", e.attr("NewsItem").unwrap_or_default())),
            "Instruction" => instruction(&formal.unwrap_or_default(), draft),
            "Property" => {
                draft.add_fact(fact::PROPERTY, &format!("{}={}", formal.unwrap_or_default(), e.attr("Value").unwrap_or_default()))
            }
            _ => {}
        }
    }
    // After the date of its change: an embargo with a date is told from one without.
    if let Some(status) = status {
        draft.set_status(&status, "newsml-1.status");
    }
}

/// A status that will become usable at a date is an embargo until then.
fn will_change(e: Element<'_>, draft: &mut Draft) {
    let future = e.child("FutureStatus").and_then(|f| f.attr("FormalName")).unwrap_or_default();
    if let Some(date) = e.child_text("DateAndTime").filter(|_| future.is_empty() || future.eq_ignore_ascii_case("usable")) {
        draft.set_embargo(&date);
    }
}

fn instruction(formal: &str, draft: &mut Draft) {
    draft.add_fact(fact::ED_STATUS, formal);
    let kind = match formal.to_ascii_lowercase().as_str() {
        "update" | "replace" | "append" => SignalKind::Update,
        "correction" | "rectify" | "rectification" => SignalKind::Correction,
        "delete" | "cancel" | "kill" => SignalKind::Withdrawal,
        _ => return,
    };
    draft.signals.add(kind, format!("instruction {formal}"), "newsml-1.Instruction");
}
