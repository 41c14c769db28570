//! A member of a consumer group whose partitions come and go on the polling thread, between two polls.
//!
//! librdkafka reports a rebalance from within `poll` and waits until the assignment is changed accordingly. Its callback here only
//! takes note: the loop then commits or aborts, and answers with [`Member::assign`] or [`Member::unassign`]. While the answer is due the
//! member is still in the generation that it had, and cannot have joined again without us noticing.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::BorrowedMessage;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{Offset, TopicPartitionList};

use super::brokers::Member;
use super::client::{Context, SESSION_TIMEOUT_MS, as_its_context, onlooker};
use super::switches::{Protection, without};
use super::unread::Lookout;

/// A topic and one of its partitions.
pub type Place = (String, i32);

/// What a rebalance changes.
#[derive(Debug)]
pub enum Change {
    /// These partitions are ours now.
    Assigned(Vec<Place>),
    /// These are not ours any more.
    Revoked(Vec<Place>),
}

/// Takes note of rebalances.
struct Notes {
    context: Context,
    changes: Mutex<VecDeque<Change>>,
    closing: AtomicBool,
}

as_its_context!(Notes);

impl ConsumerContext for Notes {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, event: RDKafkaRespErr, partitions: &mut TopicPartitionList) {
        let assigned = event == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if self.closing.load(Ordering::Relaxed) {
            // Nothing is open any more; librdkafka only waits for the answer.
            if !assigned {
                let _ = consumer.incremental_unassign(partitions);
            }
            return;
        }
        let places = places(partitions);
        let change = if assigned { Change::Assigned(places) } else { Change::Revoked(places) };
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).push_back(change);
    }
}

/// A member of a group.
pub struct Group {
    consumer: BaseConsumer<Notes>,
    config: ClientConfig,
    topics: Vec<String>,
    lookout: Lookout,
    /// When it left the group to join it again.
    left: Cell<Option<Instant>>,
    /// Of the test without fencing alone: a client of the group that is no member, whose commits are in no generation.
    outsider: Option<BaseConsumer>,
}

impl Group {
    /// Joins.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn join(config: &ClientConfig, context: Context, topics: &[&str]) -> KafkaResult<Group> {
        let notes = Notes { context, changes: Mutex::default(), closing: false.into() };
        let consumer: BaseConsumer<Notes> = config.create_with_context(notes)?;
        consumer.subscribe(topics)?;
        let outsider = without(Protection::Fencing).then(|| config.clone().remove("group.instance.id").create()).transpose()?;
        let (group, topics) = (config.get("group.id").unwrap_or_default().to_owned(), topics.iter().map(|t| (*t).to_owned()).collect());
        let lookout = Lookout::begin(beside(config, &consumer.context().context)?, group, Vec::clone(&topics));
        Ok(Group { consumer, config: config.clone(), topics, lookout, left: Cell::default(), outsider })
    }

    /// Leaves the group where it leaves a partition unread, and joins it again: so it deals all of them out anew.
    fn rejoin_where_unread(&self) {
        if self.left.get().is_some_and(|left| left.elapsed() >= self.away()) {
            // Fails on names that are none alone; they were subscribed to before.
            let _ = self.consumer.subscribe(&self.topics.iter().map(String::as_str).collect::<Vec<_>>());
            self.left.set(None);
        }
        if self.lookout.take() && self.left.get().is_none() {
            self.consumer.unsubscribe();
            self.left.set(Some(Instant::now()));
        }
    }

    /// How long it stays away. A member with an instance does not say that it leaves: the group learns it from its session.
    fn away(&self) -> Duration {
        let session_ms = self.config.get("session.timeout.ms").and_then(|ms| ms.parse().ok()).unwrap_or(SESSION_TIMEOUT_MS);
        let session = self.config.get("group.instance.id").map_or(Duration::ZERO, |_| Duration::from_millis(session_ms.into()));
        session + Duration::from_secs(1)
    }
}

/// A client beside a member, which is none itself.
fn beside(member: &ClientConfig, context: &Context) -> KafkaResult<BaseConsumer<Context>> {
    let mut config = member.clone();
    config.remove("group.instance.id").remove("statistics.interval.ms");
    onlooker(config).create_with_context(context.clone())
}

impl Member for Group {
    type Membership = ConsumerGroupMetadata;
    type Message<'a> = BorrowedMessage<'a>;

    fn poll(&self, wait: Duration) -> Option<KafkaResult<BorrowedMessage<'_>>> {
        self.rejoin_where_unread();
        self.consumer.poll(wait)
    }

    fn next_change(&self) -> Option<Change> {
        self.consumer.context().changes.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn lost(&self) -> bool {
        self.consumer.assignment_lost()
    }

    fn gave_up(&self) -> bool {
        self.consumer.client().fatal_error().is_some()
    }

    // Taken anew for each commit and *then* checked: after a lost session the metadata is blank until we answer, and the broker takes
    // blank metadata for a client that asks for no fencing (KIP-447). In one generation a member could even commit for partitions
    // that it does not own; ours come from the assignment that has been answered last.
    fn membership(&self) -> Option<ConsumerGroupMetadata> {
        if let Some(outsider) = &self.outsider {
            return outsider.group_metadata();
        }
        let metadata = self.consumer.group_metadata()?;
        (!self.lost()).then_some(metadata)
    }

    // `isolation.level` makes the broker wait until no transaction is open on them.
    fn committed(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<(Option<i64>, String)>> {
        committed(&self.consumer, places, timeout)
    }

    fn notes(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<String>> {
        let onlooker = beside(&self.config, &self.consumer.context().context)?;
        Ok(committed(&onlooker, places, timeout)?.into_iter().map(|(_, note)| note).collect())
    }

    fn commit(&self, offsets: &TopicPartitionList) -> KafkaResult<()> {
        self.consumer.commit(offsets, CommitMode::Sync)
    }

    fn assign(&self, from: &[(Place, Option<i64>)]) -> KafkaResult<()> {
        self.consumer.incremental_assign(&list(from.iter().map(|(p, o)| (p, Some(start(*o))))))?;
        // librdkafka remembers a pause beyond a revocation: a partition that was lost while it was paused would come back silent.
        self.consumer.resume(&list(from.iter().map(|(p, _)| (p, None))))
    }

    fn unassign(&self, places: &[Place]) -> KafkaResult<()> {
        self.consumer.incremental_unassign(&list(places.iter().map(|p| (p, None))))
    }

    fn seek(&self, to: &[(Place, Option<i64>)], timeout: Duration) -> KafkaResult<()> {
        let sought = self.consumer.seek_partitions(list(to.iter().map(|(p, o)| (p, Some(start(*o))))), timeout)?;
        sought.elements().iter().try_for_each(|e| e.error())
    }

    fn pause(&self, places: &[Place]) -> KafkaResult<()> {
        self.consumer.pause(&list(places.iter().map(|p| (p, None))))
    }

    fn resume(&self, places: &[Place]) -> KafkaResult<()> {
        self.consumer.resume(&list(places.iter().map(|p| (p, None))))
    }

    fn watermarks(&self, (topic, partition): &Place, timeout: Duration) -> KafkaResult<(i64, i64)> {
        self.consumer.fetch_watermarks(topic, *partition, timeout)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The consumer's own drop leaves the group, and its last revocation is answered in the callback.
        self.consumer.context().closing.store(true, Ordering::Relaxed);
    }
}

fn committed<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    places: &[Place],
    timeout: Duration,
) -> KafkaResult<Vec<(Option<i64>, String)>> {
    let answer = consumer.committed_offsets(list(places.iter().map(|p| (p, None))), timeout)?;
    places
        .iter()
        .map(|(topic, partition)| {
            let found = answer.find_partition(topic, *partition).ok_or(KafkaError::OffsetFetch(rdkafka::types::RDKafkaErrorCode::Fail))?;
            found.error()?;
            Ok(match found.offset() {
                Offset::Offset(offset) => (Some(offset), found.metadata().to_owned()),
                _ => (None, String::new()),
            })
        })
        .collect()
}

fn start(offset: Option<i64>) -> Offset {
    offset.map_or(Offset::Beginning, Offset::Offset)
}

fn list<'a>(places: impl Iterator<Item = (&'a Place, Option<Offset>)>) -> TopicPartitionList {
    let mut list = TopicPartitionList::new();
    for ((topic, partition), offset) in places {
        let mut added = list.add_partition(topic, *partition);
        if let Some(offset) = offset {
            // Fails on logical offsets that have no raw form; these have one.
            let _ = added.set_offset(offset);
        }
    }
    list
}

fn places(list: &TopicPartitionList) -> Vec<Place> {
    list.elements().iter().map(|e| (e.topic().to_owned(), e.partition())).collect()
}
