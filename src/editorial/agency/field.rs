//! Rules on values of a format's fields, as the format's reader wrote them down.

use serde::Deserialize;
use toml::Spanned;

use super::super::{Fault, plain};
use crate::story::SignalKind;

/// As a person writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldFile {
    /// The rule's name.
    pub name: String,
    /// What it means.
    pub signal: SignalKind,
    /// The field, by the name that intake gives it: `ed-status`, `item-type`, `status`, `signal`, `genre`, `urgency` …
    pub field: String,
    /// Its values, whole. Case and accents do not count, nor does a scheme in front (`edStat:C` is `C`).
    pub values: Vec<Spanned<String>>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Fields {
    rules: Vec<Field>,
}

/// One rule on a field.
#[derive(Debug)]
pub struct Field {
    /// The full name, such as `reuters.ed-status.corrected`.
    pub rule: String,
    /// What it means.
    pub signal: SignalKind,
    field: String,
    values: Vec<String>,
}

impl Fields {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// An empty value.
    pub fn read(key: &str, files: Vec<FieldFile>) -> Result<Fields, Fault> {
        let mut rules = Vec::new();
        for file in files {
            let rule = format!("{key}.{}.{}", file.field, file.name);
            let mut values = Vec::new();
            for value in file.values {
                if value.as_ref().trim().is_empty() {
                    return Err(Fault::new(value.span(), "field.values", "an empty value would fit every story without one"));
                }
                values.push(plain(value.as_ref().trim()));
            }
            rules.push(Field { rule, signal: file.signal, field: file.field, values });
        }
        Ok(Fields { rules })
    }

    /// The rules that this value of a field fires.
    pub fn of<'a>(&'a self, field: &'a str, value: &str) -> impl Iterator<Item = &'a Field> {
        let whole = plain(value.trim());
        self.rules.iter().filter(move |r| {
            let bare = whole.rsplit_once(':').map_or(whole.as_str(), |(_, bare)| bare);
            r.field == field && r.values.iter().any(|v| *v == whole || v == bare)
        })
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
