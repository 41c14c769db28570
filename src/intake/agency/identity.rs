//! The uri that stays: constants are no ids, and a version at the end of an id is cut off.

use crate::editorial::Agency;
use crate::intake::Draft;
use crate::intake::ids;

/// Settles the story's uri by the agency's id habits. What was cut or dropped is kept in `altIds`.
pub fn settle(draft: &mut Draft, rules: &[&Agency]) {
    let id = std::mem::take(&mut draft.story.uri);
    if id.is_empty() {
        return;
    }
    if rules.iter().any(|a| a.ids.is_constant(&id)) {
        ids::add_alt_id(draft, "constant", &id);
        return;
    }
    let version = draft.story.version.clone();
    let mut stable = id.as_str();
    for (i, agency) in rules.iter().enumerate() {
        // Only the agency's own file may cut a number that the item does not give as its version.
        let own = i + 1 < rules.len();
        if own || version.is_some() {
            stable = agency.ids.stable(stable, version.as_deref());
        }
    }
    draft.story.uri = stable.to_owned();
    if stable.len() < id.len() {
        ids::add_alt_id(draft, "versioned", &id);
    }
}
