//! How an agency is recognised.

use std::collections::HashSet;

use serde::Deserialize;
use toml::Spanned;

use super::super::{Fault, plain};

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct KnownByFile {
    /// Names as providers, sources, credits, keys and datelines write them, whole. Case and accents do not count.
    pub names: Vec<Spanned<String>>,
    /// How its ids begin.
    pub ids: Vec<Spanned<String>>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct KnownBy {
    names: HashSet<String>,
    ids: Vec<String>,
}

impl KnownBy {
    /// Compiles what a person wrote; the agency's short name is one of its names.
    ///
    /// # Errors
    /// An empty name or id.
    pub fn read(short: &str, file: KnownByFile) -> Result<KnownBy, Fault> {
        let mut known = KnownBy::default();
        if !short.is_empty() {
            known.names.insert(plain(short));
        }
        for name in file.names {
            let folded = plain(name.as_ref().trim());
            if folded.is_empty() {
                return Err(Fault::new(name.span(), "known-by.names", "an empty name would fit everything"));
            }
            known.names.insert(folded);
        }
        for id in file.ids {
            if id.as_ref().len() < 3 {
                return Err(Fault::new(id.span(), "known-by.ids", "too short to tell one agency's ids from another's"));
            }
            known.ids.push(id.into_inner());
        }
        Ok(known)
    }

    /// The agency's names, folded.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether the id begins as the agency's do.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|prefix| id.starts_with(prefix.as_str()))
    }
}
