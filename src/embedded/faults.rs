//! Disturbances that a test asks for: answers that come late, get lost, or die with their connection.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kafka_protocol::messages::ApiKey;

/// What happens to a request or its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request is carried out; the answer comes this much later.
    DelayAnswer(Duration),
    /// The request is carried out; from now on the connection is silent, as when a network swallows packets.
    LoseAnswer,
    /// The request is carried out; the connection ends before the answer.
    CutAnswer,
    /// The request never arrives; from now on the connection is silent.
    LoseRequest,
    /// The connection ends before the request is carried out.
    CutRequest,
}

#[derive(Debug)]
struct Planned {
    key: ApiKey,
    in_requests: u32,
    fault: Fault,
}

/// The disturbances still to come.
#[derive(Debug, Default)]
pub struct Faults {
    planned: Mutex<Vec<Planned>>,
    happened: AtomicUsize,
}

impl Faults {
    /// The `nth` request of this kind from now on, counted from 1, is disturbed.
    pub fn plan(&self, key: ApiKey, nth: u32, fault: Fault) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.push(Planned { key, in_requests: nth.max(1), fault });
    }

    /// The disturbance of this request, if one is due.
    pub fn of(&self, key: ApiKey) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        for p in planned.iter_mut().filter(|p| p.key == key) {
            p.in_requests -= 1;
        }
        let due = planned.iter().position(|p| p.in_requests == 0)?;
        let fault = planned.remove(due).fault;
        for p in planned.iter_mut().filter(|p| p.in_requests == 0) {
            p.in_requests = 1; // two were due at once: the second disturbs the next request
        }
        self.happened.fetch_add(1, Ordering::Relaxed);
        Some(fault)
    }

    /// How many have happened.
    pub fn happened(&self) -> usize {
        self.happened.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_request_of_its_kind_is_disturbed_once() {
        let faults = Faults::default();
        faults.plan(ApiKey::EndTxn, 2, Fault::CutAnswer);
        faults.plan(ApiKey::EndTxn, 2, Fault::LoseAnswer);
        assert_eq!(faults.of(ApiKey::EndTxn), None);
        assert_eq!(faults.of(ApiKey::Produce), None);
        assert_eq!(faults.of(ApiKey::EndTxn), Some(Fault::CutAnswer));
        assert_eq!(faults.of(ApiKey::EndTxn), Some(Fault::LoseAnswer));
        assert_eq!(faults.of(ApiKey::EndTxn), None);
        assert_eq!(faults.happened(), 2);
    }
}
