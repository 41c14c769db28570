//! The account of an item for people.

use std::io::{self, Write};

use super::account::{Account, Fate, How, Placed, Told, Won};
use crate::story::{ChangedNumber, Changes, SeenQuote, StoryRef};

/// Characters of an id that tell it from the others on a screen.
const SHORT_ID: usize = 8;
/// Characters of a quotation that show which it is.
const SHORT_QUOTE: usize = 60;
/// Threads and stories that are listed.
const LISTED: usize = 8;

/// Writes an account, with a blank line after it.
pub fn write(account: &Account, out: &mut impl Write) -> io::Result<()> {
    let source = &account.source;
    let file = source.file.as_deref().map(|f| format!("{f}, ")).unwrap_or_default();
    writeln!(out, "{file}{} {}/{} item {}  event {}", source.topic, source.partition, source.offset, source.index, account.id)?;
    let format = source.format.map_or("not recognised", |f| f.name());
    row(out, "format", format)?;
    match (&source.agency, account.agency_by) {
        (Some(agency), Some(by)) => row(out, "agency", &format!("{agency}, by {by}"))?,
        (Some(agency), None) => row(out, "agency", agency)?,
        (None, _) => row(out, "agency", "not known")?,
    }
    match &account.fate {
        Fate::Event(told) => story(told, out)?,
        Fate::Skipped { reason } => row(out, "skipped", &reason.to_string())?,
        Fate::DeadLetter { reason } => row(out, "dead letter", &reason.to_string())?,
    }
    writeln!(out)
}

fn story(told: &Told, out: &mut impl Write) -> io::Result<()> {
    row(out, "language", told.language.as_deref().unwrap_or("not known"))?;
    let version = told.version.as_deref().map(|v| format!(", version {v}")).unwrap_or_default();
    row(out, "story", &format!("{}{version}, {}", told.uri, told.time))?;
    row(out, "headline", if told.headline.is_empty() { "none" } else { &told.headline })?;
    let signals = told.signals.signals.iter().map(|s| format!("{}: {} [{}]", json_name(&s.kind), s.reason, s.rule));
    let references = told.signals.references.iter().map(|r| format!("names a story by {}: {}", json_name(&r.by), r.value));
    rows(out, "signals", signals.chain(references), "none")?;
    let stories = told.compared.iter().take(LISTED).map(|c| {
        let opposed = if c.opposed { ", opposite directions" } else { "" };
        format!(
            "{} {}: {} % alike, {} % of it there, {} % of that here, {} keys shared, numbers +{} -{}, names +{} -{}{opposed}",
            c.verdict,
            name(&c.of),
            percent(c.similarity),
            percent(c.new_in_old),
            percent(c.old_in_new),
            c.shared_keys,
            c.changed_numbers[0],
            c.changed_numbers[1],
            c.changed_names[0],
            c.changed_names[1],
        )
    });
    rows(out, "candidates", stories, "no earlier story shares enough of its text")?;
    row(out, "relation", &told.won.as_ref().map_or_else(|| "none".to_owned(), won))?;
    let others = told.relations.iter().skip(1).take(LISTED);
    rows(out, "also", others.map(|r| format!("{} {}", r.kind.name(), name(&r.of))), "")?;
    rows(out, "changes", told.changes.iter().map(changes), "")?;
    thread(&told.thread, out)?;
    let c = &told.classification;
    row(out, "class", &format!("{}, {} % sure: {}", c.class, percent(c.confidence), c.reasons.join("; ")))?;
    row(out, "by the rule", told.rule)?;
    rows(out, "quotations", told.quotes.iter().enumerate().map(|(i, q)| quotation(i, q)), "none")?;
    rows(out, "complaints", told.complaints.iter().map(|c| format!("{}: {}", c.code, c.message)), "")
}

fn won(won: &Won) -> String {
    let first = format!("{} {}", won.kind.name(), name(&won.of));
    match (&won.over, won.margin) {
        (Some((next, verdict)), Some(margin)) => {
            format!("{first}; wins over {verdict} {}, likeness {:+.0} points", name(next), margin * 100.0)
        }
        _ => format!("{first}; no other candidate"),
    }
}

fn changes(changes: &Changes) -> String {
    let paragraphs = |label: &str, numbers: &[u32]| match numbers {
        [] => String::new(),
        all => format!("; paragraphs {label}: {}", all.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
    };
    let number = |n: &ChangedNumber| match (&n.from, &n.to) {
        (Some(from), Some(to)) => format!("{from} now {to}"),
        (Some(from), None) => format!("{from} gone"),
        (None, to) => format!("{} new", to.as_deref().unwrap_or_default()),
    };
    let numbers: Vec<String> = changes.numbers.iter().flatten().take(LISTED).map(number).collect();
    let numbers = if numbers.is_empty() { String::new() } else { format!("; numbers: {}", numbers.join(", ")) };
    let (added, removed) = (paragraphs("added", &changes.paragraphs.added), paragraphs("removed there", &changes.paragraphs.removed));
    format!("since {}{added}{removed}{numbers}", name(&changes.since))
}

fn thread(placed: &Placed, out: &mut impl Write) -> io::Result<()> {
    let thread = &placed.thread;
    let margin = placed.margin.map(|m| format!(", margin {m:.2}")).unwrap_or_default();
    let how = match placed.how {
        How::Relation => "where the related story is",
        How::Score => "the best of those compared",
        How::Opened if placed.compared.is_empty() => "opened by this story: none is near",
        How::Opened => "opened by this story: those compared are below even",
        How::RoundUp => "opened by this story: a round-up is about several events",
    };
    row(out, "thread", &format!("{}/{} {how}{margin}", short(&thread.id), thread.position))?;
    let candidates = placed.compared.iter().take(LISTED).map(|c| format!("{} score {:+.2}: {}", short(&c.thread), c.score, c.why));
    rows(out, "", candidates, "")
}

fn quotation(i: usize, q: &SeenQuote) -> String {
    let said = q.text.chars().count() > SHORT_QUOTE;
    let text: String = q.text.chars().take(SHORT_QUOTE).collect();
    let speaker = q.speaker.as_deref().unwrap_or("nobody named");
    let mut line = format!("{i} {} “{text}{}” ({speaker})", json_name(&q.role), if said { "…" } else { "" });
    if let Some(of) = q.repeats_within {
        line += &format!(", repeats {of}{}", if q.abridged { " in part" } else { "" });
    }
    if let Some(seen) = &q.first_seen_in {
        line += &format!(", seen first in {} [{}]", seen.uri, short(&seen.event));
    }
    line
}

/// A labelled line. What a wire wrote may hold control characters, which do not belong on a terminal.
fn row(out: &mut impl Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {label:<12} {}", text.replace(char::is_control, " ").trim_end())
}

/// A row for each line, the label before the first; `none` where there is none, unless that is empty.
fn rows(out: &mut impl Write, label: &str, lines: impl Iterator<Item = String>, none: &str) -> io::Result<()> {
    let mut any = false;
    for line in lines {
        row(out, if any { "" } else { label }, &line)?;
        any = true;
    }
    if any || none.is_empty() { Ok(()) } else { row(out, label, none) }
}

fn name(story: &StoryRef) -> String {
    let version = story.version.as_deref().map(|v| format!(" v{v}")).unwrap_or_default();
    format!("{}{version} [{}]", story.uri, short(&story.event))
}

fn short(id: &str) -> &str {
    id.get(..SHORT_ID).unwrap_or(id)
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

/// The name that JSON has for it.
fn json_name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
