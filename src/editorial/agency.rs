//! How one agency says things: `config/agencies/*.toml`.
//!
//! A file holds how the agency is recognised, what its ids are worth, what its urgencies mean, and rules: *labels* stand at the
//! edge of a headline, slug, note or first line ("CORRIGE: …", "… (1. Lead)"), *notices* are sentences of a short text to
//! editors, *listings* are texts that announce other texts, *fields* are values of a format's fields. `generic.toml` applies to all.

mod field;
mod ids;
mod known;
mod label;
mod lexer;
mod listing;
mod notice;
mod urgency;
mod zone;

pub use field::*;
pub use ids::*;
pub use known::*;
pub use label::*;
pub use lexer::*;
pub use listing::*;
pub use notice::*;
use serde::Deserialize;
use toml::Spanned;
pub use urgency::*;
pub use zone::*;

use super::Fault;

/// An agency's file as a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct AgencyFile {
    /// Short name: `AFP`.
    pub name: String,
    /// The language that a house writes in where it does not say otherwise, for texts too short to tell.
    pub language: Option<String>,
    /// The zone of the house's clock, for times that name none: a POSIX zone, "CET-1CEST,M3.5.0,M10.5.0/3".
    pub zone: Option<Spanned<String>>,
    /// How the agency is recognised.
    pub known_by: KnownByFile,
    /// What its ids are worth.
    pub ids: IdsFile,
    /// What its urgencies and priorities mean.
    pub urgency: UrgencyFile,
    /// Labels at the edge of a field.
    pub label: Vec<LabelFile>,
    /// Sentences of notices.
    pub notice: Vec<NoticeFile>,
    /// Texts that announce other texts.
    pub listing: Vec<ListingFile>,
    /// Values of a format's fields.
    pub field: Vec<FieldFile>,
}

/// One agency, compiled.
#[derive(Debug, Default)]
pub struct Agency {
    /// The file's name without ending: prefix of its rules' names.
    pub key: String,
    /// Short name.
    pub name: String,
    /// The language that it writes in where it does not say otherwise.
    pub language: Option<String>,
    /// The zone of its clock, for times that name none.
    pub zone: Option<Zone>,
    /// How it is recognised.
    pub known_by: KnownBy,
    /// What its ids are worth.
    pub ids: Ids,
    /// What its urgencies mean.
    pub urgency: Urgency,
    /// Its labels.
    pub labels: Labels,
    /// Its notices.
    pub notices: Notices,
    /// Its listings.
    pub listings: Listings,
    /// Its field values.
    pub fields: Fields,
}

impl Agency {
    /// The file that applies to every agency.
    pub const GENERIC: &'static str = "generic";

    /// Compiles and checks what a person wrote.
    ///
    /// # Errors
    /// The first value that makes no sense.
    pub fn read(key: &str, file: AgencyFile) -> Result<Agency, Fault> {
        Ok(Agency {
            key: key.to_owned(),
            known_by: KnownBy::read(&file.name, file.known_by)?,
            name: file.name,
            language: file.language,
            zone: file.zone.map(Zone::read).transpose()?,
            ids: Ids::read(file.ids)?,
            urgency: Urgency::read(file.urgency),
            labels: Labels::read(key, file.label)?,
            notices: Notices::read(key, file.notice)?,
            listings: Listings::read(key, file.listing)?,
            fields: Fields::read(key, file.field)?,
        })
    }
}
