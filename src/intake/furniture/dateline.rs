//! Datelines: "LISBONNE, 12 fév (AFP) — …", "Leipzig (dpa). …", "Madrid, 3 oct (EFE).- …", "LISBON--…", "(ANSA) - ROMA, 12 FEB - …".
//!
//! "12.02. Gdynia (PAP) - …", "Варна, 12 февруари (Иван Петров, БТА) - …": the date may come first, and the writer stand beside the house.
//! "Riga, Feb 12 - (BNS) - …": the credit may stand behind the mark, "STOCKHOLM. …": a place that the language knows may need no more.
//!
//! A dateline is believed when it carries an agency's credit or a date, or when its place is written in capitals before a dash;
//! and only if what stands before the mark can be a place: a few words that begin with capitals.

use super::east_asian;
use super::lexicon::Lexicon;
use crate::editorial::plain;
use crate::runs;

/// What a dateline says.
#[derive(Debug, PartialEq, Eq)]
pub struct Dateline<'a> {
    /// The place or places, as written; "" where only the agency stands.
    pub place: &'a str,
    /// The agency's credit, as written.
    pub credit: Option<&'a str>,
    /// The writers who stand in the brackets beside it.
    pub writers: Option<&'a str>,
    /// Where the text itself begins.
    pub end: usize,
}

/// No dateline is longer.
const MOST_BYTES: usize = 140;
/// No place has more words.
const MOST_WORDS: usize = 9;

/// Reads the dateline at the start of a paragraph.
pub fn read<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let mut line = parse(text, lexicon)?;
    if let Some((writers, place)) = writers_and_place(line.place) {
        (line.writers, line.place) = (Some(writers), place);
    }
    if let Some((writers, house)) = line.credit.and_then(|credit| writers_and_house(credit, lexicon)) {
        (line.writers, line.credit) = (Some(writers), Some(house));
    }
    Some(line)
}

/// "Ali YILMAZ/İZMİR": a writer, the family name in capitals as Turkish houses have it, before the place.
fn writers_and_place(place: &str) -> Option<(&str, &str)> {
    let (writers, place) = place.split_once('/')?;
    let (first, last) = writers.rsplit_once(' ')?;
    let named = first.starts_with(char::is_uppercase) && first.contains(char::is_lowercase) && in_capitals(last) && in_capitals(place);
    named.then_some((writers, place))
}

fn parse<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    if let Some(line) = east_asian::read(text, lexicon)
        .or_else(|| known_place(text, lexicon))
        .or_else(|| tied_house(text, lexicon))
        .or_else(|| stopped_house(text, lexicon))
    {
        return Some(line);
    }
    let Some((head, mark)) = first_mark(text) else { return unmarked(text, lexicon).or_else(|| alone(text, lexicon)) };
    let mut rest = text[mark.end..].trim_start();
    let mut end = text.len() - rest.len();
    let (mut before, mut credit) = split_credit(head, lexicon);
    if credit.is_none()
        && let Some((place, house)) = split_house(before, lexicon)
    {
        (before, credit) = (place, Some(house));
    }
    // "(Sydney, Thursday) - …"
    let bracketed = before.trim().strip_prefix('(').and_then(|b| b.strip_suffix(')')).filter(|_| mark.kind == Mark::Dash);
    before = bracketed.unwrap_or(before);
    if before.trim().is_empty() && credit.is_some() {
        // "(ANSA) - ROMA, 12 FEB - …": the credit comes first.
        return match parse(rest, lexicon) {
            Some(second) if second.credit.is_none() => Some(Dateline { credit, end: end + second.end, ..second }),
            _ => Some(Dateline { place: "", credit, writers: None, end }),
        };
    }
    if credit.is_some() && is_date(before, lexicon) {
        // "Feb 12 (Reuters) - …": the story is written from nowhere in particular.
        return Some(Dateline { place: "", credit, writers: None, end });
    }
    if credit.is_some() {
        before = behind_date(before, lexicon);
    }
    let (place, dated) = split_date(before.trim().trim_end_matches(','), lexicon);
    let place = place.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '/'));
    // "VLADIVOSTOK. Feb 12 (Interfax) - …": a stop parts place and date.
    let stopped = dated && place.matches(['.', ',']).count() == 1 && place.ends_with('.');
    let place = if stopped { place.trim_end_matches('.') } else { place };
    if !is_place(place, lexicon) {
        if let Some(place) = signed_place(before, credit, lexicon).filter(|_| mark.kind != Mark::Colon) {
            return Some(Dateline { place, credit, writers: None, end });
        }
        return (mark.kind == Mark::Dash).then(|| unmarked(text, lexicon)).flatten();
    }
    if credit.is_none()
        && let Some((house, len)) = house_behind(rest, lexicon)
    {
        credit = Some(house);
        rest = rest[len..].trim_start();
        end = text.len() - rest.len();
    }
    let dash = mark.kind == Mark::Dash;
    let capitals = place.split(',').next().is_some_and(in_capitals);
    let opens = rest.chars().next().is_none_or(|c| !c.is_lowercase());
    // "ROMA (ANSA) - ROMA, 12 FEB - …": the place stands twice.
    if credit.is_some()
        && let Some((head, again)) = first_mark(rest)
        && again.kind == Mark::Dash
        && let (twice, true) = split_date(head.trim(), lexicon)
        && plain(twice.trim_matches([' ', ','])) == plain(place)
    {
        let behind = rest[again.end..].trim_start();
        return Some(Dateline { place, credit, writers: None, end: text.len() - behind.len() });
    }
    // "Published Feb 12 - 17:59" is no dateline: it opens no sentence.
    let says = rest.is_empty() || rest.chars().any(char::is_alphabetic);
    // "Munich, 12 February 2026: …", but not "Results, February 12: …".
    let full = capitals || head.split(' ').any(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
    let after_date = mark.kind == Mark::Colon && dated && opens && full && !is_date(place, lexicon);
    let in_brackets = bracketed.is_some_and(|b| place.len() < b.len()) && opens && !is_date(place, lexicon);
    let believed =
        credit.is_some() || after_date || in_brackets || dash && dated && says || dash && capitals && opens && rest.chars().count() >= 20;
    believed.then_some(Dateline { place, credit, writers: None, end })
}

/// Whether a paragraph is nothing but a place that the language's list of datelines has, in capitals: "ISTANBUL".
pub fn is_bare_place(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let text = text.trim();
    text.len() <= 40 && in_capitals(text) && lexicon.is_dateline_place(&plain(text))
}

/// "STOCKHOLM. En färja …": a place in capitals that the language's list of datelines has.
fn known_place<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text.as_bytes()[..text.len().min(42)];
    let end = memchr::memchr2(b'.', b':', near).filter(|&end| (2..=40).contains(&end) && near.get(end + 1) == Some(&b' '))?;
    let (place, rest) = (&text[..end], text[end + 1..].trim_start());
    let believed = in_capitals(place) && lexicon.is_dateline_place(&plain(place)) && rest.starts_with(|c: char| !c.is_lowercase());
    believed.then(|| Dateline { place, credit: None, writers: None, end: text.len() - rest.len() })
}

/// "Tartous, SANA-The minister …": a hyphen ties the house to the first word.
fn tied_house<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text.as_bytes()[..text.len().min(60)];
    let end = memchr::memchr(b'-', near)?;
    let (place, house) = text[..end].rsplit_once(", ")?;
    let rest = &text[end + 1..];
    let believed = rest.starts_with(char::is_uppercase)
        && rest.split(' ').nth(4).is_some()
        && in_capitals(house)
        && lexicon.is_agency(&plain(house))
        && is_place(place, lexicon);
    believed.then(|| Dateline { place: split_date(place, lexicon).0, credit: Some(house), writers: None, end: end + 1 })
}

/// "Київ. 12 лютого. УНІАН. Пором …", "Rīga, 12.febr., LETA. …": a full stop behind place, date and house.
fn stopped_house<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text[..text.floor_char_boundary(80)];
    if !near.chars().take(40).any(|c| c.is_ascii_digit()) {
        return None;
    }
    near.match_indices(". ").find_map(|(end, _)| {
        let (before, house) = split_house(&text[..end], lexicon).filter(|(_, house)| in_capitals(house))?;
        let place = split_date(before.trim_end_matches(','), lexicon).0.trim_matches([' ', ',', '.']);
        let rest = text[end + 1..].trim_start();
        let believed = is_place(place, lexicon) && rest.starts_with(char::is_uppercase);
        believed.then(|| Dateline { place, credit: Some(house), writers: None, end: text.len() - rest.len() })
    })
}

/// "Bled, 12. februarja (STA)": a month that no list knows, between a place and the credit of a house that is known.
fn signed_place<'a>(head: &'a str, credit: Option<&str>, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    let (place, date) = head.split_once(',').filter(|_| credit.is_some_and(|c| is_known_credit(c, lexicon)))?;
    let day = |w: &str| w.trim_end_matches('.').parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let year = |w: &str| w.len() == 4 && w.starts_with(['1', '2']) && w.bytes().all(|b| b.is_ascii_digit());
    let word = |w: &str| w.trim_end_matches('.').chars().all(char::is_alphabetic);
    let words: Vec<&str> = date.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let dated = (2..=4).contains(&words.len())
        && words.iter().filter(|w| day(w)).count() == 1
        && words.iter().all(|w| day(w) || year(w) || word(w));
    (dated && is_place(place, lexicon)).then_some(place)
}

/// What stands behind a date that opens a head: "12.02. Gdynia", "Feb. 12, Gdynia".
fn behind_date<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> &'a str {
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

/// A paragraph that is nothing but a dateline: "København, torsdag /ritzau/", "NORDHAMN (TT)", "HAKODATE, Japan, Feb. 12, Kyodo".
fn alone<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let line = text.trim().trim_end_matches('=').trim_end();
    if line.len() > MOST_BYTES / 2 {
        return None;
    }
    let (mut before, mut credit) = split_credit(line, lexicon);
    if credit.is_none() {
        // "BAGHDAD / INA"
        let slashed = || line.rsplit_once('/').filter(|(place, house)| !is_known_credit(place, lexicon) && in_capitals(house.trim()));
        (before, credit) = split_house(line, lexicon).or_else(slashed).map(|(place, house)| (place, Some(house.trim())))?;
    }
    let before = before.trim().trim_end_matches(',');
    let place = split_date(before, lexicon).0.trim_matches([' ', ',', '/']);
    let stands = place.len() < before.len() || in_capitals(place);
    let believed = stands && is_place(place, lexicon) && credit.is_some_and(|c| is_known_credit(c, lexicon));
    believed.then_some(Dateline { place, credit, writers: None, end: text.len() })
}

/// The agency that stands behind the mark, with what parts it from the text: "(BUSINESS WIRE)--", "Ukrinform. ".
fn house_behind<'a>(rest: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, usize)> {
    let (house, marks) = match rest.strip_prefix('(') {
        Some(inner) => inner.split_at_checked(inner.find(')')?).map(|(house, marks)| (house, &marks[1..]))?,
        None => {
            let near = &rest[..rest.floor_char_boundary(60)];
            let end = [". ", " - ", " – ", " — ", " -- "].iter().filter_map(|mark| near.find(mark)).min()?;
            rest.split_at_checked(end)?
        }
    };
    let text = marks.trim_start_matches(['-', '–', '—', '.', ':', '=', ' ', '\u{a0}']);
    let parted = marks.len() > text.len() && !text.is_empty() && marks.trim_start().starts_with(['-', '–', '—', '.', ':', '=']);
    (parted && house.len() <= 40 && is_known_credit(house, lexicon)).then_some((house.trim(), rest.len() - text.len()))
}

/// Whether words are the names of known agencies, parted by a slash, hyphen or plus sign.
fn is_known_credit(words: &str, lexicon: &Lexicon<'_>) -> bool {
    let words = words.trim();
    lexicon.is_agency(&plain(words)) || words.split(['/', '-', '+']).all(|house| lexicon.is_agency(&plain(house.trim())))
}

/// "Mumbai, Feb 12 (PTI) A ferry …", "Lausanne (ats) Un bac …": no mark, but a place and the credit of an agency that is known.
fn unmarked<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text.as_bytes()[..text.floor_char_boundary(MOST_BYTES)];
    let close = memchr::memchr_iter(b')', near).find(|end| near.get(end + 1) == Some(&b' '))?;
    let open = text[..close].rfind('(')?;
    let credit = text[open + 1..close].trim();
    let rest = text[close + 1..].trim_start();
    let (place, dated) = split_date(behind_date(text[..open].trim(), lexicon), lexicon);
    let opens = rest.starts_with(|c: char| !c.is_lowercase() && !matches!(c, '-' | '–' | ',' | '.' | ')'));
    if open == 0 && opens && is_known_credit(credit, lexicon) {
        // "(Belga) Un bac …"
        return Some(Dateline { place: "", credit: Some(credit), writers: None, end: text.len() - rest.len() });
    }
    // Without a date, what stands before the brackets may be the name that they shorten.
    let short = dated || place.split(' ').count() <= 3 && !is_known_credit(place, lexicon);
    let believed = short && is_place(place, lexicon) && is_known_credit(credit, lexicon) && opens;
    believed.then(|| Dateline { place, credit: Some(credit), writers: None, end: text.len() - rest.len() })
}

/// The agency that stands behind place or date without brackets: "HAKODATE, Japan, Feb. 12 Kyodo", "Helsinki STT".
fn split_house<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    let (before, house) = head.trim_end().rsplit_once(' ')?;
    let (place, dated) = split_date(before.trim_end_matches(','), lexicon);
    // "Москва. 12 февраля. INTERFAX.RU": stops part place, date and house.
    let before = if place.ends_with('.') && place.matches('.').count() == 1 { place.trim_end_matches('.') } else { before };
    let stands = dated || in_capitals(house) && is_place(before, lexicon);
    (stands && lexicon.is_agency(&plain(house))).then_some((before, house))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Dash,
    /// A full stop or colon: only behind a credit.
    Stop,
    /// A colon behind a date's number.
    Colon,
}

struct Found {
    kind: Mark,
    end: usize,
}

/// The first mark that can end a dateline, with what stands before it.
fn first_mark(text: &str) -> Option<(&str, Found)> {
    // Most of a paragraph's bytes are no marks, nor the first of one.
    let is_mark = |b: u8, _| (b >= 0x80) | matches!(b, b'-' | b'_' | b'.' | b'=' | b':' | b'?' | b'!' | b';' | b'"' | b'\n');
    let near = &text[..text.ceil_char_boundary(MOST_BYTES)];
    let mut i = 0;
    loop {
        i += runs::ordinary(&near.as_bytes()[i..], is_mark);
        let c = near[i..].chars().next()?;
        let last = near[..i].chars().next_back().filter(|c| !c.is_whitespace()).unwrap_or(' ');
        let rest = &text[i..];
        let found = match c {
            '-' if rest.starts_with("--") => Some((Mark::Dash, rest.len() - rest.trim_start_matches('-').len())),
            '-' | '–' | '—' | '_' if last == ' ' && (rest.len() == c.len_utf8() || rest[c.len_utf8()..].starts_with([' ', '\u{a0}'])) => {
                Some((Mark::Dash, c.len_utf8()))
            }
            '–' | '—' => Some((Mark::Dash, c.len_utf8())),
            '.' if rest.starts_with(".-") || rest.starts_with(".–") || rest.starts_with(".—") => {
                Some((Mark::Dash, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)))
            }
            '-' if last == ')' => Some((Mark::Dash, 1)),
            // "ALGER- Le trafic …"
            '-' if rest.starts_with("- ") && in_capitals(text[..i].rsplit(' ').next().unwrap_or_default()) => Some((Mark::Dash, 1)),
            '=' if text[..i].trim_end().ends_with(')') => Some((Mark::Dash, 1)),
            '.' | ':' if matches!(last, ')' | '/') => Some((Mark::Stop, 1)),
            ':' if last.is_ascii_digit() && rest.starts_with(": ") => Some((Mark::Colon, 1)),
            '?' | '!' | ';' | '"' | '“' | '„' | '«' | '”' | '\n' => return None,
            _ => None,
        };
        if let Some((kind, len)) = found {
            return Some((&text[..i], Found { kind, end: i + len }));
        }
        i += c.len_utf8();
    }
}

/// Takes the agency's credit off the end of a head: "(AFP)", "/PRNewswire/".
fn split_credit<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> (&'a str, Option<&'a str>) {
    let head = head.trim_end();
    let group = match head.chars().next_back() {
        Some(')') => head.rfind('(').map(|i| (i, &head[i + 1..head.len() - 1])),
        Some('/') => head[..head.len() - 1].rfind('/').map(|i| (i, &head[i + 1..head.len() - 1])),
        _ => None,
    };
    match group {
        Some((start, credit))
            if is_credit(credit, lexicon)
                || is_name(credit) && split_date(head[..start].trim(), lexicon).1
                || writers_and_house(credit, lexicon).is_some() =>
        {
            (&head[..start], Some(credit.trim()))
        }
        _ => (head, None),
    }
}

/// "Иван Петров, БТА", "Jan Nowak/PAP": writers beside the house that they write for.
fn writers_and_house<'a>(credit: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    let (writers, house) = credit.rsplit_once([',', '/']).map(|(writers, house)| (writers.trim(), house.trim()))?;
    let named = |w: &str| {
        let mut letters = w.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(|c| c.is_lowercase() || c == '.')
    };
    let words: Vec<&str> = writers.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let are_writers = (2..=8).contains(&words.len()) && words.iter().all(|w| named(w) || lexicon.is_small(&plain(w)));
    (are_writers && lexicon.is_agency(&plain(house)) && !lexicon.is_agency(&plain(writers))).then_some((writers, house))
}

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

/// One word that begins with a capital: an agency that is not known, where a date goes before it ("BELGRADE, Feb 12 (Tanjug) -").
fn is_name(words: &str) -> bool {
    let word = words.trim();
    (3..=20).contains(&word.chars().count()) && word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic)
}

/// Takes a date off the end of a place: "LISBONNE, 12 fév", "LONDON, Feb. 1, 2017", "Strasbourg, 10 juil 2024".
fn split_date<'a>(head: &'a str, lexicon: &Lexicon<'_>) -> (&'a str, bool) {
    let mut place = head;
    let mut dated = false;
    while let Some((before, last)) = place.rsplit_once(',') {
        if !is_date(last, lexicon) {
            break;
        }
        dated = dated || last.chars().any(|c| c.is_ascii_digit());
        place = before;
    }
    // "Mumbai Feb 12": a date without a comma before it, of two words or three.
    let starts = place.match_indices(' ').map(|(i, _)| i).rev().take(3).filter(|_| !dated);
    let parts: Vec<(&str, &str)> = starts.map(|i| (place[..i].trim_end_matches(','), &place[i + 1..])).collect();
    let is_day = |date: &str| {
        is_numeric_day(date)
            || date.contains(' ')
                && date.chars().any(|c| c.is_ascii_digit())
                && date.chars().any(char::is_alphabetic)
                && is_date(date, lexicon)
    };
    if let Some((before, _)) = parts.into_iter().rev().find(|(before, date)| !before.is_empty() && is_day(date)) {
        (place, dated) = (before, true);
    }
    (place, dated)
}

fn is_date(part: &str, lexicon: &Lexicon<'_>) -> bool {
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
                || matches!(word.as_str(), "de" | "del" | "of" | "den" | "le" | "d")
        })
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

fn is_place(place: &str, lexicon: &Lexicon<'_>) -> bool {
    let words: Vec<&str> = place.split([' ', '/', ',']).filter(|w| !w.is_empty()).collect();
    let cased = |w: &str| {
        let first = w.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| !c.is_lowercase()) || lexicon.is_small(&plain(w.trim_matches('.')))
    };
    !words.is_empty()
        && words.len() <= MOST_WORDS
        && place.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && !place.chars().any(|c| c.is_ascii_digit() || matches!(c, ':' | '=' | '|' | '+' | '*' | '>' | '%' | '&'))
        && words.iter().all(|w| cased(w))
}

/// Whether a place is written in capitals throughout, as the first part of a dateline without credit is.
pub fn in_capitals(place: &str) -> bool {
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && place.chars().all(|c| !c.is_lowercase()) && place.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;

    #[test]
    fn datelines_of_all_houses() {
        let editorial = Editorial::built_in();
        for (language, text, place, credit) in [
            ("fr", "LISBONNE, 12 fév (XYZ) — La compagnie a déposé le bilan.", "LISBONNE", Some("XYZ")),
            ("fr", "Strasbourg, 10 juil 2024 (AFP) - La cour a tranché.", "Strasbourg", Some("AFP")),
            ("de", "Leipzig (qrs). In Leipzig sind zwei Bahnen kollidiert.", "Leipzig", Some("qrs")),
            ("de", "Berlin/Paris (dpa) - Die Minister beraten.", "Berlin/Paris", Some("dpa")),
            ("de", "Frankfurt/Main (dpa/lhe) - Die Börse schloss fester.", "Frankfurt/Main", Some("dpa/lhe")),
            ("en", "NAIROBI, Kenya (AP) - Ice in the tail of a comet is old.", "NAIROBI, Kenya", Some("AP")),
            ("en", "BUFFALO, N.Y. (AP) — Two officers were charged.", "BUFFALO, N.Y.", Some("AP")),
            ("en", "ROSCOE, South Dakota (AP) _ The farmer plows on.", "ROSCOE, South Dakota", Some("AP")),
            ("en", "LISBON--Budget airline Altavia filed for insolvency.", "LISBON", None),
            ("en", "INUVIK, N.W.T. — The ice road to the coast opened.", "INUVIK, N.W.T.", None),
            ("en", "SALVADOR, Feb 26 - Showers continued in the cocoa zone.", "SALVADOR", None),
            ("en", "LONDON, Feb. 1, 2017 /PRNewswire/ -- Four engineers were honoured.", "LONDON", Some("PRNewswire")),
            ("es", "Madrid, 3 oct (EFE).- La agencia prevé lluvia.", "Madrid", Some("EFE")),
            ("es", "QUITO (PA) – La rotura de un oleoducto tiñó el río.", "QUITO", Some("PA")),
            ("es", "Vigo (España), 3 oct (EFE).- Un barco encalló.", "Vigo (España)", Some("EFE")),
            ("es", "Ciudad de México, 3 oct (EFE).- Un volcán despierta.", "Ciudad de México", Some("EFE")),
            ("it", "(ANSA) - ROMA, 12 FEB - Il governo ha deciso.", "ROMA", Some("ANSA")),
            ("nb", "Oslo (NTB): Regjeringen legger fram planen.", "Oslo", Some("NTB")),
            ("ar", "غزة (الاراضي الفلسطينية) (أ ف ب) - قالت مصادر محلية.", "غزة (الاراضي الفلسطينية)", Some("أ ف ب")),
            ("ar", "بورت نورد 12-2-2026 (أ ف ب) - جنحت عبارة.", "بورت نورد", Some("أ ف ب")),
            ("pt", "Lisboa, 12 fev 2026 (Lusa) – O barco encalhou.", "Lisboa", Some("Lusa")),
            ("en", "Feb 12 (Reuters) - Ferry owner Altavia expects a loss.", "", Some("Reuters")),
            ("it", "ROMA (ANSA) - ROMA, 12 FEB - Una nave si e arenata.", "ROMA", Some("ANSA")),
            ("en", "MURMANSK, February 12. /TASS/. A ferry has run aground.", "MURMANSK", Some("TASS")),
            ("en", "HAKODATE, Japan, Feb. 12 Kyodo - A ferry ran aground.", "HAKODATE, Japan", Some("Kyodo")),
            ("en", "Mumbai, Feb 12 (PTI) A ferry ran aground off Alibaug.", "Mumbai", Some("PTI")),
            ("en", "Warsaw Feb. 12 (Qrs) -- A ferry ran aground.", "Warsaw", Some("Qrs")),
            ("de", "12. Februar (dpa) - Die Minister beraten.", "", Some("dpa")),
            ("da", "København, torsdag /ritzau/ - En færge gik på grund.", "København", Some("ritzau")),
            ("fr", "Lausanne (ats) Un bac s'est échoué.", "Lausanne", Some("ats")),
            ("sv", "NEW YORK (TT-Reuters) En färja gick på grund.", "NEW YORK", Some("TT-Reuters")),
            ("sv", "STOCKHOLM. En färja gick på grund.", "STOCKHOLM", None),
            ("nb", "OSLO: En ferge gikk på grunn.", "OSLO", None),
            ("fr", "OSTENDE 12/02 (BELGA) = Un ferry s'est échoué.", "OSTENDE", Some("BELGA")),
            ("pl", "Gdańsk, 12.02.2026 (PAP) - Prom osiadł na mieliźnie.", "Gdańsk", Some("PAP")),
            ("cs", "Praha 12. února (ČTK) - Trajekt najel na mělčinu.", "Praha", Some("ČTK")),
            ("hu", "Budapest, 2026. február 12., csütörtök (MTI) - Zátonyra futott egy komp.", "Budapest", Some("MTI")),
            ("ru", "МОСКВА, 12 февраля. /ТАСС/. Паром сел на мель.", "МОСКВА", Some("ТАСС")),
            ("ru", "Москва. 12 февраля. INTERFAX.RU - Паром сел на мель.", "Москва", Some("INTERFAX.RU")),
            ("uk", "КИЇВ, 12 лютого - Укрінформ. Пором сів на мілину.", "КИЇВ", Some("Укрінформ")),
            ("fa", "تهران - ایرنا - یک کشتی به گل نشست.", "تهران", Some("ایرنا")),
            ("it", "Roma, 12 feb 10:31 - (Agenzia Nova) - Un traghetto si è incagliato.", "Roma", Some("Agenzia Nova")),
            ("en", "LISBON--(BUSINESS WIRE)--Altavia will buy two ferries.", "LISBON", Some("BUSINESS WIRE")),
            ("en", "Kochi (Kerala) [India], February 12 (ANI): A ferry ran aground.", "Kochi (Kerala) [India]", Some("ANI")),
            ("zh", "新华社北京2月12日电（记者李明、王芳）一艘渡轮搁浅。", "北京", Some("新华社")),
            ("ja", "【函館共同】北海道函館市沖でフェリーが座礁した。", "函館", Some("共同")),
            ("ja", "［ワシントン　１２日　ロイター］ - 米国で会合。", "ワシントン", Some("ロイター")),
            ("ko", "(목포=연합뉴스) 김철수 기자 = 여객선이 좌초했다.", "목포", Some("연합뉴스")),
            ("nl", "BRUSSEL (BELGA) - De veerboot liep vast.", "BRUSSEL", Some("BELGA")),
            ("fr", "(Belga) Un bac s'est échoué.", "", Some("Belga")),
            ("en", "(Sydney, Thursday) - A ferry ran aground.", "Sydney", None),
            ("en", "Munich, 12 February 2026: Altavia will buy two ferries.", "Munich", None),
            ("en", "CAPITOL CITY, Feb 12: A ferry ran aground.", "CAPITOL CITY", None),
            ("fi", "Helsinki STT — Lautta ajoi karille.", "Helsinki", Some("STT")),
            ("en", "RIYADH: The ports authority opened a terminal.", "RIYADH", None),
            ("en", "NEW DELHI: A ferry ran aground.", "NEW DELHI", None),
            ("fr", "LISBONNE: Un bac s'est échoué.", "LISBONNE", None),
            ("pl", "12.02. Gdynia (PAP) - Prom osiadł na mieliźnie.", "Gdynia", Some("PAP")),
            ("pl", "12 lutego, Nowy Jork (PAP) - Prom osiadł na mieliźnie.", "Nowy Jork", Some("PAP")),
            ("bg", "Варна, 12 февруари (Иван Петров, БТА) - Ферибот заседна.", "Варна", Some("БТА")),
            ("en", "LISBON, Feb 12 (Rita Coelho and Ada Lind/Reuters) - A ferry ran aground.", "LISBON", Some("Reuters")),
            ("en", "Tartous, SANA-The minister opened a new quay for ferries.", "Tartous", Some("SANA")),
            ("tr", "Ali YILMAZ/İZMİR, (DHA)- Feribot karaya oturdu.", "İZMİR", Some("DHA")),
            ("uk", "Київ. 12 лютого. УНІАН. Пором сів на мілину.", "Київ", Some("УНІАН")),
            ("en", "VLADIVOSTOK. Feb 12 (Interfax) - A ferry ran aground.", "VLADIVOSTOK", Some("Interfax")),
            ("sl", "Bled, 12. februarja (STA) - Nasedel je čoln.", "Bled", Some("STA")),
            ("fr", "ALGER- Le trafic maritime a été suspendu jeudi.", "ALGER", None),
            ("lv", "Rīga, 12.febr., LETA. Pie Liepājas uzskrējis prāmis.", "Rīga", Some("LETA")),
            ("lt", "Vilnius, vasario 12 d. (ELTA). Prie Klaipėdos užplaukė keltas.", "Vilnius", Some("ELTA")),
            ("fr", "PARIS, le 12 février 2026 (GLOBE NEWSWIRE) -- Altavia achète deux bacs.", "PARIS", Some("GLOBE NEWSWIRE")),
            ("en", "BAGHDAD / INA - The minister opened a quay.", "BAGHDAD", Some("INA")),
        ] {
            let lexicon = Lexicon::of(&editorial, Some(language));
            let found = read(text, &lexicon).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.place, found.credit), (place, credit), "{text}");
            assert!(text[found.end..].starts_with(|c: char| c.is_alphabetic()), "{text}: {}", &text[found.end..]);
        }
    }

    #[test]
    fn a_writer_beside_the_house() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("bg"));
        let line = read("Варна, 12 февруари (Иван Петров, БТА) - Ферибот заседна.", &lexicon).expect("a dateline");
        assert_eq!(line.writers, Some("Иван Петров"));
        let line = read("BAGHDAD / INA", &lexicon).expect("a dateline");
        assert_eq!((line.place, line.credit, line.writers), ("BAGHDAD", Some("INA"), None));
        assert_eq!(read("AFP / Reuters", &lexicon), None);
        assert_eq!(read("LEEDS / HULL", &lexicon), None);
    }

    #[test]
    fn news_is_no_dateline() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("en"));
        for text in [
            "The minister - who resigned on Monday - said nothing.",
            "NATO - the alliance of 32 states - meets today.",
            "Prices rose 3% (up from 2) - the most in years.",
            "John Smith (CEO) said the firm - now in debt - would close.",
            "Shares in Skandair (SKA) rose. The rest fell.",
            "Mary Poppins (1964) - a film for all.",
            "He left.",
            "",
            "“NO DEAL” — that was the message.",
            "Results: Leeds 2 - Hull 1",
            "The Associated Press (AP) Managing editor left.",
            "Broadcaster BBC — which owns the ferry — said nothing.",
            "Public broadcaster BBC — Britain's largest — said nothing.",
            "Sunday, Feb 12: Leeds beat Hull.",
            "Results, February 12: Leeds beat Hull.",
            "(Monday) - the ferry stays.",
            "RESULTS. Leeds beat Hull.",
            "WATCH: The ferry runs aground.",
            "LIVE: The ferry inquiry opens.",
            "OPINION: The ferry must go.",
            "UPDATE: The ferry is afloat.",
            "NATO: The alliance meets.",
            "[UPDATE] The ferry is afloat - at last.",
            "EURO- und Dollarkurse bewegten sich am Montag kaum.",
            "On Feb. 12 in Oslo the BNS. The ferry sailed.",
            "12 Angry Men (BBC) - the play opens tonight.",
            "Broadcasters, BBC-Two among them, said nothing at all.",
            "In London, BBC-Two showed the ferry running aground.",
            "Jan Nowak (Altavia, Lisbon) - the owner of the ferry - said nothing.",
        ] {
            assert_eq!(read(text, &lexicon), None, "{text}");
        }
    }
}
