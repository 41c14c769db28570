//! Consumer groups: who reads what, and from where.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

use crate::support::brokers::Cluster;
use crate::support::clients::*;

fn subscribed(cluster: &Cluster, group: &str, topic: &str, settings: &[(&str, &str)]) -> BaseConsumer {
    let consumer = cluster.consumer(group, settings);
    consumer.subscribe(&[topic]).expect("subscribe");
    consumer
}

pub fn go_on_where_they_were(cluster: &Cluster) {
    let topic = cluster.topic("restart", 3, &[]);
    let producer = cluster.producer(&[]);
    (0..30).for_each(|n| say(&producer, &topic, n % 3, &n.to_string()));
    flush(&producer);
    let consumer = subscribed(cluster, "restart", &topic, &[]);
    let first = take(&consumer, 12);
    consumer.commit(&after(&topic, &first), CommitMode::Sync).expect("commit");
    drop(consumer);
    let consumer = subscribed(cluster, "restart", &topic, &[]);
    let rest = take(&consumer, 18);
    assert_eq!(more(&consumer, Duration::from_millis(300)), 0);
    let mut all = texts(&[first, rest].concat());
    all.dedup();
    assert_eq!(all.len(), 30);
}

fn share(cluster: &Cluster, strategy: &str) {
    let topic = cluster.topic(&format!("share-{strategy}"), 3, &[]);
    let settings = [("partition.assignment.strategy", strategy)];
    let first = subscribed(cluster, "share", &topic, &settings);
    assert_eq!(until_assigned(&[&first], 3), [3]);
    let second = subscribed(cluster, "share", &topic, &settings);
    until_assigned(&[&first, &second], 3);
    drop(second);
    assert_eq!(until_assigned(&[&first], 3), [3]);
}

pub fn share_by_range(cluster: &Cluster) {
    share(cluster, "range");
}

pub fn share_cooperatively(cluster: &Cluster) {
    share(cluster, "cooperative-sticky");
}

/// The partitions alone: a list of librdkafka's keeps hold of its consumer, whose end would then wait for it for ever.
fn partitions(consumer: &BaseConsumer) -> Vec<i32> {
    consumer.assignment().expect("assignment").elements().iter().map(|e| e.partition()).collect()
}

/// A static member that restarts within its session takes its own place, and nobody else notices (KIP-345).
pub fn keep_the_place_of_a_static_member(cluster: &Cluster) {
    let topic = cluster.topic("static", 4, &[]);
    // A session that a test's patience does not outlast: who waited it out would fail.
    let named = |name: &'static str| [("group.instance.id", name), ("session.timeout.ms", "600000"), ("max.poll.interval.ms", "600000")];
    let first = subscribed(cluster, "static", &topic, &named("one"));
    let second = subscribed(cluster, "static", &topic, &named("two"));
    until_assigned(&[&first, &second], 4);
    let before = partitions(&second);
    drop(second); // a static member does not leave
    let second = subscribed(cluster, "static", &topic, &named("two"));
    until_assigned(&[&first, &second], 4);
    assert_eq!(partitions(&second), before);
}

pub fn fence_the_older_static_member(cluster: &Cluster) {
    let topic = cluster.topic("twins", 1, &[]);
    let first = subscribed(cluster, "twins", &topic, &[("group.instance.id", "twin")]);
    until_assigned(&[&first], 1);
    let second = subscribed(cluster, "twins", &topic, &[("group.instance.id", "twin")]);
    let fenced = until("the older one to be fenced", || {
        let _ = second.poll(Duration::from_millis(20));
        match first.poll(Duration::from_millis(20)) {
            Some(Err(KafkaError::PartitionEOF(_))) | None => None,
            Some(Err(error)) => Some(error),
            Some(Ok(_)) => panic!("a record"),
        }
    });
    assert!(format!("{fenced:?}").contains("Fenced") || matches!(fenced, KafkaError::MessageConsumptionFatal(_)), "{fenced:?}");
    assert_eq!(until_assigned(&[&second], 1), [1]);
}

/// A member that goes without a word is missed after its session.
pub fn take_over_from_the_dead(cluster: &Cluster) {
    let topic = cluster.topic("dead", 2, &[]);
    let first = subscribed(cluster, "dead", &topic, &[]);
    // As a static member it does not say that it leaves: to the broker it is as dead as after kill -9.
    let second = subscribed(cluster, "dead", &topic, &[("group.instance.id", "mortal")]);
    until_assigned(&[&first, &second], 2);
    let gone = Instant::now();
    drop(second);
    assert_eq!(until_assigned(&[&first], 2), [2]);
    assert!(gone.elapsed() > Duration::from_secs(4), "before its session of 6 s was over");
}

pub fn refuse_short_sessions(cluster: &Cluster) {
    let topic = cluster.topic("short", 1, &[]);
    let consumer = subscribed(cluster, "short", &topic, &[("session.timeout.ms", "1000"), ("heartbeat.interval.ms", "300")]);
    let refused = until("the refusal", || match consumer.poll(Duration::from_millis(100)) {
        Some(Err(error)) => Some(error),
        _ => None,
    });
    assert_eq!(refused.rdkafka_error_code(), Some(RDKafkaErrorCode::InvalidSessionTimeout));
}

pub fn are_listed(cluster: &Cluster) {
    let topic = cluster.topic("listed", 1, &[]);
    let consumer = subscribed(cluster, "listed", &topic, &[]);
    until_assigned(&[&consumer], 1);
    let group = cluster.name("listed");
    let list = consumer.fetch_group_list(Some(&group), PATIENCE).expect("groups");
    let found = list.groups().iter().find(|g| g.name() == group).expect("the group");
    assert_eq!((found.state(), found.protocol_type(), found.members().len()), ("Stable", "consumer", 1));
    assert_eq!(found.members()[0].client_id(), "rdkafka");
}
