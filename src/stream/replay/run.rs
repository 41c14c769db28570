//! A replay's loop: the next record by time → both stages → the shadow topics, with progress and plan in the same transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaError;
use rdkafka::message::OwnedMessage;
use rdkafka::{Offset, TopicPartitionList};

use super::Plan;
use super::note::{self, Note, Progress};
use crate::config::Config;
use crate::editorial::Editorial;
use crate::story::{Class, Item};
use crate::stream::brokers::Producer;
use crate::stream::client::{self, Deliveries};
use crate::stream::desk::DeskDecider;
use crate::stream::intake::{IntakeDecider, take_in};
use crate::stream::merge::Merge;
use crate::stream::topics::{Cluster, plans};
use crate::stream::transaction::{Ending, Waits};
use crate::stream::{Context, Decider, DeskStage, InForce, Incoming, Outbox, Outgoing, Restored, Stage, Status, Stop, Tally, Transactions};
use crate::telemetry::Metrics;

/// A transaction stays open for so long at most: long enough to cost little, short enough for the broker's timeout.
const COMMIT_EVERY: Duration = Duration::from_secs(1);
/// Records that are read in by several threads at once.
const CHUNK: usize = 256;
/// Tries in a row without progress.
const TRIES: u32 = 20;
/// After one of them.
const PAUSE: Duration = Duration::from_secs(1);

/// A replay, ready to run.
pub struct Replay {
    /// The live pipeline's configuration, under the replay's name.
    pub shadow: Config,
    /// Editorial knowledge.
    pub editorial: Arc<Editorial>,
    /// What is read.
    pub plan: Plan,
    /// Threads that read raw records in.
    pub jobs: usize,
    /// The wish to stop.
    pub stop: Stop,
}

/// How far a replay is.
#[derive(Clone, Copy, Debug)]
pub struct Advance {
    /// Offsets done, those of earlier runs included.
    pub done: i64,
    /// Offsets in all.
    pub of: i64,
}

/// What this run did.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Whether the plan is done, or somebody asked to stop.
    pub finished: bool,
    /// Events by class.
    pub events: Vec<(Class, u64)>,
    /// Records decided on, warm-up included.
    pub records: u64,
}

/// Why a replay cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The same command may succeed later.
    #[error("{0}")]
    Again(String),
    /// A person has to look.
    #[error("{0}")]
    Failed(String),
}

/// What one opening holds: from a fence to its end or to an abort.
struct Opened {
    stream: Merge,
    producer: Transactions,
    intake: IntakeDecider,
    desk: DeskDecider,
    /// Of the next story, in place of an offset in `wire.stories`.
    sequence: i64,
}

impl Replay {
    /// Names what decides: the same events come of the same input only under the same.
    fn decided_by(&self) -> String {
        format!("{} {}", env!("CARGO_PKG_VERSION"), self.editorial.digest)
    }

    /// Creates the replay's topics, then reads to the end of the plan or until it is asked to stop. `tell` hears of each commit.
    ///
    /// # Errors
    /// See [`Stopped`].
    pub fn run(&self, mut tell: impl FnMut(Advance)) -> Result<Done, Stopped> {
        self.create_topics()?;
        let metrics = Arc::new(Metrics::default());
        let mut tries = 0;
        loop {
            let before = metrics.intake.records.get();
            match self.attempt(&metrics, &mut tell) {
                Ok(finished) => {
                    let events = Class::ALL.iter().zip(&metrics.events).map(|(class, n)| (*class, n.get())).collect();
                    return Ok(Done { finished, events, records: metrics.intake.records.get() });
                }
                Err(Stopped::Again(why)) if tries < TRIES && !self.stop.requested() => {
                    tries = if metrics.intake.records.get() > before { 0 } else { tries + 1 };
                    tracing::warn!(why, "going on from what is committed");
                    std::thread::sleep(PAUSE);
                }
                Err(stopped) => return Err(stopped),
            }
        }
    }

    fn create_topics(&self) -> Result<(), Stopped> {
        let cluster = Cluster::new(&self.shadow).map_err(Stopped::Failed)?;
        let written = self.shadow.topics.written();
        // A replay hands stories to its desk itself, and its dead letters are for reading.
        let without = [&self.shadow.topics.stories, &self.shadow.topics.requeued];
        for plan in plans(&self.shadow).iter().filter(|p| written.contains(&p.name.as_str()) && !without.contains(&&p.name)) {
            cluster
                .create(plan, self.shadow.topics.replication)
                .map_err(|e| Stopped::Failed(format!("topic {} cannot be created: {e}", plan.name)))?;
        }
        Ok(())
    }

    /// From a fence to the end; true when the plan is done.
    fn attempt(&self, metrics: &Arc<Metrics>, tell: &mut impl FnMut(Advance)) -> Result<bool, Stopped> {
        let Some(mut opened) = self.open(metrics)? else { return Ok(false) };
        loop {
            let mut tally = Tally::default();
            let began = Instant::now();
            let mut error = None;
            let mut more = true;
            while more && error.is_none() && began.elapsed() < COMMIT_EVERY && opened.producer.sent() < self.shadow.kafka.max_in_flight {
                more = self.chunk(&mut opened, &mut tally, &mut error)?;
            }
            if tally.records > 0 {
                self.commit(&mut opened, error)?;
                tally.count(metrics, &metrics.intake, jiff::Timestamp::now().into());
                tell(self.advance(&opened.stream));
            }
            if !more {
                return Ok(!self.stop.requested());
            }
        }
    }

    fn advance(&self, stream: &Merge) -> Advance {
        Advance {
            done: stream.inputs().iter().map(|i| i.next - i.span.from).sum(),
            of: stream.inputs().iter().map(|i| i.span.to - i.span.from).sum(),
        }
    }

    fn producer(&self) -> Result<Option<Transactions>, Stopped> {
        let kafka = &self.shadow.kafka;
        let context = Context::new(kafka, None);
        let waits = Waits { stop: self.stop.clone(), status: Arc::new(Status::new("replay")) };
        let properties = client::transactional_producer(kafka, &kafka.group);
        let deliveries = || Deliveries::new(context.clone(), Some(self.shadow.topics.changelog.clone()));
        Transactions::open(&properties, deliveries, &kafka.group, &waits)
            .map_err(|e| Stopped::Failed(format!("the transactional id {} cannot be registered: {e}", kafka.group)))
    }

    /// Fences an earlier run of this replay, then reads how far it came, then its state.
    fn open(&self, metrics: &Arc<Metrics>) -> Result<Option<Opened>, Stopped> {
        let kafka = &self.shadow.kafka;
        let Some(producer) = self.producer()? else { return Ok(None) };
        let consumer = note::consumer(&self.shadow).map_err(Stopped::Failed)?;
        let progress = note::progress(&consumer, &self.plan.parts).map_err(Stopped::Again)?;
        let desk_note = self.desk_note(&progress)?;
        let config = Arc::new(self.shadow.clone());
        // A replay is decided on by one state of the rules from its beginning to its end.
        let in_force = InForce::new(self.editorial.clone(), self.shadow.scopes.clone());
        let stage = DeskStage::new(config.clone(), in_force.clone(), metrics.clone());
        let committed = progress.values().map(|(offset, _)| *offset).max();
        let mut desk = stage.open(0, committed, &desk_note).map_err(Stopped::Again)?;
        while desk.restore().map_err(|why| self.foreign(&why))? == Restored::Partly {
            if self.stop.requested() {
                return Ok(None);
            }
        }
        let spans = self.plan.parts.iter().map(|part| {
            let at = progress.get(&(part.topic.clone(), part.partition));
            (part.span(), at.map(|(next, note)| (*next, note.newest_ms)))
        });
        let mut properties = client::plain_consumer(kafka);
        properties.set("group.id", &kafka.group);
        let stream = Merge::open(&mut properties, Context::new(kafka, None), spans.collect(), self.stop.clone());
        let stream = stream.map_err(|e| Stopped::Failed(e.to_string()))?;
        let sequence = desk.last_entry().map_or(0, |last| last + 1);
        Ok(Some(Opened { stream, producer, intake: IntakeDecider::new(config, in_force), desk, sequence }))
    }

    fn foreign(&self, why: &str) -> Stopped {
        let topic = &self.shadow.topics.changelog;
        Stopped::Failed(format!("{topic} is not what this replay left ({why}); begin another under another --name"))
    }

    /// The desk's note, where an earlier run left one; it must have decided as this one does.
    fn desk_note(&self, progress: &Progress) -> Result<String, Stopped> {
        let Some((_, note)) = progress.values().next() else { return Ok(String::new()) };
        if note.decided_by != self.decided_by() {
            return Err(Stopped::Failed(format!(
                "this replay was begun by release and rules {}, and these are {}; begin another under another --name",
                note.decided_by,
                self.decided_by()
            )));
        }
        Ok(note.desk.clone())
    }

    /// Takes some records through both stages; false at the end.
    fn chunk(&self, opened: &mut Opened, tally: &mut Tally, error: &mut Option<KafkaError>) -> Result<bool, Stopped> {
        let mut records: Vec<(usize, OwnedMessage)> = Vec::new();
        let most = if self.jobs > 1 && !self.plan.of_stories { CHUNK } else { 1 };
        while records.len() < most {
            match opened.stream.next_record().map_err(Stopped::Failed)? {
                Some(record) => records.push(record),
                None => break,
            }
        }
        let more = records.len() == most;
        let items = if self.plan.of_stories { vec![Vec::new(); records.len()] } else { self.take_in(&records) };
        for ((input, message), items) in records.iter().zip(items) {
            tally.records += 1;
            let record = Incoming::of(message);
            let part = &self.plan.parts[*input];
            let out = Outbox::new(&mut opened.producer, tally, error, self.shadow.kafka.max_record_bytes);
            let mut out = if record.offset < part.from { out.only(&self.shadow.topics.changelog) } else { out };
            if self.plan.of_stories {
                let record = Incoming { offset: opened.sequence, ..record };
                opened.sequence += 1;
                opened.desk.decide(&record, &mut out);
                continue;
            }
            for item in &items {
                if let Some(story) = opened.intake.hand_on(&record, item, &mut out) {
                    opened.desk.decide(&as_read(&story, opened.sequence), &mut out);
                    opened.sequence += 1;
                }
            }
        }
        Ok(more)
    }

    /// Each record's items, in order, read in by as many threads as there may be.
    fn take_in(&self, records: &[(usize, OwnedMessage)]) -> Vec<Vec<Item>> {
        let one = |(_, message): &(usize, OwnedMessage)| take_in(&Incoming::of(message), &self.shadow, &self.editorial);
        let share = records.len().div_ceil(self.jobs.max(1)).max(1);
        if share >= records.len() {
            return records.iter().map(one).collect();
        }
        std::thread::scope(|threads| {
            let shares: Vec<_> =
                records.chunks(share).map(|share| threads.spawn(move || share.iter().map(one).collect::<Vec<_>>())).collect();
            // The stages catch what breaks inside.
            shares.into_iter().flat_map(|s| s.join().unwrap_or_default()).collect()
        })
    }

    /// Commits what was produced, with every partition's progress.
    fn commit(&self, opened: &mut Opened, error: Option<KafkaError>) -> Result<(), Stopped> {
        let mut offsets = TopicPartitionList::new();
        for (input, part) in opened.stream.inputs().iter().zip(&self.plan.parts) {
            let note = Note {
                part: part.clone(),
                asked: self.plan.asked.clone(),
                decided_by: self.decided_by(),
                newest_ms: input.newest_ms,
                desk: opened.desk.note(),
            };
            let mut added = offsets.add_partition(&part.topic, part.partition);
            // Fails on logical offsets that have no raw form; this is none.
            let _ = added.set_offset(Offset::Offset(input.next));
            added.set_metadata(serde_json::to_string(&note).expect("a note has only string keys"));
        }
        let ending = match (error, opened.stream.consumer().group_metadata()) {
            (Some(error), _) => opened.producer.abort(&error.to_string()),
            (None, None) => opened.producer.abort("the replay's group cannot be named"),
            (None, Some(group)) => opened.producer.commit(&offsets, &group),
        };
        match ending {
            Ending::Committed => {
                let changelog_offset = opened.producer.changelog_offset();
                opened.desk.keep(changelog_offset);
                Ok(())
            }
            Ending::Aborted(why) | Ending::Unknown(why) => Err(Stopped::Again(why)),
            Ending::Fenced(why) => Err(Stopped::Failed(format!(
                "another process runs this replay, or the broker gave this one up ({why}); the same command goes on where it was"
            ))),
        }
    }
}

/// A story on its way from intake as the desk reads it.
fn as_read<'a>(story: &'a Outgoing<'a>, sequence: i64) -> Incoming<'a> {
    Incoming {
        topic: story.topic,
        partition: 0,
        offset: sequence,
        time_ms: story.time_ms,
        key: story.key.as_deref(),
        value: &story.value,
        headers: story.headers.iter().map(|(name, value)| (*name, value.as_ref())).collect(),
    }
}
