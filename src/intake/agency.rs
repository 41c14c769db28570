//! What is known of the agency: which it is, what its ids are worth, and the signals in its fields and words.
//!
//! The formats' readers set what a format's own vocabulary says (`sig:correction`, a status, AP's `editorialtypes`). Here the
//! agency's habits and its words are read, first by the agency's own file, then by `generic.toml`; the first rule that gives a
//! signal names its reason.
//!
//! *Withheld.* A story whose status is withheld is not to be published yet: it gets the signal Embargo, so that its text
//! reaches no topic but that of embargoed stories. Words that hold or kill a story (HOLD, KILL, "do not use") mean one that was
//! sent before: they give Withdrawal, and then a withheld status adds nothing. Whether a withheld story was out already under
//! the same id only the desk knows; it then takes that version back.
//!
//! *Embargo.* By status and by words it is a signal here. A date goes to `embargoedUntil` alone: intake is a function of the
//! record, so the desk compares it with arrival. Where words give the date too, both are set, and the desk lets a date that
//! has passed at arrival outweigh the words.

mod clock;
mod embargo;
mod identity;
mod known;
mod listing;
mod references;
mod revision;
mod table;
mod words;
mod zone;

use super::furniture::lexicon::Lexicon;
use super::{Draft, DraftItem, Drafted, fact};
use crate::editorial::{Agency, Editorial};
use crate::story::{PubStatus, SignalKind};

/// Applies what is known of the agency to an item.
///
/// `key`: the raw record's, which often names the feed.
pub fn apply(item: &mut DraftItem, key: Option<&[u8]>, editorial: &Editorial) {
    let Drafted::Story(draft) = &mut item.drafted else { return };
    let lexicon = Lexicon::of(editorial, draft.story.language.as_deref());
    let found = known::find(draft, item.agency.as_deref(), key, &lexicon);
    item.agency = found.name;
    item.agency_by = found.by;
    if let Some(zone) = found.agency.and_then(|a| a.zone.as_ref()) {
        zone::settle(draft, zone, item.agency.as_deref().unwrap_or("the agency"));
    }
    let generic = editorial.agencies.iter().find(|a| a.key == Agency::GENERIC);
    let rules: Vec<&Agency> = found.agency.into_iter().chain(generic).collect();
    identity::settle(draft, &rules);
    urgencies(draft, &rules);
    fields(draft, &rules);
    words::read(draft, &rules, &lexicon);
    listing::read(draft, &rules, &lexicon);
    table::read(draft);
    statuses(draft);
    embargo::read(draft, &lexicon);
    references::read(draft, &lexicon);
    revision::settle(draft);
    // Too few words to tell a language by: the house's own is likelier than any other.
    if let Some(language) = found.agency.and_then(|a| a.language.as_deref()).filter(|_| draft.story.language.is_none()) {
        draft.story.language = Some(language.to_owned());
        draft.complain(
            "language.agency",
            format!(
                "no language is declared and the text does not tell; {} writes in {language}",
                item.agency.as_deref().unwrap_or("the agency")
            ),
        );
    }
}

/// Urgencies on the agency's own scale, and what they mean.
fn urgencies(draft: &mut Draft, rules: &[&Agency]) {
    let written: Vec<String> = draft.facts(fact::URGENCY).map(str::to_owned).collect();
    let own_scale = written.iter().find_map(|w| rules.iter().find_map(|a| Some((a.urgency.of(w)?, w))));
    if let Some((urgency, _)) = own_scale {
        draft.story.urgency = Some(urgency);
    }
    let Some(urgency) = draft.story.urgency else { return };
    // An agency's file that says what urgencies mean says it all: the generic meanings do not add to it.
    let Some(agency) = rules.iter().find(|a| a.urgency.has_meanings()) else { return };
    // A word means what it says, whoever writes it; what a number means only its house knows.
    let worded = own_scale.filter(|(_, written)| !written.bytes().any(|b| b.is_ascii_digit())).and_then(|(urgency, _)| match urgency {
        1 => Some(SignalKind::Flash),
        2 => Some(SignalKind::Bulletin),
        3 => Some(SignalKind::Urgent),
        _ => None,
    });
    if let Some(kind) = worded.or_else(|| agency.urgency.meaning(urgency)) {
        let word = match kind {
            SignalKind::Flash => "FLASH",
            SignalKind::Bulletin => "BULLETIN",
            _ => "URGENT",
        };
        let shown = own_scale.map_or_else(|| urgency.to_string(), |(_, written)| written.clone());
        draft.signals.add(kind, format!("urgency {shown} ({word})"), format!("{}.urgency", agency.key));
    }
}

/// Values of the format's fields.
fn fields(draft: &mut Draft, rules: &[&Agency]) {
    let mut found = Vec::new();
    for agency in rules.iter().filter(|a| !a.fields.is_empty()) {
        for (name, value) in &draft.facts {
            found.extend(agency.fields.of(name, value).map(|f| (f.signal, format!("{name} {value}"), f.rule.clone())));
        }
    }
    for (kind, reason, rule) in found {
        draft.signals.add(kind, reason, rule);
    }
}

/// What the status means beside the words: see the module's notes on withheld stories.
fn statuses(draft: &mut Draft) {
    match draft.story.pub_status {
        Some(PubStatus::Canceled) => draft.signals.add(SignalKind::Withdrawal, "status canceled", "generic.status.canceled"),
        Some(PubStatus::Withheld) => {
            let by_words = |s: &crate::story::Signal| s.kind == SignalKind::Withdrawal && !s.rule.contains("status");
            if draft.signals.signals.iter().any(by_words) && draft.story.embargoed_until.is_none() {
                draft.signals.signals.retain(|s| s.kind != SignalKind::Embargo || !s.reason.starts_with("status"));
            } else {
                draft.signals.add(SignalKind::Embargo, "status withheld", "generic.status.withheld");
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
