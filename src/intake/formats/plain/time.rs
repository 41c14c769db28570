//! Times of day as people write them behind a date: "06:11", "6h05", "14.05 Uhr MEZ", "9:50 p.m. EST".

use super::date::Token;
use crate::editorial::plain;

/// A time of day close behind a date, as `T06:11` with its zone where one stands; and where it ends in the line.
pub fn read<'t>(tokens: impl Iterator<Item = &'t Token<'t>>) -> Option<(String, usize)> {
    let joins =
        |t: &&Token<'_>| matches!(&*plain(t.text), "a" | "at" | "um" | "as" | "alle" | "ore" | "om" | "kl" | "kl." | "klo" | "-" | "/");
    let mut tokens = tokens.skip_while(joins).peekable();
    let first = tokens.next()?;
    let (mut hour, minute, mut half) = clock(&first.text.to_ascii_lowercase())?;
    let mut end = first.end();
    if let (true, Some(next)) = (half.is_empty(), tokens.peek()) {
        let word = next.text.to_ascii_lowercase().replace('.', "");
        if matches!(&*word, "am" | "pm") {
            (half, end) = (word, next.end());
            tokens.next();
        }
    }
    match &*half {
        "pm" if hour < 12 => hour += 12,
        "am" if hour == 12 => hour = 0,
        "z" => return Some((format!("T{hour:02}:{minute:02}Z"), end)),
        _ => {}
    }
    while tokens.peek().is_some_and(|t| matches!(&*t.text.to_ascii_lowercase(), "uhr" | "h" | "hrs" | "heures" | "horas")) {
        end = tokens.next().map_or(end, Token::end);
    }
    let named = tokens.peek().and_then(|t| Some((zone(t.text)?, t.end())));
    let (zone, end) = named.unwrap_or(("", end));
    Some((format!("T{hour:02}:{minute:02}{zone}"), end))
}

/// Hour, minute and what stands behind them, of `06:11`, `6h`, `14.05`, `9:50pm`, `06:11:30z`.
fn clock(text: &str) -> Option<(u8, u8, String)> {
    let digits = |t: &str| t.len() - t.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (hour, rest) = text.split_at(digits(text));
    let hour = hour.parse().ok().filter(|h| *h < 24)?;
    let mark = rest.chars().next().filter(|c| matches!(c, ':' | 'h' | '.'))?;
    let (minute, rest) = rest[1..].split_at(digits(&rest[1..]));
    let minute = match minute.len() {
        2 => minute.parse().ok().filter(|m| *m < 60)?,
        0 if mark == 'h' => 0,
        _ => return None,
    };
    let rest = rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).replace('.', "");
    Some((hour, minute, rest))
}

/// The offset of a zone that wires name. A name that stands for two zones in use (CST, IST) is none.
pub fn zone(name: &str) -> Option<&'static str> {
    Some(match name.trim_matches(['(', ')', '.']) {
        "GMT" | "UTC" | "UT" | "Z" => "Z",
        "WEST" | "BST" | "CET" | "MEZ" => "+01:00",
        "CEST" | "MESZ" | "EET" => "+02:00",
        "EEST" | "MSK" => "+03:00",
        "JST" | "KST" => "+09:00",
        "AEST" => "+10:00",
        "AEDT" => "+11:00",
        "EDT" => "-04:00",
        "EST" => "-05:00",
        _ => return None,
    })
}
