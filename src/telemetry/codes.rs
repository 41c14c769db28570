//! Counters by code: codes are constants of the source, and yet their number is bounded here too.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use prometheus::{IntCounter, IntCounterVec};

/// More codes than the source has; what comes beyond counts as `other`.
const MOST: usize = 256;

/// Counters of one metric by code. Codes are counted once a transaction, not on the way of each record.
pub struct Codes {
    counters: IntCounterVec,
    labels: Vec<String>,
    known: RwLock<HashMap<String, IntCounter>>,
}

impl Codes {
    /// Counters whose last label is the code.
    pub fn new(counters: IntCounterVec, labels: &[&str]) -> Codes {
        Codes { counters, labels: labels.iter().map(|l| (*l).to_owned()).collect(), known: RwLock::default() }
    }

    /// Counts.
    pub fn count(&self, code: &str, by: u64) {
        if let Some(counter) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(code) {
            return counter.inc_by(by);
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let code = if known.len() < MOST { code } else { "other" };
        let labels: Vec<&str> = self.labels.iter().map(String::as_str).chain([code]).collect();
        let counter = self.counters.with_label_values(&labels);
        counter.inc_by(by);
        known.insert(code.to_owned(), counter);
    }
}
