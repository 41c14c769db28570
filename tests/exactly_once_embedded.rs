//! Holds one-outcome and all-or-nothing where the broker misbehaves on purpose: late, lost and cut answers, a coordinator that
//! moves, fenced producers, transactions that time out. The daemon runs in this process and is started again whenever it ends.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Headers, Message};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::Value;
use support::brokers::{Cluster, embedded};
use support::clients::{PATIENCE, flush, send, until};
use wiredesk::config::Config;
use wiredesk::editorial::Editorial;
use wiredesk::embedded::{ApiKey, Fault};
use wiredesk::service::{Daemon, Exit, Stages};
use wiredesk::stream::{Stop, topics};

/// Messages in each of the waves between which the broker misbehaves.
const WAVE: usize = 60;
/// A raw partition and an offset in it.
type Place = (i64, i64);

/// A daemon that is started again as a service manager would.
struct Service {
    stop: Arc<Mutex<Stop>>,
    stopping: Arc<AtomicBool>,
    starts: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    fn start(config: Config) -> Service {
        let (stop, stopping, starts) = (Arc::new(Mutex::new(Stop::default())), Arc::new(AtomicBool::new(false)), Arc::default());
        let editorial = Arc::new(Editorial::built_in());
        let seen = (stop.clone(), stopping.clone(), Arc::<AtomicUsize>::clone(&starts));
        let run = move || {
            let (stop, stopping, starts) = seen;
            while !stopping.load(Ordering::SeqCst) {
                starts.fetch_add(1, Ordering::SeqCst);
                let daemon = Daemon::new(config.clone(), editorial.clone(), Stages::Both);
                *stop.lock().expect("no poison") = daemon.stop();
                match daemon.run() {
                    Ok(()) => {}
                    Err(Exit::Topics(why)) => panic!("topics: {why}"),
                    Err(why) => eprintln!("the daemon ended, and starts again: {why}"),
                }
            }
        };
        let thread = Some(std::thread::spawn(run));
        Service { stop, stopping, starts, thread }
    }

    fn end(mut self) -> usize {
        self.stopping.store(true, Ordering::SeqCst);
        let thread = self.thread.take().expect("a running service");
        while !thread.is_finished() {
            self.stop.lock().expect("no poison").request();
            std::thread::sleep(Duration::from_millis(50));
        }
        thread.join().expect("the service did not break");
        self.starts.load(Ordering::SeqCst)
    }
}

fn config(cluster: &Cluster) -> Config {
    let mut config = Config::default();
    config.kafka.brokers.clone_from(&cluster.bootstrap);
    config.admin.listen = ([127, 0, 0, 1], 0).into();
    let topics = topics::Cluster::new(&config).expect("a client");
    for plan in topics::plans(&config) {
        assert!(topics.create(&plan, -1).expect("a topic"), "{}", plan.name);
    }
    config
}

/// Mostly stories; some messages that are dead letters or skipped.
fn message(n: usize) -> Vec<u8> {
    if n % 11 == 7 {
        return Vec::new();
    }
    let kind = if n % 13 == 5 { "picture" } else { "text" };
    let words = ["harbour", "council", "bridge", "orchard", "railway", "glacier", "library", "lantern", "ferry", "quarry", "mill"];
    let word = |i: usize| words[(n * 7 + i * 13 + n / 11) % words.len()];
    let body = format!(
        "The {} of district {n} opened its {} on day {} after {} weeks of work at the {}.",
        word(0),
        word(1),
        n * 3,
        n + 2,
        word(2)
    );
    serde_json::json!({
        "uri": format!("urn:example:north:{n}"), "type": kind, "version": "1", "language": "en", "pubstatus": "usable",
        "headline": format!("District {n} opens its {}", word(1)), "body_text": body,
    })
    .to_string()
    .into_bytes()
}

/// Puts a wave of messages on the raw topic, some milliseconds apart.
fn feed(cluster: &Cluster, wave: usize) {
    let producer = cluster.producer(&[("linger.ms", "0")]);
    for n in wave * WAVE..(wave + 1) * WAVE {
        send(&producer, "wire.raw", (n % 4) as i32, "north", Some(&message(n)), Some(support::minute(n as i64 / 10)));
        std::thread::sleep(Duration::from_millis(10));
    }
    flush(&producer);
}

/// Each record of these topics that a read-committed reader sees, as (topic, place of its item, index).
fn outcomes(cluster: &Cluster, names: &[&str]) -> Vec<(String, Place, i64)> {
    let consumer: BaseConsumer = cluster.consumer("oracle", &[]);
    let mut list = TopicPartitionList::new();
    for name in names {
        let metadata = consumer.fetch_metadata(Some(name), Duration::from_secs(10)).expect("metadata");
        for partition in metadata.topics()[0].partitions() {
            list.add_partition_offset(name, partition.id(), Offset::Beginning).expect("an offset");
        }
    }
    consumer.assign(&list).expect("assign");
    let (mut ended, mut seen) = (0, Vec::new());
    let end = Instant::now() + PATIENCE;
    while ended < list.count() {
        assert!(Instant::now() < end, "the ends of the topics were not reached");
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => {
                let (place, index) = place(&message);
                seen.push((message.topic().to_owned(), place, index));
            }
            Some(Err(KafkaError::PartitionEOF(_))) => ended += 1,
            Some(Err(error)) => panic!("{error}"),
            None => {}
        }
    }
    seen
}

/// Where the item came from: in the headers of a dead letter, in the value of anything else.
fn place(message: &impl Message) -> (Place, i64) {
    let header = |name: &str| {
        let headers = message.headers()?;
        let found = headers.iter().find(|h| h.key == name)?;
        std::str::from_utf8(found.value?).ok()?.parse::<i64>().ok()
    };
    if let (Some(partition), Some(offset)) = (header("__connect.errors.partition"), header("__connect.errors.offset")) {
        return ((partition, offset), header("wiredesk.index").unwrap_or(0));
    }
    let value: Value = serde_json::from_slice(message.payload().unwrap_or_default()).expect("JSON");
    let source = [&value["data"]["source"], &value["source"]].into_iter().find(|s| s.is_object()).expect("a source");
    let number = |key: &str| source[key].as_i64().expect("a number");
    ((number("partition"), number("offset")), number("index"))
}

/// Lets the broker misbehave before each wave, and counts the outcomes of every message; `fed` waves in all, with those that the
/// misbehaviour itself feeds.
fn hold(misbehave: impl Fn(&Cluster, usize), waves: usize, fed: usize) {
    let cluster = embedded();
    let config = config(&cluster);
    let mut names = config.topics.news();
    names.extend([config.topics.skipped.as_str(), &config.topics.dead_letters]);
    let service = Service::start(config.clone());
    for wave in 0..waves {
        misbehave(&cluster, wave);
        feed(&cluster, wave);
    }
    let all: BTreeSet<Place> = (0..4).flat_map(|p| (0..(fed * WAVE / 4) as i64).map(move |o| (p, o))).collect();
    let mut progress = (0, Instant::now());
    let seen = loop {
        let seen = outcomes(&cluster, &names);
        let places: BTreeSet<Place> = seen.iter().map(|(_, place, _)| *place).collect();
        if places == all {
            break seen;
        }
        if places.len() > progress.0 {
            progress = (places.len(), Instant::now());
        }
        let missing = all.difference(&places).count();
        assert!(progress.1.elapsed() < PATIENCE, "{missing} of {} messages have no outcome, and no more come", all.len());
        std::thread::sleep(Duration::from_millis(300));
    };
    exactly_once(&seen);
    let starts = service.end();
    // Nothing comes after it, not even from a daemon on its way out.
    let mut again = outcomes(&cluster, &names);
    let mut seen = seen;
    again.sort();
    seen.sort();
    assert_eq!(again, seen);
    let stories = outcomes(&cluster, &[&config.topics.stories]);
    exactly_once(&stories);
    let news = seen.iter().filter(|(topic, ..)| topic.starts_with("news.")).count();
    assert_eq!(stories.len(), news, "every story has its event");
    eprintln!("{} messages, {news} events, {starts} starts of the daemon", all.len());
}

fn exactly_once(seen: &[(String, Place, i64)]) {
    let mut counts: BTreeMap<(Place, i64), Vec<&str>> = BTreeMap::new();
    for (topic, place, index) in seen {
        counts.entry((*place, *index)).or_default().push(topic);
    }
    let twice: Vec<_> = counts.iter().filter(|(_, topics)| topics.len() != 1).collect();
    assert!(twice.is_empty(), "more than one outcome: {twice:?}");
}

/// The requests of a transaction, in order.
const TRANSACTION: [ApiKey; 5] =
    [ApiKey::AddPartitionsToTxn, ApiKey::Produce, ApiKey::AddOffsetsToTxn, ApiKey::TxnOffsetCommit, ApiKey::EndTxn];

/// Disturbs each request of a transaction, one in each wave, and holds that the disturbances took place.
fn hold_against(fault: Fault) {
    let misbehave = |cluster: &Cluster, wave: usize| {
        let broker = cluster.embedded.as_ref().expect("an embedded broker");
        // A wave may wait out the disturbance of the one before it.
        until("the disturbance of the last wave", || (broker.faults().happened() == wave.saturating_sub(1)).then_some(()));
        if let Some(key) = wave.checked_sub(1).and_then(|n| TRANSACTION.get(n)) {
            broker.faults().plan(*key, 1, fault);
        }
    };
    hold(misbehave, TRANSACTION.len() + 2, TRANSACTION.len() + 2);
}

#[test]
fn answers_that_come_late() {
    hold_against(Fault::DelayAnswer(Duration::from_secs(2)));
}

#[test]
fn answers_that_get_lost() {
    hold_against(Fault::LoseAnswer);
}

#[test]
fn answers_that_are_cut_off() {
    hold_against(Fault::CutAnswer);
}

#[test]
fn requests_that_are_cut_off() {
    hold_against(Fault::CutRequest);
}

#[test]
fn a_coordinator_that_moves() {
    let misbehave = |cluster: &Cluster, wave: usize| {
        if wave > 0 {
            cluster.embedded.as_ref().expect("an embedded broker").move_coordinator(Duration::from_millis(1500));
        }
    };
    hold(misbehave, 4, 4);
}

#[test]
fn producers_that_are_fenced() {
    let misbehave = |cluster: &Cluster, wave: usize| {
        let broker = cluster.embedded.as_ref().expect("an embedded broker");
        if wave == 0 {
            return;
        }
        // The daemon may not be there yet.
        let ids = until("a transactional id", || Some(broker.transactional_ids()).filter(|ids| !ids.is_empty()));
        ids.iter().for_each(|id| assert!(broker.fence(id)));
    };
    hold(misbehave, 4, 4);
}

#[test]
fn transactions_that_time_out() {
    let aborted = Arc::new(AtomicUsize::new(0));
    let count = aborted.clone();
    let misbehave = move |cluster: &Cluster, wave: usize| {
        let broker = cluster.embedded.as_ref().expect("an embedded broker");
        if wave == 0 {
            return;
        }
        // A late commit leaves the transaction open for long enough to be caught, while the wave comes.
        broker.faults().plan(ApiKey::TxnOffsetCommit, 1, Fault::DelayAnswer(Duration::from_secs(3)));
        std::thread::scope(|scope| {
            scope.spawn(|| feed(cluster, wave + 2));
            let caught = until("an open transaction", || Some(broker.time_out_transactions().len()).filter(|ended| *ended > 0));
            count.fetch_add(caught, Ordering::SeqCst);
        });
    };
    // The disturbance feeds two waves itself, while a commit hangs.
    hold(misbehave, 3, 5);
    assert!(aborted.load(Ordering::SeqCst) >= 2, "no transaction was caught open");
}
