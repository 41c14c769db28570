//! Whose turn it is: several processes on one thread, in one time.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::lane::Life;
use super::super::switches::{Protection, without};
use super::super::{Ended, Status, Stop, Surroundings, Worker};
use super::client::Modelled;
use super::stage::{Chained, Kind};
use super::world::{Index, World};
use crate::config::Config;
use crate::telemetry::Metrics;

/// Input partitions, and processes that share them.
const PARTITIONS: usize = 3;
const PROCESSES: usize = 3;
/// How deep others may have a turn within a turn.
const DEEPEST: usize = 3;
/// Turns within which a cluster in peace must have published everything.
const PEACE: usize = 30_000;

/// What unwinds a process that is killed.
struct Killed;

/// A place for a process: it runs, it is in the midst of its turn further up the stack, or it starts again at a time.
enum Place {
    Runs(Box<Worker<Chained, Modelled>>),
    Away,
    Down(Duration),
}

/// The processes, and the cluster that they ask.
pub struct Schedule {
    pub world: RefCell<World>,
    processes: RefCell<Vec<Place>>,
    depth: Cell<usize>,
    starts: Cell<u64>,
    kind: Kind,
    around: Surroundings,
    began: Instant,
}

impl Schedule {
    /// Processes of this kind that are yet to start.
    pub fn new(seed: u64, kind: Kind, metrics: &Arc<Metrics>) -> Rc<Schedule> {
        let config = Arc::new(Config::default());
        let around = Surroundings {
            limit_bytes: config.kafka.max_record_bytes,
            stage_metrics: metrics.desk.clone(),
            metrics: metrics.clone(),
            traces: None,
            status: Arc::new(Status::new("simulated")),
            stop: Stop::default(),
            config,
        };
        Rc::new(Schedule {
            world: RefCell::new(World::new(seed, PARTITIONS, kind == Kind::Desk)),
            processes: RefCell::new((0..PROCESSES).map(|_| Place::Down(Duration::ZERO)).collect()),
            depth: Cell::new(0),
            starts: Cell::new(0),
            kind,
            around,
            began: Instant::now(),
        })
    }

    /// Takes so many turns with faults, then as many as it takes in peace.
    ///
    /// # Errors
    /// The promise that was broken, and the turn.
    pub fn run(self: &Rc<Schedule>, turns: usize) -> Result<(), String> {
        let outcome = self.turns(turns);
        self.processes.borrow_mut().clear();
        outcome
    }

    fn turns(self: &Rc<Schedule>, turns: usize) -> Result<(), String> {
        for turn in 0..turns + PEACE {
            let (process, peace) = {
                let mut w = self.world.borrow_mut();
                if let Some(why) = w.broken.take() {
                    return Err(format!("turn {turn}: {why}"));
                }
                w.faults = turn < turns;
                if w.faults && w.dice.once_in(2) {
                    let partition = w.dice.below(PARTITIONS);
                    w.input[partition] += 1;
                }
                if w.fault("rebalance", 300) {
                    w.rebalance();
                }
                let time = Duration::from_micros(w.dice.below(3_000) as u64);
                w.pass(time);
                (w.dice.below(PROCESSES), !w.faults)
            };
            self.turn(process);
            let w = self.world.borrow();
            if peace && w.is_done() && !w.hangs() {
                return Ok(());
            }
        }
        let w = self.world.borrow();
        let published: Vec<i64> = (0..PARTITIONS).map(|p| w.published(p)).collect();
        Err(format!("stuck: {:?} records, {published:?} published, {:?} committed", w.input, w.committed))
    }

    /// A turn of a process, or its start.
    fn turn(self: &Rc<Schedule>, process: Index) {
        let place = std::mem::replace(&mut self.processes.borrow_mut()[process], Place::Away);
        let next = match place {
            Place::Away => return,
            Place::Down(until) if until > self.world.borrow().now => Place::Down(until),
            Place::Down(_) => self.guarded(|| self.start(process).map(|worker| Some(Box::new(worker)))),
            Place::Runs(mut worker) => {
                let stops = self.world.borrow_mut().fault("told to stop", 500);
                self.guarded(move || if stops { worker.finish().map(|()| None) } else { worker.turn().map(|()| Some(worker)) })
            }
        };
        if let Place::Runs(worker) = &next
            && worker.lanes.values().any(|lane| lane.life == Life::Stopped)
        {
            self.world.borrow_mut().broken.get_or_insert("a partition has stopped".into());
        }
        self.processes.borrow_mut()[process] = next;
    }

    fn start(self: &Rc<Schedule>, process: Index) -> Result<Worker<Chained, Modelled>, Ended> {
        self.starts.set(self.starts.get() + 1);
        let id = if without(Protection::Fencing) { format!("{process}-{}", self.starts.get()) } else { String::new() };
        let stage = Chained { kind: self.kind, schedule: self.clone(), start: self.starts.get(), unfenced: id };
        let brokers = Modelled { schedule: self.clone(), process, began: self.began };
        Worker::new(stage, brokers, self.around.clone())
    }

    /// Does what a process does; what ends it, by itself or by force, leaves its place empty for a while.
    fn guarded(&self, what: impl FnOnce() -> Result<Option<Box<Worker<Chained, Modelled>>>, Ended>) -> Place {
        let down = || {
            let mut w = self.world.borrow_mut();
            let pause = Duration::from_millis(w.dice.below(20_000) as u64);
            Place::Down(w.now + pause)
        };
        match catch_unwind(AssertUnwindSafe(what)) {
            Ok(Ok(Some(worker))) => Place::Runs(worker),
            Ok(Err(Ended::Failed { why, .. })) => {
                self.world.borrow_mut().broken.get_or_insert(why);
                down()
            }
            Ok(Ok(None) | Err(_)) => down(),
            Err(killed) if killed.is::<Killed>() => down(),
            Err(panic) => resume_unwind(panic),
        }
    }

    /// What may happen before the brokers answer a process: others have their turns, it stands still for a while, or it is killed.
    pub fn breathe(self: &Rc<Schedule>, process: Index) {
        let depth = self.depth.get();
        let (others, still, killed) = {
            let mut w = self.world.borrow_mut();
            let time = Duration::from_micros(w.dice.below(500) as u64);
            w.pass(time);
            let killed = w.fault("killed", 1_500);
            let still = !killed && w.fault("stands still", 500);
            if killed {
                w.kill(process);
            }
            if still {
                w.still.insert(process);
            }
            let others = if depth < DEEPEST && w.dice.once_in(8) { w.dice.below(4) } else { 0 };
            (if still { 200 } else { others }, still, killed)
        };
        if killed {
            resume_unwind(Box::new(Killed));
        }
        self.depth.set(depth + 1);
        for _ in 0..others {
            let other = {
                let mut w = self.world.borrow_mut();
                if still {
                    let time = Duration::from_millis(w.dice.below(300) as u64);
                    w.pass(time);
                }
                w.dice.below(PROCESSES)
            };
            self.turn(other);
        }
        self.depth.set(depth);
        if still {
            self.world.borrow_mut().still.remove(&process);
        }
    }
}
