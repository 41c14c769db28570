//! The requests of transactional producers.

use std::time::Duration;

use kafka_protocol::ResponseError;
use kafka_protocol::messages::add_partitions_to_txn_response::{AddPartitionsToTxnPartitionResult, AddPartitionsToTxnTopicResult};
use kafka_protocol::messages::txn_offset_commit_response::{TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic};
use kafka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, EndTxnRequest, EndTxnResponse,
    InitProducerIdRequest, InitProducerIdResponse, ProducerId, TxnOffsetCommitRequest, TxnOffsetCommitResponse,
};

use crate::embedded::api::Call;
use crate::embedded::core::{Answer, code};
use crate::embedded::groups::{self, Caller, Committed};

/// Older clients know a fenced producer only as one with an invalid epoch.
fn for_version<T>(answer: Answer<T>, call: &Call, knows_fenced: i16) -> Answer<T> {
    answer.map_err(|e| match e {
        ResponseError::ProducerFenced if call.version < knows_fenced => ResponseError::InvalidProducerEpoch,
        other => other,
    })
}

pub(in crate::embedded) fn init_producer_id(call: &Call, request: InitProducerIdRequest) -> InitProducerIdResponse {
    let given = for_version(init(call, &request), call, 4);
    let answer = InitProducerIdResponse::default().with_error_code(code(&given));
    let (producer_id, epoch) = given.unwrap_or((-1, -1));
    answer.with_producer_id(ProducerId(producer_id)).with_producer_epoch(epoch)
}

fn init(call: &Call, request: &InitProducerIdRequest) -> Answer<(i64, i16)> {
    let Some(id) = request.transactional_id.as_ref() else {
        return Ok((call.core.lock().transactions.new_producer_id(), 0));
    };
    let timeout = Duration::from_millis(request.transaction_timeout_ms.max(0) as u64);
    if id.is_empty() {
        return Err(ResponseError::InvalidRequest);
    }
    if timeout.is_zero() || timeout > call.core.options.max_transaction_timeout {
        return Err(ResponseError::InvalidTransactionTimeout);
    }
    let held = (request.producer_id.0 >= 0).then_some((request.producer_id.0, request.producer_epoch));
    let mut state = call.core.coordinator()?;
    state.transactions.check_held(id, held)?;
    // Fenced before its transaction is aborted: the marker then carries the new epoch, and partitions refuse what the old producer
    // still sends.
    state.abort_and_fence(id);
    let given = state.transactions.hand_over(id, timeout)?;
    drop(state);
    call.core.appended.notify_waiters();
    Ok(given)
}

pub(in crate::embedded) fn add_partitions_to_txn(call: &Call, request: AddPartitionsToTxnRequest) -> AddPartitionsToTxnResponse {
    let who = (request.v3_and_below_transactional_id.as_str(), request.v3_and_below_producer_id.0, request.v3_and_below_producer_epoch);
    let wanted = || {
        let topics = request.v3_and_below_topics.iter();
        topics.flat_map(|t| t.partitions.iter().map(|p| (t.name.to_string(), *p)))
    };
    let mut missing = Vec::new();
    let added = call.core.coordinator().and_then(|mut state| {
        missing = wanted().filter(|(topic, p)| !state.topics.has(topic, *p)).collect();
        if missing.is_empty() { state.transactions.add(who, wanted(), None) } else { Err(ResponseError::OperationNotAttempted) }
    });
    let error = code(&for_version(added, call, 2));
    let results = request.v3_and_below_topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|&index| {
            let gone = missing.iter().any(|(name, p)| *name == topic.name.as_str() && *p == index);
            let error = if gone { ResponseError::UnknownTopicOrPartition.code() } else { error };
            AddPartitionsToTxnPartitionResult::default().with_partition_index(index).with_partition_error_code(error)
        });
        AddPartitionsToTxnTopicResult::default().with_name(topic.name.clone()).with_results_by_partition(partitions.collect())
    });
    AddPartitionsToTxnResponse::default().with_results_by_topic_v3_and_below(results.collect())
}

pub(in crate::embedded) fn add_offsets_to_txn(call: &Call, request: AddOffsetsToTxnRequest) -> AddOffsetsToTxnResponse {
    let who = (request.transactional_id.as_str(), request.producer_id.0, request.producer_epoch);
    let group = Some(request.group_id.to_string());
    let added = call.core.coordinator().and_then(|mut state| state.transactions.add(who, [], group));
    AddOffsetsToTxnResponse::default().with_error_code(code(&for_version(added, call, 2)))
}

pub(in crate::embedded) fn txn_offset_commit(call: &Call, request: TxnOffsetCommitRequest) -> TxnOffsetCommitResponse {
    let accepted = accept_offsets(call, &request);
    let error = code(&accepted);
    let missing = accepted.unwrap_or_default();
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|p| {
            let gone = missing.iter().any(|(name, index)| *name == topic.name.as_str() && *index == p.partition_index);
            let error = if gone { ResponseError::UnknownTopicOrPartition.code() } else { error };
            TxnOffsetCommitResponsePartition::default().with_partition_index(p.partition_index).with_error_code(error)
        });
        TxnOffsetCommitResponseTopic::default().with_name(topic.name.clone()).with_partitions(partitions.collect())
    });
    TxnOffsetCommitResponse::default().with_topics(topics.collect())
}

/// Keeps the offsets until the transaction ends. Returns the partitions that do not exist.
fn accept_offsets(call: &Call, request: &TxnOffsetCommitRequest) -> Answer<Vec<(String, i32)>> {
    let mut state = call.core.coordinator()?;
    let state = &mut *state;
    let who = (request.transactional_id.as_str(), request.producer_id.0, request.producer_epoch);
    let allowed = state.transactions.may_commit(who, &request.group_id);
    allowed.map_err(|e| if e == ResponseError::ProducerFenced { ResponseError::InvalidProducerEpoch } else { e })?;
    let group = groups::of(&mut state.groups, &request.group_id)?;
    let caller =
        Caller { member_id: &request.member_id, instance_id: request.group_instance_id.as_deref(), generation: request.generation_id };
    group.may_commit_in_transaction(&caller)?;
    let mut missing = Vec::new();
    for topic in &request.topics {
        for p in &topic.partitions {
            let place = (topic.name.to_string(), p.partition_index);
            if !state.topics.has(&place.0, place.1) {
                missing.push(place);
                continue;
            }
            let committed = Committed {
                offset: p.committed_offset,
                leader_epoch: p.committed_leader_epoch,
                metadata: p.committed_metadata.clone().unwrap_or_default(),
            };
            group.offsets.stage(request.producer_id.0, place, committed);
        }
    }
    Ok(missing)
}

pub(in crate::embedded) fn end_txn(call: &Call, request: EndTxnRequest) -> EndTxnResponse {
    let who = (request.transactional_id.as_str(), request.producer_id.0, request.producer_epoch);
    let ended = call.core.coordinator().and_then(|mut state| {
        if state.transactions.may_end(who, request.committed)? {
            state.end_transaction(who.0, request.committed);
        }
        Ok(())
    });
    call.core.appended.notify_waiters();
    EndTxnResponse::default().with_error_code(code(&for_version(ended, call, 2)))
}
