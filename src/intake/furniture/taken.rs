//! What was taken out of a text, on its way into the story's fields.

use crate::editorial::plain;
use crate::story::{InfoSource, Story};

/// Furniture by the field that it goes to, in the order of the text.
#[derive(Debug, Default)]
pub struct Taken {
    /// Place of the dateline.
    pub located: Option<String>,
    /// Writers named in bylines.
    pub by: Vec<String>,
    /// Writers credited at the end, the last first.
    pub writers: Vec<String>,
    /// Credits of agencies.
    pub credits: Vec<String>,
    /// Copyright lines.
    pub copyright: Vec<String>,
    /// Notes found at the head, in order.
    pub head_notes: Vec<String>,
    /// Notes found at the tail, the last first.
    pub tail_notes: Vec<String>,
}

impl Taken {
    /// Fills the story's fields. What a field of the format says already is not said twice, and never replaced.
    pub fn put_into(self, story: &mut Story) {
        if let Some(place) = self.located.filter(|p| !p.is_empty()) {
            story.located.get_or_insert(place);
        }
        let mut notes = self.head_notes;
        for by in self.by.into_iter().chain(self.writers.into_iter().rev()) {
            match &story.by {
                None => story.by = Some(by),
                Some(has) if plain(has).contains(&plain(&by)) => {}
                Some(_) => notes.push(by),
            }
        }
        for credit in self.credits {
            let known = story.info_sources.iter().any(|s| s.name.as_deref().is_some_and(|n| plain(n) == plain(&credit)));
            if !known {
                story.info_sources.push(InfoSource { name: Some(credit), ..InfoSource::default() });
            }
        }
        for line in self.copyright {
            match &story.copyright_notice {
                None => story.copyright_notice = Some(line),
                Some(has) if plain(has).contains(&plain(&line)) => {}
                Some(_) => notes.push(line),
            }
        }
        notes.extend(self.tail_notes.into_iter().rev());
        for note in notes {
            match &mut story.ed_note {
                None => story.ed_note = Some(note),
                Some(has) if plain(has).contains(&plain(&note)) => {}
                Some(has) => {
                    has.push('\n');
                    has.push_str(&note);
                }
            }
        }
    }
}
