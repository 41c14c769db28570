//! Listings: texts that announce other texts or events. Their headline says so ("Agenda …", "Termine", "News plan") and
//! their paragraphs are entries, each with its place, day or hour.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use toml::Spanned;

use super::super::{Fault, plain};
use crate::story::SignalKind;

/// As a person writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListingFile {
    /// The rule's name.
    pub name: String,
    /// What it means.
    pub signal: SignalKind,
    /// Words of headline or slug. One ending in `*` is the beginning of a word ("termin*"), one starting with it the end ("*übersicht").
    pub words: Vec<Spanned<String>>,
    /// Whether the words suffice, whatever the paragraphs look like.
    #[serde(default)]
    pub by_words_alone: bool,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Listings {
    listings: Vec<Listing>,
    /// All words without their asterisks, looked for at once.
    search: Option<AhoCorasick>,
    /// Of each pattern: its listing, and its place among the listing's words.
    meaning: Vec<(usize, usize)>,
}

/// One listing.
#[derive(Debug)]
pub struct Listing {
    /// The full name: `generic.listing.diary`.
    pub rule: String,
    /// What it means.
    pub signal: SignalKind,
    /// Whether the words suffice.
    pub by_words_alone: bool,
    words: Vec<String>,
}

impl Listings {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// An empty word.
    pub fn read(key: &str, files: Vec<ListingFile>) -> Result<Listings, Fault> {
        let mut read = Listings::default();
        let mut patterns = Vec::new();
        for file in files {
            let mut words = Vec::new();
            for word in file.words {
                let folded = plain(word.as_ref().trim());
                let bare = folded.trim_matches('*');
                if bare.is_empty() {
                    return Err(Fault::new(word.span(), "listing.words", "an empty word would fit everything"));
                }
                patterns.push(bare.to_owned());
                read.meaning.push((read.listings.len(), words.len()));
                words.push(folded);
            }
            let rule = format!("{key}.listing.{}", file.name);
            read.listings.push(Listing { rule, signal: file.signal, by_words_alone: file.by_words_alone, words });
        }
        if !patterns.is_empty() {
            // Patterns are few and were checked above, so building does not fail.
            read.search = AhoCorasick::new(&patterns).ok();
        }
        Ok(read)
    }

    /// The listings whose words stand in this folded headline or slug, each with the first of its words that does.
    pub fn named(&self, folded: &str) -> Vec<(&Listing, &str)> {
        let Some(search) = &self.search else { return Vec::new() };
        let mut hits: Vec<(usize, usize)> = search
            .find_overlapping_iter(folded)
            .filter_map(|hit| {
                let (listing, word) = self.meaning[hit.pattern().as_usize()];
                stands_apart(folded, hit.range(), &self.listings[listing].words[word]).then_some((listing, word))
            })
            .collect();
        hits.sort_unstable();
        hits.dedup_by_key(|(listing, _)| *listing);
        hits.into_iter().map(|(l, w)| (&self.listings[l], self.listings[l].words[w].as_str())).collect()
    }
}

/// Whether a hit is a whole word, but for the sides on which the word has an asterisk.
fn stands_apart(text: &str, hit: Range<usize>, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    (word.starts_with('*') || !letter(text[..hit.start].chars().next_back()))
        && (word.ends_with('*') || !letter(text[hit.end..].chars().next()))
}
