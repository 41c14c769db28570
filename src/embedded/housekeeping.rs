//! Lets time pass: sessions, rebalances and transactions time out, logs are compacted and trimmed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::core::{Core, now_ms};

/// How often the clocks of groups and transactions are looked at.
const TICK: Duration = Duration::from_millis(50);
/// Every so many ticks the logs are cleaned.
const CLEANING: u32 = 20;

/// Runs until it is dropped.
pub(super) async fn run(core: Arc<Core>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for n in 1u32.. {
        ticks.tick().await;
        groups(&core);
        transactions(&core);
        if n % CLEANING == 0 {
            logs(&core);
        }
    }
}

fn groups(core: &Core) {
    let now = Instant::now();
    for group in core.lock().groups.values_mut() {
        group.time_passes(now);
    }
}

fn transactions(core: &Core) {
    let expired = core.lock().transactions.expired(Instant::now());
    for id in &expired {
        tracing::debug!(transactional_id = %id, "embedded broker: transaction timed out, aborted");
        core.abort_and_fence(id);
    }
}

fn logs(core: &Core) {
    let (now, now_ms) = (Instant::now(), now_ms());
    let mut state = core.lock();
    for topic in state.topics.iter_mut() {
        let settings = &topic.settings;
        for log in &mut topic.partitions {
            log.forget_producers(now);
            if settings.compact {
                log.compact(settings.compaction(now_ms));
            }
            if settings.delete {
                log.retain(settings.retention_bytes, settings.retention_ms.map(|ms| now_ms.saturating_sub(ms)));
            }
        }
    }
}
