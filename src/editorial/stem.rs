//! Light stemming: one word's forms in English, French, German and Spanish fold together often enough to tell stories apart.

/// An ending as the bytes at the end of a word, the last one lowest, and a mask of as many bytes.
type Ending = (u64, u64);

/// Case does not count: bit 5 of a byte tells capital from small letters, accented ones of Latin-1 in UTF-8 included.
const SMALL: u64 = 0x2020_2020_2020_2020;

const fn ending(text: &str) -> Ending {
    let bytes = text.as_bytes();
    let (mut value, mut mask, mut i) = (0, 0, 0);
    while i < bytes.len() {
        value = value << 8 | bytes[i] as u64;
        mask = mask << 8 | 0xff;
        i += 1;
    }
    (value | SMALL & mask, mask)
}

const S: [Ending; 10] = [
    ending("ments"),
    ending("ings"),
    ending("ies"),
    ending("ers"),
    ending("ées"),
    ending("és"),
    ending("es"),
    ending("os"),
    ending("as"),
    ending("s"),
];
const N: [Ending; 3] = [ending("ungen"), ending("ern"), ending("en")];
const E: [Ending; 3] = [ending("ee"), ending("ée"), ending("e")];
const D: [Ending; 2] = [ending("ied"), ending("ed")];
const G: [Ending; 2] = [ending("ing"), ending("ung")];
const T: [Ending; 1] = [ending("ment")];
const R: [Ending; 1] = [ending("er")];
const M: [Ending; 1] = [ending("em")];
const A: [Ending; 1] = [ending("a")];
const O: [Ending; 1] = [ending("o")];
const Y: [Ending; 1] = [ending("y")];
const ACUTE: [Ending; 1] = [ending("é")];

/// Endings of nouns, adjectives and verbs by their last byte, the longest first.
fn endings(last: u8) -> &'static [Ending] {
    match last | 0x20 {
        b's' => &S,
        b'n' => &N,
        b'e' => &E,
        b'd' => &D,
        b'g' => &G,
        b't' => &T,
        b'r' => &R,
        b'm' => &M,
        b'a' => &A,
        b'o' => &O,
        b'y' => &Y,
        0xA9 => &ACUTE,
        _ => &[],
    }
}

/// What must remain of a word, in bytes.
const SHORTEST: usize = 4;

/// The word without its ending.
pub fn stem(word: &str) -> &str {
    let bytes = word.as_bytes();
    let Some(last) = bytes.last().filter(|_| bytes.len() > SHORTEST) else { return word };
    // A word of fewer than eight bytes has no ending of more than three.
    let tail = match bytes.last_chunk::<8>() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => bytes.last_chunk::<4>().map_or(0, |four| u64::from(u32::from_be_bytes(*four))),
    } | SMALL;
    let length = |mask: u64| (64 - mask.leading_zeros() as usize) / 8;
    let ends = |(value, mask): &&Ending| tail & mask == *value && bytes.len() >= SHORTEST + length(*mask);
    endings(*last).iter().find(ends).map_or(word, |(_, mask)| &word[..word.len() - length(*mask)])
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
            ("BLESSÉES", "blessé"),
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
