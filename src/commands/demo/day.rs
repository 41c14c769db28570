//! The sample day: read from the binary, put on the raw topic with its own times.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::follow::Outcome;
use crate::commands::Failure;
use crate::config::Config;
use crate::story::Time;
use crate::stream::{Outgoing, Sender, Stop};

/// One message a line; `demo/desk-day/README.md` describes it.
const MESSAGES: &str = include_str!("../../../demo/desk-day/messages.ndjson");

#[derive(Deserialize)]
struct Message {
    time: Time,
    key: String,
    encoding: String,
    payload: String,
}

impl Message {
    fn payload(&self) -> Vec<u8> {
        match self.encoding.as_str() {
            "base64" => BASE64_STANDARD.decode(&self.payload).unwrap_or_default(),
            _ => self.payload.clone().into_bytes(),
        }
    }
}

/// When each message was sent, by offset.
#[derive(Clone, Debug, Default)]
pub struct Sent(Arc<Mutex<Vec<Instant>>>);

impl Sent {
    /// From the wire to a reader of its outcome.
    pub fn latency(&self, outcome: &Outcome) -> Option<Duration> {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = sent.get(usize::try_from(outcome.offset()).ok()?)?;
        Some(outcome.received().saturating_duration_since(*at))
    }
}

/// Puts the day on the raw topic, on a thread of its own.
pub struct Player {
    messages: usize,
    sent: Sent,
    ended: Arc<AtomicBool>,
}

impl Player {
    /// Starts playing, `speed` messages a second; 0 is as fast as they go.
    ///
    /// # Errors
    /// No client, or a day that does not read.
    pub fn start(config: &Config, topic: &str, speed: f64, stop: Stop) -> Result<Player, Failure> {
        let broken = |e: serde_json::Error| Failure::new(Failure::DATA, format!("the sample day: {e}"));
        let day = MESSAGES.lines().map(serde_json::from_str).collect::<Result<Vec<Message>, _>>().map_err(broken)?;
        let sender = Sender::new(&config.kafka).map_err(|e| Failure::new(Failure::FAILED, e.to_string()))?;
        let player = Player { messages: day.len(), sent: Sent::default(), ended: Arc::default() };
        let (topic, sent, ended) = (topic.to_owned(), player.sent.clone(), player.ended.clone());
        let pause = if speed > 0.0 { Duration::from_secs_f64((1.0 / speed).min(3600.0)) } else { Duration::ZERO };
        let play = move || {
            for message in &day {
                if stop.requested() {
                    break;
                }
                sent.0.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
                let record = Outgoing::new(&topic, message.payload(), message.time.ms()).key(message.key.as_bytes());
                if let Err(error) = sender.send(&record) {
                    tracing::error!(%error, "a message of the sample day was refused");
                }
                std::thread::sleep(pause);
            }
            let report = sender.finish();
            if !report.is_clean() {
                tracing::error!(?report, "the sample day did not reach the broker");
            }
            ended.store(true, Ordering::Relaxed);
        };
        let started = std::thread::Builder::new().name("player".into()).spawn(play);
        started.map_err(|e| Failure::new(Failure::FAILED, format!("no thread: {e}")))?;
        Ok(player)
    }

    /// Messages of the day.
    pub fn messages(&self) -> i64 {
        i64::try_from(self.messages).unwrap_or(i64::MAX)
    }

    /// When each was sent.
    pub fn sent(&self) -> Sent {
        self.sent.clone()
    }

    /// Whether all have been sent.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}
