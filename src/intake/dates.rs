//! Dates as wires write them: RFC 3339, ISO 8601 basic and extended, RFC 822, with and without zone.

use jiff::civil::DateTime;

use super::Draft;
use crate::story::{Complaint, Time};

/// The code of the complaint that a time names no zone.
pub const NO_ZONE: &str = "date.no-zone";

/// Reads a date-time field of a draft: what is wrong with it becomes a complaint, what cannot be used is left out.
pub fn read(draft: &mut Draft, field: &str, text: &str) -> Option<Time> {
    if text.trim().is_empty() {
        return None;
    }
    let (time, complaint) = parse(field, text);
    if complaint.as_ref().is_some_and(|c| c.code == NO_ZONE) {
        draft.without_zone.extend(time);
    }
    draft.complaints.extend(complaint);
    time
}

/// Reads a date-time. An instant is given only where day and time of day are known; without a zone it is taken for UTC, with a complaint.
pub fn parse(field: &str, text: &str) -> (Option<Time>, Option<Complaint>) {
    let text = text.trim();
    let complain = |code: &str, what: &str| Some(Complaint::new(code, format!("{field} “{}” {what}", excerpt(text))));
    if let Some(time) = Time::parse(text) {
        return (plausible(time), plausible(time).is_none().then(|| complain("date.unusable", "is out of range")).flatten());
    }
    match Shape::of(text) {
        Shape::Month => (None, complain("date.month-precision", "names no day")),
        Shape::Day => (None, complain("date.day-precision", "names no time of day")),
        Shape::Iso(civil, zone) => match (civil, zone) {
            (Some(civil), Some(seconds)) => {
                in_zone(civil, seconds).map_or((None, complain("date.unusable", "is out of range")), |t| (Some(t), None))
            }
            (Some(civil), None) => {
                let time = in_zone(civil, 0);
                (time, complain(NO_ZONE, "has no zone, taken for UTC"))
            }
            (None, _) => (None, complain("date.unusable", "is no date")),
        },
        Shape::Other => match (rfc822(text).and_then(plausible), day_first(text)) {
            (Some(time), _) => (Some(time), None),
            (None, Some(civil)) => (in_zone(civil, 0), complain(NO_ZONE, "has no zone, taken for UTC")),
            (None, None) => (None, complain("date.unusable", "is no date")),
        },
    }
}

enum Shape {
    /// `2026-02`, `202602`, `2026`.
    Month,
    /// `2026-02-12`, `20260212`.
    Day,
    /// A date and a time of day in digits, with the zone's offset in seconds where it is given.
    Iso(Option<DateTime>, Option<i32>),
    Other,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let b = text.as_bytes();
        if !text.is_ascii() || b.len() < 4 || !b[..4].iter().all(u8::is_ascii_digit) {
            return Shape::Other;
        }
        // The digits before a fraction or zone, the separators dropped: 2016-01-12 12:35:40 and 20160112T123540 are one shape.
        let mut digits = String::with_capacity(14);
        let mut rest = "";
        for (i, c) in text.char_indices() {
            match c {
                '0'..='9' if digits.len() < 14 => digits.push(c),
                '-' | '/' | '.' if digits.len() < 8 => {}
                'T' | 't' | ' ' | ':' if digits.len() < 14 => {}
                _ => {
                    rest = &text[i..];
                    break;
                }
            }
        }
        let rest = rest.trim_start_matches(['.', ',']).trim_start_matches(|c: char| c.is_ascii_digit()).trim();
        let part = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<i8>().ok());
        match digits.len() {
            4 | 6 if rest.is_empty() => Shape::Month,
            8 if rest.is_empty() || rest.len() < 7 && zone(rest).is_some() => Shape::Day,
            12 | 14 => {
                let civil = (|| {
                    let year = digits.get(..4)?.parse::<i16>().ok()?;
                    let second = if digits.len() == 14 { part(12, 14)?.min(59) } else { 0 };
                    DateTime::new(year, part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?, second, 0).ok()
                })();
                match rest {
                    "" => Shape::Iso(civil, None),
                    rest => match zone(rest) {
                        Some(seconds) => Shape::Iso(civil, Some(seconds)),
                        None => Shape::Iso(None, None),
                    },
                }
            }
            _ => Shape::Other,
        }
    }
}

/// `Z`, `+0100`, `+01:00`, `+01`, `GMT`, in seconds east of Greenwich.
fn zone(text: &str) -> Option<i32> {
    if matches!(text.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT" | "UT") {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", d) => (1, d),
        ("-", d) => (-1, d),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn in_zone(civil: DateTime, seconds: i32) -> Option<Time> {
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    plausible(Time::from(offset.to_timestamp(civil).ok()?))
}

/// RFC 822 and 2822, the day's name ignored: feeds get it wrong.
fn rfc822(text: &str) -> Option<Time> {
    let text = text.split_once(',').map_or(text, |(_, rest)| rest).trim();
    let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(text).ok().map(Time::from)
}

/// `04.03.2019 15:05`: with dots the day comes first everywhere. With slashes it may not, so these are not read.
fn day_first(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once([' ', ',']).map(|(d, t)| (d, t.trim()))?;
    let mut date = date.split('.').map(str::parse::<i16>);
    let (day, month, year) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut time = time.split(':').map(str::parse::<i8>);
    let (hour, minute, second) = (time.next()?.ok()?, time.next()?.ok()?, time.next().transpose().ok()?.unwrap_or(0));
    (year >= 1000).then(|| DateTime::new(year, month.try_into().ok()?, day.try_into().ok()?, hour, minute, second, 0).ok()).flatten()
}

/// Wires are sent between the telegraph and the far future; year 1 or 9999 stands for "none".
fn plausible(time: Time) -> Option<Time> {
    const FROM_MS: i64 = -3_786_825_600_000; // 1850
    const TO_MS: i64 = 7_258_118_400_000; // 2200
    (FROM_MS..TO_MS).contains(&time.ms()).then_some(time)
}

fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let (time, complaint) = parse("sent", text);
        (time.map(|t| t.to_string()), complaint.map(|c| c.code))
    }

    #[test]
    fn instants() {
        for (text, time) in [
            ("2026-02-12T06:04:47Z", "2026-02-12T06:04:47Z"),
            ("20260212T060447Z", "2026-02-12T06:04:47Z"),
            ("20260212T060447+0100", "2026-02-12T05:04:47Z"),
            ("2026-02-12T06:04:47+01:00", "2026-02-12T05:04:47Z"),
            ("2026-02-12T06:04:47.123+0100", "2026-02-12T05:04:47.123Z"),
            ("2026-02-12T06:04+02:00", "2026-02-12T04:04:00Z"),
            ("Thu, 12 Feb 2026 06:04:47 GMT", "2026-02-12T06:04:47Z"),
            ("Mon, 12 Feb 2026 06:04:47 EST", "2026-02-12T11:04:47Z"),
            ("12 Feb 2026 06:04 +0100", "2026-02-12T05:04:00Z"),
        ] {
            assert_eq!(read(text), (Some(time.to_owned()), None), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(read("2016-01-12 12:35:40"), (Some("2016-01-12T12:35:40Z".into()), Some("date.no-zone".into())));
        assert_eq!(read("04.03.2019 15:05"), (Some("2019-03-04T15:05:00Z".into()), Some("date.no-zone".into())));
        for (text, code) in [
            ("04/03/2019 15:05", "date.unusable"),
            ("2026-02", "date.month-precision"),
            ("202602", "date.month-precision"),
            ("2026-02-12", "date.day-precision"),
            ("20260212", "date.day-precision"),
            ("vendredi", "date.unusable"),
            ("2026-13-45T99:00:00Z", "date.unusable"),
            ("0001-01-01T00:00:00Z", "date.unusable"),
        ] {
            assert_eq!(read(text), (None, Some(code.to_owned())), "{text}");
        }
    }
}
