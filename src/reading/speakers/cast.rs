//! The people of a story: a surname, a pronoun or a role leads to the full name under which the story introduces them.

use std::ops::{BitOr, Range};

use super::names::{Name, role_of};
use super::text::Text;
use crate::editorial::Part;

/// Somebody, or something with a name, in the story.
#[derive(Clone, Debug)]
pub struct Person {
    /// The words of the fullest form of the name.
    pub name: Range<usize>,
    /// Hash of its last word.
    last: u64,
    /// Hashes of the words around its mentions that tell who it is.
    about: Vec<u64>,
    /// Of these, what the text calls this person: the noun right before the name, and those of an apposition.
    called: Vec<u64>,
    /// What is known of gender.
    gender: Part,
    /// What the given name tells of it, where nothing else does.
    guess: Part,
    /// A role, a form of address or a second mention says that this is a person.
    pub sure: bool,
    /// An article stands before it, or "of" within it: rather a thing than a person, where nothing else tells.
    thing: bool,
}

/// The people of a story, and who is meant by each name.
#[derive(Debug, Default)]
pub struct Cast {
    /// The people, in order of first mention.
    pub people: Vec<Person>,
    /// For each name of the story, its person.
    pub meant: Vec<usize>,
}

const GENDERS: [Part; 2] = [Part::MAN, Part::WOMAN];

impl Cast {
    /// Sorts the names of a story by person.
    pub fn of(text: &Text<'_>, names: &[Name]) -> Cast {
        let mut cast = Cast { people: Vec::new(), meant: vec![usize::MAX; names.len()] };
        // Full names first: a headline may have the surname alone.
        let (full, short): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(|n| names[*n].is_full());
        for n in full.into_iter().chain(short) {
            cast.meant[n] = cast.admit(text, &names[n]);
        }
        cast
    }

    fn admit(&mut self, text: &Text<'_>, name: &Name) -> usize {
        let last = text.word(name.words.end - 1).plain;
        let apposed = apposed_role(text, name);
        let gender = match gender_of(name.role) {
            none if none == Part::default() => gender_of(apposed),
            told => told,
        };
        let same = |p: &Person| p.last == last && p.agrees(gender) && p.covers(text, name);
        let part = |p: &Person| p.name.clone().any(|i| text.word(i).plain == last) && p.agrees(gender);
        let known = if name.is_full() {
            self.people.iter().rposition(same)
        } else {
            // Of a family the one whom the story named first goes by the surname alone.
            let before = |p: &Person| p.name.start < name.words.start;
            let first = |fits: &dyn Fn(&Person) -> bool| {
                let earlier = self.people.iter().position(|p| fits(p) && before(p) && p.is_human());
                earlier.or_else(|| self.people.iter().rposition(fits))
            };
            first(&same).or_else(|| first(&part))
        };
        let n = known.unwrap_or_else(|| {
            self.people.push(Person {
                name: name.words.clone(),
                last,
                about: Vec::new(),
                called: Vec::new(),
                gender: Part::default(),
                guess: Part::default(),
                sure: false,
                thing: name.is_thing(text),
            });
            self.people.len() - 1
        });
        let person = &mut self.people[n];
        person.sure |= has_age(text, name);
        let surname = known.is_some() && !name.is_full() && person.name.len() > 1 && !person.thing;
        person.sure |= name.role.is(Part::ROLE) || apposed.is(Part::ROLE) || surname;
        if person.gender == Part::default() {
            person.gender = gender;
        }
        if person.guess == Part::default() {
            person.guess = name.given(text);
        }
        if name.words.len() > person.name.len() {
            person.name = name.words.clone();
        }
        person.about.extend(around(text, name));
        person.called.extend(called(text, name));
        n
    }

    /// The person whom this noun phrase describes: the one whose mentions share most of its words, its head above all.
    pub fn described(&self, text: &Text<'_>, phrase: &Range<usize>) -> Option<usize> {
        let words: Vec<usize> = phrase.clone().filter(|i| !text.part(*i).is(Part::GRAMMAR)).collect();
        // Only a role, or what the text itself calls somebody, stands for a person: "the organisation" is not the one who leads it.
        let held = |i: &usize| role_of(text, *i).is(Part::ROLE) && !text.language.is_former(text.word(*i).plain);
        let Some(head) = words.iter().copied().find(held) else { return self.called(text, phrase, &words) };
        let gender = told_gender(text, phrase);
        let score = |p: &Person| words.iter().filter(|i| p.about.contains(&text.word(**i).plain)).count();
        let tells = |p: &&Person| (p.about.contains(&text.word(head).plain) || p.about_ends_with(text, head)) && p.agrees(gender);
        let Some(best) = self.people.iter().filter(tells).map(score).max() else { return self.called(text, phrase, &words) };
        self.people.iter().position(|p| tells(&p) && score(p) == best)
    }

    /// The person who is said to be of this age.
    pub fn aged(&self, age: u64) -> Option<usize> {
        self.people.iter().position(|p| p.about.contains(&age))
    }

    /// Whom the lead speaks of by an office before it names them: "The prime minister said …", and "Rosalind Hart refused" in the next paragraph.
    /// The name must stand there without an office of its own.
    pub fn introduce(&mut self, text: &Text<'_>, phrase: &Range<usize>, n: usize, name: &Name) {
        let person = self.meant[n];
        let office = name.role.is(Part::ROLE) || apposed_role(text, name).is(Part::ROLE);
        let Some(head) = phrase.clone().find(|i| role_of(text, *i).is(Part::ROLE)) else { return };
        let plain = text.word(head).plain;
        let told = self.people.iter().any(|p| p.about.contains(&plain));
        let person = &mut self.people[person];
        if !told && !office && person.is_somebody() && person.agrees(told_gender(text, phrase)) {
            person.about.extend(phrase.clone().filter(|i| !text.part(*i).is(Part::GRAMMAR)).map(|i| text.word(i).plain));
            person.sure = true;
        }
    }

    /// The one person whom the text calls by the first of these words, where an article says that somebody known is meant.
    fn called(&self, text: &Text<'_>, phrase: &Range<usize>, words: &[usize]) -> Option<usize> {
        let article = text.part(phrase.start);
        let plain = text.word(*words.first()?).plain;
        let mut so_called = self.people.iter().enumerate().filter(|(_, p)| p.called.contains(&plain)).map(|(n, _)| n);
        let known = so_called.next().filter(|_| article.is(Part::DETERMINER) && !article.is(Part::INDEFINITE));
        known.filter(|_| so_called.next().is_none())
    }
}

impl Person {
    /// Whether nothing speaks against this gender.
    pub fn agrees(&self, gender: Part) -> bool {
        gender == Part::default() || self.gender() == Part::default() || self.gender() == gender
    }

    /// Whether nothing that the text itself says speaks against this gender.
    pub fn may_be(&self, gender: Part) -> bool {
        gender == Part::default() || self.gender == Part::default() || self.gender == gender
    }

    /// Whether it is known to be of this gender.
    pub fn is(&self, gender: Part) -> bool {
        self.gender() == gender
    }

    /// Whether a role, a form of address or a given name says that this is a person.
    pub fn is_human(&self) -> bool {
        self.sure || self.gender() != Part::default()
    }

    /// Whether nothing speaks against a person: known to be one, or a name of several words that looks like one.
    pub fn is_somebody(&self) -> bool {
        self.is_human() || (self.name.len() > 1 && !self.thing)
    }

    fn gender(&self) -> Part {
        if self.gender == Part::default() { self.guess } else { self.gender }
    }

    /// Notes what a pronoun says.
    pub fn learn(&mut self, gender: Part) {
        if self.gender == Part::default() {
            self.gender = gender;
        }
    }

    /// Whether all words of a name stand in this one's, or the other way round ("John F. Smith", "John Smith").
    fn covers(&self, text: &Text<'_>, name: &Name) -> bool {
        let within = |a: &Range<usize>, b: &Range<usize>| a.clone().all(|i| b.clone().any(|k| text.word(k).plain == text.word(i).plain));
        within(&name.words, &self.name) || within(&self.name, &name.words)
    }

    /// A compound about this person ends with the word ("Verkehrsminister", "Minister").
    fn about_ends_with(&self, text: &Text<'_>, head: usize) -> bool {
        let end = text.written(head).to_lowercase();
        let before = self.name.start.checked_sub(1).filter(|i| text.passage(*i) == text.passage(self.name.start));
        end.len() > 3 && before.is_some_and(|i| text.written(i).to_lowercase().ends_with(&end))
    }
}

/// What a role or form of address says of gender, as a pronoun would.
pub fn gender_of(part: Part) -> Part {
    let said = GENDERS.into_iter().filter(|g| part.is(*g)).collect::<Vec<_>>();
    if let [one] = said[..] { one } else { Part::default() }
}

/// "X Y, 24,", "X Y, 84 ans,": an age behind a name, and no date ("NANTES, 7 juin").
fn has_age(text: &Text<'_>, name: &Name) -> bool {
    let (number, end) = (name.words.end, text.words.passages[text.passage(name.words.start)].words.end);
    let follows = number < end && text.gap_after(number - 1).trim() == ",";
    let ends = |i: usize| i < end && text.gap_after(i).starts_with([',', ')']);
    follows && text.word(number).is_digit() && text.written(number).len() <= 3 && (ends(number) || ends(number + 1))
}

/// What a noun phrase tells of gender: its nouns first, for they know better than their article ("l'intéressé", "der Sprecherin").
pub fn told_gender(text: &Text<'_>, phrase: &Range<usize>) -> Part {
    let said = |i: usize| Some(role_of(text, i)).filter(|part| !part.is(Part::GRAMMAR));
    match gender_of(phrase.clone().filter_map(said).fold(Part::default(), BitOr::bitor)) {
        none if none == Part::default() => gender_of(phrase.clone().map(|i| text.part(i)).fold(Part::default(), BitOr::bitor)),
        noun => noun,
    }
}

/// The role that stands beside a name and a comma: "her grandson, X,", "X, a retired botanist". An article tells no gender here.
fn apposed_role(text: &Text<'_>, name: &Name) -> Part {
    let passage = text.passage(name.whole.start);
    let comma = |i: usize| text.gap_after(i).trim() == ",";
    let role = |i: usize| Some(role_of(text, i)).filter(|part| part.is(Part::ROLE) && !text.quoted[i]);
    let before = name.whole.start.checked_sub(1).filter(|i| text.passage(*i) == passage && comma(*i));
    let after = || {
        let words = &text.words.passages[passage].words;
        let first = Some(name.words.end).filter(|i| *i < words.end && comma(i - 1))?;
        let noun = first + usize::from(text.part(first).is(Part::DETERMINER));
        (noun < words.end && (noun == first || text.joined(first))).then_some(noun)
    };
    before.and_then(role).or_else(|| after().and_then(role)).unwrap_or_default()
}

/// The words that tell who a name is: those before it, and an apposition after it.
fn around(text: &Text<'_>, name: &Name) -> Vec<u64> {
    const BEFORE: usize = 7;
    const AFTER: usize = 8;
    let passage = &text.words.passages[text.passage(name.words.start)].words;
    let sentence = text.word(name.words.start).sentence;
    let mut about = Vec::new();
    let mut note = |i: usize| {
        if !text.part(i).is(Part::GRAMMAR) {
            about.push(text.word(i).plain);
            about.extend(text.language.long_forms(text.word(i).plain));
        }
    };
    let mut commas = 0;
    // "qui a filmé sur le fleuve X": what a preposition parts from a name tells of something else.
    let from = if name.governed { name.whole.start } else { name.words.start.saturating_sub(BEFORE) };
    for i in (passage.start.max(from)..name.words.start).rev() {
        commas += usize::from(!text.joined(i) && text.gap_after(i).trim_start().starts_with(','));
        if text.word(i).sentence != sentence || text.quoted[i] || text.part(i).is(Part::SPEECH | Part::RELATIVE) || commas > 1 {
            break;
        }
        note(i);
    }
    if name.words.end < passage.end && text.gap_after(name.words.end - 1).trim_start().starts_with(',') && !before_subject(text, name) {
        for i in name.words.end..passage.end.min(name.words.end + AFTER) {
            if text.word(i).sentence != sentence || text.quoted[i] || text.part(i).is(Part::SPEECH) {
                break;
            }
            note(i);
            if !text.joined(i) {
                break;
            }
        }
    }
    about
}

/// "In an interview with X, the mayor said": what stands behind a name that is no subject, right before a verb of speech, is nobody's
/// apposition.
fn before_subject(text: &Text<'_>, name: &Name) -> bool {
    let end = text.sentence(name.words.end).end;
    let clause = (name.words.end..end).find(|i| text.part(*i).is(Part::SPEECH) || !text.joined(*i));
    name.governed && clause.is_some_and(|i| text.part(i).is(Part::SPEECH) && !text.part(i).is(Part::ROLE))
}

/// What the text calls a name: the noun right before it ("botanist X Y", "his coach, X Y"), or those that an apposition begins with
/// ("X Y, a retired botanist").
fn called(text: &Text<'_>, name: &Name) -> Vec<u64> {
    const NOUNS: usize = 3;
    let passage = &text.words.passages[text.passage(name.words.start)].words;
    let noun = |i: usize| !text.part(i).is(Part::GRAMMAR | Part::SPEECH) && !text.quoted[i] && !text.word(i).is_digit();
    let comma = |i: usize| text.gap_after(i).trim() == ",";
    let mut called = Vec::new();
    if let Some(i) = name.whole.start.checked_sub(1).filter(|i| *i >= passage.start && noun(*i)) {
        let article = i.checked_sub(1).filter(|a| *a >= passage.start && text.joined(*a)).map(|a| text.part(a)).unwrap_or_default();
        let governed = i >= passage.start + 2 && text.joined(i - 2) && text.part(i - 2).is(Part::GENITIVE | Part::PREPOSITION);
        let apposed = comma(i) && article.is(Part::DETERMINER) && !article.is(Part::GENITIVE) && !governed;
        if apposed || (text.joined(i) && (!text.word(i).is_capital() || text.language.capital_nouns)) {
            called.push(text.word(i).plain);
        }
    }
    if name.words.end < passage.end && comma(name.words.end - 1) && !before_subject(text, name) {
        let from = name.words.end + usize::from(text.part(name.words.end).is(Part::DETERMINER));
        let small = |i: &usize| noun(*i) && (!text.word(*i).is_capital() || text.language.capital_nouns);
        let joined = |i: &usize| *i == from || text.joined(i - 1);
        called.extend((from..passage.end.min(from + NOUNS)).take_while(|i| small(i) && joined(i)).map(|i| text.word(i).plain));
    }
    called
}
