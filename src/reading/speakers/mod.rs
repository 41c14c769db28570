//! Who says what stands between marks.
//!
//! The cue in the quotation's own sentence decides first, then the quotation before it, then the sentence before it. A surname, pronoun
//! or role is led back to the full name under which the story introduces that person; where the text names nobody, nobody is named.

mod cast;
mod cues;
mod names;
mod subjects;
mod text;

use std::ops::Range;

use cast::Cast;
pub use cues::Cue;
use cues::Surroundings;
use names::Name;
use subjects::{Finder, Subject};
pub use text::Text;

use crate::editorial::Part;
use crate::reading::{Aside, Span};

/// Who says one run between marks.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    /// The name, or the words that name the speaker.
    pub speaker: Option<String>,
    /// What gives it to somebody.
    pub cue: Option<Cue>,
    /// Goes on with the utterance of the run before it.
    pub goes_on: bool,
    /// A verb or phrase stands right beside the marks.
    pub beside: bool,
}

/// Somebody who speaks.
#[derive(Clone, Debug, PartialEq)]
enum Speaker {
    Person(usize),
    Phrase(Range<usize>),
}

/// Finds the speaker of every run of a story.
pub fn attribute(text: &Text<'_>, spans: &[Span], asides: &[Option<Aside>]) -> Vec<Attribution> {
    let names = names::find(text);
    let cast = Cast::of(text, &names);
    let mut desk = Attributing { finder: Finder { text, names: &names }, cast, spoken: Vec::new() };
    let mut found: Vec<(Attribution, Option<Speaker>)> = Vec::with_capacity(spans.len());
    for n in 0..spans.len() {
        let told = asides[n].as_ref().and_then(|aside| desk.told_inside(aside));
        let one = told.unwrap_or_else(|| desk.attribute(spans, n, &found));
        if let Some(speaker) = &one.1 {
            desk.spoken.push((spans[n].words.start, speaker.clone()));
        }
        found.push(one);
    }
    join_paragraphs(spans, &mut found);
    found.into_iter().map(|(a, who)| Attribution { speaker: who.map(|w| desk.written(&w)), ..a }).collect()
}

/// A quotation over several paragraphs has one speaker, wherever the cue stands.
fn join_paragraphs(spans: &[Span], found: &mut [(Attribution, Option<Speaker>)]) {
    for n in (1..spans.len()).rev() {
        if spans[n].continues {
            found[n].0.goes_on = true;
            let told = found[n].0.cue.is_some();
            if found[n - 1].0.cue.is_none()
                && (told || found[n - 1].1.is_none())
                && let Some(who) = found[n].1.clone()
            {
                found[n - 1].1 = Some(who);
            }
        }
    }
    for n in 1..spans.len() {
        if spans[n].continues && (found[n].0.cue.is_none() || found[n].1.is_none()) {
            found[n].1 = found[n - 1].1.clone();
        }
    }
}

struct Attributing<'a, 't> {
    finder: Finder<'a, 't>,
    cast: Cast,
    /// Who spoke, and from which word on.
    spoken: Vec<(usize, Speaker)>,
}

impl Attributing<'_, '_> {
    fn attribute(&mut self, spans: &[Span], n: usize, found: &[(Attribution, Option<Speaker>)]) -> (Attribution, Option<Speaker>) {
        let text = self.finder.text;
        let around = Surroundings::of(text, spans, n);
        let previous = n.checked_sub(1).filter(|p| spans[*p].passage == spans[n].passage);
        let apposed = if around.credit { None } else { self.finder.apposed(&around.left) };
        if let Some((cue, on_the_right)) = around.cue(text).filter(|c| !c.1 || apposed.is_none()) {
            let subject = self.finder.subject(&around, cue, on_the_right);
            // Only names can be subjects in one part of a parted utterance: the other part has the same cue.
            let goes_on = previous.is_some_and(|p| cue.word().is_some() && found[p].0.cue.and_then(Cue::word) == cue.word());
            let who = match subject {
                Some(Subject::Thing) => None,
                Some(subject) => self.resolve(&subject, spans[n].words.start),
                None if goes_on => previous.and_then(|p| found[p].1.clone()),
                None => self.implied(&around, spans, n),
            };
            let beside = beside(&around, cue, on_the_right);
            return (Attribution { cue: Some(cue), goes_on, beside, speaker: None }, who);
        }
        if let Some(subject) = apposed.or_else(|| self.finder.owner(&around.left)) {
            let who = self.resolve(&subject, spans[n].words.start);
            return (Attribution { cue: Some(Cue::Placed), beside: true, ..Attribution::default() }, who);
        }
        // Right after the sentence that gave the run before it to somebody, or right after that run.
        if let Some(p) = previous.filter(|p| around.left.is_empty() && follows(text, &spans[*p], &spans[n])) {
            return (Attribution { goes_on: true, ..Attribution::default() }, found[p].1.clone());
        }
        (Attribution::default(), self.implied(&around, spans, n))
    }

    /// Who is named inside the marks: a name, a pronoun or a role right behind the verb.
    fn told_inside(&mut self, aside: &Aside) -> Option<(Attribution, Option<Speaker>)> {
        let text = self.finder.text;
        let subject = self.finder.inverted(aside.verb + 1..aside.words.end).or_else(|| self.finder.pronoun(aside.words.clone()))?;
        let person = match &subject {
            Subject::Phrase(words) => words.clone().any(|i| names::role_of(text, i).is(Part::ROLE)),
            Subject::Name(_) | Subject::Pronoun(..) => true,
            Subject::They | Subject::Thing => false,
        };
        let who = person.then(|| self.resolve(&subject, aside.words.start)).flatten()?;
        Some((Attribution { cue: Some(Cue::Verb(aside.verb)), beside: true, ..Attribution::default() }, Some(who)))
    }

    /// Nobody is named in the sentence itself: the subject of this sentence, of the one before, or who spoke last.
    fn implied(&mut self, around: &Surroundings, spans: &[Span], n: usize) -> Option<Speaker> {
        let text = self.finder.text;
        let at = spans[n].words.start;
        if let Some(subject) = self.finder.nearest(around.left.clone()) {
            return self.resolve(&subject, at);
        }
        let passage = spans[n].passage;
        let start = text.words.passages[passage].words.start;
        let before = around.left.start;
        if before > start {
            let sentence = text.sentence(before - 1);
            if let Some(subject) = self.finder.of_sentence(sentence) {
                return self.resolve(&subject, before);
            }
        }
        let spoke = self.spoken.iter().rev().find(|(i, _)| text.passage(*i) + 1 >= passage).map(|s| s.1.clone());
        spoke.or_else(|| self.subject_before(at)).or_else(|| self.antecedent(Part::default(), at).map(Speaker::Person))
    }

    /// The person of the paragraph before: its last sentence's subject.
    fn subject_before(&mut self, at: usize) -> Option<Speaker> {
        let text = self.finder.text;
        let passage = text.passage(at);
        let words = text.words.passages[passage.checked_sub(1)?].words.clone();
        let last = words.end.checked_sub(1).filter(|l| *l >= words.start && text.words.passages[passage - 1].paragraph.is_some())?;
        let subject = self.finder.of_sentence(text.sentence(last))?;
        self.resolve(&subject, at)
    }

    fn resolve(&mut self, subject: &Subject, at: usize) -> Option<Speaker> {
        match subject {
            Subject::Name(n) => {
                let person = self.cast.meant[*n];
                let known = &self.cast.people[person];
                let phrase = if known.name.len() == 1 && !known.sure { self.finder.phrase_around(*n) } else { None };
                Some(phrase.map_or(Speaker::Person(person), Speaker::Phrase))
            }
            Subject::Pronoun(gender, i) => {
                let person = self.antecedent(*gender, (*i).min(at.max(*i)))?;
                self.cast.people[person].learn(*gender);
                Some(Speaker::Person(person))
            }
            Subject::They => self.spoken.last().map(|s| s.1.clone()),
            Subject::Phrase(words) => {
                let known = self.cast.described(self.finder.text, words).or_else(|| self.renamed(words, at));
                if let Some(person) = known {
                    let text = self.finder.text;
                    let said = words.clone().fold(Part::default(), |all, i| all | names::role_of(text, i));
                    self.cast.people[person].learn(cast::gender_of(said));
                }
                Some(known.map_or_else(|| Speaker::Phrase(words.clone()), Speaker::Person))
            }
            Subject::Thing => None,
        }
    }

    /// Whom another word for the same person means ("la cinéaste" after "la réalisatrice X Y"), where the article tells a gender: the one whom
    /// a pronoun would mean. Whoever was spoken of under that word before is somebody else.
    fn renamed(&self, phrase: &Range<usize>, at: usize) -> Option<usize> {
        let text = self.finder.text;
        // "49-Jährige", "83-year-old", "34 ans".
        let hyphen = |i: usize| text.gap_after(i) == "-";
        let age = |i: usize| {
            let first = (phrase.start..i).rev().take_while(|k| hyphen(*k)).last().unwrap_or(i);
            text.word(first).is_digit() || (i > phrase.start && text.word(i - 1).is_digit())
        };
        let told: Vec<usize> = phrase.clone().filter(|i| !text.part(*i).is(Part::GRAMMAR) && !age(*i)).collect();
        let article = text.part(phrase.start);
        // The noun knows better than its article: "l'intéressé", "der Intendantin".
        let said = |words: &[usize]| words.iter().fold(Part::default(), |all, i| all | names::role_of(text, *i));
        let gender = match cast::gender_of(said(&told)) {
            none if none == Part::default() => cast::gender_of(said(&phrase.clone().collect::<Vec<_>>())),
            noun => noun,
        };
        let at = phrase.start.min(at.max(phrase.start));
        // In this paragraph first, and rather somebody of whom the gender is known than somebody who came up later.
        let here = |i: usize| text.passage(i) == text.passage(phrase.start);
        let sure = || {
            let known = |p: &usize| gender != Part::default() && self.cast.people[*p].is(gender);
            self.spoken.iter().rev().find_map(|(i, who)| match who {
                Speaker::Person(p) if self.is_near(*i, at) && known(p) => Some((*i, *p)),
                _ => None,
            })
        };
        let salient = || {
            let (sure, latest) = (sure(), self.salient(gender, at));
            let found = sure.filter(|(i, _)| here(*i)).or(latest.filter(|(i, _)| here(*i)));
            found.or(sure).or(latest).map(|s| s.1)
        };
        // "die 49-Jährige": nothing but an age.
        if told.is_empty() && phrase.clone().any(age) {
            let known = article.is(Part::DETERMINER) && !article.is(Part::INDEFINITE);
            return known.then(|| salient().or_else(|| self.antecedent(gender, at))).flatten();
        }
        let head = *told.iter().find(|i| names::role_of(text, **i).is(Part::ROLE))?;
        // "le ministre sortant", "la jeune femme": one word more, and no "of".
        let plainly =
            told.len() <= 2 && !phrase.clone().skip(1).any(|i| text.part(i).is(Part::GENITIVE | Part::PREPOSITION) && !age(i + 1));
        let known = article.is(Part::DETERMINER) && !article.is(Part::INDEFINITE);
        let definite = article.is(Part::DEFINITE) || (known && gender == Part::WOMAN);
        let who = (definite && plainly).then(salient).flatten()?;
        // A lead may speak of "a widow" before it names her; whoever was so called since is somebody else.
        let plain = text.word(head).plain;
        let named = self.finder.names.iter().zip(&self.cast.meant).find(|(_, meant)| **meant == who).map_or(0, |(n, _)| n.words.start);
        let before = (named..phrase.start).any(|i| !text.quoted[i] && text.word(i).plain == plain);
        (!before).then_some(who)
    }

    /// Whom a pronoun means: the latest person who spoke or was a sentence's subject, else the latest of all, where gender agrees.
    fn antecedent(&self, gender: Part, at: usize) -> Option<usize> {
        self.salient(gender, at).or_else(|| self.latest_name(gender, at, false)).map(|found| found.1)
    }

    /// The latest person who spoke or was a sentence's subject, with the word where that was.
    fn salient(&self, gender: Part, at: usize) -> Option<(usize, usize)> {
        let spoke = self.spoken.iter().rev().find_map(|(i, who)| match who {
            Speaker::Person(p) if self.is_near(*i, at) && self.cast.people[*p].agrees(gender) => Some((*i, *p)),
            _ => None,
        });
        spoke.into_iter().chain(self.latest_name(gender, at, true)).max_by_key(|found| found.0)
    }

    fn latest_name(&self, gender: Part, at: usize, subject: bool) -> Option<(usize, usize)> {
        let all = self.finder.names.iter().enumerate().rev().filter(|(_, n)| self.is_near(n.words.start, at));
        let fits = |i: usize| self.cast.people[self.cast.meant[i]].agrees(gender) && self.is_person(i);
        let mut fit = all.filter(|(i, n)| fits(*i) && (!subject || self.is_subject(n)));
        fit.next().map(|(i, n)| (n.words.start, self.cast.meant[i]))
    }

    /// Whether a word stands before another one, and not many paragraphs before it.
    fn is_near(&self, i: usize, at: usize) -> bool {
        const PARAGRAPHS_BACK: usize = 4;
        let text = self.finder.text;
        i < at && text.passage(i) >= text.passage(at).saturating_sub(PARAGRAPHS_BACK)
    }

    fn is_person(&self, name: usize) -> bool {
        let person = &self.cast.people[self.cast.meant[name]];
        person.sure || person.name.len() > 1
    }

    fn is_subject(&self, name: &Name) -> bool {
        !name.governed && !name.leads_on
    }

    fn written(&self, who: &Speaker) -> String {
        let text = self.finder.text;
        match who {
            Speaker::Person(p) => text.phrase(&self.cast.people[*p].name).to_owned(),
            Speaker::Phrase(words) => text.phrase(words).to_owned(),
        }
    }
}

/// Whether nothing but the attribution of the first run stands between two runs.
fn follows(text: &Text<'_>, first: &Span, second: &Span) -> bool {
    let between = first.words.end..second.words.start;
    between.is_empty() || {
        let (a, b) = (text.word(between.start).sentence, text.word(between.end - 1).sentence);
        a == b && (a == text.word(first.words.end - 1).sentence || a == text.word(first.words.end - 1).sentence + 1)
    }
}

/// Whether a cue stands within three words of the marks.
fn beside(around: &Surroundings, cue: Cue, on_the_right: bool) -> bool {
    match cue.word() {
        Some(i) if on_the_right => i < around.right.start + 4 || around.comma,
        Some(i) => i + 4 > around.left.end || around.colon,
        None => true,
    }
}

#[cfg(test)]
mod tests;
