//! Quotation marks around a whole text, of whatever house style.

/// Pairs that may stand around a whole text.
const PAIRS: [(char, &[char]); 7] =
    [('«', &['»']), ('“', &['”', '“']), ('„', &['“', '”']), ('»', &['«', '»']), ('‘', &['’']), ('"', &['"']), ('‹', &['›'])];

/// What stands inside the marks, where one pair of them holds the whole text.
pub fn whole(text: &str) -> Option<&str> {
    let text = text.trim();
    let first = text.chars().next()?;
    let (open, closers) = PAIRS.iter().find(|(open, _)| *open == first)?;
    let last = text.chars().next_back().filter(|c| closers.contains(c))?;
    let inside = text.get(open.len_utf8()..text.len().checked_sub(last.len_utf8())?)?;
    // "A" and "B" are two quotations, not one.
    let parts = inside.contains(*open) || inside.contains(last) && last != '’';
    let inside = inside.trim_matches([' ', '\u{a0}', '\u{202f}']);
    (!parts && !inside.is_empty()).then_some(inside)
}

/// The first quoted run of a text: what stands before it, the run with its marks, what stands behind.
pub fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (start, open) = text.char_indices().find(|(_, c)| PAIRS.iter().any(|(o, _)| o == c))?;
    let (_, closers) = PAIRS.iter().find(|(o, _)| *o == open)?;
    let (end, last) = text.char_indices().rev().find(|(i, c)| *i > start && closers.contains(c))?;
    let end = end + last.len_utf8();
    Some((&text[..start], &text[start..end], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_around_all() {
        assert_eq!(whole("«\u{a0}Le bac reste à quai\u{a0}»"), Some("Le bac reste à quai"));
        assert_eq!(whole("„Wir warten“"), Some("Wir warten"));
        assert_eq!(whole("\"We wait\""), Some("We wait"));
        assert_eq!(whole("‘We don’t wait’"), Some("We don’t wait"));
        assert_eq!(whole("“We wait”, she said"), None);
        assert_eq!(whole("“We” and “they”"), None);
        assert_eq!(whole("«»"), None);
    }

    #[test]
    fn a_run_and_what_is_around_it() {
        assert_eq!(split("date «Mot» AFP"), Some(("date ", "«Mot»", " AFP")));
        assert_eq!(split("nothing"), None);
    }
}
