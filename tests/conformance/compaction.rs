//! Compacted topics: the changelog's kind.

use std::time::Duration;

use rdkafka::producer::Producer;

use crate::support::brokers::Cluster;
use crate::support::clients::*;

const EAGER: [(&str, &str); 4] =
    [("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.01"), ("max.compaction.lag.ms", "500")];

/// Reads again and again, with a record now and then so that segments roll, until the topic looks as wanted.
fn until_compacted(cluster: &Cluster, topic: &str, wanted: impl Fn(&[Seen]) -> bool) -> Vec<Seen> {
    let nudge = cluster.producer(&[]);
    until("compaction", || {
        send(&nudge, topic, 0, "nudge", Some(b"nudge"), None);
        flush(&nudge);
        std::thread::sleep(Duration::from_millis(500));
        let records: Vec<_> = cluster.read(topic, 1, "read_committed").into_iter().filter(|r| r.key.as_deref() != Some("nudge")).collect();
        wanted(&records).then_some(records)
    })
}

pub fn keeps_the_latest_of_each_key(cluster: &Cluster) {
    let topic = cluster.topic("latest", 1, &EAGER);
    let producer = cluster.producer(&[]);
    for n in 0..20 {
        send(&producer, &topic, 0, &format!("k{}", n % 2), Some(format!("v{n}").as_bytes()), None);
        flush(&producer);
    }
    let kept = until_compacted(cluster, &topic, |records| records.len() == 2);
    let kept: Vec<_> = kept.iter().map(|r| (r.offset, r.text())).collect();
    assert_eq!(kept, [(18, "v18"), (19, "v19")], "records keep their offsets");
}

/// A tombstone takes away what was before it and can still be read, so that a reader who is behind hears of it.
pub fn keeps_tombstones_for_readers(cluster: &Cluster) {
    let topic = cluster.topic("tombstones", 1, &EAGER);
    let producer = cluster.producer(&[("linger.ms", "50")]);
    for n in 0..4 {
        send(&producer, &topic, 0, "gone", Some(format!("v{n}").as_bytes()), None);
        send(&producer, &topic, 0, "stays", Some(format!("v{n}").as_bytes()), None);
    }
    send(&producer, &topic, 0, "gone", None, None);
    flush(&producer);
    let kept = until_compacted(cluster, &topic, |records| records.len() == 2);
    assert_eq!((kept[0].key.as_deref(), kept[0].text()), (Some("stays"), "v3"));
    assert_eq!((kept[1].key.as_deref(), kept[1].value.as_ref()), (Some("gone"), None));
}

/// What was aborted never counts as the latest.
pub fn drops_aborted_records(cluster: &Cluster) {
    let topic = cluster.topic("aborted", 1, &EAGER);
    let producer = cluster.transactional("compaction");
    for (value, commit) in [("first", true), ("second", true), ("aborted", false)] {
        producer.begin_transaction().expect("begin");
        send(&producer, &topic, 0, "key", Some(value.as_bytes()), None);
        flush(&producer);
        if commit { producer.commit_transaction(PATIENCE) } else { producer.abort_transaction(PATIENCE) }.expect("an end");
    }
    let kept = until_compacted(cluster, &topic, |records| records.len() == 1);
    assert_eq!(kept[0].text(), "second");
    let raw = cluster.read(&topic, 1, "read_uncommitted");
    assert!(!raw.iter().any(|r| r.text() == "first"), "{raw:?}");
}
