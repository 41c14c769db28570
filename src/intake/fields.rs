//! Fields that the formats share, checked on their way into the draft: what cannot be used becomes a complaint.

use super::markup;
use super::{Block, BlockKind, Draft, DraftItem, Fault, Skip, bounds, dates, fact, language};
use crate::story::{Concept, Format, PubStatus, Reference, ReferenceKind, SignalKind, Text};

impl Draft {
    /// Sets urgency (IPTC 1 to 9) and keeps what was written for the agency's rules.
    pub fn set_urgency(&mut self, written: &str) {
        let written = written.trim();
        self.add_fact(fact::URGENCY, written);
        match written.parse::<u8>() {
            Ok(urgency @ 1..=9) => self.story.urgency = Some(urgency),
            _ if written.is_empty() => {}
            _ => self.complain("urgency.unusable", format!("urgency “{}” is not 1 to 9", excerpt(written))),
        }
    }

    /// Sets the status from its name in whatever vocabulary, and says what it means for the story.
    pub fn set_status(&mut self, written: &str, rule: &str) {
        let name = written.rsplit([':', '/']).next().unwrap_or(written).trim().to_ascii_lowercase();
        self.add_fact(fact::STATUS, written);
        let signal = |draft: &mut Draft, kind| draft.signals.add(kind, format!("status {}", excerpt(written)), rule);
        match name.as_str() {
            "usable" | "publishable" => self.story.pub_status = Some(PubStatus::Usable),
            // With or without a date its text must not get out; whether it is out already only the desk knows.
            "withheld" | "withhold" | "embargoed" | "embargo" => {
                self.story.pub_status = Some(PubStatus::Withheld);
                signal(self, SignalKind::Embargo);
            }
            "canceled" | "cancelled" | "killed" | "kill" | "withdrawn" | "deleted" | "spiked" => {
                self.story.pub_status = Some(PubStatus::Canceled);
                signal(self, SignalKind::Withdrawal);
            }
            "" => {}
            _ => self.complain("status.unknown", format!("status “{}”", excerpt(written))),
        }
    }

    /// Sets the language, unless one is set.
    pub fn set_language(&mut self, written: &str) {
        if self.story.language.is_none() {
            self.story.language = language::tag(written);
        }
    }

    /// Sets the version, as written and as a number that grows.
    pub fn set_version(&mut self, written: &str) {
        let written = written.trim();
        if !written.is_empty() {
            self.story.version = Some(written.to_owned());
            self.signals.revision = written.parse().ok();
        }
    }

    /// Sets when this version was made: the story's own time.
    pub fn set_version_created(&mut self, written: &str) {
        if let Some(time) = dates::read(self, "version created", written) {
            self.story.version_created = Some(time);
            self.signals.created = Some(time);
        }
    }

    /// Sets when the first version was made.
    pub fn set_first_created(&mut self, written: &str) {
        self.story.first_created = dates::read(self, "first created", written).or(self.story.first_created);
    }

    /// Sets the end of an embargo.
    pub fn set_embargo(&mut self, written: &str) {
        // Year 1 and 1900 are how database columns say "none".
        if written.trim().starts_with("0001-") || written.trim().starts_with("1900-") {
            return;
        }
        self.story.embargoed_until = dates::read(self, "embargo", written).or(self.story.embargoed_until);
        if self.story.embargoed_until.is_none() && !written.trim().is_empty() {
            self.signals.add(SignalKind::Embargo, format!("embargo “{}”", excerpt(written)), "embargo.unreadable-date");
        }
    }

    /// Adds a headline; the first is the main one. A repetition is left out.
    pub fn add_headline(&mut self, role: &str, written: &str) {
        let line = markup::read_line(written);
        let value = behind_chevrons(&line);
        if !value.is_empty() {
            bounds::push_unless(&mut self.story.headlines, Text::plain(role, value), |a, b| a.value == b.value);
        }
    }

    /// Adds a description such as a summary, unless it is there already.
    pub fn add_description(&mut self, role: &str, written: &str) {
        let value = markup::read_line(written);
        if !value.is_empty() {
            bounds::push_unless(&mut self.story.descriptions, Text::plain(role, value), |a, b| a.value == b.value);
        }
    }

    /// Adds a note to editors, unless it is there already.
    pub fn add_ed_note(&mut self, written: &str) {
        let note = markup::read_line(written);
        if note.is_empty() || self.facts(fact::ED_NOTE).any(|n| n == note) {
            return;
        }
        self.add_fact(fact::ED_NOTE, &note);
        match &mut self.story.ed_note {
            Some(notes) => {
                notes.push('\n');
                notes.push_str(&note);
            }
            none => *none = Some(note),
        }
    }

    /// Adds a keyword to the subjects.
    pub fn add_keyword(&mut self, written: &str) {
        let keyword = markup::fold(written);
        self.add_fact(fact::KEYWORD, &keyword);
        push_concept(&mut self.story.subjects, Concept { name: Some(keyword), rel: Some("keyword".into()), ..Concept::default() });
    }

    /// Adds a story that this one names, once, and never itself.
    pub fn add_reference(&mut self, by: ReferenceKind, value: &str) {
        let value = value.trim();
        if !value.is_empty() && value != self.story.uri {
            bounds::push_once(&mut self.signals.references, Reference { by, value: value.to_owned() });
        }
    }

    /// The finished item: a story; without text and without a message in status or note a skip, or a dead letter if the text was lost.
    /// `unresolved` names an entity that may hold the text.
    pub fn into_item(mut self, format: Format, unresolved: Option<&str>, place: impl FnOnce() -> String) -> DraftItem {
        self.blocks.retain(|b| !b.text.trim().is_empty());
        self.drop_repeated_headline();
        if self.has_text() || self.says_without_text() {
            if !self.blocks.iter().any(|b| b.kind != BlockKind::Caption) && self.story.headlines.is_empty() {
                self.complain("body.empty", "neither headline nor body; the note or the status is the message");
            }
            return DraftItem::story(format, self);
        }
        if let Some(name) = unresolved {
            let reason = Fault::Entities.because(format!("no text but in &{name};, which is never resolved, {}", place()));
            return DraftItem::dead_letter(Some(format), reason);
        }
        let seen = format!("neither headline nor body, {}", place());
        // Where mark-up had to be mended the text may be lost with it.
        if self.complaints.iter().any(|c| c.code.starts_with("xml.")) {
            return DraftItem::dead_letter(Some(format), Fault::NoText.because(seen));
        }
        DraftItem::skipped(format, Skip::Empty.because(seen))
    }

    /// Whether the note, or the status or an instruction about an item that has an id, is a message of its own.
    pub fn says_without_text(&self) -> bool {
        let taken_back =
            matches!(self.story.pub_status, Some(PubStatus::Canceled | PubStatus::Withheld)) || self.signals.has(SignalKind::Withdrawal);
        self.story.ed_note.is_some() || taken_back && !self.story.uri.is_empty()
    }

    /// Whether there is a headline or a body.
    pub fn has_text(&self) -> bool {
        !self.story.headlines.is_empty() || self.blocks.iter().any(|b| b.kind != BlockKind::Caption)
    }

    /// Many bodies begin with the headline once more; it is no paragraph.
    fn drop_repeated_headline(&mut self) {
        let headline = self.story.headline();
        let repeats = |b: &Block| matches!(b.kind, BlockKind::Subhead | BlockKind::Paragraph) && !headline.is_empty() && b.text == headline;
        if self.blocks.len() > 1 && self.blocks.first().is_some_and(repeats) {
            self.blocks.remove(0);
        }
    }
}

/// Adds a concept that says something, once.
pub fn push_concept(concepts: &mut Vec<Concept>, concept: Concept) {
    let says = |c: &Concept| c.name.as_deref().or(c.literal.as_deref()).or(c.uri.as_deref()).is_some_and(|v| !v.is_empty());
    if says(&concept) {
        bounds::push_once(concepts, concept);
    }
}

/// ">>>ANSA/ Ferry aground": chevrons and the house mark a service's own stories; the headline begins behind them.
fn behind_chevrons(line: &str) -> &str {
    let Some(marked) = line.strip_prefix(">>") else { return line };
    let marked = marked.trim_start_matches(['>', ' ']);
    let house = marked.split_once('/').filter(|(house, _)| house.len() <= 12 && house.bytes().all(|b| b.is_ascii_uppercase()));
    house.map_or(marked, |(_, headline)| headline.trim_start())
}

fn excerpt(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chevrons_are_no_headline() {
        assert_eq!(behind_chevrons(">>>ANSA/ Ferry aground"), "Ferry aground");
        assert_eq!(behind_chevrons(">>> Ferry/tram timetable"), "Ferry/tram timetable");
        assert_eq!(behind_chevrons("Ferry > tram"), "Ferry > tram");
    }

    #[test]
    fn withheld_is_an_embargo_with_or_without_a_date_and_canceled_a_withdrawal() {
        for (status, kind) in
            [("stat:withheld", SignalKind::Embargo), ("WithHeld", SignalKind::Embargo), ("canceled", SignalKind::Withdrawal)]
        {
            let mut draft = Draft::default();
            draft.set_status(status, "test.status");
            assert_eq!(draft.signals.signals.iter().map(|s| s.kind).collect::<Vec<_>>(), [kind], "{status}");
        }
    }
}
