//! Idempotent producers: which batches a partition has seen, so that one sent again is not appended again.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use kafka_protocol::ResponseError;

use super::super::core::Answer;
use super::Batch;

/// Batches remembered for each producer; clients have at most five in flight.
const REMEMBERED: usize = 5;
/// A silent producer is forgotten after this time (Kafka: `producer.id.expiration.ms`).
const EXPIRY: Duration = Duration::from_secs(24 * 3600);

/// What becomes of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// It comes next.
    New,
    /// It is already in the log, at this offset.
    Again(i64),
}

/// The producers of one partition, by id.
#[derive(Debug, Default)]
pub(super) struct Producers(HashMap<i64, Producer>);

#[derive(Debug)]
struct Producer {
    epoch: i16,
    recent: VecDeque<Seen>,
    last_heard: Instant,
}

#[derive(Debug)]
struct Seen {
    first: i32,
    last: i32,
    base_offset: i64,
}

impl Producers {
    /// Checks epoch and sequence of a batch that would be appended at `offset`, and remembers it.
    pub fn admit(&mut self, batch: &Batch, offset: i64) -> Answer<Admitted> {
        if batch.producer_id() < 0 {
            return Ok(Admitted::New);
        }
        let (epoch, first) = (batch.producer_epoch(), batch.base_sequence());
        let last = plus(first, batch.last_delta());
        let new = || Producer { epoch, recent: VecDeque::new(), last_heard: Instant::now() };
        let producer = self.0.entry(batch.producer_id()).or_insert_with(new);
        producer.last_heard = Instant::now();
        if epoch < producer.epoch {
            return Err(ResponseError::InvalidProducerEpoch);
        }
        if epoch > producer.epoch {
            if first != 0 {
                return Err(ResponseError::OutOfOrderSequenceNumber);
            }
            *producer = new();
        }
        if let Some(seen) = producer.recent.iter().find(|s| s.first == first && s.last == last) {
            return Ok(Admitted::Again(seen.base_offset));
        }
        if producer.recent.back().is_some_and(|seen| plus(seen.last, 1) != first) {
            return Err(ResponseError::OutOfOrderSequenceNumber);
        }
        if producer.recent.len() == REMEMBERED {
            producer.recent.pop_front();
        }
        producer.recent.push_back(Seen { first, last, base_offset: offset });
        Ok(Admitted::New)
    }

    /// From now on only this epoch or a later one may write; a later one starts its sequence anew.
    pub fn fence(&mut self, producer_id: i64, epoch: i16) {
        let now = Instant::now();
        let producer = self.0.entry(producer_id).or_insert(Producer { epoch, recent: VecDeque::new(), last_heard: now });
        if epoch > producer.epoch {
            *producer = Producer { epoch, recent: VecDeque::new(), last_heard: now };
        }
    }

    /// Forgets producers that have long been silent.
    pub fn expire(&mut self, now: Instant) {
        self.0.retain(|_, p| now.duration_since(p.last_heard) < EXPIRY);
    }
}

/// Sequences run from 0 to `i32::MAX` and start again.
fn plus(sequence: i32, delta: i32) -> i32 {
    ((i64::from(sequence) + i64::from(delta)) % (1 << 31)) as i32
}
