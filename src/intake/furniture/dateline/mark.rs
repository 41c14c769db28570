//! The mark that ends a dateline.

use super::{MOST_BYTES, in_capitals};
use crate::runs;

/// A kind of mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Dash,
    /// A full stop or colon: only behind a credit.
    Stop,
    /// A colon behind a date's number.
    Colon,
}

/// A mark, and where the text behind it begins.
pub(super) struct Found {
    pub kind: Mark,
    pub end: usize,
}

/// The first mark that can end a dateline, with what stands before it.
pub(super) fn first_mark(text: &str) -> Option<(&str, Found)> {
    // Most of a paragraph's bytes are no marks, nor the first of one.
    let is_mark = |b: u8, _| (b >= 0x80) | matches!(b, b'-' | b'_' | b'.' | b'=' | b':' | b'?' | b'!' | b';' | b'"' | b'\n');
    let near = &text[..text.ceil_char_boundary(MOST_BYTES)];
    let mut i = 0;
    loop {
        i += runs::ordinary(&near.as_bytes()[i..], is_mark);
        let c = near[i..].chars().next()?;
        let last = near[..i].chars().next_back().filter(|c| !c.is_whitespace()).unwrap_or(' ');
        let rest = &text[i..];
        let found = match c {
            '-' if rest.starts_with("--") => Some((Mark::Dash, rest.len() - rest.trim_start_matches('-').len())),
            '-' | '–' | '—' | '_' if last == ' ' && (rest.len() == c.len_utf8() || rest[c.len_utf8()..].starts_with([' ', '\u{a0}'])) => {
                Some((Mark::Dash, c.len_utf8()))
            }
            '–' | '—' => Some((Mark::Dash, c.len_utf8())),
            '.' if rest.starts_with(".-") || rest.starts_with(".–") || rest.starts_with(".—") => {
                Some((Mark::Dash, rest.len() - rest[1..].trim_start_matches(['-', '–', '—']).len()))
            }
            '-' if last == ')' => Some((Mark::Dash, 1)),
            // "ALGER- Le trafic …"
            '-' if rest.starts_with("- ") && in_capitals(text[..i].rsplit(' ').next().unwrap_or_default()) => Some((Mark::Dash, 1)),
            '=' if text[..i].trim_end().ends_with(')') => Some((Mark::Dash, 1)),
            '.' | ':' if matches!(last, ')' | '/') => Some((Mark::Stop, 1)),
            ':' if last.is_ascii_digit() && rest.starts_with(": ") => Some((Mark::Colon, 1)),
            '?' | '!' | ';' | '"' | '“' | '„' | '«' | '”' | '\n' => return None,
            _ => None,
        };
        if let Some((kind, len)) = found {
            return Some((&text[..i], Found { kind, end: i + len }));
        }
        i += c.len_utf8();
    }
}
