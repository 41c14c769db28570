//! Who says what stands between marks.
//!
//! The cue in the quotation's own sentence decides first, then the quotation before it, then the sentence before it. A surname, pronoun
//! or role is led back to the full name under which the story introduces that person; where the text names nobody, nobody is named.

mod antecedents;
mod cast;
mod cues;
mod names;
mod phrases;
mod subjects;
mod text;

use std::ops::Range;

use antecedents::Trust;
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

impl Speaker {
    fn person(&self) -> Option<usize> {
        match self {
            Speaker::Person(p) => Some(*p),
            Speaker::Phrase(_) => None,
        }
    }
}

/// Finds the speaker of every run of a story.
pub fn attribute(text: &Text<'_>, spans: &[Span], asides: &[Option<Aside>]) -> Vec<Attribution> {
    let names = names::find(text);
    let cast = Cast::of(text, &names);
    let mut desk = Attributing { finder: Finder { text, names: &names }, cast, spoken: Vec::new() };
    desk.introduce();
    let mut found: Vec<(Attribution, Option<Speaker>)> = Vec::with_capacity(spans.len());
    for (n, aside) in asides.iter().enumerate() {
        let told = aside.as_ref().and_then(|aside| desk.told_inside(aside));
        let one = told.unwrap_or_else(|| desk.attribute(spans, n, &found));
        if let Some(speaker) = &one.1 {
            desk.spoken.push((told_until(text, spans, n, one.0.cue), speaker.clone()));
        }
        found.push(one);
    }
    join_paragraphs(spans, &mut found);
    found.into_iter().map(|(a, who)| Attribution { speaker: who.map(|w| desk.written(&w)), ..a }).collect()
}

/// The last word of what gives a run to somebody: names behind the speaker's own are told of, and not speaking.
fn told_until(text: &Text<'_>, spans: &[Span], n: usize, cue: Option<Cue>) -> usize {
    let Some(word) = cue.and_then(Cue::word).filter(|i| *i >= spans[n].words.end) else { return spans[n].words.start };
    let next = spans.get(n + 1).map_or(usize::MAX, |s| s.words.start);
    (text.sentence(word).end.min(next) - 1).max(spans[n].words.start)
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
        // "… died in Marseille “after a long illness”, her lawyer said": a place, if somebody else stands right behind.
        let governed = matches!(apposed, Some(Subject::Name(n)) if self.finder.names[n].governed);
        // "X took to social media, posting on Chirper, “…”": a place where somebody else is named before.
        let place =
            |n: usize| governed && !self.cast.people[self.cast.meant[n]].is_human() && self.finder.nearest(around.left.clone()).is_some();
        let apposed = apposed.filter(|s| !matches!(s, Subject::Name(n) if place(*n)));
        let outdone = |cue: Cue| governed && cue.word().is_some_and(|i| i < around.right.start + 3);
        if let Some((cue, on_the_right)) = around.cue(text).filter(|c| !c.1 || apposed.is_none() || outdone(c.0)) {
            let subject = self.finder.subject(&around, cue, on_the_right);
            // Only names can be subjects in one part of a parted utterance: the other part has the same cue.
            let goes_on = previous.is_some_and(|p| cue.word().is_some() && found[p].0.cue.and_then(Cue::word) == cue.word());
            let who = match subject {
                Some(Subject::Thing) => None,
                Some(Subject::Pronoun(gender, i)) if self.answers(cue, spans, n) => {
                    self.answerer(gender, i, found).or_else(|| self.resolve(&Subject::Pronoun(gender, i), spans[n].words.start))
                }
                Some(subject) => self.resolve(&subject, spans[n].words.start),
                None if goes_on => previous.and_then(|p| found[p].1.clone()),
                // "Arguing that “…”, X Y called for it."
                None => match self.led_up_to(&around, cue, on_the_right) {
                    Some(subject) => self.resolve(&subject, spans[n].words.start),
                    None => self.implied(&around, spans, n).or_else(|| self.introduced_next(Part::default(), spans[n].words.start)),
                },
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
        // "X said that she had “…” but that the army had “…”": the same sentence, and nobody else in between.
        if let Some(p) = previous.filter(|p| self.one_sentence(&spans[*p], &spans[n])) {
            return (Attribution::default(), found[p].1.clone());
        }
        (Attribution::default(), self.implied(&around, spans, n))
    }

    /// Ties the office with which the lead begins to the name with which one of the next paragraphs does.
    fn introduce(&mut self) {
        const PARAGRAPHS: usize = 2;
        let text = self.finder.text;
        let told = text.words.passages.iter().filter(|p| p.paragraph.is_some() && !p.words.is_empty());
        let mut sentences = told.map(|p| text.sentence(p.words.start));
        let Some(Subject::Phrase(office)) = sentences.next().and_then(|s| self.finder.opening(s)) else { return };
        let article = text.part(office.start);
        if !article.is(Part::DETERMINER) || article.is(Part::INDEFINITE) {
            return;
        }
        let named = sentences.take(PARAGRAPHS).find_map(|s| match self.finder.opening(s.clone())? {
            Subject::Name(n) if self.finder.names[n].is_full() => Some(n),
            _ => None,
        });
        if let Some(n) = named {
            self.cast.introduce(text, &office, n, &self.finder.names[n]);
        }
    }

    /// The subject that a clause without one leads up to: behind the marks, where a comma parts them from it.
    fn led_up_to(&self, around: &Surroundings, cue: Cue, on_the_right: bool) -> Option<Subject> {
        let begins = matches!(cue, Cue::Verb(v) if v <= around.left.start + 1 && self.finder.text.begins_sentence(around.left.start));
        let led = !on_the_right && around.comma && !around.colon && begins && !around.right.is_empty();
        led.then(|| self.finder.of_sentence(around.right.clone())).flatten().filter(|s| matches!(s, Subject::Name(_)))
    }

    /// Whether a verb of answering gives a run to somebody right behind a question.
    fn answers(&self, cue: Cue, spans: &[Span], n: usize) -> bool {
        let text = self.finder.text;
        let asked = n.checked_sub(1).map(|p| &spans[p]).filter(|p| p.passage + 1 >= spans[n].passage);
        let question = asked.is_some_and(|p| text.words.passages[p.passage].text[p.inner.clone()].ends_with('?'));
        question && matches!(cue, Cue::Verb(v) if text.language.is_answer(text.word(v).plain))
    }

    /// Who answers the last one who spoke: the latest before, of this gender.
    fn answerer(&self, gender: Part, at: usize, found: &[(Attribution, Option<Speaker>)]) -> Option<Speaker> {
        let asker = found.last()?.1.as_ref()?;
        let fits = |who: &Speaker| who != asker && who.person().is_some_and(|p| self.fits(p, gender, Trust::Human));
        let spoke = self.spoken.iter().rev().find(|(i, who)| self.is_near(*i, at) && fits(who));
        spoke.map(|(_, who)| who.clone())
    }

    /// Whether two runs stand in one sentence with nobody named in between.
    fn one_sentence(&self, first: &Span, second: &Span) -> bool {
        let text = self.finder.text;
        let between = first.words.end..second.words.start;
        let one = !between.is_empty() && between.clone().all(|i| text.word(i).sentence == text.word(first.words.end - 1).sentence);
        let named = |(n, name): (usize, &Name)| between.contains(&name.words.start) && self.cast.people[self.cast.meant[n]].is_human();
        let pronoun = between.clone().any(|i| text.part(i).is_pronoun());
        one && !pronoun && !self.finder.names.iter().enumerate().any(named)
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
        // "Er sehe sie „…“": the pronoun that begins the sentence is its subject.
        let first = around.left.start..around.left.end.min(around.left.start + 1);
        let opens = Some(first).filter(|f| !f.is_empty() && text.begins_sentence(f.start)).and_then(|f| self.finder.pronoun(f));
        if let Some(subject) = opens.or_else(|| self.finder.nearest(around.left.clone())) {
            return self.resolve(&subject, at);
        }
        let passage = spans[n].passage;
        let start = text.words.passages[passage].words.start;
        let before = around.left.start;
        if before > start {
            let sentence = text.sentence(before - 1);
            if let Some(who) = self.told_about(sentence, before) {
                return Some(who);
            }
        }
        let spoke = self.spoken.iter().rev().find(|(i, _)| text.passage(*i) + 1 >= passage).map(|s| s.1.clone());
        spoke.or_else(|| self.subject_before(at)).or_else(|| self.antecedent(Part::default(), at))
    }

    /// Whom a sentence of narration is about: a role only where it leads to somebody with a name.
    fn told_about(&mut self, sentence: Range<usize>, at: usize) -> Option<Speaker> {
        let role = self.finder.opening(sentence.clone()).filter(|s| matches!(s, Subject::Phrase(_)));
        let named = role.and_then(|role| self.resolve(&role, at)).filter(|who| matches!(who, Speaker::Person(_)));
        named.or_else(|| {
            let subject = self.rather_human(self.finder.of_sentence(sentence.clone())?, &sentence);
            self.resolve(&subject, at)
        })
    }

    /// The person of the paragraph before: its last sentence's subject.
    fn subject_before(&mut self, at: usize) -> Option<Speaker> {
        let text = self.finder.text;
        let passage = text.passage(at);
        let words = text.words.passages[passage.checked_sub(1)?].words.clone();
        let last = words.end.checked_sub(1).filter(|l| *l >= words.start && text.words.passages[passage - 1].paragraph.is_some())?;
        self.told_about(text.sentence(last), at)
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
