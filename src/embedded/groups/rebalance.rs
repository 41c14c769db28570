//! How a group moves: from the call to join over the assignment to a stable generation, and with time.

use std::time::{Duration, Instant};

use bytes::Bytes;
use kafka_protocol::ResponseError;
use kafka_protocol::messages::join_group_response::JoinGroupResponseMember;
use kafka_protocol::messages::{JoinGroupResponse, SyncGroupResponse};
use kafka_protocol::protocol::StrBytes;

use super::{Group, Phase};

impl Group {
    /// Calls all members to join again.
    pub fn call_to_join(&mut self, now: Instant) {
        if self.members.is_empty() {
            if self.phase != Phase::Empty {
                self.phase = Phase::Empty;
                self.generation += 1;
                self.protocol = StrBytes::default();
                self.leader.clear();
            }
            return;
        }
        if matches!(self.phase, Phase::Syncing { .. }) {
            let again = SyncGroupResponse::default().with_error_code(ResponseError::RebalanceInProgress.code());
            for member in self.members.values_mut() {
                member.assignment = Bytes::new();
                member.answer_sync(again.clone());
            }
        }
        if !matches!(self.phase, Phase::Joining { .. }) {
            self.phase = Phase::Joining { deadline: now + self.longest_rebalance() };
        }
        self.complete_join_if_all(now);
    }

    /// The members' longest rebalance timeout.
    fn longest_rebalance(&self) -> Duration {
        self.members.values().map(|m| m.rebalance_timeout).max().unwrap_or_default()
    }

    /// Goes on to the assignment once every member, known or expected, has joined.
    pub fn complete_join_if_all(&mut self, now: Instant) {
        let all = self.expected.is_empty() && self.members.values().all(|m| m.has_joined());
        if all && matches!(self.phase, Phase::Joining { .. }) {
            self.complete_join(now);
        }
    }

    /// Goes on with those who have joined. Static members stay: they may come back within their session.
    fn complete_join(&mut self, now: Instant) {
        self.members.retain(|_, m| m.has_joined() || m.instance_id.is_some());
        if !self.members.values().any(|m| m.has_joined()) {
            match self.members.is_empty() {
                true => self.call_to_join(now),
                false => self.phase = Phase::Joining { deadline: now + self.longest_rebalance() },
            }
            return;
        }
        if !self.members.get(&self.leader).is_some_and(|m| m.has_joined()) {
            let joined = self.members.iter().find(|(_, m)| m.has_joined());
            self.leader = joined.map(|(id, _)| id.clone()).unwrap_or_default();
        }
        self.generation += 1;
        self.protocol = self.elected_protocol();
        self.phase = Phase::Syncing { deadline: now + self.longest_rebalance() };
        let ids: Vec<String> = self.members.keys().cloned().collect();
        for id in ids {
            let answer = self.joined(&id, false);
            if let Some(member) = self.members.get_mut(&id) {
                member.heard(now);
                member.answer_join(answer);
            }
        }
    }

    /// Each member votes for the first of its strategies that all know.
    fn elected_protocol(&self) -> StrBytes {
        let common = self.common_protocols();
        let votes: Vec<_> =
            self.members.values().filter_map(|m| m.protocols.iter().map(|(name, _)| name).find(|name| common.contains(*name))).collect();
        let count = |name: &StrBytes| votes.iter().filter(|v| **v == name).count();
        common.iter().rev().max_by_key(|name| count(name)).cloned().unwrap_or_default()
    }

    /// The answer to a member that is in the present generation; its leader also learns who the others are.
    pub fn joined(&self, member_id: &str, skip_assignment: bool) -> JoinGroupResponse {
        let everybody = || {
            self.members.iter().map(|(id, m)| {
                JoinGroupResponseMember::default()
                    .with_member_id(StrBytes::from_string(id.clone()))
                    .with_group_instance_id(m.instance_id.clone().map(StrBytes::from_string))
                    .with_metadata(m.metadata(&self.protocol))
            })
        };
        let members = if member_id == self.leader { everybody().collect() } else { Vec::new() };
        JoinGroupResponse::default()
            .with_generation_id(self.generation)
            .with_protocol_type(Some(self.protocol_type.clone()))
            .with_protocol_name(Some(self.protocol.clone()))
            .with_leader(StrBytes::from_string(self.leader.clone()))
            .with_member_id(StrBytes::from_string(member_id.to_owned()))
            .with_members(members)
            .with_skip_assignment(skip_assignment)
    }

    /// The leader has handed out the partitions.
    pub fn assign(&mut self, assignments: impl IntoIterator<Item = (String, Bytes)>, now: Instant) {
        for member in self.members.values_mut() {
            member.assignment = Bytes::new();
        }
        for (id, assignment) in assignments {
            if let Some(member) = self.members.get_mut(&id) {
                member.assignment = assignment;
            }
        }
        self.phase = Phase::Stable;
        let ids: Vec<String> = self.members.keys().cloned().collect();
        for id in ids {
            let answer = self.synced(&id);
            if let Some(member) = self.members.get_mut(&id) {
                member.heard(now);
                member.answer_sync(answer);
            }
        }
    }

    /// A member's share.
    pub fn synced(&self, member_id: &str) -> SyncGroupResponse {
        SyncGroupResponse::default()
            .with_protocol_type(Some(self.protocol_type.clone()))
            .with_protocol_name(Some(self.protocol.clone()))
            .with_assignment(self.members.get(member_id).map_or_else(Bytes::new, |m| m.assignment.clone()))
    }

    /// A member goes; the others share its partitions.
    pub fn remove(&mut self, member_id: &str, now: Instant) {
        let Some(mut gone) = self.members.remove(member_id) else { return };
        if let Some(instance) = &gone.instance_id {
            self.instances.remove(instance);
        }
        gone.answer_join(refused(member_id, ResponseError::UnknownMemberId));
        gone.answer_sync(SyncGroupResponse::default().with_error_code(ResponseError::UnknownMemberId.code()));
        self.call_to_join(now);
    }

    /// Sessions and rebalances that have timed out.
    pub fn time_passes(&mut self, now: Instant) {
        let expected = self.expected.len();
        self.expected.retain(|_, until| *until > now);
        if self.expected.len() < expected {
            self.complete_join_if_all(now);
        }
        let expired: Vec<String> = self.members.iter().filter(|(_, m)| m.is_expired(now)).map(|(id, _)| id.clone()).collect();
        for id in expired {
            self.remove(&id, now);
        }
        match self.phase {
            Phase::Joining { deadline } if deadline <= now => {
                self.expected.clear();
                self.complete_join(now);
            }
            Phase::Syncing { deadline } if deadline <= now => {
                let silent = |m: &super::Member| matches!(m.waiting, super::member::Waiting::Nothing);
                let late: Vec<String> = self.members.iter().filter(|(_, m)| silent(m)).map(|(id, _)| id.clone()).collect();
                for id in late {
                    self.remove(&id, now);
                }
            }
            _ => {}
        }
    }
}

/// A JoinGroup that is refused.
pub(super) fn refused(member_id: &str, error: ResponseError) -> JoinGroupResponse {
    JoinGroupResponse::default()
        .with_error_code(error.code())
        .with_generation_id(-1)
        .with_protocol_name(Some(StrBytes::default()))
        .with_member_id(StrBytes::from_string(member_id.to_owned()))
}
