//! Long texts as JSON strings. What needs no escape, which is nearly all of it, is copied many bytes at a time.

use std::fmt::Write;

use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::runs;

/// Shorter texts gain nothing.
const SHORT: usize = 64;

/// Writes a text into JSON, as the text's own `Serialize` would. Only for what is never written in another format.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if text.len() < SHORT {
        return serializer.serialize_str(text);
    }
    RawValue::from_string(escaped(text)).map_err(Error::custom)?.serialize(serializer)
}

fn escaped(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + text.len() / 8 + 2);
    json.push('"');
    let mut rest = text;
    loop {
        let (run, special) = rest.split_at(runs::ordinary(rest.as_bytes(), |b, _| (b < b' ') | (b == b'"') | (b == b'\\')));
        json.push_str(run);
        let mut chars = special.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            '\r' => json.push_str("\\r"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            // A string takes whatever is written to it.
            control => drop(write!(json, "\\u{:04x}", u32::from(control))),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_written_as_any_other(text in "([a-zA-Z é“]|[\\x00-\\x7f]|.){0,200}") {
            prop_assert_eq!(escaped(&text), serde_json::to_string(&text).expect("a string"));
        }
    }
}
