//! Replay: the same bytes as live and as another replay, through a kill too; nothing live is touched but by promotion.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rdkafka::admin::{AdminOptions, NewTopic, TopicReplication};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::OwnedHeaders;
use rdkafka::producer::BaseProducer;
use rdkafka::{Offset, TopicPartitionList};

use crate::on_each;
use crate::reader::{Reader, Record};
use crate::site::{NEWS, Site};
use crate::stages::{delete_before, put, wires};
use crate::support::clients::{PATIENCE, flush, wait};
use crate::support::load::Wires;
use crate::support::minute;

/// Every topic on which an item can end.
fn outcome_topics() -> Vec<&'static str> {
    NEWS.iter().copied().chain(["wire.skipped", "wire.dead-letters"]).collect()
}

/// What lies on a replay's topics, topic by topic.
fn written(site: &Site, name: &str, records: usize) -> Vec<Record> {
    let topics: Vec<(String, i32)> = outcome_topics().iter().map(|t| (format!("{name}.{}", site.topic(t)), 1)).collect();
    let mut reader = Reader::new(&site.cluster, &topics);
    reader.until(records);
    reader.read_for(Duration::from_millis(300));
    let mut all = reader.records;
    // Stable: within a topic the order stays.
    all.sort_by(|a, b| a.topic.cmp(&b.topic));
    for record in &mut all {
        record.topic = record.topic.replacen(&format!("{name}."), "", 1);
    }
    all
}

fn assert_same(ours: &[Record], theirs: &[Record]) {
    assert_eq!(ours.len(), theirs.len());
    for (a, b) in ours.iter().zip(theirs) {
        assert_eq!((&a.topic, &a.key, &a.headers, a.time_ms), (&b.topic, &b.key, &b.headers, b.time_ms));
        assert_eq!(String::from_utf8_lossy(&a.value), String::from_utf8_lossy(&b.value));
    }
}

/// Runs a replay as a supervisor would: where the broker gives up a transaction of a machine that is too busy, the same command goes on.
fn replay(site: &Site, arguments: &[&str]) -> String {
    const TEMPORARY: Option<i32> = Some(75);
    let run = || site.wiredesk(&[&["replay"], arguments].concat());
    let output = (0..5).map(|_| run()).find(|output| output.status.code() != TEMPORARY).unwrap_or_else(run);
    let (out, err) = (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned());
    assert!(output.status.success(), "{out}{err}");
    out
}

/// The ends of all live topics.
fn ends(site: &Site) -> Vec<i64> {
    let client: BaseConsumer = site.cluster.client().create().expect("a client");
    let mut topics = outcome_topics();
    topics.extend(["wire.raw", "wire.stories", "log"]);
    let end = |topic: &str, p| client.fetch_watermarks(&site.topic(topic), p, PATIENCE).expect("watermarks").1;
    topics.into_iter().flat_map(|t| (0..site.partitions(t)).map(move |p| (t, p))).map(|(t, p)| end(t, p)).collect()
}

/// Wires of every outcome over both partitions, some late.
fn send(site: &Site) -> usize {
    let producer: BaseProducer = site.cluster.producer(&[]);
    let wires = wires();
    for (n, wire) in wires.iter().enumerate() {
        let late = if n % 5 == 4 { n - 3 } else { n };
        put(&producer, &site.topic("wire.raw"), (n % 2) as i32, late, wire, OwnedHeaders::new());
    }
    flush(&producer);
    wires.len()
}

#[test]
fn a_replay_gives_the_live_bytes_and_touches_nothing_live() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        // Traces are written into headers: they must be the same too. Nobody listens there.
        site.configure("[traces]\nendpoint = \"http://127.0.0.1:9\"\n");
        let sent = send(&site);
        let daemon = site.daemon("one", &[]);
        let mut live = site.until_outcomes(sent);
        assert_eq!(daemon.stop(), Some(0));
        live.sort_by(|a, b| a.topic.cmp(&b.topic));
        let before = ends(&site);

        let plan = replay(&site, &["--name", "planned"]);
        assert!(plan.contains("nothing is written yet") && plan.contains("offsets to publish"), "{plan}");

        let stories = site.topic("wire.stories");
        let compared = replay(&site, &["--name", "s", "--topic", &stories, "--execute", "--compare", "--json"]);
        let events = live.iter().filter(|r| r.header("class").is_some()).count();
        let comparison: serde_json::Value = serde_json::from_str(compared.lines().last().unwrap_or_default()).expect("JSON");
        assert_eq!((comparison["compared"].as_u64(), comparison["identical"].as_u64()), (Some(events as u64), Some(events as u64)));
        assert_eq!((&comparison["onlyLive"], &comparison["onlyInReplay"]), (&0.into(), &0.into()));
        let news: Vec<Record> = live.iter().filter(|r| r.header("class").is_some()).cloned().collect();
        assert_same(&written(&site, "s", events), &news);

        for (name, jobs) in [("a", "1"), ("b", "3")] {
            replay(&site, &["--name", name, "--execute", "--jobs", jobs]);
        }
        assert_same(&written(&site, "a", sent), &written(&site, "b", sent));
        assert_eq!(ends(&site), before, "a live topic was written to");

        let again = site.wiredesk(&["replay", "--name", "a", "--from", "3d", "--execute"]);
        assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("another --name"));
        let live_name = site.wiredesk(&["replay", "--name", &site.topic("x").replace(".x", ""), "--execute"]);
        assert_eq!(live_name.status.code(), Some(78), "a name like the live group's is refused");
    });
}

#[test]
fn a_killed_replay_goes_on_where_it_was() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        let producer: BaseProducer = site.cluster.producer(&[]);
        let mut source = Wires::new(3);
        let sent = 600;
        for n in 0..sent {
            put(&producer, &site.topic("wire.raw"), (n % 2) as i32, n % 90, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
        }
        flush(&producer);
        let start = |crash_at: &str| -> Child {
            let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
            command.args(["replay", "--name", "killed", "--execute"]).env("WIREDESK_CONFIG", site.config());
            command.env("WIREDESK_KAFKA__MAX_IN_FLIGHT", "10").env("WIREDESK_TEST_CRASH_AT", crash_at);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("wiredesk runs")
        };
        // Between its offsets and the end of its transaction: the next run fences it, instead of waiting until the broker does.
        assert!(!start("offsets:2").wait().expect("ended").success());
        for _ in 0..3 {
            let mut running = start("");
            std::thread::sleep(Duration::from_millis(1_500));
            running.kill().expect("killed");
            running.wait().expect("ended");
        }
        replay(&site, &["--name", "killed", "--execute"]);
        replay(&site, &["--name", "whole", "--execute"]);
        assert_same(&written(&site, "killed", sent), &written(&site, "whole", sent));
    });
}

#[test]
fn promotion_publishes_once_what_is_missing() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        let sent = send(&site);
        let stories = site.topic("wire.stories");
        replay(&site, &["--name", "early", "--execute"]);
        let early = site.wiredesk(&["replay", "--name", "early", "--promote", "--confirm", "early"]);
        assert!(!early.status.success(), "the live pipeline has not been there yet");
        let daemon = site.daemon("one", &[]);
        let live = site.until_outcomes(sent);
        assert_eq!(daemon.stop(), Some(0));
        // The live topic of new stories loses its records.
        let lost: Vec<&Record> = live.iter().filter(|r| r.topic == site.topic("news.new")).collect();
        assert!(!lost.is_empty());
        delete_before(&site.cluster, &site.topic("news.new"), 0, -1);
        let promote = |confirm| {
            let output = site.wiredesk(&["replay", "--name", "p", "--topic", &stories, "--promote", "--confirm", confirm]);
            (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
        };
        let (done, said) = promote("p");
        assert!(!done && said.contains("--execute first"), "{said}");
        replay(&site, &["--name", "p", "--topic", &stories, "--execute"]);
        assert!(!promote("another").0, "a wrong confirmation");
        let (done, said) = promote("p");
        assert!(done && said.contains(&format!("{} published", lost.len())), "{said}");
        let said = promote("p").1;
        assert!(said.contains("are on the live topics"), "{said}");
        let mut again = site.reader(&["news.new"]);
        again.until(lost.len());
        again.read_for(Duration::from_millis(300));
        assert_eq!(again.records.len(), lost.len());
        let mut values: Vec<_> = again.records.iter().map(|r| r.value.clone()).collect();
        let mut expected: Vec<_> = lost.iter().map(|r| r.value.clone()).collect();
        values.sort();
        expected.sort();
        assert_eq!(values, expected);
    });
}

#[test]
fn a_time_finds_the_first_record_that_is_left_when_earlier_ones_are_deleted() {
    on_each(|cluster| {
        // A segment for each half hour: a deleted one's file stays for minutes, and Kafka looks for times in it and in no later one.
        let site = Site::without_topics(cluster, 1, 1);
        let raw = site.topic("wire.raw");
        let topic = NewTopic::new(&raw, 1, TopicReplication::Fixed(-1)).set("segment.ms", "1800000").set("retention.ms", "-1");
        let made = wait(site.cluster.admin().create_topics([&topic], &AdminOptions::new())).expect("an answer");
        made[0].as_ref().expect("a new topic");
        site.cluster.until_partitions(&raw, 1);
        assert!(site.wiredesk(&["topics", "create"]).status.success());
        let producer: BaseProducer = site.cluster.producer(&[]);
        let mut source = Wires::new(3);
        for (n, at) in [0, 25, 10, 40, 45, 55, 60].into_iter().enumerate() {
            put(&producer, &raw, 0, at, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
            flush(&producer);
        }
        delete_before(&site.cluster, &raw, 0, 3);
        if site.cluster.embedded.is_none() {
            let client: BaseConsumer = site.cluster.client().create().expect("a client");
            let mut asked = TopicPartitionList::new();
            asked.add_partition_offset(&raw, 0, Offset::Offset(minute(12))).expect("an offset");
            let answer = client.offsets_for_times(asked, Duration::from_secs(10)).expect("an answer");
            assert_eq!(answer.elements()[0].offset(), Offset::End, "Kafka's answer to 06:12: what is tested here");
        }
        for (name, from, to, expected) in [
            ("from-deleted", "2026-02-12T06:12", "latest", "offsets 3 to 7, 4"),
            ("from-left", "2026-02-12T06:42", "latest", "offsets 4 to 7, 3"),
            ("to-deleted", "earliest", "2026-02-12T06:12", "offsets 3 to 3, 0"),
            ("beyond", "2026-02-12T09:00", "latest", "offsets 7 to 7, 0"),
        ] {
            let plan = replay(&site, &["--name", name, "--from", from, "--to", to, "--cold"]);
            assert!(plan.contains(expected), "{name}: {plan}");
        }
    });
}
