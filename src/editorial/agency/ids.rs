//! What an agency's ids are worth: some are constants, some embed the version.

use serde::Deserialize;
use toml::Spanned;

use super::super::Fault;

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct IdsFile {
    /// Ids that stand on every story, and so name none.
    pub constant: Vec<Spanned<String>>,
    /// What parts an id from a version number that it ends in: `:` cuts `urn:newsml:x:20260212:abc:3` before `:3`.
    pub version_after: Vec<Spanned<String>>,
    /// Where an id ends: what follows changes from one delivery to the next.
    pub cut_at: Vec<Spanned<String>>,
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Ids {
    constant: Vec<String>,
    version_after: Vec<String>,
    cut_at: Vec<String>,
}

impl Ids {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// An empty value.
    pub fn read(file: IdsFile) -> Result<Ids, Fault> {
        Ok(Ids {
            constant: filled("ids.constant", file.constant)?,
            version_after: filled("ids.version-after", file.version_after)?,
            cut_at: filled("ids.cut-at", file.cut_at)?,
        })
    }

    /// Whether the id names no single story.
    pub fn is_constant(&self, id: &str) -> bool {
        self.constant.iter().any(|c| c == id)
    }

    /// The part of an id that survives redelivery and new versions. `version` is what the item itself gives as its version.
    pub fn stable<'a>(&self, id: &'a str, version: Option<&str>) -> &'a str {
        let mut stable = self.cut_at.iter().filter_map(|mark| id.find(mark.as_str())).min().map_or(id, |end| &id[..end]);
        for mark in &self.version_after {
            let Some((head, tail)) = stable.rsplit_once(mark.as_str()) else { continue };
            // NewsML 1.2 (5.5.2): the revision may be followed by U (updates pending) or N; A stands for an alert at some agencies.
            let number = tail.trim_end_matches(['U', 'N', 'A']);
            let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            if is_number && !ends_in_date(head) && version.is_none_or(|v| is_version(number, v)) && head.len() >= 8 {
                stable = head;
                break;
            }
        }
        stable
    }
}

/// Whether the number in the id is the item's version, or counts the same from 0.
fn is_version(number: &str, version: &str) -> bool {
    let count = |n: &str| n.parse::<u64>().ok();
    count(version).zip(count(number)).is_some_and(|(version, number)| version == number || version == number + 1)
        || version.trim_start_matches('0') == number.trim_start_matches('0')
}

/// What is left ends in a day: the number behind it was the story's, not the revision's (RFC 3085: urn:newsml:provider:date:item:revision).
fn ends_in_date(head: &str) -> bool {
    let part = head.rsplit([':', '/']).next().unwrap_or_default();
    let day = part.split('T').next().unwrap_or_default();
    day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) && (day.starts_with("19") || day.starts_with("20"))
}

fn filled(key: &str, values: Vec<Spanned<String>>) -> Result<Vec<String>, Fault> {
    values
        .into_iter()
        .map(|v| if v.as_ref().is_empty() { Err(Fault::new(v.span(), key, "is empty")) } else { Ok(v.into_inner()) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_cut_and_a_number_of_the_story_is_not() {
        let ids = Ids { version_after: vec![":".into()], ..Ids::default() };
        for (id, version, stable) in [
            ("urn:newsml:efe.com:20260212:1234567", None, "urn:newsml:efe.com:20260212:1234567"),
            ("urn:newsml:efe.com:20260212T100000+0100:1", Some("1"), "urn:newsml:efe.com:20260212T100000+0100:1"),
            ("urn:newsml:efe.com:20260212:1234567:2", None, "urn:newsml:efe.com:20260212:1234567"),
            ("urn:newsml:ntb.no:4170:01", Some("2"), "urn:newsml:ntb.no:4170"),
            ("urn:newsml:ntb.no:4170:01", Some("3"), "urn:newsml:ntb.no:4170:01"),
            ("tag:reuters.com,0000:newsml_L4X:1132689232", None, "tag:reuters.com,0000:newsml_L4X"),
        ] {
            assert_eq!(ids.stable(id, version), stable);
        }
    }
}
