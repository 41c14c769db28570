//! Quotation marks of all languages in one passage, each with what stands on either side of it.

use crate::runs;

/// The shapes of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// `"`, and its full-width form.
    Straight,
    /// `“`: opens in English, closes in German.
    HighSix,
    /// `”`: closes in English, opens and closes in Swedish and Finnish.
    HighNine,
    /// `„`, and `,,` of wires without it.
    Low,
    /// ` `` ` of wires without curly marks.
    Backticks,
    /// `''`, its counterpart.
    TwoTicks,
    /// `«`
    Left,
    /// `»`
    Right,
    /// `‹`
    SingleLeft,
    /// `›`
    SingleRight,
    /// `「`, and `﹁` of vertical text.
    Corner,
    /// `」`
    CornerEnd,
    /// `『`
    WhiteCorner,
    /// `』`
    WhiteCornerEnd,
    /// `'`: a quotation mark or an apostrophe.
    Tick,
    /// `‘`
    SingleSix,
    /// `’`: a quotation mark or, far more often, an apostrophe.
    SingleNine,
    /// `‚`
    SingleLow,
    /// A single backtick.
    Backtick,
}

impl Glyph {
    /// Whether this is a mark that can also be an apostrophe, or pairs with one that can.
    pub fn is_single(self) -> bool {
        matches!(self, Glyph::Tick | Glyph::SingleSix | Glyph::SingleNine | Glyph::SingleLow | Glyph::Backtick)
    }
}

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its shape.
    pub glyph: Glyph,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stands before it.
    pub before: Side,
    /// What stands after it.
    pub after: Side,
    /// The character before is an "s", as in a possessive plural.
    pub after_s: bool,
}

/// What stands on one side of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// White space, or the end of the passage.
    Space,
    /// A letter or digit.
    Word,
    /// Punctuation that closes or ends.
    Close,
    /// A bracket or dash that opens, or another quotation mark.
    Open,
}

impl Mark {
    /// Stands as an opening mark does: free on the left, close to a word on the right.
    pub fn looks_open(&self) -> bool {
        matches!(self.before, Side::Space | Side::Open) && matches!(self.after, Side::Word | Side::Open | Side::Close)
    }

    /// Stands as a closing mark does: close to its text on the left, free on the right.
    pub fn looks_closed(&self) -> bool {
        !matches!(self.before, Side::Space) && !matches!(self.after, Side::Word)
    }
}

/// Whether a mark may begin with this byte, before that one.
fn may_begin(byte: u8, next: u8) -> bool {
    let ascii = (byte == b'"') | (byte == b'\'') | (byte == b'`') | ((byte == b',') & (next == b','));
    ascii | (byte == 0xC2) | (byte == 0xE2) | (byte == 0xE3) | (byte == 0xEF)
}

/// Adds the marks of a passage. Apostrophes inside words are left out.
pub fn find(text: &str, marks: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += runs::ordinary(&bytes[at..], may_begin);
        if at == bytes.len() {
            return;
        }
        match glyph(bytes, at) {
            Some((glyph, len)) => {
                let mark = placed(text, glyph, at, at + len);
                if !(glyph.is_single() && mark.before == Side::Word && mark.after == Side::Word) {
                    marks.push(mark);
                }
                at += len;
            }
            None => at += 1,
        }
    }
}

fn glyph(bytes: &[u8], at: usize) -> Option<(Glyph, usize)> {
    let next = |n: usize| bytes.get(at + n).copied().unwrap_or(0);
    Some(match (bytes[at], next(1), next(2)) {
        (b'"', ..) => (Glyph::Straight, 1),
        (b'\'', b'\'', _) => (Glyph::TwoTicks, 2),
        (b'\'', ..) => (Glyph::Tick, 1),
        (b'`', b'`', _) => (Glyph::Backticks, 2),
        (b'`', ..) => (Glyph::Backtick, 1),
        (b',', b',', c) if c.is_ascii_alphabetic() || c >= 0x80 => (Glyph::Low, 2),
        (0xC2, 0xAB, _) => (Glyph::Left, 2),
        (0xC2, 0xBB, _) => (Glyph::Right, 2),
        (0xE2, 0x80, 0x98 | 0x9B) => (Glyph::SingleSix, 3),
        (0xE2, 0x80, 0x99) => (Glyph::SingleNine, 3),
        (0xE2, 0x80, 0x9A) => (Glyph::SingleLow, 3),
        (0xE2, 0x80, 0x9C | 0x9F) => (Glyph::HighSix, 3),
        (0xE2, 0x80, 0x9D) => (Glyph::HighNine, 3),
        (0xE2, 0x80, 0x9E) => (Glyph::Low, 3),
        (0xE2, 0x80, 0xB9) => (Glyph::SingleLeft, 3),
        (0xE2, 0x80, 0xBA) => (Glyph::SingleRight, 3),
        (0xE3, 0x80, 0x8C) => (Glyph::Corner, 3),
        (0xE3, 0x80, 0x8D) => (Glyph::CornerEnd, 3),
        (0xE3, 0x80, 0x8E) => (Glyph::WhiteCorner, 3),
        (0xE3, 0x80, 0x8F) => (Glyph::WhiteCornerEnd, 3),
        (0xE3, 0x80, 0x9D) => (Glyph::HighSix, 3),
        (0xE3, 0x80, 0x9E | 0x9F) => (Glyph::HighNine, 3),
        (0xEF, 0xBC, 0x82) => (Glyph::Straight, 3),
        (0xEF, 0xBD, 0xA2) => (Glyph::Corner, 3),
        (0xEF, 0xBD, 0xA3) => (Glyph::CornerEnd, 3),
        _ => return None,
    })
}

fn placed(text: &str, glyph: Glyph, start: usize, end: usize) -> Mark {
    let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
    let after_s = matches!(before, Some('s' | 'S'));
    Mark { glyph, start: start as u32, end: end as u32, before: side(before), after: side(after), after_s }
}

fn side(c: Option<char>) -> Side {
    match c {
        None => Side::Space,
        Some(c) if c.is_whitespace() || c == '\u{200B}' || c == '\u{FEFF}' => Side::Space,
        Some(c) if c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '#' | '@' | '*' | '_') => Side::Word,
        Some('(' | '[' | '{' | '-' | '–' | '—' | '/' | '¿' | '¡' | '"' | '\'' | '`') => Side::Open,
        Some(c) if ('\u{2018}'..='\u{201F}').contains(&c) || matches!(c, '«' | '»' | '‹' | '›') => Side::Open,
        Some(_) => Side::Close,
    }
}
