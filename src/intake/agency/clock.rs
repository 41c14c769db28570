//! Hours in words: "1600 GMT", "10.50 Uhr (MEZ)", "1:30 p.m. GMT", "06h00".

use crate::editorial::plain;

/// An hour of the day as a text writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// Hour, 0 to 24.
    pub hour: i8,
    /// Minute.
    pub minute: i8,
    /// Offset of its zone from UTC in minutes, where it names one that has only one meaning.
    pub zone_minutes: Option<i16>,
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte, zone included.
    pub end: usize,
}

/// Zones whose abbreviation means one offset on news wires. "ET" and "local time" do not: they change with the season or place.
const ZONES: [(&str, i16); 24] = [
    ("gmt", 0),
    ("utc", 0),
    ("tu", 0),
    ("bst", 60),
    ("cet", 60),
    ("mez", 60),
    ("hnec", 60),
    ("cest", 120),
    ("mesz", 120),
    ("heec", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("jst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
];

/// The hours in a text, in order.
pub fn hours(text: &str) -> impl Iterator<Item = Hour> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|i| at + i) {
            let digits = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
            at = start + digits;
            let inside = text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/'));
            if let Some(hour) = (!inside).then(|| read(text, start, digits)).flatten() {
                at = hour.end;
                return Some(hour);
            }
        }
        None
    })
}

fn read(text: &str, start: usize, digits: usize) -> Option<Hour> {
    let number: i32 = text[start..start + digits].parse().ok()?;
    let rest = &text[start + digits..];
    let (hour, minute, mut end, clear) = match digits {
        4 => (number / 100, number % 100, start + 4, false),
        1 | 2 => {
            let parted = rest.starts_with([':', '.', 'h', 'H']) && rest.get(1..3).is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit()));
            let more = rest.as_bytes().get(3).is_some_and(u8::is_ascii_digit);
            match parted && !more {
                true => (number, rest[1..3].parse().ok()?, start + digits + 3, rest.starts_with([':', 'h', 'H'])),
                false => (number, 0, start + digits, false),
            }
        }
        _ => return None,
    };
    let (hour, after_half, half) = half_of_day(hour, &text[end..])?;
    end += after_half;
    let (zone_minutes, after_zone) = zone(&text[end..]);
    end += after_zone;
    let named = half || clear || after_zone > 0;
    (named && (0..=24).contains(&hour) && (0..60).contains(&minute)).then_some(Hour {
        hour: hour as i8,
        minute: minute as i8,
        zone_minutes,
        start,
        end,
    })
}

/// "a.m." and "p.m.": the hour of 24, and how long the words are.
fn half_of_day(hour: i32, rest: &str) -> Option<(i32, usize, bool)> {
    let gap = rest.len() - rest.trim_start().len();
    let word: String = rest[gap..].chars().take(4).collect::<String>().to_ascii_lowercase();
    for (written, add) in [("a.m.", 0), ("p.m.", 12), ("am", 0), ("pm", 12)] {
        let whole = word.starts_with(written) && !rest[gap + written.len()..].starts_with(char::is_alphabetic);
        if whole && (1..=12).contains(&hour) {
            return Some((hour % 12 + add, gap + written.len(), true));
        }
    }
    Some((hour, 0, false))
}

/// The zone behind an hour, or a word that makes a number one ("Uhr", "h", "heures", "o'clock").
fn zone(rest: &str) -> (Option<i16>, usize) {
    let mut end = 0;
    for word in rest.split_inclusive([' ', ')', ',']).take(3) {
        let bare = plain(word.trim_matches(|c: char| !c.is_alphanumeric()));
        let stop = end + word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == bare) {
            return (Some(*minutes), stop);
        }
        if !matches!(bare.as_str(), "uhr" | "h" | "heures" | "horas" | "ore" | "uur" | "hours" | "hrs" | "klo" | "kl" | "") {
            break;
        }
        end += word.len();
    }
    (None, if end > 0 && rest.trim_start().starts_with(char::is_alphabetic) { rest[..end].trim_end().len() } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_all_houses() {
        for (text, hour, minute, zone, shown) in [
            ("sent at 2135 GMT.", 21, 35, Some(0), "2135 GMT"),
            ("von heute, 10.50 Uhr (MEZ), wird", 10, 50, Some(60), "10.50 Uhr (MEZ"),
            ("before 1:30 p.m. GMT.", 13, 30, Some(0), "1:30 p.m. GMT"),
            ("EMBARGO vendredi 06h00)", 6, 0, None, "06h00"),
            ("Freitag, 5.00 Uhr", 5, 0, None, "5.00 Uhr"),
            ("at 08:26 GMT, misstated", 8, 26, Some(0), "08:26 GMT"),
            ("a las 12.30 GMT", 12, 30, Some(0), "12.30 GMT"),
            ("until 12 a.m. EST", 0, 0, Some(-300), "12 a.m. EST"),
        ] {
            let found = hours(text).next().unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.hour, found.minute, found.zone_minutes), (hour, minute, zone), "{text}");
            assert_eq!(&text[found.start..found.end], shown);
        }
        for text in ["in 2026 the ferry", "3.5 million", "9999 GMT", "12.02.2026", "99 dead", "a0789"] {
            assert_eq!(hours(text).next(), None, "{text}");
        }
    }
}
