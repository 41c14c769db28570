//! One event, one line, for people: `tail` and `demo` print the same.

use std::io::IsTerminal;

use anstyle::{AnsiColor, Style};
use indexmap::IndexMap;

use crate::story::{Class, CloudEvent, Reason, Relation, Source, Time};

/// Events that a line can refer to by agency and time instead of by id.
const REMEMBERED: usize = 10_000;
/// A headline longer than this is cut on a terminal, where a line should stay a line.
const HEADLINE_CHARS: usize = 72;
/// Agencies' names are short; a feed without one shows its address.
const AGENCY_CHARS: usize = 16;

/// Renders lines; remembers whom later lines refer to.
pub struct Lines {
    terminal: bool,
    colour: bool,
    seen: IndexMap<String, String>,
}

impl Lines {
    /// For standard output: in colour on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
    pub fn for_stdout() -> Lines {
        let terminal = std::io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        Lines { terminal, colour: terminal && !plain, seen: IndexMap::new() }
    }

    /// Whether a person watches.
    pub fn on_terminal(&self) -> bool {
        self.terminal
    }

    /// Time, class, language, agency, thread and place in it, headline, and what repeats what.
    pub fn event(&mut self, event: &CloudEvent) -> String {
        let data = &event.data;
        let class = data.classification.class;
        let style = self.style(style_of(class));
        let faint = self.style(Style::new().fg_color(Some(AnsiColor::BrightBlack.into())));
        let agency = cut(data.source.agency.as_deref().unwrap_or("-"), AGENCY_CHARS);
        let headline = data.story.headlines.first().map(|h| h.value.as_str()).or(data.story.slugline.as_deref()).unwrap_or("(no headline)");
        let thread: String = data.thread.id.chars().take(8).collect();
        let line = format!(
            "{time}  {style}{class:<10}{style:#} {language:<5} {agency:<16} {faint}{thread}/{position:<3}{faint:#} {headline}{tail}",
            time = event.time,
            language = data.story.language.as_deref().unwrap_or("und"),
            position = data.thread.position,
            headline = if self.terminal { cut(headline, HEADLINE_CHARS) } else { headline.to_owned() },
            tail = self.tail(event, faint),
        );
        self.remember(event, &agency);
        line
    }

    /// A skipped item or a dead letter.
    pub fn refused(&self, time: Time, outcome: &str, source: &Source, reason: &Reason) -> String {
        let style = self.style(Style::new().fg_color(Some(AnsiColor::BrightBlack.into())));
        let agency = source.agency.as_deref().unwrap_or("-");
        let Reason { code, message } = reason;
        format!(
            "{time}  {style}{outcome:<10}{style:#} -     {agency:<16} {place:<12} {code}: {message}",
            place = format!("@{}", source.offset)
        )
    }

    /// What of this event was there before.
    fn tail(&self, event: &CloudEvent, faint: Style) -> String {
        let mut parts: Vec<String> = event.data.relations.iter().map(|r| self.relation(r)).collect();
        let quotes = &event.data.quotes;
        let across = quotes.iter().filter(|q| q.first_seen_in.is_some()).count();
        let within = quotes.iter().filter(|q| q.repeats_within.is_some()).count();
        if within > 0 {
            parts.push(format!("{within} of {} quotations repeated inside", quotes.len()));
        }
        if across > 0 {
            parts.push(format!("{across} of {} quotations seen before", quotes.len()));
        }
        if parts.is_empty() { String::new() } else { format!("  {faint}[{}]{faint:#}", parts.join("; ")) }
    }

    fn relation(&self, relation: &Relation) -> String {
        let whom = match self.seen.get(&relation.of.event) {
            Some(whom) => whom.clone(),
            None => relation.of.event.chars().take(8).collect(),
        };
        let withdrawn = if relation.withdrawn { ", withdrawn" } else { "" };
        format!("{} {whom}{withdrawn}", relation.kind.name())
    }

    fn remember(&mut self, event: &CloudEvent, agency: &str) {
        if self.seen.len() == REMEMBERED {
            self.seen.shift_remove_index(0);
        }
        let time = event.time.to_string();
        let clock = time.get(11..16).unwrap_or(&time);
        self.seen.insert(event.id.clone(), format!("{agency} {clock}"));
    }

    fn style(&self, style: Style) -> Style {
        if self.colour { style } else { Style::new() }
    }
}

/// The text, or its beginning where it is longer.
fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars - 1) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", text[..end].trim_end()),
        _ => text.to_owned(),
    }
}

fn style_of(class: Class) -> Style {
    let (colour, bold) = match class {
        Class::Breaking => (AnsiColor::Red, true),
        Class::Update => (AnsiColor::Yellow, false),
        Class::New => (AnsiColor::Green, false),
        Class::Correction => (AnsiColor::Magenta, false),
        Class::Withdrawal => (AnsiColor::Magenta, true),
        Class::Duplicate => (AnsiColor::BrightBlack, false),
        Class::Embargoed => (AnsiColor::Blue, true),
        Class::Advisory => (AnsiColor::Cyan, false),
    };
    let style = Style::new().fg_color(Some(colour.into()));
    if bold { style.bold() } else { style }
}
