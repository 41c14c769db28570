//! Bytes into text: byte-order mark, declaration, and what to believe when they are wrong.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Fault;
use crate::story::{Complaint, Reason};

mod binary;
mod guess;
mod mojibake;

/// Text with what was wrong about its charset.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte-order mark.
    pub text: Cow<'a, str>,
    /// `charset.undeclared`, `charset.wrong`, `charset.damaged`, `charset.mojibake`.
    pub complaints: Vec<Complaint>,
}

/// Decodes a payload. Bytes that are valid UTF-8 are UTF-8, whatever is declared; else a declaration that fits is believed;
/// else the charset is guessed from the bytes.
///
/// # Errors
/// White space only, or bytes that are text in no charset.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Reason> {
    let mut decoded = match Encoding::for_bom(bytes) {
        Some((utf8, bom)) if utf8 == UTF_8 => by_content(&bytes[bom..]),
        Some((utf16, _)) => as_declared(bytes, utf16),
        None => match binary::utf16_without_bom(bytes) {
            Some(utf16) => {
                let mut decoded = as_declared(bytes, utf16);
                decoded.complaints.push(Complaint::new("charset.undeclared", format!("{} without a byte-order mark", utf16.name())));
                decoded
            }
            None => by_content(bytes),
        },
    };
    let inside = unpadded(&decoded.text);
    if inside.len() < decoded.text.len() {
        decoded.text = match decoded.text {
            Cow::Borrowed(text) => Cow::Borrowed(unpadded(text)),
            Cow::Owned(_) => Cow::Owned(inside.to_owned()),
        };
    }
    if let Some(seen) = binary::seen(bytes, &decoded.text) {
        return Err(Fault::Binary.because(seen));
    }
    mojibake::mend(&mut decoded);
    if decoded.text.trim().is_empty() {
        return Err(Fault::Empty.because(format!("{} bytes, all of them white space", bytes.len())));
    }
    Ok(decoded)
}

/// What feeds pad messages with: white space, zero bytes, and the delete characters of punched tape.
pub fn is_padding(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\x7f')
}

/// Without what feeds put around a message: a byte-order mark, also behind blank lines, and zero bytes.
fn unpadded(text: &str) -> &str {
    let text = if text.ends_with('\0') { text.trim_end_matches(is_padding) } else { text };
    let marked = text.trim_start_matches(is_padding);
    if marked.starts_with('\u{feff}') { marked.trim_start_matches('\u{feff}') } else { text }
}

fn by_content(bytes: &[u8]) -> Decoded<'_> {
    let declaration = Declaration::of(bytes);
    // ISO-2022-JP and its like are ASCII bytes with another meaning: there a declaration goes before validity.
    if let Some(encoding) = declaration.encoding.filter(|e| !e.is_ascii_compatible() && *e != UTF_16LE && *e != UTF_16BE) {
        return as_declared(bytes, encoding);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        let wrong = declaration.encoding.is_some_and(|e| e != UTF_8) && !text.is_ascii();
        let complaints = if wrong { vec![declaration.wrong(UTF_8)] } else { Vec::new() };
        return Decoded { text: Cow::Borrowed(text), complaints };
    }
    if let Some(fault) = guess::damaged_utf8(bytes) {
        return Decoded { text: String::from_utf8_lossy(bytes), complaints: vec![fault] };
    }
    match declaration.encoding {
        Some(encoding) if encoding != UTF_8 && !declaration.means_ascii() => {
            if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                return Decoded { text, complaints: Vec::new() };
            }
        }
        _ => {}
    }
    let (text, encoding) = guess::decode(bytes);
    let complaint = match declaration.label {
        Some(_) => declaration.wrong(encoding),
        None => Complaint::new("charset.undeclared", format!("8-bit bytes without a declaration, read as {}", guess::name_of(encoding))),
    };
    Decoded { text, complaints: vec![complaint] }
}

fn as_declared(bytes: &[u8], encoding: &'static Encoding) -> Decoded<'static> {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    let mut complaints = Vec::new();
    if damaged {
        complaints.push(Complaint::new("charset.damaged", format!("bytes that are no {}", encoding.name())));
    }
    Decoded { text: Cow::Owned(text.into_owned()), complaints }
}

/// What an XML declaration or an HTML `meta` says of the charset.
struct Declaration<'a> {
    label: Option<&'a str>,
    encoding: Option<&'static Encoding>,
}

impl<'a> Declaration<'a> {
    fn of(bytes: &'a [u8]) -> Declaration<'a> {
        let label = label(&bytes[..bytes.len().min(1024)]);
        Declaration { label, encoding: label.and_then(|l| Encoding::for_label(l.as_bytes())) }
    }

    /// Encoding labels follow the web's habit of taking ASCII for Windows-1252; here 8-bit bytes in "ASCII" are a guess like any other.
    fn means_ascii(&self) -> bool {
        self.encoding == Some(WINDOWS_1252) && self.label.is_some_and(|l| l.to_ascii_lowercase().contains("ascii"))
    }

    fn wrong(&self, encoding: &'static Encoding) -> Complaint {
        let label = self.label.unwrap_or_default();
        Complaint::new("charset.wrong", format!("declared {label}, read as {}", guess::name_of(encoding)))
    }
}

/// The value of `encoding="…"` in an XML declaration, or of `charset=` in the head of an HTML page.
fn label(head: &[u8]) -> Option<&str> {
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    let head = &head[start..];
    if head.first() != Some(&b'<') {
        return None;
    }
    let (scope, key): (&[u8], &[u8]) = if head.starts_with(b"<?xml") {
        (&head[..memchr::memmem::find(head, b"?>").unwrap_or(head.len())], b"encoding")
    } else {
        (head, b"charset")
    };
    let rest = &scope[memchr::memmem::find(scope, key)? + key.len()..];
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_.:".contains(b))).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok().filter(|l| !l.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Vec<String>) {
        let decoded = decode(bytes).expect("text");
        (decoded.text.into_owned(), decoded.complaints.into_iter().map(|c| c.code).collect())
    }

    fn xml(label: &str, text: &[u8]) -> Vec<u8> {
        [format!("<?xml version='1.0' encoding='{label}'?><p>").as_bytes(), text, b"</p>"].concat()
    }

    #[test]
    fn utf8_is_utf8_whatever_is_declared() {
        let (text, complaints) = read(&xml("ISO-8859-1", "Le maire a démissionné".as_bytes()));
        assert!(text.contains("démissionné"));
        assert_eq!(complaints, ["charset.wrong"]);
        assert_eq!(read(&xml("ISO-8859-1", b"The mayor resigned")).1, [] as [&str; 0]);
    }

    #[test]
    fn a_declaration_that_fits_is_believed() {
        let (text, complaints) = read(&xml("iso-8859-15", b"un budget de 12 \xa4 par \xbduvre"));
        assert!(text.contains("12 € par œuvre"), "{text}");
        assert_eq!(complaints, [] as [&str; 0]);
    }

    #[test]
    fn undeclared_bytes_are_guessed() {
        let (text, complaints) = read(b"ROMA - Il presidente ha detto \x93\xe8 una citt\xe0 pi\xf9 sicura\x94 e costa 3 \x80 al giorno.");
        assert!(text.contains("“è una città più sicura” e costa 3 €"), "{text}");
        assert_eq!(complaints, ["charset.undeclared"]);
        let (text, _) = read(b"PARIS - Le c\xbdur de la ville, pr\xe9par\xe9 pour 30 \xa4, a \xe9t\xe9 rouvert.");
        assert!(text.contains("cœur de la ville, préparé pour 30 €"), "{text}");
    }

    #[test]
    fn declared_utf8_that_is_latin1_is_guessed() {
        let (text, complaints) = read(&xml("UTF-8", b"La r\xe9gion a \xe9t\xe9 touch\xe9e, a d\xe9clar\xe9 le pr\xe9fet"));
        assert!(text.contains("La région a été touchée"), "{text}");
        assert_eq!(complaints, ["charset.wrong"]);
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf8_into_mojibake() {
        let (text, complaints) = read(&xml("UTF-8", "Köln, Düsseldorf, Münster \u{1}und Gütersloh".replace('\u{1}', "\u{fc}").as_bytes()));
        assert!(text.contains("Düsseldorf"));
        assert!(complaints.is_empty());
        let mut bytes = xml("UTF-8", "Köln, Düsseldorf, Münster und Gütersloh".as_bytes());
        let at = bytes.len() - 8;
        bytes[at] = 0xff;
        let (text, complaints) = read(&bytes);
        assert!(text.contains("Düsseldorf"), "{text}");
        assert_eq!(complaints, ["charset.damaged"]);
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        let story = "{\"headline\":\"Tren descarrila en Ñuñoa\"}";
        for big in [false, true] {
            let units: Vec<u8> = story.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            assert_eq!(read(&units), (story.to_owned(), vec!["charset.undeclared".to_owned()]));
            let mark: &[u8] = if big { b"\xfe\xff" } else { b"\xff\xfe" };
            assert_eq!(read(&[mark, &units].concat()), (story.to_owned(), vec![]));
        }
        assert_eq!(read(b"\xef\xbb\xbfFlash").0, "Flash");
        assert_eq!(read(b"\r\n\xef\xbb\xbfFlash").0, "Flash");
    }

    #[test]
    fn binary_is_no_text() {
        let code = |bytes: &[u8]| decode(bytes).expect_err("no text").code;
        let noise: Vec<u8> = (0u32..4000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(code(&noise), "payload.binary");
        assert_eq!(code(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"), "payload.binary");
        assert_eq!(code(b"%PDF-1.7\n%\xe2\xe3"), "payload.binary");
        assert_eq!(code(b" \r\n "), "payload.empty");
    }

    #[test]
    fn teletype_controls_are_text() {
        let (text, _) = read(b"\x16\x16\x01a0123ALL \x1f\x1f\x02 u  BC-Ferry\x13\nThe ferry ran aground.\x03");
        assert!(text.contains("The ferry"));
    }
}
