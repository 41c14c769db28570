//! Kafka clients for tests: the settings of a careful user, and waiting with an end.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{Header, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use super::brokers::Cluster;

/// How long a test waits for what should come at once, on a machine that has much else to do: it costs time only where something is wrong.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// A record as the tests compare it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub partition: i32,
    pub offset: i64,
    pub key: Option<String>,
    /// `None`: a tombstone.
    pub value: Option<String>,
    pub timestamp: Option<i64>,
}

impl Seen {
    /// The value as text.
    pub fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}

/// The values, sorted.
pub fn texts(seen: &[Seen]) -> Vec<String> {
    let mut texts: Vec<_> = seen.iter().map(|s| s.text().to_owned()).collect();
    texts.sort();
    texts
}

/// Runs one admin operation.
pub fn wait<F: Future>(operation: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(operation)
}

/// Waits until `met` gives something.
pub fn until<T>(what: &str, mut met: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = met() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(1)); // most conditions poll a client and wait there
    }
}

impl Cluster {
    /// What all clients share.
    pub fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap).set("broker.address.family", "v4").set("socket.timeout.ms", "10000");
        config
    }

    /// An admin client.
    pub fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client().create().expect("an admin client")
    }

    /// Creates a topic and waits until it can be used; returns its full name.
    pub fn topic(&self, name: &str, partitions: i32, settings: &[(&str, &str)]) -> String {
        let name = self.name(name);
        let mut topic = NewTopic::new(&name, partitions, TopicReplication::Fixed(-1));
        for (key, value) in settings {
            topic = topic.set(key, value);
        }
        let made = wait(self.admin().create_topics([&topic], &AdminOptions::new())).expect("an answer");
        made[0].as_ref().expect("a new topic");
        self.until_partitions(&name, partitions);
        name
    }

    /// Waits until metadata shows this topic with so many partitions.
    pub fn until_partitions(&self, topic: &str, partitions: i32) {
        let client: BaseConsumer = self.client().create().expect("a client");
        until("the topic in the metadata", || {
            let metadata = client.fetch_metadata(Some(topic), PATIENCE).ok()?;
            let found = metadata.topics().iter().find(|t| t.name() == topic)?;
            (found.error().is_none() && found.partitions().len() as i32 == partitions).then_some(())
        });
    }

    /// An idempotent producer; `settings` override.
    pub fn producer(&self, settings: &[(&str, &str)]) -> BaseProducer {
        let mut config = self.client();
        config.set("enable.idempotence", "true").set("linger.ms", "5").set("message.timeout.ms", "15000");
        for (key, value) in settings {
            config.set(*key, *value);
        }
        config.create().expect("a producer")
    }

    /// A transactional producer, initialised.
    pub fn transactional(&self, id: &str) -> BaseProducer {
        let producer = self.producer(&[("transactional.id", &self.name(id)), ("transaction.timeout.ms", "15000")]);
        producer.init_transactions(PATIENCE).expect("init_transactions");
        producer
    }

    /// A consumer in this group that reads from the start; `settings` override.
    pub fn consumer(&self, group: &str, settings: &[(&str, &str)]) -> BaseConsumer {
        let mut config = self.client();
        config
            .set("group.id", self.name(group))
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("auto.offset.reset", "earliest")
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "500")
            .set("enable.partition.eof", "true")
            .set("fetch.wait.max.ms", "100")
            .set("topic.metadata.refresh.interval.ms", "1000");
        for (key, value) in settings {
            config.set(*key, *value);
        }
        config.create().expect("a consumer")
    }

    /// All that this isolation level shows of a topic, in order.
    pub fn read(&self, topic: &str, partitions: i32, isolation: &str) -> Vec<Seen> {
        self.read_from(topic, partitions, isolation, Offset::Beginning)
    }

    /// The same from an offset on.
    pub fn read_from(&self, topic: &str, partitions: i32, isolation: &str, from: Offset) -> Vec<Seen> {
        let consumer = self.consumer("reader", &[("isolation.level", isolation)]);
        let mut list = TopicPartitionList::new();
        for partition in 0..partitions {
            list.add_partition_offset(topic, partition, from).expect("an offset");
        }
        consumer.assign(&list).expect("assign");
        let (mut ended, mut all) = (HashSet::new(), Vec::new());
        until("the end of all partitions", || {
            match consumer.poll(Duration::from_millis(100)) {
                Some(Ok(message)) => all.push(seen(&message)),
                Some(Err(KafkaError::PartitionEOF(partition))) => _ = ended.insert(partition),
                Some(Err(error)) => panic!("reading {topic}: {error}"),
                None => {}
            }
            (ended.len() as i32 == partitions).then_some(())
        });
        all
    }
}

/// A message as the tests compare it.
pub fn seen(message: &impl Message) -> Seen {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Seen {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(text),
        value: message.payload().map(text),
        timestamp: message.timestamp().to_millis(),
    }
}

/// Sends a record, `value` None a tombstone, with two headers of which one is null.
pub fn send(producer: &BaseProducer, topic: &str, partition: i32, key: &str, value: Option<&[u8]>, timestamp: Option<i64>) {
    let headers =
        OwnedHeaders::new().insert(Header { key: "feed", value: Some("north") }).insert(Header { key: "empty", value: None::<&str> });
    let mut record: BaseRecord<'_, str, [u8]> = BaseRecord::to(topic).partition(partition).key(key).headers(headers);
    record.payload = value;
    record.timestamp = timestamp;
    loop {
        match producer.send(record) {
            Ok(()) => {
                producer.poll(Duration::ZERO);
                return;
            }
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), again)) => {
                producer.poll(Duration::from_millis(10));
                record = again;
            }
            Err((error, _)) => panic!("send: {error}"),
        }
    }
}

/// Sends a text.
pub fn say(producer: &BaseProducer, topic: &str, partition: i32, text: &str) {
    send(producer, topic, partition, "k", Some(text.as_bytes()), None);
}

/// Flushes, or fails the test.
pub fn flush(producer: &BaseProducer) {
    producer.flush(PATIENCE).expect("flush");
}

/// Sends one record by its own producer and returns what the broker says to it.
pub fn deliver(cluster: &Cluster, topic: &str, key: Option<&str>, value: &[u8], timestamp: Option<i64>) -> KafkaResult<i64> {
    let config = cluster.client().set("message.timeout.ms", "10000").set("message.max.bytes", "10000000").clone();
    let producer: rdkafka::producer::FutureProducer = config.create().expect("a producer");
    let mut record = rdkafka::producer::FutureRecord::to(topic).partition(0).payload(value);
    record.key = key;
    record.timestamp = timestamp;
    wait(producer.send(record, PATIENCE)).map(|delivery| delivery.offset).map_err(|(error, _)| error)
}

/// Polls until the consumer has this many partitions; fails the test otherwise.
pub fn until_assigned(consumers: &[&BaseConsumer], partitions: usize) -> Vec<usize> {
    until("the assignment", || {
        for consumer in consumers {
            if let Some(Err(error)) = consumer.poll(Duration::from_millis(25)) {
                assert!(matches!(error, KafkaError::PartitionEOF(_)), "poll: {error}");
            }
        }
        let each: Vec<_> = consumers.iter().map(|c| c.assignment().map_or(0, |a| a.count())).collect();
        (each.iter().sum::<usize>() == partitions && each.iter().all(|n| *n > 0)).then_some(each)
    })
}

/// Takes so many records.
pub fn take(consumer: &BaseConsumer, records: usize) -> Vec<Seen> {
    let mut all = Vec::new();
    until("records", || {
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => all.push(seen(&message)),
            Some(Err(KafkaError::PartitionEOF(_))) | None => {}
            Some(Err(error)) => panic!("poll: {error}"),
        }
        (all.len() >= records).then_some(())
    });
    all
}

/// Records that still come within this time.
pub fn more(consumer: &BaseConsumer, within: Duration) -> usize {
    let end = Instant::now() + within;
    let mut records = 0;
    while Instant::now() < end {
        records += usize::from(matches!(consumer.poll(Duration::from_millis(20)), Some(Ok(_))));
    }
    records
}

/// The offsets after these records.
pub fn after(topic: &str, records: &[Seen]) -> TopicPartitionList {
    let mut list = TopicPartitionList::new();
    for record in records {
        list.add_partition(topic, record.partition);
        list.set_partition_offset(topic, record.partition, Offset::Offset(record.offset + 1)).expect("an offset");
    }
    list
}

/// Committed offsets of each partition; -1 where there is none.
pub fn committed(consumer: &BaseConsumer, topic: &str, partitions: i32) -> Vec<i64> {
    let mut list = TopicPartitionList::new();
    for partition in 0..partitions {
        list.add_partition(topic, partition);
    }
    let list = consumer.committed_offsets(list, PATIENCE).expect("committed offsets");
    list.elements().iter().map(|e| e.offset().to_raw().filter(|&o| o >= 0).unwrap_or(-1)).collect()
}
