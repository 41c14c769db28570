//! The transactional loop of a stage: poll → decide → produce → send offsets → commit, on one thread.
//!
//! A transaction is committed as soon as the input runs idle, or when it is full or old enough; where brokers are slow, one is old enough
//! when it has lasted as long as the commits before it, so that they take half of the time at most. Nothing here waits in a queue of our
//! own: what is polled is decided on at once, and what is produced is bounded by the size of a transaction. Holds all-or-nothing and
//! unknown-ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::brokers::{Brokers, Member, Producer};
use super::client::TRANSACTION_TIMEOUT_MS;
use super::lane::{Lane, Life};
use super::settling::commit;
use super::switches::crash_at;
use super::{Decider, Incoming, LaneId, Outbox, Stage, Status, Stop};
use crate::config::Config;
use crate::telemetry::{Metrics, StageMetrics, Traces, observe};

/// How long after a lost session a clash of names is taken for our own.
const JUST_LOST: Duration = Duration::from_secs(30);
/// One answer from the brokers.
const TRY: Duration = Duration::from_secs(5);
/// How long `poll` waits when there is nothing else to do.
const IDLE: Duration = Duration::from_millis(100);
/// No transaction waits longer than this for being worth its commit: far below the brokers' patience with a silent producer.
const LONGEST: Duration = Duration::from_millis(TRANSACTION_TIMEOUT_MS as u64 / 10);
/// How long it waits while a changelog is read.
const BETWEEN_RESTORES: Duration = Duration::from_millis(1);

/// Why a stage ended although nobody asked it to.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// A commit may have happened or not. The next start finds out from the broker.
    #[error("{stage}: the outcome of a transaction is unknown ({why}); a restart goes on from what the broker has committed")]
    Unknown {
        /// The stage.
        stage: &'static str,
        /// What the broker said.
        why: String,
    },
    /// An interruption that only another start can mend.
    #[error("{stage}: {why}; a restart goes on from what the broker has committed")]
    Interrupted {
        /// The stage.
        stage: &'static str,
        /// What happened.
        why: String,
    },
    /// What no further try can mend.
    #[error("{stage}: {why}")]
    Failed {
        /// The stage.
        stage: &'static str,
        /// What happened and what to do next.
        why: String,
    },
}

/// What a stage's loop needs from the process around it.
#[derive(Clone)]
pub struct Surroundings {
    /// The configuration.
    pub config: Arc<Config>,
    /// Every metric.
    pub metrics: Arc<Metrics>,
    /// Those of the stage.
    pub stage_metrics: Arc<StageMetrics>,
    /// The way to a collector of traces.
    pub traces: Option<Arc<Traces>>,
    /// How the stage is doing.
    pub status: Arc<Status>,
    /// The wish to stop.
    pub stop: Stop,
    /// The largest record that the cluster's topics take.
    pub limit_bytes: usize,
}

/// The process as a member of its stage's group.
pub(super) struct Process<B: Brokers> {
    pub brokers: B,
    pub group: B::Member,
    pub around: Surroundings,
}

/// A stage's loop.
pub struct Worker<S: Stage, B: Brokers> {
    pub(super) stage: S,
    pub(super) process: Process<B>,
    pub(super) lanes: BTreeMap<LaneId, Lane<S::Decider, B::Producer>>,
    /// No transaction begins before this time.
    rests_until: Option<Instant>,
    /// How long the latest commits took, all lanes together.
    commits_took: Duration,
    /// When the group last gave our partitions away without our leave.
    pub(super) lost_at: Option<Instant>,
}

impl<S: Stage, B: Brokers> Worker<S, B> {
    /// Joins the stage's group on these brokers.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn new(stage: S, brokers: B, around: Surroundings) -> Result<Worker<S, B>, Ended> {
        let group = brokers.join(S::NAME, &stage.topics()).map_err(failed::<S>("the group cannot be joined"))?;
        let process = Process { brokers, group, around };
        Ok(Worker { stage, process, lanes: BTreeMap::new(), rests_until: None, commits_took: Duration::ZERO, lost_at: None })
    }

    /// Runs until it is asked to stop.
    ///
    /// # Errors
    /// What ends the process.
    pub fn run(mut self) -> Result<(), Ended> {
        while !self.process.around.stop.requested() {
            self.turn()?;
        }
        self.finish()
    }

    /// Commits what is open, for good.
    pub(super) fn finish(&mut self) -> Result<(), Ended> {
        self.commit_where(|_| true)
    }

    /// One turn of the loop: what the group changed, a step of restoring, one record, and the commits that are due.
    pub(super) fn turn(&mut self) -> Result<(), Ended> {
        self.process.around.status.beat();
        while let Some(change) = self.process.group.next_change() {
            self.rebalance(change)?;
        }
        self.restore()?;
        let kafka = &self.process.around.config.kafka;
        let (most, interval, pause) = (kafka.max_in_flight, kafka.commit_interval, kafka.commit_pause);
        if !self.take_one()? && self.is_open() {
            self.commit_where(|_| true)?;
            self.rests_until = Some(self.process.brokers.now() + pause);
        }
        let interval = interval.max(self.commits_took.min(LONGEST));
        let now = self.process.brokers.now();
        self.commit_where(|lane| lane.is_due(lane.producer.sent(), now, most, interval))
    }

    /// Polls one record and decides on it. False when the input runs idle.
    fn take_one(&mut self) -> Result<bool, Ended> {
        let brokers = &self.process.brokers;
        if let Some(left) = self.rests_until.take().and_then(|until| until.checked_duration_since(brokers.now())) {
            brokers.sleep(left);
        }
        let wait = if self.is_open() {
            Duration::ZERO
        } else if self.lanes.values().any(|l| l.life == Life::Restoring) {
            BETWEEN_RESTORES
        } else {
            IDLE
        };
        let message = match self.process.group.poll(wait) {
            None => return Ok(false),
            Some(Ok(message)) => message,
            Some(Err(error)) => {
                self.beyond_mending(&error)?;
                self.trouble(&error)?;
                return Ok(false);
            }
        };
        crash_at("poll");
        let record = Incoming::of(&message);
        let place = (record.topic.to_owned(), record.partition);
        let Some(lane) = self.lanes.get_mut(&self.stage.lane(record.partition)) else { return Ok(true) };
        let Some(position) = lane.positions.get_mut(&place) else { return Ok(true) };
        if lane.life != Life::Running {
            if !lane.dropped {
                lane.dropped = true;
                self.process.group.pause(&lane.places()).map_err(failed::<S>("partitions cannot be paused"))?;
            }
            return Ok(true);
        }
        if position.next.is_some_and(|next| record.offset < next) {
            return Ok(true);
        }
        position.next = Some(record.offset + 1);
        let began = brokers.now();
        let begins = lane.open_since.replace(lane.open_since.unwrap_or(began)).is_none();
        lane.tally.records += 1;
        if let Some(decider) = &mut lane.decider {
            if begins {
                decider.begin();
            }
            let mut out = Outbox::new(&mut lane.producer, &mut lane.tally, &mut lane.error, self.process.around.limit_bytes);
            decider.decide(&record, &mut out);
            crash_at("decide");
        }
        observe(&self.process.around.stage_metrics.decide, brokers.now() - began);
        Ok(true)
    }

    /// Whether a transaction is open.
    fn is_open(&self) -> bool {
        self.lanes.values().any(|l| l.open_since.is_some())
    }

    /// Commits the open transactions of these lanes.
    pub(super) fn commit_where(&mut self, due: impl Fn(&Lane<S::Decider, B::Producer>) -> bool) -> Result<(), Ended> {
        let (began, mut any) = (self.process.brokers.now(), false);
        for lane in self.lanes.values_mut().filter(|l| l.open_since.is_some() && due(l)) {
            commit::<S, B>(lane, &self.process)?;
            any = true;
        }
        if any {
            self.commits_took = self.process.brokers.now() - began;
        }
        Ok(())
    }

    /// Errors of polling that no further poll can mend.
    fn beyond_mending(&self, error: &KafkaError) -> Result<(), Ended> {
        let code = match error {
            KafkaError::MessageConsumptionFatal(code) => code,
            KafkaError::MessageConsumption(RDKafkaErrorCode::UnknownPartition) => return Err(topic_deleted::<S>()),
            _ => return Ok(()),
        };
        // librdkafka joins anew after a lost session, as somebody else of the same name: the broker may refuse what it asked for before that.
        let now = self.process.brokers.now();
        let own = self.process.group.lost() || self.lost_at.is_some_and(|at| now - at < JUST_LOST);
        Err(match code {
            RDKafkaErrorCode::FencedInstanceId if own => Ended::Interrupted {
                stage: S::NAME,
                why: "the session was lost, and the group took this process for two of one name".into(),
            },
            RDKafkaErrorCode::FencedInstanceId => {
                Ended::Failed { stage: S::NAME, why: "another process has the same kafka.instance; each needs a name of its own".into() }
            }
            code => Ended::Failed { stage: S::NAME, why: format!("the consumer gave up: {code}") },
        })
    }

    /// An error from polling. A partition whose offset is out of range stops; whatever else is transient is librdkafka's to mend.
    fn trouble(&self, error: &KafkaError) -> Result<(), Ended> {
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AutoOffsetReset) => {}
            // The client's context has said why.
            Some(RDKafkaErrorCode::AllBrokersDown) => return Ok(()),
            _ => {
                tracing::warn!(stage = S::NAME, %error, "reading");
                return Ok(());
            }
        }
        // The error does not name its partition: it is the one whose next offset is not there.
        let mut found = false;
        for lane in self.lanes.values() {
            for (place, position) in &lane.positions {
                let Ok((low, high)) = self.process.group.watermarks(place, TRY) else { continue };
                let Some(next) = position.next.filter(|next| !(low..=high).contains(next)) else { continue };
                let (topic, partition) = place;
                let cause = if next < low { "Records were deleted before they were read" } else { "The broker has lost records" };
                let why = format!(
                    "offset {next} is out of range: the broker has {low} to {high}. {cause}; set the \
                     offset of group {}-{} by kafka-consumer-groups --reset-offsets and start again",
                    self.process.around.config.kafka.group,
                    S::NAME,
                );
                tracing::error!(stage = S::NAME, topic, partition, "{why}");
                self.process.around.status.stopped(topic, *partition, &why);
                self.process.around.stage_metrics.stopped.inc();
                found = true;
            }
        }
        // librdkafka has stopped to read a partition that has grown to this place since.
        if found { Ok(()) } else { Err(topic_deleted::<S>()) }
    }
}

/// A topic made anew would be read on from where the old one was; the broker has forgotten that place together with the old topic.
fn topic_deleted<S: Stage>() -> Ended {
    Ended::Interrupted { stage: S::NAME, why: "a topic that it reads was deleted".into() }
}

pub(super) fn failed<S: Stage>(what: &str) -> impl Fn(KafkaError) -> Ended {
    move |e| Ended::Failed { stage: S::NAME, why: format!("{what}: {e}") }
}
