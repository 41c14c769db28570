//! The wish to stop, seen by every thread, with the time that has passed since.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Set once, by a signal or by a thread that cannot go on.
#[derive(Clone, Default)]
pub struct Stop(Arc<OnceLock<Instant>>);

impl Stop {
    /// Asks all to stop.
    pub fn request(&self) {
        self.0.get_or_init(Instant::now);
    }

    /// Whether someone asked.
    pub fn requested(&self) -> bool {
        self.0.get().is_some()
    }

    /// How long ago.
    pub fn since(&self) -> Option<Duration> {
        self.0.get().map(Instant::elapsed)
    }
}
