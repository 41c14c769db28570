//! What one language calls things: `config/languages/*.toml`, one table for each reader of it.

mod envelope;
mod furniture;
mod given;
mod headed;
mod quotations;
mod topics;
mod vocabulary;
mod words;

use std::sync::Arc;

pub use envelope::*;
pub use furniture::*;
pub use given::*;
pub use headed::*;
pub use quotations::*;
use serde::Deserialize;
pub use topics::*;
pub use vocabulary::*;
pub use words::*;

/// A language's file as a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageFile {
    /// What intake's furniture pass needs: datelines, bylines, months …
    pub furniture: FurnitureFile,
    /// What the head of plain text needs: labels of dates, credits, captions.
    pub headed: HeadedFile,
    /// What the fallback for unknown formats needs: names of fields.
    pub envelope: EnvelopeFile,
    /// What the reading of quotations needs: speech verbs, pronouns, roles …
    pub quotations: QuotationsFile,
    /// What fingerprints, names and threads need: stopwords, number words, opposites …
    pub words: WordsFile,
    /// What threads need: frequent words, the calendar.
    pub topics: TopicsFile,
}

/// One language, compiled.
#[derive(Debug, Default)]
pub struct Language {
    /// For intake's furniture pass.
    pub furniture: Furniture,
    /// For the head of plain text.
    pub headed: Headed,
    /// For the fallback for unknown formats.
    pub envelope: Envelope,
    /// For the reading of quotations.
    pub quotations: Quotations,
    /// For fingerprints, names and threads.
    pub words: Words,
    /// For threads.
    pub topics: Topics,
    /// What all lists say of single words.
    pub vocabulary: Vocabulary,
}

impl Language {
    /// Compiles what a person wrote, with the given names of all languages.
    pub fn read(file: LanguageFile, given: &Arc<GivenNames>) -> Language {
        let furniture = Furniture::read(file.furniture, &file.quotations.particles);
        let (quotations, words) = (Quotations::read(file.quotations, given), Words::read(file.words));
        Language {
            furniture,
            headed: Headed::read(file.headed),
            envelope: Envelope::read(file.envelope),
            vocabulary: Vocabulary::of(&quotations, &words),
            quotations,
            words,
            topics: Topics::read(file.topics),
        }
    }
}
