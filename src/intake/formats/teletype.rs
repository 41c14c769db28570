//! What teletypes left in texts: 7-bit alphabets with national letters, quotation marks of two strokes, control characters.
//!
//! Sources: ISO 646 national variants (DIN 66003, NF Z 62-010, SEN 85 02 00, NS 4551, ES2); AP's use of `_` for a dash.

use std::borrow::Cow;

use crate::editorial::{Editorial, plain};

/// The letters that a national alphabet puts in the places of `@ [ \ ] { | } ~`.
const VARIANTS: [(&str, [char; 8]); 8] = [
    ("de", ['§', 'Ä', 'Ö', 'Ü', 'ä', 'ö', 'ü', 'ß']),
    ("fr", ['à', '°', 'ç', '§', 'é', 'ù', 'è', '¨']),
    ("es", ['§', '¡', 'Ñ', '¿', '°', 'ñ', 'ç', '~']),
    ("sv", ['É', 'Ä', 'Ö', 'Å', 'ä', 'ö', 'å', '~']),
    ("fi", ['É', 'Ä', 'Ö', 'Å', 'ä', 'ö', 'å', '~']),
    ("nb", ['@', 'Æ', 'Ø', 'Å', 'æ', 'ø', 'å', '~']),
    ("da", ['@', 'Æ', 'Ø', 'Å', 'æ', 'ø', 'å', '~']),
    ("it", ['§', '°', 'ç', 'é', 'à', 'ò', 'è', 'ì']),
];

const PLACES: [char; 8] = ['@', '[', '\\', ']', '{', '|', '}', '~'];

/// Letters out of their places, where a text of 7 bits has them inside its words: the alphabet whose words the text then holds.
pub fn national_letters<'t>(text: &'t str, editorial: &Editorial) -> Cow<'t, str> {
    if !text.is_ascii() || places_in_words(text) < 3 {
        return Cow::Borrowed(text);
    }
    let scored = VARIANTS.iter().filter_map(|(language, letters)| {
        let known = &editorial.language(Some(language))?.furniture.telling;
        let mapped = map(text, letters);
        let words = mapped.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
        let score = words.filter(|w| known.contains(&plain(w))).count();
        Some((score, mapped))
    });
    // The first of equals, in the order of the list.
    match scored.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
        Some((score, mapped)) if score > 0 => Cow::Owned(mapped),
        _ => Cow::Borrowed(text),
    }
}

fn map(text: &str, letters: &[char; 8]) -> String {
    text.chars().map(|c| PLACES.iter().position(|p| *p == c).map_or(c, |i| letters[i])).collect()
}

/// How often one of the places stands between letters or at the edge of a word.
fn places_in_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let letter = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_lowercase);
    (0..bytes.len()).filter(|&i| b"{|}~\\[]".contains(&bytes[i]) && (letter(i.checked_sub(1)) || letter(Some(i + 1)))).count()
}

/// Typography that a teletype has no keys for: ``…'' for quotation marks, `_` alone for a dash, `{` for a half.
pub fn typography(text: &str) -> String {
    let text = text.replace("``", "“").replace("''", "”").replace(" _ ", " — ");
    let Some(_) = text.find('{') else { return text };
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        out.push(if c == '{' && last.is_ascii_digit() { '½' } else { c });
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_letters_come_back() {
        let editorial = Editorial::built_in();
        let read = |text: &str| national_letters(text, &editorial).into_owned();
        assert_eq!(
            read("Die F{hre f}r Nernier f{hrt nicht, sagte der B}rgermeister"),
            "Die Fähre für Nernier fährt nicht, sagte der Bürgermeister"
        );
        assert_eq!(read("Le pr{fet a d{cid{ que les bacs ne sont pas s|rs"), "Le préfet a décidé que les bacs ne sont pas sùrs");
        assert_eq!(read("F{rjan g}r inte och det |r st{ngt"), "Färjan går inte och det ör stängt");
        assert_eq!(read("a {b} c"), "a {b} c");
        assert_eq!(read("The ferry array[i] runs"), "The ferry array[i] runs");
    }

    #[test]
    fn strokes_become_marks() {
        assert_eq!(typography("``It was dust,'' she said _ and left. 3{ tons"), "“It was dust,” she said — and left. 3½ tons");
    }
}
