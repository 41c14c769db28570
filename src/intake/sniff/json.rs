//! The JSON formats, by the names directly inside the outermost object; and what may lie around them.

use base64::Engine;

use super::super::decode::{decode, is_padding};
use super::super::formats::json::{Outline, mend, outline};
use super::super::formats::{afp_json, ap_json, dpa_json, generic_json, json_feed, ninjs};
use super::super::{Block, Draft, DraftItem, Drafted, Fault, Skip, Wire};
use super::text;
use crate::story::Format;

/// How many envelopes may lie around an item.
const ENVELOPES: usize = 4;

/// Reads a wire that starts like JSON: one value, or several one after the other.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let mut rest = wire.text.trim_start_matches(blank);
    if !begins_json(rest) {
        return text::read(wire);
    }
    let mut items = Vec::new();
    while rest.starts_with(['{', '[']) && items.len() <= wire.limits.items {
        let Some(seen) = outline(rest) else {
            let end = wire.place(wire.text.trim_end_matches(blank).len());
            items.push(DraftItem::dead_letter(
                None,
                Fault::CutShort.because(format!("JSON that is still open where the text ends, at {end}")),
            ));
            return items;
        };
        items.extend(value(wire, &rest[..seen.end], &seen, ENVELOPES));
        rest = rest[seen.end..].trim_start_matches(|c: char| blank(c) || c == ',');
    }
    if !rest.is_empty() {
        let place = wire.place(wire.text.len() - rest.len());
        stories(&mut items, "json.trailing", &format!("text after the end of the JSON, at {place}"));
    }
    items
}

fn blank(c: char) -> bool {
    is_padding(c) || c == '\u{1e}'
}

/// "[Update] …" and "{…}" in running text are no JSON.
fn begins_json(text: &str) -> bool {
    let inside = text[1..].trim_start_matches(blank);
    match text.as_bytes()[0] {
        b'{' => inside.starts_with(['"', '}']) || inside.is_empty(),
        _ => inside.starts_with(['{', '[', ']']) || inside.starts_with('"') && outline(text).is_some(),
    }
}

/// Reads one value: an item, an array of items, or an envelope around either.
fn value(wire: &Wire<'_>, text: &str, seen: &Outline<'_>, envelopes: usize) -> Vec<DraftItem> {
    if text.starts_with('[') {
        return array(wire, seen, envelopes);
    }
    match Kind::of(seen) {
        Some(kind) => {
            let items = mended(wire, text, |text| kind.read(text));
            // Names that ninjs shares with other records, and none of its texts.
            let empty = matches!(&items[..], [DraftItem { drafted: Drafted::Skipped(reason), .. }] if reason.code == Skip::Service.code());
            let other = if empty { mended(wire, text, |text| generic_json::read(text, wire.editorial)) } else { Vec::new() };
            if matches!(other[..], [DraftItem { drafted: Drafted::Story(_), .. }]) { other } else { items }
        }
        None => {
            let inner = envelope(wire, seen, envelopes);
            if !inner.is_empty() {
                return inner;
            }
            let items = mended(wire, text, |text| generic_json::read(text, wire.editorial));
            let unknown = items.iter().all(|i| matches!(i.drafted, Drafted::DeadLetter(_)));
            unknown.then(|| document(wire, seen)).flatten().unwrap_or(items)
        }
    }
}

fn array(wire: &Wire<'_>, seen: &Outline<'_>, envelopes: usize) -> Vec<DraftItem> {
    if seen.elements.is_empty() {
        return vec![DraftItem::skipped(Format::Json, Skip::Service.because("an empty array"))];
    }
    let mut items = Vec::new();
    for element in seen.elements.iter().take(wire.limits.items + 1) {
        match outline(element).filter(|_| element.starts_with(['{', '['])) {
            Some(inner) if envelopes > 0 => items.extend(value(wire, element, &inner, envelopes - 1)),
            _ => items.push(DraftItem::dead_letter(None, Fault::UnknownFormat.because("an array of something else than objects"))),
        }
    }
    items
}

/// JSON-LD's list of all that a page is about.
const GRAPH: &str = "@graph";

/// Names under which APIs, brokers and search engines put what they carry.
const CARRIERS: [&str; 22] = [
    "_items", "search", "posts", "stories", "nodes", GRAPH, "item", "items", "data", "payload", "response", "result", "results", "docs",
    "hits", "_source", "entries", "entry", "articles", "article", "message", "story",
];

/// Names under which loggers and bridges keep a whole document as a string.
const DOCUMENTS: [&str; 9] = ["payload", "message", "value", "data", "body", "content", "xml", "raw", "document"];

/// What stands in a string that is a document of its own.
fn document(wire: &Wire<'_>, seen: &Outline<'_>) -> Option<Vec<DraftItem>> {
    seen.members.iter().filter(|(name, _)| DOCUMENTS.contains(name)).find_map(|(_, value)| {
        let string: String = serde_json::from_str(value.starts_with('"').then_some(*value)?).ok()?;
        let bytes = encoded(&string);
        let decoded = decode(bytes.as_deref().unwrap_or(string.as_bytes())).ok()?;
        let text = decoded.text.as_ref();
        let items = super::read(&Wire { text, bytes: text.as_bytes(), ..*wire });
        // A piece of HTML may be anything: only a format that is known is a document for sure, and a text in which headline and body stand apart.
        let known = |i: &DraftItem| match (i.format, &i.drafted) {
            (None | Some(Format::Xml | Format::Json), _) | (_, Drafted::DeadLetter(_)) => false,
            (Some(Format::Plain), Drafted::Story(draft)) => is_article(text, draft),
            (Some(Format::Plain), _) => false,
            _ => true,
        };
        items.iter().any(known).then_some(items)
    })
}

/// Whether a plain text in a field of any name is a story beyond doubt: blank lines, a headline, and sentences of some length below it.
fn is_article(text: &str, draft: &Draft) -> bool {
    const SHORTEST: usize = 80;
    let sentence = |b: &Block| b.text.chars().count() >= SHORTEST && b.text.ends_with(['.', '!', '?', '"', '”', '»', '。', '؟']);
    text.lines().any(|line| line.trim().is_empty()) && !draft.story.headlines.is_empty() && draft.blocks.iter().any(sentence)
}

/// The bytes of a string that is base64 (RFC 4648) and nothing else: how brokers put a file into JSON.
fn encoded(string: &str) -> Option<Vec<u8>> {
    const SHORTEST: usize = 64;
    let line: String = string.split_ascii_whitespace().collect();
    let sound = line.len() >= SHORTEST
        && line.len().is_multiple_of(4)
        && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    sound.then(|| base64::engine::general_purpose::STANDARD.decode(line).ok()).flatten()
}

/// The document in a JSON string, where it begins like one.
pub fn packed(string: &str) -> Option<String> {
    let text: String = serde_json::from_str(string.starts_with('"').then_some(string)?).ok()?;
    text.trim_start().starts_with(['{', '[', '<']).then_some(text)
}

/// Reads what an envelope carries; empty where it is none.
fn envelope(wire: &Wire<'_>, seen: &Outline<'_>, envelopes: usize) -> Vec<DraftItem> {
    if envelopes == 0 {
        return Vec::new();
    }
    let carried = |(name, text): &&(&str, &str)| CARRIERS.contains(name) && text.starts_with(['{', '[']);
    for (name, text) in seen.members.iter().filter(carried) {
        let Some(inner) = outline(text) else { continue };
        let mut items = value(wire, text, &inner, envelopes - 1);
        if *name == GRAPH {
            // The site and its pictures are no items.
            items.retain(|i| matches!(i.drafted, Drafted::Story(_)));
        }
        if items.iter().any(|i| !matches!(i.drafted, Drafted::DeadLetter(_))) {
            return items;
        }
    }
    Vec::new()
}

#[derive(Clone, Copy)]
enum Kind {
    ApResponse,
    ApItem,
    Afp,
    Dpa,
    Feed,
    Ninjs,
}

impl Kind {
    fn of(seen: &Outline<'_>) -> Option<Kind> {
        let object = |name: &str| seen.get(name).filter(|v| v.starts_with('{'));
        if object("data").is_some_and(|data| outline(data).is_some_and(|d| d.get("item").is_some_and(ap_item))) {
            return Some(Kind::ApResponse);
        }
        if seen.get("version").is_some_and(|v| v.contains("jsonfeed.org")) {
            return Some(Kind::Feed);
        }
        if seen.has_any(&["article_html"]) || seen.has(&["entry_id", "urn"]) {
            return Some(Kind::Dpa);
        }
        if seen.has(&["uno"]) || seen.has(&["news", "lang"]) {
            return Some(Kind::Afp);
        }
        if is_ap_item(seen) {
            return Some(Kind::ApItem);
        }
        is_ninjs(seen).then_some(Kind::Ninjs)
    }

    fn read(self, text: &str) -> Result<Vec<DraftItem>, serde_json::Error> {
        let one = |item: DraftItem| vec![item];
        match self {
            Kind::ApResponse => ap_json::read(text),
            Kind::ApItem => ap_json::read_item(text).map(one),
            Kind::Afp => afp_json::read(text).map(one),
            Kind::Dpa => dpa_json::read(text).map(one),
            Kind::Feed => json_feed::read(text),
            Kind::Ninjs => ninjs::read(text).map(one),
        }
    }
}

fn ap_item(text: &str) -> bool {
    outline(text).is_some_and(|item| is_ap_item(&item))
}

/// AP's items have ids of their own beside the uri, and editorial fields that ninjs lacks.
fn is_ap_item(seen: &Outline<'_>) -> bool {
    seen.get("altids").is_some_and(|ids| ids.contains("\"itemid\""))
        && seen.has_any(&["editorialtypes", "editorialpriority", "editorialrole", "body_nitf", "textformat", "pubstatus"])
}

/// A ninjs item has a uri and something to say; one that lacks the uri is known by two names that others do not use.
fn is_ninjs(seen: &Outline<'_>) -> bool {
    let own = |name: &&str| {
        let folded: String = name.chars().filter(|c| *c != '_').collect::<String>().to_ascii_lowercase();
        matches!(
            &*folded,
            "versioncreated"
                | "firstcreated"
                | "pubstatus"
                | "bodyhtml"
                | "bodytext"
                | "bodyxhtml"
                | "bodymain"
                | "headlines"
                | "bodies"
                | "slugline"
                | "located"
        )
    };
    let common =
        |name: &str| name.starts_with("headline") || name.starts_with("body") || matches!(name, "type" | "standard" | "descriptions");
    let names = || seen.members.iter().map(|(name, _)| *name);
    let named = ["uri", "guid"].iter().any(|n| seen.get(n).is_some_and(|v| !v.starts_with(['{', '['])));
    match named {
        true => names().any(|n| own(&n) || common(n)),
        false => names().filter(own).count() >= 2,
    }
}

/// Reads a text; where its strings are broken, reads it once more mended, with a complaint.
fn mended(wire: &Wire<'_>, text: &str, read: impl Fn(&str) -> Result<Vec<DraftItem>, serde_json::Error>) -> Vec<DraftItem> {
    let first = match read(text) {
        Ok(items) => return items,
        Err(error) => error,
    };
    let mending = mend(text);
    if let Some(mending) = &mending
        && let Ok(mut items) = read(&mending.text)
    {
        let place = wire.place(offset(wire, text) + mending.first);
        stories(&mut items, "json.mended", &format!("{} faults inside strings, the first at {place}", mending.faults));
        return items;
    }
    let at =
        text.split_inclusive('\n').take(first.line().saturating_sub(1)).map(str::len).sum::<usize>() + first.column().saturating_sub(1);
    let place = wire.place(offset(wire, text) + at);
    // serde_json's own message ends in a place inside this value; the place in the wire is what an operator can find.
    let what = first.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what);
    vec![DraftItem::dead_letter(None, Fault::Malformed.because(format!("{what}, at {place}")))]
}

/// Where a part of the wire's text begins in it.
fn offset(wire: &Wire<'_>, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(wire.text.as_ptr() as usize)
}

fn stories(items: &mut [DraftItem], code: &str, message: &str) {
    for item in items {
        if let Drafted::Story(draft) = &mut item.drafted {
            draft.complain(code, message);
        }
    }
}
