//! The transaction coordinator: who may write under a transactional id, and what its open transaction touches.

pub(in crate::embedded) mod requests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use kafka_protocol::ResponseError;

use super::core::Answer;

/// Transactional ids at most; beyond it a new one is refused.
const MAX_IDS: usize = 10_000;

/// All transactional ids, and the producer ids given out.
#[derive(Debug, Default)]
pub(super) struct Transactions {
    by_id: BTreeMap<String, Transactional>,
    producer_ids: i64,
}

/// The producer that now holds a transactional id.
#[derive(Debug)]
pub(super) struct Transactional {
    producer_id: i64,
    epoch: i16,
    timeout: Duration,
    state: State,
    partitions: BTreeSet<(String, i32)>,
    groups: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Empty,
    Open { since: Instant },
    Committed,
    Aborted,
}

/// A transaction that has just ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub producer_id: i64,
    pub epoch: i16,
    pub partitions: BTreeSet<(String, i32)>,
    pub groups: BTreeSet<String>,
}

impl Transactions {
    /// A new producer id.
    pub fn new_producer_id(&mut self) -> i64 {
        self.producer_ids += 1;
        self.producer_ids
    }

    /// Hands a transactional id to a producer: its id and epoch. The caller has fenced whoever held it before.
    pub fn hand_over(&mut self, id: &str, timeout: Duration) -> Answer<(i64, i16)> {
        if let Some(t) = self.by_id.get_mut(id) {
            (t.timeout, t.state) = (timeout, State::Empty);
            return Ok((t.producer_id, t.epoch));
        }
        if self.by_id.len() == MAX_IDS {
            return Err(ResponseError::PolicyViolation);
        }
        let producer_id = self.new_producer_id();
        let (partitions, groups) = (BTreeSet::new(), BTreeSet::new());
        let new = Transactional { producer_id, epoch: 0, timeout, state: State::Empty, partitions, groups };
        self.by_id.insert(id.to_owned(), new);
        Ok((producer_id, 0))
    }

    /// Whether the producer that says it holds this id, to renew its epoch after an error (KIP-360), still does.
    pub fn check_held(&self, id: &str, held: Option<(i64, i16)>) -> Answer<()> {
        match (self.by_id.get(id), held) {
            (Some(t), Some(held)) if held != (t.producer_id, t.epoch) => Err(ResponseError::ProducerFenced),
            _ => Ok(()),
        }
    }

    /// Makes the epoch of the present holder old. False: no such id.
    pub fn fence(&mut self, id: &str) -> bool {
        if self.by_id.get(id).is_some_and(|t| t.epoch == i16::MAX - 1) {
            let fresh = self.new_producer_id(); // epochs used up
            if let Some(t) = self.by_id.get_mut(id) {
                (t.producer_id, t.epoch) = (fresh, -1);
            }
        }
        match self.by_id.get_mut(id) {
            Some(t) => {
                t.epoch += 1;
                true
            }
            None => false,
        }
    }

    fn held(&mut self, id: &str, producer_id: i64, epoch: i16) -> Answer<&mut Transactional> {
        match self.by_id.get_mut(id) {
            Some(t) if t.producer_id != producer_id => Err(ResponseError::InvalidProducerIdMapping),
            Some(t) if t.epoch != epoch => Err(ResponseError::ProducerFenced),
            Some(t) => Ok(t),
            None => Err(ResponseError::InvalidProducerIdMapping),
        }
    }

    /// Adds what the transaction will touch; the first addition opens it.
    pub fn add(
        &mut self,
        (id, producer_id, epoch): (&str, i64, i16),
        partitions: impl IntoIterator<Item = (String, i32)>,
        group: Option<String>,
    ) -> Answer<()> {
        let t = self.held(id, producer_id, epoch)?;
        if !matches!(t.state, State::Open { .. }) {
            t.state = State::Open { since: Instant::now() };
        }
        t.partitions.extend(partitions);
        t.groups.extend(group);
        Ok(())
    }

    /// Whether this producer may now write to this partition.
    pub fn may_write(&mut self, id: &str, producer_id: i64, epoch: i16, topic: &str, partition: i32) -> Answer<()> {
        let t = self.held(id, producer_id, epoch).map_err(|e| match e {
            ResponseError::ProducerFenced => ResponseError::InvalidProducerEpoch, // what a partition's leader says
            other => other,
        })?;
        let open = matches!(t.state, State::Open { .. });
        let added = t.partitions.iter().any(|(name, p)| name == topic && *p == partition);
        if open && added { Ok(()) } else { Err(ResponseError::InvalidTxnState) }
    }

    /// Whether this producer may now commit offsets of this group.
    pub fn may_commit(&mut self, (id, producer_id, epoch): (&str, i64, i16), group: &str) -> Answer<()> {
        let t = self.held(id, producer_id, epoch)?;
        if t.groups.contains(group) { Ok(()) } else { Err(ResponseError::InvalidTxnState) }
    }

    /// Whether EndTxn has something to end. `Ok(false)`: it has already ended that way, and the answer got lost.
    pub fn may_end(&mut self, (id, producer_id, epoch): (&str, i64, i16), commit: bool) -> Answer<bool> {
        let ended = if commit { State::Committed } else { State::Aborted };
        match self.held(id, producer_id, epoch)?.state {
            State::Open { .. } => Ok(true),
            state if state == ended => Ok(false),
            _ => Err(ResponseError::InvalidTxnState),
        }
    }

    /// Ends an open transaction here; the caller tells the partitions and groups.
    pub fn end(&mut self, id: &str, commit: bool) -> Option<Ended> {
        let t = self.by_id.get_mut(id)?;
        if !matches!(t.state, State::Open { .. }) {
            return None;
        }
        t.state = if commit { State::Committed } else { State::Aborted };
        Some(Ended {
            producer_id: t.producer_id,
            epoch: t.epoch,
            partitions: std::mem::take(&mut t.partitions),
            groups: std::mem::take(&mut t.groups),
        })
    }

    /// The ids whose transaction has been open for longer than its timeout.
    pub fn expired(&self, now: Instant) -> Vec<String> {
        let late = |t: &Transactional| matches!(t.state, State::Open { since } if now.duration_since(since) > t.timeout);
        self.by_id.iter().filter(|(_, t)| late(t)).map(|(id, _)| id.clone()).collect()
    }

    /// The ids with an open transaction.
    pub fn open(&self) -> Vec<String> {
        self.by_id.iter().filter(|(_, t)| matches!(t.state, State::Open { .. })).map(|(id, _)| id.clone()).collect()
    }

    /// All ids.
    pub fn ids(&self) -> Vec<String> {
        self.by_id.keys().cloned().collect()
    }

    /// A deleted topic leaves the transactions that would have touched it.
    pub fn forget_topic(&mut self, topic: &str) {
        self.by_id.values_mut().for_each(|t| t.partitions.retain(|(name, _)| name != topic));
    }
}
