//! The group coordinator, classic protocol: members, generations, assignments, committed offsets.
//!
//! A group is a small state machine ([`Phase`]): members join until all are there or the rebalance times out, the leader hands out
//! the partitions, the group is stable until somebody comes, goes or falls silent. `rebalance` moves it, `membership` answers the
//! requests, `progress` holds the offsets.

pub(in crate::embedded) mod admin;
mod joining;
mod member;
pub(in crate::embedded) mod membership;
mod offsets;
pub(in crate::embedded) mod progress;
mod rebalance;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use kafka_protocol::ResponseError;
use kafka_protocol::protocol::StrBytes;

use self::member::Member;
pub(in crate::embedded) use self::offsets::{Committed, Offsets};
use super::core::Answer;

/// Groups at most; beyond it a new one is refused.
const MAX_GROUPS: usize = 10_000;

/// Where a group stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nobody is in it; it may have offsets.
    #[default]
    Empty,
    /// Members are called to join, until the deadline.
    Joining { deadline: Instant },
    /// All have joined; the leader is to hand out the partitions, until the deadline.
    Syncing { deadline: Instant },
    /// Everybody has its share.
    Stable,
}

/// One consumer group.
#[derive(Debug, Default)]
pub(super) struct Group {
    phase: Phase,
    generation: i32,
    protocol_type: StrBytes,
    /// The assignment strategy of this generation.
    protocol: StrBytes,
    leader: String,
    members: BTreeMap<String, Member>,
    /// Ids given out to members that have not come back with them, with the end of our patience (KIP-394).
    expected: BTreeMap<String, Instant>,
    /// Member ids of static members, by instance id (KIP-345).
    instances: BTreeMap<String, String>,
    /// Committed offsets.
    pub offsets: Offsets,
}

/// Who a request says that it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    pub member_id: &'a str,
    pub instance_id: Option<&'a str>,
    pub generation: i32,
}

/// The group of this name, made where there is none.
pub(super) fn of<'a>(groups: &'a mut BTreeMap<String, Group>, name: &str) -> Answer<&'a mut Group> {
    if name.is_empty() {
        return Err(ResponseError::InvalidGroupId);
    }
    if !groups.contains_key(name) && groups.len() == MAX_GROUPS {
        return Err(ResponseError::PolicyViolation);
    }
    Ok(groups.entry(name.to_owned()).or_default())
}

impl Group {
    /// The member that this request comes from.
    fn caller(&mut self, caller: &Caller<'_>) -> Answer<&mut Member> {
        if let Some(instance) = caller.instance_id {
            match self.instances.get(instance) {
                None => return Err(ResponseError::UnknownMemberId),
                Some(id) if id != caller.member_id => return Err(ResponseError::FencedInstanceId),
                Some(_) => {}
            }
        }
        self.members.get_mut(caller.member_id).ok_or(ResponseError::UnknownMemberId)
    }

    /// The same, of the present generation.
    fn current(&mut self, caller: &Caller<'_>) -> Answer<&mut Member> {
        let generation = self.generation;
        let member = self.caller(caller)?;
        if caller.generation == generation { Ok(member) } else { Err(ResponseError::IllegalGeneration) }
    }

    /// Whether offsets may be committed outside of a transaction; it counts as a heartbeat.
    pub fn may_commit(&mut self, caller: &Caller<'_>) -> Answer<()> {
        if caller.generation < 0 && self.members.is_empty() {
            return Ok(()); // a consumer that assigns itself
        }
        let phase = self.phase;
        self.current(caller)?.heard(Instant::now());
        if matches!(phase, Phase::Syncing { .. }) { Err(ResponseError::RebalanceInProgress) } else { Ok(()) }
    }

    /// Whether a producer may commit these offsets with its transaction (KIP-447). Without metadata of a group everyone may.
    pub fn may_commit_in_transaction(&mut self, caller: &Caller<'_>) -> Answer<()> {
        let anonymous = caller.generation < 0 && caller.member_id.is_empty() && caller.instance_id.is_none();
        if anonymous { Ok(()) } else { self.current(caller).map(|_| ()) }
    }

    /// The strategies that every member knows.
    fn common_protocols(&self) -> BTreeSet<StrBytes> {
        let mut members = self.members.values().map(|m| m.protocols.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>());
        let first = members.next().unwrap_or_default();
        members.fold(first, |common, of_member| common.intersection(&of_member).cloned().collect())
    }

    fn phase_name(&self) -> &'static str {
        match self.phase {
            Phase::Empty => "Empty",
            Phase::Joining { .. } => "PreparingRebalance",
            Phase::Syncing { .. } => "CompletingRebalance",
            Phase::Stable => "Stable",
        }
    }
}
