//! The state that all handlers share, behind one lock that is never held across an await.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kafka_protocol::ResponseError;
use tokio::sync::Notify;

use super::Options;
use super::faults::Faults;
use super::groups::Group;
use super::topics::Topics;
use super::transactions::Transactions;

/// What an answer carries where something was refused: an error code of the protocol.
pub(super) type Answer<T> = Result<T, ResponseError>;

/// The code of an answer: 0 where all is well.
pub(super) fn code<T>(answer: &Answer<T>) -> i16 {
    answer.as_ref().err().map_or(0, ResponseError::code)
}

/// The broker's one shared value.
#[derive(Debug)]
pub(super) struct Core {
    pub options: Options,
    pub faults: Faults,
    /// Told whenever a log grows or a transaction ends: fetches wait on it.
    pub appended: Notify,
    state: Mutex<State>,
}

/// All that the broker knows.
#[derive(Debug, Default)]
pub(super) struct State {
    pub topics: Topics,
    pub groups: BTreeMap<String, Group>,
    pub transactions: Transactions,
    coordinator_away_until: Option<Instant>,
}

impl Core {
    pub fn new(options: Options) -> Core {
        Core { options, faults: Faults::default(), appended: Notify::new(), state: Mutex::new(State::default()) }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state for a request to the coordinator of groups or transactions.
    pub fn coordinator(&self) -> Answer<MutexGuard<'_, State>> {
        let mut state = self.lock();
        match state.coordinator_away_until {
            Some(until) if Instant::now() < until => Err(ResponseError::NotCoordinator),
            _ => {
                state.coordinator_away_until = None;
                Ok(state)
            }
        }
    }

    /// Aborts the open transaction of this id, if any, and makes its producer's epoch old. False: no such id.
    pub fn abort_and_fence(&self, transactional_id: &str) -> bool {
        let known = self.lock().abort_and_fence(transactional_id);
        self.appended.notify_waiters();
        known
    }
}

impl State {
    pub fn coordinator_moves(&mut self, for_time: Duration) {
        self.coordinator_away_until = Some(Instant::now() + for_time);
    }

    /// Aborts the open transaction of this id, if any, and makes its producer's epoch old. False: no such id.
    pub fn abort_and_fence(&mut self, transactional_id: &str) -> bool {
        let known = self.transactions.fence(transactional_id);
        self.end_transaction(transactional_id, false);
        known
    }

    /// Ends an open transaction: a marker into each of its partitions, its offsets into their groups.
    pub fn end_transaction(&mut self, transactional_id: &str, commit: bool) {
        let Some(ended) = self.transactions.end(transactional_id, commit) else { return };
        let now_ms = now_ms();
        for (topic, partition) in &ended.partitions {
            if let Ok((log, _)) = self.topics.partition(topic, *partition) {
                log.mark(ended.producer_id, ended.epoch, commit, now_ms);
            }
        }
        for group in &ended.groups {
            if let Some(group) = self.groups.get_mut(group) {
                group.offsets.end_transaction(ended.producer_id, commit);
            }
        }
    }
}

/// The wall clock in milliseconds since the epoch, as records carry it.
pub(super) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}
