//! The yardstick: one hop that does nothing but move records in transactions, with the daemon's commit policy.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use crate::support::brokers::Cluster;
use crate::support::clients::PATIENCE;

/// As `kafka.max_in_flight` and `kafka.commit_interval_ms` by default.
const MAX_IN_FLIGHT: usize = 1000;
const COMMIT_INTERVAL: Duration = Duration::from_millis(100);

/// Moves records from one topic to another: poll, produce, offsets, commit.
pub struct PassThrough {
    consumer: BaseConsumer,
    producer: BaseProducer,
    from: String,
    to: String,
    /// From a commit to the next transaction's first record.
    pause: Duration,
}

impl PassThrough {
    /// Between these topics; `pause` is the daemon's `kafka.commit_pause_ms`.
    pub fn new(cluster: &Cluster, from: &str, partitions: i32, to: &str, pause: Duration) -> PassThrough {
        let consumer: BaseConsumer = cluster.consumer("pass", &[("enable.partition.eof", "false"), ("fetch.queue.backoff.ms", "5")]);
        let mut list = TopicPartitionList::new();
        (0..partitions).for_each(|p| list.add_partition_offset(from, p, Offset::Beginning).expect("an offset"));
        consumer.assign(&list).expect("assigned");
        let config =
            cluster.client().set("transactional.id", cluster.name("pass")).set("linger.ms", "0").set("compression.type", "lz4").clone();
        let producer: BaseProducer = config.create().expect("a producer");
        producer.init_transactions(PATIENCE).expect("init");
        PassThrough { consumer, producer, from: from.to_owned(), to: to.to_owned(), pause }
    }

    /// Moves what comes first, and all that follows it at once, in one transaction. Gives the number of records.
    pub fn transaction(&self, wait: Duration) -> usize {
        let (mut next, mut moved, mut began) = (BTreeMap::new(), 0, None);
        while moved < MAX_IN_FLIGHT && began.is_none_or(|b: Instant| b.elapsed() < COMMIT_INTERVAL) {
            let Some(Ok(m)) = self.consumer.poll(if moved == 0 { wait } else { Duration::ZERO }) else { break };
            if began.is_none() {
                self.producer.begin_transaction().expect("begin");
                began = Some(Instant::now());
            }
            let record = BaseRecord::<[u8], [u8]>::to(&self.to).key(b"default".as_slice()).payload(m.payload().unwrap_or_default());
            let record = record.timestamp(m.timestamp().to_millis().unwrap_or(0));
            self.producer.send(record).map_err(|(e, _)| e).expect("queued");
            next.insert(m.partition(), m.offset() + 1);
            moved += 1;
        }
        if moved == 0 {
            return 0;
        }
        while self.producer.in_flight_count() > 0 {
            self.producer.poll(Duration::ZERO);
            std::thread::sleep(Duration::from_micros(100));
        }
        let mut offsets = TopicPartitionList::new();
        for (partition, offset) in next {
            offsets.add_partition_offset(&self.from, partition, Offset::Offset(offset)).expect("an offset");
        }
        let metadata = self.consumer.group_metadata().expect("a group");
        self.producer.send_offsets_to_transaction(&offsets, &metadata, PATIENCE).expect("offsets");
        self.producer.commit_transaction(PATIENCE).expect("commit");
        if moved < MAX_IN_FLIGHT {
            std::thread::sleep(self.pause);
        }
        moved
    }
}
