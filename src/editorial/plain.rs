//! Plain text: how labels and phrases of wires are compared. Some wires carry no accents, some write labels in capitals.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Lower case, without accents (combining marks, Arabic vowel signs and hamzas included), with straight apostrophes.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    nfd.normalize_iter(text.chars()).filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).map(straight).collect()
}

fn is_mark(c: char) -> bool {
    // Of NFD's combining marks the ones that wires leave out; Arabic kasheed (tatweel) stretches words in headlines.
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{655}' | '\u{670}' | '\u{640}')
}

fn straight(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{2bc}' => '\'',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn accents_case_and_apostrophes_do_not_count() {
        assert_eq!(plain("ÚLTIMA HORA"), "ultima hora");
        assert_eq!(plain("d’Été"), "d'ete");
        assert_eq!(plain("ANULAÇÃO"), "anulacao");
        assert_eq!(plain("إلغـاء"), plain("الغاء"));
    }
}
