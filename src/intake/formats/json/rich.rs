//! Text as content systems keep it: a string, an object with the string inside, or a list of blocks.

use serde::de::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::Fill;

/// Names under which an object holds its text: WordPress `rendered`, Drupal `processed` and `value`, Arc `basic`, rich text `children`.
const INSIDE: [&str; 16] = [
    "rendered",
    "processed",
    "html",
    "value",
    "basic",
    "text",
    "content",
    "main",
    "default",
    "#text",
    "$t",
    "children",
    "blocks",
    "data",
    "items",
    "title",
];

/// Words in the type of a block that is no running text.
const ASIDE: [&str; 16] = [
    "image",
    "picture",
    "photo",
    "gallery",
    "video",
    "audio",
    "embed",
    "advert",
    "promo",
    "related",
    "social",
    "atomic",
    "newsletter",
    "iframe",
    "code",
    "button",
];

/// A text as HTML where it came in blocks, else as it was written; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Rich(String);

impl Rich {
    /// The text without white space around it; `None` where it is blank.
    pub fn text(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|t| !t.is_empty())
    }
}

impl Fill for Rich {
    fn fill(&mut self, other: Self) {
        if self.text().is_none() {
            *self = other;
        }
    }
}

impl<'de> Deserialize<'de> for Rich {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Rich, D::Error> {
        let mut out = String::new();
        match Value::deserialize(d)? {
            Value::Array(one) if one.len() == 1 && one[0].is_string() => inside(&one[0], &mut out),
            Value::Array(blocks) => blocks.iter().for_each(|b| block(b, &mut out)),
            value => inside(&value, &mut out),
        }
        Ok(Rich(out))
    }
}

/// The text of a value; parts that follow one another in a line are joined.
fn inside(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => out.push_str(text),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Object(object) => {
            let holds = |v: &&Value| v.is_object() || v.is_array() || v.as_str().is_some_and(|s| !s.trim().is_empty());
            match INSIDE.iter().find_map(|name| Some((*name, object.get(*name).filter(holds)?))) {
                Some(("blocks" | "items" | "content", Value::Array(blocks))) if !blocks.iter().all(is_span) => {
                    blocks.iter().for_each(|b| block(b, out));
                }
                Some(("children", Value::Array(items))) if items.iter().any(is_item) => items.iter().for_each(|i| block(i, out)),
                Some((_, inner)) => inside(inner, out),
                None => {}
            }
        }
        Value::Array(parts) => parts.iter().for_each(|p| inside(p, out)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whether a part stands in a line: a run of text, a link.
fn is_span(part: &Value) -> bool {
    part.as_object().map(kind).is_some_and(|kind| ["text", "span", "link", "hyperlink", "mention", "hardbreak"].contains(&kind.as_str()))
}

/// Whether a part is an item of a list, or a paragraph inside a frame.
fn is_item(part: &Value) -> bool {
    part.as_object().map(kind).is_some_and(|kind| ["item", "paragraph", "heading"].iter().any(|word| kind.contains(word)))
}

/// One block as an element of HTML.
fn block(value: &Value, out: &mut String) {
    let kind = value.as_object().map(kind).unwrap_or_default();
    if ASIDE.iter().any(|word| kind.contains(word)) {
        return;
    }
    let mut text = String::new();
    inside(value, &mut text);
    let tag = match kind.as_str() {
        kind if kind.contains("head") || kind.contains("subtitle") => "h2",
        kind if kind.len() == 2 && kind.starts_with('h') => "h2",
        kind if kind.contains("quote") => "blockquote",
        kind if kind.contains("list") => "li",
        _ => "p",
    };
    let parted = text.trim_start().starts_with(['<']) && ["<p", "<h", "<ul", "<ol", "<li", "<div", "<bl"].iter().any(|t| text.contains(t));
    match text.trim() {
        "" => {}
        text if parted => out.push_str(text),
        text => out.push_str(&format!("<{tag}>{text}</{tag}>")),
    }
}

/// What kind of block it is; a paragraph's style says more than that it is a block.
fn kind(block: &Map<String, Value>) -> String {
    let names = ["style", "listItem", "type", "_type", "blockType", "nodeType", "name"];
    let kinds = names.iter().filter_map(|n| block.get(*n)?.as_str()).map(str::to_ascii_lowercase);
    kinds.filter(|k| k != "normal" && k != "block").collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_an_object_around_it_and_blocks() {
        let read = |json: &str| serde_json::from_str::<Rich>(json).expect("sound JSON").0;
        assert_eq!(read("\"<p>a</p>\""), "<p>a</p>");
        assert_eq!(read(r#"{"format":"html","rendered":"a"}"#), "a");
        assert_eq!(read(r#"{"value":null,"basic":"b"}"#), "b");
        let blocks = r#"[{"type":"header","content":"H"},{"type":"image","caption":"no"},{"type":"text","content":"a <b>b</b>"}]"#;
        assert_eq!(read(blocks), "<h2>H</h2><p>a <b>b</b></p>");
        let spans = r#"[{"_type":"block","style":"h3","children":[{"text":"So "},{"text":"it is"}]},{"_type":"block","style":"normal","children":[{"text":"x"}]}]"#;
        assert_eq!(read(spans), "<h2>So it is</h2><p>x</p>");
        let runs = r#"{"nodeType":"document","content":[{"nodeType":"paragraph","content":[{"nodeType":"text","value":"All are "},{"nodeType":"text","value":"safe"}]}]}"#;
        assert_eq!(read(runs), "<p>All are safe</p>");
        let list = r#"[{"type":"list","children":[{"type":"list-item","children":[{"type":"text","text":"a"}]},{"type":"list-item","children":[{"type":"text","text":"b"}]}]}]"#;
        assert_eq!(read(list), "<li>a</li><li>b</li>");
        assert_eq!(read(r#"{"blocks":[{"type":"paragraph","data":{"text":"p"}}]}"#), "<p>p</p>");
    }
}
