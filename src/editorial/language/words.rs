//! The table `[words]` of a language's file.

use serde::Deserialize;

use crate::editorial::WordSet;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsFile {
    /// Words too common to tell stories apart.
    pub stopwords: Vec<String>,
    /// Words whose point ends no sentence.
    pub abbreviations: Vec<String>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Words {
    /// Words whose point ends no sentence.
    pub abbreviations: WordSet,
}

impl Words {
    /// Compiles what a person wrote.
    pub fn read(file: WordsFile) -> Words {
        Words { abbreviations: WordSet::of(&file.abbreviations) }
    }
}
