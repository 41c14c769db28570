//! Both stages end to end.

use std::io::Write;
use std::ops::Range;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rdkafka::admin::{AdminOptions, NewTopic, TopicReplication};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::{Value, json};

use crate::on_each;
use crate::site::{Site, item};
use crate::support::brokers::{self, Cluster};
use crate::support::clients::{PATIENCE, flush, until, wait};
use crate::support::load::Wires;
use crate::support::minute;

/// Invented wires of every outcome: stories, a repeat, an update of the first, a picture, what cannot be read.
pub fn wires() -> Vec<Vec<u8>> {
    let mut source = Wires::new(7);
    let mut wires: Vec<Vec<u8>> = (0..6).map(|n| source.ninjs(n, 1500).into_bytes()).collect();
    wires.push(wires[2].clone());
    let mut second: Value = serde_json::from_slice(&wires[0]).expect("JSON");
    second["version"] = json!("2");
    second["bodies"][0]["value"] =
        json!(format!("{}<p>The council met again at noon.</p>", second["bodies"][0]["value"].as_str().unwrap_or("")));
    wires.push(second.to_string().into_bytes());
    wires.push(br#"{"uri":"urn:load:pic","type":"picture","version":"1","versionCreated":"2026-02-12T06:00:00Z"}"#.to_vec());
    wires.push(Vec::new());
    wires.push(wires[1][..wires[1].len() / 2].to_vec());
    wires.extend((10..14).map(|n| source.ninjs(n, 900).into_bytes()));
    wires
}

pub fn put(producer: &BaseProducer, topic: &str, partition: i32, n: usize, payload: &[u8], headers: OwnedHeaders) {
    let key = format!("feed-{}", n % 3);
    let record = BaseRecord::to(topic).partition(partition).key(&key).payload(payload).timestamp(minute(n as i64)).headers(headers);
    producer.send(record).map_err(|(e, _)| e).expect("queued");
}

#[test]
fn a_daemon_publishes_what_process_prints() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let producer = site.cluster.producer(&[]);
        let (topic, wires) = (site.topic("wire.raw"), wires());
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        for (n, wire) in wires.iter().enumerate() {
            put(&producer, &topic, 0, n, wire, OwnedHeaders::new());
            let line = json!({"topic": topic, "partition": 0, "offset": n, "ts": minute(n as i64), "key": format!("feed-{}", n % 3),
                "payload_base64": BASE64_STANDARD.encode(wire)});
            writeln!(file, "{line}").expect("written");
        }
        flush(&producer);
        let offline = Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(["process", "--records"]).arg(file.path()).output().expect("runs");
        let offline = String::from_utf8(offline.stdout).expect("UTF-8");

        let daemon = site.daemon("one", &[]);
        let mut records = site.until_outcomes(wires.len());
        records.sort_by_key(item);
        assert_eq!(daemon.stop(), Some(0));
        assert_eq!(records.len(), offline.lines().count());
        for (record, line) in records.iter().zip(offline.lines()) {
            let expected: Value = serde_json::from_str(line).expect("JSON");
            if record.topic == site.topic("wire.dead-letters") {
                assert_eq!(expected["type"], "wire.dead-letter.v1", "{line}");
                assert_eq!(record.header("__connect.errors.class.name"), expected["error"]["code"].as_str());
                assert_eq!(record.header("__connect.errors.exception.message"), expected["error"]["message"].as_str());
                assert_eq!(record.header("__connect.errors.topic"), Some(topic.as_str()));
                assert_eq!(record.header("__connect.errors.stage"), Some("intake"));
                let offset = item(record).1;
                assert_eq!(record.value, wires[offset as usize], "the original bytes");
            } else {
                assert_eq!(String::from_utf8_lossy(&record.value), line);
            }
            assert_eq!(record.time_ms, minute(item(record).1), "the timestamp is the arrival");
            if let Some(class) = record.header("class") {
                assert_eq!(Some(class), expected["data"]["classification"]["class"].as_str());
                assert_eq!(record.header("content-type"), Some("application/cloudevents+json; charset=UTF-8"));
                assert_eq!(record.key.as_deref(), expected["data"]["thread"]["id"].as_str());
                assert!(record.header("language").is_some());
            }
        }
        let mut stories = site.reader(&["wire.stories"]);
        stories.read_for(Duration::from_secs(1));
        assert!(stories.records.iter().all(|r| r.header("card").is_some() && r.key.as_deref() == Some("default")));
    });
}

#[test]
fn a_requeued_item_keeps_its_place() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let producer = site.cluster.producer(&[]);
        let headers = [
            ("__connect.errors.topic", "wire.elsewhere"),
            ("__connect.errors.partition", "3"),
            ("__connect.errors.offset", "77"),
            ("wiredesk.index", "0"),
        ];
        let headers = headers.iter().fold(OwnedHeaders::new(), |all, (key, value)| all.insert(Header { key, value: Some(*value) }));
        put(&producer, &site.topic("wire.raw"), 0, 5, Wires::new(3).ninjs(1, 800).as_bytes(), headers);
        flush(&producer);
        let _daemon = site.daemon("one", &[]);
        let event = site.until_outcomes(1).remove(0).json();
        let source = &event["data"]["source"];
        assert_eq!(
            (source["topic"].as_str(), source["partition"].as_i64(), source["offset"].as_i64()),
            (Some("wire.elsewhere"), Some(3), Some(77))
        );
        assert_eq!(event["source"], "/wiredesk/wire.elsewhere");
    });
}

#[test]
fn a_restarted_desk_is_the_one_that_stopped() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        let producer = site.cluster.producer(&[]);
        let mut source = Wires::new(11);
        for n in 0..300 {
            put(&producer, &site.topic("wire.raw"), (n % 2) as i32, n, source.ninjs(n / 2, 700).as_bytes(), OwnedHeaders::new());
        }
        flush(&producer);
        let first = site.daemon("first", &[("WIREDESK_KAFKA__INSTANCE", "one")]);
        site.until_outcomes(300);
        let log = first.log_path().to_owned();
        assert_eq!(first.stop(), Some(0));
        let closed = last_field(&std::fs::read_to_string(log).expect("a log"), "closed", "digest=");
        let second = site.daemon("second", &[("WIREDESK_KAFKA__INSTANCE", "one")]);
        second.until_ready();
        assert_eq!(last_field(&second.log(), "restored", "digest="), closed);
    });
}

/// A field of the last log line with this word.
pub fn last_field(log: &str, word: &str, field: &str) -> String {
    let line = log.lines().rev().find(|l| l.contains(word) && l.contains(field)).unwrap_or_else(|| panic!("no line `{word}` in\n{log}"));
    let rest = line.split(field).nth(1).expect("the field");
    rest.split_whitespace().next().expect("a value").trim_matches('"').to_owned()
}

#[test]
fn sigterm_ends_a_daemon_whose_brokers_are_gone() {
    let site = Site::new(brokers::embedded(), 1, 1);
    let daemon = site.daemon("one", &[]);
    daemon.until_ready();
    drop(site.cluster.embedded);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn a_daemon_without_a_broker_says_why_and_waits() {
    let site = Site::without_topics(brokers::embedded(), 1, 1);
    let daemon = site.daemon("one", &[("WIREDESK_KAFKA__BROKERS", "127.0.0.1:1")]);
    daemon.until_logged("Connection refused");
    daemon.until_logged("the cluster does not answer; trying again");
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn topics_that_are_not_as_configured_are_exit_78() {
    let site = Site::without_topics(brokers::embedded(), 1, 2);
    let run = |site: &Site| {
        let output = site.wiredesk(&["run"]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, message) = run(&site);
    assert_eq!(code, Some(78), "{message}");
    assert!(message.contains("wire.stories: missing; `wiredesk topics create` creates it"), "{message}");
    assert!(site.wiredesk(&["topics", "create"]).status.success());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wiredesk"))
        .arg("run")
        .envs([("WIREDESK_CONFIG", site.config().display().to_string()), ("WIREDESK_TOPICS__STORIES_PARTITIONS", "3".into())])
        .output()
        .expect("runs");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(78), "{message}");
    assert!(message.contains("has 2 partitions, should have 3"), "{message}");
}

/// Deletes the records of a partition before this offset; -1: all.
pub fn delete_before(cluster: &Cluster, topic: &str, partition: i32, offset: i64) {
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, partition, if offset < 0 { Offset::End } else { Offset::Offset(offset) }).expect("an offset");
    wait(cluster.admin().delete_records(&list, &AdminOptions::new())).expect("deleted");
}

#[test]
fn an_offset_out_of_range_stops_its_partition_alone() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        let (producer, topic) = (site.cluster.producer(&[]), site.topic("wire.raw"));
        let mut source = Wires::new(5);
        let mut send = |partition, n: usize| put(&producer, &topic, partition, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
        (0..4).for_each(|n| send((n % 2) as i32, n));
        flush(&producer);
        let first = site.daemon("first", &[]);
        site.until_outcomes(4);
        assert_eq!(first.stop(), Some(0));
        (4..10).for_each(|n| send((n % 2) as i32, n));
        flush(&producer);
        delete_before(&site.cluster, &topic, 0, 4);
        let second = site.daemon("second", &[]);
        second.until_logged("offset 2 is out of range: the broker has 4 to 5");
        // Partition 1 goes on; partition 0 is not read from 4, which would be a silent jump.
        let mut outcomes = site.outcomes();
        outcomes.until(7);
        outcomes.read_for(Duration::from_secs(1));
        assert_eq!(outcomes.records.iter().filter(|r| item(r).0 == 0).count(), 2);
        assert_eq!(outcomes.records.iter().filter(|r| item(r).0 == 1).count(), 5);
    });
}

#[test]
fn a_topic_made_anew_is_read_from_its_beginning() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let topic = site.topic("wire.raw");
        let mut source = Wires::new(5);
        let mut send = |numbers: Range<usize>| {
            let producer = site.cluster.producer(&[]);
            numbers.for_each(|n| put(&producer, &topic, 0, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new()));
            flush(&producer);
        };
        let refresh = [("WIREDESK_KAFKA__PROPERTIES__TOPIC_METADATA_REFRESH_INTERVAL_MS", "1000")];
        let mut daemon = site.daemon("first", &refresh);
        send(0..4);
        site.until_outcomes(4);
        let (admin, options) = (site.cluster.admin(), AdminOptions::new());
        wait(admin.delete_topics(&[&topic], &options)).expect("deleted");
        until("the daemon's noticing", || (daemon.ended().is_some() || daemon.log().contains("revoked stage=\"intake\"")).then_some(()));
        until("the topic", || {
            let made = wait(admin.create_topics(&[NewTopic::new(&topic, 1, TopicReplication::Fixed(1))], &options)).expect("an answer");
            made[0].is_ok().then_some(())
        });
        site.cluster.until_partitions(&topic, 1);
        send(4..10);
        let mut outcomes = site.outcomes();
        until("the outcomes of the new topic", || {
            if let Some(code) = daemon.ended() {
                assert_eq!(code, Some(75), "{}", daemon.log());
                daemon = site.daemon("again", &refresh);
            }
            outcomes.read_for(Duration::from_millis(200));
            (outcomes.records.len() == 10).then_some(())
        });
    });
}

#[test]
fn a_loop_that_hangs_ends_the_process_and_a_restart_goes_on() {
    let site = Site::new(brokers::embedded(), 1, 1);
    let producer = site.cluster.producer(&[]);
    let mut source = Wires::new(5);
    (0..6).for_each(|n| put(&producer, &site.topic("wire.raw"), 0, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new()));
    flush(&producer);
    let mut first = site.daemon("first", &[("WIREDESK_TEST_HANG_AT", "offsets:1")]);
    assert_eq!(until("the daemon's end", || first.ended()), Some(75), "{}", first.log());
    first.until_logged("its loop hangs");
    let _second = site.daemon("second", &[]);
    site.until_outcomes(6);
}

/// A site whose daemon published one story and ended.
fn with_one_story(cluster: Cluster) -> (Site, BaseProducer) {
    let site = Site::new(cluster, 1, 1);
    let producer = site.cluster.producer(&[]);
    put(&producer, &site.topic("wire.raw"), 0, 0, Wires::new(5).ninjs(0, 700).as_bytes(), OwnedHeaders::new());
    flush(&producer);
    let first = site.daemon("first", &[]);
    site.until_outcomes(1);
    assert_eq!(first.stop(), Some(0));
    (site, producer)
}

#[test]
fn a_changelog_that_is_not_the_groups_own_stops_its_partition() {
    on_each(|cluster| {
        let (site, _) = with_one_story(cluster);
        let high = site.cluster.client().create::<rdkafka::consumer::BaseConsumer>().expect("a client");
        let high = rdkafka::consumer::Consumer::fetch_watermarks(&high, &site.topic("log"), 0, PATIENCE).expect("watermarks").1;
        delete_before(&site.cluster, &site.topic("log"), 0, high);
        let second = site.daemon("second", &[]);
        second.until_logged("the changelog does not belong to the group's progress");
    });
}

#[test]
fn a_changelog_entry_that_cannot_be_read_stops_its_partition_and_says_what_to_do() {
    on_each(|cluster| {
        let (site, producer) = with_one_story(cluster);
        let scope = OwnedHeaders::new().insert(Header { key: "scope", value: Some("default") });
        put(&producer, &site.topic("log"), 0, 0, &[9, 1, 2], scope);
        flush(&producer);
        let second = site.daemon("second", &[]);
        second.until_logged("cannot be read: it has layout 9");
        second.until_logged("Run the release that wrote it");
        assert_eq!(second.stop(), Some(0));
    });
}

#[test]
fn daemons_share_the_partitions() {
    on_each(|cluster| {
        let site = Site::new(cluster, 4, 1);
        let (producer, topic) = (site.cluster.producer(&[]), site.topic("wire.raw"));
        let mut source = Wires::new(5);
        let first = site.daemon("first", &[]);
        first.until_ready();
        let second = site.daemon("second", &[]);
        second.until_logged("stage=\"intake\" partitions=[(");
        (0..40).for_each(|n| put(&producer, &topic, (n % 4) as i32, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new()));
        flush(&producer);
        let outcomes = site.until_outcomes(40);
        let mut items: Vec<_> = outcomes.iter().map(item).collect();
        items.sort_unstable();
        items.dedup();
        assert_eq!(items.len(), 40);
        assert_eq!((first.stop(), second.stop()), (Some(0), Some(0)));
    });
}
