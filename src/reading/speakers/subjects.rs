//! Who a cue points at: the name, pronoun or noun phrase that is the subject of a speech verb.

use std::ops::Range;

use super::cues::{Cue, Surroundings, verb};
use super::names::{Name, role_of};
use super::phrases::{PHRASE, belongs, starts_near};
use super::text::Text;
use crate::editorial::Part;

/// What stands where the speaker is named.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A name, by its place among the names of the story.
    Name(usize),
    /// A pronoun with the gender it tells, at a word.
    Pronoun(Part, usize),
    /// A pronoun of several people.
    They,
    /// A noun phrase without a name.
    Phrase(Range<usize>),
    /// A document or thing.
    Thing,
}

/// The names of a story, to be asked for those within a stretch of words.
pub struct Finder<'a, 't> {
    /// The story.
    pub text: &'a Text<'t>,
    /// Its names.
    pub names: &'a [Name],
}

/// How far behind its verb a subject may begin.
const INVERTED: usize = 14;

impl Finder<'_, '_> {
    /// The subject that a cue points at.
    pub fn subject(&self, around: &Surroundings, cue: Cue, on_the_right: bool) -> Option<Subject> {
        match (cue, on_the_right) {
            (Cue::According(_, after), true) => self.object(after..around.right.end),
            (Cue::According(_, after), false) => self.object(after..around.left.end),
            (Cue::Behind(i), true) => self.ending(around.right.start..i),
            (Cue::Behind(i), false) => self.ending(around.left.start..i),
            (Cue::Verb(v), false) if self.text.part(v).is(Part::CITING) => {
                let cited = self.within(&(v + 1..around.left.end)).next_back().map(Subject::Name);
                cited.or_else(|| self.last(around.left.start..v)).or_else(|| self.inverted(v + 1..around.left.end))
            }
            (Cue::Verb(v), false) if around.colon && v + 2 == around.left.end && self.text.part(v + 1).is_pronoun() => {
                Some(Subject::Pronoun(self.gender(v + 1), v + 1))
            }
            (Cue::Verb(v), false) if self.is_parenthesis(v, around.left.end) => None,
            (Cue::Verb(v), false) if self.quoted_as(around.left.start, v).is_some() => {
                self.last(around.left.start..self.quoted_as(around.left.start, v)?)
            }
            (Cue::Verb(v), true) => {
                let before = self.first(around.right.start..v);
                // "« … », y compris le montant, commente X Y": what a comma parts from the verb, if somebody stands behind it.
                let parted = v > around.right.start && self.text.gap_after(v - 1).starts_with(',');
                if parted && matches!(&before, Some(Subject::Phrase(p)) if !self.is_role(p)) {
                    let somebody = |s: &Subject| matches!(s, Subject::Name(_) | Subject::Pronoun(..));
                    return self.inverted(v + 1..around.right.end).filter(somebody).or(before);
                }
                // "« … », a quant à elle affirmé X": a pronoun that a preposition governs, if somebody stands behind the verb.
                let governed = |i: usize| i > around.right.start && self.text.part(i - 1).is(Part::PREPOSITION);
                if matches!(before, Some(Subject::Pronoun(_, i)) if governed(i)) {
                    return self.inverted(v + 1..around.right.end).or(before);
                }
                before.or_else(|| self.inverted(v + 1..around.right.end))
            }
            (Cue::Verb(v), false) => {
                let somebody = |s: &Subject| !matches!(s, Subject::Phrase(p) if !self.is_role(p));
                let inverted = || self.inverted(v + 1..around.left.end);
                // "Er habe, sagte X, „…“", "Auf die Frage, ob er komme, antwortete X:": somebody behind a verb that a comma parts from what
                // stands before it.
                let parted = v > around.left.start && self.text.gap_after(v - 1).starts_with(',');
                let vague = |s: &Subject| !matches!(s, Subject::Name(_)) && somebody(s);
                let last = self.last(around.left.start..v);
                let behind = (parted && last.as_ref().is_none_or(vague)).then(inverted).flatten();
                let named = behind.filter(|s| matches!(s, Subject::Name(n) if self.names[*n].whole.start <= v + 2));
                let last = named.or(last).or_else(|| inverted().filter(somebody));
                last.or_else(|| self.bare(around.left.start..v)).or_else(inverted)
            }
            (Cue::Placed, true) if around.leads => self.of_sentence(around.right.clone()),
            (Cue::Placed, true) => self.within(&around.credited).next().map(Subject::Name),
            (Cue::Placed, false) => self.placed(around.left.clone()),
        }
    }

    /// The subject before a verb that follows its quotation.
    fn first(&self, range: Range<usize>) -> Option<Subject> {
        let name = self.within(&range).find(|n| self.can_speak(*n)).map(Subject::Name);
        let subject = name.or_else(|| self.pronoun(range.clone())).or_else(|| self.phrase(range.clone()))?;
        // "„…“ eine Liste vorlegen, verlangte X": what a comma parts from the verb is the rest of the quoted sentence.
        let parted = range.end > range.start && self.text.gap_after(range.end - 1).starts_with(',');
        let verb_first = parted && self.text.language.capital_nouns && matches!(&subject, Subject::Phrase(p) if !self.is_role(p));
        (!verb_first).then_some(subject)
    }

    /// "Fuentes de la investigación señalaron": a noun without an article that begins the sentence and leads up to its verb.
    fn bare(&self, range: Range<usize>) -> Option<Subject> {
        let text = self.text;
        let bare = self.without_auxiliaries(&range);
        let noun = !bare.is_empty() && bare.len() <= PHRASE && text.begins_sentence(bare.start) && !text.part(bare.start).is(Part::GRAMMAR);
        let one = noun && bare.clone().all(|i| belongs(text.part(i)) && (i + 1 == bare.end || text.joined(i)));
        // Where nouns have capitals nothing tells a noun that begins a sentence from an adverb.
        (one && !text.language.capital_nouns).then_some(Subject::Phrase(bare))
    }

    /// Whoever is named right before the end of a stretch: "dem Betreiber zufolge".
    fn ending(&self, range: Range<usize>) -> Option<Subject> {
        let near = range.start.max(range.end.saturating_sub(PHRASE))..range.end;
        let name = self.within(&near).next_back().filter(|n| self.names[*n].words.end == range.end).map(Subject::Name);
        let from = || {
            near.clone().rev().take_while(|i| self.text.joined(*i) || i + 1 == near.end).find(|i| self.text.part(*i).is(Part::DETERMINER))
        };
        name.or_else(|| from().and_then(|i| self.phrase(i..near.end))).or_else(|| self.phrase(near))
    }

    /// "Su defendido, dijo, es": a verb alone between commas has no subject in its sentence.
    fn is_parenthesis(&self, verb: usize, end: usize) -> bool {
        let comma = |i: usize| self.text.gap_after(i).starts_with(',');
        verb > 0 && verb + 1 < end && self.text.passage(verb - 1) == self.text.passage(verb) && comma(verb - 1) && comma(verb)
    }

    /// "X was quoted as saying": the passive that a verb behind "as" belongs to; its subject stands before it.
    fn quoted_as(&self, from: usize, verb: usize) -> Option<usize> {
        const REACH: usize = 6;
        let citing = (from.max(verb.saturating_sub(REACH))..verb).rev().find(|i| self.text.part(*i).is(Part::CITING))?;
        citing.checked_sub(1).filter(|i| *i > from && self.text.part(*i).is(Part::PASSIVE))
    }

    /// Without the auxiliaries and adverbs at its end: "X, the mayor of Y, has also".
    fn without_auxiliaries(&self, range: &Range<usize>) -> Range<usize> {
        let stays = |i: usize| {
            let part = self.text.part(i);
            !part.is(Part::GRAMMAR)
                || part.is(Part::DETERMINER | Part::HE | Part::SHE | Part::THEY | Part::RELATIVE | Part::PREPOSITION | Part::CONJUNCTION)
        };
        // "X, qui est là, a dit": French "a" and "en" are prepositions too.
        let behind_comma = |i: usize| i > range.start && self.text.gap_after(i - 1).starts_with(',') && self.text.part(i).is(Part::GRAMMAR);
        let stays = |i: usize| stays(i) && !(behind_comma(i) && self.text.part(i).is(Part::PREPOSITION));
        let more = |end: usize| end > range.start && !stays(end - 1) && (end == range.end || self.text.joined(end - 1));
        let mut end = range.end;
        while more(end) {
            end -= 1;
        }
        range.start..end
    }

    /// "X said the minister had told Y that": what the verb before leads up to is a clause with a subject of its own.
    fn clause(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let before = range.clone().rev().find(|i| verb(self.text, *i).is_some())?;
        let clause = before + 1..range.end;
        (!self.is_coordinated(&clause) && !clause.is_empty()).then_some(clause)
    }

    fn is_coordinated(&self, clause: &Range<usize>) -> bool {
        clause.end > clause.start && self.text.part(clause.end - 1).is(Part::CONJUNCTION)
    }

    /// The subject before a verb that leads up to its quotation.
    fn last(&self, range: Range<usize>) -> Option<Subject> {
        let bare = self.without_auxiliaries(&range);
        // "X said he did not know what Y would do but added": the first verb's subject.
        if self.is_coordinated(&bare)
            && let Some(first) = bare.clone().find(|i| verb(self.text, *i).is_some()).filter(|i| *i > bare.start)
            && let Some(subject) = self.last(bare.start..first)
        {
            return Some(subject);
        }
        // "X, the mayor of Y, said" and "X attacked Y over Z, saying": after a comma the verb goes back to the first subject.
        if !bare.is_empty() && self.text.gap_after(bare.end - 1).starts_with(',') {
            // "…, in which the commissioner, X Y, wrote": the name between two commas right before the verb.
            let apposed = self.within(&bare).next_back().filter(|n| {
                let words = &self.names[*n].words;
                let set_off = words.start > range.start && self.text.gap_after(words.start - 1).starts_with(',');
                let letters = self.text.written(words.start).len() > 1;
                words.end == bare.end && set_off && self.names[*n].is_full() && letters
            });
            if let Some(n) = apposed {
                return Some(Subject::Name(n));
            }
            let near = |s: &Subject| matches!(s, Subject::Phrase(p) if p.start <= range.start + 1 || self.is_role(p));
            return self.of_sentence(bare.clone()).or_else(|| self.phrase(bare.clone()).filter(near));
        }
        // "Asked whether he would, the governor smiled and said": the clause that a comma parts from what came before.
        let comma = |i: &usize| self.text.gap_after(*i).starts_with(',');
        if let Some(clause) = bare.clone().rev().skip(1).find(comma).map(|i| i + 1..range.end) {
            let own = |s: &Subject| match s {
                Subject::Name(_) => true,
                // "…, que l'opposition juge": nothing else stands between the comma and the verb.
                Subject::Phrase(p) => p.start <= clause.start + 1 && (self.is_role(p) || p.end == bare.end),
                Subject::Pronoun(_, i) => *i <= clause.start + 1,
                Subject::They | Subject::Thing => false,
            };
            if let Some(subject) = self.plain(clause.clone()).filter(own) {
                return Some(subject);
            }
        }
        if let Some(clause) = self.clause(&bare) {
            let own = |s: &Subject| !matches!(s, Subject::Phrase(p) if p.start > clause.start + 1 || !self.is_role(p));
            if let Some(subject) = self.plain(clause.clone()).filter(own) {
                return Some(subject);
            }
        }
        self.plain(range)
    }

    /// The last name or pronoun, else the first noun phrase.
    fn plain(&self, range: Range<usize>) -> Option<Subject> {
        let pronoun = self.pronoun(range.clone().rev());
        // "the organisation, who affirms": a noun phrase right before the relative.
        let relative = range.end.checked_sub(1).filter(|i| *i > range.start && self.text.part(*i).is(Part::RELATIVE));
        if let Some(end) = relative.filter(|i| self.text.gap_after(i - 1).starts_with(','))
            && !self.within(&range).any(|n| self.names[n].words.end == end)
        {
            let joined = (range.start..end).rev().take_while(|i| *i + 1 == end || self.text.joined(*i));
            let article = joined.into_iter().find(|i| self.text.part(*i).is(Part::DETERMINER));
            if let Some(subject) = article.and_then(|i| self.phrase(i..end)).filter(|s| matches!(s, Subject::Phrase(_))) {
                return Some(subject);
            }
        }
        // "led by X Y, a professor at Z, who said": rather somebody than something.
        let person = |n: usize| {
            self.is_named(n).then_some(n).or_else(|| self.within(&(range.start..self.names[n].words.start)).rfind(|n| self.is_named(*n)))
        };
        let related = self.within(&range).find(|n| self.has_relative(*n)).map(|n| person(n).unwrap_or(n));
        let name = related.or_else(|| self.within(&range).rfind(|n| self.can_speak(*n)));
        match (name, &pronoun) {
            (Some(n), Some(Subject::Pronoun(_, at))) if related.is_none() && *at > self.names[n].words.start => pronoun,
            (Some(n), _) => Some(Subject::Name(n)),
            (None, Some(_)) => pronoun,
            (None, None) => self.phrase(range),
        }
    }

    /// The subject after its verb: "said X", "a déclaré X", "sagte X", "dit-il".
    pub fn inverted(&self, range: Range<usize>) -> Option<Subject> {
        let near = range.start..range.end.min(range.start + 3);
        let pronoun = self.pronoun(near.take_while(|i| *i == range.start || self.text.joined(i - 1)));
        let reach = range.start..range.end.min(range.start + INVERTED);
        let named = self.within(&range).take_while(|n| self.names[*n].whole.start < reach.end).find(|n| self.can_speak(*n));
        // "a déclaré l'avocat de la famille, qui a vu X": who is told of in a further clause did not speak.
        let own = |n: &usize| !(range.start..self.names[*n].words.start).any(|i| self.text.part(i).is(Part::RELATIVE));
        let name = named.filter(own).map(Subject::Name);
        let phrase = || self.phrase(range.start..range.end.min(range.start + PHRASE)).filter(|p| starts_near(p, range.start));
        // "a conclu dans la nuit le chef de l'Etat": an adverbial between verb and subject.
        let behind = || self.phrase(reach.clone()).filter(|s| matches!(s, Subject::Phrase(p) if self.is_role(p)));
        let of = |n: usize| self.names[n].whole.start.checked_sub(1).is_some_and(|i| self.text.part(i).is(Part::GENITIVE));
        // "reclamó por radio X": an adverbial between verb and subject.
        let known = |n: usize| self.names[n].is_full() || self.is_surname(n);
        let governed = || {
            let near = |n: &usize| known(*n) && self.names[*n].whole.start <= range.start + 4 && !of(*n);
            self.within(&range).find(near).map(Subject::Name)
        };
        // "dijo uno de ellos, X": who is named behind one of several.
        let part = |i: usize| self.text.part(i);
        let several = |i: usize| part(i).is(Part::THEY) && part(i - 1).is(Part::GENITIVE) && self.text.gap_after(i).starts_with(',');
        let one_of = name.is_some() && (range.start + 1..reach.end.min(range.start + 3)).any(several);
        let pronoun = pronoun.filter(|_| !one_of);
        pronoun.or(name).or_else(phrase).or_else(behind).or(named.map(Subject::Name)).or_else(governed)
    }

    /// What follows "according to".
    fn object(&self, range: Range<usize>) -> Option<Subject> {
        let reach = range.start..range.end.min(range.start + 12);
        let within = self.within(&reach).filter(|n| !self.names[*n].leads_on && self.introduces(range.start, *n));
        // "según el director de Aguas Claras, X": rather who is named than what the office is of.
        let free = within.clone().find(|n| self.can_speak(*n));
        let office = || self.phrase(reach.clone()).filter(|s| matches!(s, Subject::Phrase(p) if p.start == reach.start && self.is_role(p)));
        let name = free.map(Subject::Name).or_else(office).or_else(|| within.clone().next().map(Subject::Name));
        let pronoun = || {
            reach
                .clone()
                .next()
                .filter(|i| self.text.part(*i).is(Part::GRAMMAR) && !self.text.part(*i).is(Part::DETERMINER))
                .map(|i| Subject::Pronoun(self.gender(i), i))
        };
        name.or_else(pronoun).or_else(|| self.phrase(reach.clone()))
    }

    /// Before a colon, or right before the quotation: the last name, whatever governs it.
    fn placed(&self, range: Range<usize>) -> Option<Subject> {
        let within = self.within(&range).filter(|n| !self.names[*n].leads_on);
        // "elle écrivit sur son blog : « … »": rather who writes than where.
        let free = || within.clone().rfind(|n| !self.names[*n].governed).map(Subject::Name);
        let named = within.clone().rfind(|n| self.is_named(*n)).map(Subject::Name);
        // "Même son de cloche chez le capitaine : « … »": a role with its article, whatever governs it.
        let role = || {
            let Some(Subject::Phrase(p)) = self.phrase(range.clone()) else { return None };
            let article = p.start > range.start && self.text.joined(p.start - 1) && self.text.part(p.start - 1).is(Part::DETERMINER);
            self.is_role(&p).then(|| Subject::Phrase(p.start - usize::from(article)..p.end))
        };
        let pronoun = || self.pronoun(range.clone().rev());
        // "La alcaldesa citó a X:", but "le maire de Montclar :".
        let of = |n: &usize| self.names[*n].whole.start.checked_sub(1).is_some_and(|i| self.text.part(i).is(Part::GENITIVE));
        let met = || within.clone().rfind(|n| !of(n)).map(Subject::Name);
        let any = || within.clone().next_back().map(Subject::Name);
        named.or_else(free).or_else(pronoun).or_else(met).or_else(role).or_else(any)
    }

    /// A name that ends right before the quotation.
    pub fn apposed(&self, left: &Range<usize>) -> Option<Subject> {
        let name = self.within(left).next_back().filter(|n| self.names[*n].words.end == left.end);
        // "(AFP) “…”": an agency in brackets speaks not.
        name.filter(|n| !self.text.gap_after(self.names[*n].words.end - 1).contains([')', ']'])).map(Subject::Name)
    }

    /// Whose words a noun right before the quotation tells: "with X Y's line, “…”".
    pub fn owner(&self, left: &Range<usize>) -> Option<Subject> {
        let owns = |n: &usize| {
            let s = self.names[*n].words.end;
            let possessive = s + 2 == left.end && matches!(self.text.gap_after(s - 1), "'" | "’");
            possessive && self.text.written(s).eq_ignore_ascii_case("s")
        };
        self.within(left).next_back().filter(owns).map(Subject::Name)
    }

    /// The subject of a sentence of narration.
    pub fn of_sentence(&self, range: Range<usize>) -> Option<Subject> {
        let name = self.within(&range).find(|n| self.can_speak(*n));
        let pronoun = self.pronoun(range.clone());
        match (name, &pronoun) {
            (Some(n), Some(Subject::Pronoun(_, at))) if *at < self.names[n].words.start => pronoun,
            (Some(n), _) => Some(Subject::Name(n)),
            (None, _) => pronoun,
        }
    }

    /// Whoever a sentence of narration is about: its subject, or the role that it begins with ("Her lawyer was calm.").
    pub fn opening(&self, range: Range<usize>) -> Option<Subject> {
        const NEAR: usize = 3;
        let named = self.of_sentence(range.clone());
        let Some(Subject::Phrase(role)) = self.phrase(range.clone()).map(|s| self.without_verb(s)) else { return named };
        // "The Dane who inherits the silver, X Y, took no pleasure in it."
        let comma = |i: usize| self.text.gap_after(i).starts_with(',');
        let set_off = |n: &usize| {
            let words = &self.names[*n].words;
            words.start > range.start && comma(words.start - 1) && comma(words.end - 1) && self.is_named(*n)
        };
        if let Some(n) = self.within(&range).find(set_off) {
            return Some(Subject::Name(n));
        }
        // "Secrétaire de l'Union, X ne veut pas en entendre parler."
        let bare = role.start == range.start && !self.text.part(role.start).is(Part::DETERMINER);
        if let Some(Subject::Name(n)) = named
            && bare
            && comma(self.names[n].whole.start.max(range.start + 1) - 1)
        {
            return named;
        }
        let stands = role.start < range.start + NEAR && self.is_role(&role) && !role.clone().any(|i| self.text.quoted[i]);
        let first = match &named {
            // "The negotiator for the island, X Y, left": who is named in apposition.
            Some(Subject::Name(n)) => self.names[*n].whole.start > role.end + 1,
            Some(Subject::Pronoun(_, i)) => *i > role.start,
            _ => true,
        };
        if stands && first { Some(Subject::Phrase(role)) } else { named }
    }

    /// The last pronoun or name of a stretch.
    pub fn nearest(&self, range: Range<usize>) -> Option<Subject> {
        self.last(range).filter(|s| !matches!(s, Subject::Phrase(_) | Subject::Thing))
    }

    fn within<'s>(&'s self, range: &Range<usize>) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'s> {
        let first = self.names.partition_point(|n| n.words.start < range.start);
        let end = range.end;
        let last = first + self.names[first..].partition_point(|n| n.words.end <= end);
        first..last
    }

    /// Whether a role or a given name tells that a name is somebody's.
    fn is_named(&self, n: usize) -> bool {
        self.is_given(&self.names[n])
    }

    /// Whether a full name of the story ends with this one, a small word parting it from what governs it ("in mattinata X").
    fn is_surname(&self, n: usize) -> bool {
        let (first, last) = (self.names[n].words.start, self.text.word(self.names[n].words.end - 1).plain);
        let parted = first > 0 && !self.text.part(first - 1).is(Part::PREPOSITION | Part::DETERMINER);
        parted && self.names.iter().any(|o| o.is_full() && self.is_given(o) && self.text.word(o.words.end - 1).plain == last)
    }

    fn is_given(&self, name: &Name) -> bool {
        name.role.is(Part::ROLE) || name.given(self.text) != Part::default()
    }

    fn can_speak(&self, n: usize) -> bool {
        !self.names[n].governed && !self.names[n].leads_on
    }

    /// Only the noun phrase itself lies between "according to" and the name, not a further clause.
    fn introduces(&self, from: usize, n: usize) -> bool {
        (from..self.names[n].words.start).all(|i| !self.text.part(i).is(Part::SPEECH | Part::RELATIVE))
    }

    fn has_relative(&self, n: usize) -> bool {
        let end = self.names[n].words.end;
        let relative =
            end < self.text.words.words.len() && self.text.part(end).is(Part::RELATIVE) && self.text.gap_after(end - 1).starts_with(',');
        // "the league, whose president said": the clause has a subject of its own.
        let own = |end: usize| {
            let noun = end + 1 + usize::from(self.text.part((end + 1).min(self.text.words.words.len() - 1)).is(Part::DETERMINER));
            noun < self.text.words.words.len() && self.text.joined(noun - 1) && role_of(self.text, noun).is(Part::ROLE)
        };
        relative && !own(end)
    }

    /// The first pronoun that can speak.
    pub fn pronoun(&self, mut range: impl Iterator<Item = usize>) -> Option<Subject> {
        range.find_map(|i| {
            let part = self.text.part(i);
            // "L'accusée, elle, n'a rien dit": stresses the subject and is none.
            let comma = |i: usize| self.text.gap_after(i).starts_with(',');
            let stresses = i > 0 && self.text.passage(i - 1) == self.text.passage(i) && comma(i - 1) && comma(i);
            if part.is_pronoun() && !stresses {
                Some(Subject::Pronoun(self.gender(i), i))
            } else {
                (part.is(Part::THEY) && !part.is(Part::DETERMINER | Part::PREPOSITION)).then_some(Subject::They)
            }
        })
    }

    fn gender(&self, i: usize) -> Part {
        let part = self.text.part(i);
        match (part.is(Part::HE), part.is(Part::SHE)) {
            (true, false) => Part::MAN,
            (false, true) => Part::WOMAN,
            _ => Part::default(),
        }
    }
}
