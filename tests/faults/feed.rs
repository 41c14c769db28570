//! Load while faults happen: stories, repeats and updates, pictures, feeds of several items, and what is no wire at all.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::plan::Dice;
use crate::site::Site;
use crate::support::load::Wires;

/// Partitions of `wire.raw` at most, with those that are added.
pub const MOST_PARTITIONS: usize = 12;
/// Larger stories do not fit into a record: the daemons are configured so.
pub const MAX_RECORD_BYTES: usize = 65_536;

/// Arrival and payload.
type Wire = (i64, Vec<u8>);

/// What the feed and the faults share.
#[derive(Default)]
pub struct Sent {
    /// Records sent to each partition of `wire.raw`: also the next offset there, for nobody else writes.
    pub next: [AtomicI64; MOST_PARTITIONS],
    /// Partitions that are written to.
    pub partitions: AtomicUsize,
    /// What was sent to each partition, in order: arrival and payload.
    pub records: Mutex<[Vec<Wire>; MOST_PARTITIONS]>,
    stop: AtomicBool,
}

/// A thread that sends wires at an even pace.
pub struct Feed {
    pub sent: Arc<Sent>,
    thread: Option<JoinHandle<()>>,
}

impl Feed {
    pub fn start(site: &Site, seed: u64, a_second: u64) -> Feed {
        let sent = Arc::new(Sent::default());
        sent.partitions.store(site.raw_partitions as usize, Ordering::SeqCst);
        let topic = site.topic("wire.raw");
        // A dead broker is only a delay: nothing that was sent may be missing.
        let producer: BaseProducer =
            site.cluster.producer(&[("linger.ms", "0"), ("message.timeout.ms", "600000"), ("topic.metadata.refresh.interval.ms", "1000")]);
        let shared = sent.clone();
        let run = move || {
            let mut mix = Mix { wires: Wires::new(seed), dice: Dice(seed), earlier: Vec::new(), number: 0 };
            while !shared.stop.load(Ordering::SeqCst) {
                let partition = mix.dice.below(shared.partitions.load(Ordering::SeqCst) as u64) as usize;
                let payload = mix.next();
                let now_ms = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
                let record = BaseRecord::<str, [u8]>::to(&topic).partition(partition as i32).key("feed").payload(&payload);
                let record = record.timestamp(now_ms);
                // A full queue, or a partition that the producer has not heard of yet: that wire is not sent.
                if producer.send(record).is_ok() {
                    shared.records.lock().expect("no poison")[partition].push((now_ms, payload));
                    shared.next[partition].fetch_add(1, Ordering::SeqCst);
                }
                producer.poll(Duration::ZERO);
                std::thread::sleep(Duration::from_micros(1_000_000 / a_second));
            }
            producer.flush(Duration::from_secs(120)).expect("all that was sent arrives");
        };
        Feed { sent, thread: Some(std::thread::spawn(run)) }
    }

    /// The next offsets now.
    pub fn mark(&self) -> Vec<i64> {
        self.sent.next.iter().map(|n| n.load(Ordering::SeqCst)).collect()
    }

    pub fn stop(&mut self) {
        self.sent.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the feed");
        }
    }
}

/// What comes next.
struct Mix {
    wires: Wires,
    dice: Dice,
    earlier: Vec<Vec<u8>>,
    number: usize,
}

impl Mix {
    fn next(&mut self) -> Vec<u8> {
        self.number += 1;
        let n = self.number;
        match self.dice.below(40) {
            0 => Vec::new(),
            1 => br#"{"uri":"urn:load:pic","type":"picture","version":"1"}"#.to_vec(),
            2 => self.wires.ninjs(n, 900).into_bytes()[..400].to_vec(),
            3 => (0..600).map(|_| self.dice.below(256) as u8).collect(),
            4 => self.wires.ninjs(n, MAX_RECORD_BYTES - 2_000).into_bytes(),
            5 => {
                let items: Vec<String> = (0..3).map(|i| self.wires.ninjs(n * 10 + i, 500)).collect();
                format!("[{}]", items.join(",")).into_bytes()
            }
            6..=11 if !self.earlier.is_empty() => self.earlier[self.dice.below(self.earlier.len() as u64) as usize].clone(),
            12..=15 if !self.earlier.is_empty() => {
                let again = &self.earlier[self.dice.below(self.earlier.len() as u64) as usize];
                String::from_utf8_lossy(again).replace("\"version\":\"1\"", "\"version\":\"2\"").replace("<p>", "<p>Again: ").into_bytes()
            }
            other => {
                let mut wire = self.wires.ninjs(n, 700);
                if other % 4 == 0 {
                    // Another scope, and so another partition of wire.stories.
                    wire = wire.replace("\"language\":\"en\"", "\"language\":\"fr\"");
                }
                if self.earlier.len() < 200 {
                    self.earlier.push(wire.clone().into_bytes());
                }
                wire.into_bytes()
            }
        }
    }
}
