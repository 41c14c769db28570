//! Switches of the tests, absent from releases: a protection that is turned off, a crash at a step of the loop.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

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

#[cfg(test)]
thread_local! {
    /// Turned off on this thread alone, as a simulation does.
    pub static OFF: std::cell::Cell<Option<Protection>> = const { std::cell::Cell::new(None) };
}

/// Whether `WIREDESK_TEST_WITHOUT` names this protection.
pub fn without(protection: Protection) -> bool {
    #[cfg(test)]
    if OFF.get() == Some(protection) {
        return true;
    }
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

/// Ends the process without a word at the nth passing of this step, where `WIREDESK_TEST_CRASH_AT` says `step:n`; the thread hangs there
/// instead where `WIREDESK_TEST_HANG_AT` says so.
pub fn crash_at(step: &str) {
    static CRASH: OnceLock<Option<Passing>> = OnceLock::new();
    static HANG: OnceLock<Option<Passing>> = OnceLock::new();
    if !cfg!(debug_assertions) {
        return;
    }
    if Passing::is_now(CRASH.get_or_init(|| Passing::named("WIREDESK_TEST_CRASH_AT")), step) {
        std::process::abort();
    }
    if Passing::is_now(HANG.get_or_init(|| Passing::named("WIREDESK_TEST_HANG_AT")), step) {
        loop {
            std::thread::park();
        }
    }
}

/// How long a loop may be silent; tests of one that hangs do not wait as long.
pub fn patience(usual: Duration) -> Duration {
    let hangs = cfg!(debug_assertions) && std::env::var_os("WIREDESK_TEST_HANG_AT").is_some();
    if hangs { Duration::from_secs(5) } else { usual }
}

/// The nth time that a step is passed.
struct Passing {
    step: String,
    left: AtomicI64,
}

impl Passing {
    /// As a variable of the environment says it: `step:n`.
    fn named(variable: &str) -> Option<Passing> {
        let value = std::env::var(variable).ok()?;
        let (step, n) = value.split_once(':')?;
        Some(Passing { step: step.to_owned(), left: AtomicI64::new(n.parse().ok()?) })
    }

    fn is_now(passing: &Option<Passing>, step: &str) -> bool {
        passing.as_ref().is_some_and(|p| p.step == step && p.left.fetch_sub(1, Ordering::Relaxed) == 1)
    }
}
