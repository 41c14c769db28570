//! Throughput, CPU and latency of the daemon, beside a pass-through that does nothing but move records in transactions.
//!
//!     cargo test --release --test daemon -- --ignored --nocapture measure
//!
//! BOOTSTRAP names a running broker; WIREDESK_MEASURE_MESSAGES sets the number of wires.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use crate::crashes::parameter;
use crate::site::Site;
use crate::support::brokers::{self, Cluster};
use crate::support::clients::{PATIENCE, flush};
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

/// CPU time of this process so far.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// One hop: poll, produce, offsets, commit; 1000 records a transaction.
fn pass_through(cluster: &Cluster, from: &str, partitions: i32, to: &str, messages: usize) -> (Duration, Duration) {
    let consumer: BaseConsumer = cluster.consumer("pass", &[("enable.partition.eof", "false"), ("fetch.queue.backoff.ms", "5")]);
    let mut list = TopicPartitionList::new();
    (0..partitions).for_each(|p| list.add_partition_offset(from, p, Offset::Beginning).expect("an offset"));
    consumer.assign(&list).expect("assigned");
    let config =
        cluster.client().set("transactional.id", cluster.name("pass")).set("linger.ms", "0").set("compression.type", "lz4").clone();
    let producer: BaseProducer = config.create().expect("a producer");
    producer.init_transactions(PATIENCE).expect("init");
    while consumer.poll(Duration::from_millis(100)).is_none() {}
    let (began, cpu_before) = (Instant::now(), cpu());
    let mut moved = 1;
    while moved < messages {
        producer.begin_transaction().expect("begin");
        let mut next = TopicPartitionList::new();
        for _ in 0..1000 {
            match consumer.poll(Duration::ZERO) {
                Some(Ok(m)) => {
                    let record = BaseRecord::<[u8], [u8]>::to(to).key(b"default".as_slice()).payload(m.payload().unwrap_or_default());
                    producer.send(record).map_err(|(e, _)| e).expect("queued");
                    let _ = next.add_partition_offset(from, m.partition(), Offset::Offset(m.offset() + 1));
                    moved += 1;
                }
                _ => break,
            }
        }
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::ZERO);
            std::thread::sleep(Duration::from_micros(100));
        }
        if let Some(metadata) = consumer.group_metadata().filter(|_| next.count() > 0) {
            producer.send_offsets_to_transaction(&next, &metadata, PATIENCE).expect("offsets");
        }
        producer.commit_transaction(PATIENCE).expect("commit");
    }
    (began.elapsed(), cpu().saturating_sub(cpu_before))
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
    reader.until(messages, Duration::from_secs(120));
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

#[test]
#[ignore = "a measurement"]
fn measure_latency() {
    let Some(cluster) = brokers::kafka() else { return };
    let site = Site::new(cluster, 4, 1);
    let daemon = site.daemon("one", &[]);
    daemon.until_ready();
    let (producer, topic) = (site.cluster.producer(&[("linger.ms", "0")]), site.topic("wire.raw"));
    let mut reader = site.outcomes();
    let mut source = Wires::new(42);
    let mut latencies = Vec::new();
    let mut before = Duration::ZERO;
    // The first second warms up.
    for (second, rate) in [(0, 200), (1, 200), (2, 200), (3, 200), (4, 200), (5, 200), (6, 200), (7, 200), (8, 200), (9, 200)] {
        if second == 1 {
            before = daemon.usage().1;
        }
        let began = Instant::now();
        for n in 0..rate {
            let wire = source.ninjs(second * rate + n, WIRE_BYTES);
            let record = BaseRecord::<(), str>::to(&topic).partition((n % 4) as i32).payload(&wire);
            producer.send(record).map_err(|(e, _)| e).expect("queued");
            producer.poll(Duration::ZERO);
            let due = began + Duration::from_secs(1).mul_f64(n as f64 / rate as f64);
            loop {
                let seen = reader.records.len();
                reader.read_for(Duration::from_micros(500));
                let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_millis() as i64;
                if second > 0 {
                    latencies.extend(reader.records[seen..].iter().map(|r| now - r.time_ms));
                }
                if Instant::now() >= due {
                    break;
                }
            }
        }
    }
    let used = daemon.usage().1.saturating_sub(before);
    latencies.sort_unstable();
    let at = |q: f64| latencies[((latencies.len() - 1) as f64 * q) as usize];
    println!(
        "200 wires/s: arrival to read-committed reader p50 {} ms, p90 {} ms, p99 {} ms ({} events); {:.0} us CPU a story",
        at(0.5),
        at(0.9),
        at(0.99),
        latencies.len(),
        used.as_secs_f64() * 1e6 / 1800.0
    );
}
