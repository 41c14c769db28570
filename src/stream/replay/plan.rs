//! What a replay would read, how much that is and how long it takes: made before anything is written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use serde::{Deserialize, Serialize};

use super::note::{self, Progress};
use crate::config::{Config, RawSource};
use crate::desk::Desk;
use crate::editorial::Editorial;
use crate::stages;
use crate::story::{Outcome, Time};
use crate::stream::intake::take_in;
use crate::stream::merge::Merge;
use crate::stream::span::{Bound, Span, between};
use crate::stream::{Context, Incoming, Stop, plain_consumer};

/// Records that are tried to tell how long all would take, and how long that may take itself.
const SAMPLE: (usize, Duration) = (300, Duration::from_secs(3));

/// What somebody wants to replay.
#[derive(Clone, Debug)]
pub struct Request {
    /// The replay's name.
    pub name: String,
    /// The topics; none are all raw ones.
    pub topics: Vec<String>,
    /// Where it begins and ends.
    pub from: Bound,
    /// See `from`.
    pub to: Bound,
    /// Decide on the window before `from` too, without publishing it, so that what follows finds what it repeats and continues.
    pub warm_up: bool,
    /// The request in the words of who made it: the same words resume the same replay.
    pub asked: String,
}

/// One partition of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Topic.
    pub topic: String,
    /// Partition.
    pub partition: i32,
    /// From here on records are decided on.
    pub warm: i64,
    /// From here on they are published.
    pub from: i64,
    /// Not beyond this.
    pub to: i64,
}

impl Part {
    /// The records that are read.
    pub fn span(&self) -> Span {
        Span { topic: self.topic.clone(), partition: self.partition, from: self.warm, to: self.to }
    }
}

/// What a replay reads.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Partition by partition.
    pub parts: Vec<Part>,
    /// Whether the input is `wire.stories`.
    pub of_stories: bool,
    /// See [`Request::asked`].
    pub asked: String,
    /// How far an earlier run came.
    pub progress: Progress,
    /// Arrival of the first record that is published, where there is one.
    pub begins: Option<Time>,
    /// Offsets a second on this machine, by a sample; none where there is nothing to read.
    pub rate: Option<f64>,
}

impl Plan {
    /// Offsets that are decided on without being published.
    pub fn warming(&self) -> i64 {
        self.parts.iter().map(|p| p.from - p.warm).sum()
    }

    /// Offsets that are published. Transactions' markers count: there may be fewer records.
    pub fn publishing(&self) -> i64 {
        self.parts.iter().map(|p| p.to - p.from).sum()
    }

    /// Offsets that an earlier run has done.
    pub fn done(&self) -> i64 {
        self.parts.iter().filter_map(|p| Some(self.progress.get(&(p.topic.clone(), p.partition))?.0 - p.warm)).sum()
    }

    /// Reads again how far the replay has come.
    ///
    /// # Errors
    /// A cluster that does not answer.
    pub fn look_again(&mut self, shadow: &Config) -> Result<(), String> {
        self.progress = note::progress(&note::onlooker(shadow)?, &self.parts)?;
        Ok(())
    }

    /// How long what is left would take.
    pub fn expected(&self) -> Option<Duration> {
        let left = (self.warming() + self.publishing() - self.done()).max(0) as f64;
        self.rate.map(|rate| Duration::from_secs_f64(left / rate.max(0.001)))
    }
}

/// Makes a plan, or finds the one that was begun under this name.
///
/// # Errors
/// Topics that are not there, another plan under the same name.
pub fn plan(config: &Config, shadow: &Config, editorial: &Arc<Editorial>, request: &Request) -> Result<Plan, String> {
    let consumer = note::consumer(shadow)?;
    let topics = topics(&consumer, config, &request.topics)?;
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let of_stories = topics == [config.topics.stories.clone()];
    if !of_stories && topics.contains(&config.topics.stories) {
        return Err(format!("{} and raw topics cannot be replayed together: the stories come from there", config.topics.stories));
    }
    let spans = between(&consumer, &names, &request.from, &request.to)?;
    let begins = begins(shadow, &spans)?;
    let mut parts: Vec<Part> =
        spans.into_iter().map(|s| Part { topic: s.topic, partition: s.partition, warm: s.from, from: s.from, to: s.to }).collect();
    if let (Some(begins), true) = (begins, request.warm_up) {
        let window = Bound::At(Time(begins.ms() - config.desk.window_ms));
        let warm = between(&consumer, &names, &window, &Bound::Latest)?;
        for (part, span) in parts.iter_mut().zip(warm) {
            part.warm = span.from.min(part.from);
        }
    }
    if request.topics.is_empty() {
        parts.extend(overrides(&consumer, config, request, begins)?);
        // In the order in which the stream has its inputs.
        parts.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    }
    let progress = note::progress(&note::onlooker(shadow)?, &parts)?;
    if let Some((_, note)) = progress.values().next() {
        if note.asked != request.asked {
            return Err(format!(
                "a replay named {} was begun with `{}`; the same words resume it, another --name begins another",
                request.name, note.asked
            ));
        }
        parts = progress.values().map(|(_, note)| note.part.clone()).collect();
    }
    let rate = rate(shadow, editorial, &parts, of_stories, config.desk.window_ms)?;
    Ok(Plan { parts, of_stories, asked: request.asked.clone(), progress, begins, rate })
}

/// The editors' words that belong to a range of raw records: those of its time. Offsets of raw topics say nothing of theirs.
fn overrides(consumer: &BaseConsumer<Context>, config: &Config, request: &Request, begins: Option<Time>) -> Result<Vec<Part>, String> {
    let topic = &config.topics.overrides;
    let metadata = consumer.fetch_metadata(None, Duration::from_secs(10)).map_err(|e| format!("topic {topic}: {e}"))?;
    let Some(begins) = begins.filter(|_| metadata.topics().iter().any(|t| t.name() == topic)) else { return Ok(Vec::new()) };
    let by_time = |bound: &Bound, otherwise| if matches!(bound, Bound::Offset(_) | Bound::Offsets(_)) { otherwise } else { bound.clone() };
    let (from, to) = (by_time(&request.from, Bound::At(begins)), by_time(&request.to, Bound::Latest));
    let window = if request.warm_up { Bound::At(Time(begins.ms() - config.desk.window_ms)) } else { from.clone() };
    let warm = between(consumer, &[topic], &window, &Bound::Latest)?;
    let spans = between(consumer, &[topic], &from, &to)?.into_iter().zip(warm);
    Ok(spans.map(|(s, w)| Part { topic: s.topic, partition: s.partition, warm: w.from.min(s.from), from: s.from, to: s.to }).collect())
}

/// The topics asked for, or all raw ones.
fn topics(consumer: &BaseConsumer<Context>, config: &Config, asked: &[String]) -> Result<Vec<String>, String> {
    let mut topics = match (&config.topics.raw, asked) {
        (RawSource::Named(names), []) => names.clone(),
        (RawSource::Matching(pattern), []) => {
            let pattern = regex::Regex::new(pattern).map_err(|e| e.to_string())?;
            let metadata = consumer.fetch_metadata(None, Duration::from_secs(10)).map_err(|e| e.to_string())?;
            metadata.topics().iter().map(|t| t.name().to_owned()).filter(|name| pattern.is_match(name)).collect()
        }
        (_, asked) => asked.to_vec(),
    };
    topics.sort();
    topics.dedup();
    Ok(topics)
}

/// The stream of some spans, for a look.
fn look(shadow: &Config, spans: Vec<Span>) -> Result<Merge, String> {
    let mut properties = plain_consumer(&shadow.kafka);
    properties.set("group.id", &shadow.kafka.group);
    let spans = spans.into_iter().map(|s| (s, None)).collect();
    Merge::open(&mut properties, Context::new(&shadow.kafka, None), spans, Stop::default()).map_err(|e| e.to_string())
}

/// The time of the first record.
fn begins(shadow: &Config, spans: &[Span]) -> Result<Option<Time>, String> {
    Ok(look(shadow, spans.to_vec())?.next_record()?.map(|(_, message)| Time(message.timestamp().to_millis().unwrap_or(0).max(0))))
}

/// Offsets a second, by taking a sample through both stages.
fn rate(shadow: &Config, editorial: &Arc<Editorial>, parts: &[Part], of_stories: bool, window_ms: i64) -> Result<Option<f64>, String> {
    let mut stream = look(shadow, parts.iter().map(Part::span).collect())?;
    // The first fetch is not the rate of the others.
    let Some(mut next) = stream.next_record()? else { return Ok(None) };
    let began = Instant::now();
    let mut desk = Desk::new(window_ms);
    let mut decide = |offset: i64, value: &[u8], card: Option<&[u8]>| {
        if let Ok((event, entry)) = stages::hand_out(&desk, editorial, offset, value, card) {
            desk.apply(entry);
            std::hint::black_box(event);
        }
    };
    for n in 0..SAMPLE.0 as i64 {
        let record = Incoming::of(&next.1);
        if of_stories {
            decide(n, record.value, record.header("card"));
        } else {
            for item in take_in(&record, shadow, editorial) {
                if let Outcome::Story(story) = &item.outcome {
                    decide(n, &story.value, Some(&story.card));
                }
            }
        }
        match stream.next_record()? {
            Some(another) if began.elapsed() < SAMPLE.1 => next = another,
            _ => break,
        }
    }
    let read: i64 = stream.inputs().iter().map(|i| i.next - i.span.from).sum();
    Ok(Some(read.max(1) as f64 / began.elapsed().as_secs_f64().max(0.000_1)))
}
