//! The transactional loop of a stage: poll → decide → produce → send offsets → commit, on one thread.
//!
//! A transaction is committed as soon as the input runs idle, or when it is full or old enough. Nothing here waits in a queue of our
//! own: what is polled is decided on at once, and what is produced is bounded by the size of a transaction. Holds all-or-nothing and
//! unknown-ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::client::{self, Context, Deliveries};
use super::group::{Change, Group, Place};
use super::lane::{Lane, Life, Position};
use super::transaction::{Ending, Waits, without_transactions};
use super::{Decider, Incoming, LaneId, Outbox, Restored, Stage, Status, Stop, Tally, Transactions};
use crate::config::Config;
use crate::telemetry::{Metrics, StageMetrics, observe};

/// One answer from the brokers.
const TRY: Duration = Duration::from_secs(5);
/// How long `poll` waits when there is nothing else to do.
const IDLE: Duration = Duration::from_millis(100);
/// The pause after an abort, times the aborts in a row.
const AFTER_ABORT: Duration = Duration::from_millis(50);
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
    /// How the stage is doing.
    pub status: Arc<Status>,
    /// The wish to stop.
    pub stop: Stop,
    /// The largest record that the cluster's topics take.
    pub limit_bytes: usize,
}

/// A stage's loop.
pub struct Worker<S: Stage> {
    stage: S,
    around: Surroundings,
    group: Group,
    lanes: BTreeMap<LaneId, Lane<S::Decider>>,
}

impl<S: Stage> Worker<S> {
    /// Joins the stage's group.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn new(stage: S, around: Surroundings) -> Result<Worker<S>, Ended> {
        let kafka = &around.config.kafka;
        let context = Context::new(kafka, Some(around.stage_metrics.clone()));
        let instance = kafka.instance.as_ref().map(|i| format!("{i}-{}", S::NAME));
        let config = client::group_consumer(kafka, &format!("{}-{}", kafka.group, S::NAME), instance.as_deref());
        let group = Group::join(&config, context, &stage.topics()).map_err(failed::<S>("the group cannot be joined"))?;
        Ok(Worker { stage, around, group, lanes: BTreeMap::new() })
    }

    /// Runs until it is asked to stop.
    ///
    /// # Errors
    /// What ends the process.
    pub fn run(mut self) -> Result<(), Ended> {
        while !self.around.stop.requested() {
            self.around.status.beat();
            while let Some(change) = self.group.next_change() {
                self.rebalance(change)?;
            }
            self.restore()?;
            if !self.take_one()? {
                self.commit_where(|_| true)?;
            }
            let kafka = &self.around.config.kafka;
            let (most, interval) = (kafka.max_in_flight, kafka.commit_interval);
            self.commit_where(|lane| lane.is_due(most, interval))?;
        }
        self.commit_where(|_| true)
    }

    /// Polls one record and decides on it. False when the input runs idle.
    fn take_one(&mut self) -> Result<bool, Ended> {
        let wait = if self.lanes.values().any(|l| l.open_since.is_some()) {
            Duration::ZERO
        } else if self.lanes.values().any(|l| l.life == Life::Restoring) {
            BETWEEN_RESTORES
        } else {
            IDLE
        };
        let message = match self.group.poll(wait) {
            None => return Ok(false),
            Some(Ok(message)) => message,
            Some(Err(error)) => {
                error_of_poll::<S>(&error)?;
                self.trouble(&error);
                return Ok(false);
            }
        };
        let record = Incoming::of(&message);
        let place = (record.topic.to_owned(), record.partition);
        let Some(lane) = self.lanes.get_mut(&self.stage.lane(record.partition)) else { return Ok(true) };
        let Some(position) = lane.positions.get_mut(&place) else { return Ok(true) };
        if lane.life != Life::Running {
            if !lane.dropped {
                lane.dropped = true;
                self.group.pause(&lane.places()).map_err(failed::<S>("partitions cannot be paused"))?;
            }
            return Ok(true);
        }
        if position.next.is_some_and(|next| record.offset < next) {
            return Ok(true);
        }
        position.next = Some(record.offset + 1);
        let began = Instant::now();
        lane.open_since.get_or_insert(began);
        lane.tally.records += 1;
        if let Some(decider) = &mut lane.decider {
            let mut out = Outbox::new(&mut lane.producer, &mut lane.tally, &mut lane.error, self.around.limit_bytes);
            decider.decide(&record, &mut out);
        }
        observe(&self.around.stage_metrics.decide, began.elapsed());
        Ok(true)
    }

    /// Commits the open transactions of these lanes.
    fn commit_where(&mut self, due: impl Fn(&Lane<S::Decider>) -> bool) -> Result<(), Ended> {
        for lane in self.lanes.values_mut().filter(|l| l.open_since.is_some() && due(l)) {
            commit::<S>(lane, &self.group, &self.around)?;
        }
        Ok(())
    }

    fn rebalance(&mut self, change: Change) -> Result<(), Ended> {
        match change {
            Change::Assigned(places) => self.assigned(places),
            Change::Revoked(places) => self.revoked(&places),
        }
    }

    /// Fences the predecessors of these partitions, then reads how far they came, then reads on from there.
    fn assigned(&mut self, places: Vec<Place>) -> Result<(), Ended> {
        self.commit_where(|_| true)?;
        if !places.is_empty() {
            tracing::info!(stage = S::NAME, partitions = ?places, "assigned");
        }
        self.around.stage_metrics.assigned.inc_by(places.len() as u64);
        let mut by_lane: BTreeMap<LaneId, Vec<Place>> = BTreeMap::new();
        for place in places {
            by_lane.entry(self.stage.lane(place.1)).or_default().push(place);
        }
        let mut from = Vec::new();
        for (id, places) in by_lane {
            if !self.lanes.contains_key(&id) {
                let Some(producer) = self.producer(id)? else { return Ok(()) };
                let lane = Lane {
                    id,
                    life: Life::Restoring,
                    producer,
                    decider: None,
                    positions: BTreeMap::new(),
                    tally: Tally::default(),
                    open_since: None,
                    error: None,
                    aborts: 0,
                    dropped: false,
                };
                self.lanes.insert(id, lane);
            }
            let Some(starts) = self.progress(id, &places)? else { return Ok(()) };
            from.extend(starts);
        }
        self.group.assign(&from).map_err(failed::<S>("an assignment cannot be taken"))?;
        self.around.status.joined();
        self.report();
        Ok(())
    }

    /// Reads the committed offsets of these partitions of a lane, after its producer has fenced the predecessor's.
    fn progress(&mut self, id: LaneId, places: &[Place]) -> Result<Option<Vec<(Place, Option<i64>)>>, Ended> {
        let committed = loop {
            match self.group.committed(places, TRY) {
                Ok(committed) => break committed,
                Err(_) if self.around.stop.requested() => return Ok(None),
                Err(error) => {
                    self.around.status.beat();
                    tracing::warn!(stage = S::NAME, %error, "committed offsets cannot be read; trying again");
                }
            }
        };
        let Some(lane) = self.lanes.get_mut(&id) else { return Ok(None) };
        let mut from = Vec::new();
        for (place, (offset, note)) in places.iter().zip(committed) {
            lane.positions.insert(place.clone(), Position { committed: offset, next: offset });
            from.push((place.clone(), offset));
            if lane.decider.is_none() {
                match self.stage.open(id, offset, &note) {
                    Ok(decider) => lane.decider = Some(decider),
                    Err(why) => stop_lane::<S>(lane, &self.around, &why),
                }
            }
        }
        Ok(Some(from))
    }

    fn producer(&self, id: LaneId) -> Result<Option<Transactions>, Ended> {
        let kafka = &self.around.config.kafka;
        let transactional_id = self.stage.transactional_id(id);
        let config = client::transactional_producer(kafka, &transactional_id);
        let context = Context::new(kafka, Some(self.around.stage_metrics.clone()));
        let changelog = self.around.config.topics.changelog.clone();
        let deliveries = || Deliveries::new(context.clone(), Some(changelog.clone()));
        let waits = Waits { stop: self.around.stop.clone(), status: self.around.status.clone() };
        Transactions::open(&config, deliveries, &transactional_id, &waits).map_err(failed::<S>("the transactional id cannot be registered"))
    }

    /// Commits what is open on partitions that are given up, aborts what is open on partitions that are lost already.
    fn revoked(&mut self, places: &[Place]) -> Result<(), Ended> {
        let lost = self.group.lost();
        tracing::info!(stage = S::NAME, partitions = ?places, lost, "revoked");
        let metrics = &self.around.stage_metrics;
        if lost { &metrics.lost } else { &metrics.revoked }.inc_by(places.len() as u64);
        for lane in self.lanes.values_mut().filter(|l| l.open_since.is_some() && places.iter().any(|p| l.positions.contains_key(p))) {
            if lost {
                let ending = lane.producer.abort("the partitions are lost");
                ended::<S>(lane, ending, &self.group, &self.around)?;
            } else {
                commit::<S>(lane, &self.group, &self.around)?;
            }
        }
        for place in places {
            self.around.status.forget(&place.0, place.1);
            metrics.forget(&place.0, place.1);
            for lane in self.lanes.values_mut() {
                lane.positions.remove(place);
            }
        }
        self.lanes.retain(|_, lane| !lane.positions.is_empty());
        self.group.unassign(places).map_err(failed::<S>("a revocation cannot be answered"))?;
        self.report();
        Ok(())
    }

    /// Brings lanes that do not run a step nearer to running.
    fn restore(&mut self) -> Result<(), Ended> {
        let due: Vec<LaneId> =
            self.lanes.values().filter(|l| matches!(l.life, Life::Fenced(at) if at <= Instant::now())).map(|l| l.id).collect();
        for id in due {
            self.reopen(id)?;
        }
        let mut changed = false;
        for lane in self.lanes.values_mut().filter(|l| l.life == Life::Restoring) {
            match lane.decider.as_mut().map_or(Ok(Restored::Partly), Decider::restore) {
                Ok(Restored::Partly) => {}
                Ok(Restored::Wholly) => {
                    lane.life = Life::Running;
                    changed = true;
                    if std::mem::take(&mut lane.dropped) {
                        self.group.resume(&lane.places()).map_err(failed::<S>("partitions cannot be resumed"))?;
                        rewind::<S>(lane, &self.group)?;
                    }
                }
                Err(why) => {
                    changed = true;
                    stop_lane::<S>(lane, &self.around, &why);
                }
            }
        }
        if changed {
            self.report();
        }
        Ok(())
    }

    /// A new producer for a fenced lane; progress and state are read anew.
    fn reopen(&mut self, id: LaneId) -> Result<(), Ended> {
        let Some(producer) = self.producer(id)? else { return Ok(()) };
        let Some(lane) = self.lanes.get_mut(&id) else { return Ok(()) };
        lane.producer = producer;
        lane.decider = None;
        lane.life = Life::Restoring;
        // Whatever is polled until the lane runs is read again from the committed offset.
        let places = lane.places();
        if !std::mem::replace(&mut lane.dropped, true) {
            self.group.pause(&places).map_err(failed::<S>("partitions cannot be paused"))?;
        }
        self.progress(id, &places)?;
        self.report();
        Ok(())
    }

    /// An error from polling. A partition whose offset is out of range stops; whatever else is transient is librdkafka's to mend.
    fn trouble(&self, error: &KafkaError) {
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::AutoOffsetReset) {
            tracing::warn!(stage = S::NAME, %error, "reading");
            return;
        }
        // The error does not name its partition: it is the one whose next offset is not there.
        for lane in self.lanes.values() {
            for (place, position) in &lane.positions {
                let Ok((low, high)) = self.group.watermarks(place, TRY) else { continue };
                let Some(next) = position.next.filter(|next| !(low..=high).contains(next)) else { continue };
                let (topic, partition) = place;
                let why = format!(
                    "offset {next} is out of range: the broker has {low} to {high}. Records were deleted before they were read; set the \
                     offset of group {}-{} by kafka-consumer-groups --reset-offsets and start again",
                    self.around.config.kafka.group,
                    S::NAME,
                );
                tracing::error!(stage = S::NAME, topic, partition, "{why}");
                self.around.status.stopped(topic, *partition, &why);
                self.around.stage_metrics.stopped.inc();
            }
        }
    }

    /// Sets what the outside sees of the lanes' states.
    fn report(&self) {
        let partitions = |life: fn(&Life) -> bool| self.lanes.values().filter(|l| life(&l.life)).map(|l| l.positions.len()).sum::<usize>();
        let restoring = partitions(|l| matches!(l, Life::Restoring | Life::Fenced(_)));
        self.around.status.restoring(restoring);
        let metrics = &self.around.stage_metrics;
        metrics.restoring.set(restoring as i64);
        metrics.running.set(partitions(|l| *l == Life::Running) as i64);
        metrics.stopped.set(partitions(|l| *l == Life::Stopped) as i64);
    }
}

/// Commits a lane's open transaction, if our partitions are still ours.
fn commit<S: Stage>(lane: &mut Lane<S::Decider>, group: &Group, around: &Surroundings) -> Result<(), Ended> {
    let began = Instant::now();
    let note = lane.decider.as_ref().map(Decider::note).unwrap_or_default();
    let ending = match (&lane.error, group.metadata()) {
        (Some(error), _) => lane.producer.abort(&error.to_string()),
        (None, None) => lane.producer.abort("the partitions are lost"),
        (None, Some(metadata)) => {
            let offsets = lane.offsets(&note);
            let ending = lane.producer.commit(&offsets, &metadata);
            match without_transactions() && matches!(ending, Ending::Committed) {
                true => group.commit(&offsets).map_or_else(|e| Ending::Aborted(e.to_string()), |()| ending),
                false => ending,
            }
        }
    };
    observe(&around.stage_metrics.commit, began.elapsed());
    ended::<S>(lane, ending, group, around)
}

/// What follows from the ending of a lane's transaction.
fn ended<S: Stage>(lane: &mut Lane<S::Decider>, ending: Ending, group: &Group, around: &Surroundings) -> Result<(), Ended> {
    let metrics = &around.stage_metrics;
    match ending {
        Ending::Committed => {
            metrics.committed.inc();
            lane.aborts = 0;
            if let Some(decider) = &mut lane.decider {
                decider.keep(lane.producer.deliveries().changelog_offset());
            }
            lane.committed().count(&around.metrics, metrics, jiff::Timestamp::now().into());
            Ok(())
        }
        Ending::Aborted(why) => {
            metrics.aborted.inc();
            lane.aborts += 1;
            // What failed will probably fail again at once: a broker that refuses, a group that moves.
            std::thread::sleep(AFTER_ABORT * lane.aborts.min(20));
            tracing::warn!(stage = S::NAME, lane = lane.id, why, "transaction aborted");
            if let Some(decider) = &mut lane.decider {
                decider.undo();
            }
            if group.lost() {
                lane.rewound().clear()
            } else {
                rewind::<S>(lane, group)?
            };
            Ok(())
        }
        Ending::Fenced(why) => {
            metrics.fenced.inc();
            tracing::warn!(stage = S::NAME, lane = lane.id, why, "producer fenced");
            lane.rewound();
            lane.decider = None;
            lane.life = Life::fenced();
            Ok(())
        }
        Ending::Unknown(why) => Err(Ended::Unknown { stage: S::NAME, why }),
    }
}

/// An abort moves nothing on the consumer: without this the records would be skipped until a restart.
fn rewind<S: Stage>(lane: &mut Lane<S::Decider>, group: &Group) -> Result<(), Ended> {
    let to = lane.rewound();
    let mut tries = 0;
    loop {
        match group.seek(&to, TRY) {
            Ok(()) => return Ok(()),
            // A partition that is not being fetched yet cannot be sought.
            Err(error) if tries < 10 && !group.lost() => {
                tries += 1;
                tracing::debug!(stage = S::NAME, %error, "seeking again");
                std::thread::sleep(Duration::from_millis(100));
            }
            Err(_) if group.lost() => return Ok(()),
            Err(e) => return Err(failed::<S>("the input cannot be read again after an abort")(e)),
        }
    }
}

fn stop_lane<S: Stage>(lane: &mut Lane<S::Decider>, around: &Surroundings, why: &str) {
    lane.life = Life::Stopped;
    lane.decider = None;
    for (topic, partition) in lane.positions.keys() {
        tracing::error!(stage = S::NAME, topic, partition, "the partition has stopped: {why}");
        around.status.stopped(topic, *partition, why);
    }
}

/// Errors of polling that no further poll can mend.
fn error_of_poll<S: Stage>(error: &KafkaError) -> Result<(), Ended> {
    match error {
        KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId) => {
            Err(Ended::Failed { stage: S::NAME, why: "another process has the same kafka.instance; each needs a name of its own".into() })
        }
        KafkaError::MessageConsumptionFatal(code) => Err(Ended::Failed { stage: S::NAME, why: format!("the consumer gave up: {code}") }),
        _ => Ok(()),
    }
}

fn failed<S: Stage>(what: &str) -> impl Fn(KafkaError) -> Ended {
    move |e| Ended::Failed { stage: S::NAME, why: format!("{what}: {e}") }
}
