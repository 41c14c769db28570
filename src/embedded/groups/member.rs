//! A member of a group.

use std::time::{Duration, Instant};

use bytes::Bytes;
use kafka_protocol::messages::{JoinGroupResponse, SyncGroupResponse};
use kafka_protocol::protocol::StrBytes;
use tokio::sync::oneshot;

/// What a member brought when it joined, and what it waits for.
#[derive(Debug)]
pub(super) struct Member {
    pub instance_id: Option<String>,
    pub client_id: String,
    pub client_host: String,
    pub session_timeout: Duration,
    pub rebalance_timeout: Duration,
    /// Its strategies, the best first, with its metadata for each.
    pub protocols: Vec<(StrBytes, Bytes)>,
    pub assignment: Bytes,
    pub expires: Instant,
    pub waiting: Waiting,
}

/// The answer that a member waits for.
#[derive(Debug, Default)]
pub(super) enum Waiting {
    #[default]
    Nothing,
    ForJoin(oneshot::Sender<JoinGroupResponse>),
    ForSync(oneshot::Sender<SyncGroupResponse>),
}

impl Member {
    pub fn new(
        instance_id: Option<String>,
        (client_id, client_host): (String, String),
        (session_timeout, rebalance_timeout): (Duration, Duration),
        protocols: Vec<(StrBytes, Bytes)>,
    ) -> Member {
        let expires = Instant::now() + session_timeout;
        let (assignment, waiting) = (Bytes::new(), Waiting::Nothing);
        Member { instance_id, client_id, client_host, session_timeout, rebalance_timeout, protocols, assignment, expires, waiting }
    }

    /// It has shown that it lives.
    pub fn heard(&mut self, now: Instant) {
        self.expires = now + self.session_timeout;
    }

    /// Silent for longer than its session. Who waits for our answer has no reason to speak.
    pub fn is_expired(&self, now: Instant) -> bool {
        self.expires < now && matches!(self.waiting, Waiting::Nothing)
    }

    pub fn has_joined(&self) -> bool {
        matches!(self.waiting, Waiting::ForJoin(_))
    }

    /// Its metadata for a strategy.
    pub fn metadata(&self, protocol: &str) -> Bytes {
        self.protocols.iter().find(|(name, _)| name.as_str() == protocol).map_or_else(Bytes::new, |(_, m)| m.clone())
    }

    /// Answers its JoinGroup, if it waits for that.
    pub fn answer_join(&mut self, answer: JoinGroupResponse) {
        match std::mem::take(&mut self.waiting) {
            Waiting::ForJoin(sender) => {
                let _ = sender.send(answer); // the connection may have gone
            }
            other => self.waiting = other,
        }
    }

    /// Answers its SyncGroup, if it waits for that.
    pub fn answer_sync(&mut self, answer: SyncGroupResponse) {
        match std::mem::take(&mut self.waiting) {
            Waiting::ForSync(sender) => {
                let _ = sender.send(answer);
            }
            other => self.waiting = other,
        }
    }
}
