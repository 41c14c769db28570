//! `wiredesk dead-letters`: what could not be read, and its way back.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rdkafka::message::OwnedMessage;
use serde_json::{Value, json};

use super::{ConfigArgs, Failure, reach, say};
use crate::config::Config;
use crate::editorial::Editorial;
use crate::stages;
use crate::story::{Item, Outcome, StoryValue, Time};
use crate::stream::letters::{self, Back, LetterPlace, Requeue};
use crate::stream::span::Bound;
use crate::stream::{Incoming, dead_letter_reason, raw_record};

/// List, show and put back dead letters.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// One line for each: place, arrival, code, what it was and would be now.
    List {
        #[command(flatten)]
        which: Which,
        /// Print one JSON object for each.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// All of one: where it came from, what was wrong and where, what is understood of it now, its bytes.
    Show {
        /// PARTITION:OFFSET on the topic of dead letters.
        place: LetterPlace,
        /// Print the bytes alone, as they are.
        #[arg(long)]
        bytes: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Put letters back on their raw topic, with their original place and arrival. Twice requeued is once published.
    Requeue {
        #[command(flatten)]
        which: Which,
        /// Also those that this release and configuration still cannot read.
        #[arg(long)]
        unread: bool,
        /// Do it; without it only what would be done is printed.
        #[arg(long)]
        execute: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
}

/// Which letters.
#[derive(clap::Args)]
struct Which {
    /// Only these: PARTITION:OFFSET as `list` prints it.
    #[arg(value_name = "PLACE")]
    places: Vec<LetterPlace>,
    /// Only with this code, or codes that begin so: `document.cut-short`, `document`.
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Only what arrived then or later: a time, or a duration before now (12h, 3d).
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only what arrived before.
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Only of this agency, as far as this release can tell.
    #[arg(long)]
    agency: Option<String>,
    /// Only in this format, as far as this release can tell.
    #[arg(long)]
    format: Option<String>,
}

/// A letter with what this release makes of it.
struct Letter<'a> {
    place: LetterPlace,
    record: &'a Incoming<'a>,
    item: Option<Item>,
}

/// Runs the command.
///
/// # Errors
/// A cluster that does not answer (69), a letter that is not there or cannot be put back (1).
pub fn run(args: Args) -> Result<(), Failure> {
    match args.action {
        Action::List { which, json, config } => list(&which, json, &config),
        Action::Show { place, bytes, config } => show(place, bytes, &config),
        Action::Requeue { which, unread, execute, config } => requeue(&which, unread, execute, &config),
    }
}

fn failed(e: impl ToString) -> Failure {
    Failure::new(Failure::FAILED, e.to_string())
}

fn open(config: &ConfigArgs) -> Result<(Config, Editorial), Failure> {
    let read = config.load()?;
    let editorial = config.editorial(&read)?;
    reach(&read, Some(&read.topics.dead_letters))?;
    Ok((read, editorial))
}

impl Which {
    /// Gives each of them to `each`, in the order of arrival.
    fn read(
        &self,
        config: &Config,
        editorial: &Editorial,
        mut each: impl FnMut(&Letter<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut ended = None;
        let now: Time = jiff::Timestamp::now().into();
        let bound =
            |text: &Option<String>| text.as_deref().map(|t| Bound::parse(t, now)).transpose().map_err(|e| Failure::new(Failure::USAGE, e));
        let (since, until) = (bound(&self.since)?, bound(&self.until)?);
        // Letters of one transaction may stand in another order than their arrivals: times are looked at one by one.
        let (from, until_ms) = match (&since, &until) {
            (since, Some(Bound::At(until))) => (since.clone(), until.ms()),
            (since, _) => (since.clone(), i64::MAX),
        };
        let since_ms = if let Some(Bound::At(since)) = &since { since.ms() } else { i64::MIN };
        let read = letters::read(config, &from.unwrap_or(Bound::Earliest), &Bound::Latest, |place, record| {
            let asked = self.places.is_empty() || self.places.contains(&place);
            let code = record.text("__connect.errors.class.name").unwrap_or_default();
            let of_reason =
                self.reason.as_deref().is_none_or(|r| code == r || code.strip_prefix(r).is_some_and(|rest| rest.starts_with('.')));
            if !asked || !of_reason || !(since_ms..until_ms).contains(&record.time_ms) {
                return Ok(());
            }
            let item = understood(record, config, editorial);
            let source = item.as_ref().map(|i| &i.source);
            let agency = source.and_then(|s| s.agency.as_deref());
            let format = source.and_then(|s| s.format).map(|f| f.name());
            if self.agency.as_deref().is_some_and(|a| agency.is_none_or(|is| !is.eq_ignore_ascii_case(a)))
                || self.format.as_deref().is_some_and(|f| format != Some(f))
            {
                return Ok(());
            }
            each(&Letter { place, record, item }).map_err(|failure| ended.insert(failure).message.clone())
        });
        read.map_err(|why| ended.unwrap_or_else(|| failed(why)))
    }
}

impl Letter<'_> {
    fn header(&self, name: &str) -> &str {
        self.record.text(name).unwrap_or("-")
    }

    /// What this release and configuration make of it.
    fn now(&self) -> String {
        if !self.is_whole() {
            return "what the record itself is: the letter holds a part of it".into();
        }
        match self.item.as_ref().map(|i| &i.outcome) {
            None => "nothing".into(),
            Some(Outcome::Story(story)) => {
                let value: Option<StoryValue> = serde_json::from_slice(&story.value).ok();
                let headline = value.and_then(|v| v.story.headlines.first().map(|h| h.value.clone())).unwrap_or_default();
                format!("a story: {headline}")
            }
            Some(Outcome::Skipped(reason)) => format!("skipped: {reason}"),
            Some(Outcome::DeadLetter(reason)) if *reason == dead_letter_reason(self.record) => "as unreadable as it was".into(),
            Some(Outcome::DeadLetter(reason)) => format!("a dead letter: {reason}"),
        }
    }

    /// Whether it holds the record's bytes: a letter of the desk holds the story, one that was cut a part.
    fn is_whole(&self) -> bool {
        self.record.text("wiredesk.cut").is_none() && self.header("__connect.errors.stage") == "intake"
    }

    /// Whether it is as unreadable as it was, as far as the letter tells.
    fn still_dead(&self) -> bool {
        self.is_whole() && !matches!(self.item.as_ref().map(|i| &i.outcome), Some(Outcome::Story(_) | Outcome::Skipped(_)))
    }

    fn json(&self) -> Value {
        let source = self.item.as_ref().map(|i| &i.source);
        json!({
            "place": self.place.to_string(), "time": Time(self.record.time_ms), "stage": self.header("__connect.errors.stage"),
            "topic": self.header("__connect.errors.topic"), "partition": self.header("__connect.errors.partition"),
            "offset": self.header("__connect.errors.offset"), "index": self.header("wiredesk.index"),
            "code": self.header("__connect.errors.class.name"), "message": self.header("__connect.errors.exception.message"),
            "bytes": self.record.value.len(), "agency": source.and_then(|s| s.agency.as_deref()),
            "format": source.and_then(|s| s.format).map(|f| f.name()), "now": self.now(),
        })
    }
}

fn list(which: &Which, as_json: bool, config: &ConfigArgs) -> Result<(), Failure> {
    let (config, editorial) = open(config)?;
    let mut out = io::stdout().lock();
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    which.read(&config, &editorial, |letter| {
        let code = letter.header("__connect.errors.class.name");
        *codes.entry(code.to_owned()).or_default() += 1;
        if as_json {
            return writeln!(out, "{}", letter.json()).map_err(Failure::of_output);
        }
        let (place, time) = (letter.place.to_string(), Time(letter.record.time_ms));
        let source = letter.item.as_ref().map(|i| &i.source);
        let agency = source.and_then(|s| s.agency.as_deref()).unwrap_or("-");
        let format = source.and_then(|s| s.format).map_or("-", |f| f.name());
        let message = letter.header("__connect.errors.exception.message");
        writeln!(
            out,
            "{place:<10} {time}  {code}: {message}  [{agency}, {format}, {} bytes; now {}]",
            letter.record.value.len(),
            letter.now()
        )
        .map_err(Failure::of_output)
    })?;
    let counts: Vec<String> = codes.iter().map(|(code, n)| format!("{n} {code}")).collect();
    eprintln!("{} dead letters: {}", codes.values().sum::<u64>(), counts.join(", "));
    Ok(())
}

/// What intake makes of a letter's bytes now.
fn understood(letter: &Incoming<'_>, config: &Config, editorial: &Editorial) -> Option<Item> {
    let raw = raw_record(letter);
    stages::take_in_either(&raw, raw.topic == config.topics.overrides, editorial).into_iter().next()
}

fn show(place: LetterPlace, bytes: bool, config: &ConfigArgs) -> Result<(), Failure> {
    let (config, editorial) = open(config)?;
    let found: Option<OwnedMessage> = letters::one(&config, place).map_err(failed)?;
    let message = found.ok_or_else(|| failed(format!("there is no dead letter at {place}")))?;
    let record = Incoming::of(&message);
    let mut out = io::stdout().lock();
    if bytes {
        return out.write_all(record.value).map_err(Failure::of_output);
    }
    let item = understood(&record, &config, &editorial);
    let letter = Letter { place, record: &record, item };
    let Value::Object(fields) = letter.json() else { return Ok(()) };
    for (name, value) in fields.iter().filter(|(_, v)| !v.is_null()) {
        writeln!(out, "{name:<10} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)).map_err(Failure::of_output)?;
    }
    if let Some(Outcome::Story(story)) = letter.item.as_ref().map(|i| &i.outcome) {
        let value: Value = serde_json::from_slice(&story.value).unwrap_or_default();
        writeln!(out, "understood {:#}", value["story"]).map_err(Failure::of_output)?;
    }
    writeln!(out, "\n{}", String::from_utf8_lossy(record.value)).map_err(Failure::of_output)
}

fn requeue(which: &Which, unread: bool, execute: bool, config: &ConfigArgs) -> Result<(), Failure> {
    let (config, editorial) = open(config)?;
    let mut hand = if execute { Some(Requeue::open(&config).map_err(failed)?) } else { None };
    let (mut back, mut already, mut dead, mut not) = (0u64, 0u64, 0u64, 0u64);
    which.read(&config, &editorial, |letter| {
        if !unread && letter.still_dead() {
            dead += 1;
            return Ok(());
        }
        let Some(hand) = &mut hand else {
            back += 1;
            say(format_args!("{} would be put back: {}", letter.place, letter.now()));
            return Ok(());
        };
        match hand.put(letter.place, letter.record).map_err(failed)? {
            Back::Requeued => back += 1,
            Back::Already => already += 1,
            Back::Not(why) => {
                not += 1;
                eprintln!("{}: {why}", letter.place);
            }
        }
        Ok(())
    })?;
    if let Some(hand) = &mut hand {
        hand.commit().map_err(failed)?;
    }
    let did = if execute { "put back" } else { "would be put back; --execute does it" };
    say(format_args!("{back} {did}, {already} were before, {dead} still cannot be read and stay"));
    match not {
        0 => Ok(()),
        n => Err(failed(format!("{n} could not be put back"))),
    }
}
