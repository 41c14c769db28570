//! The version as a number that grows, and the time that puts versions in order.

use crate::intake::Draft;

/// Settles revision and time. A version that the format counts outweighs words such as "UPDATE 2-": the words count the updates
/// of a story that may be sent under several ids, the field counts what was sent under this one.
pub fn settle(draft: &mut Draft) {
    let version = draft.story.version.as_deref().map(str::trim).and_then(|v| v.parse::<u64>().ok());
    if version.is_some() {
        draft.signals.revision = version;
    }
    if draft.signals.created.is_none() {
        draft.signals.created = draft.story.version_created.or(draft.story.first_created);
    }
}
