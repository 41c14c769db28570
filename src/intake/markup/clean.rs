//! Characters: white space folded, escapes resolved, controls dropped.

use std::borrow::Cow;

use crate::runs;

/// Puts a text on one line: runs of white space become one space, invisible characters go. A lone no-break space stays: French and
/// numbers use it inside text.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_folded(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// Appends a text to a line, folding white space over the seam; nothing but text starts a line. A line feed that stands in `out` already
/// (a break) is left alone.
pub fn push_folded(out: &mut String, text: &str) {
    // Chinese and Japanese paragraphs begin with a wide space.
    let mut rest = if out.is_empty() { text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c)) } else { text };
    while !rest.is_empty() {
        let run = verbatim(rest);
        out.push_str(&rest[..run]);
        let mut chars = rest[run..].chars();
        let Some(c) = chars.next() else { return };
        rest = chars.as_str();
        match c {
            ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if out.ends_with(is_no_break_space) {
                    out.pop();
                }
                if !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c if is_no_break_space(c) => {
                if !out.is_empty() && !out.ends_with(|l: char| l == ' ' || l == '\n' || is_no_break_space(l)) {
                    out.push(c);
                }
            }
            c if is_invisible(c) => {}
            c => out.push(c),
        }
    }
}

/// Bytes at the start of a text that stay as they are: all but controls, runs of spaces, and the first bytes of the characters that
/// [`push_folded`] looks at (in UTF-8, those of U+0080 to U+00BF, U+2000 to U+2FFF and U+F000 to U+FFFF).
fn verbatim(text: &str) -> usize {
    let special = |b: u8, next: u8| (b < b' ') | (b == 0x7f) | (b == 0xC2) | (b == 0xE2) | (b == 0xEF) | ((b == b' ') & (next == b' '));
    if text.starts_with(' ') { 0 } else { runs::ordinary(text.as_bytes(), special) }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || c.is_control()
}

fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// Text without pairs of tags of no known vocabulary that were escaped into it: "<endash>-</endash>" is a dash.
pub fn without_pairs(text: &str) -> Cow<'_, str> {
    const MOST_PAIRS: usize = 100;
    const LONGEST_NAME: usize = 20;
    let mut text = Cow::Borrowed(text);
    let mut from = 0;
    for _ in 0..MOST_PAIRS {
        let Some(close) = memchr::memmem::find(&text.as_bytes()[from..], b"</").map(|i| i + from) else { break };
        from = close + 2;
        let length = text.as_bytes()[from..].iter().take(LONGEST_NAME).take_while(|b| b.is_ascii_lowercase()).count();
        let (name, end) = (&text[from..from + length], from + length + 1);
        if name.is_empty() || text.as_bytes().get(end - 1) != Some(&b'>') {
            continue;
        }
        let open = format!("<{name}>");
        if let Some(start) = text[..close].rfind(&open) {
            let whole = [&text[..start], &text[start + open.len()..close], &text[end..]].concat();
            (text, from) = (Cow::Owned(whole), close - open.len());
        }
    }
    text
}

/// Bytes of a character reference's name.
const LONGEST_REFERENCE: usize = 32;

/// Resolves character references that are left in plain text: the escaping was done once too often.
pub fn resolve(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let near = &rest.as_bytes()[1..rest.len().min(LONGEST_REFERENCE + 2)];
        let name = memchr::memchr(b';', near).filter(|length| *length > 0).map(|length| &rest[1..=length]);
        match name.and_then(reference) {
            Some(value) => {
                out.push_str(&value);
                rest = &rest[name.map_or(1, |n| n.len() + 2)..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The value of a character reference, by its name or `#number`.
pub fn reference(name: &str) -> Option<Cow<'static, str>> {
    let code = match name.strip_prefix('#') {
        None => return named(name),
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        },
    };
    let c = match code {
        // HTML 13.2.5.80: numbers of C1 controls mean Windows-1252, as writers of mark-up mean it.
        0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next()?,
        _ => char::from_u32(code)?,
    };
    Some(Cow::Owned(if c == '\0' { String::new() } else { c.to_string() }))
}

/// HTML's named characters, without the tables of the tokenizer for the five that stand everywhere.
fn named(name: &str) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        _ => {
            let key = format!("{name};");
            let &(first, second) = html5ever::data::NAMED_ENTITIES.get(&key).filter(|(first, _)| *first != 0)?;
            let mut value = String::from(char::from_u32(first)?);
            value.extend(char::from_u32(second).filter(|c| *c != '\0'));
            return Some(Cow::Owned(value));
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_pairs_of_tags_go_and_their_text_stays() {
        assert_eq!(without_pairs("<endash>-</endash> Nobody <x>is</x> hurt"), "- Nobody is hurt");
        for same in ["a </b> c", "a < b and c </", "<A>b</A>", "1 </ 2 > 3"] {
            assert_eq!(without_pairs(same), same);
        }
    }
}
