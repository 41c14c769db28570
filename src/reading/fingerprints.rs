//! The fingerprints of a text: hashes of all of it, and of its shingles (runs of three words).
//!
//! Shingles serve three ends. *Keys* find candidates: winnowed, so that two texts that share a run of words share a key (Schleimer, Wilkerson,
//! Aiken: Winnowing, SIGMOD 2003). *Samples* with the smallest hashes measure how much of this text stands in another; a *filter* of all
//! shingles answers that question for other texts' samples. So the smaller of two texts is always measured at its full resolution.

use xxhash_rust::xxh3::xxh3_128;

use super::Word;
use super::spread::sort_by_hash;
use crate::editorial::mix;
use crate::story::{Bits, Hashes, Print};

/// Words of a shingle: fewer share too much by chance, more are lost with every edited word.
const SHINGLE: usize = 3;
/// Words that are fingerprinted: a book's worth of text is told apart by its first 4,000 words and the hash of all of it.
const MOST_WORDS: usize = 4_000;
/// Up to this many words a text is short: every four shingles give a key, so that a flash has keys at all.
const SHORT: usize = 100;
const SHORT_WINDOW: usize = 4;
/// A longer text's window. Its keys are among those that the short window would choose, so that short and long texts meet.
const LONG_WINDOW: usize = 12;
/// Keys of one story at most: those with the smallest hashes.
const MOST_KEYS: usize = 256;
/// Shingles of the sample outside quotations: the standard error of a share of .8 is .05 at this size.
const SAMPLE: usize = 64;
/// Shingles of the sample within quotations, which only completes the picture.
const QUOTED_SAMPLE: usize = 32;
/// Words of the opening that make the lead's shingles.
const LEAD: usize = 24;

/// Bits of the filter a shingle and probes a question: 2.4 % of strangers are taken for members.
const FILTER_BITS: usize = 8;
const PROBES: u64 = 4;
/// How many strangers a filter takes for members: (1 - e^(-PROBES / FILTER_BITS))^PROBES.
pub const FILTER_ERROR: f64 = 0.024;

/// Takes a text's fingerprints. `quoted` says of each word whether it stands in a quotation.
pub fn print(words: &[Word], quoted: &[bool]) -> Print {
    let read = &words[..words.len().min(MOST_WORDS)];
    // A text of fewer words is one shingle.
    let length = SHINGLE.min(read.len()).max(1);
    let shingles: Vec<u64> = read.windows(length).map(shingle).collect();
    let keys = winnow(&shingles, if words.len() <= SHORT { SHORT_WINDOW } else { LONG_WINDOW });
    let lead = shingles.iter().take(LEAD + 1 - SHINGLE).map(|s| *s as u32).collect();
    let (mut inside, mut outside) = (Vec::new(), Vec::with_capacity(shingles.len()));
    for (shingle, quoted) in shingles.iter().zip(quoted.windows(length)) {
        let part = if quoted.iter().all(|q| *q) { &mut inside } else { &mut outside };
        part.push(*shingle);
    }
    for part in [&mut inside, &mut outside] {
        sort_by_hash(part, |shingle| (shingle >> 32) as u32);
        part.dedup();
    }
    // A shingle both within and outside quotations counts as outside.
    inside.retain(|s| outside.binary_search(s).is_err());
    Print {
        whole: whole(words.iter()),
        unquoted: whole(words.iter().zip(quoted).filter(|(_, q)| !**q).map(|(w, _)| w)),
        words: words.len() as u32,
        shingles: (inside.len() + outside.len()) as u32,
        quoted: inside.len() as u32,
        keys,
        sample: smallest(&outside, SAMPLE),
        quoted_sample: smallest(&inside, QUOTED_SAMPLE),
        lead: Hashes::set(lead),
        filter: filter(&outside, &inside),
    }
}

fn shingle(words: &[Word]) -> u64 {
    words.iter().fold(0, |h: u64, w| mix(h.rotate_left(21) ^ w.plain))
}

fn whole<'a>(words: impl Iterator<Item = &'a Word>) -> u128 {
    let hashes: Vec<[u8; 8]> = words.map(|w| w.plain.to_le_bytes()).collect();
    xxh3_128(hashes.as_flattened())
}

/// Of every `window` shingles the one with the smallest hash, the last of equals.
fn winnow(shingles: &[u64], window: usize) -> Hashes {
    let mut keys = Vec::with_capacity(2 * shingles.len() / window + 2);
    let mut smallest: Option<usize> = None;
    for end in 1..=shingles.len() {
        let start = end.saturating_sub(window);
        let fresh = end - 1;
        let least = match smallest {
            Some(at) if at >= start => at,
            _ => (start..end).rev().min_by_key(|i| shingles[*i]).unwrap_or(fresh),
        };
        let least = if shingles[fresh] <= shingles[least] { fresh } else { least };
        if end >= window.min(shingles.len()) && keys.last() != Some(&(shingles[least] as u32)) {
            keys.push(shingles[least] as u32);
        }
        smallest = Some(least);
    }
    let keys = Hashes::set(keys);
    if keys.len() > MOST_KEYS { keys.iter().copied().take(MOST_KEYS).collect() } else { keys }
}

/// The `most` smallest of shingles that are in order.
fn smallest(shingles: &[u64], most: usize) -> Hashes {
    shingles.iter().take(most).map(|s| (s >> 32) as u32).collect()
}

/// A Bloom filter is asked by the upper half of a shingle's hash, which is what samples keep.
fn probes(upper: u32, bits: usize) -> impl Iterator<Item = usize> {
    let h = mix(u64::from(upper));
    let (one, step) = (h & 0xFFFF_FFFF, (h >> 32) | 1);
    (0..PROBES).map(move |i| ((((one + i * step) & 0xFFFF_FFFF) * bits as u64) >> 32) as usize)
}

fn filter(outside: &[u64], inside: &[u64]) -> Bits {
    let mut bytes = vec![0u8; ((outside.len() + inside.len()) * FILTER_BITS).div_ceil(64) * 8];
    let bits = bytes.len() * 8;
    for h in outside.iter().chain(inside) {
        for at in probes((h >> 32) as u32, bits) {
            bytes[at / 8] |= 1 << (at % 8);
        }
    }
    Bits(bytes.into())
}

/// How many of these sampled shingles a filter seems to hold.
pub fn held(sample: &[u32], filter: &Bits) -> usize {
    let bits = filter.0.len() * 8;
    if bits == 0 {
        return 0;
    }
    sample.iter().filter(|h| probes(**h, bits).all(|at| filter.0[at / 8] >> (at % 8) & 1 == 1)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::intake::{Block, BlockKind, Draft};
    use crate::reading::Words;

    fn print_of(text: &str) -> Print {
        let draft = Draft { blocks: vec![Block { kind: BlockKind::Paragraph, text: text.to_owned() }], ..Draft::default() };
        let words = Words::of(&draft, None);
        print(&words.words, &vec![false; words.words.len()])
    }

    fn text(words: &[u16]) -> String {
        words.iter().map(|w| format!("w{w}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_case_and_accents_do_not_change_a_print() {
        assert_eq!(print_of("« L’Été », dit-il, arrive."), print_of("\"l'ete\" DIT IL arrive"));
    }

    #[test]
    fn an_empty_text_has_an_empty_print() {
        let p = print_of("");
        assert_eq!((p.words, p.shingles, p.keys.len(), p.filter.0.len()), (0, 0, 0, 0));
        assert_eq!(held(&[1, 2], &p.filter), 0);
    }

    proptest! {
        #[test]
        fn a_shared_run_shares_a_key(before in proptest::collection::vec(0u16..999, 0..150), run in proptest::collection::vec(1000u16..9999, LONG_WINDOW + SHINGLE - 1..40), after in proptest::collection::vec(0u16..999, 0..150)) {
            let (part, all) = (print_of(&text(&run)), print_of(&text(&[before, run, after].concat())));
            prop_assert!(part.keys.shared(&all.keys) > 0);
        }

        #[test]
        fn a_filter_holds_its_own_sample(words in proptest::collection::vec(any::<u16>(), 0..300)) {
            let p = print_of(&text(&words));
            prop_assert_eq!(held(&p.sample, &p.filter), p.sample.len());
        }
    }
}
