//! Light stemming: one word's forms in English, French, German and Spanish fold together often enough to tell stories apart.

/// Endings of nouns, adjectives and verbs by their last byte, the longest first.
fn endings(last: u8) -> &'static [&'static str] {
    match last.to_ascii_lowercase() {
        b's' => &["ments", "ings", "ies", "ers", "ées", "és", "es", "os", "as", "s"],
        b'n' => &["ungen", "ern", "en"],
        b'e' => &["ee", "ée", "e"],
        b'd' => &["ied", "ed"],
        b'g' => &["ing", "ung"],
        b't' => &["ment"],
        b'r' => &["er"],
        b'm' => &["em"],
        b'a' => &["a"],
        b'o' => &["o"],
        b'y' => &["y"],
        0xA9 => &["é"],
        _ => &[],
    }
}

/// What must remain of a word, in bytes.
const SHORTEST: usize = 4;

/// The word without its ending.
pub fn stem(word: &str) -> &str {
    let bytes = word.as_bytes();
    let Some(last) = bytes.last().filter(|_| bytes.len() > SHORTEST) else { return word };
    let ends = |ending: &&&str| {
        bytes.len() >= SHORTEST + ending.len() && bytes[bytes.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    endings(*last).iter().find(ends).map_or(word, |ending| &word[..word.len() - ending.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for (a, b) in [
            ("parties", "party"),
            ("floods", "flooding"),
            ("warned", "warning"),
            ("avalanches", "avalanche"),
            ("ferries", "FERRY"),
            ("blessées", "blessé"),
            ("Warnungen", "Warnung"),
            ("elecciones", "elección"),
            ("nations", "nation"),
        ] {
            let fold = |w| crate::editorial::fold(stem(w)).plain;
            assert_eq!(fold(a), fold(b), "{} {}", stem(a), stem(b));
        }
    }

    #[test]
    fn short_words_stay_whole() {
        assert_eq!(stem("news"), "news");
        assert_eq!(stem("Île"), "Île");
    }
}
