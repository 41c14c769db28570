//! The header line and the line of the time.

/// "eca100 3 s 586 ccccb   dpa 099".
#[derive(Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// Letters of the service.
    pub service: &'a str,
    /// Number of the message in the service.
    pub number: &'a str,
    /// Priority, 1 (highest) to 9.
    pub priority: u8,
    /// Category, one to three letters.
    pub category: &'a str,
    /// Who sends it: the last word before the last number.
    pub agency: Option<&'a str>,
}

impl<'a> Header<'a> {
    /// Reads a header line; `None` where it is none.
    pub fn read(line: &'a str) -> Option<Header<'a>> {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        let words: Vec<&str> = line.split_whitespace().collect();
        let [first, priority, category, count, rest @ ..] = &words[..] else { return None };
        let (service, number) = first.split_at(first.find(|c: char| c.is_ascii_digit())?);
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let sound = (1..=4).contains(&service.len())
            && service.bytes().all(|b| b.is_ascii_alphabetic())
            && (3..=5).contains(&number.len())
            && digits(number)
            && priority.len() == 1
            && (1..=3).contains(&category.len())
            && category.bytes().all(|b| b.is_ascii_alphabetic())
            && digits(count)
            && line.len() <= 80;
        let names = rest.iter().rev().skip_while(|w| digits(w));
        let agency = names.copied().find(|w| w.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'));
        let priority = priority.parse().ok().filter(|p| (1..=9).contains(p))?;
        sound.then_some(Header { service, number, priority, category, agency })
    }
}

/// "071341 GMT Okt 15", "120349 Feb 26": day, hour, minute, zone, month, year.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent<'a> {
    /// Day of the month.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Zone as written, or "".
    pub zone: &'a str,
    /// Month as written.
    pub month: &'a str,
    /// Year.
    pub year: u16,
}

/// Reads the line of the time; `None` where it is none.
pub fn time_line(line: &str) -> Option<Sent<'_>> {
    let words: Vec<&str> = line.trim_matches(|c: char| c.is_whitespace() || c.is_control()).split_whitespace().collect();
    let (stamp, zone, month, year) = match words[..] {
        [stamp, zone, month, year, ..] if year.bytes().all(|b| b.is_ascii_digit()) => (stamp, zone, month, year),
        [stamp, month, year] => (stamp, "", month, year),
        _ => return None,
    };
    let number = |from: usize, most: u8| stamp.get(from..from + 2)?.parse().ok().filter(|n| *n <= most);
    let year: u16 = match year.len() {
        2 => year.parse::<u16>().ok().map(|y| if y < 70 { 2000 + y } else { 1900 + y })?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let stamped =
        stamp.len() == 6 && stamp.bytes().all(|b| b.is_ascii_digit()) && !month.is_empty() && !month.as_bytes()[0].is_ascii_digit();
    stamped.then_some(())?;
    Some(Sent { day: number(0, 31)?, hour: number(2, 23)?, minute: number(4, 59)?, zone, month, year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let read = Header::read("\x01eca100 3 s 586 ccccb   dpa 099").expect("a header");
        assert_eq!((read.service, read.number, read.priority, read.category, read.agency), ("eca", "100", 3, "s", Some("dpa")));
        assert_eq!(Header::read("rna0011 5 vm  25 rna 011").map(|h| h.priority), Some(5));
        for line in ["On 3 May 1987 the ferry sank", "bus42 is 7 m 20 long", "abc1000 12 pl 30", "", "vol300 0 pl 12 x"] {
            assert_eq!(Header::read(line), None, "{line}");
        }
    }

    #[test]
    fn time_lines() {
        let sent = time_line("071341 GMT Okt 15 ").expect("a time");
        assert_eq!((sent.day, sent.hour, sent.minute, sent.zone, sent.month, sent.year), (7, 13, 41, "GMT", "Okt", 2015));
        assert_eq!(time_line("120349 Feb 26").map(|s| s.year), Some(2026));
        assert_eq!(time_line("999999 GMT Feb 26"), None);
    }
}
