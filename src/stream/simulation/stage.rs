//! A stage whose every event tells all that was decided before it: an event that is lost, doubled or decided on another state is seen.

use std::rc::Rc;

use super::super::changelog;
use super::super::switches::{Protection, without};
use super::super::{Decider, Incoming, LaneId, Outbox, Outgoing, Restored, Stage};
use super::client::{EVENTS, INPUT};
use super::schedule::Schedule;
use super::world::{Index, Outcome, decided};

/// How a stage's lanes are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// As intake: one lane for all, a transactional id of each process, no state.
    Intake,
    /// As the desk: a lane, a transactional id and a state of each partition.
    Desk,
}

/// The stage.
pub struct Chained {
    pub kind: Kind,
    pub schedule: Rc<Schedule>,
    /// Which start of all processes this is.
    pub start: u64,
    /// What ends the transactional ids where nobody is to be fenced.
    pub unfenced: String,
}

const BY: &str = "by=";

impl Stage for Chained {
    type Decider = ChainedDecider;
    const NAME: &'static str = "simulated";

    fn topics(&self) -> Vec<&str> {
        vec![INPUT]
    }

    fn lane(&self, partition: i32) -> LaneId {
        if self.kind == Kind::Desk { partition } else { 0 }
    }

    fn transactional_id(&self, lane: LaneId) -> String {
        match self.kind {
            Kind::Intake => format!("intake-{}", self.start),
            Kind::Desk => format!("desk-{lane}{}", self.unfenced),
        }
    }

    fn predecessor<'a>(&self, note: &'a str) -> Option<&'a str> {
        note.strip_prefix(BY).filter(|id| *id != self.transactional_id(0))
    }

    fn open(&self, lane: LaneId, committed: Option<i64>, note: &str) -> Result<ChainedDecider, String> {
        Ok(ChainedDecider {
            kind: self.kind,
            schedule: self.schedule.clone(),
            by: format!("{BY}{}", self.transactional_id(lane)),
            partition: lane as Index,
            committed,
            note: note.to_owned(),
            read: 0,
            state: State::default(),
            kept: State::default(),
        })
    }
}

/// What was decided, and the last record that was decided on.
#[derive(Clone, Copy, Default)]
struct State {
    chain: u64,
    last: Option<i64>,
}

/// What decides in a lane.
pub struct ChainedDecider {
    kind: Kind,
    schedule: Rc<Schedule>,
    by: String,
    partition: Index,
    committed: Option<i64>,
    note: String,
    /// Records of the changelog that were read back.
    read: usize,
    state: State,
    kept: State,
}

impl Decider for ChainedDecider {
    fn restore(&mut self) -> Result<Restored, String> {
        if self.kind == Kind::Intake {
            return Ok(Restored::Wholly);
        }
        let mut world = self.schedule.world.borrow_mut();
        for _ in 0..world.dice.below(200) {
            let Some(entry) = world.changelog[self.partition].get(self.read) else {
                if !without(Protection::Transactions) && !without(Protection::Fencing) {
                    changelog::check(self.committed, &self.note, self.state.last)?;
                }
                self.kept = self.state;
                return Ok(Restored::Wholly);
            };
            match world.transactions[entry.transaction].outcome {
                Outcome::Open => return Ok(Restored::Partly),
                Outcome::Aborted => {}
                Outcome::Committed => self.state = State { chain: entry.chain, last: Some(entry.offset) },
            }
            self.read += 1;
        }
        Ok(Restored::Partly)
    }

    fn decide(&mut self, record: &Incoming<'_>, out: &mut Outbox<'_>) {
        let before = if self.kind == Kind::Desk { self.state.chain } else { 0 };
        let chain = decided(before, record.partition as Index, record.offset);
        let value = [record.offset.to_le_bytes(), chain.to_le_bytes()].concat();
        let to = |topic| Outgoing { partition: Some(record.partition), ..Outgoing::new(topic, value.clone(), 0) };
        out.send(&to(EVENTS));
        if self.kind == Kind::Desk {
            out.send(&to("changelog"));
            self.state = State { chain, last: Some(record.offset) };
        }
    }

    fn keep(&mut self, changelog_offset: i64) {
        self.kept = self.state;
        if self.kind == Kind::Desk {
            let mut world = self.schedule.world.borrow_mut();
            let entry = usize::try_from(changelog_offset).ok().and_then(|at| world.changelog[self.partition].get(at));
            if entry.is_none_or(|entry| (Some(entry.offset), entry.chain) != (self.state.last, self.state.chain)) {
                world.broken.get_or_insert(format!("partition {}: the last entry does not stand at {changelog_offset}", self.partition));
            }
        }
    }

    fn undo(&mut self) {
        self.state = self.kept;
    }

    fn note(&self) -> String {
        match self.kind {
            Kind::Intake => self.by.clone(),
            Kind::Desk => changelog::note(self.state.last),
        }
    }
}
