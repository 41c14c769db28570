//! Guesses the charset of bytes whose declaration is missing or wrong.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_15, WINDOWS_1252, WINDOWS_1257};

use crate::story::Complaint;

/// Decodes bytes that are no valid UTF-8 in their most likely charset.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let mut encoding = detector.guess(None, Utf8Detection::Deny);
    if encoding == WINDOWS_1257 && is_nordic(bytes) {
        encoding = WINDOWS_1252;
    }
    if encoding == WINDOWS_1252 && is_latin9(bytes) {
        encoding = ISO_8859_15;
    }
    (encoding.decode_without_bom_handling(bytes).0, encoding)
}

/// The name for people: the web calls Windows-1252 what wires call Latin-1.
pub fn name_of(encoding: &'static Encoding) -> &'static str {
    encoding.name()
}

/// Whether all letters beyond ASCII are those of Danish and Norwegian. Detectors take a short text's ø for the Baltic ų, but no Baltic text of
/// some length does without the letters that it has more often.
fn is_nordic(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .filter(|b| **b >= 0xc0)
        .all(|b| matches!(b, 0xe5 | 0xe6 | 0xf8 | 0xc5 | 0xc6 | 0xd8 | 0xe9 | 0xc9 | 0xe8 | 0xf2 | 0xf4 | 0xf6 | 0xe4))
}

/// Latin-9 differs from Latin-1 in eight bytes. Detectors do not know it; its euro sign beside a number, and its œ, Š, š, Ž, ž and Ÿ
/// inside words, stand where Latin-1 would have a currency sign, fractions and accents that occur in no text.
fn is_latin9(bytes: &[u8]) -> bool {
    if bytes.iter().any(|b| (0x80..=0x9f).contains(b)) {
        return false;
    }
    let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xc0);
    bytes.iter().enumerate().filter(|(_, b)| **b >= 0xa0).any(|(i, b)| {
        let before = i.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(i + 1);
        match b {
            0xa4 => {
                let digit_before = bytes[..i].iter().rev().find(|b| **b != b' ' && **b != 0xa0).is_some_and(u8::is_ascii_digit);
                digit_before || after.is_some_and(u8::is_ascii_digit)
            }
            0xa6 | 0xa8 | 0xb4 | 0xb8 | 0xbc | 0xbd | 0xbe => letter(after) && (letter(before) || *b != 0xb4 && *b != 0xa8),
            _ => false,
        }
    })
}

/// UTF-8 in which a few bytes were hurt on the way: most of its sequences of several bytes are still whole.
pub fn damaged_utf8(bytes: &[u8]) -> Option<Complaint> {
    let (mut whole, mut broken, mut first) = (0usize, 0usize, 0usize);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            if broken == 0 {
                first = at;
            }
            broken += 1;
            at += chunk.invalid().len();
        }
    }
    (broken > 0 && whole > 2 * broken)
        .then(|| Complaint::new("charset.damaged", format!("{broken} places that are no UTF-8, the first at byte {first}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin9_is_told_from_latin1() {
        assert!(is_latin9(b"30 \xa4"));
        assert!(is_latin9(b"c\xbdur"));
        assert!(!is_latin9(b"2\xbd Stunden, 3\xbe l, \xbc Pfund"), "fractions after digits");
        assert!(!is_latin9(b"caf\xe9"));
    }

    #[test]
    fn nordic_letters_are_not_taken_for_baltic_ones() {
        let read = |bytes: &[u8]| decode(bytes).0.into_owned();
        let norwegian = b"Sn\xf8skred ved Troms\xf8 - ingen tatt. Sn\xf8en gikk torsdag over veien ved Troms\xf8.";
        assert!(read(norwegian).starts_with("Snøskred ved Tromsø"), "{}", read(norwegian));
        let lithuanian = b"Klaip\xebdoje \xf0iandien buvo \xe1vykis, \xfemoni\xf8 nenukent\xebjo, prane\xf0\xeb uosto direkcija.";
        assert!(read(lithuanian).starts_with("Klaipėdoje šiandien"), "{}", read(lithuanian));
    }

    #[test]
    fn damage_is_told_from_another_charset() {
        assert!(damaged_utf8(b"K\xc3\xb6ln, M\xc3\xbcnchen, F\xc3\xbcrth \xff").is_some());
        assert!(damaged_utf8(b"K\xf6ln, M\xfcnchen, F\xfcrth").is_none());
    }
}
