//! UTF-8 that was read as Windows-1252 or Latin-1 and written as UTF-8 again: "rÃ©gion" for "région". The sender's fault, so the bytes are sound.
//!
//! The characters may also stand there as references, which a reader of XML, HTML or JSON would turn into the same: "r&#195;&#169;gion",
//! "r&Atilde;&copy;gion", "r\u00c3\u00a9gion".
//!
//! It is mended only where there is no doubt: every run of letters and signs beyond ASCII turns into well-formed UTF-8. A text in which
//! only some do holds both (or speaks of it); then it stays as it is and the complaint names it.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::Decoded;
use crate::intake::markup;
use crate::story::Complaint;

/// Fewer bytes turned back say nothing.
const LEAST_BYTES: usize = 4;

/// Mends a text, or names the fault.
pub fn mend(decoded: &mut Decoded<'_>) {
    let text: &str = &decoded.text;
    let references = References::of(text);
    if references.is_none() && !is_likely(text.as_bytes()) {
        return;
    }
    let mut mended = String::with_capacity(text.len());
    let (mut turned, mut kept) = (0, 0);
    let mut at = 0;
    while at < text.len() {
        let (run, end) = run(text, at, references);
        match turn(&run) {
            Some(sound) => {
                turned += run.chars().count();
                mended.push_str(&sound);
            }
            None => {
                // A space that does not break, "&mdash;" and "&rsquo;" are how editors' programs write them, whatever happened on the way.
                let typed = text[at..].starts_with('&') && !text[at..].starts_with("&#") && !run.contains(char::is_alphabetic);
                kept += usize::from(!(run.is_empty() || references.is_some() && (typed || run == "\u{a0}")));
                mended.push_str(&text[at..end]);
            }
        }
        at = end + ascii(&text[end..], references);
        mended.push_str(&text[end..at]);
    }
    if turned < LEAST_BYTES {
        return;
    }
    let said = match kept {
        0 => "UTF-8 that was read as Windows-1252 on the way; mended".to_owned(),
        _ => format!("some of it looks like UTF-8 that was read as Windows-1252, {kept} places do not; left as it is"),
    };
    decoded.complaints.push(Complaint::new("charset.mojibake", said));
    if kept == 0 {
        decoded.text = Cow::Owned(mended);
    }
}

/// How a text refers to characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum References {
    /// "&#195;", "&#xC3;", "&Atilde;", and the same once more escaped, "&amp;#195;".
    Markup,
    /// "\u00c3", and those of mark-up inside.
    Json,
}

impl References {
    /// The kind of references by which a text holds the lead byte of UTF-8 and another behind it, if any.
    fn of(text: &str) -> Option<References> {
        let json = text.starts_with(['{', '[']);
        let pair = |at: usize, of: References| {
            let (lead, end) = of.read(text, at)?;
            (matches!(lead, 'Â'..='Å' | 'Î'..='Ñ' | 'Ø' | 'Ù' | 'à'..='ô')).then_some(())?;
            of.read(text, end).map(|_| of)
        };
        let number = memchr::memchr_iter(b'#', text.as_bytes())
            .filter_map(|hash| ["&amp;", "&"].iter().find(|mark| text[..hash].ends_with(**mark)).map(|mark| hash - mark.len()));
        let named = memchr::memchr_iter(b'&', text.as_bytes()).filter(|at| is_named(text, *at));
        let of = if json { References::Json } else { References::Markup };
        let escapes = json.then(|| memchr::memmem::find_iter(text.as_bytes(), b"\\u00")).into_iter().flatten();
        number.chain(named).chain(escapes).find_map(|at| pair(at, of))
    }

    /// The character beyond ASCII that a reference at a place stands for, and where it ends.
    fn read(self, text: &str, at: usize) -> Option<(char, usize)> {
        let rest = &text[at..];
        let (code, len) = if let Some(digits) = rest.strip_prefix("&#").or_else(|| rest.strip_prefix("&amp;#")) {
            let end = digits.bytes().take(7).position(|b| b == b';')?;
            let code = match digits[..end].strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits[..end].parse().ok()?,
            };
            (code, rest.len() - digits.len() + end + 1)
        } else if is_named(text, at) {
            let name = rest.strip_prefix("&amp;").unwrap_or(&rest[1..]);
            let end = name.bytes().take(9).position(|b| b == b';')?;
            let value = markup::reference(&name[..end])?;
            let c = value.chars().next().filter(|c| value.len() == c.len_utf8())?;
            (u32::from(c), rest.len() - name.len() + end + 1)
        } else {
            let escaped = self == References::Json && !text[..at].ends_with('\\');
            let hex = rest.strip_prefix("\\u").filter(|_| escaped)?.get(..4)?;
            (u32::from_str_radix(hex, 16).ok()?, 6)
        };
        Some((char::from_u32(code).filter(|c| !c.is_ascii())?, at + len))
    }
}

/// Whether a reference by name may stand at a place: "&Atilde;", "&amp;Atilde;".
fn is_named(text: &str, at: usize) -> bool {
    let rest = &text.as_bytes()[at..];
    let name = rest.strip_prefix(b"&amp;").or_else(|| rest.strip_prefix(b"&"));
    name.is_some_and(|name| name.len() > 2 && name[..2].iter().all(u8::is_ascii_alphabetic))
}

/// The characters beyond ASCII from a place on, and where they end.
fn run(text: &str, at: usize, references: Option<References>) -> (String, usize) {
    let (mut run, mut end) = (String::new(), at);
    loop {
        let literal = text[end..].chars().next().filter(|c| !c.is_ascii()).map(|c| (c, end + c.len_utf8()));
        let Some((c, behind)) = literal.or_else(|| references?.read(text, end)) else { return (run, end) };
        run.push(c);
        end = behind;
    }
}

/// How many bytes of ASCII, at least one, stand before the next character that may be beyond it.
fn ascii(text: &str, references: Option<References>) -> usize {
    let may = |b: &u8| !b.is_ascii() || references.is_some() && matches!(b, b'&' | b'\\');
    text.bytes().skip(1).position(|b| may(&b)).map_or(text.len(), |i| i + 1)
}

/// The lead bytes of UTF-8 as Windows-1252 shows them, before something beyond ASCII: Â, Ã, â, Ð, Ñ, Ø, Ù, Å, Ä, Î, Ï.
fn is_likely(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xc3, bytes).any(|i| {
        let lead =
            bytes.get(i + 1).is_some_and(|b| matches!(b, 0x82 | 0x83 | 0xa2 | 0x90 | 0x91 | 0x98 | 0x99 | 0x85 | 0x84 | 0x8e | 0x8f));
        lead && bytes.get(i + 2).is_some_and(|b| *b >= 0xc2)
    })
}

/// A run as the UTF-8 that it was.
fn turn(run: &str) -> Option<String> {
    if run.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len());
    for c in run.chars() {
        match c as u32 {
            // Latin-1 shows them as controls, and so does Windows-1252 those that it leaves undefined.
            code @ 0x80..=0x9f => bytes.push(code as u8),
            _ => {
                let mut buffer = [0; 4];
                let (encoded, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
                match (&*encoded, lost) {
                    ([byte], false) => bytes.push(*byte),
                    _ => return None,
                }
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (String, Vec<String>) {
        let mut decoded = Decoded { text: Cow::Borrowed(text), complaints: Vec::new() };
        mend(&mut decoded);
        (decoded.text.into_owned(), decoded.complaints.into_iter().map(|c| c.message).collect())
    }

    #[test]
    fn mended_only_when_certain() {
        let (text, said) = mended("La rÃ©gion a Ã©tÃ© touchÃ©e â€” le prÃ©fet lâ€™a dit.");
        assert_eq!(text, "La région a été touchée — le préfet l’a dit.");
        assert!(said[0].ends_with("mended"), "{said:?}");
        let both = "La rÃ©gion a Ã©tÃ© touchÃ©e, dit le préfet.";
        let (text, said) = mended(both);
        assert_eq!(text, both);
        assert!(said[0].ends_with("left as it is"), "{said:?}");
        for sound in ["La région a été touchée", "SÃO PAULO, ÂÎ", "Ærø, Øen, Ålborg", "Ñuñoa", "“Ça”"] {
            assert_eq!(mended(sound), (sound.to_owned(), vec![]), "{sound}");
        }
    }

    #[test]
    fn references_are_mended_as_characters_are() {
        for (written, sound) in [
            ("<p>La r&#195;&#169;gion a &#xC3;&#xA9;t&#xC3;&#xA9; touch&#195;&#169;e.</p>", "<p>La région a été touchée.</p>"),
            ("<p>touch&#195;&#169;e &#226;&#128;&#148; dit-il &lt;b&gt;</p>", "<p>touchée — dit-il &lt;b&gt;</p>"),
            (
                "<d>touch&amp;#195;&amp;#169;e&amp;#160;: l&amp;#39;&amp;#195;&amp;#169;t&amp;#195;&amp;#169;</d>",
                "<d>touchée&amp;#160;: l&amp;#39;été</d>",
            ),
            (r#"{"headline":"La r\u00c3\u00a9gion touch\u00C3\u00A9e"}"#, r#"{"headline":"La région touchée"}"#),
            ("<p>La r&Atilde;&copy;gion touch&Atilde;&copy;e &mdash; dit-il</p>", "<p>La région touchée &mdash; dit-il</p>"),
            ("<d>Die F&amp;Atilde;&amp;curren;hre f&Atilde;&frac14;r K&Atilde;&para;ln</d>", "<d>Die Fähre für Köln</d>"),
            (r#"{"h":"l&acirc;&euro;&trade;&Atilde;&copy;t&Atilde;&copy;"}"#, r#"{"h":"l’été"}"#),
        ] {
            let (text, said) = mended(written);
            assert_eq!(text, sound);
            assert!(said[0].ends_with("mended"), "{said:?}");
        }
        let both = "<p>La région a été touch&#195;&#169;e et r&#195;&#169;duite.</p>";
        assert_eq!(mended(both).0, both);
        let both = "<p>La r&eacute;gion touch&Atilde;&copy;e et r&Atilde;&copy;duite.</p>";
        assert_eq!(mended(both).0, both);
        for sound in [
            "<p>S&Atilde;O PAULO &copy; A&eacute;roport, &Ntilde;u&ntilde;oa &amp; &Atilde;&amp; B&W; &</p>",
            "<p>La r&#233;gion &#8212; l&#8217;&#233;t&#233;&#160;: touch&#233;e</p>",
            r#"{"h":"La r\u00e9gion touch\u00e9e, \u00e0\u00e9"}"#,
            r#"{"h":"written \\u00c3\\u00a9 twice \\u00c3\\u00a9"}"#,
            "# Notebook &# &#; &#x; &amp;# ##",
        ] {
            assert_eq!(mended(sound), (sound.to_owned(), vec![]), "{sound}");
        }
    }
}
