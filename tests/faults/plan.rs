//! Which faults there are, and a seeded sequence of them.

use std::fmt;
use std::time::Duration;

use wiredesk::embedded::{ApiKey, Fault as Disturbance};

use super::proxy::Network;

/// Random numbers from a seed (splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// Below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    fn between(&mut self, low_ms: u64, high_ms: u64) -> Duration {
        Duration::from_millis(low_ms + self.below(high_ms - low_ms))
    }
}

/// Steps of the loop at which a daemon can crash.
pub const STEPS: [&str; 6] = ["poll", "decide", "produce", "offsets", "commit", "apply"];

/// The requests of a transaction, in order.
const TRANSACTION: [ApiKey; 5] =
    [ApiKey::AddPartitionsToTxn, ApiKey::Produce, ApiKey::AddOffsetsToTxn, ApiKey::TxnOffsetCommit, ApiKey::EndTxn];

/// One thing that goes wrong. `usize` is the daemon that it happens to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// kill -9.
    Kill(usize),
    /// kill -9, and the next life ends at the nth passing of a step.
    CrashAt(usize, &'static str, u64),
    /// kill -9, and in the next life each nth transaction is aborted.
    Aborts(usize, u64),
    /// SIGSTOP for this long, then SIGCONT: past the session timeout a zombie.
    Stop(usize, Duration),
    /// SIGTERM this long after a start.
    TermAfterStart(usize, Duration),
    /// All daemons in turn: SIGTERM, and started again.
    RollingRestart,
    /// A third daemon joins, and leaves after this time.
    Guest(Duration),
    /// The wall clock of the named daemon is so many seconds ahead, and then right again.
    ClockJumps(i64, Duration),
    /// A second process with the name, and so the transactional ids, of a living one.
    SameName(Duration),
    /// Partitions are added to `wire.raw`.
    MorePartitions,
    /// The records of `wire.raw` that are behind all committed offsets are deleted.
    Trim,
    /// The answer to, or the request of, a transaction is delayed or lost.
    Disturbed(ApiKey, u32, Disturbance),
    /// Group and transaction coordinator move for this long.
    CoordinatorMoves(Duration),
    /// Every transactional id is taken over by nobody.
    FencedByBroker,
    /// The same, and the session is lost before the producers are made anew.
    FencedAndLost,
    /// Open transactions time out.
    TimedOut,
    /// A broker stands still (SIGSTOP).
    BrokerPaused(Duration),
    /// A broker is killed and comes back after this time.
    BrokerKilled(Duration),
    /// A broker's disk is full, and has room again after this time.
    DiskFull(Duration),
    /// Each partition is led by its preferred replica again.
    LeadersReturn,
    /// The network between one daemon and the brokers is so for this time.
    Network(Network, Duration),
}

impl Fault {
    /// Its kind, for the report.
    pub fn kind(&self) -> String {
        match self {
            Fault::Kill(_) => "kill -9".into(),
            Fault::CrashAt(_, step, _) => format!("kill -9 at {step}"),
            Fault::Aborts(..) => "kill -9, then transactions abort".into(),
            Fault::Stop(_, time) if time.as_secs() >= 6 => "zombie: SIGSTOP past the session timeout".into(),
            Fault::Stop(..) => "SIGSTOP within the session timeout".into(),
            Fault::TermAfterStart(..) => "SIGTERM soon after a start".into(),
            Fault::RollingRestart => "rolling restart".into(),
            Fault::Guest(_) => "a daemon joins and leaves".into(),
            Fault::ClockJumps(ahead, _) if *ahead > 0 => "wall clock jumps ahead, and back".into(),
            Fault::ClockJumps(..) => "wall clock jumps back, and ahead".into(),
            Fault::SameName(_) => "two processes with one name".into(),
            Fault::MorePartitions => "partitions added to wire.raw".into(),
            Fault::Trim => "wire.raw trimmed behind the readers".into(),
            Fault::Disturbed(key, _, Disturbance::DelayAnswer(_)) => format!("{key:?}: answer late"),
            Fault::Disturbed(key, _, Disturbance::LoseAnswer | Disturbance::CutAnswer) => format!("{key:?}: answer lost"),
            Fault::Disturbed(key, ..) => format!("{key:?}: request lost"),
            Fault::CoordinatorMoves(_) => "coordinator moves".into(),
            Fault::FencedByBroker => "producers fenced".into(),
            Fault::FencedAndLost => "producers fenced, then the session lost".into(),
            Fault::TimedOut => "transactions time out".into(),
            Fault::BrokerPaused(_) => "broker paused".into(),
            Fault::BrokerKilled(_) => "broker killed and back".into(),
            Fault::DiskFull(_) => "broker's disk full".into(),
            Fault::LeadersReturn => "leaders return to preferred replicas".into(),
            Fault::Network(Network::Silent, _) => "network: silent".into(),
            Fault::Network(Network::Cut, _) => "network: cut".into(),
            Fault::Network(..) => "network: slow".into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// Where the faults happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The embedded broker, in this process.
    Embedded,
    /// A Kafka of our own, that may be paused and killed.
    Kafka,
}

/// The next fault.
pub fn next(dice: &mut Dice, ground: Ground, nodes: u64) -> Fault {
    let victim = dice.below(2) as usize;
    let of_daemons = match dice.below(12) {
        11 => Fault::ClockJumps(dice.pick(&[3_600, -3_600, 10, -10]), dice.between(500, 12_000)),
        10 => Fault::Aborts(victim, 2 + dice.below(20)),
        0 => Fault::Kill(victim),
        1..=3 => Fault::CrashAt(victim, dice.pick(&STEPS), 1 + dice.below(30)),
        4 => Fault::Stop(victim, dice.between(7_000, 9_000)),
        5 => Fault::Stop(victim, dice.between(200, 3_000)),
        6 => Fault::TermAfterStart(victim, dice.between(0, 4_000)),
        7 => dice.pick(&[Fault::RollingRestart, Fault::Trim]),
        8 => Fault::Guest(dice.between(1_000, 6_000)),
        _ => dice.pick(&[Fault::SameName(Duration::from_secs(4)), Fault::MorePartitions]),
    };
    if dice.below(2) == 0 {
        return of_daemons;
    }
    match ground {
        Ground::Embedded => match dice.below(9) {
            8 => Fault::FencedAndLost,
            0 => Fault::CoordinatorMoves(dice.between(100, 3_000)),
            1 => Fault::FencedByBroker,
            2 => Fault::TimedOut,
            _ => disturbed(dice),
        },
        Ground::Kafka => match dice.below(10) {
            0 => Fault::BrokerPaused(dice.between(500, 12_000)),
            1 if dice.below(4) == 0 => Fault::BrokerPaused(dice.between(12_000, 90_000)),
            1 => Fault::LeadersReturn,
            // A cluster's only node that dies forgets commits (docs/operating.md, "A hanging transaction").
            2 if nodes > 1 && dice.below(2) == 0 => Fault::DiskFull(dice.between(0, 5_000)),
            2 => Fault::BrokerKilled(dice.between(0, 5_000)),
            3 => Fault::Network(Network::Silent, dice.between(500, 20_000)),
            4 => Fault::Network(Network::Cut, dice.between(100, 20_000)),
            5 => Fault::Network(Network::Slow(dice.between(20, 300)), dice.between(2_000, 10_000)),
            _ => disturbed(dice),
        },
    }
}

/// A request of a transaction, or its answer, late or lost.
fn disturbed(dice: &mut Dice) -> Fault {
    let late = Disturbance::DelayAnswer(dice.between(100, 4_000));
    let what = [late, Disturbance::LoseAnswer, Disturbance::CutAnswer, Disturbance::LoseRequest, Disturbance::CutRequest];
    Fault::Disturbed(dice.pick(&TRANSACTION), 1 + dice.below(4) as u32, dice.pick(&what))
}
