//! A producer for commands: records without a transaction, and what the brokers said of each.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::producer::{BaseProducer, Producer, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;

use super::client::{as_its_context, plain_producer};
use super::{Context, Outgoing};
use crate::config::Kafka;

/// How long the brokers may be silent about one record.
const PATIENCE: Duration = Duration::from_secs(30);
/// A turn of waiting for reports.
const TURN: Duration = Duration::from_millis(20);

/// A producer whose records stand each for itself.
pub struct Sender {
    producer: BaseProducer<Reports>,
}

/// What became of the records.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Records that the brokers have.
    pub taken: usize,
    /// Partition and offset of the latest of them.
    pub latest: Option<(i32, i64)>,
    /// Why the others were refused, one line each.
    pub refused: Vec<String>,
    /// Records of which the brokers have said nothing.
    pub unanswered: usize,
}

impl Report {
    /// Whether all were taken.
    pub fn is_clean(&self) -> bool {
        self.refused.is_empty() && self.unanswered == 0
    }
}

impl Sender {
    /// A producer for this cluster.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn new(kafka: &Kafka) -> KafkaResult<Sender> {
        let mut properties = plain_producer(kafka);
        properties.set("message.timeout.ms", PATIENCE.as_millis().to_string());
        let reports = Reports { context: Context::new(kafka, None), report: Mutex::default() };
        Ok(Sender { producer: properties.create_with_context(reports)? })
    }

    /// Queues a record; waits while the queue is full.
    ///
    /// # Errors
    /// A record that cannot be sent: too large, as a rule.
    pub fn send(&self, record: &Outgoing<'_>) -> KafkaResult<()> {
        loop {
            match self.producer.send(record.to_kafka()) {
                Ok(()) => {
                    self.producer.poll(Duration::ZERO);
                    return Ok(());
                }
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => {
                    self.producer.poll(TURN);
                }
                Err((e, _)) => return Err(e),
            }
        }
    }

    /// Waits until the brokers have said something of each record, or have been silent for too long.
    pub fn finish(self) -> Report {
        let began = Instant::now();
        while self.producer.in_flight_count() > 0 && began.elapsed() < PATIENCE * 2 {
            self.producer.poll(TURN);
        }
        let unanswered = usize::try_from(self.producer.in_flight_count()).unwrap_or_default();
        let report = self.producer.context().report.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Report { unanswered, ..report }
    }
}

/// Gathers what the brokers say; the rest is as for every client.
struct Reports {
    context: Context,
    report: Mutex<Report>,
}

as_its_context!(Reports);

impl ProducerContext for Reports {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(message) => {
                report.taken += 1;
                report.latest = Some((message.partition(), message.offset()));
            }
            Err((error, _)) => report.refused.push(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;
    use crate::config::Config;

    /// librdkafka does not even connect before it has a token.
    #[test]
    fn it_brings_the_bearer_token_of_the_file() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"sub":"desk","exp":4000000000}"#);
        std::fs::write(file.path(), format!("e30.{claims}.c2ln\n")).expect("written");
        let broker = TcpListener::bind("127.0.0.1:0").expect("a port");
        broker.set_nonblocking(true).expect("a socket");
        let text = format!(
            "[kafka]\nbrokers = \"{}\"\noauth_token_file = \"{}\"\n[kafka.properties]\n\"security.protocol\" = \"SASL_PLAINTEXT\"\n\
             \"sasl.mechanisms\" = \"OAUTHBEARER\"\n",
            broker.local_addr().expect("an address"),
            file.path().display(),
        );
        let config = Config::read("w.toml", &text, vec![]).expect("sound");
        let sender = Sender::new(&config.kafka).expect("a producer");
        sender.send(&Outgoing::new("wire.raw", b"bytes".as_slice(), 1)).expect("queued");
        let began = Instant::now();
        while broker.accept().is_err() {
            assert!(began.elapsed() < Duration::from_secs(120), "it never came");
            sender.producer.poll(TURN);
        }
    }
}
