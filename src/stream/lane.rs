//! A lane and the states of its life, all in one place.
//!
//! ```text
//! assigned ── fence, read progress ──> restoring ── changelog read to its end ──> running
//!                  ▲                       │                                        │
//!                  │                       ├── cannot go on ──> stopped             ├── revoked: commit, closed
//!                  │                       └── overtaken ──> fenced                 │
//!                  └────────── after a pause ── fenced <── producer of no use ──────┴── lost: abort, closed
//! ```
//! *Assigned*, *revoked* and *lost* are steps of the loop (`Worker::assigned`, `Worker::revoked`), the others are [`Life`].
//! Holds the invariant fence-first: [`Brokers::register`](super::brokers::Brokers::register) comes before the committed offset is read, that
//! before the changelog.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use super::group::Place;
use super::{LaneId, Tally};

/// How long a fenced lane waits before it registers its transactional id again: longer than a heartbeat, so that a process which lost
/// its partitions learns of it first and does not fence the new owner.
const FENCED_PAUSE: Duration = Duration::from_secs(4);

/// The state of a lane that has its partitions.
#[derive(Debug, PartialEq)]
pub enum Life {
    /// Its state is being read back.
    Restoring,
    /// Records are decided on.
    Running,
    /// Its producer is of no use; a new one is due at this time.
    Fenced(Instant),
    /// It cannot go on; a person has to look.
    Stopped,
}

impl Life {
    /// Fenced at this time.
    pub fn fenced(now: Instant) -> Life {
        Life::Fenced(now + FENCED_PAUSE)
    }
}

/// Where a lane is in one of its input partitions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Position {
    /// The group's committed offset; none before the first commit.
    pub committed: Option<i64>,
    /// The next offset to decide on; none before the first record.
    pub next: Option<i64>,
}

/// A set of input partitions with their producer and decider.
pub struct Lane<D, P> {
    /// Which lane.
    pub id: LaneId,
    /// The state of its life.
    pub life: Life,
    /// Its producer.
    pub producer: P,
    /// What decides; none where the state cannot be read.
    pub decider: Option<D>,
    /// Its partitions.
    pub positions: BTreeMap<Place, Position>,
    /// What the open transaction holds.
    pub tally: Tally,
    /// Since when a transaction is open.
    pub open_since: Option<Instant>,
    /// The error after which the open transaction can only be aborted.
    pub error: Option<KafkaError>,
    /// Transactions that were aborted since one was committed.
    pub aborts: u32,
    /// Records were dropped because the lane was not running: read them again.
    pub dropped: bool,
}

impl<D, P> Lane<D, P> {
    /// The lane's partitions.
    pub fn places(&self) -> Vec<Place> {
        self.positions.keys().cloned().collect()
    }

    /// Where to read on after what was staged is dropped.
    pub fn rewound(&mut self) -> Vec<(Place, Option<i64>)> {
        self.open_since = None;
        self.tally = Tally::default();
        self.error = None;
        self.positions
            .iter_mut()
            .map(|(place, position)| {
                position.next = position.committed;
                (place.clone(), position.committed)
            })
            .collect()
    }

    /// What the open transaction commits: the next offset of each partition that moved.
    pub fn offsets(&self, note: &str) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), position) in &self.positions {
            if let (Some(next), true) = (position.next, position.next != position.committed) {
                let mut added = list.add_partition(topic, *partition);
                // Fails on logical offsets that have no raw form; this is none.
                let _ = added.set_offset(Offset::Offset(next));
                added.set_metadata(note);
            }
        }
        list
    }

    /// The open transaction was committed.
    pub fn committed(&mut self) -> Tally {
        self.open_since = None;
        for position in self.positions.values_mut() {
            position.committed = position.next;
        }
        std::mem::take(&mut self.tally)
    }

    /// Whether the open transaction of `sent` records should be committed at this time, with this limit of records and of age.
    pub fn is_due(&self, sent: usize, now: Instant, max_in_flight: usize, interval: Duration) -> bool {
        self.error.is_some() || sent >= max_in_flight || self.open_since.is_some_and(|since| now - since >= interval)
    }
}
