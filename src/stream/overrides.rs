//! Editors' words: which story an event id names, the word's way onto `wire.overrides`, and what becomes of it.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use serde::Deserialize;

use super::changelog;
use super::letters::{self, LetterPlace};
use super::merge::Merge;
use super::span::{Bound, between, settle};
use super::{Context, Incoming, Outgoing, Sender, Stop, plain_consumer};
use crate::config::Config;
use crate::story::{Class, EventId, OverrideValue, Reason, Source, StoryValue};

/// The story that an event id names, as the desk has it now.
pub struct Found {
    /// The scope that decided on it.
    pub scope: String,
    /// The event that stands for it.
    pub event: EventId,
    /// Its class.
    pub class: Class,
    /// Its thread.
    pub thread: EventId,
    /// The story as it stands on `wire.stories`.
    pub record: StoryValue,
}

/// What became of a word.
pub enum Became {
    /// The story has a new event.
    Event {
        /// Its class.
        class: Class,
        /// Its thread.
        thread: EventId,
    },
    /// It says what is so already.
    Unchanged(Reason),
    /// It cannot be followed.
    Refused(Reason),
}

/// Looks for the story of an event, overruled before or not, in the desk's changelog: what is not there has left the window.
///
/// # Errors
/// Topics that are missing or cannot be read.
pub fn find(config: &Config, id: EventId) -> Result<Option<Found>, String> {
    let consumer = consumer(config)?;
    let mut spans = between(&consumer, &[&config.topics.changelog], &Bound::Earliest, &Bound::Latest)?;
    settle(&mut properties(config), &consumer, &config.kafka, &mut spans)?;
    let spans = spans.into_iter().map(|s| (s, None)).collect();
    let stream = Merge::open(&mut properties(config), Context::new(&config.kafka, None), spans, Stop::default());
    let mut stream = stream.map_err(|e| e.to_string())?;
    let (mut sought, mut key) = (id, id.to_string());
    let mut found = None;
    while let Some((_, message)) = stream.next_record()? {
        let record = Incoming::of(&message);
        if record.key != Some(key.as_bytes()) && !changelog::overrules(&record) {
            continue;
        }
        let (scope, entry) = changelog::read(&record)?;
        if entry.card.id == sought || entry.kept.overrules == Some(sought) {
            (sought, key) = (entry.card.id, entry.card.id.to_string());
            found = Some((record.partition, scope, entry));
        }
    }
    let Some((partition, scope, entry)) = found else { return Ok(None) };
    let place = LetterPlace { partition, offset: entry.stories_offset };
    let topic = &config.topics.stories;
    let message = letters::at(config, topic, place)?.ok_or_else(|| format!("the story is not on {topic} {place} any more"))?;
    let record = serde_json::from_slice(Incoming::of(&message).value).map_err(|e| format!("{topic} {place}: {e}"))?;
    let kept = entry.kept;
    Ok(Some(Found { scope, event: entry.card.id, class: kept.class, thread: EventId(kept.thread), record }))
}

/// A word on its way.
pub struct Sent {
    /// Its place on `wire.overrides`.
    pub place: LetterPlace,
    /// The event that it makes, unless it changes nothing.
    pub event: EventId,
    watch: BaseConsumer<Context>,
}

/// Puts a word on `wire.overrides`.
///
/// # Errors
/// A topic that is missing, brokers that do not take it.
pub fn send(config: &Config, scope: &str, value: &OverrideValue) -> Result<Sent, String> {
    let topic = &config.topics.overrides;
    let watch = watch(config)?;
    let payload = serde_json::to_vec(value).map_err(|e| e.to_string())?;
    let failed = |e: String| format!("topic {topic}: {e}");
    let sender = Sender::new(&config.kafka).map_err(|e| failed(e.to_string()))?;
    let record = Outgoing::new(topic, &payload, value.overrule.time.ms()).key(scope.as_bytes());
    sender.send(&record).map_err(|e| failed(e.to_string()))?;
    let mut report = sender.finish();
    let why = || report.refused.pop().unwrap_or("the brokers do not answer".into());
    let (partition, offset) = report.latest.ok_or_else(why).map_err(failed)?;
    let place = LetterPlace { partition, offset };
    let source = Source::of_record(topic, place.partition, place.offset, &payload);
    Ok(Sent { place, event: EventId::of(&source), watch })
}

impl Sent {
    /// Waits for what becomes of it; none where nothing has within this time.
    pub fn became(&self, config: &Config, within: Duration) -> Option<Became> {
        let began = Instant::now();
        while began.elapsed() < within {
            let Some(Ok(message)) = self.watch.poll(Duration::from_millis(100)) else { continue };
            let became = self.told(config, &Incoming::of(&message));
            if became.is_some() {
                return became;
            }
        }
        None
    }

    fn told(&self, config: &Config, record: &Incoming<'_>) -> Option<Became> {
        #[derive(Deserialize)]
        struct Line {
            source: Source,
            reason: Reason,
        }
        let topics = &config.topics;
        if record.topic == topics.changelog {
            let (_, entry) = changelog::read(record).ok().filter(|(_, entry)| entry.card.id == self.event)?;
            return Some(Became::Event { class: entry.kept.class, thread: EventId(entry.kept.thread) });
        }
        if record.topic == topics.skipped {
            let line: Line = serde_json::from_slice(record.value).ok()?;
            return (EventId::of(&line.source) == self.event).then_some(Became::Unchanged(line.reason));
        }
        let raw = super::raw_record(record);
        let ours = raw.topic == topics.overrides && (raw.partition, raw.offset) == (self.place.partition, self.place.offset);
        ours.then(|| Became::Refused(super::dead_letter::reason(record)))
    }
}

/// A consumer of whatever is written from now on where a word's outcome can be.
fn watch(config: &Config) -> Result<BaseConsumer<Context>, String> {
    let consumer = consumer(config)?;
    let topics = &config.topics;
    let mut assignment = TopicPartitionList::new();
    for topic in [&topics.changelog, &topics.skipped, &topics.dead_letters] {
        let failed = |e: rdkafka::error::KafkaError| format!("topic {topic}: {e}");
        for span in between(&consumer, &[topic], &Bound::Latest, &Bound::Latest)? {
            assignment.add_partition_offset(topic, span.partition, Offset::Offset(span.to)).map_err(failed)?;
        }
    }
    consumer.assign(&assignment).map_err(|e| e.to_string())?;
    Ok(consumer)
}

fn consumer(config: &Config) -> Result<BaseConsumer<Context>, String> {
    properties(config).create_with_context(Context::new(&config.kafka, None)).map_err(|e| e.to_string())
}

/// In the name of these commands. They read assigned partitions and never join.
fn properties(config: &Config) -> rdkafka::ClientConfig {
    let mut properties = plain_consumer(&config.kafka);
    properties.set("group.id", format!("{}-overrule", config.kafka.group));
    properties
}
