//! Transactions: all or nothing, and one producer at a time.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, Producer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use crate::support::brokers::Cluster;
use crate::support::clients::*;

fn say_all(producer: &BaseProducer, topic: &str, prefix: &str, count: i32) {
    (0..count).for_each(|n| say(producer, topic, n % 3, &format!("{prefix}{n}")));
}

pub fn show_committed_records_only(cluster: &Cluster) {
    let topic = cluster.topic("isolation", 3, &[]);
    let producer = cluster.transactional("isolation");
    producer.begin_transaction().expect("begin");
    say_all(&producer, &topic, "committed", 6);
    producer.commit_transaction(PATIENCE).expect("commit");
    producer.begin_transaction().expect("begin");
    say_all(&producer, &topic, "aborted", 6);
    flush(&producer);
    producer.abort_transaction(PATIENCE).expect("abort");
    producer.begin_transaction().expect("begin");
    say_all(&producer, &topic, "open", 3);
    flush(&producer);
    // A record outside of transactions lies behind the open one, and is not stable before it.
    let plain = cluster.producer(&[]);
    say(&plain, &topic, 0, "plain");
    flush(&plain);

    let committed = texts(&cluster.read(&topic, 3, "read_committed"));
    assert_eq!(committed, (0..6).map(|n| format!("committed{n}")).collect::<Vec<_>>());
    assert_eq!(cluster.read(&topic, 3, "read_uncommitted").len(), 16);
    producer.commit_transaction(PATIENCE).expect("commit");
    let committed = texts(&cluster.read(&topic, 3, "read_committed"));
    assert_eq!(committed.len(), 10, "{committed:?}");
    assert!(!committed.iter().any(|t| t.starts_with("aborted")));
    // Three markers for each partition, and they take offsets: 6 + 6 + 3 records, 9 markers, 1 plain record over all partitions.
    let ends: i64 = (0..3).map(|p| plain.client().fetch_watermarks(&topic, p, PATIENCE).expect("watermarks").1).sum();
    assert_eq!(ends, 25);
}

/// Consume, transform, produce: a commit, an abort, a crash, a restart.
pub fn loop_exactly_once(cluster: &Cluster) {
    let (input, output) = (cluster.topic("loop-in", 3, &[]), cluster.topic("loop-out", 3, &[]));
    let source = cluster.producer(&[]);
    say_all(&source, &input, "m", 30);
    flush(&source);
    let producer = cluster.transactional("loop");
    let consumer = cluster.consumer("loop", &[]);
    consumer.subscribe(&[&input]).expect("subscribe");
    let pass_on = |producer: &BaseProducer, consumer: &BaseConsumer, records: &[Seen], prefix: &str| {
        producer.begin_transaction().expect("begin");
        records.iter().for_each(|r| say(producer, &output, r.partition, &format!("{prefix}{}", r.text())));
        let group = consumer.group_metadata().expect("group metadata");
        producer.send_offsets_to_transaction(&after(&input, records), &group, PATIENCE).expect("offsets");
        flush(producer);
    };

    pass_on(&producer, &consumer, &take(&consumer, 10), "out-");
    producer.commit_transaction(PATIENCE).expect("commit");
    let progress = committed(&consumer, &input, 3);
    assert_eq!(progress.iter().map(|o| o.max(&0)).sum::<i64>(), 10);

    let dropped = take(&consumer, 10);
    pass_on(&producer, &consumer, &dropped, "aborted-");
    producer.abort_transaction(PATIENCE).expect("abort");
    assert_eq!(committed(&consumer, &input, 3), progress, "an abort moves no offset");

    pass_on(&producer, &consumer, &dropped, "crashed-");
    drop(consumer);
    let second = cluster.transactional("loop");
    assert!(producer.commit_transaction(PATIENCE).is_err(), "the first producer is fenced");
    let consumer = cluster.consumer("loop", &[]);
    consumer.subscribe(&[&input]).expect("subscribe");
    assert_eq!(committed(&consumer, &input, 3), progress, "a crash moves no offset");
    let rest = take(&consumer, 20);
    assert_eq!(more(&consumer, Duration::from_millis(300)), 0);
    pass_on(&second, &consumer, &rest, "out-");
    second.commit_transaction(PATIENCE).expect("commit");

    let mut expected: Vec<_> = (0..30).map(|n| format!("out-m{n}")).collect();
    expected.sort();
    assert_eq!(texts(&cluster.read(&output, 3, "read_committed")), expected);
    assert_eq!(committed(&consumer, &input, 3).iter().sum::<i64>(), 30);
}

pub fn fence_the_older_producer(cluster: &Cluster) {
    let topic = cluster.topic("fence", 1, &[]);
    let first = cluster.transactional("fence");
    first.begin_transaction().expect("begin");
    say(&first, &topic, 0, "first");
    flush(&first);
    let second = cluster.transactional("fence");
    say(&first, &topic, 0, "too late");
    let fenced = first.commit_transaction(PATIENCE).expect_err("fenced");
    assert!(is_fatal(&fenced), "{fenced}");
    second.begin_transaction().expect("begin");
    say(&second, &topic, 0, "second");
    second.commit_transaction(PATIENCE).expect("commit");
    assert_eq!(texts(&cluster.read(&topic, 1, "read_committed")), ["second"]);
}

fn is_fatal(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Transaction(e) if e.is_fatal())
}

pub fn time_out(cluster: &Cluster) {
    let topic = cluster.topic("timeout", 1, &[]);
    let hanging = cluster.producer(&[
        ("transactional.id", &cluster.name("timeout")),
        ("transaction.timeout.ms", "3000"),
        ("socket.timeout.ms", "2500"),
        ("message.timeout.ms", "3000"),
    ]);
    hanging.init_transactions(PATIENCE).expect("init");
    hanging.begin_transaction().expect("begin");
    say(&hanging, &topic, 0, "hanging");
    flush(&hanging);
    deliver(cluster, &topic, Some("k"), b"after", None).expect("delivery");
    assert!(cluster.read(&topic, 1, "read_committed").is_empty());
    until("the broker to abort", || {
        std::thread::sleep(Duration::from_millis(300));
        let seen = texts(&cluster.read(&topic, 1, "read_committed"));
        assert!(!seen.contains(&"hanging".to_owned()));
        (seen == ["after"]).then_some(())
    });
    assert!(hanging.commit_transaction(PATIENCE).is_err(), "the transaction has gone");
}

pub fn refuse_a_stale_generation(cluster: &Cluster) {
    let topic = cluster.topic("stale", 3, &[]);
    let first = cluster.consumer("stale", &[]);
    first.subscribe(&[&topic]).expect("subscribe");
    until_assigned(&[&first], 3);
    let stale = first.group_metadata().expect("group metadata");
    let second = cluster.consumer("stale", &[]);
    second.subscribe(&[&topic]).expect("subscribe");
    until_assigned(&[&first, &second], 3);
    let producer = cluster.transactional("stale");
    producer.begin_transaction().expect("begin");
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&topic, 0, Offset::Offset(7)).expect("an offset");
    let refused = producer.send_offsets_to_transaction(&list, &stale, PATIENCE).expect_err("refused");
    let KafkaError::Transaction(error) = refused else { panic!("{refused:?}") };
    assert_eq!((error.code(), error.txn_requires_abort()), (RDKafkaErrorCode::IllegalGeneration, true));
    producer.abort_transaction(PATIENCE).expect("abort");
    producer.begin_transaction().expect("begin");
    let fresh = first.group_metadata().expect("group metadata");
    producer.send_offsets_to_transaction(&list, &fresh, PATIENCE).expect("the fresh generation may");
    producer.commit_transaction(PATIENCE).expect("commit");
    assert_eq!(committed(&first, &topic, 1), [7]);
}

/// Who asks for stable offsets waits for the transaction that may move them (KIP-447); librdkafka always asks so, and retries.
pub fn hold_back_unstable_offsets(cluster: &Cluster) {
    let topic = cluster.topic("unstable", 1, &[]);
    let consumer = cluster.consumer("unstable", &[]);
    consumer.subscribe(&[&topic]).expect("subscribe");
    until_assigned(&[&consumer], 1);
    let producer = cluster.transactional("unstable");
    producer.begin_transaction().expect("begin");
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&topic, 0, Offset::Offset(3)).expect("an offset");
    let group = consumer.group_metadata().expect("group metadata");
    producer.send_offsets_to_transaction(&list, &group, PATIENCE).expect("offsets");
    let mut wanted = TopicPartitionList::new();
    wanted.add_partition(&topic, 0);
    let held = consumer.committed_offsets(wanted, Duration::from_millis(700));
    assert!(held.is_err(), "not before the transaction ends: {held:?}");
    producer.commit_transaction(PATIENCE).expect("commit");
    assert_eq!(committed(&consumer, &topic, 1), [3]);
}

pub fn commit_after_a_restart(cluster: &Cluster) {
    let topic = cluster.topic("again", 1, &[]);
    for n in 0..3 {
        let producer = cluster.transactional("again");
        producer.begin_transaction().expect("begin");
        say(&producer, &topic, 0, &format!("run{n}"));
        producer.commit_transaction(PATIENCE).expect("commit");
    }
    assert_eq!(texts(&cluster.read(&topic, 1, "read_committed")), ["run0", "run1", "run2"]);
}
