//! Administration of topics.

use std::collections::HashMap;

use rdkafka::admin::{AdminOptions, AlterConfig, NewPartitions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::types::RDKafkaErrorCode;

use crate::support::brokers::Cluster;
use crate::support::clients::*;

/// The values of a topic's settings, by name.
fn settings(cluster: &Cluster, topic: &str) -> HashMap<String, String> {
    let described = wait(cluster.admin().describe_configs([&ResourceSpecifier::Topic(topic)], &AdminOptions::new())).expect("an answer");
    let resource = described.into_iter().next().expect("one topic").expect("its settings");
    resource.entries.into_iter().filter_map(|e| Some((e.name, e.value?))).collect()
}

fn create(cluster: &Cluster, topic: &NewTopic<'_>) -> Result<String, (String, RDKafkaErrorCode)> {
    wait(cluster.admin().create_topics([topic], &AdminOptions::new())).expect("an answer").remove(0)
}

pub fn topics_are_created_with_settings(cluster: &Cluster) {
    let topic = cluster.topic("settings", 2, &[("cleanup.policy", "compact,delete"), ("retention.bytes", "1000000")]);
    let settings = settings(cluster, &topic);
    assert_eq!(settings["cleanup.policy"], "compact,delete");
    assert_eq!(settings["retention.bytes"], "1000000");
    assert_eq!(settings["message.timestamp.type"], "CreateTime");
    assert_eq!(settings["max.message.bytes"], "1048588");
    assert_eq!(settings["min.cleanable.dirty.ratio"], "0.5");
}

pub fn wrong_topics_are_refused(cluster: &Cluster) {
    let name = cluster.topic("taken", 1, &[]);
    let other = cluster.name("other");
    let refused = |topic: &NewTopic<'_>| create(cluster, topic).expect_err("refused").1;
    let plain = |name, partitions, replication| NewTopic::new(name, partitions, TopicReplication::Fixed(replication));
    assert_eq!(refused(&plain(&name, 1, 1)), RDKafkaErrorCode::TopicAlreadyExists);
    assert_eq!(refused(&plain("no such/name", 1, 1)), RDKafkaErrorCode::InvalidTopic);
    assert_eq!(refused(&plain(&other, 0, 1)), RDKafkaErrorCode::InvalidPartitions);
    assert_eq!(refused(&plain(&other, 1, 7)), RDKafkaErrorCode::InvalidReplicationFactor);
    assert_eq!(refused(&plain(&other, 1, 1).set("retention.ms", "soon")), RDKafkaErrorCode::InvalidConfig);
    assert_eq!(refused(&plain(&other, 1, 1).set("no.such.setting", "1")), RDKafkaErrorCode::InvalidConfig);
}

pub fn topics_grow(cluster: &Cluster) {
    let topic = cluster.topic("growing", 2, &[]);
    let grow =
        |to| wait(cluster.admin().create_partitions([&NewPartitions::new(&topic, to)], &AdminOptions::new())).expect("an answer").remove(0);
    assert_eq!(grow(4), Ok(topic.clone()));
    cluster.until_partitions(&topic, 4);
    assert_eq!(grow(3).expect_err("refused").1, RDKafkaErrorCode::InvalidPartitions);
    let producer = cluster.producer(&[]);
    say(&producer, &topic, 3, "in the new one");
    flush(&producer);
    assert_eq!(texts(&cluster.read(&topic, 4, "read_committed")), ["in the new one"]);
}

pub fn topics_are_deleted(cluster: &Cluster) {
    let topic = cluster.topic("deleted", 1, &[]);
    deliver(cluster, &topic, Some("k"), b"old", None).expect("delivery");
    let delete = || wait(cluster.admin().delete_topics(&[&topic], &AdminOptions::new())).expect("an answer").remove(0);
    assert_eq!(delete(), Ok(topic.clone()));
    until("the topic to go", || delete().err().filter(|(_, code)| *code == RDKafkaErrorCode::UnknownTopicOrPartition));
    create(cluster, &NewTopic::new(&topic, 1, TopicReplication::Fixed(-1))).expect("made again");
    cluster.until_partitions(&topic, 1);
    deliver(cluster, &topic, Some("k"), b"new", None).expect("delivery");
    assert_eq!(texts(&cluster.read(&topic, 1, "read_committed")), ["new"]);
}

pub fn settings_are_altered(cluster: &Cluster) {
    let topic = cluster.topic("altered", 1, &[("retention.bytes", "1000000")]);
    let change = AlterConfig::new(ResourceSpecifier::Topic(&topic)).set("max.message.bytes", "5000");
    let altered = wait(cluster.admin().alter_configs([&change], &AdminOptions::new())).expect("an answer");
    assert!(altered[0].is_ok(), "{altered:?}");
    until("the new settings", || {
        let settings = settings(cluster, &topic);
        // The older request replaces: what it does not name goes back to its default.
        (settings["max.message.bytes"] == "5000" && settings["retention.bytes"] != "1000000").then_some(())
    });
}
