//! Scopes: the stories that may repeat or continue one another. One for all by default; large sites part agencies or languages.

use std::collections::BTreeMap;

use super::{Problem, RawScopes};

/// The scope of a story by its agency, else by its language, else `default`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// By the agency's short name, in lower case.
    pub agencies: BTreeMap<String, String>,
    /// By the language's first subtag, in lower case.
    pub languages: BTreeMap<String, String>,
}

impl Scopes {
    /// The scope of a story.
    pub fn of(&self, agency: Option<&str>, language: Option<&str>) -> &str {
        let by_agency = || self.agencies.get(&agency?.to_lowercase());
        let by_language = || self.languages.get(&language?.split(['-', '_']).next()?.to_lowercase());
        by_agency().or_else(by_language).map_or("default", String::as_str)
    }

    pub(super) fn resolve(place: &str, raw: RawScopes) -> Result<Scopes, Problem> {
        let lower = |map: BTreeMap<String, String>| map.into_iter().map(|(k, v)| (k.to_lowercase(), v)).collect();
        let scopes = Scopes { agencies: lower(raw.agencies), languages: lower(raw.languages) };
        for (key, map) in [("agencies", &scopes.agencies), ("languages", &scopes.languages)] {
            if let Some((name, _)) = map.iter().find(|(_, scope)| scope.is_empty()) {
                return Err(Problem::of(place, &format!("scopes.{key}.{name}"), "a scope has a name"));
            }
        }
        Ok(scopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_goes_before_a_language() {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let raw = RawScopes { agencies: map(&[("AFP", "paris")]), languages: map(&[("de", "berlin")]) };
        let scopes = Scopes::resolve("w.toml", raw).expect("sound");
        assert_eq!(scopes.of(Some("afp"), Some("de")), "paris");
        assert_eq!(scopes.of(Some("dpa"), Some("de-AT")), "berlin");
        assert_eq!(scopes.of(None, Some("fr")), "default");
    }
}
