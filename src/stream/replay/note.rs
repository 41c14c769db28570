//! What a replay commits beside its offsets: its plan, and how far the merge is. Small: brokers take 4,096 bytes.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};

use super::Part;
use crate::config::Config;
use crate::stream::{Context, client, plain_consumer};

const TRY: Duration = Duration::from_secs(10);

/// The note of one input partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The part of the plan.
    #[serde(flatten)]
    pub part: Part,
    /// What the plan was made from, in the words of who asked.
    pub asked: String,
    /// Digest of the editorial configuration and release that decide.
    pub decided_by: String,
    /// The latest timestamp that was handed out.
    pub newest_ms: i64,
    /// The desk's own note.
    pub desk: String,
}

/// Committed offset and note of each partition that the replay has begun.
pub type Progress = BTreeMap<(String, i32), (i64, Note)>;

/// How far the replay has come on these partitions, as the consumer's isolation level lets it see: a read-committed one ([`consumer`])
/// waits for open transactions to end, an [`onlooker`] takes what was committed before them.
///
/// # Errors
/// A cluster that does not answer, a note of another release.
pub fn progress(consumer: &BaseConsumer<Context>, parts: &[Part]) -> Result<Progress, String> {
    let mut list = TopicPartitionList::new();
    for part in parts {
        list.add_partition(&part.topic, part.partition);
    }
    let committed = consumer.committed_offsets(list, TRY).map_err(|e| format!("the replay's progress cannot be read: {e}"))?;
    let mut progress = Progress::new();
    for element in committed.elements() {
        let Offset::Offset(offset) = element.offset() else { continue };
        let note: Note = serde_json::from_str(element.metadata())
            .map_err(|e| format!("the replay's progress on {} {} cannot be understood: {e}", element.topic(), element.partition()))?;
        progress.insert((element.topic().to_owned(), element.partition()), (offset, note));
    }
    Ok(progress)
}

/// A consumer in the name of a shadow configuration's group. It reads assigned partitions and never joins.
///
/// # Errors
/// Properties that contradict one another.
pub fn consumer(shadow: &Config) -> Result<BaseConsumer<Context>, String> {
    create(shadow, plain_consumer(&shadow.kafka))
}

/// A consumer that asks for progress without waiting for a transaction that a killed run has left open.
///
/// # Errors
/// Properties that contradict one another.
pub fn onlooker(shadow: &Config) -> Result<BaseConsumer<Context>, String> {
    create(shadow, client::onlooker(plain_consumer(&shadow.kafka)))
}

fn create(shadow: &Config, mut properties: ClientConfig) -> Result<BaseConsumer<Context>, String> {
    properties.set("group.id", &shadow.kafka.group);
    properties.create_with_context(Context::new(&shadow.kafka, None)).map_err(|e| e.to_string())
}
