//! A read-committed reader that watches while the faults happen.

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

pub struct Watch {
    /// One more than the largest offset of each raw partition that has an outcome.
    ended: Arc<[AtomicI64; MOST_PARTITIONS]>,
    stop: Arc<AtomicBool>,
    records: Arc<Mutex<Vec<Record>>>,
    thread: JoinHandle<()>,
}

impl Watch {
    pub fn start(site: &Site) -> Watch {
        let mut reader = Reader::new(&site.cluster, &outcome_topics(site));
        let (ended, stop, records) = (Arc::<[AtomicI64; MOST_PARTITIONS]>::default(), Arc::new(AtomicBool::new(false)), Arc::default());
        let seen = (ended.clone(), stop.clone(), Arc::<Mutex<Vec<Record>>>::clone(&records));
        let run = move || {
            let (ended, stop, records) = seen;
            while !stop.load(Ordering::SeqCst) {
                reader.read_for(Duration::from_millis(20));
                for record in reader.records.drain(..) {
                    let (partition, offset, _) = item(&record);
                    ended[partition as usize].fetch_max(offset + 1, Ordering::SeqCst);
                    records.lock().expect("no poison").push(record);
                }
            }
        };
        Watch { ended, stop, records, thread: std::thread::spawn(run) }
    }

    /// Waits until every partition has come to this mark; the time that took, or `None` when it was longer than `within`.
    pub fn until(&self, mark: &[i64], within: Duration) -> Option<Duration> {
        let began = Instant::now();
        while began.elapsed() < within {
            if self.ended.iter().zip(mark).all(|(ended, mark)| ended.load(Ordering::SeqCst) >= *mark) {
                return Some(began.elapsed());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Where it has come to.
    pub fn at(&self) -> Vec<i64> {
        self.ended.iter().map(|n| n.load(Ordering::SeqCst)).collect()
    }

    /// All that it has seen.
    pub fn end(self) -> Vec<Record> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("the watch");
        std::mem::take(&mut *self.records.lock().expect("no poison"))
    }
}
