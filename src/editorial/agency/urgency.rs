//! What an agency's urgencies and priorities mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::plain;
use crate::story::SignalKind;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct UrgencyFile {
    /// The agency's own numbers and words on the IPTC scale of 1 (highest) to 9.
    pub scale: BTreeMap<String, u8>,
    /// IPTC urgencies that mean a flash.
    pub flash: Option<Vec<u8>>,
    /// IPTC urgencies that mean a bulletin.
    pub bulletin: Option<Vec<u8>>,
    /// IPTC urgencies that mean urgent. Agencies that send everyday news at 3 leave it empty.
    pub urgent: Option<Vec<u8>>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Urgency {
    scale: BTreeMap<String, u8>,
    meanings: Vec<(SignalKind, Vec<u8>)>,
}

impl Urgency {
    /// Compiles what a person wrote.
    pub fn read(file: UrgencyFile) -> Urgency {
        let meanings = [(SignalKind::Flash, file.flash), (SignalKind::Bulletin, file.bulletin), (SignalKind::Urgent, file.urgent)];
        Urgency {
            scale: file.scale.into_iter().map(|(word, value)| (plain(&word), value)).collect(),
            meanings: meanings.into_iter().filter_map(|(kind, values)| Some((kind, values?))).collect(),
        }
    }

    /// The IPTC urgency of the agency's own number or word, where the file gives one.
    pub fn of(&self, written: &str) -> Option<u8> {
        self.scale.get(&plain(written.trim())).copied()
    }

    /// Whether the file says anything on what urgencies mean.
    pub fn has_meanings(&self) -> bool {
        !self.meanings.is_empty()
    }

    /// What an IPTC urgency means.
    pub fn meaning(&self, urgency: u8) -> Option<SignalKind> {
        self.meanings.iter().find(|(_, values)| values.contains(&urgency)).map(|(kind, _)| *kind)
    }
}
