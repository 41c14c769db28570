//! Words, numbers and marks at the edge of a field, as labels need them.

use super::super::plain;

/// One piece of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte in the field.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word, folded; whether it was written in capitals, or in a script that has none.
    Word {
        /// The folded word.
        folded: String,
        /// All its letters are capitals.
        capitals: bool,
    },
    /// A number, with the ending of an ordinal if it has one ("2nd", "2EME", "1.").
    Number(u64),
    /// White space.
    Space,
    /// Anything else.
    Mark(char),
}

impl Token {
    /// The folded word, where it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word { folded, .. } => Some(folded),
            _ => None,
        }
    }

    /// Whether it is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }
}

/// Endings that make a number an ordinal, in the languages of the wires.
const ORDINALS: [&str; 12] = ["st", "nd", "rd", "th", "eme", "ème", "er", "re", "e", "º", "ª", "°"];

/// Cuts a field, or as much of it as the first `limit` bytes hold.
pub fn lex(field: &str, limit: usize) -> impl Iterator<Item = Token> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let c = field[start..].chars().next().filter(|_| start < limit)?;
        let kind = if c.is_ascii_digit() {
            at += digits(&field[at..]);
            let number = field[start..at].parse().unwrap_or(u64::MAX);
            at += ordinal(&field[at..]);
            TokenKind::Number(number)
        } else if c.is_alphabetic() {
            at += field[at..].find(|c: char| !c.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&c)).unwrap_or(field.len() - at);
            let word = &field[start..at];
            TokenKind::Word { folded: plain(word), capitals: !word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase) }
        } else if c.is_whitespace() {
            at += field[at..].find(|c: char| !c.is_whitespace()).unwrap_or(field.len() - at);
            TokenKind::Space
        } else {
            at += c.len_utf8();
            TokenKind::Mark(c)
        };
        Some(Token { kind, start, end: at })
    })
}

fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

/// Length of an ordinal's ending: "nd" of "2nd", also of "1stLd" (AP's keyword line), not of "2ndhand".
fn ordinal(text: &str) -> usize {
    ORDINALS
        .iter()
        .filter(|e| text.get(..e.len()).is_some_and(|t| t.eq_ignore_ascii_case(e) || t.to_lowercase() == **e))
        .map(|e| e.len())
        .find(|&n| {
            let capitals = text[..n].chars().all(char::is_uppercase);
            !text[n..].starts_with(if capitals { char::is_alphabetic } else { char::is_lowercase })
        })
        .unwrap_or(0)
}
