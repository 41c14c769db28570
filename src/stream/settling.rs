//! A lane's open transaction is settled: committed, aborted, or left to the broker.

use std::time::Duration;

use super::brokers::{Brokers, Member, Producer};
use super::lane::{Lane, Life};
use super::switches::{Protection, abort_now, crash_at, without};
use super::transaction::Ending;
use super::worker::Process;
use super::{Decider, Ended, Stage};
use crate::telemetry::observe;

/// One answer from the brokers.
const TRY: Duration = Duration::from_secs(5);
/// The pause after an abort, times the aborts in a row.
const AFTER_ABORT: Duration = Duration::from_millis(50);

/// Commits a lane's open transaction, if our partitions are still ours.
pub fn commit<S: Stage, B: Brokers>(lane: &mut Lane<S::Decider, B::Producer>, process: &Process<B>) -> Result<(), Ended> {
    let began = process.brokers.now();
    let note = lane.decider.as_ref().map(Decider::note).unwrap_or_default();
    let ending = match (&lane.error, process.group.membership()) {
        (Some(error), _) => lane.producer.abort(&error.to_string()),
        (None, None) => lane.producer.abort("the partitions are lost"),
        (None, Some(_)) if abort_now() => lane.producer.abort("a test asks for it"),
        (None, Some(membership)) => {
            let offsets = lane.offsets(&note);
            let ending = lane.producer.commit(&offsets, &membership);
            match without(Protection::Transactions) && matches!(ending, Ending::Committed) {
                true => process.group.commit(&offsets).map_or_else(|e| Ending::Aborted(e.to_string()), |()| ending),
                false => ending,
            }
        }
    };
    observe(&process.around.stage_metrics.commit, process.brokers.now() - began);
    ended::<S, B>(lane, ending, process)
}

/// What follows from the ending of a lane's transaction.
pub fn ended<S: Stage, B: Brokers>(lane: &mut Lane<S::Decider, B::Producer>, ending: Ending, process: &Process<B>) -> Result<(), Ended> {
    let around = &process.around;
    let metrics = &around.stage_metrics;
    match ending {
        Ending::Committed => {
            crash_at("commit");
            metrics.committed.inc();
            lane.aborts = 0;
            if let Some(decider) = &mut lane.decider {
                decider.keep(lane.producer.changelog_offset());
            }
            let mut tally = lane.committed();
            if let Some(traces) = &around.traces {
                traces.send(tally.take_spans());
            }
            tally.count(&around.metrics, metrics, jiff::Timestamp::now().into());
            crash_at("apply");
            Ok(())
        }
        Ending::Aborted(why) => {
            metrics.aborted.inc();
            lane.aborts += 1;
            // What failed will probably fail again at once: a broker that refuses, a group that moves.
            process.brokers.sleep(AFTER_ABORT * lane.aborts.min(20));
            tracing::warn!(stage = S::NAME, lane = lane.id, why, "transaction aborted");
            if let Some(decider) = lane.decider.as_mut().filter(|_| !without(Protection::Overlay)) {
                decider.undo();
            }
            if process.group.lost() {
                lane.rewound().clear()
            } else {
                rewind::<S, B>(lane, process)?
            };
            Ok(())
        }
        Ending::Fenced(why) => {
            metrics.fenced.inc();
            tracing::warn!(stage = S::NAME, lane = lane.id, why, "producer fenced");
            lane.rewound();
            lane.decider = None;
            lane.life = Life::fenced(process.brokers.now());
            Ok(())
        }
        Ending::Unknown(why) => Err(Ended::Unknown { stage: S::NAME, why }),
    }
}

/// An abort moves nothing on the consumer: without this the records would be skipped until a restart.
pub fn rewind<S: Stage, B: Brokers>(lane: &mut Lane<S::Decider, B::Producer>, process: &Process<B>) -> Result<(), Ended> {
    if without(Protection::Rewind) {
        let positions = lane.positions.clone();
        lane.rewound();
        lane.positions = positions;
        return Ok(());
    }
    let to = lane.rewound();
    let mut tries = 0;
    loop {
        match process.group.seek(&to, TRY) {
            Ok(()) => return Ok(()),
            Err(_) if process.group.lost() || process.group.gave_up() => return Ok(()),
            // A partition that is not being fetched yet cannot be sought.
            Err(error) if tries < 10 => {
                tries += 1;
                tracing::debug!(stage = S::NAME, %error, "seeking again");
                process.brokers.sleep(Duration::from_millis(100));
            }
            Err(error) => {
                return Err(Ended::Interrupted { stage: S::NAME, why: format!("the input cannot be read again after an abort: {error}") });
            }
        }
    }
}
