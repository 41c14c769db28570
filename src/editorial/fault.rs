//! A fault of a value in an editorial file: where it stands, and what is wrong with it.

use std::ops::Range;

use super::EditorialError;

/// What is wrong with a value that is sound TOML.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Bytes of the file that hold the value.
    pub at: Range<usize>,
    /// What is wrong, naming the key.
    pub message: String,
}

impl Fault {
    /// A fault of the value at `at`, under `key`.
    pub fn new(at: Range<usize>, key: &str, message: &str) -> Fault {
        Fault { at, message: format!("`{key}`: {message}") }
    }

    /// The error for people: file, line and key.
    pub fn of(self, file: &str, text: &str) -> EditorialError {
        let line = 1 + text.as_bytes()[..self.at.start.min(text.len())].iter().filter(|b| **b == b'\n').count();
        EditorialError { file: file.to_owned(), line, message: self.message }
    }
}
