//! Committing, fetching and deleting a group's offsets.

use std::collections::BTreeMap;

use kafka_protocol::ResponseError;
use kafka_protocol::messages::offset_commit_request::OffsetCommitRequestPartition;
use kafka_protocol::messages::offset_commit_response::{OffsetCommitResponsePartition, OffsetCommitResponseTopic};
use kafka_protocol::messages::offset_delete_response::{OffsetDeleteResponsePartition, OffsetDeleteResponseTopic};
use kafka_protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions, OffsetFetchResponseTopic,
    OffsetFetchResponseTopics,
};
use kafka_protocol::messages::{
    OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse,
    TopicName,
};
use kafka_protocol::protocol::StrBytes;

use super::offsets::Place;
use super::{Caller, Committed, Offsets};
use crate::embedded::api::Call;
use crate::embedded::core::{Answer, State, code};

/// Kafka's `offset.metadata.max.bytes`.
const MAX_METADATA_BYTES: usize = 4096;

pub(in crate::embedded) fn offset_commit(call: &Call, request: OffsetCommitRequest) -> OffsetCommitResponse {
    let caller = Caller {
        member_id: &request.member_id,
        instance_id: request.group_instance_id.as_deref(),
        generation: request.generation_id_or_member_epoch,
    };
    let mut state = call.core.coordinator();
    if let Ok(state) = &mut state {
        let allowed = super::of(&mut state.groups, &request.group_id).and_then(|group| group.may_commit(&caller));
        if let Err(error) = allowed {
            return commit_all(&request, |_, _| Err(error));
        }
    }
    commit_all(&request, |topic, p| match &mut state {
        Ok(state) => commit(state, &request.group_id, topic, p),
        Err(error) => Err(*error),
    })
}

fn commit_all(
    request: &OffsetCommitRequest,
    mut each: impl FnMut(&TopicName, &OffsetCommitRequestPartition) -> Answer<()>,
) -> OffsetCommitResponse {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|p| {
            let error = code(&each(&topic.name, p));
            OffsetCommitResponsePartition::default().with_partition_index(p.partition_index).with_error_code(error)
        });
        let partitions = partitions.collect();
        OffsetCommitResponseTopic::default().with_name(topic.name.clone()).with_partitions(partitions)
    });
    OffsetCommitResponse::default().with_topics(topics.collect())
}

fn commit(state: &mut State, group: &str, topic: &TopicName, p: &OffsetCommitRequestPartition) -> Answer<()> {
    if !state.topics.has(topic, p.partition_index) {
        return Err(ResponseError::UnknownTopicOrPartition);
    }
    let metadata = p.committed_metadata.clone().unwrap_or_default();
    if metadata.len() > MAX_METADATA_BYTES {
        return Err(ResponseError::OffsetMetadataTooLarge);
    }
    let committed = Committed { offset: p.committed_offset, leader_epoch: p.committed_leader_epoch, metadata };
    super::of(&mut state.groups, group)?.offsets.commit((topic.to_string(), p.partition_index), committed);
    Ok(())
}

/// One partition's answer, of whatever version.
struct Found {
    partition: i32,
    offset: i64,
    leader_epoch: i32,
    metadata: StrBytes,
    error: i16,
}

pub(in crate::embedded) fn offset_fetch(call: &Call, request: OffsetFetchRequest) -> OffsetFetchResponse {
    let state = call.core.coordinator();
    let error = code(&state);
    let found = |group: &str, wanted: Option<Vec<Place>>| {
        let none = Offsets::default();
        let offsets = state.as_ref().ok().and_then(|s| s.groups.get(group)).map_or(&none, |g| &g.offsets);
        if error == 0 { find(offsets, wanted, request.require_stable) } else { BTreeMap::new() }
    };
    if call.version < 8 {
        let wanted = request.topics.as_ref().map(|topics| places(topics.iter().map(|t| (&t.name, &t.partition_indexes))));
        let topics = found(&request.group_id, wanted).into_iter().map(|(name, partitions)| {
            let partitions = partitions.into_iter().map(|f| {
                OffsetFetchResponsePartition::default()
                    .with_partition_index(f.partition)
                    .with_committed_offset(f.offset)
                    .with_committed_leader_epoch(f.leader_epoch)
                    .with_metadata(Some(f.metadata))
                    .with_error_code(f.error)
            });
            OffsetFetchResponseTopic::default().with_name(name).with_partitions(partitions.collect())
        });
        return OffsetFetchResponse::default().with_error_code(error).with_topics(topics.collect());
    }
    let groups = request.groups.iter().map(|group| {
        let wanted = group.topics.as_ref().map(|topics| places(topics.iter().map(|t| (&t.name, &t.partition_indexes))));
        let topics = found(&group.group_id, wanted).into_iter().map(|(name, partitions)| {
            let partitions = partitions.into_iter().map(|f| {
                OffsetFetchResponsePartitions::default()
                    .with_partition_index(f.partition)
                    .with_committed_offset(f.offset)
                    .with_committed_leader_epoch(f.leader_epoch)
                    .with_metadata(Some(f.metadata))
                    .with_error_code(f.error)
            });
            OffsetFetchResponseTopics::default().with_name(name).with_partitions(partitions.collect())
        });
        OffsetFetchResponseGroup::default().with_group_id(group.group_id.clone()).with_error_code(error).with_topics(topics.collect())
    });
    OffsetFetchResponse::default().with_groups(groups.collect())
}

fn places<'a>(topics: impl Iterator<Item = (&'a TopicName, &'a Vec<i32>)>) -> Vec<Place> {
    topics.flat_map(|(name, partitions)| partitions.iter().map(|p| (name.to_string(), *p))).collect()
}

/// The offsets of the wanted partitions, or of all that there are, by topic.
fn find(offsets: &Offsets, wanted: Option<Vec<Place>>, require_stable: bool) -> BTreeMap<TopicName, Vec<Found>> {
    let mut found: BTreeMap<TopicName, Vec<Found>> = BTreeMap::new();
    for place in wanted.unwrap_or_else(|| offsets.places()) {
        let unstable = require_stable && offsets.is_unstable(&place);
        let committed = offsets.get(&place).filter(|_| !unstable);
        let answer = Found {
            partition: place.1,
            offset: committed.map_or(-1, |c| c.offset),
            leader_epoch: committed.map_or(-1, |c| c.leader_epoch),
            metadata: committed.map(|c| c.metadata.clone()).unwrap_or_default(),
            error: if unstable { ResponseError::UnstableOffsetCommit.code() } else { 0 },
        };
        found.entry(TopicName(StrBytes::from_string(place.0))).or_default().push(answer);
    }
    found
}

pub(in crate::embedded) fn offset_delete(call: &Call, request: OffsetDeleteRequest) -> OffsetDeleteResponse {
    let mut state = match call.core.coordinator() {
        Ok(state) => state,
        Err(error) => return OffsetDeleteResponse::default().with_error_code(error.code()),
    };
    let Some(group) = state.groups.get_mut(request.group_id.as_str()) else {
        return OffsetDeleteResponse::default().with_error_code(ResponseError::GroupIdNotFound.code());
    };
    if !group.members.is_empty() {
        return OffsetDeleteResponse::default().with_error_code(ResponseError::NonEmptyGroup.code());
    }
    let topics = request.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|p| {
            group.offsets.remove(&(topic.name.to_string(), p.partition_index));
            OffsetDeleteResponsePartition::default().with_partition_index(p.partition_index)
        });
        let partitions = partitions.collect();
        OffsetDeleteResponseTopic::default().with_name(topic.name).with_partitions(partitions)
    });
    let topics = topics.collect();
    OffsetDeleteResponse::default().with_topics(topics)
}
