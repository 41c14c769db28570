//! Records in a partition: what comes in comes out, at its offset and its time.

use rdkafka::Offset;
use rdkafka::TopicPartitionList;
use rdkafka::admin::AdminOptions;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Headers, Message};
use rdkafka::types::RDKafkaErrorCode;

use crate::support::brokers::Cluster;
use crate::support::clients::*;

const BASE_MS: i64 = 1_700_000_000_000;

pub fn keep_headers_keys_and_times(cluster: &Cluster) {
    let topic = cluster.topic("headers", 3, &[]);
    let producer = cluster.producer(&[]);
    for n in 0..9 {
        send(&producer, &topic, n % 3, &format!("k{n}"), Some(format!("v{n}").as_bytes()), Some(BASE_MS + i64::from(n)));
    }
    flush(&producer);
    let consumer = cluster.consumer("headers", &[]);
    consumer.subscribe(&[&topic]).expect("subscribe");
    let mut checked = 0;
    until("nine records", || {
        let Some(Ok(message)) = consumer.poll(std::time::Duration::from_millis(100)) else { return None };
        let record = seen(&message);
        let n: i64 = record.text()[1..].parse().expect("a number");
        assert_eq!(record.key, Some(format!("k{n}")));
        assert_eq!(record.timestamp, Some(BASE_MS + n));
        let headers = message.headers().expect("headers");
        assert_eq!((headers.count(), headers.get(0).value, headers.get(1).value), (2, Some(&b"north"[..]), None));
        checked += 1;
        (checked == 9).then_some(())
    });
}

pub fn have_watermarks(cluster: &Cluster) {
    let topic = cluster.topic("watermarks", 2, &[]);
    let producer = cluster.producer(&[]);
    (0..5).for_each(|n| say(&producer, &topic, 1, &n.to_string()));
    flush(&producer);
    let consumer = cluster.consumer("watermarks", &[]);
    assert_eq!(consumer.fetch_watermarks(&topic, 1, PATIENCE).expect("watermarks"), (0, 5));
    assert_eq!(consumer.fetch_watermarks(&topic, 0, PATIENCE).expect("watermarks"), (0, 0));
}

fn offset_at(cluster: &Cluster, topic: &str, timestamp: i64) -> Offset {
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, 0, Offset::Offset(timestamp)).expect("a time");
    let found = cluster.consumer("times", &[]).offsets_for_times(list, PATIENCE).expect("offsets for times");
    found.elements()[0].offset()
}

pub fn are_found_by_time(cluster: &Cluster) {
    let topic = cluster.topic("times", 1, &[]);
    let producer = cluster.producer(&[]);
    for n in 0..10 {
        send(&producer, &topic, 0, "k", Some(b"v"), Some(BASE_MS + n * 1000));
        flush(&producer);
    }
    assert_eq!(offset_at(cluster, &topic, BASE_MS - 1), Offset::Offset(0));
    assert_eq!(offset_at(cluster, &topic, BASE_MS + 4500), Offset::Offset(5));
    assert_eq!(offset_at(cluster, &topic, BASE_MS + 9000), Offset::Offset(9));
    assert_eq!(offset_at(cluster, &topic, BASE_MS + 99_000), Offset::End);
}

pub fn are_found_by_time_when_packed(cluster: &Cluster) {
    for codec in ["gzip", "snappy", "lz4", "zstd"] {
        let topic = cluster.topic(&format!("packed-{codec}"), 1, &[]);
        let producer = cluster.producer(&[("compression.codec", codec), ("linger.ms", "200")]);
        let text = "the same words again and again ".repeat(20);
        for n in 0..10 {
            send(&producer, &topic, 0, "k", Some(text.as_bytes()), Some(BASE_MS + n * 1000));
        }
        flush(&producer);
        assert_eq!(offset_at(cluster, &topic, BASE_MS + 6500), Offset::Offset(7), "{codec}");
        assert!(cluster.read(&topic, 1, "read_committed").iter().all(|r| r.text() == text), "{codec}");
    }
}

pub fn are_refused_with_a_reason(cluster: &Cluster) {
    let refused = |sent: Result<i64, KafkaError>| match sent {
        Err(KafkaError::MessageProduction(code)) => code,
        other => panic!("{other:?}"),
    };
    let topic = cluster.topic("refused", 1, &[("max.message.bytes", "2000")]);
    assert_eq!(deliver(cluster, &topic, Some("k"), &[b'x'; 1000], None), Ok(0));
    assert_eq!(refused(deliver(cluster, &topic, Some("k"), &[b'x'; 3000], None)), RDKafkaErrorCode::MessageSizeTooLarge);
    let in_two_hours = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_millis() as i64 + 7_200_000;
    assert_eq!(refused(deliver(cluster, &topic, Some("k"), b"early", Some(in_two_hours))), RDKafkaErrorCode::InvalidTimestamp);
    let compacted = cluster.topic("refused-key", 1, &[("cleanup.policy", "compact")]);
    assert_eq!(refused(deliver(cluster, &compacted, None, b"no key", None)), RDKafkaErrorCode::InvalidRecord);
    assert_eq!(deliver(cluster, &topic, Some("k"), b"and on", None), Ok(1));
}

pub fn take_the_time_of_arrival(cluster: &Cluster) {
    let topic = cluster.topic("arrival", 1, &[("message.timestamp.type", "LogAppendTime")]);
    let before = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_millis() as i64;
    deliver(cluster, &topic, Some("k"), b"old", Some(BASE_MS)).expect("delivery");
    let records = cluster.read(&topic, 1, "read_committed");
    let stamped = records[0].timestamp.expect("a time");
    assert!((before - 1000..before + 60_000).contains(&stamped), "{stamped} is not about {before}");
    assert_eq!(offset_at(cluster, &topic, BASE_MS + 1), Offset::Offset(0));
}

pub fn are_deleted_up_to_an_offset(cluster: &Cluster) {
    let topic = cluster.topic("deleted", 1, &[]);
    let producer = cluster.producer(&[]);
    for n in 0..6 {
        say(&producer, &topic, 0, &n.to_string());
        flush(&producer);
    }
    let mut before = TopicPartitionList::new();
    before.add_partition_offset(&topic, 0, Offset::Offset(4)).expect("an offset");
    wait(cluster.admin().delete_records(&before, &AdminOptions::new())).expect("deleted");
    let client: BaseConsumer = cluster.client().create().expect("a client");
    assert_eq!(client.fetch_watermarks(&topic, 0, PATIENCE).expect("watermarks"), (4, 6));
    assert_eq!(texts(&cluster.read(&topic, 1, "read_committed")), ["4", "5"]);
}

pub fn are_read_from_the_middle_of_a_batch(cluster: &Cluster) {
    let topic = cluster.topic("middle", 1, &[]);
    let producer = cluster.producer(&[("linger.ms", "200")]);
    (0..10).for_each(|n| say(&producer, &topic, 0, &n.to_string()));
    flush(&producer);
    let rest = cluster.read_from(&topic, 1, "read_committed", Offset::Offset(7));
    assert_eq!(texts(&rest), ["7", "8", "9"]);
}

pub fn out_of_range_is_an_error(cluster: &Cluster) {
    let topic = cluster.topic("range", 1, &[]);
    deliver(cluster, &topic, Some("k"), b"only", None).expect("delivery");
    let consumer = cluster.consumer("range", &[("auto.offset.reset", "error")]);
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&topic, 0, Offset::Offset(50)).expect("an offset");
    consumer.assign(&list).expect("assign");
    let error = until("the error", || match consumer.poll(std::time::Duration::from_millis(100)) {
        Some(Err(KafkaError::PartitionEOF(_))) | None => None,
        Some(Err(error)) => Some(error),
        Some(Ok(message)) => panic!("a record at {}", message.offset()),
    });
    assert_eq!(error.rdkafka_error_code(), Some(RDKafkaErrorCode::AutoOffsetReset));
}

/// Only the embedded broker has this limit.
#[test]
fn a_full_embedded_broker_says_so() {
    let options = wiredesk::embedded::Options { max_log_bytes: 10_000, ..Default::default() };
    let cluster = crate::support::brokers::embedded_with(options);
    let topic = cluster.topic("full", 1, &[]);
    let sent: Vec<_> = (0..12).map(|_| deliver(&cluster, &topic, Some("k"), &[b'x'; 1000], None)).collect();
    assert!(sent[..9].iter().all(Result::is_ok), "{sent:?}");
    assert_eq!(sent[11], Err(KafkaError::MessageProduction(RDKafkaErrorCode::PolicyViolation)));
    assert_eq!(cluster.read(&topic, 1, "read_committed").len(), sent.iter().filter(|s| s.is_ok()).count());
}
