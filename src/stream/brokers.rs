//! What the loop asks of the brokers, and of time. [`Librdkafka`] answers for a real cluster, the simulation (`simulation`) for a model of one.

use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::error::KafkaResult;
use rdkafka::message::Message;

use super::client::{self, Context, Deliveries};
use super::group::{Change, Group, Place};
use super::transaction::{Ending, Transactions, Waits};
use super::{Outgoing, Surroundings};

/// A cluster as one stage of one process sees it.
pub trait Brokers {
    /// The process as a member of the stage's group.
    type Member: Member;
    /// A producer with a transactional id.
    type Producer: Producer<<Self::Member as Member>::Membership>;

    /// Joins the group of the stage `name`, which reads these topics.
    ///
    /// # Errors
    /// Properties that contradict one another.
    fn join(&self, name: &str, topics: &[&str]) -> KafkaResult<Self::Member>;

    /// A producer that has registered this transactional id: whoever had it before is fenced, and what it left open has ended. `None` when
    /// the process stops meanwhile.
    ///
    /// # Errors
    /// What no further try can mend.
    fn register(&self, transactional_id: &str) -> KafkaResult<Option<Self::Producer>>;

    /// The time.
    fn now(&self) -> Instant;

    /// Lets time pass.
    fn sleep(&self, time: Duration);
}

/// A member of a consumer group whose partitions come and go between two polls.
pub trait Member {
    /// Who the member is in the group, as of one generation.
    type Membership;
    /// A consumed record.
    type Message<'a>: Message
    where
        Self: 'a;

    /// The next record, or an error that concerns reading.
    fn poll(&self, wait: Duration) -> Option<KafkaResult<Self::Message<'_>>>;

    /// The next change that has to be answered, by [`Member::assign`] or [`Member::unassign`].
    fn next_change(&self) -> Option<Change>;

    /// Whether the group has already given our partitions away: an unserved revocation after a lost session.
    fn lost(&self) -> bool;

    /// Whether the consumer has given up: polling says why.
    fn gave_up(&self) -> bool;

    /// Who we are in the group, for the transaction's offsets; `None` when our partitions are lost.
    fn membership(&self) -> Option<Self::Membership>;

    /// The group's committed offset and note of each partition, in order, once no transaction is open on them.
    ///
    /// # Errors
    /// An answer that did not come in time, or an error on any partition.
    fn committed(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<(Option<i64>, String)>>;

    /// The note of each partition's last commit, in order, whether or not a transaction is open on it.
    ///
    /// # Errors
    /// An answer that did not come in time, or an error on any partition.
    fn notes(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<String>>;

    /// Commits offsets outside of a transaction.
    ///
    /// # Errors
    /// What the coordinator says against it.
    fn commit(&self, offsets: &TopicPartitionList) -> KafkaResult<()>;

    /// Answers an assignment: read these partitions from here; none is the earliest record.
    ///
    /// # Errors
    /// Those of the assignment.
    fn assign(&self, from: &[(Place, Option<i64>)]) -> KafkaResult<()>;

    /// Answers a revocation.
    ///
    /// # Errors
    /// Those of the assignment.
    fn unassign(&self, places: &[Place]) -> KafkaResult<()>;

    /// Reads these partitions from here on. Records that were fetched already are dropped.
    ///
    /// # Errors
    /// Those of the first partition that has one.
    fn seek(&self, to: &[(Place, Option<i64>)], timeout: Duration) -> KafkaResult<()>;

    /// Fetches no more of these for now.
    ///
    /// # Errors
    /// Those of the first partition that has one.
    fn pause(&self, places: &[Place]) -> KafkaResult<()>;

    /// Fetches these again.
    ///
    /// # Errors
    /// Those of the first partition that has one.
    fn resume(&self, places: &[Place]) -> KafkaResult<()>;

    /// First and next offset of a partition on the broker.
    ///
    /// # Errors
    /// An answer that did not come in time.
    fn watermarks(&self, place: &Place, timeout: Duration) -> KafkaResult<(i64, i64)>;
}

/// Puts records into an open transaction.
pub trait Produce {
    /// Queues a record, opening a transaction where none is open.
    ///
    /// # Errors
    /// The transaction must be aborted.
    fn send(&mut self, record: &Outgoing<'_>) -> KafkaResult<()>;
}

/// A producer with a transactional id, and its transaction if one is open.
pub trait Producer<Membership>: Produce {
    /// Records sent since the transaction was opened; 0 where none is open.
    fn sent(&self) -> usize;

    /// The offset of the latest record that was delivered to the changelog; -1 before the first.
    fn changelog_offset(&self) -> i64;

    /// Commits the open transaction together with these offsets.
    fn commit(&mut self, offsets: &TopicPartitionList, member: &Membership) -> Ending;

    /// Aborts the open transaction, if one is open.
    fn abort(&mut self, why: &str) -> Ending;
}

/// A real cluster.
pub struct Librdkafka(Surroundings);

impl Librdkafka {
    /// The cluster of this process.
    pub fn of(around: &Surroundings) -> Librdkafka {
        Librdkafka(around.clone())
    }

    fn context(&self) -> Context {
        Context::new(&self.0.config.kafka, Some(self.0.stage_metrics.clone()))
    }
}

impl Brokers for Librdkafka {
    type Member = Group;
    type Producer = Transactions;

    fn join(&self, name: &str, topics: &[&str]) -> KafkaResult<Group> {
        let kafka = &self.0.config.kafka;
        let instance = kafka.instance.as_ref().map(|i| format!("{i}-{name}"));
        let config = client::group_consumer(kafka, &format!("{}-{name}", kafka.group), instance.as_deref());
        Group::join(&config, self.context(), topics)
    }

    fn register(&self, transactional_id: &str) -> KafkaResult<Option<Transactions>> {
        let config = client::transactional_producer(&self.0.config.kafka, transactional_id);
        let changelog = &self.0.config.topics.changelog;
        let deliveries = || Deliveries::new(self.context(), Some(changelog.clone()));
        let waits = Waits { stop: self.0.stop.clone(), status: self.0.status.clone() };
        Transactions::open(&config, deliveries, transactional_id, &waits)
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
