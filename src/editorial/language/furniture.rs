//! The table `[furniture]` of a language's file.

use serde::Deserialize;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FurnitureFile {}

/// Compiled.
#[derive(Debug, Default)]
pub struct Furniture {}

impl Furniture {
    /// Compiles what a person wrote.
    pub fn read(_file: FurnitureFile) -> Furniture {
        Furniture {}
    }
}
