//! Whom a pronoun, a role or another word means: the people of the story that come into question, and how much must be known of them.

use std::ops::Range;

use super::names::{self, Name};
use super::subjects::Subject;
use super::{Attributing, Speaker, cast};
use crate::editorial::Part;

/// How much must be known of somebody whom a pronoun is to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// A person by all that is told, whose gender is not another.
    Human,
    /// Somebody or something whose gender is not another.
    Named,
    /// The same, whatever a given name makes think.
    Untold,
}

/// How far into its sentence a name may stand that the sentence introduces.
const INTRODUCED: usize = 6;

impl Attributing<'_, '_> {
    pub(super) fn resolve(&mut self, subject: &Subject, at: usize) -> Option<Speaker> {
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
                let who = self.opening_before(*gender, *i).or_else(|| self.antecedent(*gender, *i));
                let who = who.or_else(|| self.introduced_next(*gender, *i))?;
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
        let subject = self.rather_human(self.finder.opening(sentence.clone())?, &sentence);
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
            return known
                .then(|| salient().or_else(|| self.antecedent(gender, at).or_else(|| self.introduced_next(gender, at))?.person()))
                .flatten();
        }
        // "ce dernier": whom a pronoun would mean.
        if let [word] = told[..]
            && text.language.is_latter(text.word(word).plain)
        {
            return salient();
        }
        let head = *told.iter().find(|i| names::role_of(text, **i).is(Part::ROLE | Part::EPITHET))?;
        // "le Premier ministre": an office with a capital is no other word for somebody.
        if !text.language.capital_nouns && text.word(head).is_capital() && !text.part(head).is(Part::EPITHET) && !text.begins_sentence(head)
        {
            return None;
        }
        // "le ministre sortant", "la jeune femme": one word more, and no "of".
        let words = told.iter().filter(|i| text.gap_after(**i) != "-").count();
        let plainly = text.language.is_demonstrative(text.word(phrase.start).plain)
            || words <= 2 && !phrase.clone().skip(1).any(|i| text.part(i).is(Part::GENITIVE | Part::PREPOSITION) && !age(i + 1));
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
        // "According to the prosecutor X Y, the man shouted": whoever the sentence has named is somebody else.
        let told = self.finder.names.iter().zip(&self.cast.meant).any(|(n, meant)| *meant == who && self.is_sentence_of(n, phrase.start));
        (!before && !told).then_some(who)
    }

    /// Whether a name stands before a word in its sentence.
    fn is_sentence_of(&self, name: &Name, word: usize) -> bool {
        let text = self.finder.text;
        let i = name.words.start;
        i < word && text.passage(i) == text.passage(word) && text.word(i).sentence == text.word(word).sentence
    }

    /// Whom a pronoun means: the latest person who spoke or was a sentence's subject, else the latest of all, where gender agrees.
    pub(super) fn antecedent(&self, gender: Part, at: usize) -> Option<Speaker> {
        let of_all = |trust| self.latest_name(at, |p, _| self.fits(p, gender, trust)).map(|(i, p)| (i, Speaker::Person(p)));
        // "she": rather a woman whom a preposition governs than a place of which nothing is known.
        let told = || self.latest_name(at, |p, _| gender != Part::default() && self.cast.people[p].is(gender));
        let found = self.salient(gender, at, Trust::Human).or_else(|| told().map(|(i, p)| (i, Speaker::Person(p))));
        let found = found.or_else(|| self.salient(gender, at, Trust::Named));
        let found = found.or_else(|| of_all(Trust::Human)).or_else(|| of_all(Trust::Named));
        found.or_else(|| self.salient(gender, at, Trust::Untold)).map(|found| found.1)
    }

    /// Whom the next sentence of narration begins with, where nobody came before: "“We tried,” she says. At 71, Ada Brook is closing the shop."
    pub(super) fn introduced_next(&self, gender: Part, at: usize) -> Option<Speaker> {
        let text = self.finder.text;
        let (words, number) = (&text.words.words, text.word(at).sentence);
        let passage = text.passage(at);
        let told = |i: &usize| !text.quoted[*i] && text.word(*i).sentence > number && text.passage(*i) <= passage + 1;
        let next = (at..words.len()).take_while(|i| text.passage(*i) <= passage + 1).find(told)?;
        let sentence = Some(text.sentence(next)).filter(|s| !s.clone().any(|i| text.quoted[i]))?;
        let Subject::Name(n) = self.finder.of_sentence(sentence)? else { return None };
        let (name, person) = (&self.finder.names[n], self.cast.meant[n]);
        let new = name.is_full() && name.words.start < next + INTRODUCED && self.cast.people[person].is_human();
        (new && self.fits(person, gender, Trust::Human)).then_some(Speaker::Person(person))
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

    pub(super) fn fits(&self, person: usize, gender: Part, trust: Trust) -> bool {
        let person = &self.cast.people[person];
        match trust {
            Trust::Human => person.agrees(gender) && (gender == Part::default() || person.is_somebody()),
            Trust::Named => person.agrees(gender),
            Trust::Untold => person.may_be(gender),
        }
    }

    /// Whether a word stands before another one, and not many paragraphs before it.
    pub(super) fn is_near(&self, i: usize, at: usize) -> bool {
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

    /// "La Guardia Civil detuvo a la alcaldesa X Y": a person of the sentence rather than a thing with a name that is its subject.
    pub(super) fn rather_human(&self, subject: Subject, sentence: &Range<usize>) -> Subject {
        let Subject::Name(n) = subject else { return subject };
        let names = &self.finder.names;
        let human = || (0..names.len()).find(|n| sentence.contains(&names[*n].words.start) && self.is_human(*n));
        Subject::Name(if self.is_human(n) { n } else { human().unwrap_or(n) })
    }

    fn is_subject(&self, name: &Name) -> bool {
        !name.governed && !name.leads_on
    }
}
