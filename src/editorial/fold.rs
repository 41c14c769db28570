//! Words reduced to hashes that ignore what editors change in passing: case, compatibility forms and, in a second hash, accents.

use std::sync::LazyLock;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The two hashes of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Case and compatibility forms folded, accents kept.
    pub hash: u64,
    /// Accents taken off as well: some wires carry none.
    pub plain: u64,
}

/// Folds one word, as it stands in running text or in a language's file.
pub fn fold(word: &str) -> Folded {
    if word.is_ascii() {
        let hash = hash_ascii(word.as_bytes());
        return Folded { hash, plain: hash };
    }
    fold_letters(word).unwrap_or_else(|| fold_rare(word))
}

/// Lower case of an ASCII letter is its byte with bit 5 set; digits, '.' and ',' have it already.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// Hashes a word of ASCII letters and digits, eight bytes a step, folding case on the way.
#[inline]
pub fn hash_ascii(word: &[u8]) -> u64 {
    hash_with(word, LOWER)
}

/// The same of a word of fewer than eight bytes, from the eight bytes that it begins.
#[inline]
pub fn hash_short_ascii(eight: [u8; 8], length: usize) -> u64 {
    let word = (u64::from_le_bytes(eight) | LOWER) & ((1 << (8 * length)) - 1);
    mix(seed(length) ^ word)
}

fn seed(length: usize) -> u64 {
    (length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline]
fn hash_with(bytes: &[u8], bits: u64) -> u64 {
    let mut h = seed(bytes.len());
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        h = mix(h ^ (u64::from_le_bytes(*eight) | bits));
    }
    // Up to seven bytes, read as two or three parts that overlap: a byte read twice is the same byte.
    let last = match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(end)) => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*end)) << (8 * (rest.len() - 4)),
        _ if rest.is_empty() => 0,
        _ => {
            let byte = |at: usize| u64::from(rest[at]) << (8 * at);
            byte(0) | byte(rest.len() / 2) | byte(rest.len() - 1)
        }
    };
    mix(h ^ (last | bits & ((1 << (8 * rest.len())) - 1)))
}

/// One round of folded multiplication (as in wyhash): well mixed, and the same on every machine.
#[inline]
pub fn mix(x: u64) -> u64 {
    let m = u128::from(x ^ 0xA076_1D64_78BD_642F) * u128::from(0xE703_7ED1_A0B4_28DBu64);
    (m as u64) ^ ((m >> 64) as u64)
}

/// Letters below this code point fold by table: Latin, Greek, Cyrillic, Hebrew, Arabic.
const TABLE: usize = 0x700;

/// For each letter its lower case and its base letter; 0 where folding needs the rare way.
static LETTERS: LazyLock<Box<[(u16, u16)]>> = LazyLock::new(|| {
    let (composer, decomposer) = (ComposingNormalizerBorrowed::new_nfkc(), DecomposingNormalizerBorrowed::new_nfkd());
    let letter = |i: usize| {
        let c = char::from_u32(i as u32).filter(|c| c.is_alphanumeric() && !combines(*c))?;
        let mut buffer = [0; 4];
        if composer.normalize(c.encode_utf8(&mut buffer)) != *c.encode_utf8(&mut [0; 4]) {
            return None;
        }
        let mut lower = c.to_lowercase();
        let (low, None) = (lower.next()?, lower.next()) else { return None };
        let base = decomposer.normalize(low.encode_utf8(&mut buffer)).chars().next()?;
        Some((u16::try_from(low as u32).ok()?, u16::try_from(base as u32).ok()?))
    };
    (0..TABLE).map(|i| letter(i).unwrap_or((0, 0))).collect()
});

/// Folds a word whose letters all stand in the table.
fn fold_letters(word: &str) -> Option<Folded> {
    const MOST: usize = 96;
    if word.len() * 2 > MOST {
        return None;
    }
    let (mut kept, mut bare) = ([0u8; MOST], [0u8; MOST]);
    let (mut k, mut b) = (0, 0);
    for c in word.chars() {
        let (low, base) = if c.is_ascii() { (c.to_ascii_lowercase(), c.to_ascii_lowercase()) } else { letter(c)? };
        k += low.encode_utf8(&mut kept[k..]).len();
        match ligature(base) {
            Some(two) => {
                bare[b..b + two.len()].copy_from_slice(two.as_bytes());
                b += two.len();
            }
            None => b += base.encode_utf8(&mut bare[b..]).len(),
        }
    }
    Some(Folded { hash: hash_with(&kept[..k], 0), plain: hash_with(&bare[..b], 0) })
}

fn letter(c: char) -> Option<(char, char)> {
    let &(low, base) = LETTERS.get(c as usize).filter(|l| l.0 != 0)?;
    Some((char::from_u32(low.into())?, char::from_u32(base.into())?))
}

/// Letters that wires without accents write as two, and those with a stroke that does not decompose.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

/// Folds any word: compatibility forms, separate accents, soft hyphens, scripts beyond the table.
fn fold_rare(word: &str) -> Folded {
    let shown: String = word.chars().filter(|c| *c != SOFT_HYPHEN).flat_map(char::to_lowercase).collect();
    let kept = ComposingNormalizerBorrowed::new_nfkc().normalize(&shown).into_owned();
    let mut bare = String::with_capacity(kept.len());
    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize(&kept).chars().filter(|c| !combines(*c)) {
        match ligature(c) {
            Some(two) => bare.push_str(two),
            None => bare.push(c),
        }
    }
    Folded { hash: hash_with(kept.as_bytes(), 0), plain: hash_with(bare.as_bytes(), 0) }
}

/// A hyphen that shows only at the end of a line: no part of the word.
pub const SOFT_HYPHEN: char = '\u{AD}';

/// Whether this is an accent or vowel sign that stands apart from its letter: combining diacritics, Hebrew points, Arabic vowels.
pub fn combines(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}' | '\u{5C4}'..='\u{5C5}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_compatibility_forms_do_not_count() {
        for (a, b) in
            [("Budget", "BUDGET"), ("Écluse", "éCLUSE"), ("e\u{301}cluse", "écluse"), ("ﬁn", "fin"), ("ＡＢＣ", "abc"), ("ΣΊΓΑ", "σίγα")]
        {
            assert_eq!(fold(a).hash, fold(b).hash, "{a} {b}");
        }
        assert_eq!(fold("pre\u{AD}mier"), fold("premier"));
        assert_ne!(fold("pêche").hash, fold("péché").hash);
    }

    #[test]
    fn accents_do_not_count_in_the_plain_hash() {
        for (a, b) in [("Müller", "muller"), ("cœur", "coeur"), ("Łódź", "lodz"), ("Straße", "strasse"), ("a\u{300}", "a")] {
            assert_eq!(fold(a).plain, fold(b).plain, "{a} {b}");
        }
    }

    #[test]
    fn short_words_have_one_hash() {
        for length in 1..8 {
            assert_eq!(hash_short_ascii(*b"Ab1Cd2E ", length), hash_ascii(&b"aB1cD2e"[..length]));
        }
    }

    #[test]
    fn long_words_are_folded_too() {
        let long = "Ä".repeat(80);
        assert_eq!(fold(&long).hash, fold(&"ä".repeat(80)).hash);
        assert_eq!(fold(&long).plain, fold(&"a".repeat(80)).plain);
    }
}
