//! Which format is it? By the first significant character a wire is XML, JSON or text; each family has a table of its formats.

mod json;
mod text;
mod xml;

use super::decode::is_padding;
use super::{DraftItem, Fault, Wire};

/// Finds the format of a wire and reads it.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    match wire.text.trim_start_matches(is_padding).as_bytes().first() {
        Some(b'<') => xml::read(wire),
        Some(b'{' | b'[') => json::read(wire),
        Some(b'"') if let Some(packed) = json::packed(wire.text.trim()) => read(&wire.with_text(&packed)),
        _ if is_bare_value(wire.text.trim()) => {
            vec![DraftItem::dead_letter(None, Fault::UnknownFormat.because("a number or a literal alone, as JSON has them"))]
        }
        _ => text::read(wire),
    }
}

/// `null`, `true`, a number: what a broken producer sends in place of a message.
fn is_bare_value(text: &str) -> bool {
    matches!(text, "null" | "true" | "false") || !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::is_bare_value;

    #[test]
    fn a_bare_value_is_no_story_but_a_short_text_is() {
        assert!(["null", "false", "42", "-1.5e3"].into_iter().all(is_bare_value));
        assert!(!["", "Null points for the ferry", "42 dead"].into_iter().any(is_bare_value));
    }
}
