//! Switches of the tests, absent from releases: a protection that is turned off, a crash at a step of the loop.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// What exactly-once rests on. The tests turn each off, to see that they would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Records, entries and offsets become visible together.
    Transactions,
    /// The new owner of a partition registers its predecessor's transactional id, and offsets carry the group's generation.
    Fencing,
    /// What an aborted transaction changed in the state is taken back.
    Overlay,
    /// What an aborted transaction consumed is read again.
    Rewind,
}

/// Whether `WIREDESK_TEST_WITHOUT` names this protection.
pub fn without(protection: Protection) -> bool {
    static NAMED: OnceLock<String> = OnceLock::new();
    cfg!(debug_assertions)
        && NAMED.get_or_init(|| std::env::var("WIREDESK_TEST_WITHOUT").unwrap_or_default())
            == match protection {
                Protection::Transactions => "transactions",
                Protection::Fencing => "fencing",
                Protection::Overlay => "overlay",
                Protection::Rewind => "rewind",
            }
}

/// Whether this transaction is to be aborted: each nth is where `WIREDESK_TEST_ABORT_EVERY` says n.
pub fn abort_now() -> bool {
    static EVERY: OnceLock<Option<i64>> = OnceLock::new();
    static PASSED: AtomicI64 = AtomicI64::new(0);
    cfg!(debug_assertions)
        && EVERY
            .get_or_init(|| std::env::var("WIREDESK_TEST_ABORT_EVERY").ok()?.parse().ok().filter(|n| *n > 0))
            .is_some_and(|n| PASSED.fetch_add(1, Ordering::Relaxed) % n == n - 1)
}

/// Ends the process without a word at the nth passing of this step, where `WIREDESK_TEST_CRASH_AT` says `step:n`.
pub fn crash_at(step: &str) {
    static NAMED: OnceLock<Option<(String, AtomicI64)>> = OnceLock::new();
    if !cfg!(debug_assertions) {
        return;
    }
    let named = NAMED.get_or_init(|| {
        let value = std::env::var("WIREDESK_TEST_CRASH_AT").ok()?;
        let (step, n) = value.split_once(':')?;
        Some((step.to_owned(), AtomicI64::new(n.parse().ok()?)))
    });
    if let Some((named, left)) = named
        && named == step
        && left.fetch_sub(1, Ordering::Relaxed) == 1
    {
        std::process::abort();
    }
}
