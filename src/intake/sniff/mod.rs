//! Which format is it? By the first significant character a wire is XML, JSON or text; each family has a table of its formats.

mod json;
mod text;
mod xml;

use super::{DraftItem, Wire};

/// Finds the format of a wire and reads it.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    match wire.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0').as_bytes().first() {
        Some(b'<') => xml::read(wire),
        Some(b'{' | b'[') => json::read(wire),
        _ => text::read(wire),
    }
}
