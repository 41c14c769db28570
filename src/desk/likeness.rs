//! How like two texts are, and what that makes of them.

use super::classes;
use super::shelf::Filed;
use crate::reading::{FILTER_ERROR, agency_number, held};
use crate::story::{Bits, Card, Hashes, RelationKind, SignalKind};

/// What two texts share, as shares from 0 to 1. "New" is the story at hand, "old" the filed one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likeness {
    /// Shingles of both among those of either (Jaccard).
    pub similarity: f64,
    /// Share of the new text's shingles that stand in the old text.
    pub new_in_old: f64,
    /// Share of the old text's shingles that stand in the new text.
    pub old_in_new: f64,
    /// As `new_in_old`, outside the new text's quotations.
    pub narration_new_in_old: f64,
    /// As `old_in_new`, outside the old text's quotations.
    pub narration_old_in_new: f64,
    /// The new text's numbers that the old one lacks.
    pub new_numbers: Facts,
    /// The old text's numbers that the new one lacks.
    pub lost_numbers: Facts,
    /// The new text's names that the old one lacks.
    pub new_names: Facts,
    /// The old text's names that the new one lacks.
    pub lost_names: Facts,
    /// One says "up" where the other says "down".
    pub opposed: bool,
}

/// Facts of one text that another lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many are lacking.
    pub missing: u32,
    /// Of how many.
    pub of: u32,
}

impl Facts {
    fn missing(part: &Hashes, whole: &Hashes) -> Facts {
        Facts { missing: (part.len() - part.shared(whole)) as u32, of: part.len() as u32 }
    }

    fn and(self, others: Facts) -> Facts {
        Facts { missing: self.missing + others.missing, of: self.of + others.of }
    }

    /// Whether nearly all are missing.
    fn mostly(self) -> bool {
        self.of > 0 && f64::from(self.missing) >= FACTS * f64::from(self.of)
    }

    /// Whether so few are missing that editing explains it, in a text of so many shingles.
    fn kept(self, shingles: u32) -> bool {
        f64::from(self.missing) <= f64::max(f64::from(self.of) * (1.0 - FACTS), f64::from(shingles / SHINGLES_AN_EDIT))
    }
}

impl Likeness {
    /// The likeness of two equal texts.
    pub const SAME: Likeness = Likeness {
        similarity: 1.0,
        new_in_old: 1.0,
        old_in_new: 1.0,
        narration_new_in_old: 1.0,
        narration_old_in_new: 1.0,
        new_numbers: Facts { missing: 0, of: 0 },
        lost_numbers: Facts { missing: 0, of: 0 },
        new_names: Facts { missing: 0, of: 0 },
        lost_names: Facts { missing: 0, of: 0 },
        opposed: false,
    };

    /// Measures a story against a filed one.
    pub fn of(new: &Card, old: &Filed) -> Likeness {
        let (p, q) = (&new.print, &old.print);
        let (new_in_old, narration_new_in_old) = contained((&p.sample, &p.quoted_sample), (p.shingles, p.quoted), &q.filter);
        let (old_in_new, narration_old_in_new) = contained((&q.sample, &q.quoted_sample), (q.shingles, q.quoted), &p.filter);
        let (n, o) = (f64::from(new.print.shingles), f64::from(old.print.shingles));
        // The smaller text is measured at its full resolution.
        let both = if n <= o { new_in_old * n } else { old_in_new * o };
        let either = n + o - both;
        Likeness {
            similarity: if either > 0.0 { both / either } else { 0.0 },
            new_in_old,
            old_in_new,
            narration_new_in_old,
            narration_old_in_new,
            new_numbers: Facts::missing(&new.numbers, &old.numbers),
            lost_numbers: Facts::missing(&old.numbers, &new.numbers),
            new_names: Facts::missing(&new.names, &old.names),
            lost_names: Facts::missing(&old.names, &new.names),
            opposed: opposed(&new.opposites, &old.opposites),
        }
    }

    /// Share of the smaller text that stands in the larger.
    pub fn containment(&self) -> f64 {
        self.new_in_old.max(self.old_in_new)
    }
}

/// How much of one text stands in another, by its samples outside and within quotations: all of it, and its narration alone.
fn contained(samples: (&Hashes, &Hashes), (shingles, quoted): (u32, u32), within: &Bits) -> (f64, f64) {
    let seen = |sample: &Hashes| {
        let raw = held(sample, within) as f64 / sample.len().max(1) as f64;
        ((raw - FILTER_ERROR) / (1.0 - FILTER_ERROR)).max(0.0)
    };
    let (narration, said) = (seen(samples.0), seen(samples.1));
    let (all, inside) = (f64::from(shingles.max(1)), f64::from(quoted));
    let whole = (narration * (all - inside) + said * inside) / all;
    (whole, if samples.0.is_empty() { whole } else { narration })
}

/// Whether each has a word whose opposite only the other has.
fn opposed(new: &Hashes, old: &Hashes) -> bool {
    new.iter().any(|w| !new.has(w ^ 1) && old.has(w ^ 1) && !old.has(*w))
}

/// What a comparison concludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A relation.
    Is(RelationKind),
    /// Much the same words, but other numbers, names or directions: prices, results, weather.
    Template,
    /// Another agency's flash on the same development: a few words say the same in the same words, and still two desks stand by them.
    OtherFlash,
    /// Only quotations are shared.
    SharedQuotation,
    /// Too little is shared.
    Other,
}

/// Share of its facts that a copy keeps: conversions, rounding, spellings change some; a template's next report changes most.
const FACTS: f64 = 0.8;
/// An editor changes a fact in so many shingles; in a short text a changed fact makes another story.
const SHINGLES_AN_EDIT: u32 = 40;
/// A copy's narration that is its original's.
const COPIED: f64 = 0.75;
/// Two versions of one text that were both edited share at least half of their shingles.
const EDITED: f64 = 0.5;
/// A copy of less than this share of its original's length was abridged.
const ABRIDGED: f64 = 0.8;
/// Shingles of a text of which a few shared words say nothing.
const TINY: u32 = 10;
/// Share that a tiny text has to keep.
const TINY_COPIED: f64 = 0.9;
/// A round-up is at least this many times as long as the story that it contains.
const ROUND_UP: u32 = 2;

/// An editor's copy changes words; a text that keeps this share of another has not been edited.
const WHOLE: f64 = 0.95;
/// Shingles of an added sentence.
const SENTENCE: u32 = 15;

/// Words of a flash at most: what one sentence says of an event, two agencies say alike.
const FLASH_WORDS: u32 = 40;

/// Names the relation of a story to a filed one with another text.
pub fn verdict(l: &Likeness, new: &Card, old: &Filed) -> Verdict {
    match relation(l, new, old) {
        Verdict::Is(RelationKind::Near | RelationKind::Abridged) if is_other_flash(new, old) => Verdict::OtherFlash,
        verdict => verdict,
    }
}

/// Whether two agencies, both known, each sent a flash. A copy word for word is a copy all the same.
fn is_other_flash(new: &Card, old: &Filed) -> bool {
    let (unknown, agency) = (agency_number(None), agency_number(new.agency.as_deref()));
    let two = agency != old.agency && agency != unknown && old.agency != unknown;
    two && new.print.words.max(old.print.words) <= FLASH_WORDS && classes::urgent(new).is_some()
}

fn relation(l: &Likeness, new: &Card, old: &Filed) -> Verdict {
    let (n, o) = (new.print.shingles, old.print.shingles);
    let smaller = n.min(o);
    let least = if smaller < TINY { TINY_COPIED } else { COPIED };
    let kept = |numbers: Facts, names: Facts| numbers.kept(smaller) && numbers.and(names).kept(smaller);
    let (old_facts_kept, nothing_new) = (kept(l.lost_numbers, l.lost_names), kept(l.new_numbers, l.new_names));
    let in_old = l.new_in_old >= least && l.narration_new_in_old >= least;
    let in_new = l.old_in_new >= least && l.narration_old_in_new >= least;
    let edited = smaller >= TINY && l.similarity >= EDITED && l.narration_new_in_old >= EDITED && l.narration_old_in_new >= EDITED;
    let (shorter, longer) = (f64::from(n) < ABRIDGED * f64::from(o), f64::from(o) < ABRIDGED * f64::from(n));
    let is = Verdict::Is;
    if !(in_old || in_new || edited) {
        return if l.containment() >= EDITED { Verdict::SharedQuotation } else { Verdict::Other };
    }
    if in_new && old_facts_kept && is_round_up(new, old) {
        return is(RelationKind::Contains);
    }
    match (nothing_new, old_facts_kept) {
        _ if l.opposed => Verdict::Template,
        (true, true) if !shorter && (in_old || edited && !longer) => {
            // An agency that calls it an update means the figure that it changed; the whole text with more facts behind it has been expanded.
            let changed = l.new_numbers.missing + l.new_names.missing > 0;
            let added = l.old_in_new >= WHOLE && n >= o + SENTENCE;
            is(if changed && (added || new.has(SignalKind::Update)) { RelationKind::Expanded } else { RelationKind::Near })
        }
        (true, _) if in_old && n < o => is(RelationKind::Abridged),
        (_, true) if in_new && n > o => is(RelationKind::Expanded),
        _ => Verdict::Template,
    }
}

/// Share of a template's words that its next report has too.
const TEMPLATE: f64 = 0.3;

/// Whether an agency tells two things in one form: much the same words, other numbers, and what the headlines name is unknown to the other
/// story: all of it, or some where nearly all words are the same. A story that names nothing in its headline may go on with any.
pub fn is_sibling(l: &Likeness, new: &Card, old: &Filed) -> bool {
    let (unknown, agency) = (agency_number(None), agency_number(new.agency.as_deref()));
    let alike = l.containment() >= TEMPLATE && l.new_numbers.missing > 0 && l.lost_numbers.missing > 0;
    let template = l.similarity >= EDITED;
    let tables = is_table(new.numbers.len(), new.print.words) && is_table(old.numbers.len(), old.print.words);
    let titles = new.title_words.shared(&old.title_words) < new.title_words.len().min(old.title_words.len());
    if tables && titles && agency == old.agency && agency != unknown && l.new_numbers.mostly() && l.lost_numbers.mostly() {
        return true;
    }
    let apart = |title: &Hashes, own: &Hashes, others: &Hashes| {
        let named = title.iter().filter(|w| own.has(**w));
        let (known, unknown): (Vec<&u32>, Vec<&u32>) = named.partition(|w| others.has(**w));
        !unknown.is_empty() && (template || known.is_empty())
    };
    agency == old.agency
        && agency != unknown
        && alike
        && apart(&new.title_words, &new.names, &old.names)
        && apart(&old.title_words, &old.names, &new.names)
}

/// Whether a text is little but numbers: of a draw, a race, a sale. Titles of two such tables tell them apart, whatever is a name in them.
fn is_table(numbers: usize, words: u32) -> bool {
    const WORDS_A_NUMBER: u32 = 4;
    numbers as u32 * WORDS_A_NUMBER >= words
}

/// Words of a report in a set form: results, briefs.
const FORM_WORDS: u32 = 150;

/// Whether an agency tells two things in a short form of which too few words are the same to call it a template: headlines of the same
/// words around other names, neither story knowing the other's, and other numbers.
pub fn is_of_one_form(l: &Likeness, new: &Card, old: &Filed) -> bool {
    const WORDS: usize = 2;
    const NUMBERS: u32 = 2;
    let (unknown, agency) = (agency_number(None), agency_number(new.agency.as_deref()));
    let short = new.print.words.max(old.print.words) <= FORM_WORDS;
    let other = |f: Facts| f.missing >= NUMBERS && f.missing * 2 >= f.of;
    let apart = |title: &Hashes, own: &Hashes, other_title: &Hashes, others: &Hashes| {
        let mut named = title.iter().filter(|w| own.has(**w) && !other_title.has(**w)).peekable();
        named.peek().is_some() && named.all(|w| !others.has(*w))
    };
    agency == old.agency
        && agency != unknown
        && short
        && !new.has(SignalKind::Update)
        && new.title_words.shared(&old.title_words) >= WORDS
        && other(l.new_numbers)
        && other(l.lost_numbers)
        && apart(&new.title_words, &new.names, &old.title_words, &old.names)
        && apart(&old.title_words, &old.names, &new.title_words, &new.names)
}

/// A round-up has another title and opens with something else, or says that it is one.
fn is_round_up(new: &Card, old: &Filed) -> bool {
    let says_so = new.has(SignalKind::Roundup) && !has_title(new, old) && new.print.shingles >= old.print.shingles + SENTENCE;
    says_so || (new.print.shingles >= old.print.shingles * ROUND_UP && (new.has(SignalKind::Roundup) || begins_otherwise(new, old)))
}

/// Whether a text has another title than the one within it, and opens with something else.
pub fn begins_otherwise(new: &Card, old: &Filed) -> bool {
    let opening = held(&new.print.lead, &old.print.filter) * 2 >= new.print.lead.len();
    !opening && !has_title(new, old)
}

fn has_title(new: &Card, old: &Filed) -> bool {
    new.title_words.shared(&old.title_words) * 2 >= old.title_words.len()
}
