//! Traces of OpenTelemetry: what each stage did to each item, sent to a collector by OTLP over HTTP as JSON
//! (<https://opentelemetry.io/docs/specs/otlp/#otlphttp>). Off unless configured.
//!
//! Spans come whole, under ids of their own (`stream/steps.rs`), and only when their transaction was committed: what was aborted has none.
//! The wires never wait for the collector: what finds the queue full, or the collector away, is dropped and counted.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::{Metrics, SpanLabel, build};
use crate::config;

/// Spans that wait at most.
const QUEUE: usize = 16_384;
/// Spans in one request.
const BATCH: usize = 2_048;
/// A smaller batch goes out after this time.
const DELAY: Duration = Duration::from_secs(1);
/// One request to the collector.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long the end of the process waits for the last batch.
const LAST: Duration = Duration::from_secs(1);

/// What one stage did to one item.
#[derive(Clone, Debug)]
pub struct Span {
    /// Its trace.
    pub trace: u128,
    /// Its own id.
    pub id: u64,
    /// The span that it continues; none where it begins the trace.
    pub parent: Option<u64>,
    /// What the systems before it added to the trace.
    pub state: String,
    /// What was done, as `process wire.raw`.
    pub name: String,
    /// When it began.
    pub began: SystemTime,
    /// Facts about it: places, codes and ids, never text.
    pub facts: Vec<(&'static str, Fact)>,
    /// The code of a dead letter.
    pub failed: Option<String>,
}

/// A fact's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A number.
    Number(i64),
    /// A name, a code, an id.
    Text(String),
}

impl From<i64> for Fact {
    fn from(number: i64) -> Fact {
        Fact::Number(number)
    }
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.to_owned())
    }
}

/// The way to a collector.
pub struct Traces {
    queue: Option<SyncSender<(Span, SystemTime)>>,
    metrics: Arc<Metrics>,
    sender: Option<JoinHandle<()>>,
}

impl Traces {
    /// Starts a thread that sends what comes. The collector need not be there yet.
    ///
    /// # Errors
    /// A system that has no more threads.
    pub fn start(traces: &config::Traces, instance: Option<&str>, metrics: Arc<Metrics>) -> Result<Traces, String> {
        let (queue, waiting) = sync_channel(QUEUE);
        let instance = instance.map(|name| ("service.instance.id", Fact::from(name)));
        let service = [("service.name", Fact::from("wiredesk")), ("service.version", build::VERSION.into())];
        let agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().new_agent();
        let mut collector = Collector {
            agent,
            endpoint: traces.endpoint.clone(),
            resource: attributes(service.iter().chain(&instance)),
            metrics: metrics.clone(),
            away: false,
        };
        let run = move || collector.run(&waiting);
        let sender = std::thread::Builder::new().name("traces".into()).spawn(run).map_err(|e| format!("no thread: {e}"))?;
        tracing::info!(endpoint = traces.endpoint, ratio = traces.ratio, "traces");
        Ok(Traces { queue: Some(queue), metrics, sender: Some(sender) })
    }

    /// Queues spans that ended just now.
    pub fn send(&self, spans: Vec<Span>) {
        let ended = SystemTime::now();
        let Some(queue) = &self.queue else { return };
        for span in spans {
            if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = queue.try_send((span, ended)) {
                self.metrics.spans[SpanLabel::Dropped as usize].inc();
            }
        }
    }
}

/// The last batch goes out, if the collector takes it soon.
impl Drop for Traces {
    fn drop(&mut self) {
        self.queue = None;
        let began = Instant::now();
        let Some(sender) = self.sender.take() else { return };
        while !sender.is_finished() && began.elapsed() < LAST {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The other end of the queue.
struct Collector {
    agent: ureq::Agent,
    endpoint: String,
    resource: Value,
    metrics: Arc<Metrics>,
    /// Whether the last batch did not reach it.
    away: bool,
}

impl Collector {
    /// Sends batches until nobody queues any more.
    fn run(&mut self, waiting: &Receiver<(Span, SystemTime)>) {
        while let Ok(first) = waiting.recv() {
            let mut batch = vec![first];
            let due = Instant::now() + DELAY;
            while batch.len() < BATCH {
                match waiting.recv_timeout(due.saturating_duration_since(Instant::now())) {
                    Ok(span) => batch.push(span),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            self.post(&batch);
        }
    }

    fn post(&mut self, batch: &[(Span, SystemTime)]) {
        let request = self.agent.post(&self.endpoint).header("content-type", "application/json");
        let sent = request.send(self.message(batch).to_string());
        let label = if sent.is_ok() { SpanLabel::Sent } else { SpanLabel::Dropped };
        self.metrics.spans[label as usize].inc_by(batch.len() as u64);
        match &sent {
            Err(error) if !self.away => tracing::warn!(%error, endpoint = self.endpoint, "traces do not reach the collector"),
            Ok(_) if self.away => tracing::info!(endpoint = self.endpoint, "traces reach the collector again"),
            _ => {}
        }
        self.away = sent.is_err();
    }

    /// `ExportTraceServiceRequest`.
    fn message(&self, batch: &[(Span, SystemTime)]) -> Value {
        json!({ "resourceSpans": [{
            "resource": { "attributes": self.resource },
            "scopeSpans": [{
                "scope": { "name": "wiredesk", "version": build::VERSION },
                "spans": batch.iter().map(|(span, ended)| encoded(span, *ended)).collect::<Vec<_>>(),
            }],
        }] })
    }
}

/// A span in OTLP's JSON: ids in hexadecimal, 64-bit numbers as text, enumerations as numbers.
fn encoded(span: &Span, ended: SystemTime) -> Value {
    const CONSUMER: u32 = 5;
    const ERROR: u32 = 2;
    let nanoseconds = |at: SystemTime| at.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string();
    let mut encoded = json!({
        "traceId": format!("{:032x}", span.trace),
        "spanId": format!("{:016x}", span.id),
        "name": span.name,
        "kind": CONSUMER,
        "startTimeUnixNano": nanoseconds(span.began),
        "endTimeUnixNano": nanoseconds(ended.max(span.began)),
        "attributes": attributes(&span.facts),
    });
    if let Some(parent) = span.parent {
        encoded["parentSpanId"] = format!("{parent:016x}").into();
    }
    if !span.state.is_empty() {
        encoded["traceState"] = span.state.as_str().into();
    }
    if let Some(code) = &span.failed {
        encoded["status"] = json!({ "code": ERROR, "message": code });
    }
    encoded
}

fn attributes<'a>(facts: impl IntoIterator<Item = &'a (&'static str, Fact)>) -> Value {
    let one = |(name, fact): &(&'static str, Fact)| {
        let value = match fact {
            Fact::Number(number) => json!({ "intValue": number.to_string() }),
            Fact::Text(text) => json!({ "stringValue": text }),
        };
        json!({ "key": name, "value": value })
    };
    facts.into_iter().map(one).collect()
}
