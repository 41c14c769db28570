//! Bylines: "By …", "Par …", "Von …, dpa", "Lise Grangeon | 12 février 2026, 06:11", and the line of the writer's function below.

use super::lexicon::Lexicon;
use crate::editorial::plain;

/// The writers that a paragraph names, if it is a byline: the text as it stands, marks of the wire aside.
pub fn read<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    let line = text.trim().trim_end_matches(['=', '<']).trim();
    if line.is_empty() || line.chars().count() > 120 {
        return None;
    }
    if let Some((name, date)) = line.split_once(" | ") {
        return (is_names(name, lexicon) && is_date(date, lexicon)).then_some(name.trim());
    }
    // "Ana Silva - Repórter da Agência Brasil"
    if let Some((name, role)) = line.split_once(" - ").or_else(|| line.split_once(" – "))
        && name.contains(' ')
        && role.split(' ').nth(6).is_none()
        && lexicon.has_role(&plain(role.split(' ').next().unwrap_or_default()))
    {
        return (is_names(name, lexicon) && name.split(' ').nth(4).is_none()).then_some(line);
    }
    let folded = plain(line);
    let opener = lexicon.opening(&folded, |f| &f.bylines)?;
    // The opener has as many characters in the text as in its folded form, or the text would not begin with it.
    let rest = line.char_indices().nth(opener.chars().count()).map(|(i, _)| &line[i..])?;
    let names = rest.trim_start_matches([':', ' ']);
    (rest.len() > names.len() || opener.ends_with(':')).then_some(())?;
    is_names(names, lexicon).then_some(line)
}

/// "(di Anna Bianchi)": the byline in brackets.
pub fn in_brackets<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    read(text.trim().strip_prefix('(')?.strip_suffix(')')?, lexicon)
}

/// Whether a line below the byline tells the writer's function or house: "AP Sports Writer", "Associated Press".
pub fn is_function(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let line = plain(text.trim().trim_end_matches(['=', '<']).trim());
    let words = line.split_whitespace().count();
    words <= 6 && (lexicon.is_agency(&line) || words > 1 && lexicon.has_role(line.rsplit(' ').next().unwrap_or_default()))
}

/// Whether a line without an opening word can be nothing but a writer's name: two to four words with capitals, or words between them that names
/// have in lower case, none of which the story uses.
///
/// Only where the line stands above a dateline that a known agency has signed: a title in capitals may look the same. `headline`, `texts`: the story.
pub fn is_bare_name<'t>(line: &str, headline: &str, texts: impl Iterator<Item = &'t str>, lexicon: &Lexicon<'_>) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let letters = |w: &str| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let named = |w: &str| w.chars().next().is_some_and(char::is_uppercase) && letters(w);
    let between = |w: &str| w.len() <= 4 && letters(w) && lexicon.is_small(&plain(w));
    let shaped = (2..=4).contains(&words.len())
        && line.chars().count() <= 40
        && words.iter().enumerate().all(|(i, w)| named(w) || i > 0 && i + 1 < words.len() && between(w))
        && words.last().is_some_and(|w| !w.ends_with('.') && w.chars().count() > 1)
        && !lexicon.is_agency(&plain(line))
        && !lexicon.is_dateline_place(&plain(line));
    if !shaped {
        return false;
    }
    let lower: Vec<String> = words.iter().filter(|w| named(w)).map(|w| w.to_lowercase()).collect();
    let parts = |text: &'t str| text.split(|c: char| !(c.is_alphabetic() || c == '\'' || c == '-')).filter(|w| !w.is_empty());
    let in_headline = headline.split(|c: char| !c.is_alphanumeric()).any(|w| lower.contains(&w.to_lowercase()));
    !in_headline && !texts.flat_map(parts).any(|w| w.starts_with(char::is_lowercase) && lower.iter().any(|l| l == w))
}

/// Whether words can be the names of writers: each begins with a capital or joins others, and no sentence ends in them.
fn is_names(names: &str, lexicon: &Lexicon<'_>) -> bool {
    let words: Vec<&str> = names.split([' ', ',', '/']).filter(|w| !w.is_empty()).collect();
    let sentence =
        names.ends_with('.') && words.last().is_some_and(|w| w.chars().count() > 3) || names.contains([':', '?', '!', '"', '“', '«', '„']);
    let name = |w: &&str| {
        let first = w.chars().next();
        first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            || JOINS.contains(w)
            || lexicon.is_small(&plain(w))
            || lexicon.is_agency(&plain(w))
            || lexicon.has_role(&plain(w))
    };
    !words.is_empty()
        && words.len() <= 14
        && !sentence
        && words.iter().all(name)
        && words.iter().any(|w| !JOINS.contains(w))
        && !names.chars().any(|c| c.is_ascii_digit())
}

/// Words that join names, in the languages of the wires.
const JOINS: [&str; 16] = ["and", "with", "et", "avec", "und", "mit", "y", "e", "con", "en", "og", "och", "ja", "for", "in", "&"];

/// Whether a line tells only when, by whom and as what a release was sent: "12.2.2026 16:02:09 CET | Altavia | Annual report".
pub fn is_release_line(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let text = text.trim();
    text.chars().count() <= 200
        && text.split_once(" | ").is_some_and(|(date, rest)| is_date(date, lexicon) && rest.contains(" | ") && !rest.ends_with('.'))
}

fn is_date(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let year = text.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && (n.starts_with("20") || n.starts_with("19")));
    text.chars().count() <= 48
        && (year || text.split_whitespace().any(|w| lexicon.month(&plain(w.trim_matches(','))).is_some()))
        && text.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;

    #[test]
    fn a_bare_name_is_made_of_words_that_the_story_does_not_use() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("en"));
        let texts = ["A ferry ran aground in Sydney Harbour; nobody was hurt.", "The port authority began an inquiry."];
        let named = |line| is_bare_name(line, "Ferry runs aground in harbour", texts.iter().copied(), &lexicon);
        for line in ["Ada Lind", "ADA LIND", "Jan van der Berg", "J. P. Lind", "Saúl Grinberg Ruiz", "Mary O'Neil-Smith"] {
            assert!(named(line), "{line}");
        }
        for line in [
            "Nobody Hurt",
            "Ferry Aground",
            "Port Inquiry",
            "Lind",
            "Reuters",
            "New York",
            "Ada Lind said",
            "All 12 Safe",
            "A Long Day On The Water",
        ] {
            assert!(!named(line), "{line}");
        }
    }

    #[test]
    fn bylines_and_what_only_begins_like_one() {
        let editorial = Editorial::built_in();
        for (language, text, by) in [
            ("en", "By ALASTAIR CREWE=", Some("By ALASTAIR CREWE")),
            ("en", "By Rita Coelho and Soren Lund", Some("By Rita Coelho and Soren Lund")),
            ("en", "By The Associated Press", Some("By The Associated Press")),
            ("en", "By Manuel Schwarz, dpa =", Some("By Manuel Schwarz, dpa")),
            ("fr", "Par Anselme Roux", Some("Par Anselme Roux")),
            ("fr", "Par Anselme Roux et Lise de la Tour", Some("Par Anselme Roux et Lise de la Tour")),
            ("fr", "Lise Grangeon | 12 février 2026, 06:11", Some("Lise Grangeon")),
            ("fr", "La rédaction | 12 février 2026, 06:11", Some("La rédaction")),
            ("de", "Von Jan-Hendrik Plaß", Some("Von Jan-Hendrik Plaß")),
            ("es", "Por Saúl Grinberg", Some("Por Saúl Grinberg")),
            ("de", "Von der Leyen will mehr Geld für Brücken.", None),
            ("de", "Von Montag an gilt die neue Regel.", None),
            ("en", "By Friday all ferries had stopped.", None),
            ("en", "By Order of the Court the Ferry Sails.", None),
            ("fr", "Par ailleurs, le bac reste à quai", None),
            ("en", "Ferry | Tram", None),
            ("pt", "Ana Silva - Repórter da Agência Brasil", Some("Ana Silva - Repórter da Agência Brasil")),
            ("en", "Ferry Aground - Two Hurt", None),
        ] {
            assert_eq!(read(text, &Lexicon::of(&editorial, Some(language))), by, "{text}");
        }
        let lexicon = Lexicon::of(&editorial, Some("en"));
        assert!(is_function("AP Sports Writer", &lexicon) && is_function("Associated Press=", &lexicon));
        assert!(is_release_line("12.2.2026 16:02:09 CET | Altavia | Annual report", &lexicon));
        assert!(!is_release_line("The ferry | 2026 edition", &lexicon));
        assert!(!is_release_line("12.2.2026 | Updated 16:02", &lexicon));
        assert!(!is_function("The ferry ran aground on Monday", &lexicon));
    }
}
