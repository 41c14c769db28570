//! The entities of a DOCTYPE. Nothing is fetched. An internal entity counts only where its value is plain text: one that refers to others
//! is not expanded, so that no document grows.

use std::collections::BTreeMap;

/// Declarations that are looked at, and bytes of a value that are taken.
const DECLARATIONS: usize = 200;
const VALUE_BYTES: usize = 1024;

/// Entities by name; `None` for those that are external, refer to others, or are too long.
pub type Entities<'a> = BTreeMap<&'a str, Option<&'a str>>;

/// Reads the entity declarations of an internal subset.
pub fn entities(doctype: &str) -> Entities<'_> {
    let mut entities = Entities::new();
    let mut rest = doctype;
    for _ in 0..DECLARATIONS {
        let Some(at) = rest.find("<!ENTITY") else { break };
        rest = &rest[at + 8..];
        let declaration = rest.trim_start();
        let Some((name, after)) = declaration.split_once(|c: char| c.is_ascii_whitespace()).filter(|(n, _)| *n != "%") else { continue };
        entities.entry(name).or_insert_with(|| value(after.trim_start()));
    }
    entities
}

fn value(after_name: &str) -> Option<&str> {
    let quote = after_name.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = after_name[1..].split_once(quote)?;
    (value.len() <= VALUE_BYTES && !value.contains(['&', '%', '<'])).then_some(value)
}
