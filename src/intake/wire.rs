//! A wire: one raw record unpacked and decoded, as the format readers get it.

use super::Limits;
use crate::editorial::Editorial;
use crate::story::Arrival;

/// One raw record, unpacked and decoded.
#[derive(Clone, Copy, Debug)]
pub struct Wire<'a> {
    /// The text, in whatever charset it came. Never empty; a byte-order mark is gone.
    pub text: &'a str,
    /// The unpacked bytes, for formats that declare a charset of their own further in (e-mail).
    pub bytes: &'a [u8],
    /// When the record arrived, for headers that leave out the year.
    pub arrival: Arrival,
    /// Caps on what may be read.
    pub limits: &'a Limits,
    /// What is known of languages and agencies.
    pub editorial: &'a Editorial,
}

impl Wire<'_> {
    /// The same wire with the text that was packed inside it.
    pub fn with_text<'t>(&'t self, text: &'t str) -> Wire<'t> {
        Wire { text, bytes: text.as_bytes(), ..*self }
    }

    /// Line and column, both from 1, of a byte offset in the text; the column counts characters.
    pub fn place(&self, offset: usize) -> String {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let last = &before[line_start..];
        // A document on one long line: bytes will do, counted at no cost.
        let column = if last.len() > 1 << 16 { last.len() } else { last.chars().count() };
        format!("line {line}, column {}", 1 + column)
    }
}
