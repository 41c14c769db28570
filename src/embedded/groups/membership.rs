//! The requests of members: join, sync, heartbeat, leave.

use std::time::{Duration, Instant};

use kafka_protocol::ResponseError;
use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::leave_group_response::MemberResponse;
use kafka_protocol::messages::{
    HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, SyncGroupRequest,
    SyncGroupResponse,
};
use tokio::sync::oneshot;

use super::joining::{Joiner, Joining};
use super::member::{Member, Waiting};
use super::rebalance::refused;
use super::{Caller, Phase};
use crate::embedded::api::Call;
use crate::embedded::core::{Answer, code};

/// Kafka's `group.max.session.timeout.ms`.
const MAX_SESSION_TIMEOUT: Duration = Duration::from_secs(1800);

pub(in crate::embedded) async fn join_group(call: Call, request: JoinGroupRequest) -> JoinGroupResponse {
    let member_id = request.member_id.to_string();
    let answer = match join(&call, request) {
        Ok(Joining::Now(answer)) => answer,
        Ok(Joining::Later(answer)) => answer.await.unwrap_or_else(|_| refused(&member_id, ResponseError::UnknownMemberId)),
        Err(error) => refused(&member_id, error),
    };
    // Before version 7 there is no null: an empty name stands for it.
    if call.version < 7 { answer.with_protocol_type(None) } else { answer }
}

fn join(call: &Call, request: JoinGroupRequest) -> Answer<Joining> {
    let session_timeout = Duration::from_millis(request.session_timeout_ms.max(0) as u64);
    if session_timeout < call.core.options.min_session_timeout || session_timeout > MAX_SESSION_TIMEOUT {
        return Err(ResponseError::InvalidSessionTimeout);
    }
    let rebalance_timeout = match request.rebalance_timeout_ms {
        ms if ms >= 0 && call.version >= 1 => Duration::from_millis(ms as u64),
        _ => session_timeout,
    };
    let instance_id = request.group_instance_id.as_ref().map(|id| id.to_string());
    let client = (call.client_id.clone(), format!("/{}", call.client.ip()));
    let protocols = request.protocols.into_iter().map(|p| (p.name, p.metadata)).collect();
    let name = instance_id.as_deref().unwrap_or(&call.client_id);
    let mut state = call.core.coordinator()?;
    let number = state.transactions.new_producer_id(); // any number that is given out once
    let joiner = Joiner {
        new_id: format!("{name}-{number:08x}"),
        member_id: request.member_id.to_string(),
        member: Member::new(instance_id, client, (session_timeout, rebalance_timeout), protocols),
        protocol_type: request.protocol_type,
        asks_twice: call.version >= 4,
        can_skip: call.version >= 9,
    };
    Ok(super::of(&mut state.groups, &request.group_id)?.join(joiner, Instant::now()))
}

pub(in crate::embedded) async fn sync_group(call: Call, request: SyncGroupRequest) -> SyncGroupResponse {
    let refused = |error: ResponseError| SyncGroupResponse::default().with_error_code(error.code());
    match sync(&call, request) {
        Ok(Syncing::Now(answer)) => answer,
        Ok(Syncing::Later(answer)) => answer.await.unwrap_or_else(|_| refused(ResponseError::UnknownMemberId)),
        Err(error) => refused(error),
    }
}

enum Syncing {
    Now(SyncGroupResponse),
    Later(oneshot::Receiver<SyncGroupResponse>),
}

fn sync(call: &Call, request: SyncGroupRequest) -> Answer<Syncing> {
    let now = Instant::now();
    let mut state = call.core.coordinator()?;
    let group = state.groups.get_mut(request.group_id.as_str()).ok_or(ResponseError::UnknownMemberId)?;
    let caller =
        Caller { member_id: &request.member_id, instance_id: request.group_instance_id.as_deref(), generation: request.generation_id };
    group.current(&caller)?.heard(now);
    let other = |asked: &Option<_>, ours| asked.as_ref().is_some_and(|a| a != ours);
    if other(&request.protocol_type, &group.protocol_type) || other(&request.protocol_name, &group.protocol) {
        return Err(ResponseError::InconsistentGroupProtocol);
    }
    match group.phase {
        Phase::Empty => Err(ResponseError::UnknownMemberId),
        Phase::Joining { .. } => Err(ResponseError::RebalanceInProgress),
        Phase::Stable => Ok(Syncing::Now(group.synced(&request.member_id))),
        Phase::Syncing { .. } => {
            let (sender, receiver) = oneshot::channel();
            group.current(&caller)?.waiting = Waiting::ForSync(sender);
            if group.leader == request.member_id.as_str() {
                group.assign(request.assignments.into_iter().map(|a| (a.member_id.to_string(), a.assignment)), now);
            }
            Ok(Syncing::Later(receiver))
        }
    }
}

pub(in crate::embedded) fn heartbeat(call: &Call, request: HeartbeatRequest) -> HeartbeatResponse {
    let alive = call.core.coordinator().and_then(|mut state| {
        let group = state.groups.get_mut(request.group_id.as_str()).ok_or(ResponseError::UnknownMemberId)?;
        let caller =
            Caller { member_id: &request.member_id, instance_id: request.group_instance_id.as_deref(), generation: request.generation_id };
        group.current(&caller)?.heard(Instant::now());
        if matches!(group.phase, Phase::Joining { .. }) { Err(ResponseError::RebalanceInProgress) } else { Ok(()) }
    });
    HeartbeatResponse::default().with_error_code(code(&alive))
}

pub(in crate::embedded) fn leave_group(call: &Call, request: LeaveGroupRequest) -> LeaveGroupResponse {
    let one = MemberIdentity::default().with_member_id(request.member_id.clone());
    let leaving = if call.version < 3 { vec![one] } else { request.members.clone() };
    let left = call.core.coordinator().and_then(|mut state| {
        let group = state.groups.get_mut(request.group_id.as_str()).ok_or(ResponseError::UnknownMemberId)?;
        Ok(leaving.iter().map(|member| leave(group, member)).collect::<Vec<_>>())
    });
    let answer = LeaveGroupResponse::default().with_error_code(code(&left));
    let Ok(left) = left else { return answer };
    if call.version < 3 {
        return answer.with_error_code(left.first().map_or(0, code));
    }
    let members = leaving.into_iter().zip(&left).map(|(member, left)| {
        MemberResponse::default()
            .with_member_id(member.member_id)
            .with_group_instance_id(member.group_instance_id)
            .with_error_code(code(left))
    });
    answer.with_members(members.collect())
}

fn leave(group: &mut super::Group, member: &MemberIdentity) -> Answer<()> {
    let now = Instant::now();
    if group.expected.remove(member.member_id.as_str()).is_some() {
        group.complete_join_if_all(now);
        return Ok(());
    }
    // An operator may remove a static member by its instance id alone.
    let by_instance = member.group_instance_id.as_ref().and_then(|i| group.instances.get(i.as_str())).cloned();
    let id = match (member.member_id.is_empty(), by_instance) {
        (true, Some(id)) => id,
        _ => member.member_id.to_string(),
    };
    let instance_id = member.group_instance_id.as_deref();
    group.caller(&Caller { member_id: &id, instance_id, generation: -1 })?;
    group.remove(&id, now);
    Ok(())
}
