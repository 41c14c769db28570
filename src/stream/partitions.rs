//! Partitions come, are brought to running, and go: the steps between the states of a lane's life (see `lane`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::brokers::{Brokers, Member, Producer};
use super::client::TRANSACTION_TIMEOUT_MS;
use super::group::{Change, Place};
use super::lane::{Lane, Life, Position};
use super::settling::{commit, ended, rewind};
use super::switches::crash_at;
use super::worker::failed;
use super::{Decider, Ended, LaneId, Restored, Stage, Surroundings, Tally, Worker};

/// One answer from the brokers.
const TRY: Duration = Duration::from_secs(5);

/// Committed offsets come at once, but where a transaction is open on their partition.
const AT_ONCE: Duration = Duration::from_millis(250);

/// A transaction that is still open this long after its producer was fenced does not end by itself: it should have timed out, been swept up
/// by the broker (every 10 s by default), and some. Kafka 4.3 makes such of transactions whose partitions have no leader at the moment when
/// their markers should be written (`TransactionMarkerChannelManager`: "likely deleted already and hence can be skipped").
const HANGS_AFTER: Duration = Duration::from_millis(4 * TRANSACTION_TIMEOUT_MS as u64);

/// Where partitions are read from; `None` is where the group's reset policy says.
type Starts = Vec<(Place, Option<i64>)>;

impl<S: Stage, B: Brokers> Worker<S, B> {
    /// Answers a rebalance.
    pub(super) fn rebalance(&mut self, change: Change) -> Result<(), Ended> {
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
        self.process.around.stage_metrics.assigned.inc_by(places.len() as u64);
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
        self.process.group.assign(&from).map_err(failed::<S>("an assignment cannot be taken"))?;
        self.stage.owns(self.lanes.keys().copied().collect());
        self.process.around.status.joined();
        self.report();
        Ok(())
    }

    /// Reads the committed offsets of these partitions of a lane, after its producer has fenced the predecessor's.
    fn progress(&mut self, id: LaneId, places: &[Place]) -> Result<Option<Starts>, Ended> {
        let (asked, mut patience, mut told) = (self.process.brokers.now(), AT_ONCE, false);
        let committed = loop {
            match self.process.group.committed(places, patience) {
                Ok(committed) => break committed,
                Err(_) if self.process.around.stop.requested() => return Ok(None),
                Err(error) => {
                    self.process.around.status.beat();
                    tracing::warn!(stage = S::NAME, %error, "committed offsets cannot be read; trying again");
                    if !told && self.process.brokers.now() - asked > HANGS_AFTER && self.process.group.notes(places, TRY).is_ok() {
                        told = true;
                        tracing::error!(
                            stage = S::NAME,
                            partitions = ?places,
                            "a transaction hangs on these partitions' committed offsets, and the brokers do not end it: see docs/operating.md, A hanging \
                             transaction"
                        );
                    }
                    if patience == AT_ONCE {
                        self.end_what_is_open(places)?;
                    }
                    patience = TRY;
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
                    Err(why) => stop_lane::<S, _>(lane, &self.process.around, &why),
                }
            }
        }
        Ok(Some(from))
    }

    /// Fences those who committed last on partitions that a transaction is still open on: a process that was killed would otherwise be in
    /// the way until the broker misses it. One that lives has committed before it gave its partitions up, or has lost them.
    fn end_what_is_open(&self, places: &[Place]) -> Result<(), Ended> {
        let asked = self.process.brokers.now();
        let Ok(notes) = self.process.group.notes(places, TRY) else { return Ok(()) };
        // Not the transaction, but the brokers may be slow: then this took long too.
        if self.process.group.committed(places, (self.process.brokers.now() - asked) * 2).is_ok() {
            return Ok(());
        }
        let predecessors: BTreeSet<&str> = notes.iter().filter_map(|note| self.stage.predecessor(note)).collect();
        for transactional_id in predecessors {
            tracing::info!(stage = S::NAME, transactional_id, "ending the transaction that another process left open");
            self.registered(transactional_id)?;
        }
        Ok(())
    }

    fn producer(&self, id: LaneId) -> Result<Option<B::Producer>, Ended> {
        self.registered(&self.stage.transactional_id(id))
    }

    /// A producer that has registered this transactional id, and so ended what its predecessor left open.
    fn registered(&self, transactional_id: &str) -> Result<Option<B::Producer>, Ended> {
        self.process.brokers.register(transactional_id).map_err(failed::<S>("the transactional id cannot be registered"))
    }

    /// Commits what is open on partitions that are given up, aborts what is open on partitions that are lost already.
    fn revoked(&mut self, places: &[Place]) -> Result<(), Ended> {
        crash_at("revoke");
        let lost = self.process.group.lost();
        if lost {
            self.lost_at = Some(self.process.brokers.now());
        }
        tracing::info!(stage = S::NAME, partitions = ?places, lost, "revoked");
        let metrics = &self.process.around.stage_metrics;
        if lost { &metrics.lost } else { &metrics.revoked }.inc_by(places.len() as u64);
        for lane in self.lanes.values_mut().filter(|l| l.open_since.is_some() && places.iter().any(|p| l.positions.contains_key(p))) {
            if lost {
                let ending = lane.producer.abort("the partitions are lost");
                ended::<S, B>(lane, ending, &self.process)?;
            } else {
                commit::<S, B>(lane, &self.process)?;
            }
        }
        for place in places {
            self.process.around.status.forget(&place.0, place.1);
            metrics.forget(&place.0, place.1);
            for lane in self.lanes.values_mut() {
                lane.positions.remove(place);
            }
        }
        self.lanes.retain(|_, lane| !lane.positions.is_empty());
        self.process.group.unassign(places).map_err(failed::<S>("a revocation cannot be answered"))?;
        self.stage.owns(self.lanes.keys().copied().collect());
        self.report();
        Ok(())
    }

    /// Brings lanes that do not run a step nearer to running.
    pub(super) fn restore(&mut self) -> Result<(), Ended> {
        let now = self.process.brokers.now();
        let due: Vec<LaneId> = self.lanes.values().filter(|l| matches!(l.life, Life::Fenced(at) if at <= now)).map(|l| l.id).collect();
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
                        self.process.group.resume(&lane.places()).map_err(failed::<S>("partitions cannot be resumed"))?;
                        rewind::<S, B>(lane, &self.process)?;
                    }
                }
                Err(why) => {
                    changed = true;
                    if is_overtaken(lane, &self.process.group) {
                        tracing::warn!(
                            stage = S::NAME,
                            lane = lane.id,
                            why,
                            "another process went on from here meanwhile; reading back anew"
                        );
                        lane.decider = None;
                        lane.life = Life::fenced(now);
                    } else {
                        stop_lane::<S, _>(lane, &self.process.around, &why);
                    }
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
            self.process.group.pause(&places).map_err(failed::<S>("partitions cannot be paused"))?;
        }
        self.progress(id, &places)?;
        self.report();
        Ok(())
    }

    /// Sets what the outside sees of the lanes' states.
    fn report(&self) {
        let partitions = |life: fn(&Life) -> bool| self.lanes.values().filter(|l| life(&l.life)).map(|l| l.positions.len()).sum::<usize>();
        let restoring = partitions(|l| matches!(l, Life::Restoring | Life::Fenced(_)));
        self.process.around.status.restoring(restoring);
        let metrics = &self.process.around.stage_metrics;
        metrics.restoring.set(restoring as i64);
        metrics.running.set(partitions(|l| *l == Life::Running) as i64);
        metrics.stopped.set(partitions(|l| *l == Life::Stopped) as i64);
    }
}

/// Whether the group's progress on a lane's partitions is not, or not surely, what it was when they came: a process that stood still while it
/// read its state back may have lost them without knowing yet, and finds a state that belongs to later progress.
fn is_overtaken<D, P>(lane: &Lane<D, P>, group: &impl Member) -> bool {
    let known = lane.positions.values().map(|p| p.committed);
    !group.committed(&lane.places(), TRY).is_ok_and(|now| now.into_iter().map(|(offset, _)| offset).eq(known))
}

fn stop_lane<S: Stage, P>(lane: &mut Lane<S::Decider, P>, around: &Surroundings, why: &str) {
    lane.life = Life::Stopped;
    lane.decider = None;
    for (topic, partition) in lane.positions.keys() {
        tracing::error!(stage = S::NAME, topic, partition, "the partition has stopped: {why}");
        around.status.stopped(topic, *partition, why);
    }
}
