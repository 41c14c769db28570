//! The table `[furniture]` of a language's file: words by which datelines, bylines, notes and sign-offs are known.

use std::collections::HashSet;

use serde::Deserialize;

use crate::editorial::plain;

/// As a person writes it. Case and accents do not count anywhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct FurnitureFile {
    /// Names of the months from January on, short forms behind the long one: `["January", "Jan"]`.
    pub months: Vec<Vec<String>>,
    /// Names of the days from Monday on, short forms behind the long one.
    pub weekdays: Vec<Vec<String>>,
    /// Words that stay in lower case inside names of places and people: "of", "de la".
    pub small_words: Vec<String>,
    /// Places that stand as a dateline in capitals before a full stop or colon, without credit or date: "STOCKHOLM. …".
    pub dateline_places: Vec<String>,
    /// What opens a byline: "By".
    pub bylines: Vec<String>,
    /// What a line under the byline ends in: "Writer", "Correspondent".
    pub roles: Vec<String>,
    /// What opens a paragraph of credits at the end: "Reporting by".
    pub credits: Vec<String>,
    /// What makes a paragraph of the end a credit, wherever it stands: "contributed to this report".
    pub credit_phrases: Vec<String>,
    /// What opens a note to editors: "Editors:".
    pub notes: Vec<String>,
    /// What heads the block of a release that says whom to call: "Media contact".
    pub contacts: Vec<String>,
    /// What opens a line of the head that is a second headline: "Utl.:".
    pub subtitles: Vec<String>,
    /// Words for an agency's own text, by which a withdrawal speaks of it: "story", "dispatch".
    pub stories: Vec<String>,
    /// Words that lead from these to what the text is about: "story on …".
    pub on: Vec<String>,
    /// What opens a line behind the story that promotes something else: "Follow us on", "Read more:".
    pub promotions: Vec<String>,
    /// What opens a remark on the version, in brackets at the start: "Corrects".
    pub remarks: Vec<String>,
    /// A line behind which nothing is meant for publication: "Notizblock".
    pub notebooks: Vec<String>,
    /// A paragraph that says that more will come.
    pub more: Vec<String>,
    /// A paragraph that says that this is the end.
    pub ends: Vec<String>,
    /// What opens a copyright line, or makes a line one.
    pub copyright: Vec<String>,
    /// What ends a letter or mail, above the sender's name: "Kind regards".
    pub closings: Vec<String>,
    /// How a letter begins: "Dear colleagues", "Sehr geehrte".
    pub greetings: Vec<String>,
    /// Units of a line that counts the text: "words".
    pub counts: Vec<String>,
    /// Common words that tell this language from its neighbours.
    pub telling: Vec<String>,
    /// Words before which a hyphen at the end of a line is the word's own, "Haupt-" and "und". Only for a language whose houses break words at
    /// their syllables; left out, every such hyphen stays.
    pub behind_hyphens: Vec<String>,
}

/// Compiled: everything folded.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Furniture {
    pub months: Vec<Vec<String>>,
    pub weekdays: Vec<Vec<String>>,
    pub small_words: HashSet<String>,
    pub dateline_places: HashSet<String>,
    pub bylines: Vec<String>,
    pub roles: Vec<String>,
    pub credits: Vec<String>,
    pub credit_phrases: Vec<String>,
    pub notes: Vec<String>,
    pub contacts: Vec<String>,
    pub subtitles: Vec<String>,
    pub stories: HashSet<String>,
    pub on: HashSet<String>,
    pub promotions: Vec<String>,
    pub remarks: Vec<String>,
    pub notebooks: Vec<String>,
    pub more: Vec<String>,
    pub ends: Vec<String>,
    pub copyright: Vec<String>,
    pub closings: Vec<String>,
    pub greetings: Vec<String>,
    pub counts: Vec<String>,
    pub telling: Vec<String>,
    pub behind_hyphens: HashSet<String>,
}

impl Furniture {
    /// Compiles what a person wrote. `particles`: what stands in lower case inside names of people is a small word too.
    pub fn read(file: FurnitureFile, particles: &[String]) -> Furniture {
        Furniture {
            months: file.months.into_iter().map(folded).collect(),
            weekdays: file.weekdays.into_iter().map(folded).collect(),
            small_words: folded([file.small_words, particles.to_vec()].concat()).into_iter().collect(),
            dateline_places: folded(file.dateline_places).into_iter().collect(),
            bylines: folded(file.bylines),
            roles: folded(file.roles),
            credits: folded(file.credits),
            credit_phrases: folded(file.credit_phrases),
            notes: folded(file.notes),
            contacts: folded(file.contacts),
            subtitles: folded(file.subtitles),
            stories: folded(file.stories).into_iter().collect(),
            on: folded(file.on).into_iter().collect(),
            promotions: folded(file.promotions),
            remarks: folded(file.remarks),
            notebooks: folded(file.notebooks),
            more: folded(file.more),
            ends: folded(file.ends),
            copyright: folded(file.copyright),
            closings: folded(file.closings),
            greetings: folded(file.greetings),
            counts: folded(file.counts),
            telling: folded(file.telling),
            behind_hyphens: folded(file.behind_hyphens).into_iter().collect(),
        }
    }

    /// The month, from 1, of a folded name with or without its full stop.
    pub fn month(&self, folded: &str) -> Option<i8> {
        position(&self.months, folded)
    }

    /// The day of the week, from 1 (Monday), of a folded name with or without its full stop.
    pub fn weekday(&self, folded: &str) -> Option<i8> {
        position(&self.weekdays, folded)
    }
}

fn position(names: &[Vec<String>], folded: &str) -> Option<i8> {
    let bare = folded.trim_end_matches('.');
    names.iter().position(|n| n.iter().any(|n| n == bare)).map(|i| i as i8 + 1)
}

fn folded(words: Vec<String>) -> Vec<String> {
    words.iter().map(|w| plain(w.trim())).filter(|w| !w.is_empty()).collect()
}
