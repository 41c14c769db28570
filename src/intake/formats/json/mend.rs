//! Mends JSON whose structure is sound but whose strings are not: bad escapes, raw control characters; and commas before a bracket.

/// The mended text, and the byte offset of each fault in the original.
pub struct Mended {
    /// Sound where all faults were of the kinds that can be mended.
    pub text: String,
    /// Where the first fault stood.
    pub first: usize,
    /// How many there were.
    pub faults: usize,
}

/// Mends what can be mended without a guess. `None` where there is nothing of the kind.
pub fn mend(text: &str) -> Option<Mended> {
    let mut out = Mended { text: String::with_capacity(text.len() + 64), first: 0, faults: 0 };
    let mut in_string = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                in_string = !in_string;
                out.text.push(c);
            }
            '\\' if in_string => {
                let next = chars.peek().map(|&(_, n)| n);
                match next {
                    Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                        out.text.push(c);
                        out.text.extend(next);
                        chars.next();
                    }
                    Some('u') => escape(text, at, &mut chars, &mut out),
                    // `\'` is how other languages escape an apostrophe.
                    Some('\'') => out.fault(at, ""),
                    _ => out.fault(at, "\\\\"),
                }
            }
            '\t' if in_string => out.fault(at, "\\t"),
            '\n' if in_string => out.fault(at, "\\n"),
            '\r' if in_string => out.fault(at, "\\r"),
            '\0'..='\x1f' if in_string => out.fault(at, " "),
            ',' if !in_string && text[at + 1..].trim_start().starts_with(['}', ']']) => out.fault(at, ""),
            _ => out.text.push(c),
        }
    }
    (out.faults > 0).then_some(out)
}

/// A `\u` escape: kept where it names a character, else the replacement character (half of a surrogate pair) or plain text (no digits).
fn escape(text: &str, at: usize, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>, out: &mut Mended) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let (kept, replacement) = match (unit(at), unit(at + 6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, None),
        (Some(0xd800..=0xdfff), _) => (6, Some("\\ufffd")),
        (Some(_), _) => (6, None),
        (None, _) => (2, Some("\\\\u")),
    };
    match replacement {
        Some(replacement) => out.fault(at, replacement),
        None => out.text.push_str(&text[at..at + kept]),
    }
    for _ in 1..kept {
        chars.next();
    }
}

impl Mended {
    fn fault(&mut self, at: usize, replacement: &str) {
        if self.faults == 0 {
            self.first = at;
        }
        self.faults += 1;
        self.text.push_str(replacement);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<serde_json::Value> {
        serde_json::from_str(&mend(text)?.text).ok()
    }

    #[test]
    fn faults_in_strings() {
        assert_eq!(mended(r#"{"a":"C:\x"}"#), Some(serde_json::json!({"a": "C:\\x"})));
        assert_eq!(mended(r#"{"a":"don\'t"}"#), Some(serde_json::json!({"a": "don't"})));
        assert_eq!(mended("{\"a\":\"one\ttwo\nthree\"}"), Some(serde_json::json!({"a": "one\ttwo\nthree"})));
        assert_eq!(mended(r#"{"a":"\ud83d \ud83d\ude00\t","b":[1,],}"#), Some(serde_json::json!({"a": "\u{fffd} 😀\t", "b": [1]})));
        assert_eq!(mended(r#"{"a":"\u12"}"#), Some(serde_json::json!({"a": "\\u12"})));
    }

    #[test]
    fn the_first_fault_is_named() {
        let seen = mend(r#"{"a":"b\qc\z"}"#).expect("faults");
        assert_eq!((seen.first, seen.faults), (7, 2));
        assert!(mend(r#"{"a":"b"}"#).is_none());
    }
}
