//! The table `[quotations]` of a language's file.

use serde::Deserialize;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuotationsFile {}

/// Compiled.
#[derive(Debug, Default)]
pub struct Quotations {}

impl Quotations {
    /// Compiles what a person wrote.
    pub fn read(_file: QuotationsFile) -> Quotations {
        Quotations {}
    }
}
