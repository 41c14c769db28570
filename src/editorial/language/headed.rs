//! The table `[headed]` of a language's file: words at the head of plain text, scraped or typed.

use serde::Deserialize;

use crate::editorial::plain;

/// As a person writes it. Case and accents do not count anywhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HeadedFile {
    /// What stands before a date: "date", "Published on".
    pub dates: Vec<String>,
    /// What stands before a credit: "Photo", "Source".
    pub credits: Vec<String>,
    /// What stands before a caption: "Photo", "Caption".
    pub captions: Vec<String>,
}

/// Compiled: everything folded, the longest first.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Headed {
    pub dates: Vec<String>,
    pub credits: Vec<String>,
    pub captions: Vec<String>,
}

impl Headed {
    /// Compiles what a person wrote.
    pub fn read(file: HeadedFile) -> Headed {
        Headed { dates: folded(file.dates), credits: folded(file.credits), captions: folded(file.captions) }
    }
}

fn folded(words: Vec<String>) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|w| plain(w.trim())).filter(|w| !w.is_empty()).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
}
