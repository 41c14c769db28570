//! The XML formats, by the name of the root element; an unknown envelope is searched for a known document inside.

use super::super::formats::{atom, generic_xml, html_page, newsml_1, newsml_g2, nitf, rss};
use super::super::markup;
use super::super::xml::{Document, Element};
use super::super::{DraftItem, Wire, formats::plain};
use crate::story::Format;

type Reader = fn(&Wire<'_>, &Document<'_>, Element<'_>) -> Vec<DraftItem>;

/// Format, names of its root elements, reader.
const FORMATS: [(Format, &[&str], Reader); 5] = [
    (Format::NewsmlG2, &newsml_g2::ROOTS, newsml_g2::read),
    (Format::Newsml1, &["NewsML"], newsml_1::read),
    (Format::Nitf, &["nitf"], nitf::read),
    (Format::Rss, &["rss", "RDF"], rss::read),
    (Format::Atom, &["feed", "entry"], atom::read),
];

/// Reads a wire that starts like XML.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let root = root_name(wire.text);
    if root.is_some_and(markup::is_page) {
        return html_page::read(wire);
    }
    let known = root.and_then(format_of);
    let document = match Document::parse(wire) {
        Ok(document) => document,
        // Text that merely begins with “<” is no XML that was cut short before its root element.
        Err(_) if root.is_none() && !is_prologue(wire.text) => return plain::read(wire),
        Err(reason) => return vec![DraftItem::dead_letter(known.map(|(format, ..)| *format), reason)],
    };
    match known {
        Some((_, _, read)) => read(wire, &document, document.root()),
        None => inside(wire, &document),
    }
}

/// Known documents inside an envelope, the outermost of each; else the fallback.
fn inside(wire: &Wire<'_>, document: &Document<'_>) -> Vec<DraftItem> {
    let mut items = Vec::new();
    let mut last: Option<Element<'_>> = None;
    for element in document.root().descendants() {
        if last.is_some_and(|l| l.holds(element)) {
            continue;
        }
        if let Some((_, _, read)) = format_of(element.name()) {
            items.extend(read(wire, document, element));
            last = Some(element);
        }
    }
    if items.is_empty() { generic_xml::read(wire, document, document.root()) } else { items }
}

fn is_prologue(text: &str) -> bool {
    let text = text.trim();
    text == "<" || text.starts_with("<?") || text.starts_with("<!")
}

fn format_of(name: &str) -> Option<&'static (Format, &'static [&'static str], Reader)> {
    FORMATS.iter().find(|(_, roots, _)| roots.contains(&name))
}

/// The local name of the first element, without parsing the document. `None` where no tag opens.
fn root_name(text: &str) -> Option<&str> {
    let mut rest = text;
    for _ in 0..1000 {
        rest = &rest[rest.find('<')?..];
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            &comment[comment.find("-->")?..]
        } else if rest.starts_with("<!DOCTYPE") || rest.starts_with("<!doctype") {
            let subset = rest.find('[').filter(|b| rest.find('>').is_none_or(|g| *b < g));
            match subset {
                Some(_) => &rest[rest.find("]").map_or(rest.len(), |e| e)..],
                None => &rest[rest.find('>')?..],
            }
        } else if rest.starts_with("<?") {
            &rest[rest.find("?>")?..]
        } else {
            let name = &rest[1..];
            let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len());
            let name = &name[..end];
            let sound = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            return sound.then(|| name.rsplit(':').next().unwrap_or(name));
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_names() {
        for (text, name) in [
            ("<?xml version='1.0'?>\n<!-- <a> -->\n<ns0:newsItem guid='1'>", Some("newsItem")),
            ("<!DOCTYPE nitf [<!ENTITY a '<b>'>]><nitf>", Some("nitf")),
            ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf/>", Some("nitf")),
            ("< a", None),
            ("<!-- never", None),
        ] {
            assert_eq!(root_name(text), name, "{text}");
        }
    }

    #[test]
    fn every_format_is_in_the_table_once() {
        let mut roots: Vec<&str> = FORMATS.iter().flat_map(|(_, roots, _)| roots.iter().copied()).collect();
        let all = roots.len();
        roots.sort_unstable();
        roots.dedup();
        assert_eq!(roots.len(), all);
    }
}
