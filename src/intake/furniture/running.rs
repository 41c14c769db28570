//! Whether a paragraph is running text, by the sentence that ends in it.

/// Characters that a paragraph of running text has at least.
const LEAST_CHARS: usize = 40;
/// Words that it has at least, in languages that part them.
const LEAST_WORDS: usize = 5;

/// Whether a sentence ends where the text does, in marks of whatever house.
pub fn ends_a_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', '"', '”', '»', '“', '。', '؟'])
}

/// Whether a paragraph is running text: some length, several words, and a sentence ends in it.
pub fn is_running(text: &str) -> bool {
    ends_a_sentence(text) && text.chars().nth(LEAST_CHARS - 1).is_some() && text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_some_length() {
        for text in ["The ferry ran aground off the pier on Monday.", "„Wir fahren erst wieder, wenn der Wind nachlässt“"] {
            assert!(is_running(text), "{text}");
        }
        for text in
            ["Nobody was hurt.", "Rita Coelho, Altavia, +351 21 000 0000 (Lisbon)", "rita.coelho@altavia.example, presse@altavia.example."]
        {
            assert!(!is_running(text), "{text}");
        }
    }
}
