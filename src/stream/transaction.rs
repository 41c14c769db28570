//! One transactional producer, and what can become of a transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, Producer as _};
use rdkafka::{ClientConfig, TopicPartitionList};

use super::brokers::{Produce, Producer};
use super::client::Deliveries;
use super::switches::{Protection, crash_at, without};
use super::{Outgoing, Status, Stop};

/// One try of a call to the transaction coordinator; tried again while the error is retriable.
const TRY: Duration = Duration::from_secs(2);
/// How long a stopping process waits for brokers that do not answer.
const GRACE: Duration = Duration::from_secs(5);
/// How long an abort may take before the producer is given up instead.
const ABORT_PATIENCE: Duration = Duration::from_secs(20);

/// How a transaction ended.
#[derive(Debug)]
pub enum Ending {
    /// All of it is visible.
    Committed,
    /// Nothing of it is visible or will be; the producer goes on.
    Aborted(String),
    /// The producer is of no more use: another one has its transactional id, or the broker gave it up. Nothing is visible or will be.
    Fenced(String),
    /// It may be visible or not. Only the broker knows, and tells the next producer with this transactional id.
    Unknown(String),
}

/// A producer with a transactional id, and its transaction if one is open.
pub struct Transactions {
    producer: BaseProducer<Deliveries>,
    /// Each record visible at once, offsets committed afterwards: for the test that shows what transactions are for.
    without: bool,
    id: String,
    waits: Waits,
    open: bool,
    sent: usize,
}

/// What every wait for a broker looks at: whether the process stops, and that the loop is known to be alive meanwhile.
#[derive(Clone)]
pub struct Waits {
    /// The wish to stop.
    pub stop: Stop,
    /// Told that the loop still turns.
    pub status: Arc<Status>,
}

impl Waits {
    /// Whether to wait on: always, but not beyond the grace of a stop.
    fn on(&self) -> bool {
        self.status.beat();
        self.stop.since().is_none_or(|d| d < GRACE)
    }
}

impl Transactions {
    /// Makes a producer and registers its transactional id: whoever had it before is fenced, and a transaction that was left open is
    /// aborted or completed before this returns. Tries until it succeeds, or `None` when the process stops meanwhile.
    ///
    /// # Errors
    /// What no further try can mend.
    pub fn open(config: &ClientConfig, deliveries: impl Fn() -> Deliveries, id: &str, waits: &Waits) -> KafkaResult<Option<Transactions>> {
        if without(Protection::Transactions) {
            let producer = config.clone().remove("transactional.id").create_with_context(deliveries())?;
            return Ok(Some(Transactions { producer, without: true, id: id.to_owned(), waits: waits.clone(), open: false, sent: 0 }));
        }
        while !waits.stop.requested() {
            let producer: BaseProducer<Deliveries> = config.create_with_context(deliveries())?;
            loop {
                waits.status.beat();
                match producer.init_transactions(TRY) {
                    Ok(()) => {
                        return Ok(Some(Transactions {
                            producer,
                            without: false,
                            id: id.to_owned(),
                            waits: waits.clone(),
                            open: false,
                            sent: 0,
                        }));
                    }
                    Err(KafkaError::Transaction(e)) if e.is_retriable() && !waits.stop.requested() => {
                        tracing::warn!(transactional_id = id, error = %e, "the transaction coordinator does not answer; trying again");
                    }
                    // Fenced while registering: two owners came at once. The later one wins, by a fresh try.
                    Err(KafkaError::Transaction(e)) if is_fenced(e.code()) => break,
                    Err(e) if waits.stop.requested() => {
                        tracing::debug!(transactional_id = id, error = %e, "stopping before the transactional id was registered");
                        return Ok(None);
                    }
                    Err(e) => return Err(e),
                }
            }
        }
        Ok(None)
    }

    /// What follows from a failed call before the commit: the transaction is aborted, or the producer given up.
    fn after(&mut self, error: KafkaError) -> Ending {
        match error {
            KafkaError::Transaction(e) if e.is_fatal() => Ending::Fenced(e.to_string()),
            e => self.abort(&e.to_string()),
        }
    }

    /// Takes all delivery reports that wait: a poll without time takes one event, and an abort with many left would outlast [`ABORT_PATIENCE`].
    fn take_reports(&self) {
        let mut left = i32::MAX;
        loop {
            self.producer.poll(Duration::ZERO);
            let now = self.producer.in_flight_count();
            if now == 0 || now >= left {
                break;
            }
            left = now;
        }
    }

    /// Waits until every record is delivered. `poll(d)` always takes the full d and spins at its end: hence the sleeps, longer ones
    /// where a delivery takes long.
    fn drain(&mut self) -> Result<(), String> {
        let mut nap = Duration::from_micros(200);
        while self.producer.in_flight_count() > 0 {
            self.take_reports();
            if self.producer.in_flight_count() == 0 {
                break;
            }
            if !self.waits.on() {
                return Err("the brokers do not answer and the process stops".into());
            }
            std::thread::sleep(nap);
            nap = (nap + nap / 2).min(Duration::from_millis(1));
        }
        match self.producer.context().take_failure() {
            None => Ok(()),
            Some(code) => Err(format!("a record was not delivered: {code}")),
        }
    }
}

impl Produce for Transactions {
    fn send(&mut self, record: &Outgoing<'_>) -> KafkaResult<()> {
        if !self.open {
            if !self.without {
                self.producer.begin_transaction()?;
            }
            self.open = true;
            self.sent = 0;
        }
        loop {
            match self.producer.send(record.to_kafka()) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => {
                    self.producer.poll(Duration::ZERO);
                    std::thread::sleep(Duration::from_micros(500));
                }
                Err((e, _)) => return Err(e),
            }
        }
        crash_at("produce");
        self.sent += 1;
        if self.sent.is_multiple_of(64) {
            self.producer.poll(Duration::ZERO);
        }
        Ok(())
    }
}

impl Producer<ConsumerGroupMetadata> for Transactions {
    fn sent(&self) -> usize {
        if self.open { self.sent } else { 0 }
    }

    fn changelog_offset(&self) -> i64 {
        self.producer.context().changelog_offset()
    }

    fn commit(&mut self, offsets: &TopicPartitionList, member: &ConsumerGroupMetadata) -> Ending {
        if self.without {
            self.open = false;
            let drained = self.drain();
            crash_at("offsets");
            return drained.map_or_else(Ending::Aborted, |()| Ending::Committed);
        }
        if !self.open
            && let Err(e) = self.producer.begin_transaction()
        {
            // Records were read that produced nothing: their offsets alone.
            return self.after(e);
        }
        self.open = true;
        // A commit with messages in flight sleeps in steps of 100 ms; drained it takes less than one.
        let began = Instant::now();
        if let Err(why) = self.drain() {
            return self.abort(&why);
        }
        let drained = began.elapsed();
        if let Err(e) = retried(&self.waits, || self.producer.send_offsets_to_transaction(offsets, member, TRY)) {
            return self.after(e);
        }
        // The same commit is called again while the coordinator does not answer: it is one request, and ends one way.
        let offsets_sent = began.elapsed();
        crash_at("offsets");
        match retried(&self.waits, || self.producer.commit_transaction(TRY)) {
            Ok(()) => {
                self.open = false;
                let (drain, offsets, commit) = (drained, offsets_sent - drained, began.elapsed() - offsets_sent);
                tracing::debug!(transactional_id = self.id, sent = self.sent, ?drain, ?offsets, ?commit, "committed");
                Ending::Committed
            }
            Err(KafkaError::Transaction(e)) if e.txn_requires_abort() => self.abort(&e.to_string()),
            Err(KafkaError::Transaction(e)) if is_fenced(e.code()) => Ending::Fenced(e.to_string()),
            Err(e) => Ending::Unknown(e.to_string()),
        }
    }

    fn abort(&mut self, why: &str) -> Ending {
        if !self.open || self.without {
            self.open = false;
            return Ending::Aborted(why.to_owned());
        }
        let began = Instant::now();
        // Never purge(): the abort would say Ok, and the next transaction hang on skipped sequence numbers. abort_transaction discards
        // what is queued itself, but waits for delivery reports, so they are polled between the tries.
        loop {
            self.take_reports();
            match self.producer.abort_transaction(Duration::from_millis(100)) {
                Ok(()) => break,
                Err(KafkaError::Transaction(e)) if e.is_retriable() && began.elapsed() < ABORT_PATIENCE && self.waits.on() => {}
                Err(e) => return Ending::Fenced(format!("{why}; then the abort failed: {e}")),
            }
        }
        self.open = false;
        self.take_reports();
        let _ = self.producer.context().take_failure();
        Ending::Aborted(why.to_owned())
    }
}

impl Drop for Transactions {
    fn drop(&mut self) {
        tracing::debug!(transactional_id = self.id, "producer closed");
    }
}

/// Calls until it succeeds or fails for good, but not beyond the grace of a stop.
fn retried(waits: &Waits, mut call: impl FnMut() -> KafkaResult<()>) -> KafkaResult<()> {
    loop {
        match call() {
            Err(KafkaError::Transaction(e)) if e.is_retriable() && !e.txn_requires_abort() && !e.is_fatal() && waits.on() => {
                tracing::debug!(error = %e, "trying again");
            }
            done => return done,
        }
    }
}

fn is_fenced(code: RDKafkaErrorCode) -> bool {
    use RDKafkaErrorCode::*;
    matches!(code, Fenced | ProducerFenced | InvalidProducerEpoch | InvalidProducerIdMapping | TransactionCoordinatorFenced)
}
