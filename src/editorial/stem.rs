//! Light stemming: one word's forms in English, French, German and Spanish fold together often enough to tell stories apart.

/// Endings of nouns, adjectives and verbs, the longest first.
const ENDINGS: [&str; 26] = [
    "ungen", "ments", "ment", "ings", "ing", "ung", "ern", "ies", "ied", "ers", "ées", "ee", "ée", "és", "er", "en", "em", "es", "ed",
    "os", "as", "é", "s", "e", "a", "o",
];
/// What must remain of a word, in bytes.
const SHORTEST: usize = 4;

/// The word without its ending.
pub fn stem(word: &str) -> &str {
    let bytes = word.as_bytes();
    for ending in ENDINGS {
        let Some(rest) = bytes.len().checked_sub(ending.len()).filter(|rest| *rest >= SHORTEST) else { continue };
        if bytes[rest..].eq_ignore_ascii_case(ending.as_bytes()) {
            return &word[..rest];
        }
    }
    if bytes.len() > SHORTEST && matches!(bytes.last(), Some(b'y' | b'Y')) { &word[..bytes.len() - 1] } else { word }
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
