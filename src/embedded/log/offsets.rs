//! Questions about offsets: ends, times, epochs; and deletion up to an offset.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::delete_records_response::{DeleteRecordsPartitionResult, DeleteRecordsTopicResult};
use kafka_protocol::messages::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use kafka_protocol::messages::offset_for_leader_epoch_response::{EpochEndOffset, OffsetForLeaderTopicResult};
use kafka_protocol::messages::{
    DeleteRecordsRequest, DeleteRecordsResponse, ListOffsetsRequest, ListOffsetsResponse, OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse,
};

use super::{Isolation, PartitionLog};
use crate::embedded::api::Call;
use crate::embedded::core::{Answer, code};

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const LARGEST_TIMESTAMP: i64 = -3;

pub(in crate::embedded) fn list_offsets(call: &Call, request: ListOffsetsRequest) -> ListOffsetsResponse {
    let isolation = Isolation::of(request.isolation_level);
    let epoch = if call.version >= 4 { 0 } else { -1 }; // older answers have no such field
    let mut state = call.core.lock();
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|wanted| {
            let found =
                state.topics.partition(&topic.name, wanted.partition_index).and_then(|(log, _)| find(log, wanted.timestamp, isolation));
            let answer = ListOffsetsPartitionResponse::default().with_partition_index(wanted.partition_index).with_error_code(code(&found));
            match found {
                Ok(Some((offset, timestamp))) => answer.with_offset(offset).with_timestamp(timestamp).with_leader_epoch(epoch),
                _ => answer.with_offset(-1).with_timestamp(-1),
            }
        });
        let partitions = partitions.collect();
        ListOffsetsTopicResponse::default().with_name(topic.name).with_partitions(partitions)
    });
    let topics = topics.collect();
    ListOffsetsResponse::default().with_topics(topics)
}

/// An offset with its timestamp, -1 where the question is not about times.
fn find(log: &PartitionLog, timestamp: i64, isolation: Isolation) -> Answer<Option<(i64, i64)>> {
    match timestamp {
        LATEST => Ok(Some((log.end_for(isolation), -1))),
        EARLIEST => Ok(Some((log.start(), -1))),
        LARGEST_TIMESTAMP => Ok(log.latest_time()),
        t if t >= 0 => Ok(log.at_time(t, isolation)),
        _ => Err(ResponseError::InvalidRequest), // tiered storage and the like
    }
}

pub(in crate::embedded) fn delete_records(call: &Call, request: DeleteRecordsRequest) -> DeleteRecordsResponse {
    let mut state = call.core.lock();
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|p| {
            let start = state.topics.partition(&topic.name, p.partition_index).and_then(|(log, _)| log.delete_before(p.offset));
            DeleteRecordsPartitionResult::default()
                .with_partition_index(p.partition_index)
                .with_error_code(code(&start))
                .with_low_watermark(start.unwrap_or(-1))
        });
        let partitions = partitions.collect();
        DeleteRecordsTopicResult::default().with_name(topic.name).with_partitions(partitions)
    });
    let topics = topics.collect();
    DeleteRecordsResponse::default().with_topics(topics)
}

/// There is one leader, of epoch 0, and it never changes.
pub(in crate::embedded) fn offset_for_leader_epoch(call: &Call, request: OffsetForLeaderEpochRequest) -> OffsetForLeaderEpochResponse {
    let mut state = call.core.lock();
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|p| {
            let end = state.topics.partition(&topic.topic, p.partition).and_then(|(log, _)| match p.leader_epoch {
                0 => Ok(log.end()),
                _ => Err(ResponseError::UnknownLeaderEpoch),
            });
            let answer = EpochEndOffset::default().with_partition(p.partition).with_error_code(code(&end));
            match end {
                Ok(end) => answer.with_leader_epoch(0).with_end_offset(end),
                Err(_) => answer.with_leader_epoch(-1).with_end_offset(-1),
            }
        });
        let partitions = partitions.collect();
        OffsetForLeaderTopicResult::default().with_topic(topic.topic).with_partitions(partitions)
    });
    let topics = topics.collect();
    OffsetForLeaderEpochResponse::default().with_topics(topics)
}
