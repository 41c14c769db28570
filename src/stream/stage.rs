//! What a stage adds to the transactional loop.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use rdkafka::error::KafkaError;

use super::brokers::Produce;
use super::{Incoming, Outgoing};
use crate::story::{Class, Format, Time};
use crate::telemetry::{Metrics, OutcomeLabel, OverruleLabel, Span, StageMetrics, observe};

/// A lane is a set of input partitions that share a transactional producer and a [`Decider`].
pub type LaneId = i32;

/// One of the two stages.
pub trait Stage {
    /// What decides in a lane.
    type Decider: Decider;

    /// The stage's name: in logs, labels, groups and dead letters.
    const NAME: &'static str;

    /// What the group subscribes to.
    fn topics(&self) -> Vec<&str>;

    /// The lane of an input partition.
    fn lane(&self, partition: i32) -> LaneId;

    /// The transactional id of a lane. Whoever takes over what the lane has fences its predecessor by it.
    fn transactional_id(&self, lane: LaneId) -> String;

    /// The transactional id of the process that committed with this note, where it is another's than this one's and no lane's own: what
    /// that process may have left open is in the way of whoever takes over.
    fn predecessor<'a>(&self, _note: &'a str) -> Option<&'a str> {
        None
    }

    /// A decider that goes on where the group's committed offset and its note say.
    ///
    /// # Errors
    /// What keeps the partition from running, for people.
    fn open(&self, lane: LaneId, committed: Option<i64>, note: &str) -> Result<Self::Decider, String>;

    /// These lanes, and no others, are this process's now.
    fn owns(&self, _: BTreeSet<LaneId>) {}
}

/// How far a lane's state is read back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Restored {
    /// Partly.
    Partly,
    /// To the end: the lane may run.
    Wholly,
}

/// What turns a lane's input into records. Its changes are for good only when their transaction is committed.
pub trait Decider {
    /// Reads back some more of the state. Called until it is whole, before the first decision.
    ///
    /// # Errors
    /// What keeps the partition from running, for people.
    fn restore(&mut self) -> Result<Restored, String>;

    /// A transaction begins. What may change while the process runs changes now.
    fn begin(&mut self) {}

    /// Decides on one record. Never fails: what cannot be decided is a dead letter.
    fn decide(&mut self, record: &Incoming<'_>, out: &mut Outbox<'_>);

    /// The transaction was committed. `changelog_offset` is the latest delivered record's on the changelog.
    fn keep(&mut self, changelog_offset: i64);

    /// The transaction was aborted.
    fn undo(&mut self);

    /// The note that is committed with the offsets and given to the next owner.
    fn note(&self) -> String;
}

/// Where the decisions on one input record go: into the open transaction, and into the tally of what it holds.
pub struct Outbox<'a> {
    producer: &'a mut dyn Produce,
    tally: &'a mut Tally,
    error: &'a mut Option<KafkaError>,
    limit_bytes: usize,
    began: SystemTime,
    /// All that is sent, where something is held back.
    only: Option<&'a str>,
    /// Of the input record, in dead letters so far.
    buried_bytes: usize,
}

/// How many records of the largest size the dead letters of one record may fill: a thousand broken items of a large record must not fill memory
/// and disks.
const MOST_COPIES: usize = 4;

impl<'a> Outbox<'a> {
    pub(super) fn new(
        producer: &'a mut dyn Produce,
        tally: &'a mut Tally,
        error: &'a mut Option<KafkaError>,
        limit_bytes: usize,
    ) -> Outbox<'a> {
        Outbox { producer, tally, error, limit_bytes, began: SystemTime::now(), only: None, buried_bytes: 0 }
    }

    /// Sends what goes to this topic and holds back the rest.
    pub(super) fn only(self, topic: &'a str) -> Outbox<'a> {
        Outbox { only: Some(topic), ..self }
    }

    /// When the input record was taken up.
    pub fn began(&self) -> SystemTime {
        self.began
    }

    /// Whether a record is small enough to be written.
    pub fn fits(&self, record: &Outgoing<'_>) -> bool {
        record.bytes() <= self.limit_bytes
    }

    /// Produces a record. After an error nothing more is sent, and the transaction will be aborted.
    pub fn send(&mut self, record: &Outgoing<'_>) {
        if self.error.is_none() && self.only.is_none_or(|only| only == record.topic) {
            *self.error = self.producer.send(record).err();
        }
    }

    /// Produces a dead letter, cut to what fits: the raw record is still where its headers say. So are those of a record whose letters
    /// have carried it often enough.
    pub fn send_cut(&mut self, mut record: Outgoing<'_>) {
        let most = if self.buried_bytes < MOST_COPIES * self.limit_bytes { self.limit_bytes } else { 0 };
        let over = record.bytes().saturating_sub(most);
        if over > 0 {
            let keep = record.value.len().saturating_sub(over + 64);
            record.value = Cow::Owned(record.value[..keep].to_vec());
            record.headers.push(("wiredesk.cut", b"true".as_slice().into()));
        }
        self.buried_bytes += record.value.len();
        self.send(&record);
    }

    /// What the open transaction holds.
    pub fn tally(&mut self) -> &mut Tally {
        self.tally
    }
}

/// What an open transaction holds, counted when it is committed.
#[derive(Default)]
pub struct Tally {
    /// Input records.
    pub records: u64,
    items: Vec<(OutcomeLabel, Option<Format>)>,
    events: [u64; Class::ALL.len()],
    arrivals: Vec<Time>,
    complaints: BTreeMap<String, u64>,
    agencies: BTreeMap<String, u64>,
    dead_letters: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    overrules: [u64; OverruleLabel::ALL.len()],
    spans: Vec<Span>,
}

impl Tally {
    /// A step of a trace ended.
    pub fn span(&mut self, span: Span) {
        self.spans.push(span);
    }

    /// Takes the steps that ended.
    pub(super) fn take_spans(&mut self) -> Vec<Span> {
        std::mem::take(&mut self.spans)
    }

    /// Intake read an item.
    pub fn item(&mut self, outcome: OutcomeLabel, format: Option<Format>) {
        self.items.push((outcome, format));
    }

    /// The desk handed out an event.
    pub fn event(&mut self, class: Class, arrival: Time) {
        self.events[class as usize] += 1;
        self.arrivals.push(arrival);
    }

    /// The desk handed out an event by an editor's word. It is as old as its story: its latency tells nothing.
    pub fn overruled(&mut self, class: Class) {
        self.events[class as usize] += 1;
        self.overrule(OverruleLabel::Applied);
    }

    /// What became of an editor's word.
    pub fn overrule(&mut self, outcome: OverruleLabel) {
        self.overrules[outcome as usize] += 1;
    }

    /// Intake read a story of this agency.
    pub fn story_of(&mut self, agency: &str) {
        *self.agencies.entry(agency.to_owned()).or_default() += 1;
    }

    /// A story has a local fault.
    pub fn complaint(&mut self, code: &str) {
        *self.complaints.entry(code.to_owned()).or_default() += 1;
    }

    /// An item is a dead letter.
    pub fn dead_letter(&mut self, code: &str) {
        *self.dead_letters.entry(code.to_owned()).or_default() += 1;
    }

    /// An item was skipped.
    pub fn skip(&mut self, code: &str) {
        *self.skipped.entry(code.to_owned()).or_default() += 1;
    }

    /// Counts everything: the transaction was committed at `now`.
    pub(super) fn count(self, metrics: &Metrics, stage: &StageMetrics, now: Time) {
        stage.records.inc_by(self.records);
        for (outcome, format) in self.items {
            metrics.items.of(outcome, format).inc();
        }
        for (counter, events) in metrics.events.iter().zip(self.events) {
            counter.inc_by(events);
        }
        for (counter, overrules) in metrics.overrules.iter().zip(self.overrules) {
            counter.inc_by(overrules);
        }
        if let Some(last) = self.arrivals.last() {
            metrics.last_arrival.set(last.ms() as f64 / 1000.0);
        }
        for arrival in self.arrivals {
            let ms = u64::try_from(now.ms() - arrival.ms()).unwrap_or(0);
            observe(&metrics.latency, std::time::Duration::from_millis(ms));
        }
        self.complaints.iter().for_each(|(code, n)| metrics.complaints.count(code, *n));
        self.agencies.iter().for_each(|(agency, n)| metrics.agencies.count(agency, *n));
        self.dead_letters.iter().for_each(|(code, n)| stage.dead_letters.count(code, *n));
        self.skipped.iter().for_each(|(code, n)| stage.skipped.count(code, *n));
    }
}
