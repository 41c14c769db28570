//! Throughput, CPU and latency of the daemon, beside a pass-through that does nothing but move records in transactions.
//!
//!     cargo test --release --test daemon -- --ignored --nocapture measure
//!
//! BOOTSTRAP names a running broker; WIREDESK_MEASURE_MESSAGES sets the number of wires.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rdkafka::message::OwnedHeaders;
use rdkafka::producer::{BaseProducer, BaseRecord};

use crate::crashes::parameter;
use crate::pass_through::PassThrough;
use crate::reader::Reader;
use crate::site::{Site, usage};
use crate::stages::put;
use crate::support::brokers::{self, Cluster};
use crate::support::clients::flush;
use crate::support::load::Wires;

const WIRE_BYTES: usize = 3_000;

fn preload(site: &Site, messages: usize) {
    let (producer, topic) = (site.cluster.producer(&[("linger.ms", "20")]), site.topic("wire.raw"));
    let mut source = Wires::new(42);
    for n in 0..messages {
        let wire = source.ninjs(n, WIRE_BYTES);
        let partition = (n as i32) % site.raw_partitions;
        while producer.send(BaseRecord::<(), str>::to(&topic).partition(partition).payload(&wire)).is_err() {
            producer.poll(Duration::from_millis(10));
        }
    }
    flush(&producer);
}

/// Moves all of a topic, and gives the time and the CPU time that it took.
fn pass_through(cluster: &Cluster, from: &str, partitions: i32, to: &str, messages: usize) -> (Duration, Duration) {
    let pass = PassThrough::new(cluster, from, partitions, to, Duration::ZERO);
    let mut moved = 0;
    while moved == 0 {
        moved += pass.transaction(Duration::from_millis(100));
    }
    let (began, cpu_before, before) = (Instant::now(), usage(std::process::id()).1, moved);
    while moved < messages {
        moved += pass.transaction(Duration::from_millis(100));
    }
    let share = messages as f64 / (messages - before).max(1) as f64;
    (began.elapsed().mul_f64(share), usage(std::process::id()).1.saturating_sub(cpu_before).mul_f64(share))
}

#[test]
#[ignore = "a measurement"]
fn measure_throughput() {
    let Some(cluster) = brokers::kafka() else { return };
    let messages = parameter("WIREDESK_MEASURE_MESSAGES", 20_000);
    let site = Site::new(cluster, 4, 1);
    preload(&site, messages);
    let began = Instant::now();
    let daemon = site.daemon("one", &[]);
    daemon.until_ready();
    let ready = began.elapsed();
    let mut reader = site.outcomes();
    reader.until(messages);
    let took = began.elapsed();
    let (memory, used) = daemon.usage();
    println!("daemon: ready after {ready:.1?}; {messages} wires of {WIRE_BYTES} bytes in {:.1?}", took - ready);
    println!(
        "daemon: {:.0} stories/s over both hops, {:.0} us CPU a story, {} MB resident",
        messages as f64 / (took - ready).as_secs_f64(),
        used.as_secs_f64() * 1e6 / messages as f64,
        memory / 1_000_000
    );
    let raw = site.topic("wire.raw");
    let out = site.cluster.topic("pass", 1, &[]);
    let (wall, used) = pass_through(&site.cluster, &raw, 4, &out, messages);
    println!(
        "pass-through, one hop: {:.0} records/s, {:.1} us CPU a record",
        messages as f64 / wall.as_secs_f64(),
        used.as_secs_f64() * 1e6 / messages as f64
    );
}

/// The same wires live and by replay: time and CPU of each process, its Kafka clients included.
#[test]
#[ignore = "a measurement"]
fn measure_replay() {
    let Some(cluster) = brokers::kafka() else { return };
    let messages = parameter("WIREDESK_MEASURE_MESSAGES", 20_000);
    let site = Site::new(cluster, 4, 1);
    preload(&site, messages);
    let tell = |what: &str, took: Duration, used: Duration| {
        let (rate, cpu) = (messages as f64 / took.as_secs_f64(), used.as_secs_f64() * 1e6 / messages as f64);
        println!("{what}: {rate:.0} stories/s, {cpu:.0} us CPU a story");
    };
    let daemon = site.daemon("one", &[]);
    daemon.until_ready();
    let began = Instant::now();
    site.until_outcomes(messages);
    tell("live", began.elapsed(), daemon.usage().1);
    assert_eq!(daemon.stop(), Some(0));
    for (name, topic) in [("raw", "wire.raw"), ("stories", "wire.stories")] {
        for jobs in ["1", "2"] {
            let arguments = ["replay", "--name", &format!("{name}{jobs}"), "--topic", &site.topic(topic), "--jobs", jobs, "--execute"];
            let began = Instant::now();
            let mut replay = site.daemon_that(&arguments, &format!("{name}{jobs}"), &[]);
            let mut used = Duration::ZERO;
            let code = loop {
                if let Some(code) = replay.ended() {
                    break code;
                }
                used = used.max(replay.usage().1);
                std::thread::sleep(Duration::from_millis(20));
            };
            assert_eq!(code, Some(0), "{}", replay.log());
            tell(&format!("replay of {topic}, {jobs} jobs"), began.elapsed(), used);
        }
    }
}

/// From the start of a process until it is ready, with nothing and with so many stories in the desk's state.
#[test]
#[ignore = "a measurement"]
fn measure_start() {
    let Some(cluster) = brokers::kafka() else { return };
    let (site, messages) = (Site::new(cluster, 4, 1), parameter("WIREDESK_MEASURE_MESSAGES", 20_000));
    let start = |name: &str| {
        let began = Instant::now();
        let daemon = site.daemon(name, &[]);
        daemon.until_ready();
        println!("ready after {:.2} s, {} MB resident", began.elapsed().as_secs_f64(), daemon.usage().0 / 1_000_000);
        daemon
    };
    let first = start("nothing");
    preload(&site, messages);
    site.until_outcomes(messages);
    assert_eq!(first.stop(), Some(0));
    for round in 0..3 {
        assert_eq!(start(&format!("full{round}")).stop(), Some(0));
    }
}

/// From `kill -9` until a story that was sent after it has its outcome, with a stand-by and sessions of this length.
#[test]
#[ignore = "a measurement"]
fn measure_takeover() {
    const SESSION: Duration = Duration::from_secs(10);
    let Some(cluster) = brokers::kafka() else { return };
    let site = Site::new(cluster, 1, 1);
    let messages = parameter("WIREDESK_MEASURE_MESSAGES", 20_000);
    preload(&site, messages);
    let mut owner = site.daemon("0", &[]);
    let (mut source, mut outcomes) = (Wires::new(7), site.outcomes());
    outcomes.until(messages);
    let producer: BaseProducer = site.cluster.producer(&[]);
    let mut sent = messages;
    let mut send = |until: &mut dyn FnMut() -> bool| {
        while !until() {
            put(&producer, &site.topic("wire.raw"), 0, sent, source.ninjs(sent, WIRE_BYTES).as_bytes(), OwnedHeaders::new());
            flush(&producer);
            sent += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        sent
    };
    for round in 1..=parameter("WIREDESK_MEASURE_ROUNDS", 5) {
        let standby = site.daemon(&round.to_string(), &[]);
        standby.until_logged("standing by");
        let steady = Instant::now();
        let sent = send(&mut || steady.elapsed() > Duration::from_secs(3));
        outcomes.until(sent);
        owner.kill();
        let killed = Instant::now();
        let _ = send(&mut || {
            outcomes.read_for(Duration::from_millis(1));
            outcomes.records.len() > sent
        });
        let took = killed.elapsed();
        println!(
            "round {round}: {:.2} s after kill -9, {:+.2} s of the session's {SESSION:?}",
            took.as_secs_f64(),
            took.as_secs_f64() - SESSION.as_secs_f64()
        );
        owner = standby;
    }
}

/// How long each side is fed in turn, and how often.
const TURN: Duration = Duration::from_secs(4);
const WIRES_A_SECOND: usize = 200;

/// One side of the comparison: where wires go in, who sees what comes out, and whose CPU counts.
struct Side {
    name: &'static str,
    topic: String,
    pid: u32,
    reader: Reader,
    latencies_ms: Vec<i64>,
    cpu: Duration,
}

impl Side {
    /// Feeds wires at an even pace and takes what comes out. The first turn warms up and does not count.
    fn turn(&mut self, producer: &BaseProducer, wires: &[String], counts: bool) {
        let (cpu_before, seen) = (usage(self.pid).1, self.reader.records.len());
        let began = Instant::now();
        for (n, wire) in wires.iter().enumerate() {
            let due = began + TURN.mul_f64(n as f64 / wires.len() as f64);
            while let Some(left) = due.checked_duration_since(Instant::now()).filter(|d| !d.is_zero()) {
                self.take(left.min(Duration::from_millis(1)), counts);
            }
            let record = BaseRecord::<(), str>::to(&self.topic).partition((n % 4) as i32).payload(wire);
            producer.send(record).map_err(|(e, _)| e).expect("queued");
            producer.poll(Duration::ZERO);
        }
        while self.reader.records.len() < seen + wires.len() {
            assert!(began.elapsed() < TURN * 4, "{}: {} of {}", self.name, self.reader.records.len() - seen, wires.len());
            self.take(Duration::from_millis(1), counts);
        }
        if counts {
            self.cpu += usage(self.pid).1.saturating_sub(cpu_before);
        }
    }

    fn take(&mut self, time: Duration, counts: bool) {
        let seen = self.reader.records.len();
        self.reader.read_for(time);
        let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
        if counts {
            self.latencies_ms.extend(self.reader.records[seen..].iter().map(|r| now - r.time_ms));
        }
    }

    /// Prints what was measured since it was last told, and gives the 99th percentile.
    fn tell(&mut self) -> i64 {
        self.latencies_ms.sort_unstable();
        let at = |q: f64| self.latencies_ms[((self.latencies_ms.len() - 1) as f64 * q) as usize];
        let cpu = self.cpu.as_secs_f64() * 1e6 / self.latencies_ms.len() as f64;
        let [p50, p90, p99] = [0.5, 0.9, 0.99].map(at);
        println!("{}: arrival to read-committed reader p50 {p50} ms, p90 {p90} ms, p99 {p99} ms; {cpu:.0} us CPU a story", self.name);
        (self.latencies_ms, self.cpu) = (Vec::new(), Duration::ZERO);
        p99
    }
}

/// 200 wires a second through the daemon and through the pass-through, in turns.
#[test]
#[ignore = "a measurement"]
fn measure_latency() {
    let Some(cluster) = brokers::kafka() else { return };
    let site = Site::new(cluster, 4, 1);
    let (from, to) = (site.cluster.topic("pass.raw", 4, &[]), site.cluster.topic("pass.out", 1, &[]));
    let daemon = site.daemon("one", &[]);
    daemon.until_ready();
    let pass = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "measure::pass_through_until_killed"])
        .envs([("BOOTSTRAP", &site.cluster.bootstrap), ("WIREDESK_PASS_FROM", &from), ("WIREDESK_PASS_TO", &to)])
        .stdout(Stdio::null())
        .spawn()
        .expect("this program runs");
    let mut pass = Ended(pass);
    let pass_reader = Reader::new(&site.cluster, &[(to, 1)]);
    let side = |name, topic, pid, reader| Side { name, topic, pid, reader, latencies_ms: vec![], cpu: Duration::ZERO };
    let mut sides = [
        side("daemon, two hops", site.topic("wire.raw"), daemon.id(), site.outcomes()),
        side("pass-through, one hop", from, pass.0.id(), pass_reader),
    ];
    let producer = site.cluster.producer(&[("linger.ms", "0")]);
    let mut source = Wires::new(42);
    for turn in 0..=parameter("WIREDESK_MEASURE_TURNS", 5) {
        let wires: Vec<String> =
            (0..WIRES_A_SECOND * TURN.as_secs() as usize).map(|n| source.ninjs(turn * 10_000 + n, WIRE_BYTES)).collect();
        sides.iter_mut().for_each(|side| side.turn(&producer, &wires, turn > 0));
    }
    let [daemon_p99, pass_p99] = sides.each_mut().map(Side::tell);
    println!("p99: {:.2} times the pass-through's", daemon_p99 as f64 / pass_p99 as f64);
    assert!(pass.0.try_wait().expect("a child").is_none(), "the pass-through ended");
}

/// 200 wires a second through the daemon, alone and beside a replay of what came before, in turns.
#[test]
#[ignore = "a measurement"]
fn measure_latency_beside_replay() {
    let Some(cluster) = brokers::kafka() else { return };
    let (site, messages) = (Site::new(cluster, 4, 1), parameter("WIREDESK_MEASURE_MESSAGES", 40_000));
    preload(&site, messages);
    let daemon = site.daemon("one", &[]);
    let mut reader = site.outcomes();
    reader.until(messages);
    let producer = site.cluster.producer(&[("linger.ms", "0")]);
    let mut source = Wires::new(43);
    let mut side = Side { name: "", topic: site.topic("wire.raw"), pid: daemon.id(), reader, latencies_ms: vec![], cpu: Duration::ZERO };
    let (mut p99, mut sent) = ([Vec::new(), Vec::new()], messages);
    for turn in 0..=parameter("WIREDESK_MEASURE_TURNS", 5) {
        for beside in [false, true] {
            let name = format!("turn{turn}");
            let arguments = ["replay", "--name", &name, "--topic", &site.topic("wire.stories"), "--execute"];
            let mut replay = beside.then(|| site.daemon_that(&arguments, &name, &[]));
            let wires: Vec<String> = (0..WIRES_A_SECOND * TURN.as_secs() as usize).map(|n| source.ninjs(sent + n, WIRE_BYTES)).collect();
            sent += wires.len();
            side.name = if beside { "beside a replay" } else { "alone" };
            side.turn(&producer, &wires, turn > 0);
            if let Some(replay) = &mut replay {
                assert_eq!(replay.ended(), None, "the replay was shorter than the turn:\n{}", replay.log());
                replay.kill();
            }
            if turn > 0 {
                p99[usize::from(beside)].push(side.tell());
            }
        }
    }
    p99.iter_mut().for_each(|p| p.sort_unstable());
    let [alone, beside] = p99.map(|p| p[p.len() / 2]);
    println!("p99, median of turns: {:.2} times that of the daemon alone", beside as f64 / alone as f64);
}

/// A child that ends with this value.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The other side of [`measure_latency`], as a process of its own so that its CPU can be told apart.
#[test]
#[ignore = "a part of measure_latency"]
fn pass_through_until_killed() {
    let (Ok(from), Ok(to)) = (std::env::var("WIREDESK_PASS_FROM"), std::env::var("WIREDESK_PASS_TO")) else { return };
    let Some(cluster) = brokers::kafka() else { return };
    let pause = Duration::from_millis(parameter("WIREDESK_KAFKA__COMMIT_PAUSE_MS", 0) as u64);
    let pass = PassThrough::new(&cluster, &from, 4, &to, pause);
    loop {
        pass.transaction(Duration::from_millis(100));
    }
}
