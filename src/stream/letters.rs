//! Dead letters on their topic: read back, shown, put back on the raw topic.
//!
//! Each requeue leaves a note on `wire.requeued`, in the transaction that puts the letter back: a letter that has one is not put back again.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::OwnedMessage;
use serde::{Deserialize, Serialize};

use super::brokers::{Produce, Producer};
use super::client::{self, Deliveries};
use super::merge::Merge;
use super::span::{Bound, Span, between, settle};
use super::topics::{Cluster, plans};
use super::transaction::{Ending, Waits};
use super::{Context, Incoming, Outgoing, Status, Stop, Transactions, plain_consumer};
use crate::config::Config;

/// Letters in one transaction.
const BATCH: usize = 200;
const TRY: Duration = Duration::from_secs(10);

/// A letter's place on the topic of dead letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LetterPlace {
    /// Partition.
    pub partition: i32,
    /// Offset.
    pub offset: i64,
}

impl std::fmt::Display for LetterPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.partition, self.offset)
    }
}

impl std::str::FromStr for LetterPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<LetterPlace, String> {
        let read =
            || Some(text.split_once(':')?).and_then(|(p, o)| Some(LetterPlace { partition: p.parse().ok()?, offset: o.parse().ok()? }));
        read().ok_or_else(|| format!("`{text}` is no PARTITION:OFFSET, as `dead-letters list` prints it"))
    }
}

/// The note of one requeue, the value of a record on `wire.requeued`.
#[derive(Debug, Serialize, Deserialize)]
struct Requeued {
    letter: LetterPlace,
    /// The raw record that it came from.
    topic: String,
    partition: i32,
    offset: i64,
    index: u32,
}

/// Gives each dead letter between two bounds to `each`, in the order of arrival.
///
/// # Errors
/// A topic that is missing or cannot be read, what `each` says.
pub fn read(
    config: &Config,
    from: &Bound,
    to: &Bound,
    mut each: impl FnMut(LetterPlace, &Incoming<'_>) -> Result<(), String>,
) -> Result<(), String> {
    let spans = between(&consumer(config)?, &[&config.topics.dead_letters], from, to)?;
    let mut stream = stream(config, spans)?;
    while let Some((_, message)) = stream.next_record()? {
        let record = Incoming::of(&message);
        each(LetterPlace { partition: record.partition, offset: record.offset }, &record)?;
    }
    Ok(())
}

/// One letter; none where there is none.
///
/// # Errors
/// A topic that is missing or cannot be read.
pub fn one(config: &Config, place: LetterPlace) -> Result<Option<OwnedMessage>, String> {
    at(config, &config.topics.dead_letters, place)
}

/// The record at a place of any topic; none where there is none.
///
/// # Errors
/// A topic that is missing or cannot be read.
pub(super) fn at(config: &Config, topic: &str, place: LetterPlace) -> Result<Option<OwnedMessage>, String> {
    let (low, high) = consumer(config)?.fetch_watermarks(topic, place.partition, TRY).map_err(|e| format!("topic {topic}: {e}"))?;
    if !(low..high).contains(&place.offset) {
        return Ok(None);
    }
    let span = Span { topic: topic.to_owned(), partition: place.partition, from: place.offset, to: place.offset + 1 };
    Ok(stream(config, vec![span])?.next_record()?.map(|(_, message)| message))
}

/// Puts letters back. There is one such hand at a time: a later one fences it.
pub struct Requeue<'a> {
    config: &'a Config,
    producer: Transactions,
    group: rdkafka::consumer::ConsumerGroupMetadata,
    already: HashSet<LetterPlace>,
}

/// What became of a letter that was to be put back.
#[derive(Debug, PartialEq, Eq)]
pub enum Back {
    /// It is back with the next commit.
    Requeued,
    /// It was put back before.
    Already,
    /// It cannot be.
    Not(String),
}

impl<'a> Requeue<'a> {
    /// Fences earlier hands, then reads which letters were put back.
    ///
    /// # Errors
    /// A cluster that does not answer or refuses.
    pub fn open(config: &'a Config) -> Result<Requeue<'a>, String> {
        let topic = &config.topics.requeued;
        if let Some(plan) = plans(config).iter().find(|p| p.name == *topic) {
            Cluster::new(config)?.create(plan, config.topics.replication).map_err(|e| format!("topic {topic} cannot be created: {e}"))?;
        }
        let id = format!("{}-requeue", config.kafka.group);
        let waits = Waits { stop: Stop::default(), status: Arc::new(Status::new("requeue")) };
        let transactional = client::transactional_producer(&config.kafka, &id);
        let context = Context::new(&config.kafka, None);
        let producer =
            Transactions::open(&transactional, || Deliveries::new(context.clone(), None), &id, &waits).map_err(|e| e.to_string())?;
        let producer = producer.ok_or("interrupted")?;
        let consumer = consumer(config)?;
        let group = consumer.group_metadata().ok_or("the group cannot be named")?;
        let mut notes = between(&consumer, &[topic], &Bound::Earliest, &Bound::Latest)?;
        settle(&mut properties(config), &consumer, &config.kafka, &mut notes)?;
        let mut already = HashSet::new();
        let mut stream = stream(config, notes)?;
        while let Some((_, message)) = stream.next_record()? {
            if let Ok(note) = serde_json::from_slice::<Requeued>(Incoming::of(&message).value) {
                already.insert(note.letter);
            }
        }
        Ok(Requeue { config, producer, group, already })
    }

    /// Whether this letter was put back before.
    pub fn is_back(&self, place: LetterPlace) -> bool {
        self.already.contains(&place)
    }

    /// Puts a letter back where it came from, with its original place, key and arrival: read again, it is the same item.
    ///
    /// # Errors
    /// A cluster that refuses; what was committed before is done.
    pub fn put(&mut self, place: LetterPlace, letter: &Incoming<'_>) -> Result<Back, String> {
        if self.is_back(place) {
            return Ok(Back::Already);
        }
        let raw = super::raw_record(letter);
        let Some(index) = raw.only else {
            return Ok(Back::Not("its headers do not name the record that it came from".into()));
        };
        let from = LetterPlace { partition: raw.partition, offset: raw.offset };
        // A letter of the desk holds the story, one that was cut holds a part: the record itself is needed.
        let whole = letter.text("wiredesk.cut").is_none() && letter.text("__connect.errors.stage") == Some("intake");
        let original = if whole { None } else { at(self.config, raw.topic, from)? };
        let original = original.as_ref().map(Incoming::of);
        let value = match (&original, whole) {
            (_, true) => letter.value,
            (Some(record), _) => record.value,
            (None, false) => return Ok(Back::Not(format!("{} {from} is not there any more, and the letter is not whole", raw.topic))),
        };
        let mut record = Outgoing::new(raw.topic, value, letter.time_ms);
        record.partition = Some(raw.partition);
        record.key = letter.key.map(Into::into);
        record.headers.extend(
            super::dead_letter::HEADERS
                .iter()
                .chain(&super::steps::HEADERS)
                .filter_map(|name| letter.header(name).map(|value| (*name, value.into()))),
        );
        self.producer.send(&record).map_err(|e| e.to_string())?;
        let note = Requeued { letter: place, topic: raw.topic.to_owned(), partition: raw.partition, offset: raw.offset, index };
        let note = serde_json::to_vec(&note).map_err(|e| e.to_string())?;
        let now: crate::story::Time = jiff::Timestamp::now().into();
        self.producer.send(&Outgoing::new(&self.config.topics.requeued, note, now.ms())).map_err(|e| e.to_string())?;
        self.already.insert(place);
        if self.producer.sent() >= BATCH {
            self.commit()?;
        }
        Ok(Back::Requeued)
    }

    /// Commits what was put back.
    ///
    /// # Errors
    /// Nothing of what was put back since the last commit is back, or the broker alone knows: the same command finds out.
    pub fn commit(&mut self) -> Result<(), String> {
        if self.producer.sent() == 0 {
            return Ok(());
        }
        match self.producer.commit(&TopicPartitionList::new(), &self.group) {
            Ending::Committed => Ok(()),
            Ending::Aborted(why) | Ending::Fenced(why) | Ending::Unknown(why) => Err(format!("{why}; run the same command again")),
        }
    }
}

/// A consumer in the name of these commands. It reads assigned partitions and never joins.
fn consumer(config: &Config) -> Result<BaseConsumer<Context>, String> {
    properties(config).create_with_context(Context::new(&config.kafka, None)).map_err(|e| e.to_string())
}

fn properties(config: &Config) -> rdkafka::ClientConfig {
    let mut properties = plain_consumer(&config.kafka);
    properties.set("group.id", format!("{}-requeue", config.kafka.group));
    properties
}

fn stream(config: &Config, spans: Vec<Span>) -> Result<Merge, String> {
    let spans = spans.into_iter().map(|s| (s, None)).collect();
    Merge::open(&mut properties(config), Context::new(&config.kafka, None), spans, Stop::default()).map_err(|e| e.to_string())
}
