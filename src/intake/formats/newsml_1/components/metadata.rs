//! AdministrativeMetadata and DescriptiveMetadata of a component.

use super::super::super::super::xml::Element;
use super::super::super::super::{Draft, fact};
use super::super::super::super::{bounds, fields::push_concept};
use crate::story::{Concept, InfoSource};

/// Reads the metadata of a component.
pub fn read(component: Element<'_>, draft: &mut Draft) {
    if let Some(administrative) = component.child("AdministrativeMetadata") {
        administer(administrative, draft);
    }
    if let Some(descriptive) = component.child("DescriptiveMetadata") {
        describe(descriptive, draft);
    }
}

fn administer(metadata: Element<'_>, draft: &mut Draft) {
    for e in metadata.children() {
        let party = || e.child("Party").and_then(|p| p.attr("FormalName"));
        match e.name() {
            "Provider" => {
                if let Some(name) = party() {
                    draft.add_fact(fact::PROVIDER, &name);
                    source(draft, &name, "provider");
                }
            }
            "Source" => {
                if let Some(name) = party() {
                    draft.add_fact(fact::SOURCE, &name);
                    source(draft, &name, "source");
                }
            }
            "Creator" => {
                if let Some(name) = party() {
                    draft.add_fact(fact::PROPERTY, &format!("creator={name}"));
                }
            }
            "Property" => property(e, draft),
            _ => {}
        }
    }
}

fn describe(metadata: Element<'_>, draft: &mut Draft) {
    for e in metadata.children() {
        match e.name() {
            "Language" => draft.set_language(&e.attr("FormalName").unwrap_or_default()),
            "Genre" => {
                if let Some(genre) = e.attr("FormalName") {
                    draft.add_fact(fact::GENRE, &genre);
                    push_concept(&mut draft.story.genres, Concept { literal: Some(genre.into_owned()), ..Concept::default() });
                }
            }
            "SubjectCode" => {
                let codes = e.children().filter_map(|c| c.attr("FormalName"));
                for code in codes {
                    push_concept(&mut draft.story.subjects, Concept { literal: Some(code.into_owned()), ..Concept::default() });
                }
            }
            "Location" => location(e, draft),
            "Property" => property(e, draft),
            "OfInterestTo" => draft.add_fact(fact::PROPERTY, &format!("of-interest-to={}", e.attr("FormalName").unwrap_or_default())),
            _ => {}
        }
    }
}

/// The place of origin is the dateline's; others are places of the event.
fn location(e: Element<'_>, draft: &mut Draft) {
    let value = |name: &str| {
        let property = e.children_named("Property").find(|p| p.attr("FormalName").is_some_and(|f| f.eq_ignore_ascii_case(name)));
        property.and_then(|p| p.attr("Value")).map(|v| v.into_owned())
    };
    let Some(place) = value("City").or_else(|| value("CountryArea")).or_else(|| value("Country")) else { return };
    let origin = e.attr("HowPresent").is_some_and(|h| h.eq_ignore_ascii_case("origin"));
    if origin && draft.story.located.is_none() {
        draft.story.located = Some(place);
    } else {
        push_concept(&mut draft.story.places, Concept { name: Some(place), ..Concept::default() });
    }
}

fn property(e: Element<'_>, draft: &mut Draft) {
    let name = e.attr("FormalName").unwrap_or_default();
    for inner in e.children_named("Property") {
        property(inner, draft);
    }
    let Some(value) = e.attr("Value") else { return };
    if name.to_ascii_lowercase().starts_with("keyword") {
        draft.add_keyword(&value);
    }
    draft.add_fact(fact::PROPERTY, &format!("{name}={value}"));
}

fn source(draft: &mut Draft, name: &str, role: &str) {
    let source = InfoSource { name: Some(name.to_owned()), role: Some(role.to_owned()), uri: None };
    bounds::push_once(&mut draft.story.info_sources, source);
}
