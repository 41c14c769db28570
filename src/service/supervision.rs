//! The process and who watches over it: signals in, systemd's readiness and watchdog out.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sd_notify::NotifyState;
use tokio::signal::unix::{SignalKind, signal};

use crate::stream::{Status, Stop, hangs_after};

/// A watch that was not called for this long was not running.
const PAUSED_AFTER: Duration = Duration::from_secs(5);

static SIGNALLED: AtomicBool = AtomicBool::new(false);

/// Whether a signal asked the process to stop.
pub fn signalled() -> bool {
    SIGNALLED.load(Ordering::Relaxed)
}

/// SIGTERM and SIGINT ask to stop; a second one ends the process at once.
///
/// # Errors
/// A system that does not let us listen.
pub fn listen_for_signals(stop: &Stop) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut term, mut int) = {
        let _inside = runtime.enter();
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
    };
    let stop = stop.clone();
    let listen = async move {
        loop {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
            if SIGNALLED.swap(true, Ordering::Relaxed) {
                std::process::exit(1);
            }
            tracing::info!("stopping");
            stop.request();
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(move || runtime.block_on(listen))?;
    Ok(())
}

static RELOAD: AtomicBool = AtomicBool::new(false);

/// SIGHUP asks to read the configuration again.
///
/// # Errors
/// A system that does not let us listen.
pub fn listen_for_reloads() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut hang_up = {
        let _inside = runtime.enter();
        signal(SignalKind::hangup())?
    };
    let listen = async move {
        while hang_up.recv().await.is_some() {
            RELOAD.store(true, Ordering::Relaxed)
        }
    };
    std::thread::Builder::new().name("reloads".into()).spawn(move || runtime.block_on(listen))?;
    Ok(())
}

/// Whether somebody has asked for it since the last call.
pub fn reload_asked() -> bool {
    RELOAD.swap(false, Ordering::Relaxed)
}

/// Watches the loops, and tells systemd how the daemon is doing, where there is one.
pub struct Watch {
    statuses: Vec<Arc<Status>>,
    every: Option<Duration>,
    last_ping: Cell<Option<Instant>>,
    last_turn: Cell<Instant>,
    /// The process has run without a pause since then.
    awake_since: Cell<Instant>,
    ready: Cell<bool>,
    stopping: Cell<bool>,
}

impl Watch {
    /// Watches over these.
    pub fn start(statuses: Vec<Arc<Status>>) -> Watch {
        // Half of the watchdog's time, as sd_watchdog_enabled(3) advises.
        let every = sd_notify::watchdog_enabled().map(|time| time / 2);
        let now = Instant::now();
        Watch {
            statuses,
            every,
            last_ping: Cell::new(None),
            last_turn: Cell::new(now),
            awake_since: Cell::new(now),
            ready: Cell::new(false),
            stopping: Cell::new(false),
        }
    }

    /// To be called several times a second. Gives the stage whose loop hangs.
    pub fn turn(&self, stop: &Stop) -> Option<&'static str> {
        if stop.requested() && !self.stopping.replace(true) {
            tell(&[NotifyState::Stopping]);
        }
        if !self.ready.get() && self.statuses.iter().all(|s| s.obstacles().is_empty()) {
            self.ready.set(true);
            tracing::info!("ready");
            tell(&[NotifyState::Ready]);
        }
        // A process that was stopped, or whose machine slept, finds its loops silent when it wakes.
        if self.last_turn.replace(Instant::now()).elapsed() > PAUSED_AFTER {
            self.awake_since.set(Instant::now());
        }
        let hanging = self.statuses.iter().find(|s| !is_alive(s));
        if let Some(every) = self.every.filter(|_| hanging.is_none())
            && self.last_ping.get().is_none_or(|at| at.elapsed() >= every)
        {
            self.last_ping.set(Some(Instant::now()));
            tell(&[NotifyState::Watchdog]);
        }
        hanging.filter(|_| self.awake_since.get().elapsed() >= hangs_after()).map(|s| s.stage())
    }
}

/// Whether a loop still goes round.
pub fn is_alive(status: &Status) -> bool {
    status.silence() < hangs_after()
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "systemd cannot be told");
    }
}
