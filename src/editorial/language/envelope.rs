//! The table `[envelope]` of a language's file: names of the fields in which systems of no known format keep a story
//! and what they say of it; the English ones, which systems in all countries have, are in `intake/formats/generic_xml.rs`.

use serde::Deserialize;

use crate::editorial::plain;

/// As a person writes it, the most telling names first. Case, accents and the marks `-`, `_` and `.` do not count.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnvelopeFile {
    /// Fields of the headline: "headline", "Titel".
    pub headlines: Vec<String>,
    /// Fields of the text: "body", "Inhalt".
    pub texts: Vec<String>,
    /// Fields of notes to editors: "ednote", "TilRedaktionen".
    pub notes: Vec<String>,
    /// Fields of who wrote it: "author", "journalist".
    pub writers: Vec<String>,
    /// Fields of where it was written: "located", "Ort".
    pub places: Vec<String>,
    /// Fields of keywords: "tags", "Stichwort".
    pub keywords: Vec<String>,
    /// Fields of when it was published: "published", "fecha".
    pub dates: Vec<String>,
    /// Fields of how urgent it is: "urgency", "Prioritet".
    pub urgencies: Vec<String>,
}

/// Compiled: folded names.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Envelope {
    pub headlines: Vec<String>,
    pub texts: Vec<String>,
    pub notes: Vec<String>,
    pub writers: Vec<String>,
    pub places: Vec<String>,
    pub keywords: Vec<String>,
    pub dates: Vec<String>,
    pub urgencies: Vec<String>,
}

impl Envelope {
    /// Compiles what a person wrote.
    pub fn read(file: EnvelopeFile) -> Envelope {
        let folded = |names: Vec<String>| names.iter().map(|n| field_name(n)).collect();
        Envelope {
            headlines: folded(file.headlines),
            texts: folded(file.texts),
            notes: folded(file.notes),
            writers: folded(file.writers),
            places: folded(file.places),
            keywords: folded(file.keywords),
            dates: folded(file.dates),
            urgencies: folded(file.urgencies),
        }
    }
}

/// A field's name as names are compared.
pub fn field_name(name: &str) -> String {
    let mut folded = plain(name);
    folded.retain(|c| !matches!(c, '-' | '_' | '.'));
    folded
}
