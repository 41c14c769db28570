//! Exactly once through crashes: every item has one outcome for a read-committed reader, none twice.
//!
//! `WIREDESK_CRASH_MESSAGES`, `WIREDESK_CRASH_KILLS` and `WIREDESK_CRASH_STOPS` make it longer.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rdkafka::producer::{BaseProducer, BaseRecord};

use crate::reader::Reader;
use crate::site::{Daemon, Site, item};
use crate::stages::last_field;
use crate::support::brokers::{self, Cluster};
use crate::support::clients::{PATIENCE, flush, until};
use crate::support::load::Wires;

/// Brokers refuse less.
const SESSION: Duration = Duration::from_secs(6);
pub const SESSION_MS: (&str, &str) = ("WIREDESK_KAFKA__PROPERTIES__SESSION_TIMEOUT_MS", "6000");

pub fn parameter(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// A daemon that is started again whenever it ends, as by a service manager.
struct Supervised<'a> {
    site: &'a Site,
    name: &'static str,
    environment: Vec<(&'static str, &'static str)>,
    daemon: Daemon,
    restarts: usize,
}

impl<'a> Supervised<'a> {
    fn start(site: &'a Site, name: &'static str, environment: Vec<(&'static str, &'static str)>) -> Supervised<'a> {
        let daemon = site.daemon(name, &environment);
        Supervised { site, name, environment, daemon, restarts: 0 }
    }

    /// Starts it again if it has ended. Only an unknown outcome may end it.
    fn watch(&mut self) {
        if let Some(code) = self.daemon.ended() {
            assert_eq!(code, Some(75), "{} ended:\n{}", self.name, self.daemon.log());
            self.again();
        }
    }

    fn again(&mut self) {
        self.restarts += 1;
        self.daemon = self.site.daemon(self.name, &self.environment);
    }
}

/// What a reader finds after the crashes.
#[derive(Debug)]
struct Found {
    missing: usize,
    twice: usize,
}

/// Sends messages on a thread of its own, as fast as the broker takes them.
fn send(site: &Site, messages: usize) -> std::thread::JoinHandle<()> {
    let (producer, topic): (BaseProducer, _) = (site.cluster.producer(&[]), site.topic("wire.raw"));
    let partitions = site.raw_partitions as usize;
    std::thread::spawn(move || {
        let mut source = Wires::new(99);
        for n in 0..messages {
            let wire = source.ninjs(n, 700);
            let record: BaseRecord<'_, str, str> = BaseRecord::to(&topic).partition((n % partitions) as i32).payload(&wire);
            while producer.send(record.clone_for_retry()).is_err() {
                producer.poll(Duration::from_millis(10));
            }
            producer.poll(Duration::ZERO);
        }
        flush(&producer);
    })
}

trait CloneForRetry {
    fn clone_for_retry(&self) -> Self;
}

impl CloneForRetry for BaseRecord<'_, str, str> {
    fn clone_for_retry(&self) -> Self {
        BaseRecord {
            topic: self.topic,
            partition: self.partition,
            payload: self.payload,
            key: self.key,
            timestamp: self.timestamp,
            headers: None,
            delivery_opaque: (),
        }
    }
}

fn crash(cluster: Cluster, messages: usize, kills: usize, stops: usize) -> Found {
    let site = Site::new(cluster, 4, 1);
    // One with a name (static membership), one without.
    let named = vec![SESSION_MS, ("WIREDESK_KAFKA__INSTANCE", "named")];
    let mut daemons = [Supervised::start(&site, "named", named), Supervised::start(&site, "nameless", vec![SESSION_MS])];
    let sender = send(&site, messages);
    let mut reader = site.outcomes();
    reader.until(1);
    for n in 0..kills + stops {
        // Each while output flows, spread over the whole stream.
        let due = (n + 1) * messages / (kills + stops + 1);
        let patience = Instant::now() + PATIENCE;
        while reader.records.len() < due && Instant::now() < patience {
            daemons.iter_mut().for_each(Supervised::watch);
            reader.read_for(Duration::from_millis(100));
        }
        let victim = &mut daemons[n % 2];
        // The stops are spread among the kills.
        if stops > 0 && (n + 1).is_multiple_of((kills + stops) / stops) {
            eprintln!("{n}: stop {}", victim.name);
            victim.daemon.signal("STOP");
            reader.read_for(SESSION + Duration::from_secs(4));
            daemons[n % 2].daemon.signal("CONT");
        } else {
            eprintln!("{n}: kill {}", victim.name);
            victim.daemon.kill();
            victim.again();
        }
    }
    sender.join().expect("sent");
    // Until all have come, and a little longer for those that come twice; or until nothing comes any more.
    let mut last = (reader.records.len(), Instant::now());
    while reader.records.len() < messages && last.1.elapsed() < PATIENCE {
        daemons.iter_mut().for_each(Supervised::watch);
        reader.read_for(Duration::from_millis(500));
        if reader.records.len() > last.0 {
            last = (reader.records.len(), Instant::now());
        }
    }
    reader.read_for(Duration::from_secs(3));
    let mut outcomes: BTreeMap<_, usize> = BTreeMap::new();
    reader.records.iter().for_each(|r| *outcomes.entry(item(r)).or_default() += 1);
    let found = Found { missing: messages.saturating_sub(outcomes.len()), twice: outcomes.values().filter(|n| **n > 1).count() };
    eprintln!("{messages} messages, {kills} kills, {stops} stops, restarts {:?}: {found:?}", daemons.each_ref().map(|d| d.restarts));
    rebuilt_equals_live(&site, daemons);
    found
}

/// Stops both, the desk's owner last of its life, and compares its state with the one that a new process reads back.
fn rebuilt_equals_live(site: &Site, daemons: [Supervised<'_>; 2]) {
    let mut logs = Vec::new();
    for supervised in daemons {
        logs.push(supervised.daemon.log_path().to_owned());
        assert_eq!(supervised.daemon.stop(), Some(0));
    }
    // The desk was closed by whoever was stopped last and had it; times sort as text.
    let mut lines: Vec<String> =
        logs.iter().flat_map(|l| std::fs::read_to_string(l).unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    lines.retain(|l| l.contains("closed"));
    lines.sort();
    let closed = last_field(&lines.join("\n"), "closed", "digest=");
    let fresh = site.daemon("fresh", &[]);
    fresh.until_ready();
    assert_eq!(last_field(&fresh.log(), "restored", "digest="), closed, "the rebuilt index differs from the live one");
}

#[test]
fn every_item_has_one_outcome_through_crashes() {
    let messages = parameter("WIREDESK_CRASH_MESSAGES", 10_000);
    let (kills, stops) = (parameter("WIREDESK_CRASH_KILLS", 4), parameter("WIREDESK_CRASH_STOPS", 1));
    let Some(kafka) = brokers::kafka() else { return };
    let found = crash(kafka, messages, kills, stops);
    assert_eq!((found.missing, found.twice), (0, 0));
}

/// The test above can fail: without transactions it does.
#[test]
fn without_transactions_items_come_twice() {
    let Some(kafka) = brokers::kafka() else { return };
    let (site, messages) = (Site::new(kafka, 1, 1), 400);
    let without = ("WIREDESK_TEST_WITHOUT", "transactions");
    let mut first = site.daemon("first", &[SESSION_MS, without, ("WIREDESK_TEST_CRASH_AT", "offsets:3")]);
    send(&site, messages).join().expect("sent");
    until("the crash", || first.ended());
    let _second = site.daemon("second", &[SESSION_MS, without]);
    let mut reader = site.outcomes();
    let items = |reader: &Reader| reader.records.iter().map(item).collect::<BTreeSet<_>>().len();
    until("all items", || {
        reader.read_for(Duration::from_millis(100));
        (items(&reader) == messages).then_some(())
    });
    assert!(reader.records.len() > messages, "what was published before the crash came once");
}
