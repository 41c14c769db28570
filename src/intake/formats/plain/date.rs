//! Dates as people write them at the head of a text: "12 février 2026, 06:11", "Feb. 12, 2026", "13.02.2026 14:05", "2022-02".
//!
//! A date needs its year: "12 fév" alone is the dateline's affair. What is found is handed on in ISO 8601 at its own precision, so that
//! [`crate::intake::dates`] says what is missing; nothing is filled in.

use std::ops::Range;

use super::time;
use crate::editorial::{Editorial, plain};

/// A date in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, time and weekday included.
    pub range: Range<usize>,
    /// The same in ISO 8601: `2022-02`, `2026-02-12`, `2026-02-12T06:11`, `2026-02-12T06:11Z`.
    pub iso: String,
}

/// A run of what stands between white space, commas and separators.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// Where it begins in the line.
    pub start: usize,
    /// Its characters.
    pub text: &'a str,
}

impl Token<'_> {
    /// Where it ends in the line.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// A number of one or two digits, an ordinal's ending aside: `1er`, `2nd`, `12.`.
    fn small(&self) -> Option<u8> {
        let digits = self.text.len() - self.text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let ending = plain(self.text[digits..].trim_end_matches('.'));
        let ordinal = matches!(&*ending, "" | "er" | "st" | "nd" | "rd" | "th" | "º" | "o" | "ª" | "e" | ":e");
        (matches!(digits, 1 | 2) && ordinal).then(|| self.text[..digits].parse().ok()).flatten()
    }

    fn year(&self) -> Option<u16> {
        let text = self.text.trim_end_matches(['.', ':']);
        (text.len() == 4).then(|| text.parse().ok()).flatten().filter(|y| (1850..2200).contains(y))
    }
}

/// Year, month and, where it is told, day.
type Date = (u16, u8, Option<u8>);

/// The first date in a line.
pub fn find(line: &str, editorial: &Editorial) -> Option<Found> {
    let tokens = tokens(line);
    let month = |t: &Token<'_>| {
        let word = plain(t.text.trim_end_matches('.'));
        let named = !word.is_empty() && !word.as_bytes()[0].is_ascii_digit();
        named.then(|| editorial.languages.values().find_map(|l| l.furniture.month(&word))).flatten().map(|m| m as u8)
    };
    for at in 0..tokens.len() {
        let read = numeric(&tokens[at]).map(|d| (d, 1)).or_else(|| in_words(&tokens[at..], &month));
        let Some(((year, month, day), used)) = read else { continue };
        if !(1..=12).contains(&month) || day.is_some_and(|d| !(1..=31).contains(&d)) {
            continue;
        }
        let mut iso = format!("{year:04}-{month:02}");
        let mut end = tokens[at + used - 1].end();
        if let Some(day) = day {
            iso.push_str(&format!("-{day:02}"));
            let behind_t = tokens[at].text.split_once('T').filter(|_| used == 1);
            let attached = behind_t.map(|(_, time)| Token { start: tokens[at].end() - time.len(), text: time });
            if let Some((time, time_end)) = time::read(attached.iter().chain(&tokens[at + used..])) {
                iso.push_str(&time);
                end = end.max(time_end);
            }
        }
        let start = match at.checked_sub(1).map(|i| tokens[i]) {
            Some(before) if is_weekday(before.text, editorial) => before.start,
            _ => tokens[at].start,
        };
        return Some(Found { range: start..end, iso });
    }
    None
}

fn is_weekday(word: &str, editorial: &Editorial) -> bool {
    let word = plain(word.trim_end_matches('.'));
    editorial.languages.values().any(|l| l.furniture.weekday(&word).is_some())
}

fn tokens(line: &str) -> Vec<Token<'_>> {
    let separates = |c: char| c.is_whitespace() || ",;|()•·—–«»\"“”„[]".contains(c);
    let mut tokens = Vec::new();
    let mut start = None;
    for (i, c) in line.char_indices().chain([(line.len(), ' ')]) {
        match (separates(c), start) {
            (false, None) => start = Some(i),
            (true, Some(from)) => {
                tokens.push(Token { start: from, text: &line[from..i] });
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// `2022-02`, `2026-02-12`, `2026-02-12T06:11`, `12.02.2026`, `12/02/2026`: the day before the month, unless the numbers say otherwise.
fn numeric(token: &Token<'_>) -> Option<Date> {
    let text = token.text.trim_end_matches(['.', ':']).split('T').next()?;
    let all: Vec<&str> = text.split(['-', '.', '/']).take(4).collect();
    if all.iter().any(|p| p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |i: usize| all.get(i).and_then(|p| p.parse::<u16>().ok());
    let lengths: Vec<usize> = all.iter().map(|p| p.len()).collect();
    let date = match lengths[..] {
        [4, 2] => (number(0)?, number(1)? as u8, None),
        [2, 4] if text.contains('/') => (number(1)?, number(0)? as u8, None),
        [4, 1 | 2, 1 | 2] => (number(0)?, number(1)? as u8, Some(number(2)? as u8)),
        [1 | 2, 1 | 2, 4] => match (number(0)? as u8, number(1)? as u8) {
            (month @ 1..=12, day @ 13..=31) => (number(2)?, month, Some(day)),
            (day, month) => (number(2)?, month, Some(day)),
        },
        _ => return None,
    };
    (1850..2200).contains(&date.0).then_some(date)
}

/// "12 février 2026", "12 de febrero de 2026", "February 12, 2026", "février 2022"; and how many tokens that took.
fn in_words(tokens: &[Token<'_>], month: &impl Fn(&Token<'_>) -> Option<u8>) -> Option<(Date, usize)> {
    let links = |i: usize| tokens.get(i).is_some_and(|t| matches!(&*plain(t.text), "de" | "del" | "of"));
    let skip = |i: usize| if links(i) { i + 1 } else { i };
    if let Some(day) = tokens[0].small() {
        let m = skip(1);
        let named = month(tokens.get(m)?)?;
        let y = skip(m + 1);
        return Some(((tokens.get(y)?.year()?, named, Some(day)), y + 1));
    }
    let named = month(&tokens[0])?;
    let next = skip(1);
    if let Some(year) = tokens.get(next)?.year() {
        return Some(((year, named, None), next + 1));
    }
    let day = tokens.get(1)?.small()?;
    Some(((tokens.get(2)?.year()?, named, Some(day)), 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_many_hands() {
        let editorial = Editorial::built_in();
        for (line, iso, found) in [
            (" date 2022-02 «Mot»", "2022-02", "2022-02"),
            ("Lise Grangeon | 12 février 2026, 06:11", "2026-02-12T06:11", "12 février 2026, 06:11"),
            ("Publié le jeudi 1er mars 2026 à 6h05", "2026-03-01T06:05", "jeudi 1er mars 2026 à 6h05"),
            ("Feb. 12, 2026", "2026-02-12", "Feb. 12, 2026"),
            ("Thursday, February 12, 2026 at 9:50 p.m. EST", "2026-02-12T21:50-05:00", "Thursday, February 12, 2026 at 9:50 p.m. EST"),
            ("Stand: 13.02.2026, 14.05 Uhr MEZ", "2026-02-13T14:05+01:00", "13.02.2026, 14.05 Uhr MEZ"),
            ("12 de febrero de 2026 - 18:30", "2026-02-12T18:30", "12 de febrero de 2026 - 18:30"),
            ("2026-02-12T06:11Z", "2026-02-12T06:11Z", "2026-02-12T06:11Z"),
            ("02/28/2026", "2026-02-28", "02/28/2026"),
            ("Februar 2022", "2022-02", "Februar 2022"),
        ] {
            let read = find(line, &editorial).unwrap_or_else(|| panic!("no date in {line}"));
            assert_eq!((&*read.iso, &line[read.range.clone()]), (iso, found), "{line}");
        }
    }

    #[test]
    fn what_is_no_date() {
        let editorial = Editorial::built_in();
        for line in ["LYON, 12 fév (AFP) —", "1-2 (1-1)", "2026", "may 5 people", "16:45", "tel. 2026-1234", "99/99/2026", ""] {
            assert_eq!(find(line, &editorial), None, "{line}");
        }
    }
}
