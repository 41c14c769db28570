//! Notices: sentences that tell editors what to do with a story ("Do not use", "wird zurückgezogen", "Bien lire …, et non …").
//!
//! A sentence is a notice by what it says together with what it says it about, in the same sentence: "the offer has been withdrawn" is news,
//! "this story has been withdrawn" in a short text is not.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use toml::Spanned;

use super::super::{Fault, plain};
use crate::story::SignalKind;

/// As a person writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NoticeFile {
    /// The rule's name.
    pub name: String,
    /// What it means.
    pub signal: SignalKind,
    /// Where it stands.
    pub at: Vec<NoticePlace>,
    /// What it says, one of these.
    pub says: Vec<Spanned<String>>,
    /// What else must stand in the same sentence, one of these. Left out: nothing.
    #[serde(default)]
    pub about: Vec<Spanned<String>>,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum NoticePlace {
    /// In one of the first paragraphs of a short text, anywhere.
    ShortText,
    /// At the start of a remark in brackets that opens the text.
    Remark,
    /// In a remark in brackets that opens the text, anywhere.
    InRemark,
    /// At the start of a note to editors.
    Note,
    /// In a note to editors, anywhere.
    InNote,
    /// In the headline or first paragraphs of a short text that speaks to editors, anywhere.
    ToEditors,
}

impl NoticePlace {
    /// The place for people.
    pub fn words(self) -> &'static str {
        match self {
            NoticePlace::ShortText => "notice",
            NoticePlace::Remark | NoticePlace::InRemark => "remark",
            NoticePlace::Note | NoticePlace::InNote | NoticePlace::ToEditors => "note to editors",
        }
    }
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Notices {
    notices: Vec<Notice>,
    words: Option<AhoCorasick>,
    /// Of each pattern: its notice, and whether it is what the notice says (or only what it is about).
    meaning: Vec<(usize, bool)>,
}

/// One notice.
#[derive(Debug)]
pub struct Notice {
    /// The full name: `generic.notice.withdrawn`.
    pub rule: String,
    /// What it means.
    pub signal: SignalKind,
    at: Vec<NoticePlace>,
    needs_about: bool,
}

impl Notices {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// An empty phrase.
    pub fn read(key: &str, files: Vec<NoticeFile>) -> Result<Notices, Fault> {
        let mut notices = Notices::default();
        let mut patterns = Vec::new();
        for file in files {
            let phrases = file.says.into_iter().map(|p| (p, true)).chain(file.about.iter().cloned().map(|p| (p, false)));
            for (phrase, says) in phrases {
                let folded = plain(phrase.as_ref().trim());
                if folded.is_empty() {
                    let key = if says { "notice.says" } else { "notice.about" };
                    return Err(Fault::new(phrase.span(), key, "an empty phrase would fit everything"));
                }
                patterns.push(folded);
                notices.meaning.push((notices.notices.len(), says));
            }
            let rule = format!("{key}.notice.{}", file.name);
            notices.notices.push(Notice { rule, signal: file.signal, at: file.at, needs_about: !file.about.is_empty() });
        }
        if !patterns.is_empty() {
            // Overlapping search needs the standard kind; patterns are few and were checked above, so building does not fail.
            notices.words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns).ok();
        }
        Ok(notices)
    }

    /// The notices in a folded text at any of these places, with the byte range of what they say.
    pub fn find(&self, folded: &str, places: &[NoticePlace]) -> Vec<(&Notice, NoticePlace, std::ops::Range<usize>)> {
        let Some(words) = &self.words else { return Vec::new() };
        let mut says = vec![Vec::new(); self.notices.len()];
        let mut about = vec![Vec::new(); self.notices.len()];
        for hit in words.find_overlapping_iter(folded) {
            if !is_whole(folded, hit.start(), hit.end()) {
                continue;
            }
            match self.meaning[hit.pattern().as_usize()] {
                (notice, true) => says[notice].push(hit.range()),
                (notice, false) => about[notice].push(hit.start()),
            }
        }
        let start = folded.find(char::is_alphanumeric).unwrap_or(0);
        let mut found = Vec::new();
        for (i, notice) in self.notices.iter().enumerate() {
            for place in notice.at.iter().filter(|p| places.contains(p)) {
                let at_start = matches!(place, NoticePlace::Remark | NoticePlace::Note);
                if let Some(range) = says[i].iter().find(|r| {
                    let sentence = sentence(folded, r);
                    (!at_start || r.start == start) && (!notice.needs_about || about[i].iter().any(|a| sentence.contains(a)))
                }) {
                    found.push((notice, *place, range.clone()));
                    break;
                }
            }
        }
        found
    }
}

/// The sentence around what a notice says; with the one before, where it is as short as "Do not use it."
fn sentence(text: &str, says: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let before = |end: usize| [". ", "! ", "? ", "\n"].iter().filter_map(|stop| text[..end].rfind(stop)).max().map_or(0, |i| i + 1);
    let end = text[says.end..].find(['.', '!', '?', '\n']).map_or(text.len(), |i| says.end + i);
    let start = before(says.start);
    let short = text[start..end].split_whitespace().count() <= 6;
    if short && start > 0 { before(start - 1)..end } else { start..end }
}

fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let first = text[start..].chars().next().is_some_and(char::is_alphanumeric);
    let last = text[..end].chars().next_back().is_some_and(char::is_alphanumeric);
    !(first && letter(text[..start].chars().next_back()) || last && letter(text[end..].chars().next()))
}
