//! How a stage is doing, for `/livez`, `/readyz` and the watchdog.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::switches::patience;

/// A loop that has not gone round for this long hangs. Longer than any single wait for a broker.
pub fn hangs_after() -> Duration {
    patience(Duration::from_secs(60))
}

/// One stage's status, written by its loop and read by anyone.
pub struct Status {
    stage: &'static str,
    made: Instant,
    beat_ms: AtomicU64,
    joined: AtomicBool,
    restoring: AtomicUsize,
    stopped: Mutex<BTreeMap<(String, i32), String>>,
}

impl Status {
    /// Of a stage that has yet to join its group.
    pub fn new(stage: &'static str) -> Status {
        Status { stage, made: Instant::now(), beat_ms: 0.into(), joined: false.into(), restoring: 0.into(), stopped: Mutex::default() }
    }

    /// The stage.
    pub fn stage(&self) -> &'static str {
        self.stage
    }

    /// The loop went round once more.
    pub fn beat(&self) {
        self.beat_ms.store(u64::try_from(self.made.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How long ago the loop last went round.
    pub fn silence(&self) -> Duration {
        self.made.elapsed().saturating_sub(Duration::from_millis(self.beat_ms.load(Ordering::Relaxed)))
    }

    /// The group has given this process its share.
    pub fn joined(&self) {
        self.joined.store(true, Ordering::Relaxed);
    }

    /// So many partitions are not yet restored.
    pub fn restoring(&self, lanes: usize) {
        self.restoring.store(lanes, Ordering::Relaxed);
    }

    /// A partition stopped with an error.
    pub fn stopped(&self, topic: &str, partition: i32, why: &str) {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        stopped.insert((topic.to_owned(), partition), why.to_owned());
    }

    /// A partition went away, and its error with it.
    pub fn forget(&self, topic: &str, partition: i32) {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).remove(&(topic.to_owned(), partition));
    }

    /// What keeps the stage from being ready, in words for people; nothing when it is ready.
    pub fn obstacles(&self) -> Vec<String> {
        let mut obstacles = Vec::new();
        let stage = self.stage;
        if !self.joined.load(Ordering::Relaxed) {
            obstacles.push(format!("{stage}: the group has not given out partitions yet"));
        }
        match self.restoring.load(Ordering::Relaxed) {
            0 => {}
            n => obstacles.push(format!("{stage}: {n} partitions are being restored")),
        }
        let stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        obstacles.extend(stopped.iter().map(|((topic, partition), why)| format!("{stage}: {topic} {partition} has stopped: {why}")));
        obstacles
    }
}
