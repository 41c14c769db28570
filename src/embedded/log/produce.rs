//! Produce: a client's batches into partitions.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::produce_response::{PartitionProduceResponse, TopicProduceResponse};
use kafka_protocol::messages::{ProduceRequest, ProduceResponse};
use kafka_protocol::protocol::StrBytes;

use super::Batch;
use crate::embedded::Options;
use crate::embedded::api::Call;
use crate::embedded::core::{State, now_ms};
use crate::embedded::topics::Settings;

/// Answers with the offset of each partition's first record; a client with acks=0 wants no answer.
pub(in crate::embedded) fn produce(call: &Call, request: ProduceRequest) -> Option<ProduceResponse> {
    let acks = request.acks;
    let transactional_id = request.transactional_id.map(|id| id.0);
    let mut state = call.core.lock();
    let mut responses = Vec::with_capacity(request.topic_data.len());
    for topic in request.topic_data {
        let mut partitions = Vec::with_capacity(topic.partition_data.len());
        for data in topic.partition_data {
            let place = Place { topic: &topic.name, partition: data.index, acks, transactional_id: transactional_id.as_deref() };
            let raw = data.records.unwrap_or_default();
            partitions.push(answer(data.index, append(&mut state, &call.core.options, &place, &raw)));
        }
        responses.push(TopicProduceResponse::default().with_name(topic.name).with_partition_responses(partitions));
    }
    drop(state);
    call.core.appended.notify_waiters();
    (acks != 0).then(|| ProduceResponse::default().with_responses(responses))
}

fn answer(index: i32, appended: Result<Appended, Refused>) -> PartitionProduceResponse {
    let answer = PartitionProduceResponse::default().with_index(index);
    match appended {
        Ok(a) => answer.with_base_offset(a.base_offset).with_log_append_time_ms(a.append_time_ms).with_log_start_offset(a.log_start),
        Err(Refused { error, message }) => {
            answer.with_base_offset(-1).with_error_code(error.code()).with_error_message(message.map(StrBytes::from_string))
        }
    }
}

struct Place<'a> {
    topic: &'a str,
    partition: i32,
    acks: i16,
    transactional_id: Option<&'a str>,
}

struct Appended {
    base_offset: i64,
    append_time_ms: i64,
    log_start: i64,
}

struct Refused {
    error: ResponseError,
    message: Option<String>,
}

impl From<ResponseError> for Refused {
    fn from(error: ResponseError) -> Refused {
        Refused { error, message: None }
    }
}

fn append(state: &mut State, options: &Options, place: &Place<'_>, mut raw: &[u8]) -> Result<Appended, Refused> {
    let full = state.topics.bytes() + raw.len() > options.max_log_bytes;
    let (_, settings) = state.topics.partition(place.topic, place.partition)?;
    if !(-1..=1).contains(&place.acks) {
        return Err(ResponseError::InvalidRequiredAcks.into());
    }
    if place.acks == -1 && settings.min_insync_replicas > 1 {
        return Err(ResponseError::NotEnoughReplicas.into());
    }
    if full {
        let message = format!("the embedded broker keeps all records in memory, at most {} MiB", options.max_log_bytes >> 20);
        return Err(Refused { error: ResponseError::PolicyViolation, message: Some(message) });
    }
    let settings = settings.clone();
    let now_ms = now_ms();
    let batch = check(Batch::cut(&mut raw)?, &settings, now_ms)?;
    if !raw.is_empty() {
        return Err(ResponseError::InvalidRecord.into()); // since version 3 a request holds one batch for a partition
    }
    if batch.is_transactional() {
        let id = place.transactional_id.ok_or(ResponseError::InvalidTxnState)?;
        state.transactions.may_write(id, batch.producer_id(), batch.producer_epoch(), place.topic, place.partition)?;
    }
    let (log, _) = state.topics.partition(place.topic, place.partition)?;
    let base_offset = log.append(batch)?;
    Ok(Appended { base_offset, append_time_ms: if settings.log_append_time { now_ms } else { -1 }, log_start: log.start() })
}

/// The topic's own conditions on a batch.
fn check(mut batch: Batch, settings: &Settings, now_ms: i64) -> Result<Batch, Refused> {
    if batch.len() > settings.max_message_bytes {
        return Err(ResponseError::MessageTooLarge.into());
    }
    if settings.log_append_time {
        batch.stamp(now_ms);
    } else if batch.max_timestamp() > now_ms.saturating_add(settings.timestamp_after_max_ms) {
        let message = format!("timestamp {} is later than message.timestamp.after.max.ms allows", batch.max_timestamp());
        return Err(Refused { error: ResponseError::InvalidTimestamp, message: Some(message) });
    }
    if settings.compact && !batch.has_keys() {
        let message = "a compacted topic takes only records with a key".to_owned();
        return Err(Refused { error: ResponseError::InvalidRecord, message: Some(message) });
    }
    Ok(batch)
}
