//! The day in a dateline, before or behind the place.

use super::is_place;
use crate::editorial::plain;
use crate::intake::furniture::lexicon::Lexicon;

/// Takes a date off the end of a place: "LISBONNE, 12 fév", "LONDON, Feb. 1, 2017", "Strasbourg, 10 juil 2024".
pub(super) fn split_date<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> (&'a str, bool) {
    // "Waru, Kabar Timur (12/2)"
    let bracketed = head.trim_end().strip_suffix(')').and_then(|h| h.rsplit_once(" (")).filter(|(_, day)| is_numeric_day(day));
    let (mut place, mut dated) = bracketed.map_or((head, false), |(before, _)| (before, true));
    let mut year = false;
    while let Some((before, last)) = place.rsplit_once(',') {
        if !is_date(last, lexicon) {
            break;
        }
        dated = dated || last.chars().any(|c| c.is_ascii_digit());
        year = last.trim().len() == 4 && last.trim().bytes().all(|b| b.is_ascii_digit());
        place = before;
    }
    // "Mumbai Feb 12", "Okiri Feb. 12, 2026": a date without a comma before it, of two words or three.
    let starts = place.match_indices(' ').map(|(i, _)| i).rev().take(3).filter(|_| !dated || year);
    let parts: Vec<(&str, &str)> = starts.map(|i| (place[..i].trim_end_matches(','), &place[i + 1..])).collect();
    let is_day = |date: &str| {
        is_numeric_day(date)
            || date.contains(' ')
                && date.chars().any(|c| c.is_ascii_digit())
                && (date.chars().any(char::is_alphabetic) || date.split(' ').any(is_numeric_day))
                && is_date(date, lexicon)
    };
    if let Some((before, _)) = parts.into_iter().rev().find(|(before, date)| !before.is_empty() && is_day(date)) {
        (place, dated) = (before, true);
    }
    (place, dated)
}

/// What stands behind a date that opens a head: "12.02. Gdynia", "Feb. 12, Gdynia".
pub(super) fn behind_date<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> &'a str {
    if !head.chars().take(12).any(|c| c.is_ascii_digit()) {
        return head;
    }
    let ends = head.match_indices(' ').map(|(i, _)| i).take(4).collect::<Vec<_>>();
    let dates = |i: &&usize| {
        let date = head[..**i].trim_end_matches(',');
        // A number alone may count something: "12 Angry Men".
        let whole = is_numeric_day(date) || date.contains(' ') && date.bytes().any(|b| b.is_ascii_digit());
        whole && is_date(date, lexicon) && is_place(head[**i..].trim(), lexicon)
    };
    ends.iter().rev().find(dates).map_or(head, |i| head[*i..].trim_start())
}

/// Whether words are a date, without a year or with it, or the name of a day.
pub fn is_date(part: &str, lexicon: &Lexicon<'_>) -> bool {
    let mut words = part.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|w| {
            let word = plain(w.trim_matches(|c: char| matches!(c, '.' | ',' | '(' | ')')));
            let day = word.trim_end_matches(|c: char| c.is_alphabetic() || c == 'º' || c == 'ª');
            let number = !day.is_empty() && day.len() <= 4 && day.bytes().all(|b| b.is_ascii_digit()) && word.len() - day.len() <= 3;
            number
                || is_numeric_day(&word)
                || is_time(&word)
                || word.split_once('.').is_some_and(|(day, month)| day.parse::<u8>().is_ok() && lexicon.month(month).is_some())
                || lexicon.month(&word).is_some()
                || lexicon.weekday(&word).is_some()
                || matches!(word.as_str(), "de" | "del" | "of" | "den" | "le" | "d" | "في")
        })
}

/// Whether words are a time of day with its zone, and a date: "10:15 AM EST, 02/12/2026".
pub(super) fn is_moment(words: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some((time, date)) = words.trim().trim_end_matches(',').split_once(", ") else { return false };
    let mut parts = time.split(' ');
    parts.next().is_some_and(is_time)
        && parts.all(|w| (2..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase() || b == b'.'))
        && is_date(date, lexicon)
}

/// A day in digits: "12/02", "12.02.2026", "12.2"; with hyphens only in full, "12-2-2026", for "2-1" is a result.
pub fn is_numeric_day(word: &str) -> bool {
    let word = word.trim_matches('.');
    let numbers: Vec<&str> = word.split(['.', '/', '-']).collect();
    let sized = match numbers[..] {
        [day, month] => !word.contains('-') && [day, month].iter().all(|n| matches!(n.len(), 1 | 2)),
        [day, month, year] => [day, month].iter().all(|n| matches!(n.len(), 1 | 2)) && matches!(year.len(), 2 | 4),
        _ => false,
    };
    sized && numbers.iter().all(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// A time of day: "10:31".
fn is_time(word: &str) -> bool {
    word.split_once(':')
        .is_some_and(|(h, m)| h.len() <= 2 && m.len() == 2 && !h.is_empty() && (h.to_owned() + m).bytes().all(|b| b.is_ascii_digit()))
}
