//! A read-committed reader that watches while the faults happen.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::feed::MOST_PARTITIONS;
use crate::reader::{Reader, Record};
use crate::site::{NEWS, Site, item};

/// Topics on which an item can end.
pub fn outcome_topics(site: &Site) -> Vec<(String, i32)> {
    NEWS.iter().chain(&["wire.skipped", "wire.dead-letters"]).map(|t| (site.topic(t), site.partitions(t))).collect()
}

/// What has an outcome, by raw partition.
#[derive(Default)]
struct Seen {
    /// One more than the largest offset.
    ends: [AtomicI64; MOST_PARTITIONS],
    /// How many records: scopes go on by themselves, so one that lags leaves gaps below the largest.
    records: [AtomicI64; MOST_PARTITIONS],
}

pub struct Watch {
    seen: Arc<Seen>,
    stop: Arc<AtomicBool>,
    records: Arc<Mutex<Vec<Record>>>,
    thread: JoinHandle<()>,
}

impl Watch {
    pub fn start(site: &Site) -> Watch {
        let mut reader = Reader::new(&site.cluster, &outcome_topics(site));
        let (seen, stop, records) = (Arc::<Seen>::default(), Arc::new(AtomicBool::new(false)), Arc::default());
        let shared = (seen.clone(), stop.clone(), Arc::<Mutex<Vec<Record>>>::clone(&records));
        let run = move || {
            let (seen, stop, records) = shared;
            let mut places = BTreeSet::new();
            while !stop.load(Ordering::SeqCst) {
                reader.read_for(Duration::from_millis(20));
                for record in reader.records.drain(..) {
                    let (partition, offset, _) = item(&record);
                    seen.ends[partition as usize].fetch_max(offset + 1, Ordering::SeqCst);
                    if places.insert((partition, offset)) {
                        seen.records[partition as usize].fetch_add(1, Ordering::SeqCst);
                    }
                    records.lock().expect("no poison").push(record);
                }
            }
        };
        Watch { seen, stop, records, thread: std::thread::spawn(run) }
    }

    /// Waits until all records of every partition up to this mark have an outcome; the time that took, or `None` when for so long none of them
    /// got one.
    pub fn until(&self, mark: &[i64], patience: Duration) -> Option<Duration> {
        let began = Instant::now();
        let mut progress = (-1, began);
        while progress.1.elapsed() < patience {
            let done = || self.seen.records.iter().zip(mark).map(|(records, mark)| records.load(Ordering::SeqCst).min(*mark)).sum::<i64>();
            if done() == mark.iter().sum::<i64>() {
                return Some(began.elapsed());
            }
            if done() > progress.0 {
                progress = (done(), Instant::now());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// How many records of each partition have an outcome.
    pub fn records(&self) -> Vec<i64> {
        self.seen.records.iter().map(|n| n.load(Ordering::SeqCst)).collect()
    }

    /// Behind which offset of each partition nothing has an outcome.
    pub fn ends(&self) -> Vec<i64> {
        self.seen.ends.iter().map(|n| n.load(Ordering::SeqCst)).collect()
    }

    /// All that it has seen.
    pub fn end(self) -> Vec<Record> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("the watch");
        std::mem::take(&mut *self.records.lock().expect("no poison"))
    }
}
