//! Elements of HTML with too many attributes. The tokenizer compares each attribute with all before it, so that what costs a record's bytes
//! must not be attributes of one element.

use std::borrow::Cow;

/// Attributes of one element that are read.
const MOST_ATTRIBUTES: usize = 500;

/// The text without the attributes that are too many.
pub fn few(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut kept = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let tag = Tag::read(bytes, at);
        if let Some(surplus) = tag.surplus {
            kept.push_str(&text[copied..surplus]);
            copied = tag.end;
        }
        at = tag.end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// A start tag.
struct Tag {
    /// Its first byte of what is too much.
    surplus: Option<usize>,
    /// Its `>`, or the end of the text.
    end: usize,
}

/// States of HTML's tokenizer within a tag (HTML 13.2.5.32 to 13.2.5.39).
enum State {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
}

impl Tag {
    /// Reads the tag whose name begins at a byte.
    fn read(bytes: &[u8], name: usize) -> Tag {
        let (mut state, mut attributes, mut surplus) = (State::Name, 0, None);
        let mut at = name;
        while let Some(&b) = bytes.get(at) {
            let space = matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
            state = match (state, b) {
                (_, b'>') => break,
                (State::Name, b'=') if attributes > 0 => State::BeforeValue,
                (State::AfterName, b'=') => State::BeforeValue,
                (State::BeforeValue, b'"' | b'\'') => {
                    at += 1 + memchr::memchr(b, &bytes[at + 1..]).unwrap_or(bytes.len());
                    State::BeforeName
                }
                (State::BeforeName | State::Name | State::AfterName, b'/') => State::BeforeName,
                (State::BeforeName | State::Value, _) if space => State::BeforeName,
                (State::Name | State::AfterName, _) if space => State::AfterName,
                (State::BeforeValue, _) if space => State::BeforeValue,
                (State::BeforeName | State::AfterName, _) => {
                    attributes += 1;
                    if attributes > MOST_ATTRIBUTES {
                        surplus = surplus.or(Some(at));
                    }
                    State::Name
                }
                (State::BeforeValue, _) => State::Value,
                (state, _) => state,
            };
            at += 1;
        }
        Tag { surplus, end: at.min(bytes.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_agencies_send_stays_as_it_is() {
        for text in ["<p class=x id='a > b' data-a = \"1\" hidden>Text</p>", "a < b", "<p", "<img src=\"", "<a/b/c='<p>'>"] {
            assert!(matches!(few(text), Cow::Borrowed(t) if t == text), "{text}");
        }
    }

    #[test]
    fn attributes_that_are_too_many_go_however_they_are_written() {
        for written in [" a=1", " a", "/a", " a='>'", " =\"a", " a = \"b\"", "\na", " a=''b"] {
            let tag = format!("<p{}", written.repeat(40_000));
            let text = format!("{tag}\">Ferry aground</p><b>Nobody hurt</b>");
            let cut = few(&text);
            assert!(cut.len() < text.len() / 10, "{written}: {} of {}", cut.len(), text.len());
            assert!(cut.ends_with("<b>Nobody hurt</b>"), "{written}");
        }
    }
}
