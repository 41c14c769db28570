//! What is wrong with a configuration, said so that a person can mend it: file, line, key, and the nearest key that there is.

use std::fmt;

/// A configuration that cannot be used. Exit code 78.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// The file, or the environment variable.
    pub place: String,
    /// The line, from 1; of a file.
    pub line: Option<usize>,
    /// The key with its table: `kafka.brokers`.
    pub key: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": {key}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Problem {
    /// A problem with a key wherever it was set.
    pub fn of(place: &str, key: &str, message: impl Into<String>) -> Problem {
        Problem { place: place.to_owned(), line: None, key: Some(key.to_owned()), message: message.into() }
    }

    /// What the TOML reader says of a file's text.
    pub fn read(file: &str, text: &str, error: &toml::de::Error) -> Problem {
        let start = error.span().map_or(0, |s| s.start.min(text.len()));
        let line = 1 + text[..start].matches('\n').count();
        Problem { place: file.to_owned(), line: Some(line), key: key_at(text, line), message: suggest(error.message()) }
    }

    /// Adds the line on which this problem's key is set in `text`, if it is set there.
    pub fn find_in(mut self, text: &str) -> Problem {
        if let Some(key) = self.key.as_deref() {
            self.line = (1..=text.lines().count()).find(|&line| key_at(text, line).as_deref() == Some(key));
        }
        self
    }
}

/// The dotted key that is set on a line, by the nearest table header above it.
fn key_at(text: &str, line: usize) -> Option<String> {
    let mut table = "";
    let mut key = None;
    for l in text.lines().take(line) {
        let l = l.trim();
        if let Some(name) = l.strip_prefix('[').and_then(|l| l.split(']').next()) {
            table = name.trim();
            key = None;
        } else if !l.starts_with('#') && l.contains('=') {
            key = l.split('=').next().map(|k| k.trim().trim_matches('"'));
        }
    }
    match (table, key) {
        ("", None) => None,
        ("", Some(key)) => Some(key.to_owned()),
        (table, None) => Some(table.to_owned()),
        (table, Some(key)) => Some(format!("{table}.{key}")),
    }
}

/// Serde's list of all fields becomes the one that was probably meant.
pub(super) fn suggest(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field `") else { return message.to_owned() };
    let mut names = rest.split('`');
    let unknown = names.next().unwrap_or_default();
    let known: Vec<&str> = names.skip(1).step_by(2).collect();
    match nearest(unknown, &known) {
        Some(near) => format!("unknown key `{unknown}`; did you mean `{near}`?"),
        None if known.is_empty() => format!("unknown key `{unknown}`"),
        None => format!("unknown key `{unknown}`; there are: {}", known.join(", ")),
    }
}

/// The known name that is at most half of its letters away.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|k| (distance(name, k), *k)).min()?;
    (near.0 <= name.chars().count() / 2).then_some(near.1)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
