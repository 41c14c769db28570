//! Two daemons under a supervisor that starts them again whenever they end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::feed::MAX_RECORD_BYTES;
use super::wall_clock::WallClock;
use crate::site::{Daemon, STOPS_WITHIN, Site};

/// A variable of the environment that makes a daemon fail.
type Switch = (&'static str, String);

pub struct Slot {
    pub name: &'static str,
    pub daemon: Daemon,
    pub starts: usize,
    /// A switch for the next start alone.
    switch: Option<Switch>,
}

struct Shared {
    site: Arc<Site>,
    slots: Mutex<Vec<Slot>>,
    ending: AtomicBool,
    /// A second process had a daemon's name: either may be told to end.
    same_name: AtomicBool,
    /// What a daemon did that none may.
    wrongs: Mutex<Vec<String>>,
    environment: Vec<(&'static str, String)>,
    /// Where the named daemon finds its brokers, other than the rest.
    named_brokers: Option<String>,
    /// What the named daemon goes by.
    clock: WallClock,
}

pub struct Crew {
    shared: Arc<Shared>,
    supervisor: Option<JoinHandle<()>>,
}

impl Crew {
    /// `without` names a protection that is turned off; the named daemon finds its brokers at `named_brokers`, if there is such a place.
    pub fn start(site: &Arc<Site>, without: Option<&str>, named_brokers: Option<String>) -> Crew {
        let mut environment = vec![
            ("WIREDESK_KAFKA__PROPERTIES__SESSION_TIMEOUT_MS", "6000".to_owned()),
            ("WIREDESK_KAFKA__MAX_RECORD_BYTES", MAX_RECORD_BYTES.to_string()),
            ("WIREDESK_KAFKA__PROPERTIES__TOPIC_METADATA_REFRESH_INTERVAL_MS", "3000".to_owned()),
        ];
        environment.extend(without.map(|w| ("WIREDESK_TEST_WITHOUT", w.to_owned())));
        let shared = Arc::new(Shared {
            site: site.clone(),
            slots: Mutex::default(),
            ending: false.into(),
            same_name: false.into(),
            wrongs: Mutex::default(),
            environment,
            named_brokers,
            clock: WallClock::new(),
        });
        for name in ["named", "nameless"] {
            let daemon = shared.daemon(name, name, None);
            shared.slots.lock().expect("no poison").push(Slot { name, daemon, starts: 1, switch: None });
        }
        let supervised = shared.clone();
        let run = move || {
            while !supervised.ending.load(Ordering::SeqCst) {
                supervised.turn();
                std::thread::sleep(Duration::from_millis(50));
            }
        };
        Crew { shared, supervisor: Some(std::thread::spawn(run)) }
    }

    pub fn slots(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.shared.slots.lock().expect("no poison")
    }

    /// kill -9; the next life has this switch.
    pub fn kill(&self, n: usize, switch: Option<Switch>) {
        let mut slots = self.slots();
        slots[n].switch = switch;
        slots[n].daemon.signal("KILL");
    }

    /// The named daemon's wall clock.
    pub fn clock(&self) -> &WallClock {
        &self.shared.clock
    }

    /// Another daemon. With the name of the first it has its transactional ids too.
    pub fn guest(&self, same_name: bool) -> Daemon {
        self.shared.same_name.fetch_or(same_name, Ordering::SeqCst);
        self.shared.daemon("guest", if same_name { "named" } else { "guest" }, None)
    }

    /// SIGTERM, and waits for the end and the next start.
    pub fn terminate(&self, n: usize) {
        let (began, starts) = (Instant::now(), self.slots()[n].starts);
        self.slots()[n].daemon.signal("TERM");
        while self.slots()[n].starts == starts {
            if began.elapsed() > STOPS_WITHIN {
                self.wrong(format!("stop: {} is there {STOPS_WITHIN:?} after SIGTERM", self.slots()[n].name));
                self.slots()[n].daemon.signal("KILL");
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn wrong(&self, what: String) {
        self.shared.wrongs.lock().expect("no poison").push(what);
    }

    /// Stops all, and gives what went wrong.
    pub fn end(mut self) -> Vec<String> {
        self.shared.ending.store(true, Ordering::SeqCst);
        self.supervisor.take().map(JoinHandle::join);
        let slots = std::mem::take(&mut *self.slots());
        for mut slot in slots {
            if slot.daemon.ended().is_none() && slot.daemon.stop() != Some(0) {
                self.wrong(format!("stop: {} ended with an error", slot.name));
            }
        }
        std::mem::take(&mut *self.shared.wrongs.lock().expect("no poison"))
    }
}

/// A run that breaks leaves no daemons behind.
impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.ending.store(true, Ordering::SeqCst);
        self.supervisor.take().map(JoinHandle::join);
        if let Ok(mut slots) = self.shared.slots.lock() {
            slots.clear();
        }
    }
}

impl Shared {
    fn daemon(&self, log: &str, name: &str, switch: Option<&Switch>) -> Daemon {
        let clock = self.clock.environment();
        let mut environment: Vec<(&str, &str)> = self.environment.iter().map(|(k, v)| (*k, v.as_str())).collect();
        if name == "named" {
            environment.push(("WIREDESK_KAFKA__INSTANCE", name));
            environment.extend(clock.iter().map(|(k, v)| (*k, v.to_str().expect("a path in UTF-8"))));
            environment.extend(self.named_brokers.as_deref().map(|brokers| ("WIREDESK_KAFKA__BROKERS", brokers)));
        }
        environment.extend(switch.map(|(key, value)| (*key, value.as_str())));
        self.site.daemon(log, &environment)
    }

    fn turn(&self) {
        let mut slots = self.slots.lock().expect("no poison");
        for slot in slots.iter_mut() {
            let Some(code) = slot.daemon.ended() else { continue };
            let log = slot.daemon.log();
            let last: Vec<&str> = log.lines().rev().take(6).collect();
            let namesake = || self.same_name.load(Ordering::SeqCst) && last.iter().any(|l| l.contains("has the same kafka.instance"));
            // 0: SIGTERM; 75: an unknown outcome; none: a signal; 1: told to end by a process of the same name.
            let allowed = matches!(code, Some(0 | 75) | None) || code == Some(1) && namesake();
            if !allowed {
                self.wrongs.lock().expect("no poison").push(format!("exit: {} ended with {code:?}: {}", slot.name, last.join(" | ")));
            }
            slot.starts += 1;
            slot.daemon = self.daemon(slot.name, slot.name, slot.switch.take().as_ref());
        }
    }
}
