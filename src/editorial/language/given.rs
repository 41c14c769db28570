//! Given names that tell a man or a woman: `config/names/given.toml`, for all languages, and a language's own.

use std::hash::BuildHasherDefault;
use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use super::Part;
use crate::editorial::{AsIs, fold};

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GivenNamesFile {
    /// Names of men.
    pub men: Vec<String>,
    /// Names of women.
    pub women: Vec<String>,
}

/// Compiled: by the hash of a name without accents, [`Part::MAN`] or [`Part::WOMAN`].
#[derive(Debug, Default)]
pub struct GivenNames {
    names: HashMap<u64, Part, BuildHasherDefault<AsIs>>,
    /// What is asked where these names do not tell.
    shared: Option<Arc<GivenNames>>,
}

impl GivenNames {
    /// Compiles what a person wrote.
    pub fn read(file: &GivenNamesFile) -> GivenNames {
        let mut given = GivenNames::default();
        for (names, part) in [(&file.men, Part::MAN), (&file.women, Part::WOMAN)] {
            given.names.extend(names.iter().map(|n| (fold(n).plain, part)));
        }
        given
    }

    /// These names first, then those of all languages.
    pub fn before(mut self, shared: &Arc<GivenNames>) -> GivenNames {
        self.shared = Some(Arc::clone(shared));
        self
    }

    /// Whether a man or a woman goes by this name, by its hash without accents; nothing where it does not tell.
    pub fn of(&self, plain: u64) -> Part {
        let own = self.names.get(&plain).copied();
        own.or_else(|| self.shared.as_ref().map(|s| s.of(plain))).unwrap_or_default()
    }
}
