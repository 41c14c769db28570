//! Times that named no zone, by the clock of the house that sent them.

use crate::editorial::Zone;
use crate::intake::{Draft, dates};
use crate::story::Time;

/// Moves the story's times that were taken for UTC to the house's own zone, and says so.
pub fn settle(draft: &mut Draft, zone: &Zone, house: &str) {
    let taken = std::mem::take(&mut draft.without_zone);
    if taken.is_empty() {
        return;
    }
    let local = |time: Option<Time>| time.map(|t| if taken.contains(&t) { zone.local(t).unwrap_or(t) } else { t });
    let story = &mut draft.story;
    story.version_created = local(story.version_created);
    story.first_created = local(story.first_created);
    story.embargoed_until = local(story.embargoed_until);
    draft.signals.created = local(draft.signals.created);
    for complaint in draft.complaints.iter_mut().filter(|c| c.code == dates::NO_ZONE) {
        complaint.message = complaint.message.replace("taken for UTC", &format!("taken for the local time of {house}"));
    }
}
