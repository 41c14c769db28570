//! A line that dates a text: "Lise Grangeon | 12 février 2026, 06:11", "date 2022-02 «caption» AFP", "Publié le 3 mars 2026 à 9h".

use super::labels::{are_names, field, is_byline, is_credit, is_separator, strip_at_end};
use super::{date, quoted};
use crate::editorial::Editorial;

/// What such a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dated<'a> {
    /// The date in ISO 8601, at its own precision.
    pub iso: String,
    /// A later one behind it: "… - Atualizado em 12/02/2026 11h05".
    pub later: Option<String>,
    /// Who wrote it.
    pub by: Option<&'a str>,
    /// Agencies that are credited.
    pub credits: Vec<&'a str>,
    /// Quoted words, marks included: a caption.
    pub caption: Option<&'a str>,
    /// Other words: a headline, or a caption where they are a sentence.
    pub text: Option<&'a str>,
}

/// The longest line that can be nothing but date, names and credits.
const LONGEST_CHARS: usize = 120;

/// Reads a line that dates the text; `None` where it is a line of text that happens to hold a date.
pub fn read<'a>(line: &'a str, editorial: &Editorial) -> Option<Dated<'a>> {
    let found = date::find(line, editorial)?;
    let before = &line[..found.range.start];
    let (before, label_chars) = strip_at_end(before, editorial, |h| &h.dates).unwrap_or((before, 0));
    let after = &line[found.range.end..];
    let mut dated = Dated { iso: found.iso, ..Dated::default() };
    let parted = before.trim_end().ends_with(|c: char| "|·•–—-/".contains(c)) || label_chars > 0;
    sort_out(before, parted, &mut dated, editorial);
    // Bounded: what stands behind a date is read in the same way.
    let again = if after.len() <= LONGEST_CHARS { read(after, editorial) } else { None };
    let again = again.filter(|d| d.text.is_none() && d.by.is_none() && d.caption.is_none() && d.credits.is_empty());
    dated.later = again.map(|d| d.iso);
    let after = if dated.later.is_some() { "" } else { after };
    sort_out(after, after.trim_start().starts_with(|c: char| "|·•–—-/".contains(c)), &mut dated, editorial);
    // "date", "Datum:" at the start of a line says that the line is a head; an article ("le 12 février …") may open a sentence.
    let headed = label_chars > 3 && field(before).is_empty();
    // "Pohjan Uutiset 12.2.2026 klo 11.20": a name and a time of day are house and hour.
    if let Some(house) = dated.text.filter(|t| dated.iso.contains('T') && t.split(' ').count() <= 3 && are_names(t, editorial)) {
        dated.credits.push(house);
        dated.text = None;
    }
    match dated.text {
        None => (headed || dated.caption.is_some() || line.chars().count() <= LONGEST_CHARS).then_some(dated),
        Some(_) => headed.then_some(dated),
    }
}

/// Sorts one side of the date into byline, credits, caption and other words.
fn sort_out<'a>(side: &'a str, parted: bool, dated: &mut Dated<'a>, editorial: &Editorial) {
    let rest = side.trim_matches(|c: char| is_separator(c) && !matches!(c, '(' | ')'));
    if field(rest).is_empty() {
        return;
    }
    if is_credit(rest, editorial) {
        dated.credits.push(field(rest));
        return;
    }
    if let Some((front, run, back)) = quoted::split(rest)
        && quoted::whole(run).is_some()
        && [front, back].iter().all(|side| is_credit_beside(side, editorial))
    {
        dated.caption = Some(run);
        dated.credits.extend([front, back].map(|side| field(side.trim_matches(['©', ' ']))).into_iter().filter(|side| !side.is_empty()));
        return;
    }
    if !rest.contains(['|', '•', '·']) && (is_byline(rest, editorial) || parted && is_signature(rest, editorial)) {
        dated.by = Some(rest);
        return;
    }
    let (words, credit) = credit_at_end(rest, editorial);
    dated.credits.extend(credit);
    for part in
        words.split(['|', '•', '·']).map(|w| w.trim_matches(|c: char| is_separator(c) && !matches!(c, '(' | ')'))).filter(|w| !w.is_empty())
    {
        if is_credit(part, editorial) {
            dated.credits.push(field(part));
        } else if is_byline(part, editorial) || parted && is_signature(part, editorial) {
            dated.by = Some(part);
        } else if dated.text.is_none() {
            dated.text = Some(part);
        }
    }
}

/// Names, or the marks of agency and desk ("apx/kel").
fn is_signature(words: &str, editorial: &Editorial) -> bool {
    const LONGEST_MARK: usize = 16;
    let mark =
        |w: &str| w.len() <= LONGEST_MARK && w.contains('/') && w.split('/').all(|p| p.len() > 1 && p.chars().all(char::is_alphabetic));
    are_names(words, editorial) || mark(words)
}

/// Beside quoted words even an unknown name is a credit, if it is short: "«…» Keystone", "Photo Presse-Bild «…»".
fn is_credit_beside(side: &str, editorial: &Editorial) -> bool {
    let side = field(side.trim_matches(['©', ' ', '.']));
    let words = side.split_whitespace().count();
    words <= 1 || is_credit(side, editorial) || words <= 3 && are_names(side, editorial)
}

/// Takes the credit off the end of words: "Les ministres se réunissent AFP", "… (Reuters)".
fn credit_at_end<'a>(words: &'a str, editorial: &Editorial) -> (&'a str, Option<&'a str>) {
    let words = words.trim_end();
    for (at, _) in words.rmatch_indices([' ', '\u{a0}', '(']).take(4) {
        let last = &words[at..];
        if words[..at].split_whitespace().count() >= 2 && is_credit(last, editorial) {
            return (&words[..at], Some(field(last)));
        }
    }
    (words, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Option<Dated<'_>> {
        // Leaked on purpose: the result borrows from the line alone, but the knowledge is built once a test.
        read(line, Box::leak(Box::new(Editorial::built_in())))
    }

    #[test]
    fn a_byline_with_its_date() {
        let dated = read_line("Lise Grangeon | 12 février 2026, 06:11").expect("dated");
        assert_eq!((dated.by, &*dated.iso), (Some("Lise Grangeon"), "2026-02-12T06:11"));
        let dated = read_line("La rédaction avec ARP | 12 février 2026, 13:09").expect("dated");
        assert_eq!(dated.by, Some("La rédaction avec ARP"));
        let dated = read_line("Publié le 3 mars 2026 à 9h00").expect("dated");
        assert_eq!((dated.by, dated.text, &*dated.iso), (None, None, "2026-03-03T09:00"));
        let dated = read_line("By Rita Coelho - Feb. 12, 2026, 9:50 p.m. GMT").expect("dated");
        assert_eq!((dated.by, &*dated.iso), (Some("By Rita Coelho"), "2026-02-12T21:50Z"));
    }

    #[test]
    fn a_head_line_with_caption_and_credit() {
        let dated = read_line(" date 2022-02 «Le bac ne partira pas avant lundi» AFP").expect("dated");
        assert_eq!((&*dated.iso, dated.caption, dated.credits), ("2022-02", Some("«Le bac ne partira pas avant lundi»"), vec!["AFP"]));
        let dated = read_line("Datum: 03.05.2021 „Wir warten auf die Fähre“ dpa-Bild").expect("dated");
        assert_eq!((dated.caption, dated.text), (Some("„Wir warten auf die Fähre“"), None));
        let dated = read_line("fecha 2023-11-02 El puerto cierra por la tormenta EFE").expect("dated");
        assert_eq!((dated.text, dated.credits), (Some("El puerto cierra por la tormenta"), vec!["EFE"]));
    }

    #[test]
    fn a_sentence_with_a_date_is_text() {
        for line in [
            "Le 12 février 2026, le bac a heurté la jetée de Nernier devant une centaine de passagers.",
            "The ferry was built on 3 May 1987 and rebuilt twice.",
            "Bilanz 2026: Was bleibt",
        ] {
            assert_eq!(read_line(line), None, "{line}");
        }
    }
}
