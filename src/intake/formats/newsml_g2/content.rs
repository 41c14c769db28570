//! The text in contentSet: inline XML (XHTML, NITF or a house's own), inline data, or none because it is elsewhere.

use std::borrow::Cow;

use super::super::super::markup::{self, Markup};
use super::super::super::xml::Element;
use super::super::super::{Draft, fact};
use super::super::nitf;

/// Reads the text of an item. Of several renditions of one text, the one with the most mark-up is taken.
pub fn read(item: Element<'_>, draft: &mut Draft) {
    let sets = item.children_named("contentSet").flat_map(Element::children);
    let mut best: Option<(u8, Element<'_>)> = None;
    let mut remote = false;
    for content in sets {
        match rank(content) {
            Some(rank) if best.is_none_or(|(b, _)| rank > b) => best = Some((rank, content)),
            Some(_) => {}
            None => remote |= content.is("remoteContent"),
        }
    }
    match best {
        Some((_, content)) => {
            if let Some(language) = content.attr("lang") {
                draft.set_language(&language);
            }
            let mut text = text_of(content, draft);
            drop_teaser(content, &mut text, draft);
            text.write_to(draft);
        }
        None if remote => draft.complain("body.remote", "the text is elsewhere (remoteContent) and not fetched"),
        None => {}
    }
}

/// How well a content element carries text; `None`: not at all.
fn rank(content: Element<'_>) -> Option<u8> {
    let kind = content.attr("contenttype").unwrap_or_default().to_ascii_lowercase();
    let kind = if kind.is_empty() { Cow::Borrowed("") } else { Cow::Owned(kind) };
    let text = ["image/", "video/", "audio/", "application/pdf"].iter().all(|k| !kind.starts_with(k));
    match content.name() {
        "inlineXML" if content.raw_text().trim().is_empty() => None,
        "inlineXML" => Some(if content.find("nitf").is_some() || content.find("html").is_some() { 3 } else { 2 }),
        "inlineData" if text && content.attr("encoding").is_none() && !content.raw_text().trim().is_empty() => {
            Some(if kind.contains("html") { 2 } else { 1 })
        }
        _ => None,
    }
}

/// A paragraph marked as the teaser stands above the text, whose first paragraph says the same again: it is a summary.
fn drop_teaser(content: Element<'_>, text: &mut Markup, draft: &mut Draft) {
    let Some(teaser) = content.descendants().find(|e| e.is("p") && e.attr("class").as_deref() == Some("teaser")) else { return };
    let teaser = teaser.text();
    if text.blocks.len() > 1 && text.blocks.first().is_some_and(|b| b.text == teaser) {
        text.blocks.remove(0);
        draft.add_description("summary", &teaser);
    }
}

fn text_of(content: Element<'_>, draft: &mut Draft) -> Markup {
    if content.is("inlineData") || !content.has_elements() {
        return markup::read(&content.raw_text());
    }
    if let Some(nitf) = content.child("nitf").or_else(|| content.find("nitf")) {
        nitf::fill_gaps(nitf, draft);
        return nitf::text(nitf);
    }
    if let Some(body) = content.child("BODY") {
        return swedish(body, draft);
    }
    let body = content.child("html").and_then(|h| h.child("body")).or_else(|| content.find("body"));
    // Events and tables of results in a vocabulary of their own are no running text.
    match body {
        Some(body) => markup::read_tree(body),
        None if content.find("p").is_some() || content.children().any(|c| markup::parts_text(c.name())) => markup::read_tree(content),
        None => {
            draft.add_fact(fact::PROPERTY, &format!("inlineXML={}", content.children().next().map_or("", Element::name)));
            draft.complain(
                "body.vocabulary",
                format!("the content is <{}>, no text mark-up", content.children().next().map_or("", Element::name)),
            );
            Markup::default()
        }
    }
}

/// TT's own vocabulary (`application/ttnitf+xml`): place and house in `DAT`, writers in `BYLINE`.
fn swedish(body: Element<'_>, draft: &mut Draft) -> Markup {
    let text = |name: &str| body.find(name).map(Element::text).filter(|t| !t.is_empty());
    draft.story.located = draft.story.located.take().or_else(|| text("ORT"));
    draft.add_fact(fact::SOURCE, &text("SOURCE").unwrap_or_default());
    let writers: Vec<String> = body.descendants().filter(|e| e.is("BYLINE")).map(Element::text).filter(|t| !t.is_empty()).collect();
    draft.story.by = draft.story.by.take().or_else(|| writers.first().cloned());
    let mut markup = markup::read_tree(body);
    markup.blocks.retain(|b| !writers.contains(&b.text));
    markup
}
