//! Listings: texts that announce other texts or events. Their headline says so ("Agenda …", "Termine", "News plan") and
//! their paragraphs are entries, each with its place, day or hour.

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
        let mut listings = Vec::new();
        for file in files {
            let mut words = Vec::new();
            for word in file.words {
                let folded = plain(word.as_ref().trim());
                if folded.trim_matches('*').is_empty() {
                    return Err(Fault::new(word.span(), "listing.words", "an empty word would fit everything"));
                }
                words.push(folded);
            }
            let rule = format!("{key}.listing.{}", file.name);
            listings.push(Listing { rule, signal: file.signal, by_words_alone: file.by_words_alone, words });
        }
        Ok(Listings { listings })
    }

    /// The listings whose words stand in this folded headline or slug, with the word.
    pub fn named<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = (&'a Listing, &'a str)> {
        self.listings.iter().filter_map(move |l| Some((l, l.words.iter().find(|w| has_word(folded, w))?.as_str())))
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let bare = word.trim_matches('*');
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(bare).any(|(i, m)| {
        (word.starts_with('*') || !letter(text[..i].chars().next_back()))
            && (word.ends_with('*') || !letter(text[i + m.len()..].chars().next()))
    })
}
