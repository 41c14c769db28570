//! Tells text from what is none.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::runs;

/// First bytes of files that sometimes arrive on a text wire by mistake.
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an OLE document"),
    (b"\x7fELF", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg stream"),
    (b"BZh", "bzip2 data"),
];

/// UTF-16 without a byte-order mark: of the first hundred units, most have a zero byte on the same side.
pub fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(200) & !1];
    if head.len() < 4 {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, units) = (zeros(0), zeros(1), head.len() / 2);
    match (even * 10 > units * 6, odd * 10 > units * 6) {
        (true, false) if odd * 10 < units => Some(UTF_16BE),
        (false, true) if even * 10 < units => Some(UTF_16LE),
        _ => None,
    }
}

/// What a payload is that is no text, or `None` for text.
pub fn seen(bytes: &[u8], text: &str) -> Option<String> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(format!("{name}, {} bytes", bytes.len()));
    }
    let (mut at, mut odd, mut first) = (0, 0usize, None);
    loop {
        at += runs::ordinary(&text.as_bytes()[at..], |b, _| begins_odd(b));
        let Some(c) = text[at..].chars().next() else { break };
        if is_odd(c) {
            odd += 1;
            first.get_or_insert(at);
        }
        at += c.len_utf8();
    }
    if odd <= 1 {
        return None;
    }
    // Wires hold stray controls; noise decoded as any 8-bit charset holds far more.
    let chars = text.chars().count();
    (odd * 25 > chars).then(|| {
        format!(
            "{} bytes that are text in no charset: {odd} of {chars} characters are control codes or unreadable, the first at byte {}",
            bytes.len(),
            first.unwrap_or(0)
        )
    })
}

/// Whether an odd character may begin with this byte: controls but those of lines, DEL, and the first bytes of C1 and of the specials.
fn begins_odd(b: u8) -> bool {
    (b < b'\t') | ((b > b'\r') & (b < b' ')) | (b == 0x7f) | (b == 0xc2) | (b == 0xef)
}

/// Characters that text does not hold. Teletype keeps SOH, STX, ETX, EOT, DC1 to DC4, SYN, US and the like, and pads with NUL.
fn is_odd(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\x0b' | '\x0c' => false,
        '\u{1}'..='\u{4}' | '\u{e}' | '\u{f}' | '\u{11}'..='\u{14}' | '\u{16}' | '\u{17}' | '\u{1a}'..='\u{1f}' => false,
        '\0'..='\x1f' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffd}' | '\u{fff0}'..='\u{fff8}' => true,
        _ => false,
    }
}
