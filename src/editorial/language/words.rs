//! The table `[words]` of a language's file.

use serde::Deserialize;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsFile {
    /// Words too common to tell stories apart.
    pub stopwords: Vec<String>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Words {}

impl Words {
    /// Compiles what a person wrote.
    pub fn read(_file: WordsFile) -> Words {
        Words {}
    }
}
