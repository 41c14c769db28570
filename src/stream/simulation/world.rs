//! The model of a cluster: logs, transactional ids, one consumer group, and time. It knows no process, only what was asked of it.
//!
//! Transactions as in KIP-98, without KIP-890; rebalances as in KIP-429, offsets in transactions as in KIP-447. Each fault is one that a real client meets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use super::super::client::{HEARTBEAT_INTERVAL_MS, SESSION_TIMEOUT_MS, TRANSACTION_TIMEOUT_MS};
use super::super::switches::{Protection, without};
use super::dice::Dice;
use crate::editorial::mix;

/// Index of a process, of a partition, of a transaction.
pub type Index = usize;
/// A member of the group as the coordinator names it; never given twice.
pub type MemberId = u64;

/// What a stage writes for one input record, on its events and on its changelog.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// Offset of the input record.
    pub offset: i64,
    /// Hash of all that was decided on up to here.
    pub chain: u64,
    /// The transaction that it stands in.
    pub transaction: Index,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    Open,
    Committed,
    Aborted,
}

/// A transaction at its coordinator.
#[derive(Debug)]
pub struct Transaction {
    since: Duration,
    pub outcome: Outcome,
    offsets: Vec<(Index, i64, String)>,
}

/// A transactional id at its coordinator.
#[derive(Debug, Default)]
struct Registered {
    epoch: u32,
    open: Option<Index>,
}

/// A change of a member's partitions that it has yet to answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Moved {
    Came(Vec<Index>),
    Goes(Vec<Index>),
}

/// A member, both as the coordinator sees it and as its own client does.
#[derive(Debug)]
pub struct Membership {
    pub process: Index,
    /// Its process was killed.
    pub dead: bool,
    heard: Duration,
    /// The generation that its client knows.
    pub generation: u32,
    /// What its client has to answer.
    pub changes: VecDeque<Moved>,
    /// The coordinator has given it up at this time.
    gone: Option<Duration>,
    /// Its client knows that.
    pub lost: bool,
    /// Partitions that it reads: the next offset, and whether it fetches.
    pub fetches: BTreeMap<Index, (i64, bool)>,
}

/// The cluster.
pub struct World {
    pub dice: Dice,
    pub now: Duration,
    /// Input records of each partition.
    pub input: Vec<i64>,
    pub events: Vec<Vec<Written>>,
    pub changelog: Vec<Vec<Written>>,
    pub transactions: Vec<Transaction>,
    ids: BTreeMap<String, Registered>,
    /// The group's offset and note of each partition.
    pub committed: Vec<(Option<i64>, String)>,
    generation: u32,
    pub members: BTreeMap<MemberId, Membership>,
    /// Who has each partition, and who is to have it.
    owners: Vec<Option<MemberId>>,
    heirs: Vec<Option<MemberId>>,
    /// Processes whose clients do nothing, not even send heartbeats.
    pub still: BTreeSet<Index>,
    /// Commits on their way of which their producer has heard nothing.
    late: Vec<(String, u32, Index)>,
    /// Whether things go wrong.
    pub faults: bool,
    /// What went wrong, by kind.
    pub met: BTreeMap<&'static str, u64>,
    /// How far each partition's events were checked, and their chain until there.
    checked: Vec<(usize, i64, u64)>,
    /// Whether an event's chain holds all events before it.
    chained: bool,
    /// The promise that was broken.
    pub broken: Option<String>,
}

/// What is decided on a record: `before` is what was decided before it.
pub fn decided(before: u64, partition: Index, offset: i64) -> u64 {
    mix(before.rotate_left(7) ^ mix(offset as u64 ^ (partition as u64) << 48))
}

impl World {
    pub fn new(seed: u64, partitions: usize, chained: bool) -> World {
        World {
            dice: Dice::new(seed),
            now: Duration::ZERO,
            input: vec![0; partitions],
            events: vec![Vec::new(); partitions],
            changelog: vec![Vec::new(); partitions],
            transactions: Vec::new(),
            ids: BTreeMap::new(),
            committed: vec![(None, String::new()); partitions],
            generation: 0,
            members: BTreeMap::new(),
            owners: vec![None; partitions],
            heirs: vec![None; partitions],
            still: BTreeSet::new(),
            late: Vec::new(),
            faults: true,
            met: BTreeMap::new(),
            checked: vec![(0, 0, 0); partitions],
            chained,
            broken: None,
        }
    }

    /// Whether a fault of this kind happens now: once in so many chances.
    pub fn fault(&mut self, kind: &'static str, once_in: u64) -> bool {
        let happens = self.faults && self.dice.once_in(once_in);
        if happens {
            *self.met.entry(kind).or_default() += 1;
        }
        happens
    }

    /// Time goes on, and with it what the brokers do by themselves.
    pub fn pass(&mut self, time: Duration) {
        self.now += time;
        let now = self.now;
        for member in self.members.values_mut().filter(|m| m.gone.is_none() && !m.dead && !self.still.contains(&m.process)) {
            member.heard = now;
        }
        let silent = |m: &Membership| m.gone.is_none() && now - m.heard > Duration::from_millis(SESSION_TIMEOUT_MS.into());
        let silent: Vec<MemberId> = self.members.iter().filter(|(_, m)| silent(m)).map(|(id, _)| *id).collect();
        for id in silent {
            *self.met.entry("session lost").or_default() += 1;
            self.give_up(id);
        }
        let old =
            |t: &Registered| t.open.filter(|at| now - self.transactions[*at].since > Duration::from_millis(TRANSACTION_TIMEOUT_MS.into()));
        let overdue: Vec<String> = self.ids.iter().filter(|(_, id)| old(id).is_some()).map(|(id, _)| id.clone()).collect();
        for id in overdue {
            *self.met.entry("transaction timed out").or_default() += 1;
            self.register(&id);
        }
        if !self.late.is_empty() && self.dice.once_in(4) {
            let at = self.dice.below(self.late.len());
            let (id, epoch, transaction) = self.late.swap_remove(at);
            if self.is_current(&id, epoch) && self.ids[&id].open == Some(transaction) {
                self.end(&id, Outcome::Committed);
            }
        }
    }

    /// Registers a transactional id: the new epoch. What was open under it is aborted.
    pub fn register(&mut self, id: &str) -> u32 {
        self.end(id, Outcome::Aborted);
        let registered = self.ids.entry(id.to_owned()).or_default();
        registered.epoch += 1;
        registered.epoch
    }

    /// Whether nobody has registered the id since.
    pub fn is_current(&self, id: &str, epoch: u32) -> bool {
        self.ids.get(id).is_some_and(|r| r.epoch == epoch)
    }

    /// The open transaction of an id, a new one where there is none.
    pub fn open(&mut self, id: &str) -> Index {
        let next = self.transactions.len();
        let registered = self.ids.entry(id.to_owned()).or_default();
        let at = *registered.open.get_or_insert(next);
        if at == next {
            let since = self.now;
            self.transactions.push(Transaction { since, outcome: Outcome::Open, offsets: Vec::new() });
        }
        at
    }

    /// A transaction of one record, visible at once: what is written without transactions.
    pub fn alone(&mut self) -> Index {
        self.transactions.push(Transaction { since: self.now, outcome: Outcome::Committed, offsets: Vec::new() });
        self.transactions.len() - 1
    }

    /// The transaction's offsets, if its producer's group still takes them: `member` is who it was when it asked.
    pub fn add_offsets(
        &mut self,
        transaction: Index,
        member: (MemberId, u32),
        offsets: Vec<(Index, i64, String)>,
    ) -> Result<(), &'static str> {
        let (id, generation) = member;
        let known = self.members.get(&id).is_some_and(|m| m.gone.is_none());
        if !without(Protection::Fencing) {
            if !known {
                return Err("unknown member");
            }
            if generation != self.generation {
                return Err("illegal generation");
            }
        }
        self.transactions[transaction].offsets = offsets;
        Ok(())
    }

    /// Ends the open transaction of an id, if there is one.
    pub fn end(&mut self, id: &str, outcome: Outcome) {
        let Some(at) = self.ids.get_mut(id).and_then(|r| r.open.take()) else { return };
        let offsets = std::mem::take(&mut self.transactions[at].offsets);
        self.transactions[at].outcome = outcome;
        match outcome {
            Outcome::Committed => self.commit(&offsets),
            _ => self.check(),
        }
    }

    /// Commits offsets, in or outside of a transaction.
    pub fn commit(&mut self, offsets: &[(Index, i64, String)]) {
        for (partition, offset, note) in offsets {
            self.committed[*partition] = (Some(*offset), note.clone());
        }
        self.check();
    }

    /// The commit will arrive some time, if at all.
    pub fn delay_commit(&mut self, id: &str, epoch: u32, transaction: Index) {
        self.late.push((id.to_owned(), epoch, transaction));
    }

    /// Whether an open transaction would move this partition's offset.
    pub fn is_unsettled(&self, partition: Index) -> bool {
        self.ids.values().filter_map(|r| r.open).any(|at| self.transactions[at].offsets.iter().any(|o| o.0 == partition))
    }

    /// Whether any transaction is open.
    pub fn hangs(&self) -> bool {
        self.ids.values().any(|r| r.open.is_some())
    }

    /// A process joins.
    pub fn join(&mut self, process: Index) -> MemberId {
        let id = self.members.keys().next_back().map_or(1, |last| last + 1);
        let member = Membership {
            process,
            dead: false,
            heard: self.now,
            generation: 0,
            changes: VecDeque::new(),
            gone: None,
            lost: false,
            fetches: BTreeMap::new(),
        };
        self.members.insert(id, member);
        self.rebalance();
        id
    }

    /// A member leaves by itself, unless its process was killed: that one says nothing.
    pub fn leave(&mut self, id: MemberId) {
        if self.members.get(&id).is_some_and(|m| !m.dead) {
            self.give_up(id);
            self.members.remove(&id);
        }
    }

    /// A process is killed.
    pub fn kill(&mut self, process: Index) {
        self.members.values_mut().filter(|m| m.process == process).for_each(|m| m.dead = true);
    }

    /// The coordinator gives a member up: its partitions go to others without its leave.
    fn give_up(&mut self, id: MemberId) {
        let now = self.now;
        if let Some(member) = self.members.get_mut(&id) {
            member.gone.get_or_insert(now);
        }
        self.owners.iter_mut().filter(|o| **o == Some(id)).for_each(|o| *o = None);
        self.rebalance();
    }

    /// A member's client may learn that it was given up; after a heartbeat it must.
    pub fn tell(&mut self, id: MemberId) {
        let surely = !self.faults || self.dice.once_in(6);
        let now = self.now;
        let Some(member) = self.members.get_mut(&id) else { return };
        let Some(gone) = member.gone.filter(|_| !member.lost) else { return };
        if surely || now - gone > Duration::from_millis(u64::from(HEARTBEAT_INTERVAL_MS)) {
            member.lost = true;
            member.changes.clear();
            member.changes.push_back(Moved::Goes(member.fetches.keys().copied().collect()));
        }
    }

    /// Gives out the partitions anew. Those that move are first given up by who has them (cooperative, KIP-429).
    pub fn rebalance(&mut self) {
        self.generation += 1;
        let live: Vec<MemberId> = self.members.iter().filter(|(_, m)| m.gone.is_none()).map(|(id, _)| *id).collect();
        if live.is_empty() {
            self.heirs.fill(None);
            return;
        }
        let turn = self.dice.below(live.len());
        for partition in 0..self.owners.len() {
            let heir = live[(partition + turn) % live.len()];
            let moving = self.heirs[partition] != self.owners[partition];
            self.heirs[partition] = Some(heir);
            if let Some(owner) = self.owners[partition].filter(|owner| *owner != heir && !moving) {
                self.change(owner, Moved::Goes(vec![partition]));
            }
        }
        self.hand_over();
    }

    /// Gives partitions that nobody has to those who are to have them.
    fn hand_over(&mut self) {
        for partition in 0..self.owners.len() {
            if let (None, Some(heir)) = (self.owners[partition], self.heirs[partition]) {
                self.owners[partition] = Some(heir);
                self.change(heir, Moved::Came(vec![partition]));
            }
        }
    }

    fn change(&mut self, id: MemberId, moved: Moved) {
        let Some(member) = self.members.get_mut(&id) else { return };
        match (member.changes.back_mut(), moved) {
            (Some(Moved::Came(all)), Moved::Came(more)) | (Some(Moved::Goes(all)), Moved::Goes(more)) => all.extend(more),
            (_, moved) => member.changes.push_back(moved),
        }
    }

    /// The member's client knows the generation that is now, unless it has been given up.
    pub fn catch_up(&mut self, id: MemberId) {
        let generation = self.generation;
        if let Some(member) = self.members.get_mut(&id).filter(|m| m.gone.is_none()) {
            member.generation = generation;
        }
    }

    /// The member has given these up. One that was lost joins anew: its id then.
    pub fn gave_back(&mut self, id: MemberId, partitions: &[Index]) -> MemberId {
        let Some(member) = self.members.get_mut(&id) else { return id };
        member.fetches.retain(|p, _| !partitions.contains(p));
        if member.lost {
            let process = member.process;
            self.members.remove(&id);
            return self.join(process);
        }
        for partition in partitions {
            if self.owners[*partition] == Some(id) {
                self.owners[*partition] = None;
            }
        }
        self.generation += 1;
        self.hand_over();
        id
    }

    /// Holds the events of each partition against the promise, up to the first whose transaction is open.
    fn check(&mut self) {
        for partition in 0..self.events.len() {
            let (mut at, mut next, mut chain) = self.checked[partition];
            while let Some(written) = self.events[partition].get(at) {
                match self.transactions[written.transaction].outcome {
                    Outcome::Open => break,
                    Outcome::Aborted => {}
                    Outcome::Committed => {
                        let before = if self.chained { chain } else { 0 };
                        let wanted = (next, decided(before, partition, next));
                        if (written.offset, written.chain) != wanted {
                            let said = if written.offset < next {
                                "published twice"
                            } else if written.offset > next {
                                "lost or out of order"
                            } else {
                                "decided on another state"
                            };
                            let why = format!("partition {partition}: offset {} {said}, {next} was due", written.offset);
                            self.broken.get_or_insert(why);
                            return;
                        }
                        (next, chain) = (next + 1, wanted.1);
                    }
                }
                at += 1;
            }
            self.checked[partition] = (at, next, chain);
        }
    }

    /// Whether all input is published and committed.
    pub fn is_done(&self) -> bool {
        (0..self.input.len()).all(|p| self.published(p) == self.input[p] && self.committed[p].0.unwrap_or(0) == self.input[p])
    }

    /// Events of a partition that were found right.
    pub fn published(&self, partition: Index) -> i64 {
        self.checked[partition].1
    }
}
