//! The warm stand-by: the state of partitions that other processes have, kept by following their changelog, so that whoever takes one over
//! reads only what came last.
//!
//! It follows read-committed, on a thread of its own, and never knows whether an entry is the last: that is for the new owner, who has fenced
//! the old one and reads on to the end. What goes wrong here costs warmth alone: the partition is then read back from its head.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

use super::changelog;
use super::client::{Context, plain_consumer};
use super::state::State;
use super::{DeskStage, Incoming, Stage};
use crate::config::Config;
use crate::telemetry::Metrics;

/// How long the thread waits for records, and so a take-over for the thread.
const IDLE: Duration = Duration::from_millis(20);
/// A thread that does not answer within this time is left alone: the state is read back from the changelog's head.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

enum Told {
    /// These partitions are this process's own; all others are followed.
    Owns(BTreeSet<i32>),
    /// This one becomes its own: the state goes there.
    Take(i32, SyncSender<Option<State>>),
}

/// The way to the thread, which ends with it.
pub struct Standby(Sender<Told>);

impl Standby {
    /// Starts the thread. It follows nothing until it is told what it need not.
    pub fn start(config: &Arc<Config>, metrics: &Arc<Metrics>) -> Standby {
        let (teller, told) = channel();
        let (config, metrics) = (config.clone(), metrics.clone());
        let run = move || match Follower::new(config, metrics) {
            Ok(follower) => follower.run(&told),
            Err(error) => tracing::warn!(%error, "no warm stand-by"),
        };
        if let Err(error) = std::thread::Builder::new().name("standby".into()).spawn(run) {
            tracing::warn!(%error, "no warm stand-by");
        }
        Standby(teller)
    }

    /// Follows all partitions but these.
    pub fn owns(&self, partitions: BTreeSet<i32>) {
        // A thread that could not start has said so.
        let _ = self.0.send(Told::Owns(partitions));
    }

    /// The state of a partition, as far as it was followed; `None` where it was not.
    pub fn take(&self, partition: i32) -> Option<State> {
        let (answer, state) = sync_channel(1);
        self.0.send(Told::Take(partition, answer)).ok()?;
        state.recv_timeout(ANSWERS_WITHIN).ok()?
    }
}

/// A partition that is followed.
struct Followed {
    state: State,
    /// Its end was reached once.
    warm: bool,
}

impl Followed {
    fn cold(config: &Config) -> Followed {
        Followed { state: State::new(config.desk.window_ms), warm: false }
    }
}

struct Follower {
    config: Arc<Config>,
    metrics: Arc<Metrics>,
    consumer: BaseConsumer<Context>,
    followed: BTreeMap<i32, Followed>,
}

impl Follower {
    fn new(config: Arc<Config>, metrics: Arc<Metrics>) -> KafkaResult<Follower> {
        let mut properties = plain_consumer(&config.kafka);
        // Several partitions share what the owner's reader has for one: what waits in memory is bounded.
        properties.set("queued.max.messages.kbytes", "8192");
        properties.set("group.id", format!("{}-desk", config.kafka.group));
        let consumer = properties.create_with_context(Context::new(&config.kafka, None))?;
        Ok(Follower { config, metrics, consumer, followed: BTreeMap::new() })
    }

    fn run(mut self, told: &Receiver<Told>) {
        loop {
            // Nothing is polled while nothing is followed.
            let next = if self.followed.is_empty() { told.recv().map_err(|_| TryRecvError::Disconnected) } else { told.try_recv() };
            let done = match next {
                Ok(Told::Owns(own)) => self.follow_all_but(&own),
                Ok(Told::Take(partition, answer)) => self.hand_over(partition, &answer),
                Err(TryRecvError::Empty) => self.turn(),
                Err(TryRecvError::Disconnected) => return,
            };
            if let Err(error) = done {
                tracing::warn!(%error, "the stand-by starts over");
                self.start_over();
            }
        }
    }

    fn follow_all_but(&mut self, own: &BTreeSet<i32>) -> KafkaResult<()> {
        let others: BTreeSet<i32> = (0..self.config.topics.stories_partitions).filter(|p| !own.contains(p)).collect();
        if self.followed.keys().eq(&others) {
            return Ok(());
        }
        self.followed.retain(|partition, _| others.contains(partition));
        for partition in others {
            self.followed.entry(partition).or_insert_with(|| Followed::cold(&self.config));
        }
        self.read_on()
    }

    fn hand_over(&mut self, partition: i32, answer: &SyncSender<Option<State>>) -> KafkaResult<()> {
        let followed = self.followed.remove(&partition);
        let any = followed.is_some();
        // Whoever no longer waits reads the changelog back.
        let _ = answer.send(followed.map(|f| f.state));
        if any { self.read_on() } else { Ok(()) }
    }

    /// Reads every followed partition on from where its state is.
    fn read_on(&self) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for (partition, followed) in &self.followed {
            let at = followed.state.next().map_or(Offset::Beginning, Offset::Offset);
            list.add_partition_offset(&self.config.topics.changelog, *partition, at)?;
        }
        self.report();
        self.consumer.assign(&list)
    }

    fn start_over(&mut self) {
        for followed in self.followed.values_mut() {
            *followed = Followed::cold(&self.config);
        }
        if let Err(error) = self.read_on() {
            tracing::warn!(%error, "the stand-by gives up");
            self.followed.clear();
        }
    }

    /// Takes what there is, until there is nothing more for a moment.
    fn turn(&mut self) -> KafkaResult<()> {
        match self.consumer.poll(IDLE) {
            None => Ok(()),
            Some(Ok(message)) => {
                let Some(followed) = self.followed.get_mut(&message.partition()) else { return Ok(()) };
                let offset = message.offset();
                if followed.state.next().is_some_and(|next| offset < next) {
                    return Ok(());
                }
                match changelog::read(&Incoming::of(&message)) {
                    Ok((scope, entry)) => followed.state.fold(offset, &scope, entry),
                    Err(why) => {
                        // Its owner, or the next one, stops by name.
                        tracing::warn!(partition = message.partition(), offset, why, "no stand-by: an entry cannot be read");
                        let partition = message.partition();
                        drop(message);
                        self.followed.remove(&partition);
                        return self.read_on();
                    }
                }
                Ok(())
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                self.at_the_end(partition);
                Ok(())
            }
            // The owner has cut off more than was read here; the error does not say of which partition.
            Some(Err(error)) if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AutoOffsetReset) => Err(error),
            // Whatever else is transient is librdkafka's to mend.
            Some(Err(error)) => {
                tracing::debug!(%error, "following the changelog");
                Ok(())
            }
        }
    }

    /// All that is committed was read.
    fn at_the_end(&mut self, partition: i32) {
        let Some(followed) = self.followed.get_mut(&partition) else { return };
        followed.state.read_back();
        if !std::mem::replace(&mut followed.warm, true) {
            let stories = followed.state.stories();
            tracing::info!(stage = DeskStage::NAME, partition, stories, "standing by");
            self.report();
        }
    }

    fn report(&self) {
        self.metrics.state.standing_by(self.followed.values().filter(|f| f.warm).count());
    }
}
