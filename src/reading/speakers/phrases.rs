//! Noun phrases: an article or a role, and what belongs to it.

use std::ops::Range;

use super::names::role_of;
use super::subjects::{Finder, Subject};
use crate::editorial::Part;

/// Where a noun phrase is sought.
pub(super) const PHRASE: usize = 9;

/// The longest noun phrase.
const LONGEST: usize = 13;

impl Finder<'_, '_> {
    /// The noun phrase around a single capitalised word that is only its noun ("les Etats membres de l'Alliance").
    pub fn phrase_around(&self, n: usize) -> Option<Range<usize>> {
        let word = self.names[n].words.start;
        let article = word.checked_sub(1).filter(|i| self.text.passage(*i) == self.text.passage(word) && self.text.joined(*i))?;
        let end = self.text.words.passages[self.text.passage(word)].words.end.min(article + PHRASE);
        match self.text.part(article).is(Part::DETERMINER).then(|| self.phrase(article..end))? {
            Some(Subject::Phrase(p)) if p.start == article && p.end > word + 1 => Some(p),
            _ => None,
        }
    }

    /// "L'intéressée hausse les épaules": what follows a role in small letters may be its verb, unless "of" leads on to it.
    pub(super) fn without_verb(&self, subject: Subject) -> Subject {
        let Subject::Phrase(p) = subject else { return subject };
        let role = |i: usize| role_of(self.text, i).is(Part::ROLE | Part::EPITHET);
        let Some(head) = p.clone().find(|i| role(*i)) else { return Subject::Phrase(p) };
        let mut end = head + 1;
        while end < p.end
            && (role(end)
                || self.text.gap_after(end - 1) == "-"
                || self.text.part(end).is(Part::GENITIVE | Part::DETERMINER)
                || self.text.part(end - 1).is(Part::GENITIVE | Part::DETERMINER))
        {
            end += 1;
        }
        Subject::Phrase(p.start..end)
    }

    /// The first noun phrase: an article or a role, and what belongs to it.
    pub(super) fn phrase(&self, range: Range<usize>) -> Option<Subject> {
        let text = self.text;
        let opens = |i: &usize| {
            let part = text.part(*i);
            let speaks = |i: usize| text.part(i).is(Part::SPEECH) && !text.part(i).is(Part::DOCUMENT | Part::ROLE);
            let article = part.is(Part::DETERMINER) && i + 1 < range.end && text.joined(*i) && !speaks(i + 1);
            // "It warned that the figure": a relative, not an article.
            let article = article && !(part.is(Part::RELATIVE) && text.part(i + 1).is(Part::DETERMINER));
            let governed = *i > range.start && text.joined(i - 1) && text.part(i - 1).is(Part::PREPOSITION);
            (article || (role_of(text, *i).is(Part::ROLE) && !part.is(Part::GRAMMAR))) && !governed
        };
        let start = range.clone().find(opens)?;
        let mut end = start + 1;
        while end < range.end && end - start < LONGEST && text.joined(end - 1) && belongs(text.part(end)) {
            end += 1;
        }
        while end > start && text.part(end - 1).is(Part::GRAMMAR) {
            end -= 1;
        }
        let told = (start..end).find(|i| !text.part(*i).is(Part::GRAMMAR))?;
        if (told..end).any(|i| text.part(i).is(Part::DOCUMENT)) && !(told..end).any(|i| role_of(text, i).is(Part::ROLE)) {
            return Some(Subject::Thing);
        }
        Some(Subject::Phrase(start..end))
    }

    /// Whether a noun phrase tells what somebody is.
    pub(super) fn is_role(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|i| role_of(self.text, i).is(Part::ROLE | Part::EPITHET))
    }
}

/// Whether a word of this kind goes on with a noun phrase.
pub(super) fn belongs(part: Part) -> bool {
    if part.is(Part::SPEECH | Part::RELATIVE) && !part.is(Part::ROLE | Part::GENITIVE | Part::DETERMINER | Part::DOCUMENT) {
        return false;
    }
    !part.is(Part::GRAMMAR) || part.is(Part::GENITIVE | Part::DETERMINER | Part::PARTICLE)
}

/// Whether a subject begins at this word or at the next one.
pub(super) fn starts_near(subject: &Subject, at: usize) -> bool {
    match subject {
        Subject::Phrase(p) => p.start <= at + 1,
        _ => true,
    }
}
