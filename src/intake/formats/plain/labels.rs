//! Words at the head of a text, in all languages: what stands before a date or credit, who an agency is, what a byline begins with.

use crate::editorial::{Editorial, Headed, plain};

/// Marks that part the fields of a head line.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace() || "|·•–—-,:;/*=<>()[]".contains(c)
}

/// A field of a head line without the separators around it.
pub fn field(text: &str) -> &str {
    text.trim_matches(is_separator)
}

/// Takes the longest label of a list off the end of a text; the rest.
pub fn strip_at_end<'t>(text: &'t str, editorial: &Editorial, list: fn(&Headed) -> &[String]) -> Option<(&'t str, usize)> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '('));
    let starts = std::iter::once(0).chain(text.match_indices(is_separator).map(|(i, s)| i + s.len()));
    starts.filter(|&at| text.len() - at <= 40).find_map(|at| {
        let label = plain(&text[at..]);
        let known = editorial.languages.values().any(|l| list(&l.headed).contains(&label));
        known.then(|| (&text[..at], label.chars().count()))
    })
}

/// Takes a label of a list and the mark behind it off the start of a text; the rest.
pub fn strip_at_start<'t>(text: &'t str, editorial: &Editorial, list: fn(&Headed) -> &[String], colon: bool) -> Option<&'t str> {
    let text = text.trim_start();
    let ends =
        text.char_indices().map(|(i, _)| i).take_while(|i| *i <= 40).filter(|&i| i > 0 && text[i..].starts_with([':', ' ', '\u{a0}']));
    let ends: Vec<usize> = ends.collect();
    ends.into_iter().rev().find_map(|at| {
        let label = plain(text[..at].trim_end());
        let rest = text[at..].trim_start();
        let rest = match rest.strip_prefix(':') {
            Some(rest) => rest.trim_start(),
            None if colon => return None,
            None => rest,
        };
        editorial.languages.values().any(|l| list(&l.headed).contains(&label)).then_some(rest)
    })
}

/// Whether a text is the credit of agencies: names that are known, acronyms, or several parted by a slash or comma.
pub fn is_credit(text: &str, editorial: &Editorial) -> bool {
    let text = field(text.trim_start_matches(['©', ' ']));
    let text = strip_at_start(text, editorial, |h| &h.credits, false).map_or(text, field);
    let text = text.trim_start_matches(['©', ' ']);
    if text.is_empty() || text.chars().count() > 60 {
        return false;
    }
    is_agency(text, editorial) || text.split(['/', ',', '&', '+']).all(|part| is_agency(part, editorial))
}

/// A known agency's name, or an acronym.
fn is_agency(text: &str, editorial: &Editorial) -> bool {
    let text = field(text);
    let acronym = (2..=6).contains(&text.chars().count())
        && text.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
        && text.chars().any(char::is_uppercase);
    let name = plain(text);
    acronym || editorial.agency_named(&name).is_some()
}

/// Whether words are names: a few, each with a capital or one that joins names.
pub fn are_names(text: &str, editorial: &Editorial) -> bool {
    let words: Vec<&str> = text.split([' ', '\u{a0}', ',', '/']).filter(|w| !w.is_empty()).collect();
    let small = |w: &str| {
        let word = plain(w);
        editorial.languages.values().any(|l| l.furniture.small_words.contains(&word))
            || matches!(&*word, "and" | "with" | "et" | "avec" | "und" | "mit" | "y" | "con" | "e" | "och" | "og")
    };
    // "Von Ute Klein, dpa": the house may be written in lower case.
    let is_house = |w: &str| editorial.agency_named(&plain(w)).is_some();
    let is_role = |w: &str| editorial.languages.values().any(|l| l.furniture.roles.contains(&plain(w)));
    let cased =
        |w: &&str| w.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase()) || small(w) || is_house(w) || is_role(w);
    let names =
        words.iter().filter(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())).count();
    let sentence = text.contains(['?', '!', '"', '“', '«', '„']) || text.ends_with('.') || text.chars().any(|c| c.is_ascii_digit());
    let staff = words.len() <= 4 && words.first().is_some_and(|w| small(w)); // "La rédaction", "die Redaktion"
    names > 0 && words.len() <= 10 && !sentence && (staff || words.iter().all(cased))
}

/// Whether a line is a byline with its opening word: "By …", "Par …".
pub fn is_byline(line: &str, editorial: &Editorial) -> bool {
    let folded = plain(line);
    let opener = editorial
        .languages
        .values()
        .flat_map(|l| &l.furniture.bylines)
        .find(|o| folded.strip_prefix(o.as_str()).is_some_and(|r| r.starts_with([' ', ':'])));
    let Some(opener) = opener else { return false };
    let names: String = line.chars().skip(opener.chars().count()).collect();
    // "Par Luc Renaud (avec agences)"
    let names =
        names.strip_suffix(')').and_then(|n| n.rsplit_once(" (")).filter(|(_, aside)| aside.len() <= 30).map_or(names.as_str(), |(n, _)| n);
    line.chars().count() <= 100 && are_names(field(names), editorial)
}
