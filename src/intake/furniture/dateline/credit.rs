//! The agency's credit in a dateline, in brackets or bare, before the mark or behind it, with writers beside it.

use super::date::{is_date, split_date};
use super::{in_capitals, is_place};
use crate::editorial::plain;
use crate::intake::furniture::lexicon::Lexicon;

/// Whether words in brackets are an agency's credit: a known name, an acronym, or the short lower-case form of one ("dpa/lno").
pub fn is_credit(words: &str, lexicon: &Lexicon<'_>) -> bool {
    let words = words.trim();
    if words.is_empty() || words.len() > 40 {
        return false;
    }
    let short = |part: &str| {
        let part = part.trim();
        let letters = part.chars().count();
        let one_case = part.chars().all(char::is_uppercase) || part.chars().all(|c| c.is_lowercase());
        lexicon.is_agency(&plain(part)) || (2..=7).contains(&letters) && one_case && part.chars().all(char::is_alphabetic)
    };
    lexicon.is_agency(&plain(words)) || words.split(['/', '-', '+']).all(short)
}

/// Whether words are the names of known agencies, parted by a slash, hyphen or plus sign.
pub(super) fn is_known_credit(words: &str, lexicon: &Lexicon<'_>) -> bool {
    let words = words.trim();
    let known = |house: &str| lexicon.is_agency(&plain(house.trim()));
    known(words) || words.split(['/', '+']).all(|house| known(house) || house.split('-').all(known))
}

/// Takes the agency's credit off the end of a head: "(AFP)", "/PRNewswire/".
pub(super) fn split_credit<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> (&'a str, Option<&'a str>) {
    let head = head.trim_end();
    let group = match head.chars().next_back() {
        Some(')') => head.rfind('(').map(|i| (i, &head[i + 1..head.len() - 1])),
        Some('/') => head[..head.len() - 1].rfind('/').map(|i| (i, &head[i + 1..head.len() - 1])),
        _ => None,
    };
    let Some((start, credit)) = group else { return (head, None) };
    let whole = is_credit(credit, lexicon)
        || is_name(credit) && goes_with_day(head[..start].trim(), lexicon)
        || writers_and_house(credit, lexicon).is_some();
    let house = if whole { Some(credit.trim()) } else { house_of_writer(credit, lexicon).filter(|_| head.ends_with('/')) };
    house.map_or((head, None), |house| (&head[..start], Some(house)))
}

/// Whether a day stands at the end of a head, or is all of it: "Vilå, torsdag", "Feb. 12".
fn goes_with_day(head: &str, lexicon: &Lexicon<'_>) -> bool {
    let (place, dated) = split_date(head, lexicon);
    dated || place.len() < head.len() || is_date(head, lexicon)
}

/// The agency that stands behind place or date without brackets: "HAKODATE, Japan, Feb. 12 Kyodo", "Helsinki STT".
pub(super) fn split_house<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    let (before, house) = head.trim_end().rsplit_once(' ')?;
    let (place, dated) = split_date(before.trim_end_matches(','), lexicon);
    // "Москва. 12 февраля. INTERFAX.RU": stops part place, date and house.
    let before = if place.ends_with('.') && place.matches('.').count() == 1 { place.trim_end_matches('.') } else { before };
    let stands = dated || in_capitals(house) && is_place(before, lexicon);
    // "SHIRAHAMA, Japan, Feb. 12 Minato": behind a place in capitals a name like any other will do.
    let named = || is_capital_name(house) || in_capitals(place.split(',').next().unwrap_or(place)) && is_name(house);
    let unknown = || dated && named() && !is_date(house, lexicon) && is_place(place.trim_matches([',', '.', ' ']), lexicon);
    (stands && (lexicon.is_agency(&plain(house)) || unknown())).then_some((before, house))
}

/// "KAMBELE, Zamora, ZNS", "JAKARTA, BERITA.com", "BERITA.CO, Jakarta": the house behind the region, or an address for its name.
pub(super) fn house_beside<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    const COUNTRIES: [&str; 5] = ["USA", "UAE", "DRC", "CAR", "PNG"];
    let (first, rest) = head.trim().split_once(", ")?;
    if is_site(first) {
        return is_place(rest, lexicon).then_some((rest, first));
    }
    let (before, house) = head.trim().rsplit_once(", ")?;
    let region = before.split_once(", ").is_some_and(|(_, region)| region.contains(char::is_lowercase));
    let acronym = region && (3..=6).contains(&house.len()) && house.bytes().all(|b| b.is_ascii_uppercase()) && !COUNTRIES.contains(&house);
    ((acronym || is_site(house)) && is_place(before, lexicon)).then_some((before, house))
}

/// A name that is an address of the web: "BERITA.com".
fn is_site(word: &str) -> bool {
    let Some((name, domain)) = word.split_once('.') else { return false };
    name.len() >= 3
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && matches!(
            domain.to_ascii_lowercase().as_str(),
            "com" | "co" | "id" | "ru" | "net" | "org" | "info" | "co.id" | "news" | "ua" | "by" | "kz"
        )
}

/// The agency that stands behind the mark, with what parts it from the text: "(BUSINESS WIRE)--", "Ukrinform. ".
pub(super) fn house_behind<'a>(rest: &'a str, dated: bool, lexicon: &Lexicon<'_>) -> Option<(&'a str, usize)> {
    let (house, marks) = match rest.strip_prefix('(') {
        Some(inner) => inner.split_at_checked(inner.find(')')?).map(|(house, marks)| (house, &marks[1..]))?,
        None => {
            let near = &rest[..rest.floor_char_boundary(60)];
            let end = [". ", " - ", " – ", " — ", " -- "].iter().filter_map(|mark| near.find(mark)).min()?;
            rest.split_at_checked(end)?
        }
    };
    // "(Newsfile Corp. - February 12, 2026) - ": the day stands beside the house.
    let beside = house.split_once(" - ").filter(|(_, day)| is_date(day, lexicon));
    let house = beside.map_or(house, |(house, _)| house);
    const MARKS: [char; 8] = ['-', '–', '—', '.', ':', '=', ' ', '\u{a0}'];
    let text = marks.trim_start_matches(MARKS);
    let parted = marks.len() > text.len() && !text.is_empty() && marks.trim_start().starts_with(['-', '–', '—', '.', ':', '=']);
    // "(BUSINESS WIRE)--February 12, 2026--Altavia …": or behind it, between marks of its own.
    let day = ["--", " – ", " — ", " - "]
        .iter()
        .find_map(|mark| text.split_once(mark).filter(|(day, _)| day.len() <= 40 && is_date(day, lexicon)));
    let named = day.is_some() && rest.starts_with('(') && is_name(house);
    let text = day.map_or(text, |(_, behind)| behind.trim_start_matches(MARKS));
    (parted
        && house.len() <= 40
        && (beside.is_some() || named || is_known_credit(house, lexicon) || dated && is_capital_name(house.trim())))
    .then_some((house.trim(), rest.len() - text.len()))
}

/// "Иван Петров, БТА", "Jan Nowak/PAP": writers beside the house that they write for.
pub(super) fn writers_and_house<'a>(credit: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    if let Some(line) = house_and_writers(credit, lexicon) {
        return Some(line);
    }
    let (writers, house) = credit.rsplit_once([',', '/']).map(|(writers, house)| (writers.trim(), house.trim()))?;
    let named = |w: &str| {
        let mut letters = w.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(|c| c.is_lowercase() || c == '.')
    };
    let words: Vec<&str> = writers.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let are_writers = (2..=8).contains(&words.len()) && words.iter().all(|w| named(w) || lexicon.is_small(&plain(w)));
    (are_writers && lexicon.is_agency(&plain(house)) && !lexicon.is_agency(&plain(writers))).then_some((writers, house))
}

/// "Корр. КРАЙ-ИНФО Олег Синцов": a function, the house in capitals, the writer. Writer and house.
fn house_and_writers<'a>(credit: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    // "БРЯГ-ПРЕС/Мария Стоева": or the house before a slash.
    let slashed = credit.trim().split_once('/').filter(|(house, _)| !house.contains(' ')).map(|(house, writer)| ("", house, writer));
    let spaced =
        || credit.trim().split_once(' ').and_then(|(function, rest)| rest.split_once(' ').map(|(house, writer)| (function, house, writer)));
    let (function, house, writer) = slashed.or_else(spaced)?;
    let named = writer.split(' ').all(|w| w.starts_with(char::is_uppercase) && w.contains(|c: char| c.is_lowercase() || c == '.'));
    let sound = (2..=3).contains(&writer.split(' ').count()) && named && in_capitals(house);
    (sound && (function.is_empty() || lexicon.has_role(&plain(function.trim_end_matches('.'))))).then_some((writer, house))
}

/// "Корр. ТАСС Иван Петров", "TASS correspondent": the house among a few words between slashes.
fn house_of_writer<'a>(credit: &'a str, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    let words = || credit.split(' ').filter(|w| !w.is_empty());
    words().find(|w| (2..=5).contains(&words().count()) && in_capitals(w) && lexicon.is_agency(&plain(w)))
}

/// A few words that begin with capitals: an agency that is not known, where a date goes before it ("BELGRADE, Feb 12 (Coast News) -").
pub(super) fn is_name(words: &str) -> bool {
    let words = words.trim();
    let cased = |w: &str| w.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && w.chars().all(char::is_alphabetic);
    let small = |w: &str| w.chars().all(char::is_alphabetic);
    let mut parts = words.split([' ', '-']);
    // "Obala pres"
    (3..=30).contains(&words.chars().count()) && words.split(' ').count() <= 4 && parts.next().is_some_and(cased) && parts.all(small)
}

/// A word in capitals that can be a house's name, where place and date go before it.
pub(super) fn is_capital_name(word: &str) -> bool {
    (3..=12).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}
