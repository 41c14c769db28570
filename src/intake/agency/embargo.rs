//! The date of an embargo that words state: "EMBARGOED until 1600 GMT Thursday".

use jiff::civil::{Date, Time as CivilTime};
use jiff::{Timestamp, ToSpan, tz::Offset};

use super::clock::{self, Hour};
use super::words;
use crate::editorial::plain;
use crate::intake::Draft;
use crate::intake::furniture::lexicon::Lexicon;
use crate::story::{SignalKind, Time};

/// An embargo's line is no longer.
const MOST_BYTES: usize = 240;
/// No embargo runs longer than this many days ahead of the story's own time.
const MOST_DAYS: i64 = 400;

/// Fills `embargoedUntil` where words state hour and zone, and the day follows from words or from the story's own time.
/// An hour without zone, or a day that cannot be told, gives no date: nothing is invented.
pub fn read(draft: &mut Draft, lexicon: &Lexicon<'_>) {
    if draft.story.embargoed_until.is_some() || !draft.signals.has(SignalKind::Embargo) {
        return;
    }
    let Some(sent) = draft.signals.created.or(draft.story.version_created).or(draft.story.first_created) else { return };
    let notes = words::notes(draft);
    let first = draft.paragraphs().take(2).map(|b| b.text.as_str());
    let texts = notes.iter().map(String::as_str).chain(std::iter::once(draft.story.headline())).chain(first);
    let until = texts.filter(|t| speaks_of_embargo(t)).find_map(|t| until(cut(t), sent, lexicon));
    draft.story.embargoed_until = until;
}

fn speaks_of_embargo(text: &str) -> bool {
    let folded = plain(cut(text));
    ["embarg", "sperrfrist", "sperrefrist", "klausul", "frei ab", "release", "not for", "publi", "حظر", "محظور"]
        .iter()
        .any(|w| folded.contains(w))
}

fn cut(text: &str) -> &str {
    let end = text.char_indices().map(|(i, _)| i).find(|&i| i >= MOST_BYTES).unwrap_or(text.len());
    &text[..end]
}

/// The instant that a line states.
fn until(line: &str, sent: Time, lexicon: &Lexicon<'_>) -> Option<Time> {
    let hour = clock::hours(line).next()?;
    let offset = Offset::from_seconds(i32::from(hour.zone_minutes?) * 60).ok()?;
    let sent_at = Timestamp::from_millisecond(sent.ms()).ok()?;
    let here = offset.to_datetime(sent_at);
    let around = format!("{} {}", &line[..hour.start], &line[hour.end..]);
    let day = match day(&around, here.date(), lexicon) {
        Day::Is(date) => date,
        Day::Unclear => return None,
        Day::Unsaid => {
            return instant(here.date(), hour, offset)
                .filter(|t| *t > sent)
                .or_else(|| instant(here.date().tomorrow().ok()?, hour, offset));
        }
    };
    instant(day, hour, offset).filter(|t| (t.ms() - sent.ms()).abs() < MOST_DAYS * 86_400_000)
}

fn instant(date: Date, hour: Hour, offset: Offset) -> Option<Time> {
    let (date, hour_of_day) = if hour.hour == 24 { (date.tomorrow().ok()?, 0) } else { (date, hour.hour) };
    let civil = date.to_datetime(CivilTime::new(hour_of_day, hour.minute, 0, 0).ok()?);
    offset.to_timestamp(civil).ok().map(Time::from)
}

enum Day {
    Is(Date),
    /// No word of it.
    Unsaid,
    /// Something is said that cannot be told.
    Unclear,
}

/// The day that the words around an hour name, seen from the day on which the story was sent.
fn day(around: &str, today: Date, lexicon: &Lexicon<'_>) -> Day {
    let words: Vec<String> = around.split_whitespace().map(|w| plain(w.trim_matches(|c: char| !c.is_alphanumeric()))).collect();
    let number = |w: &String| w.trim_end_matches(char::is_alphabetic).parse::<i16>().ok();
    for (i, word) in words.iter().enumerate() {
        if let Some(month) = lexicon.month(word).filter(|_| words.len() > 1) {
            let near = [i.checked_sub(1), i.checked_sub(2), Some(i + 1), Some(i + 2)];
            let numbers: Vec<i16> = near.into_iter().flatten().filter_map(|j| words.get(j).and_then(number)).collect();
            let date = numbers.iter().find(|n| (1..=31).contains(*n)).map(|d| (*d, numbers.iter().find(|n| **n > 1900)));
            let Some((day, year)) = date else { continue };
            let year = year.copied().unwrap_or_else(|| today.year() + i16::from(today.month() == 12 && month == 1));
            return Date::new(year, month, day as i8).map_or(Day::Unclear, Day::Is);
        }
    }
    for word in &words {
        if let Some(weekday) = lexicon.weekday(word) {
            let ahead = (i64::from(weekday) - i64::from(today.weekday().to_monday_one_offset())).rem_euclid(7);
            return today.checked_add(ahead.days()).map_or(Day::Unclear, Day::Is);
        }
        match word.as_str() {
            "tomorrow" | "demain" | "morgen" | "manana" | "amanha" | "domani" => return today.tomorrow().map_or(Day::Unclear, Day::Is),
            "today" | "tonight" | "aujourd'hui" | "heute" | "hoy" | "hoje" | "oggi" | "vandaag" => return Day::Is(today),
            _ => {}
        }
    }
    let numeric =
        around.split_whitespace().any(|w| w.matches(['.', '/', '-']).count() >= 2 && w.chars().filter(char::is_ascii_digit).count() >= 3);
    if numeric { Day::Unclear } else { Day::Unsaid }
}
