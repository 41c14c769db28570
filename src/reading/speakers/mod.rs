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

impl Speaker {
    fn person(&self) -> Option<usize> {
        match self {
            Speaker::Person(p) => Some(*p),
            Speaker::Phrase(_) => None,
        }
    }
}

/// How much must be known of somebody whom a pronoun is to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// A person by all that is told, whose gender is not another.
    Human,
    /// Somebody or something whose gender is not another.
    Named,
    /// The same, whatever a given name makes think.
    Untold,
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
                    None => self.implied(&around, spans, n),
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
        if let Some(subject) = self.finder.nearest(around.left.clone()) {
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
            let subject = match self.finder.of_sentence(sentence.clone())? {
                // "La Guardia Civil detuvo a la alcaldesa X Y": rather a person than a thing.
                Subject::Name(n) if !self.is_human(n) => self.human_in(&sentence).map_or(Subject::Name(n), Subject::Name),
                subject => subject,
            };
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

    fn resolve(&mut self, subject: &Subject, at: usize) -> Option<Speaker> {
        match subject {
            Subject::Name(n) => {
                if let Some(epithet) = self.epithet(*n) {
                    return self.resolve(&Subject::Phrase(epithet), at);
                }
                let person = self.cast.meant[*n];
                let known = &self.cast.people[person];
                let phrase = if known.name.len() == 1 && !known.sure { self.finder.phrase_around(*n) } else { None };
                Some(phrase.map_or(Speaker::Person(person), Speaker::Phrase))
            }
            Subject::Pronoun(gender, i) => {
                let who = self.opening_before(*gender, *i).or_else(|| self.antecedent(*gender, *i))?;
                if let Speaker::Person(person) = who {
                    self.cast.people[person].learn(*gender);
                }
                Some(who)
            }
            Subject::They => self.spoken.last().map(|s| s.1.clone()),
            Subject::Phrase(words) => {
                let known = self.cast.described(self.finder.text, words).or_else(|| self.renamed(words, at));
                if let Some(person) = known {
                    let text = self.finder.text;
                    self.cast.people[person].learn(cast::told_gender(text, words));
                }
                Some(known.map_or_else(|| Speaker::Phrase(words.clone()), Speaker::Person))
            }
            Subject::Thing => None,
        }
    }

    /// "the Italian": the article and the word, where a single capital is only another word for somebody.
    fn epithet(&self, name: usize) -> Option<Range<usize>> {
        let text = self.finder.text;
        let words = &self.finder.names[name].words;
        let article = words.start.checked_sub(1).filter(|i| text.passage(*i) == text.passage(words.start) && text.joined(*i))?;
        let another = words.len() == 1 && text.part(words.start).is(Part::EPITHET) && text.part(article).is(Part::DEFINITE);
        // "the Italian said", not "the Italian cabinet said".
        let next = text.part(words.end.min(text.words.words.len() - 1));
        let alone = !text.joined(words.start) || next.is(Part::SPEECH | Part::GRAMMAR);
        (another && alone).then_some(article..words.end)
    }

    /// Whom the sentence of narration right before a pronoun's own begins with, where that is a role: "Her lawyer was calm. “…,” he said."
    fn opening_before(&mut self, gender: Part, pronoun: usize) -> Option<Speaker> {
        let text = self.finder.text;
        let (start, number) = (text.words.passages[text.passage(pronoun)].words.start, text.word(pronoun).sentence);
        let before = (start..pronoun).rev().find(|i| !text.quoted[*i] && text.word(*i).sentence != number)?;
        let sentence = text.sentence(before);
        if sentence.clone().any(|i| text.quoted[i]) {
            return None;
        }
        let subject = match self.finder.opening(sentence.clone())? {
            Subject::Name(n) if !self.is_human(n) => self.human_in(&sentence).map_or(Subject::Name(n), Subject::Name),
            subject => subject,
        };
        let who = self.resolve(&subject, before)?;
        let fits = match &who {
            Speaker::Person(p) => self.fits(*p, gender, Trust::Human),
            // "The keeper": somebody known from before, but nobody knows who.
            Speaker::Phrase(words) if text.part(words.start).is(Part::DEFINITE) && self.salient(gender, before, Trust::Human).is_some() => {
                false
            }
            Speaker::Phrase(words) => self.is_somebody(words, gender),
        };
        fits.then_some(who)
    }

    /// Whether a noun phrase can be one person of this gender.
    fn is_somebody(&self, phrase: &Range<usize>, gender: Part) -> bool {
        let text = self.finder.text;
        let told = cast::told_gender(text, phrase);
        let role = phrase.clone().any(|i| names::role_of(text, i).is(Part::ROLE | Part::EPITHET));
        role && (told == gender || told == Part::default() || gender == Part::default())
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
        let gender = cast::told_gender(text, phrase);
        // "die Forscher" are several.
        if text.language.capital_nouns && gender == Part::MAN && cast::gender_of(article) == Part::WOMAN {
            return None;
        }
        let at = phrase.start.min(at.max(phrase.start));
        // In this paragraph first, and rather somebody of whom the gender is known than somebody who came up later.
        let here = |i: usize| text.passage(i) == text.passage(phrase.start);
        let sure = || {
            let known = |p: &usize| gender != Part::default() && self.cast.people[*p].is(gender);
            let spoke = self.spoken.iter().rev().find_map(|(i, who)| match who {
                Speaker::Person(p) if self.is_near(*i, at) && known(p) => Some((*i, *p)),
                _ => None,
            });
            let named = self.latest_name(at, |p, n| known(&p) && self.is_subject(n)).or_else(|| self.latest_name(at, |p, _| known(&p)));
            spoke.into_iter().chain(named).max_by_key(|found| found.0)
        };
        let salient = || {
            let (sure, latest) = (sure(), self.salient(gender, at, Trust::Human).and_then(|(i, who)| Some((i, who.person()?))));
            let found = sure.filter(|(i, _)| here(*i)).or(latest.filter(|(i, _)| here(*i)));
            found.or(sure).or(latest).map(|s| s.1)
        };
        // "die 49-Jährige": nothing but an age.
        let known = article.is(Part::DETERMINER) && !article.is(Part::INDEFINITE);
        if let Some(number) = phrase.clone().find(|i| text.word(*i).is_digit() && age(*i)).filter(|_| known)
            && let Some(person) = self.cast.aged(text.word(number).plain)
        {
            return Some(person);
        }
        if phrase.clone().any(age) {
            return known.then(|| salient().or_else(|| self.antecedent(gender, at)?.person())).flatten();
        }
        let head = *told.iter().find(|i| names::role_of(text, **i).is(Part::ROLE | Part::EPITHET))?;
        // "le ministre sortant", "la jeune femme": one word more, and no "of".
        let words = told.iter().filter(|i| text.gap_after(**i) != "-").count();
        let plainly = words <= 2 && !phrase.clone().skip(1).any(|i| text.part(i).is(Part::GENITIVE | Part::PREPOSITION) && !age(i + 1));
        // An article for men and women alike tells too little of an office: "the president" may be one who was not named.
        let epithet = text.part(head).is(Part::EPITHET);
        let definite = if text.language.has_articles {
            article.is(Part::DEFINITE) && (text.language.articles_tell || gender != Part::default() || epithet)
        } else {
            known && (gender == Part::WOMAN || epithet)
        };
        let who = (definite && plainly).then(salient).flatten()?;
        // A lead may speak of "a widow" before it names her; whoever was so called since is somebody else.
        let plain = text.word(head).plain;
        let named = self.finder.names.iter().zip(&self.cast.meant).find(|(_, meant)| **meant == who).map_or(0, |(n, _)| n.words.start);
        let before = (named..phrase.start).any(|i| !text.quoted[i] && text.word(i).plain == plain);
        (!before).then_some(who)
    }

    /// Whom a pronoun means: the latest person who spoke or was a sentence's subject, else the latest of all, where gender agrees.
    fn antecedent(&self, gender: Part, at: usize) -> Option<Speaker> {
        let of_all = |trust| self.latest_name(at, |p, _| self.fits(p, gender, trust)).map(|(i, p)| (i, Speaker::Person(p)));
        let found = self.salient(gender, at, Trust::Human).or_else(|| self.salient(gender, at, Trust::Named));
        let found = found.or_else(|| of_all(Trust::Human)).or_else(|| of_all(Trust::Named));
        found.or_else(|| self.salient(gender, at, Trust::Untold)).map(|found| found.1)
    }

    /// The latest person who spoke or was a sentence's subject, with the word where that was.
    fn salient(&self, gender: Part, at: usize, trust: Trust) -> Option<(usize, Speaker)> {
        let fits = |who: &Speaker| match who {
            Speaker::Person(p) => self.fits(*p, gender, trust),
            Speaker::Phrase(words) => gender != Part::default() && self.is_somebody(words, gender),
        };
        let spoke = self.spoken.iter().rev().find(|(i, who)| self.is_near(*i, at) && fits(who)).cloned();
        // Of those whom nothing tells to be people only one in the same paragraph.
        let here = |n: &Name| self.finder.text.passage(n.words.start) == self.finder.text.passage(at);
        let known = |p: usize, n: &Name| trust != Trust::Human || gender == Part::default() || self.cast.people[p].is_human() || here(n);
        let named = self.latest_name(at, |p, n| self.fits(p, gender, trust) && self.is_subject(n) && known(p, n));
        spoke.into_iter().chain(named.map(|(i, p)| (i, Speaker::Person(p)))).max_by_key(|found| found.0)
    }

    /// The latest name near a word that stands for a person of this kind.
    fn latest_name(&self, at: usize, fits: impl Fn(usize, &Name) -> bool) -> Option<(usize, usize)> {
        let all = self.finder.names.iter().zip(&self.cast.meant).rev().filter(|(n, _)| self.is_near(n.words.start, at));
        let mut fit = all.filter(|(n, p)| self.is_person(**p) && fits(**p, n));
        fit.next().map(|(n, p)| (n.words.start, *p))
    }

    fn fits(&self, person: usize, gender: Part, trust: Trust) -> bool {
        let person = &self.cast.people[person];
        match trust {
            Trust::Human => person.agrees(gender) && (gender == Part::default() || person.is_somebody()),
            Trust::Named => person.agrees(gender),
            Trust::Untold => person.may_be(gender),
        }
    }

    /// Whether a word stands before another one, and not many paragraphs before it.
    fn is_near(&self, i: usize, at: usize) -> bool {
        const PARAGRAPHS_BACK: usize = 4;
        let text = self.finder.text;
        i < at && text.passage(i) >= text.passage(at).saturating_sub(PARAGRAPHS_BACK)
    }

    fn is_person(&self, person: usize) -> bool {
        let person = &self.cast.people[person];
        person.is_human() || person.name.len() > 1
    }

    fn is_human(&self, name: usize) -> bool {
        self.cast.people[self.cast.meant[name]].is_human()
    }

    fn human_in(&self, sentence: &Range<usize>) -> Option<usize> {
        (0..self.finder.names.len()).find(|n| sentence.contains(&self.finder.names[*n].words.start) && self.is_human(*n))
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
