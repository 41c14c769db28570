//! What became of each message: events, skips and dead letters, read as any consumer reads them, in the order of the wire.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};

use crate::commands::Failure;
use crate::commands::render::Lines;
use crate::config::Config;
use crate::story::{CloudEvent, Reason, Skipped, Source, Time};
use crate::stream::{Context, Incoming, plain_consumer, raw_record};

/// How long later outcomes wait for those of an earlier message: both topics of one transaction arrive within it.
const ORDER_WITHIN: Duration = Duration::from_millis(1500);
const POLL: Duration = Duration::from_millis(50);

/// The one outcome of an item.
pub struct Outcome {
    place: (i64, u32),
    received: Instant,
    pub kind: Kind,
}

/// What it is.
pub enum Kind {
    Event(Box<CloudEvent>),
    Skipped { time: Time, source: Source, reason: Reason },
    DeadLetter { time: Time, source: Source, reason: Reason },
}

impl Outcome {
    /// The message's offset on the raw topic.
    pub fn offset(&self) -> i64 {
        self.place.0
    }

    /// When it was read.
    pub fn received(&self) -> Instant {
        self.received
    }

    /// Its line.
    pub fn line(&self, lines: &mut Lines) -> String {
        match &self.kind {
            Kind::Event(event) => lines.event(event),
            Kind::Skipped { time, source, reason } => lines.refused(*time, "skipped", source, reason),
            Kind::DeadLetter { time, source, reason } => lines.refused(*time, "dead", source, reason),
        }
    }
}

/// Reads all outcomes and gives them out in the order of the raw topic, which has one partition here.
pub struct Follower {
    consumer: BaseConsumer<Context>,
    skipped: String,
    dead_letters: String,
    waiting: BTreeMap<(i64, u32), Outcome>,
    next_offset: i64,
}

impl Follower {
    /// From the beginning of all topics of outcomes.
    ///
    /// # Errors
    /// A client that cannot be made.
    pub fn new(config: &Config) -> Result<Follower, Failure> {
        let failed = |e: rdkafka::error::KafkaError| Failure::new(Failure::FAILED, e.to_string());
        let mut properties = plain_consumer(&config.kafka);
        properties
            .set("group.id", format!("{}-demo", config.kafka.group))
            .set("fetch.wait.max.ms", "100")
            .set("enable.partition.eof", "false");
        let consumer: BaseConsumer<Context> = properties.create_with_context(Context::new(&config.kafka, None)).map_err(failed)?;
        let mut topics = config.topics.news();
        topics.extend([config.topics.skipped.as_str(), &config.topics.dead_letters]);
        let mut assignment = TopicPartitionList::new();
        for topic in topics {
            assignment.add_partition_offset(topic, 0, Offset::Beginning).map_err(failed)?;
        }
        consumer.assign(&assignment).map_err(failed)?;
        let (skipped, dead_letters) = (config.topics.skipped.clone(), config.topics.dead_letters.clone());
        Ok(Follower { consumer, skipped, dead_letters, waiting: BTreeMap::new(), next_offset: 0 })
    }

    /// The first message none of whose outcomes has been given out.
    pub fn next_offset(&self) -> i64 {
        self.next_offset
    }

    /// Waits a moment for records, and gives out those whose turn it is.
    ///
    /// # Errors
    /// A record that is not what its topic promises.
    pub fn take(&mut self) -> Result<Vec<Outcome>, Failure> {
        let mut wait = POLL;
        while let Some(polled) = self.consumer.poll(wait) {
            wait = Duration::ZERO;
            match polled {
                Ok(message) => {
                    let outcome = self.outcome(&Incoming::of(&message))?;
                    self.waiting.insert(outcome.place, outcome);
                }
                Err(error) => tracing::debug!(%error, "following"),
            }
        }
        let mut due = Vec::new();
        while let Some(first) = self.waiting.first_entry() {
            let (offset, _) = *first.key();
            if offset > self.next_offset && first.get().received.elapsed() < ORDER_WITHIN {
                break;
            }
            self.next_offset = self.next_offset.max(offset + 1);
            due.push(first.remove());
        }
        Ok(due)
    }

    /// Waits out what further items the last message may have.
    pub fn settle(&self) {
        std::thread::sleep(POLL * 4);
    }

    fn outcome(&self, record: &Incoming<'_>) -> Result<Outcome, Failure> {
        let broken =
            |e: serde_json::Error| Failure::new(Failure::DATA, format!("{} {} {}: {e}", record.topic, record.partition, record.offset));
        let received = Instant::now();
        let time = Time(record.time_ms);
        let (source, kind) = if record.topic == self.dead_letters {
            let (source, reason) = dead_letter(record);
            (source.clone(), Kind::DeadLetter { time, source, reason })
        } else if record.topic == self.skipped {
            let skipped: Skipped<'_> = serde_json::from_slice(record.value).map_err(broken)?;
            let (source, reason) = (skipped.source.into_owned(), skipped.reason.into_owned());
            (source.clone(), Kind::Skipped { time, source, reason })
        } else {
            let event: CloudEvent = serde_json::from_slice(record.value).map_err(broken)?;
            (event.data.source.clone(), Kind::Event(Box::new(event)))
        };
        Ok(Outcome { place: (source.offset, source.index), received, kind })
    }
}

/// A dead letter's place and reason stand in its headers; its value is the original message.
fn dead_letter(record: &Incoming<'_>) -> (Source, Reason) {
    let raw = raw_record(record);
    let text = |name: &str| record.text(name).unwrap_or_default().to_owned();
    let source = Source {
        topic: raw.topic.to_owned(),
        partition: raw.partition,
        offset: raw.offset,
        index: raw.only.unwrap_or_default(),
        format: None,
        agency: None,
        sha256: String::new(),
        file: None,
    };
    (source, Reason { code: text("__connect.errors.class.name"), message: text("__connect.errors.exception.message") })
}

/// Asks the daemon whether it is ready.
pub fn is_ready(admin: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&admin, Duration::from_millis(200))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {admin}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.split_whitespace().nth(1) == Some("200"))
}
