//! Names as they are written: runs of capitalised words, with the roles and forms of address before them.

use std::ops::Range;

use super::cast::gender_of;
use super::text::Text;
use crate::editorial::{Part, Sense};
use crate::reading::Shape;

/// A name where it stands.
#[derive(Clone, Debug)]
pub struct Name {
    /// The words of the name alone.
    pub words: Range<usize>,
    /// The same with the roles and forms of address before it.
    pub whole: Range<usize>,
    /// What the roles before it say.
    pub role: Part,
    /// A preposition stands before it: no subject.
    pub governed: bool,
    /// A role by itself ("Baker"): a name only where a full one ends with it.
    pub only_role: bool,
    /// A possessive "'s" or a role follows ("Smith's lawyer", "union leader Y"): somebody else is meant.
    pub leads_on: bool,
}

impl Name {
    /// More than one word, or a form of address before it.
    pub fn is_full(&self) -> bool {
        self.words.len() > 1
    }

    /// Whether an article stands before it, or a genitive within it, as in names of things ("the Emergencies Ministry").
    pub fn is_thing(&self, text: &Text<'_>) -> bool {
        let before = self.whole.start.checked_sub(1).filter(|i| text.passage(*i) == text.passage(self.whole.start) && text.joined(*i));
        before.is_some_and(|i| text.part(i).is(Part::DETERMINER)) || self.words.clone().any(|i| text.part(i).is(Part::GENITIVE))
    }

    /// Whether the given name is a man's or a woman's: the first, or what follows it behind a hyphen ("Jean-Baptiste").
    pub fn given(&self, text: &Text<'_>) -> Part {
        let told = |i: usize| text.language.given.of(text.word(i).plain);
        let first = self.words.start;
        match told(first) {
            none if none == Part::default() && text.gap_after(first) == "-" && first + 1 < self.words.end => told(first + 1),
            part => part,
        }
    }
}

/// Bytes of what stands before an apostrophe within a name ("Dell'Orto", "Sant'Elia").
const LONGEST_ELIDED: u32 = 5;

/// Bytes of a form of address that a point may follow ("Mme.", "Prof.").
const LONGEST_TITLE: u32 = 4;

/// The most words of a name.
const LONGEST: usize = 7;

/// Names of a story that are read: each is compared with all people before it.
const MOST_NAMES: usize = 4_000;

/// Finds the names of a story outside quotations, in order.
pub fn find(text: &Text<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    for passage in &text.words.passages {
        let all = passage.words.clone();
        let capitals = || all.clone().filter(|i| text.word(*i).is_capital()).count();
        // Headlines in capitals or in title case tell no names.
        if passage.kind.is_none() && all.len() > 4 && capitals() * 10 > all.len() * 7 {
            continue;
        }
        let mut i = all.start;
        while i < all.end && names.len() < MOST_NAMES {
            if !text.word(i).is_capital() || text.quoted[i] || !begins_name(text, i) {
                i += 1;
                continue;
            }
            let end = end_of_name(text, i, all.end);
            // "SPD-Fraktionschefin X Y", "PC X Y": an acronym right before a name belongs to it and is nobody.
            let modifies = end == i + 1 && is_acronym(text, i) && end < all.end && text.joined(i) && text.word(end).is_capital();
            if modifies && begins_name(text, end) && !text.quoted[end] {
                i = end;
                continue;
            }
            // "X Y QC": letters behind a name are a part of it.
            let title = end == i + 1
                && is_acronym(text, i)
                && names.last().is_some_and(|n: &Name| n.is_full() && n.words.end == i && text.joined(i - 1));
            if !title {
                names.extend(name(text, i..end));
            }
            i = end;
        }
    }
    let mut names = known(text, names);
    with_particles(text, &mut names);
    unplace(text, &mut names);
    untitle(text, &mut names);
    names
}

/// "Van Beveren kondigde aan": a particle that begins a sentence belongs to the name behind it where a full name has both.
fn with_particles(text: &Text<'_>, names: &mut [Name]) {
    let full: Vec<Range<usize>> = names.iter().filter(|n| n.is_full()).map(|n| n.words.clone()).collect();
    for n in names.iter_mut().filter(|n| !n.is_full() && n.role == Part::default()) {
        let first = n.words.start;
        let joined = |i: &usize| text.passage(*i) == text.passage(first) && text.joined(*i) && text.part(*i).is(Part::PARTICLE);
        let Some(from) = (first.saturating_sub(2)..first).rev().take_while(joined).last() else { continue };
        let same = |whole: &Range<usize>| {
            let tail = whole.end - (n.words.end - from).min(whole.len())..whole.end;
            tail.len() == n.words.end - from
                && tail.len() < whole.len()
                && tail.zip(from..).all(|(a, b)| text.word(a).plain == text.word(b).plain)
        };
        if text.word(from).is_capital() && full.iter().any(same) {
            n.words.start = from;
            n.whole.start = from;
            n.governed = false;
        }
    }
}

/// "Secretary of State X Y", "ambassador to Germany X Y": takes off what belongs to the office, where the surname also stands elsewhere.
fn unplace(text: &Text<'_>, names: &mut [Name]) {
    let surnames: Vec<(u64, usize)> = names.iter().map(|n| (text.word(n.words.end - 1).plain, n.words.len())).collect();
    for n in names.iter_mut().filter(|n| n.governed && n.words.len() > 2) {
        let last = text.word(n.words.end - 1).plain;
        let elsewhere = surnames.iter().any(|(s, len)| *s == last && *len < n.words.len());
        let office = (n.words.start.saturating_sub(4)..n.words.start)
            .any(|i| text.passage(i) == text.passage(n.words.start) && role_of(text, i).is(Part::ROLE));
        // "Secretary of State X Y": a given name begins the person's own.
        let given = (n.words.start + 1..n.words.end - 1).find(|i| text.language.given.of(text.word(*i).plain) != Part::default());
        let titled = text.language.given.of(text.word(n.words.start).plain) == Part::default();
        if let Some(first) = given.filter(|_| office && titled) {
            n.words.start = first;
            n.governed = false;
            n.role |= Part::ROLE;
            continue;
        }
        // "ministre de la Santé X Y", whatever the given name.
        let ministry = n.words.len() == 3 && leads_to(text, n.words.start);
        if (elsewhere || ministry) && office && text.word(n.words.end - 2).is_capital() {
            n.words.start = n.words.end - 2;
            n.governed = false;
            n.role |= Part::ROLE;
        }
    }
}

/// Whether a role and "of" lead right up to a word.
fn leads_to(text: &Text<'_>, start: usize) -> bool {
    let same = |i: &usize| text.passage(*i) == text.passage(start) && text.joined(*i);
    let mut before = (start.saturating_sub(3)..start).rev().take_while(same).skip_while(|i| {
        let part = text.part(*i);
        part.is(Part::DETERMINER | Part::GENITIVE)
    });
    let of = start > 0 && (start.saturating_sub(2)..start).any(|i| text.part(i).is(Part::GENITIVE));
    of && before.next().is_some_and(|i| role_of(text, i).is(Part::ROLE))
}

/// "Pastorin X Y" and, elsewhere, "die Pastorin": takes a title off that no list knows, but the story itself uses as a noun.
fn untitle(text: &Text<'_>, names: &mut [Name]) {
    const LEAST: usize = 3;
    let nouns = text.language.capital_nouns;
    for n in names.iter_mut().filter(|n| n.words.len() >= LEAST) {
        let title = n.words.start;
        let plain = text.word(title).plain;
        let as_noun = |i: usize| {
            let article = || i > 0 && text.joined(i - 1) && text.part(i - 1).is(Part::DETERMINER);
            let alone = || !text.joined(i) || !text.word(i + 1).is_capital();
            text.word(i).plain == plain && (nouns || !text.word(i).is_capital()) && article() && alone()
        };
        if (0..text.words.words.len()).any(as_noun) {
            n.words.start += 1;
            n.role |= Part::ROLE;
        }
    }
}

/// Drops single capitalised words that may be no names: those that begin a sentence, and all where nouns have capitals, unless the
/// story also writes them where only a name has a capital.
fn known(text: &Text<'_>, names: Vec<Name>) -> Vec<Name> {
    let nouns = text.language.capital_nouns;
    let doubtful = |n: &Name| {
        let i = n.words.start;
        let alone = n.role == Part::default() && !is_acronym(text, i) && (nouns || (text.begins_sentence(i) && !n.leads_on));
        // "dem Vorstand Wortbruch": behind an article and a role stands a noun, not a name, where nouns have capitals.
        let article = || n.whole.start > 0 && text.joined(n.whole.start - 1) && text.part(n.whole.start - 1).is(Part::DETERMINER);
        let named = n.given(text) != Part::default();
        n.only_role || !n.is_full() && !named && (alone || (nouns && n.role != Part::default() && article()))
    };
    let sure: Vec<u64> = names.iter().filter(|n| !doubtful(n)).flat_map(|n| n.words.clone()).map(|i| text.word(i).plain).collect();
    let surnames: Vec<u64> = names.iter().filter(|n| n.is_full()).map(|n| text.word(n.words.end - 1).plain).collect();
    let known = |n: &Name| if n.only_role { &surnames } else { &sure }.contains(&text.word(n.words.start).plain);
    names.into_iter().filter(|n| !doubtful(n) || known(n)).collect()
}

/// Whether a word with a capital begins a name.
fn begins_name(text: &Text<'_>, i: usize) -> bool {
    let part = text.part(i);
    let verb_first = part.is(Part::SPEECH) && text.begins_sentence(i);
    // "Julio Arango": a month's name, but a given name before another capital.
    let given = || {
        let next = i + 1;
        let follows = next < text.words.words.len() && text.joined(i) && text.word(next).is_capital() && !text.part(next).is(Part::GRAMMAR);
        follows && text.language.given.of(text.word(i).plain) != Part::default()
    };
    (!part.is(Part::GRAMMAR) || (part.is(Part::ROLE) && !text.begins_sentence(i)) || given()) && !verb_first
}

/// One past the last word of the name that begins here.
fn end_of_name(text: &Text<'_>, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    let offices = |end: usize| (start..end).filter(|i| text.part(*i).is(Part::ROLE)).count();
    while end < limit && end - start < LONGEST && !text.quoted[end] {
        if glued(text, end - 1) && continues(text, end - 1, end) {
            end += 1;
            continue;
        }
        // "de la", "von der": particles, then a capital again.
        let particles = (end..limit.min(end + 3)).take_while(|n| text.part(*n).is(Part::PARTICLE) && !text.word(*n).is_capital()).count();
        let next = end + particles;
        // "hat die Feuerwehr den Großbrand": where nouns have capitals, an article alone is none; nor is one behind a full name
        // ("X Y von der Feuerwehr").
        let full = (start..end).filter(|i| !role_of(text, *i).is(Part::ROLE) && text.gap_after(*i) != "-").count() > 1;
        let article =
            text.language.capital_nouns && (particles == 1 || full) && text.part(end + particles - particles.min(1)).is(Part::DETERMINER);
        // "X Y von Greenpeace", "Analystin X Y von QZ Research": given name and surname are complete.
        let complete = text.language.capital_nouns
            && end - start >= 2
            && (given_first(text, end - 2) || full && role_of(text, start).is(Part::ROLE))
            && !given_first(text, end - 1)
            && text.gap_after(end - 2) != "-";
        let joined = particles > 0
            && !article
            && !complete
            && end - start < 3 + offices(end)
            && (end - 1..next).all(|n| text.joined(n))
            && next < limit;
        if joined && text.word(next).is_capital() && !is_acronym(text, next) && !role_of(text, end - 1).is(Part::ROLE) && !text.quoted[next]
        {
            end = next + 1;
            continue;
        }
        break;
    }
    end
}

/// A capital that goes on with the name before it: not from an acronym to a name or back ("ARP Séverine").
fn continues(text: &Text<'_>, before: usize, i: usize) -> bool {
    let part = text.part(i);
    // "Dell'Orto" is a name, whatever "dell" is.
    let elided = matches!(text.gap_after(i), "'" | "’") && i + 1 < text.words.words.len() && text.word(i + 1).is_capital();
    let grammar = part.is(Part::DETERMINER | Part::PREPOSITION | Part::RELATIVE) && !part.is(Part::PARTICLE) && !elided;
    let stands = text.word(i).is_capital() && !grammar;
    stands && (is_numeral(text, i) || is_acronym(text, before) == is_acronym(text, i) || text.part(before).is(Part::ROLE))
}

/// Whether the next word may belong to the same name: a space or hyphen, an apostrophe of O'Brien, a point after an initial or "Dr".
fn glued(text: &Text<'_>, i: usize) -> bool {
    if text.joined(i) {
        // "O'Brien", "Dell'Orto": the next word has a capital, or it would go on with nothing.
        return !text.gap_after(i).contains(['\'', '’']) || text.word(i).end - text.word(i).start <= LONGEST_ELIDED;
    }
    // "the Taxpayers' League".
    if matches!(text.gap_after(i), "' " | "’ ") && text.written(i).ends_with('s') {
        return true;
    }
    // "Porter & Lyle", "Harold E. (Hal) Lyle".
    if matches!(text.gap_after(i), " & " | " (" | ". (") {
        let closed = |k: usize| k < text.words.words.len() && text.gap_after(k).starts_with(") ") && k + 1 < text.words.words.len();
        return text.gap_after(i) == " & " || (closed(i + 1) && !is_acronym(text, i + 1) && text.word(i + 2).is_capital());
    }
    if text.gap_after(i) == ") " && i > 0 && text.gap_after(i - 1).ends_with('(') {
        return true;
    }
    let letters = text.word(i).end - text.word(i).start;
    let short = letters == 1 || (text.part(i).is(Part::ROLE) && (letters <= LONGEST_TITLE || text.word(i).sense.is(Sense::ABBREVIATION)));
    short && matches!(text.gap_after(i), ". " | "." | ".-")
}

/// "II", "XVI": the number of a pope or king.
fn is_numeral(text: &Text<'_>, i: usize) -> bool {
    text.written(i).chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// Two or more capital letters and nothing else.
fn is_acronym(text: &Text<'_>, i: usize) -> bool {
    let w = text.written(i);
    w.len() > 1 && w.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

/// Takes roles off the front; `None` where nothing but grammar is left.
fn name(text: &Text<'_>, whole: Range<usize>) -> Option<Name> {
    let mut role = Part::default();
    let mut start = whole.start;
    for i in whole.clone() {
        let part = role_of(text, i);
        if part.is(Part::ROLE) && i + 1 < whole.end {
            role |= part;
            start = i + 1;
        }
    }
    // "l'Anglais X Y".
    let article = || start > 0 && text.passage(start - 1) == text.passage(start) && text.part(start - 1).is(Part::DETERMINER);
    if text.part(start).is(Part::EPITHET) && start + 2 < whole.end && article() {
        start += 1;
        role |= Part::ROLE;
    }
    // "Doppeltorschütze X Y": where nouns have capitals, what stands before a given name is what somebody is.
    let given = |i: usize| text.language.given.of(text.word(i).plain) != Part::default() && text.gap_after(i - 1) != "-";
    if text.language.capital_nouns
        && !given_first(text, start)
        && let Some(first) = (start + 1..whole.end.saturating_sub(1)).find(|i| given(*i))
    {
        start = first;
        role |= Part::ROLE;
    }
    // "Mort de X Y": a noun that begins the sentence, and "of".
    let of = |i: &usize| text.part(*i).is(Part::GENITIVE) && !text.word(*i).is_capital();
    if text.begins_sentence(start)
        && !given_first(text, start)
        && let Some(first) =
            (start + 1..whole.end).find(|i| !of(i)).filter(|i| *i > start + 1 && i + 1 < whole.end && given_first(text, *i))
    {
        return name(text, first..whole.end);
    }
    // "Moody's said": the name goes on to its "s".
    let end = whole.end + usize::from(ends_in_s(text, whole.end));
    let (words, whole) = (start..end, whole.start..end);
    // "Mr. King", "Mme Dame": after a form of address even a role is a name.
    let addressed = start > whole.start
        && text.word(start - 1).end - text.word(start - 1).start <= 4
        && text.part(start - 1).is(Part::MAN | Part::WOMAN);
    let only_role = words.len() == 1 && role_of(text, start).is(Part::ROLE) && !addressed;
    if words.clone().all(|i| text.part(i).is(Part::GRAMMAR)) {
        return None;
    }
    let lead = leading_role(text, whole.start);
    let governed = governed(text, lead.unwrap_or(whole.start)) || is_bracketed(text, &words);
    lead.into_iter().flat_map(|first| first..whole.start).for_each(|i| role |= text.part(i));
    if gender_of(role) == Part::default() && told_woman(text, lead.unwrap_or(whole.start)) {
        role |= Part::WOMAN;
    }
    let leads_on = leads_on(text, whole.end);
    Some(Name { words, whole: lead.unwrap_or(whole.start)..whole.end, role, governed, leads_on, only_role })
}

/// Whether a given name begins here.
fn given_first(text: &Text<'_>, i: usize) -> bool {
    text.language.given.of(text.word(i).plain) != Part::default()
}

/// In brackets of its own: a party, a state, an agency ("(AFP)", "(R-Kan.)").
fn is_bracketed(text: &Text<'_>, words: &Range<usize>) -> bool {
    let passage = &text.words.passages[text.passage(words.start)].words;
    let opened = words.start > passage.start && text.gap_after(words.start - 1).contains('(');
    opened && text.gap_after(words.end - 1).trim_start_matches('.').starts_with(')')
}

/// An article of women alone right before a role ("la fiscal X Y"); men's articles stand before women's offices too.
fn told_woman(text: &Text<'_>, role: usize) -> bool {
    let article = role.checked_sub(1).filter(|i| text.passage(*i) == text.passage(role) && text.joined(*i));
    // German "die" stands before several as well.
    !text.language.capital_nouns
        && article
            .is_some_and(|i| text.part(i).is(Part::DEFINITE) && gender_of(text.part(i)) == Part::WOMAN && text.part(role).is(Part::ROLE))
}

/// What a word says of a person, by itself or, where the language forms compounds, by its end.
pub fn role_of(text: &Text<'_>, i: usize) -> Part {
    let part = text.part(i) | compound(text, i);
    if part.is(Part::ROLE | Part::GRAMMAR) || text.word(i).shape == Shape::Digit {
        part
    } else {
        part | text.language.by_ending(text.written(i))
    }
}

/// What both halves of "porte-parole" or "vice-présidente" say: neither tells it alone.
fn compound(text: &Text<'_>, i: usize) -> Part {
    let of = |first: usize| text.language.compound(text.word(first).plain, text.word(first + 1).plain);
    let hyphen = |i: usize| text.gap_after(i) == "-";
    match (i > 0 && hyphen(i - 1), hyphen(i) && i + 1 < text.words.words.len()) {
        (true, true) => of(i - 1) | of(i),
        (true, false) => of(i - 1),
        (false, true) => of(i),
        (false, false) => Part::default(),
    }
}

/// The first of the roles in small letters right before a name ("le commandant Vallat").
fn leading_role(text: &Text<'_>, start: usize) -> Option<usize> {
    let mut first = None;
    for i in (start.saturating_sub(4)..start).rev() {
        let same = text.passage(i) == text.passage(start) && text.joined(i) && !text.quoted[i];
        if !same || text.part(i).is(Part::GRAMMAR) || text.part(i).is(Part::SPEECH) {
            break;
        }
        if (text.part(i) | compound(text, i)).is(Part::ROLE) {
            first = Some(i);
        }
    }
    first
}

/// Whether a preposition governs what begins here, over its article and up to four small words.
fn governed(text: &Text<'_>, start: usize) -> bool {
    let mut owner = false;
    for i in (start.saturating_sub(5)..start).rev() {
        if text.passage(i) != text.passage(start) || !text.joined(i) {
            return false;
        }
        let part = text.part(i);
        // "for thirty years X Y served": the preposition has a noun of its own.
        if i + 1 == start && i > 0 && text.joined(i - 1) && !part.is(Part::GRAMMAR | Part::ROLE) && is_count(text, i - 1) {
            return false;
        }
        // "with the BBC's X Y": whoever owns stands for an article.
        if i > 0 && matches!(text.gap_after(i - 1), "'" | "’") && text.written(i).eq_ignore_ascii_case("s") {
            owner = true;
            continue;
        }
        // "de QZ France": letters before a name belong to it.
        if i + 1 == start && is_acronym(text, i) {
            continue;
        }
        // "for the Trade and Industry Ministry": the rest of the same name.
        owner |= part.is(Part::CONJUNCTION) && i + 1 == start && i > 0 && text.word(i - 1).is_capital();
        if owner && (text.word(i).is_capital() || part.is(Part::CONJUNCTION)) {
            continue;
        }
        // "sous-préfète": the first part of a compound governs nothing.
        // Portuguese "a" that begins a clause is the article.
        let article = part.is(Part::DETERMINER) && !part.is(Part::GENITIVE) && (text.begins_sentence(i) || !text.joined(i - 1));
        // "le critique de La Vigie".
        if i + 1 == start && text.word(i).is_capital() && part.is(Part::DETERMINER) {
            continue;
        }
        // "raconte à l'AFP X": letters behind a verb of speech are whom it was told.
        let told = |i: usize| i > 0 && text.joined(i - 1) && text.part(i - 1).is(Part::SPEECH) && !part.is(Part::GENITIVE);
        if part.is(Part::PREPOSITION) && is_acronym(text, start - 1) && told(i) {
            return false;
        }
        if part.is(Part::PREPOSITION | Part::GENITIVE) && text.gap_after(i) != "-" && !article {
            // "préfet de police X Y", "metteur en scène X Y": a title with what it is of.
            let title = i + 1 < start && i > 0 && text.joined(i - 1) && text.part(i - 1).is(Part::ROLE);
            let named = text.language.given.of(text.word(start).plain) != Part::default();
            if title && named && (i + 1..start).all(|k| !text.part(k).is(Part::GRAMMAR | Part::ROLE)) {
                continue;
            }
            return !part.is(Part::ACCORDING) || text.language.according((i..start).map(|k| text.word(k).hash)) == 0;
        }
        if part.is(Part::SPEECH | Part::HE | Part::SHE | Part::RELATIVE) || text.word(i).is_capital() {
            return false;
        }
    }
    false
}

/// A number, in figures or in words, that counts the noun behind it.
fn is_count(text: &Text<'_>, i: usize) -> bool {
    text.word(i).is_digit() || text.word(i).sense.is(Sense::NUMBER)
}

/// An "s" behind an apostrophe.
fn s_behind(text: &Text<'_>, end: usize) -> bool {
    let same = end < text.words.words.len() && text.passage(end) == text.passage(end - 1);
    same && matches!(text.gap_after(end - 1), "'" | "’") && text.written(end).eq_ignore_ascii_case("s")
}

/// "Moody's said": a name that ends so, and no possessive.
fn ends_in_s(text: &Text<'_>, end: usize) -> bool {
    let speaks = |i: usize| {
        let same = i < text.words.words.len() && text.passage(i) == text.passage(end - 1);
        same && text.part(i).is(Part::SPEECH) && !text.part(i).is(Part::ROLE | Part::DOCUMENT)
    };
    s_behind(text, end) && speaks(end + 1)
}

fn leads_on(text: &Text<'_>, end: usize) -> bool {
    let last = end - 1;
    let same = |i: usize| i < text.words.words.len() && text.passage(i) == text.passage(last);
    let possessive = s_behind(text, end);
    let role = same(end)
        && text.joined(last)
        && !text.word(end).is_capital()
        && text.part(end).is(Part::ROLE)
        // "X Y juge que « … »": the verb.
        && !text.part(end).is(Part::GRAMMAR | Part::SPEECH);
    possessive || role
}
