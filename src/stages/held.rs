//! What a withdrawal may say (invariant taken-back): a notice goes out whole, the text of the story that it takes back does not.
//!
//! Some systems kill a story by sending it once more with another status or type (AP Media API `Kill` and `Withhold`, ninjs `canceled`). To pass
//! that text on would publish again what must not be published. `wire.stories` keeps it, for the record and for finding copies.

use serde_json::value::RawValue;

use crate::story::{Complaint, PubStatus, Story};

/// A notice that takes a story back is no longer.
const MOST_NOTICE_CHARS: usize = 800;

/// The story without the text that it takes back, if it carries that text. A withheld one has no notice that could be told from it.
pub fn without_text(story: &RawValue) -> Option<(Box<RawValue>, Complaint)> {
    let mut story: Story = serde_json::from_str(story.get()).ok()?;
    let chars = story.body().chars().count();
    let paragraphs = story.body().split("\n\n").count();
    let is_notice = chars <= MOST_NOTICE_CHARS && !(story.pub_status == Some(PubStatus::Withheld) && paragraphs > 2);
    if is_notice {
        return None;
    }
    story.bodies.clear();
    story.descriptions.clear();
    let complaint = Complaint::new("withdrawal.text-held", format!("the text that it takes back, {chars} characters, is left out"));
    Some((serde_json::value::to_raw_value(&story).ok()?, complaint))
}

/// Whether the agency holds the story back or has taken it back by its status: what no editor's word sets free.
pub fn by_status(story: &RawValue) -> bool {
    let story = serde_json::from_str::<Story>(story.get());
    story.is_ok_and(|s| matches!(s.pub_status, Some(PubStatus::Canceled | PubStatus::Withheld)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Text;

    fn story(body: &str, status: PubStatus) -> Box<RawValue> {
        let story = Story {
            uri: "urn:x:1".into(),
            pub_status: Some(status),
            bodies: vec![Text::plain("main", body)],
            descriptions: vec![Text::plain("summary", "The ferry sank.")],
            ..Story::default()
        };
        serde_json::value::to_raw_value(&story).expect("JSON")
    }

    #[test]
    fn a_notice_goes_out_and_the_story_does_not() {
        let notice = "EDITORS: Kill the story slugged Ferry. A kill is mandatory.";
        assert!(without_text(&story(notice, PubStatus::Canceled)).is_none());
        let (held, complaint) = without_text(&story(&"The ferry sank. ".repeat(60), PubStatus::Canceled)).expect("held");
        assert!(!held.get().contains("sank"), "{held}");
        assert_eq!(complaint.code, "withdrawal.text-held");
        assert!(without_text(&story("HOLD\n\nThe ferry sank.\n\nAll are safe.", PubStatus::Withheld)).is_some());
    }
}
