//! `wiredesk send`: files onto the raw topic.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;

use super::{ConfigArgs, Failure, paths, reach};
use crate::config::{Config, RawSource};
use crate::stream::plain_producer;

/// Put files on the raw topic, each as one wire message.
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders (their files in name order), or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The records' key; records with the same key stay in order.
    #[arg(long)]
    key: Option<String>,
    /// The raw topic, where the configuration names several or a regular expression.
    #[arg(long)]
    topic: Option<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// How long the brokers may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the command.
///
/// # Errors
/// A file that cannot be read, a record that the brokers do not take.
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config.load()?;
    let topic = match &args.topic {
        Some(topic) => topic.clone(),
        None => raw_topic(&config)?,
    };
    reach(&config, Some(&topic))?;
    let counts = Arc::new(Counts::default());
    let producer: BaseProducer<Delivered> = plain_producer(&config.kafka)
        .set("message.timeout.ms", PATIENCE.as_millis().to_string())
        .create_with_context(Delivered(counts.clone()))
        .map_err(|e| Failure::new(Failure::FAILED, e.to_string()))?;
    for path in paths::in_order(&args.paths)? {
        let payload = paths::read(&path)?;
        send(&producer, &topic, args.key.as_deref(), &path, &payload)?;
    }
    let began = Instant::now();
    while producer.in_flight_count() > 0 && began.elapsed() < PATIENCE * 2 {
        producer.poll(Duration::from_millis(20));
    }
    let (sent, failed) = (counts.delivered.load(Ordering::Relaxed), counts.failed.load(Ordering::Relaxed));
    if failed > 0 || producer.in_flight_count() > 0 {
        let brokers = &config.kafka.brokers;
        let message = format!("{failed} records were not taken by the brokers at {brokers}; {sent} were");
        return Err(Failure::new(Failure::UNAVAILABLE, message));
    }
    eprintln!("{sent} sent to {topic}");
    Ok(())
}

fn raw_topic(config: &Config) -> Result<String, Failure> {
    match &config.topics.raw {
        RawSource::Named(names) => Ok(names[0].clone()),
        RawSource::Matching(pattern) => {
            Err(Failure::new(Failure::CONFIGURATION, format!("topics.raw is the regular expression {pattern}: name the topic by --topic")))
        }
    }
}

fn send(producer: &BaseProducer<Delivered>, topic: &str, key: Option<&str>, path: &Path, payload: &[u8]) -> Result<(), Failure> {
    let mut record = BaseRecord::to(topic).payload(payload);
    record.key = key.map(str::as_bytes);
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), again)) => {
                producer.poll(Duration::from_millis(20));
                record = again;
            }
            Err((e, _)) => return Err(Failure::new(Failure::DATA, format!("{}: {e}", path.display()))),
        }
    }
}

#[derive(Default)]
struct Counts {
    delivered: AtomicUsize,
    failed: AtomicUsize,
}

struct Delivered(Arc<Counts>);

impl ClientContext for Delivered {}

impl ProducerContext for Delivered {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        match result {
            Ok(_) => self.0.delivered.fetch_add(1, Ordering::Relaxed),
            Err((error, _)) => {
                eprintln!("wiredesk: a record was not taken: {error}");
                self.0.failed.fetch_add(1, Ordering::Relaxed)
            }
        };
    }
}
