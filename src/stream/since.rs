//! The first record of a time, where the broker says that there is none although there may be.
//!
//! A broker asked for a time looks into the first segment whose largest timestamp is late enough, and into no other. Where that timestamp is of
//! a deleted record (`DeleteRecords` cuts inside segments, and a whole segment's file stays until the next look at retention), it answers "none"
//! for what lies in a later one.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::Message;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use super::Context;
use crate::story::Time;

const TRY: Duration = Duration::from_secs(10);
/// Without a record from the broker for so long, reading is given up.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many of the newest offsets tell whether anything so late is there: records come about in the order of their times.
const NEWEST: i64 = 1_000;

/// The offset of the partition's first record of this time or later, by reading. `consumer` is a plain one and not assigned.
///
/// # Errors
/// A cluster that does not answer.
pub fn first(consumer: &BaseConsumer<Context>, topic: &str, partition: i32, time: Time) -> KafkaResult<Option<i64>> {
    let (low, high) = consumer.fetch_watermarks(topic, partition, TRY)?;
    // Nothing was deleted: the broker is right.
    if low == 0 || low == high {
        return Ok(None);
    }
    let newest = low.max(high - NEWEST);
    match scan(consumer, topic, partition, newest, time)? {
        Some(found) if newest > low => Ok(scan(consumer, topic, partition, low, time)?.or(Some(found))),
        found => Ok(found),
    }
}

/// Reads from an offset to the first record of this time or later, at most to the end.
fn scan(consumer: &BaseConsumer<Context>, topic: &str, partition: i32, from: i64, time: Time) -> KafkaResult<Option<i64>> {
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, partition, Offset::Offset(from))?;
    consumer.assign(&list)?;
    let mut heard = Instant::now();
    let found = loop {
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) if message.timestamp().to_millis().is_some_and(|ms| ms >= time.ms()) => break Ok(Some(message.offset())),
            Some(Ok(_)) => heard = Instant::now(),
            Some(Err(KafkaError::PartitionEOF(_))) => break Ok(None),
            // Transport errors are librdkafka's to mend.
            Some(Err(error)) => tracing::warn!(%error, topic, partition, "looking for a time"),
            None => {}
        }
        if heard.elapsed() > PATIENCE {
            break Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut));
        }
    };
    consumer.unassign()?;
    found
}
