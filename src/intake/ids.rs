//! The story's uri: the agency's own id where there is a good one, else one made from the content.

use sha2::{Digest, Sha256};

use super::{Draft, bounds};
use crate::story::AltId;

/// Sets the story's uri from the agency's own id. An id that is no URI becomes `urn:wiredesk:<provider>:<id>` and is kept in `altIds`.
pub fn set_uri(draft: &mut Draft, provider: Option<&str>, id: &str) {
    let id = id.trim();
    if id.is_empty() {
        return;
    }
    if is_uri(id) {
        draft.story.uri = id.to_owned();
        return;
    }
    let provider = provider.map(name_part).filter(|p| !p.is_empty()).map_or(String::new(), |p| format!("{p}:"));
    draft.story.uri = format!("urn:wiredesk:{provider}{}", escape(id));
    add_alt_id(draft, "id", id);
}

/// Adds another id of the story, once.
pub fn add_alt_id(draft: &mut Draft, role: &str, value: &str) {
    let value = value.trim();
    if !value.is_empty() {
        let id = AltId { role: Some(role.to_owned()), value: value.to_owned() };
        bounds::push_unless(&mut draft.story.alt_ids, id, |a, b| a.value == b.value);
    }
}

/// Gives a story without id one that the same content gets again: from agency, headline and text.
pub fn ensure_uri(draft: &mut Draft, agency: Option<&str>) {
    if let Some(id) = draft.story.uri.strip_prefix("urn:wiredesk:").filter(|id| !id.contains(':')) {
        // Two houses may both have a story 4711.
        if let Some(agency) = agency.map(name_part).filter(|a| !a.is_empty()) {
            draft.story.uri = format!("urn:wiredesk:{agency}:{id}");
        }
    }
    if !draft.story.uri.is_empty() {
        return;
    }
    let mut hash = Sha256::new();
    let blocks = draft.blocks.iter().map(|b| b.text.as_str());
    for text in std::iter::once(draft.story.headline()).chain(blocks) {
        for word in text.split_whitespace() {
            hash.update(word.as_bytes());
            hash.update([b' ']);
        }
        hash.update([0]);
    }
    let digest: String = hash.finalize()[..16].iter().map(|b| format!("{b:02x}")).collect();
    let agency = agency.map(name_part).filter(|a| !a.is_empty()).unwrap_or_else(|| "unknown".into());
    draft.story.uri = format!("urn:wiredesk:{agency}:content:{digest}");
    draft.signals.derived_id = true;
}

/// Whether a text is a URI by RFC 3986: a scheme, and only characters that may stand in one.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    let mut escapes = rest.match_indices('%');
    scheme.len() > 1
        && scheme.as_bytes()[0].is_ascii_alphabetic()
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        && !rest.is_empty()
        && rest.bytes().all(allowed)
        && rest.matches('#').count() <= 1
        && !rest.contains(['[', ']'])
        && escapes.all(|(i, _)| rest.as_bytes().get(i + 1..i + 3).is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit)))
        // A slug such as `Lead:Ferry` or a time such as `b12:45` looks like one: schemes are words of their own.
        && (rest.starts_with("//") || matches!(scheme.to_ascii_lowercase().as_str(), "urn" | "tag" | "http" | "https" | "info" | "doi"))
}

/// Percent-encodes all that may not stand in one part of a URN.
fn escape(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for b in id.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(b as char);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// A provider's name or domain as a part of a URN.
fn name_part(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.split_once("://").map_or(name.as_str(), |(_, rest)| rest.split('/').next().unwrap_or(rest));
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    escape(&name.split_whitespace().collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Text;

    #[test]
    fn a_uri_is_kept() {
        for id in ["urn:newsml:paw.example:20260212:fire", "tag:paw.example,0000:newsml_X1:2", "https://paw.example/a?b=1"] {
            let mut draft = Draft::default();
            set_uri(&mut draft, None, id);
            assert_eq!(draft.story.uri, id);
            assert!(draft.story.alt_ids.is_empty());
        }
    }

    #[test]
    fn an_id_that_is_none_is_escaped_and_kept() {
        let mut draft = Draft::default();
        set_uri(&mut draft, Some("Prensa Austral"), " a/12 ñ ");
        assert_eq!(draft.story.uri, "urn:wiredesk:prensa-austral:a%2F12%20%C3%B1");
        assert_eq!(draft.story.alt_ids[0].value, "a/12 ñ");
        assert!(!is_uri("Lead:Ferry") && !is_uri("12:45") && !is_uri("urn:a b") && !is_uri("http://a/%zz"));
    }

    #[test]
    fn the_same_content_gets_the_same_uri() {
        let made = |headline: &str| {
            let mut draft = Draft::default();
            draft.story.headlines.push(Text::plain("main", headline));
            ensure_uri(&mut draft, Some("ARP"));
            draft.story.uri
        };
        assert_eq!(made("Ferry  aground"), made("Ferry aground"));
        assert_ne!(made("Ferry aground"), made("Ferry afloat"));
        assert!(made("x").starts_with("urn:wiredesk:arp:content:"));
    }
}
