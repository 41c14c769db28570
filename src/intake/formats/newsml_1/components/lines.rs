//! NewsLines: what a component shows to readers and editors.

use super::super::super::super::xml::Element;
use super::super::super::super::{Draft, fact};

/// Reads the lines of a component. Those of outer components come first and stand.
pub fn read(component: Element<'_>, draft: &mut Draft) {
    let Some(lines) = component.child("NewsLines") else { return };
    for e in lines.children() {
        match e.name() {
            "HeadLine" => {
                let role = if draft.story.headlines.is_empty() { "main" } else { "other" };
                draft.add_headline(role, &e.raw_text());
            }
            "SubHeadLine" => draft.add_headline("sub", &e.raw_text()),
            "ByLine" => set(&mut draft.story.by, e),
            "SlugLine" => {
                let slug = e.text();
                if !slug.is_empty() {
                    draft.story.slugline = Some(slug);
                }
            }
            "CopyrightLine" => set(&mut draft.story.copyright_notice, e),
            "RightsLine" => set(&mut draft.story.usage_terms, e),
            "CreditLine" => draft.add_fact(fact::SOURCE, &e.text()),
            "DateLine" => draft.add_fact(fact::DATELINE, &e.text()),
            "KeywordLine" => e.text().split([',', ';']).for_each(|k| draft.add_keyword(k)),
            "AdvisoryLine" => draft.add_ed_note(&e.raw_text()),
            "NewsLine" => other(e, draft),
            _ => {}
        }
    }
}

fn set(slot: &mut Option<String>, e: Element<'_>) {
    if slot.is_none() {
        *slot = Some(e.text()).filter(|t| !t.is_empty());
    }
}

/// A line of the sender's own type. Advice to editors is a note whoever sends it.
fn other(line: Element<'_>, draft: &mut Draft) {
    let kind = line.child("NewsLineType").and_then(|t| t.attr("FormalName")).unwrap_or_default();
    let lower = kind.to_ascii_lowercase();
    for text in line.children_named("NewsLineText") {
        if lower.contains("advis") || lower.contains("note") {
            draft.add_ed_note(&text.raw_text());
        } else if !text.text().is_empty() {
            draft.add_fact(fact::PROPERTY, &format!("{kind}={}", text.text()));
        }
    }
}
