//! Listings: diaries, news plans and digests, by the words of their headline and the look of their paragraphs.

use crate::editorial::{Agency, plain};
use crate::intake::Draft;
use crate::intake::furniture::lexicon::Lexicon;

/// A listing's words suffice to look at this many paragraphs.
const MOST_ENTRIES: usize = 40;

/// Reads whether a draft lists other texts or events.
pub fn read(draft: &mut Draft, rules: &[&Agency], lexicon: &Lexicon<'_>) {
    let headline = plain(draft.story.headline());
    let slug = draft.story.slugline.as_deref().map(plain).unwrap_or_default();
    let mut looks_so = None;
    let mut found = Vec::new();
    for (field, name) in [(&headline, "headline"), (&slug, "slug")] {
        for listing in rules.iter().flat_map(|a| a.listings.named(field)) {
            let (listing, word) = listing;
            if listing.by_words_alone || *looks_so.get_or_insert_with(|| is_listing(draft, lexicon)) {
                found.push((listing.signal, format!("{name} with “{}”, a listing", word.trim_matches('*')), listing.rule.clone()));
            }
        }
    }
    for (kind, reason, rule) in found {
        draft.signals.add(kind, reason, rule);
    }
}

/// Whether at least half of the paragraphs, and two of them, are entries.
fn is_listing(draft: &Draft, lexicon: &Lexicon<'_>) -> bool {
    let paragraphs = draft.paragraphs().take(MOST_ENTRIES).map(|b| b.text.as_str());
    let (entries, all) = paragraphs.fold((0, 0), |(e, n), p| (e + usize::from(is_entry(p, lexicon)), n + 1));
    entries >= 2 && entries * 2 >= all
}

/// Whether a paragraph is an entry: it begins with an hour, a day, or a place or slug before a dash or colon, or says how long a text will be.
fn is_entry(paragraph: &str, lexicon: &Lexicon<'_>) -> bool {
    let head: String = paragraph.chars().take(60).collect();
    let first = head.split([' ', ',', ':', '.']).next().unwrap_or_default();
    let place =
        head.split_once([':', '–', '—']).is_some_and(|(p, _)| p.chars().any(char::is_uppercase) && !p.chars().any(char::is_lowercase));
    has_hour(&head) || lexicon.weekday(&plain(first)).is_some() || place || has_count(paragraph, lexicon)
}

/// Whether a text tells a number of words: "SENT: 600 words, photos."
fn has_count(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let words: Vec<&str> = text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    words.windows(2).any(|w| {
        let number = (2..=4).contains(&w[0].len()) && w[0].bytes().all(|b| b.is_ascii_digit());
        number && lexicon.whole(&plain(w[1]), |f| &f.counts).is_some()
    })
}

/// Whether a text names an hour: "9.00", "10h00", "08:30".
fn has_hour(text: &str) -> bool {
    let b = text.as_bytes();
    b.windows(3).enumerate().any(|(i, w)| {
        let before = i > 0 && b[i - 1].is_ascii_digit() && (i < 2 || !b[i - 2].is_ascii_digit() || i < 3 || !b[i - 3].is_ascii_digit());
        before
            && matches!(w[0], b'.' | b':' | b'h' | b'H')
            && w[1].is_ascii_digit()
            && w[2].is_ascii_digit()
            && !b.get(i + 3).is_some_and(u8::is_ascii_digit)
    })
}
