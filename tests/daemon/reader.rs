//! A read-committed reader that keeps all that it has seen.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Headers, Message};
use rdkafka::{Offset, TopicPartitionList};

use crate::support::brokers::Cluster;
use crate::support::clients::{PATIENCE, until};

/// A record with its headers.
#[derive(Clone, Debug)]
pub struct Record {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub key: Option<String>,
    pub value: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub time_ms: i64,
}

impl Record {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.value).expect("JSON")
    }
}

pub struct Reader {
    consumer: BaseConsumer,
    pub records: Vec<Record>,
    /// How often the end of a partition was met.
    ended: i32,
}

impl Reader {
    pub fn new(cluster: &Cluster, topics: &[(String, i32)]) -> Reader {
        Reader::isolated(cluster, topics, "read_committed")
    }

    /// All that this isolation level shows of these topics, to which nobody writes any more.
    pub fn whole(cluster: &Cluster, topics: &[(String, i32)], isolation: &str) -> Vec<Record> {
        let mut reader = Reader::isolated(cluster, topics, isolation);
        let partitions: i32 = topics.iter().map(|(_, partitions)| partitions).sum();
        until("the ends of the topics", || {
            reader.read_for(Duration::from_millis(100));
            (reader.ended == partitions).then_some(())
        });
        reader.records
    }

    fn isolated(cluster: &Cluster, topics: &[(String, i32)], isolation: &str) -> Reader {
        let settings = [("topic.metadata.refresh.interval.ms", "30000"), ("isolation.level", isolation)];
        let consumer = cluster.consumer("reader", &settings);
        let mut list = TopicPartitionList::new();
        for (topic, partitions) in topics {
            for partition in 0..*partitions {
                list.add_partition_offset(topic, partition, Offset::Beginning).expect("an offset");
            }
        }
        consumer.assign(&list).expect("assigned");
        Reader { consumer, records: Vec::new(), ended: 0 }
    }

    /// Reads what comes within this time.
    pub fn read_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            let m = match self.consumer.poll(Duration::from_millis(50).min(time)) {
                Some(Ok(message)) => message,
                Some(Err(KafkaError::PartitionEOF(_))) => {
                    self.ended += 1;
                    continue;
                }
                // A paused or restarting broker is part of some tests: errors pass.
                Some(Err(_)) | None => continue,
            };
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = m.headers().map(|h| h.iter().map(|h| (h.key.to_owned(), text(h.value.unwrap_or_default()))).collect());
            self.records.push(Record {
                topic: m.topic().to_owned(),
                partition: m.partition(),
                offset: m.offset(),
                key: m.key().map(text),
                value: m.payload().unwrap_or_default().to_vec(),
                headers: headers.unwrap_or_default(),
                time_ms: m.timestamp().to_millis().unwrap_or(-1),
            });
        }
    }

    /// Reads until there are so many; fails the test when none comes any more.
    pub fn until(&mut self, records: usize) {
        let mut progress = (self.records.len(), Instant::now());
        while self.records.len() < records {
            self.read_for(Duration::from_millis(100));
            if self.records.len() > progress.0 {
                progress = (self.records.len(), Instant::now());
            }
            assert!(progress.1.elapsed() < PATIENCE, "{} of {records} records, and no more", self.records.len());
        }
    }
}
