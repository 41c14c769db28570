//! Who may join a group, and whether the group has to rebalance for it.

use std::time::Instant;

use bytes::Bytes;
use kafka_protocol::ResponseError;
use kafka_protocol::messages::JoinGroupResponse;
use kafka_protocol::protocol::StrBytes;
use tokio::sync::oneshot;

use super::member::{Member, Waiting};
use super::rebalance::refused;
use super::{Caller, Group, Phase};
use crate::embedded::core::Answer;

/// A request to join.
pub(super) struct Joiner {
    pub member_id: String,
    pub member: Member,
    pub protocol_type: StrBytes,
    /// An id for a member that has none yet.
    pub new_id: String,
    /// Whether the client asks again with the id that we give it, before it counts (KIP-394).
    pub asks_twice: bool,
    /// Whether the client understands that a returning leader need not assign anew (KIP-814).
    pub can_skip: bool,
}

/// The answer to it, now or once the others have joined.
pub(super) enum Joining {
    Now(JoinGroupResponse),
    Later(oneshot::Receiver<JoinGroupResponse>),
}

impl Group {
    /// A member wants to join.
    pub(super) fn join(&mut self, joiner: Joiner, now: Instant) -> Joining {
        let id = joiner.member_id.clone();
        if let Err(error) = self.check_protocols(&joiner) {
            return Joining::Now(refused(&id, error));
        }
        match (id.is_empty(), joiner.member.instance_id.clone()) {
            (true, Some(instance)) => self.join_static(joiner, &instance, now),
            (true, None) if joiner.asks_twice => {
                self.expected.insert(joiner.new_id.clone(), now + joiner.member.session_timeout);
                Joining::Now(refused(&joiner.new_id, ResponseError::MemberIdRequired))
            }
            (true, None) => self.enter(joiner.new_id.clone(), joiner, now),
            (false, _) if self.expected.remove(&id).is_some() => self.enter(id, joiner, now),
            (false, instance) => {
                let caller = Caller { member_id: &id, instance_id: instance.as_deref(), generation: -1 };
                match self.caller(&caller) {
                    Ok(_) => self.rejoin(id, joiner, now),
                    Err(error) => Joining::Now(refused(&id, error)),
                }
            }
        }
    }

    fn check_protocols(&self, joiner: &Joiner) -> Answer<()> {
        let inconsistent = Err(ResponseError::InconsistentGroupProtocol);
        if joiner.protocol_type.is_empty() || joiner.member.protocols.is_empty() {
            return inconsistent;
        }
        let others = self
            .members
            .iter()
            .filter(|(id, m)| **id != joiner.member_id && (m.instance_id.is_none() || m.instance_id != joiner.member.instance_id));
        let mut others = others.map(|(_, m)| m).peekable();
        if others.peek().is_none() {
            return Ok(());
        }
        let knows = |m: &Member, name: &StrBytes| m.protocols.iter().any(|(n, _)| n == name);
        let others: Vec<_> = others.collect();
        let common = joiner.member.protocols.iter().any(|(name, _)| others.iter().all(|m| knows(m, name)));
        if self.protocol_type == joiner.protocol_type && common { Ok(()) } else { inconsistent }
    }

    /// A new member: everybody joins again.
    fn enter(&mut self, id: String, joiner: Joiner, now: Instant) -> Joining {
        if self.members.is_empty() {
            self.protocol_type = joiner.protocol_type;
            self.leader.clone_from(&id);
        }
        if let Some(instance) = &joiner.member.instance_id {
            self.instances.insert(instance.clone(), id.clone());
        }
        self.members.insert(id.clone(), joiner.member);
        self.wait_for_others(&id, now)
    }

    /// A static member without an id: a new one, or one that has restarted and takes its own place again.
    fn join_static(&mut self, joiner: Joiner, instance: &str, now: Instant) -> Joining {
        let Some(old_id) = self.instances.get(instance).cloned() else {
            return self.enter(joiner.new_id.clone(), joiner, now);
        };
        let Some(mut old) = self.members.remove(&old_id) else {
            return self.enter(joiner.new_id.clone(), joiner, now);
        };
        old.answer_join(refused(&old_id, ResponseError::FencedInstanceId));
        let fenced = kafka_protocol::messages::SyncGroupResponse::default().with_error_code(ResponseError::FencedInstanceId.code());
        old.answer_sync(fenced);
        let unchanged = old.metadata(&self.protocol) == joiner.member.metadata(&self.protocol);
        let id = joiner.new_id.clone();
        let was_leader = self.leader == old_id;
        let member = Member { assignment: old.assignment, ..joiner.member };
        self.instances.insert(instance.to_owned(), id.clone());
        self.members.insert(id.clone(), member);
        if was_leader {
            self.leader.clone_from(&id);
        }
        if self.phase != Phase::Stable || !unchanged {
            return self.wait_for_others(&id, now);
        }
        // It keeps its share and the others notice nothing. An older client that leads would assign anew: it is told that its
        // former self leads, and only asks for its share.
        let mut answer = self.joined(&id, joiner.can_skip && was_leader);
        if was_leader && !joiner.can_skip {
            answer = answer.with_leader(StrBytes::from_string(old_id)).with_members(Vec::new());
        }
        Joining::Now(answer)
    }

    /// A known member joins again: it was called to, or something of it has changed.
    fn rejoin(&mut self, id: String, joiner: Joiner, now: Instant) -> Joining {
        let leads = self.leader == id;
        let Some(old) = self.members.get_mut(&id) else {
            return Joining::Now(refused(&id, ResponseError::UnknownMemberId));
        };
        let unchanged = old.protocols == joiner.member.protocols;
        old.heard(now);
        let answer_lost = match self.phase {
            Phase::Syncing { .. } => unchanged,
            Phase::Stable => unchanged && !leads,
            Phase::Empty | Phase::Joining { .. } => false,
        };
        if answer_lost {
            return Joining::Now(self.joined(&id, false));
        }
        old.answer_join(refused(&id, ResponseError::RebalanceInProgress)); // an earlier request of its own, from a lost connection
        let assignment: Bytes = old.assignment.clone();
        let waiting = std::mem::take(&mut old.waiting);
        self.members.insert(id.clone(), Member { assignment, waiting, ..joiner.member });
        self.wait_for_others(&id, now)
    }

    fn wait_for_others(&mut self, id: &str, now: Instant) -> Joining {
        // A member that was waiting for its share hears first that there is a new round.
        if matches!(self.phase, Phase::Stable | Phase::Syncing { .. } | Phase::Empty) {
            self.call_to_join(now);
        }
        let (sender, receiver) = oneshot::channel();
        if let Some(member) = self.members.get_mut(id) {
            member.waiting = Waiting::ForJoin(sender);
        }
        self.complete_join_if_all(now);
        Joining::Later(receiver)
    }
}
