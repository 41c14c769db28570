//! UTF-8 that was read as Windows-1252 and written as UTF-8 again: "rÃ©gion" for "région". The sender's fault, so the bytes are sound.
//!
//! It is mended only where there is no doubt: every run of letters and signs beyond ASCII turns into well-formed UTF-8. A text in which
//! only some do holds both (or speaks of it); then it stays as it is and the complaint names it.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::Decoded;
use crate::story::Complaint;

/// Fewer bytes turned back say nothing.
const LEAST_BYTES: usize = 4;

/// Mends a text, or names the fault.
pub fn mend(decoded: &mut Decoded<'_>) {
    if !is_likely(decoded.text.as_bytes()) {
        return;
    }
    let mut mended = String::with_capacity(decoded.text.len());
    let (mut turned, mut kept) = (0, 0);
    for run in decoded.text.split_inclusive(|c: char| c.is_ascii()) {
        let ascii = run.len() - run.chars().next_back().filter(char::is_ascii).map_or(0, char::len_utf8);
        let (run, end) = run.split_at(ascii);
        match turn(run) {
            Some(text) => {
                turned += run.chars().count();
                mended.push_str(&text);
            }
            None => {
                kept += usize::from(!run.is_empty());
                mended.push_str(run);
            }
        }
        mended.push_str(end);
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
            // Bytes that Windows-1252 leaves undefined pass through as controls.
            code @ (0x81 | 0x8d | 0x8f | 0x90 | 0x9d) => bytes.push(code as u8),
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
}
