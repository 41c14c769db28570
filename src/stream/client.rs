//! Kafka clients: their properties, and librdkafka's logs, errors and statistics.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::client::OAuthToken;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::producer::ProducerContext;
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaErrorCode;

use super::oauth;
use crate::config::Kafka;
use crate::telemetry::StageMetrics;

/// A request that is not answered within this time is sent again. Well below `TRANSACTION_TIMEOUT_MS`: `send_offsets_to_transaction`
/// does not keep its own timeout but waits out this one, and a transaction that meanwhile timed out fences its producer.
const SOCKET_TIMEOUT_MS: u32 = 5_000;

/// How long the broker waits for a silent producer before it aborts its transaction. Readers of what a crashed process had open
/// wait this long where no successor with the same transactional id fences it earlier.
pub const TRANSACTION_TIMEOUT_MS: u32 = 15_000;

/// Brokers refuse less than 6 s; with static membership a restart must fit in.
pub const SESSION_TIMEOUT_MS: u32 = 10_000;

/// Who lives on learns by its next heartbeat that another has gone: that wait is part of every take-over.
pub const HEARTBEAT_INTERVAL_MS: u32 = 500;

/// Properties of an admin client.
pub fn client_with_properties(kafka: &Kafka) -> ClientConfig {
    let mut c = client();
    with_properties(&mut c, kafka);
    c
}

/// Properties of every client.
fn client() -> ClientConfig {
    let mut c = ClientConfig::new();
    c.set("client.id", "wiredesk").set("socket.timeout.ms", SOCKET_TIMEOUT_MS.to_string()).set("log.connection.close", "false");
    c.set("topic.metadata.refresh.interval.ms", "30000").set("reconnect.backoff.max.ms", "2000");
    c
}

/// Properties of a member of a stage's group.
pub fn group_consumer(kafka: &Kafka, group: &str, instance: Option<&str>) -> ClientConfig {
    let mut c = reader();
    c.set("session.timeout.ms", SESSION_TIMEOUT_MS.to_string()).set("heartbeat.interval.ms", HEARTBEAT_INTERVAL_MS.to_string());
    c.set("statistics.interval.ms", "5000");
    // At a full local queue librdkafka waits a whole second by default before it fetches again.
    c.set("fetch.queue.backoff.ms", "5").set("queued.max.messages.kbytes", "32768");
    with_properties(&mut c, kafka);
    c.set("group.id", group).set("partition.assignment.strategy", "cooperative-sticky").set("enable.auto.offset.store", "false");
    if let Some(instance) = instance {
        c.set("group.instance.id", instance);
    }
    c
}

/// Properties of a consumer that reads assigned partitions, is told of their ends, and belongs to no group.
pub fn plain_consumer(kafka: &Kafka) -> ClientConfig {
    let mut c = reader();
    c.set("fetch.queue.backoff.ms", "5").set("enable.partition.eof", "true");
    with_properties(&mut c, kafka);
    c
}

/// The same for one that is told a group's committed offsets without waiting for open transactions to end: only a fence or the broker's
/// timeout ends what a killed process left open.
pub fn onlooker(mut c: ClientConfig) -> ClientConfig {
    c.set("isolation.level", "read_uncommitted");
    c
}

fn reader() -> ClientConfig {
    let mut c = client();
    // An offset out of range is an error and never a jump: see `Worker::trouble`. Where a new group begins is set explicitly.
    c.set("auto.offset.reset", "error").set("enable.auto.commit", "false").set("isolation.level", "read_committed");
    c.set("allow.auto.create.topics", "false");
    c
}

/// Properties of a transactional producer.
pub fn transactional_producer(kafka: &Kafka, transactional_id: &str) -> ClientConfig {
    let mut c = client();
    c.set("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS.to_string());
    producer_defaults(&mut c, kafka);
    c.set("transactional.id", transactional_id);
    c
}

/// Properties of a producer without transactions.
pub fn plain_producer(kafka: &Kafka) -> ClientConfig {
    let mut c = client();
    producer_defaults(&mut c, kafka);
    c.set("enable.idempotence", "true");
    c
}

fn producer_defaults(c: &mut ClientConfig, kafka: &Kafka) {
    // linger 0: at low rates 16 times less latency than 100 ms batches, at high rates batches form by themselves.
    c.set("linger.ms", "0").set("partitioner", "murmur2_random").set("compression.type", "lz4");
    with_properties(c, kafka);
    c.set("message.max.bytes", kafka.max_record_bytes.to_string());
}

fn with_properties(c: &mut ClientConfig, kafka: &Kafka) {
    for (name, value) in &kafka.properties {
        c.set(name, value);
    }
    c.set("bootstrap.servers", &kafka.brokers);
}

/// What librdkafka tells its client: logs into `tracing`, statistics into the metrics, tokens on demand.
#[derive(Clone)]
pub struct Context {
    metrics: Option<Arc<StageMetrics>>,
    oauth_token_file: Option<std::path::PathBuf>,
    last_failure: Arc<Mutex<Option<String>>>,
}

impl Context {
    /// A context for clients of a stage, or of none.
    pub fn new(kafka: &Kafka, metrics: Option<Arc<StageMetrics>>) -> Context {
        Context { metrics, oauth_token_file: kafka.oauth_token_file.clone(), last_failure: Arc::default() }
    }

    /// Why the latest connection failed, in librdkafka's words: metadata that cannot be fetched says only that it was not.
    pub fn last_failure(&self) -> Option<String> {
        self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Context {
    // Refreshing is left to librdkafka where no token file is set: it has OIDC of its own.
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        use RDKafkaLogLevel::*;
        match level {
            // Consumer properties on a producer and the reverse: every client gets all of [kafka.properties], and takes what it knows.
            _ if facility == "CONFWARN" => tracing::debug!(target: "librdkafka", facility, "{message}"),
            Emerg | Alert | Critical | Error => tracing::error!(target: "librdkafka", facility, "{message}"),
            Warning => tracing::warn!(target: "librdkafka", facility, "{message}"),
            Notice | Info => tracing::info!(target: "librdkafka", facility, "{message}"),
            Debug => tracing::debug!(target: "librdkafka", facility, "{message}"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        // The end of a partition comes this way too, and is none.
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::PartitionEOF) {
            return;
        }
        if let Some(metrics) = &self.metrics {
            metrics.kafka_errors.inc();
        }
        // "All brokers are down" follows each failure, hundreds of times while a broker is away, and says less.
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            tracing::debug!(target: "librdkafka", %error, "{reason}");
            return;
        }
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
        tracing::warn!(target: "librdkafka", %error, "{reason}");
    }

    fn stats(&self, statistics: Statistics) {
        let Some(metrics) = &self.metrics else { return };
        for topic in statistics.topics.values() {
            for partition in topic.partitions.values().filter(|p| p.partition >= 0 && p.consumer_lag >= 0) {
                metrics.lag(&topic.topic, partition.partition, partition.consumer_lag);
            }
        }
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        let file = self.oauth_token_file.as_deref().ok_or("kafka.oauth_token_file is not set")?;
        oauth::read_token(file)
    }
}

impl ConsumerContext for Context {}

/// Lets a type that takes note of more than a [`Context`] do in all else as the one in its field `context`: rdkafka's trait cannot be derived.
macro_rules! as_its_context {
    ($noting:ty) => {
        impl rdkafka::ClientContext for $noting {
            const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;
            fn log(&self, level: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
                self.context.log(level, facility, message);
            }
            fn error(&self, error: rdkafka::error::KafkaError, reason: &str) {
                self.context.error(error, reason);
            }
            fn stats(&self, statistics: rdkafka::statistics::Statistics) {
                self.context.stats(statistics);
            }
            fn generate_oauth_token(&self, config: Option<&str>) -> Result<rdkafka::client::OAuthToken, Box<dyn std::error::Error>> {
                self.context.generate_oauth_token(config)
            }
        }
    };
}
pub(super) use as_its_context;

impl ProducerContext for Context {
    type DeliveryOpaque = ();
    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
}

/// A transactional producer's context: counts the deliveries that failed.
pub struct Deliveries {
    context: Context,
    changelog: Option<String>,
    /// Of the first that failed; locked on failure alone.
    failure: Mutex<Option<RDKafkaErrorCode>>,
    changelog_offset: AtomicI64,
}

impl Deliveries {
    /// A context that also follows the offsets of records on `changelog`.
    pub fn new(context: Context, changelog: Option<String>) -> Deliveries {
        Deliveries { context, changelog, failure: Mutex::default(), changelog_offset: (-1).into() }
    }

    /// The first failed delivery since the last call, if any failed.
    pub fn take_failure(&self) -> Option<RDKafkaErrorCode> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The offset of the latest record on the changelog; -1 before the first.
    pub fn changelog_offset(&self) -> i64 {
        self.changelog_offset.load(Ordering::Relaxed)
    }
}

as_its_context!(Deliveries);

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        match result {
            Ok(message) if self.changelog.as_deref() == Some(message.topic()) => {
                self.changelog_offset.fetch_max(message.offset(), Ordering::Relaxed);
            }
            Ok(_) => {}
            Err((error, _)) => {
                let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
                self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(code);
            }
        }
    }
}
