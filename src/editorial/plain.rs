//! Plain text: how labels and phrases of wires are compared. Some wires carry no accents, some write labels in capitals.

use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Lower case, without accents (combining marks, Arabic vowel signs and hamzas included), with straight apostrophes.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    // Nothing is reordered across an ASCII character, so each run of others can be decomposed by itself.
    while let Some(start) = rest.bytes().position(|b| !b.is_ascii()) {
        push_ascii(&mut folded, &rest[..start]);
        rest = &rest[start..];
        let (others, behind) = rest.split_at(rest.bytes().position(|b| b.is_ascii()).unwrap_or(rest.len()));
        push_others(&mut folded, others);
        rest = behind;
    }
    push_ascii(&mut folded, rest);
    folded
}

fn push_ascii(folded: &mut String, text: &str) {
    let start = folded.len();
    folded.push_str(text);
    folded[start..].make_ascii_lowercase();
}

fn push_others(folded: &mut String, text: &str) {
    // Quotation marks and dashes, which most texts have, do not decompose.
    if text.chars().all(|c| matches!(c, '\u{2010}'..='\u{2027}' | '«' | '»')) {
        return folded.extend(text.chars().map(straight));
    }
    // Letters that stand alone have no marks behind them to be put in order.
    let letter = |c: char| LETTERS.get(c as usize).copied().filter(|l| *l != '\0');
    if text.chars().all(|c| letter(c).is_some()) {
        return folded.extend(text.chars().filter_map(letter));
    }
    folded.extend(decomposed(text));
}

/// Letters below this code point are looked up: Latin.
const TABLE: usize = 0x250;

/// For each letter beyond ASCII what it folds to; NUL where that is not one letter.
static LETTERS: LazyLock<Box<[char]>> = LazyLock::new(|| {
    let letter = |i: usize| {
        let c = char::from_u32(i as u32).filter(|c| !c.is_ascii() && c.is_alphabetic())?;
        let mut folded = decomposed(c.encode_utf8(&mut [0; 4])).collect::<Vec<_>>().into_iter();
        folded.next().filter(|_| folded.next().is_none())
    };
    (0..TABLE).map(|i| letter(i).unwrap_or_default()).collect()
});

fn decomposed(text: &str) -> impl Iterator<Item = char> + '_ {
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    nfd.normalize_iter(text.chars()).filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).map(straight)
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_case_and_apostrophes_do_not_count() {
        assert_eq!(plain("ÚLTIMA HORA"), "ultima hora");
        assert_eq!(plain("d’Été"), "d'ete");
        assert_eq!(plain("ANULAÇÃO"), "anulacao");
        assert_eq!(plain("إلغـاء"), plain("الغاء"));
    }

    proptest! {
        #[test]
        fn run_by_run_is_as_at_once(text in "([a-zA-Z ]|[éÀß«»“”’–…]|[\u{300}-\u{330}]|[إأ\u{64b}-\u{655}]|[가힣]|\\PC){0,24}") {
            let nfd = DecomposingNormalizerBorrowed::new_nfd();
            let at_once: String = nfd.normalize_iter(text.chars()).filter(|c| !is_mark(*c)).flat_map(char::to_lowercase).map(straight).collect();
            prop_assert_eq!(plain(&text), at_once);
        }
    }
}
