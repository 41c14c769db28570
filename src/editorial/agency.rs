//! How one agency says things: `config/agencies/*.toml`.

use serde::Deserialize;

/// An agency's file as a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgencyFile {
    /// Short name: `AFP`.
    pub name: String,
}

/// One agency, compiled.
#[derive(Debug, Default)]
pub struct Agency {
    /// The file's name without ending: prefix of its rules' names.
    pub key: String,
    /// Short name.
    pub name: String,
}

impl Agency {
    /// Compiles what a person wrote.
    pub fn read(key: &str, file: &AgencyFile) -> Agency {
        Agency { key: key.to_owned(), name: file.name.clone() }
    }
}
