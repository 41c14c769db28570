//! A run: faults one after the other under load, each until the work goes on, then the oracle and the report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminOptions, NewPartitions};
use rdkafka::{Offset, TopicPartitionList};

use super::crew::Crew;
use super::feed::{Feed, MOST_PARTITIONS};
use super::oracle;
use super::plan::{self, Dice, Fault, Ground};
use super::proxy::{Network, Proxy};
use super::watch::Watch;
use crate::site::Site;
use crate::support::brokers::{Cluster, embedded, free_ports};
use crate::support::clients::wait;

/// After a fault the work goes on within this time: a session of 6 s, a transaction of 15 s, and the next join take half a minute, all the
/// rest is for a machine that has much else to do. The report says how long it took.
const RESUMES_WITHIN: Duration = Duration::from_secs(180);
const RAW_PARTITIONS: i32 = 3;
const STORIES_PARTITIONS: i32 = 2;

/// What to run.
pub struct Run {
    pub seed: u64,
    pub seconds: u64,
    pub ground: Ground,
    pub nodes: u64,
    /// A protection that is turned off.
    pub without: Option<&'static str>,
    /// The nth fault, instead of a random one.
    pub only: Option<fn(u64) -> Fault>,
}

/// Runs, reports, and gives what does not hold.
pub fn run(run: Run) -> Vec<String> {
    println!("seed {} (CHAOS_SEED={0} replays the sequence), {} s, {:?} {}", run.seed, run.seconds, run.ground, run.without.unwrap_or(""));
    let kafka = (run.ground == Ground::Kafka).then(|| Kafka::start(run.nodes));
    let cluster = kafka.as_ref().map_or_else(embedded, |k| Cluster::at(&k.bootstrap));
    let site = Site::without_topics(cluster, RAW_PARTITIONS, STORIES_PARTITIONS);
    site.configure("[scopes]\nlanguages = { fr = \"french\" }\n");
    let made = site.wiredesk(&["topics", "create"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let site = Arc::new(site);
    let mut chaos = Chaos {
        crew: Crew::start(&site, run.without, kafka.as_ref().map(|k| k.proxy.bootstrap.clone())),
        feed: Feed::start(&site, run.seed, 60),
        watch: Watch::start(&site),
        site: site.clone(),
        kafka,
        dice: Dice(run.seed),
        recovered: BTreeMap::new(),
        hanging: 0,
    };
    // Both have their share before the first fault.
    std::thread::sleep(Duration::from_millis(500));
    chaos.recover("start");
    let (began, mut n) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(run.seconds) {
        let fault = run.only.map_or_else(|| plan::next(&mut chaos.dice, run.ground, run.nodes), |only| only(n));
        println!("{:6.1} s  {fault}", began.elapsed().as_secs_f64());
        chaos.happen(fault);
        chaos.recover(&fault.kind());
        n += 1;
    }
    chaos.end(run.seed)
}

struct Chaos {
    site: Arc<Site>,
    crew: Crew,
    feed: Feed,
    watch: Watch,
    kafka: Option<Kafka>,
    dice: Dice,
    recovered: BTreeMap<String, Vec<Duration>>,
    /// Transactions that Kafka left hanging, and that were ended as the operator's guide says.
    hanging: usize,
}

impl Chaos {
    fn happen(&mut self, fault: Fault) {
        let broker = self.site.cluster.embedded.as_ref();
        match fault {
            Fault::Kill(n) => self.crew.kill(n, None),
            Fault::Aborts(n, every) => self.crew.kill(n, Some(("WIREDESK_TEST_ABORT_EVERY", every.to_string()))),
            Fault::CrashAt(n, step, nth) => {
                let starts = self.crew.slots()[n].starts;
                self.crew.kill(n, Some(("WIREDESK_TEST_CRASH_AT", format!("{step}:{nth}"))));
                // The kill, and the crash itself; a daemon that gets too little work does not reach the step.
                let end = Instant::now() + Duration::from_secs(15);
                while self.crew.slots()[n].starts < starts + 2 && Instant::now() < end {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            Fault::Stop(n, time) => {
                self.crew.slots()[n].daemon.signal("STOP");
                std::thread::sleep(time);
                self.crew.slots()[n].daemon.signal("CONT");
            }
            Fault::TermAfterStart(n, time) => {
                self.crew.terminate(n);
                std::thread::sleep(time);
                self.crew.terminate(n);
            }
            Fault::RollingRestart => (0..2).for_each(|n| self.crew.terminate(n)),
            Fault::Guest(time) => {
                let guest = self.crew.guest(false);
                std::thread::sleep(time);
                if guest.stop() != Some(0) {
                    self.crew.wrong("stop: the guest ended with an error".into());
                }
            }
            Fault::ClockJumps(ahead, time) => {
                self.crew.clock().jump(ahead);
                std::thread::sleep(time);
                self.crew.clock().jump(0);
            }
            Fault::SameName(time) => {
                let mut guest = self.crew.guest(true);
                std::thread::sleep(time);
                guest.kill();
            }
            Fault::MorePartitions => self.more_partitions(),
            Fault::Trim => self.trim(),
            Fault::Disturbed(key, nth, how) => {
                let of_kafka = || self.kafka.as_ref().map(|k| k.proxy.faults());
                let Some(faults) = broker.map(|b| b.faults()).or_else(of_kafka) else { return };
                let before = faults.happened();
                faults.plan(key, nth, how);
                let end = Instant::now() + Duration::from_secs(10);
                while faults.happened() == before && Instant::now() < end {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            Fault::CoordinatorMoves(time) => {
                if let Some(broker) = broker {
                    broker.move_coordinator(time);
                }
                std::thread::sleep(time);
            }
            Fault::FencedByBroker => {
                for id in broker.iter().flat_map(|b| b.transactional_ids()) {
                    broker.map(|b| b.fence(&id));
                }
            }
            Fault::FencedAndLost => {
                for id in broker.iter().flat_map(|b| b.transactional_ids()) {
                    broker.map(|b| b.fence(&id));
                }
                // Time for the producers to notice. The session timeout is 6 s: then the group has given its partitions away.
                std::thread::sleep(Duration::from_millis(500));
                let away = Duration::from_secs(8);
                broker.iter().for_each(|b| b.move_coordinator(away));
                std::thread::sleep(away);
            }
            Fault::TimedOut => {
                let end = Instant::now() + Duration::from_secs(5);
                while broker.is_some_and(|b| b.time_out_transactions().is_empty()) && Instant::now() < end {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
            Fault::BrokerPaused(time) => self.of_broker(&["pause"], time, &["resume"]),
            // A cluster's only node is stopped and not killed: Kafka 4.3 then forgets commits (docs/operating.md, "A hanging transaction").
            Fault::BrokerKilled(time) if self.kafka.as_ref().is_some_and(|k| k.nodes == 1) => self.of_broker(&["stop"], time, &["start"]),
            Fault::BrokerKilled(time) => self.of_broker(&["kill"], time, &["start"]),
            Fault::DiskFull(time) => self.of_broker(&["fill"], time, &["start"]),
            Fault::LeadersReturn => self.kafka.iter().for_each(|k| {
                let all = ["--election-type", "preferred", "--all-topic-partitions"];
                k.tool("LeaderElectionCommand", &all);
            }),
            Fault::Network(network, time) => self.kafka.iter().for_each(|k| {
                k.proxy.becomes(network);
                std::thread::sleep(time);
                k.proxy.becomes(Network::Whole);
            }),
        }
    }

    /// Does something to one node, and undoes it.
    fn of_broker(&mut self, before: &[&str], time: Duration, after: &[&str]) {
        let Some(kafka) = &self.kafka else { return };
        let node = (1 + self.dice.below(kafka.nodes)).to_string();
        kafka.tell(&[before, &["--node", &node]].concat());
        std::thread::sleep(time);
        // All nodes that are down are started.
        kafka.tell(&if after == ["start"] { after.to_vec() } else { [after, &["--node", &node]].concat() });
    }

    fn more_partitions(&self) {
        let have = self.feed.sent.partitions.load(Ordering::SeqCst);
        if have == MOST_PARTITIONS {
            return;
        }
        let (topic, admin) = (self.site.topic("wire.raw"), self.site.cluster.admin());
        let made = wait(admin.create_partitions([&NewPartitions::new(&topic, have + 1)], &AdminOptions::new())).expect("an answer");
        assert!(made[0].is_ok(), "{made:?}");
        self.site.cluster.until_partitions(&topic, have as i32 + 1);
        self.feed.sent.partitions.store(have + 1, Ordering::SeqCst);
        // Until the feed has sent something there.
        while self.feed.mark()[have] == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What has an outcome has been consumed for good.
    fn trim(&self) {
        let mut list = TopicPartitionList::new();
        for (partition, ended) in self.watch.ends().into_iter().enumerate().filter(|(_, ended)| *ended > 0) {
            let place = (self.site.topic("wire.raw"), partition as i32);
            list.add_partition_offset(&place.0, place.1, Offset::Offset(ended)).expect("an offset");
        }
        wait(self.site.cluster.admin().delete_records(&list, &AdminOptions::new())).expect("deleted");
    }

    /// Waits until all that was sent by now has its outcome.
    fn recover(&mut self, kind: &str) {
        let mark = self.feed.mark();
        let resumed = self.watch.until(&mark, RESUMES_WITHIN).or_else(|| {
            let ended = self.kafka.as_ref().map_or(0, Kafka::end_hanging);
            self.hanging += ended;
            (ended > 0).then(|| self.watch.until(&mark, RESUMES_WITHIN)).flatten()
        });
        match resumed {
            Some(time) => self.recovered.entry(kind.to_owned()).or_default().push(time),
            None => {
                let (mark, at) = (self.feed.mark(), self.watch.records());
                self.crew.wrong(format!("resumes: {kind}, and nothing goes on for {RESUMES_WITHIN:?}: {at:?} of {mark:?}"));
            }
        }
    }

    fn end(mut self, seed: u64) -> Vec<String> {
        self.feed.stop();
        self.recover("end");
        // What comes twice may come late.
        std::thread::sleep(Duration::from_secs(2));
        let mut wrongs = self.crew.end();
        let watched = self.watch.end();
        let (found, others) = oracle::judge(&self.site, &self.feed.sent, watched);
        wrongs.extend(others);
        println!(
            "{:>5}  {:>8}  {:>8}  fault, with the time from its end until all that had been sent had its outcome",
            "count", "p50", "max"
        );
        for (kind, mut times) in self.recovered {
            times.sort_unstable();
            let (p50, max) = (times[times.len() / 2].as_secs_f64(), times[times.len() - 1].as_secs_f64());
            println!("{:>5}  {p50:>6.1} s  {max:>6.1} s  {kind}", times.len());
        }
        if self.hanging > 0 {
            println!("{:>5}  transactions that Kafka left hanging, ended as docs/operating.md says", self.hanging);
        }
        println!("{} items; a read-uncommitted reader sees {} records of aborted transactions on top", found.items, found.aborted);
        println!("{}", if wrongs.is_empty() { "nothing lost, nothing doubled" } else { "RED" });
        if !wrongs.is_empty() {
            wrongs.iter().for_each(|w| println!("  {w}"));
            let kept = self.site.keep_logs(seed);
            println!("  logs: {}", kept.display());
        }
        wrongs
    }
}

/// A Kafka that may be paused and killed, with a network that may fail.
struct Kafka {
    bootstrap: String,
    proxy: Proxy,
    folder: PathBuf,
    nodes: u64,
}

impl Kafka {
    fn start(nodes: u64) -> Kafka {
        let folder = std::env::temp_dir().join(format!("wiredesk-chaos-{}", std::process::id()));
        let port = free_ports(4 * nodes as u16).expect("free ports");
        let proxied = port + 2 * nodes as u16;
        let mut kafka = Kafka { bootstrap: String::new(), proxy: Proxy::start(proxied, nodes as u16), folder, nodes };
        let [port, proxied, nodes] = [port.to_string(), proxied.to_string(), nodes.to_string()];
        kafka.bootstrap = kafka.tell(&["start", "--port", &port, "--proxied", &proxied, "--nodes", &nodes]);
        kafka
    }

    fn tool(&self, name: &str, what: &[&str]) -> String {
        script(&[&["tool", name, "--bootstrap-server", &self.bootstrap], what].concat())
    }

    fn tell(&self, what: &[&str]) -> String {
        let folder = self.folder.to_str().expect("a path in UTF-8");
        script(&[what, &["--dir", folder]].concat())
    }

    /// Ends hanging transactions by docs/operating.md, "A hanging transaction". Gives how many there were.
    fn end_hanging(&self) -> usize {
        let tool = |what: &[&str]| self.tool("TransactionsCommand", what);
        let found = (1..=self.nodes).map(|n| tool(&["find-hanging", "--broker-id", &n.to_string(), "--max-transaction-timeout", "1"]));
        let found = found.collect::<Vec<_>>().join("\n");
        // Topic, partition, producer id, producer epoch, coordinator epoch, start offset, …
        let rows = found.lines().map(|l| l.split_whitespace().collect::<Vec<_>>()).filter(|row| row.len() > 5 && row[0] != "Topic");
        let (offsets, data): (BTreeSet<_>, BTreeSet<_>) = rows.partition(|row| row[0] == "__consumer_offsets");
        for row in data.iter().chain(&offsets) {
            println!("          hanging: {}-{} from offset {}", row[0], row[1], row[5]);
            tool(&["abort", "--topic", row[0], "--partition", row[1], "--start-offset", row[5]]);
        }
        data.iter().chain(&offsets).map(|row| row[2]).collect::<BTreeSet<_>>().len()
    }
}

fn script(what: &[&str]) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/kafka");
    let output = Command::new(path).args(what).output().expect("the script");
    assert!(output.status.success(), "{what:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Drop for Kafka {
    fn drop(&mut self) {
        self.tell(&["stop"]);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
