//! Kafka: both stages as transactional loops.
//!
//! [`Worker`] is the loop: it polls, lets the stage's [`Decider`] decide, and commits what was produced together with the consumed
//! offsets. [`intake`](Intake) is one lane for all its partitions; [`desk`](DeskStage) is a lane, and so a transactional id and a state,
//! for each partition of `wire.stories`. `lane` has the states of a partition's life, `transaction` what can become of a transaction,
//! `changelog` how a desk's [`state`] outlives its process, `standby` how another process has it warm, `topics` what the cluster must hold,
//! `rights` what it must allow, `unread` how a group is seen to leave a partition to nobody. `brokers` is the one seam at which the loop asks
//! cluster and time: a model stands there in `simulation`.
//! [`span`] and [`merge`] read stretches of topics in one order; [`replay`] takes them through both stages again, beside the live pipeline.

mod brokers;
mod changelog;
mod client;
mod dead_letter;
mod desk;
mod group;
mod intake;
mod lane;
pub mod letters;
pub mod merge;
mod oauth;
pub mod overrides;
mod partitions;
mod record;
pub mod replay;
pub mod rights;
mod rules;
mod sender;
mod settling;
#[cfg(test)]
mod simulation;
mod since;
pub mod span;
mod stage;
mod standby;
mod state;
mod status;
mod steps;
mod stop;
mod switches;
pub mod topics;
mod transaction;
mod trimmer;
mod unread;
mod worker;

pub use brokers::Librdkafka;
pub use changelog::{read as entry_of, record as record_of};
pub use client::{Context, plain_consumer};
pub use dead_letter::{raw_record, reason as dead_letter_reason};
pub use desk::DeskStage;
pub use intake::Intake;
pub use record::{Incoming, Outgoing};
pub use rules::{InForce, Rules};
pub use sender::{Report, Sender};
pub use stage::{Decider, LaneId, Outbox, Restored, Stage, Tally};
pub use status::{Status, hangs_after};
pub use stop::Stop;
use transaction::Transactions;
pub use worker::{Ended, Surroundings, Worker};
