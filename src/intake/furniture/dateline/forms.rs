//! Datelines that end without a mark of their own: by a stop, a hyphen, brackets, or with the paragraph.

use super::credit::{is_capital_name, is_known_credit, is_name, split_credit, split_house};
use super::date::{behind_date, is_date, split_date};
use super::{Dateline, House, MOST_BYTES, in_capitals, is_place};
use crate::editorial::plain;
use crate::intake::furniture::lexicon::Lexicon;

/// "STOCKHOLM. En färja …": a place in capitals that the language's list of datelines has.
pub(super) fn known_place<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text.as_bytes()[..text.len().min(42)];
    let end = memchr::memchr2(b'.', b':', near).filter(|&end| (2..=40).contains(&end) && near.get(end + 1) == Some(&b' '))?;
    let (place, rest) = (&text[..end], text[end + 1..].trim_start());
    let believed = in_capitals(place) && lexicon.is_dateline_place(&plain(place)) && rest.starts_with(|c: char| !c.is_lowercase());
    believed.then(|| Dateline { place, credit: None, writers: None, end: text.len() - rest.len() })
}

/// "Tartous, SANA-The minister …": a hyphen ties the house to the first word.
pub(super) fn tied_house<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
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
pub(super) fn stopped_house<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
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

/// "Ellingen, 12. Februar 2026. Die Stadtwerke …": a full stop behind place and day, as releases have it.
pub(super) fn stopped_day<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text[..text.floor_char_boundary(70)];
    near.match_indices(". ").find_map(|(end, _)| {
        let line = &text[..end];
        let year = line.rsplit(' ').next().is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()));
        let (place, dated) = split_date(Some(line).filter(|_| year)?, lexicon);
        let rest = text[end + 1..].trim_start();
        // "Am 12. Februar 2026. …" has no comma.
        let opens = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '„' | '«'));
        let believed = dated && opens && line[place.len()..].starts_with(',') && is_place(place, lexicon);
        believed.then(|| Dateline { place, credit: None, writers: None, end: text.len() - rest.len() })
    })
}

/// "(Colle News) Montecolle, 12 feb. - …": the house in brackets before a dateline.
pub(super) fn house_first<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = text[..text.floor_char_boundary(40)].strip_prefix('(')?;
    let (house, _) = near.split_once(')').filter(|(house, _)| is_name(house) || is_capital_name(house))?;
    let rest = text[house.len() + 2..].trim_start_matches([' ', '\u{a0}', '-', '–', '—']);
    let line = super::parse(rest, lexicon, House::WasFirst).filter(|line| line.credit.is_none() && !line.place.is_empty())?;
    Some(Dateline { credit: Some(house), end: text.len() - rest.len() + line.end, ..line })
}

/// "(New York, NY - October 21) The Fed …": place and day in brackets.
pub(super) fn bracketed<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = text[..text.floor_char_boundary(60)].strip_prefix('(')?;
    let (inner, _) = near.split_once(')')?;
    let (place, day) = inner.split_once(" - ").or_else(|| inner.split_once(" – "))?;
    let rest = text[inner.len() + 2..].trim_start_matches([' ', '-', '–', '—']);
    let believed = is_date(day, lexicon)
        && day.contains(|c: char| c.is_ascii_digit())
        && is_place(place, lexicon)
        && rest.starts_with(char::is_uppercase);
    believed.then(|| Dateline { place: place.trim(), credit: None, writers: None, end: text.len() - rest.len() })
}

/// A paragraph that is nothing but a dateline: "København, torsdag /ritzau/", "NORDHAMN (TT)", "HAKODATE, Japan, Feb. 12, Kyodo".
pub(super) fn alone<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let line = text.trim().trim_end_matches('=').trim_end();
    if let Some(place) = in_two_calendars(line, lexicon) {
        return Some(Dateline { place, credit: line.split(' ').next_back(), writers: None, end: text.len() });
    }
    if line.len() > MOST_BYTES / 2 {
        return None;
    }
    // "STT, Kalajärvi"
    if let Some((house, place)) = line.split_once(", ").filter(|(house, _)| lexicon.is_agency(&plain(house)))
        && is_place(place, lexicon)
        && !place.contains(',')
        && !is_date(place, lexicon)
        && place.split(' ').count() <= 3
    {
        return Some(Dateline { place, credit: Some(house), writers: None, end: text.len() });
    }
    let (mut before, mut credit) = split_credit(line, lexicon);
    if credit.is_none()
        && let (place, true) = split_date(line, lexicon)
        && in_capitals(place.trim_matches([' ', ',']))
        && is_place(place.trim_matches([' ', ',']), lexicon)
        && !is_date(place, lexicon)
    {
        // "BORNHOLM 12/2-2026 10:31"
        return Some(Dateline { place: place.trim_matches([' ', ',']), credit: None, writers: None, end: text.len() });
    }
    if credit.is_none() {
        // "BAGHDAD / INA"
        let slashed = || line.rsplit_once('/').filter(|(place, house)| !is_known_credit(place, lexicon) && in_capitals(house.trim()));
        (before, credit) = split_house(line, lexicon).or_else(slashed).map(|(place, house)| (place, Some(house.trim())))?;
    }
    let before = before.trim().trim_end_matches(',');
    let place = split_date(before, lexicon).0.trim_matches([' ', ',', '/']);
    let stands = place.len() < before.len() || in_capitals(place);
    // A house that is not known is believed in capitals between brackets.
    let acronym = |c: &str| {
        line.ends_with(')') && is_capital_name(c) || c.chars().count() == 2 && c.chars().all(char::is_uppercase) && line.ends_with(')')
    };
    // "Havnsø, torsdag /Kystnytt/", "VILOVAC, 12. veljače (Jadran vijesti)", "SELBY Feb 12 ZAW"
    let dated = place.len() < before.len();
    let signed = |c: &str| dated && line.ends_with('/') || dated && in_capitals(place) && (line.ends_with(')') || is_capital_name(c));
    let believed = stands && is_place(place, lexicon) && credit.is_some_and(|c| signed(c) || is_known_credit(c, lexicon) || acronym(c));
    believed.then_some(Dateline { place, credit, writers: None, end: text.len() })
}

/// "جدة 24 شعبان 1447 هـ الموافق 12 فبراير 2026 م واس": a place, a day by two calendars, the house. The place.
fn in_two_calendars<'a>(line: &'a str, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    let (before, house) = line.rsplit_once(' ').filter(|_| line.len() <= MOST_BYTES)?;
    let place = before[..before.find(|c: char| c.is_numeric())?].trim().trim_end_matches(',');
    let words = || before[place.len()..].split([' ', ',']).filter(|w| !w.is_empty());
    let years = words().filter(|w| w.chars().count() == 4 && w.chars().all(char::is_numeric)).count();
    let dated = years == 2 && words().any(|w| lexicon.month(&plain(w)).is_some()) && words().count() <= 10;
    (dated && is_place(place, lexicon) && lexicon.is_agency(&plain(house))).then_some(place)
}

/// "أبوظبي في 12 فبراير / وام / تم …", "Skopje, Feb 12 /MIA/ A ferry …": the house between slashes, and no mark behind it.
pub(super) fn slashed<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text[..text.floor_char_boundary(MOST_BYTES)];
    let (before, behind) = near.split_once('/')?;
    let (house, _) = behind.split_once('/')?;
    let end = before.len() + house.len() + 2;
    let rest = text[end..].trim_start();
    let (place, dated) = split_date(before.trim(), lexicon);
    // "Havnsø, torsdag. /Kystnyt/ …"
    let dated = dated || place.len() < before.trim().len();
    // "NEW YORK, NY / ACCESS Newswire / March 5, 2026 / Altavia …": the day between slashes of its own.
    let day = rest.split_once('/').filter(|(day, _)| !dated && day.len() <= 30 && is_date(day, lexicon));
    let (rest, dated) = day.map_or((rest, dated), |(_, behind)| (behind.trim_start(), true));
    let opens = rest.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && rest.split(' ').nth(4).is_some();
    // "/Анна Петрова, БРЯГ/"
    let beside = house.rsplit_once(", ").filter(|(writers, house)| is_name(writers) && is_capital_name(house));
    let named = is_known_credit(house, lexicon) || is_name(house) || beside.is_some();
    let believed = dated && opens && is_place(place, lexicon) && named;
    let (writers, house) = beside.map_or((None, house), |(writers, house)| (Some(writers.trim()), house));
    believed.then(|| Dateline { place, credit: Some(house.trim()), writers, end: text.len() - rest.len() })
}

/// "Mumbai, Feb 12 (PTI) A ferry …", "Lausanne (ats) Un bac …": no mark, but a place and the credit of an agency that is known.
pub(super) fn unmarked<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let near = &text.as_bytes()[..text.floor_char_boundary(MOST_BYTES)];
    let closes = memchr::memchr_iter(b')', near).filter(|end| near.get(end + 1) == Some(&b' '));
    // "Okiri (Delta State) Feb. 12, 2026 (Coast News) The council …": the first brackets may belong to the place.
    closes.take(2).find_map(|close| signed_in_brackets(text, close, lexicon))
}

/// The dateline whose credit stands in the brackets that close here.
fn signed_in_brackets<'a>(text: &'a str, close: usize, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
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
    let signed = is_known_credit(credit, lexicon) || dated && (is_capital_name(credit) || is_name(credit));
    let believed = short && is_place(place, lexicon) && signed && opens;
    believed.then(|| Dateline { place, credit: Some(credit), writers: None, end: text.len() - rest.len() })
}
