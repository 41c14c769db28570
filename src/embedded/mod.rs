//! An in-memory Kafka broker of one node, for the demo, for a trial without Kafka and for tests.
//!
//! It speaks Kafka's own protocol (the table in `api`), so that librdkafka, the Java clients and kcat work against it unchanged:
//! idempotent and transactional producers, read-committed consumers, consumer groups with classic and cooperative rebalances,
//! static members, topic administration. **It keeps nothing**: when it ends, all is gone. What it cannot hold it refuses with an
//! error of the protocol and a message; it never drops a record in silence.
//!
//! A request's way: `connection` reads it, `faults` may disturb it (tests only), the table in `api` finds its handler, and the
//! handler answers from the state in `core`: partition logs (`log`), `topics`, `groups`, `transactions`. `housekeeping` lets time
//! pass: sessions and transactions time out, logs are compacted and trimmed.

mod api;
mod cluster;
mod connection;
mod core;
mod faults;
mod groups;
mod housekeeping;
mod log;
mod topics;
mod transactions;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use self::core::Core;
pub use faults::{Fault, Faults};
/// Names a request of Kafka's protocol, for [`Faults::plan`].
pub use kafka_protocol::messages::ApiKey;

/// The broker's limits and habits.
#[derive(Clone, Debug)]
pub struct Options {
    /// Partitions of a topic that a client names and nobody created; `None`: such a topic is an error.
    pub auto_create_partitions: Option<i32>,
    /// Records of all topics together; beyond it producing fails.
    pub max_log_bytes: usize,
    /// Partitions of all topics together.
    pub max_partitions: usize,
    /// Shortest session timeout that a consumer may ask for (Kafka: `group.min.session.timeout.ms`).
    pub min_session_timeout: Duration,
    /// Longest transaction that a producer may ask for (Kafka: `transaction.max.timeout.ms`).
    pub max_transaction_timeout: Duration,
    /// Connections at one time; more are closed at once.
    pub max_connections: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            auto_create_partitions: None,
            max_log_bytes: 1 << 30,
            max_partitions: 10_000,
            min_session_timeout: Duration::from_secs(6),
            max_transaction_timeout: Duration::from_secs(900),
            max_connections: 1_000,
        }
    }
}

/// A running broker; it ends, and forgets all, when this is dropped.
#[derive(Debug)]
pub struct Broker {
    address: SocketAddr,
    core: Arc<Core>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Broker {
    /// Starts a broker on a thread of its own; port 0 takes any free port.
    ///
    /// # Errors
    /// The address is taken or not ours.
    pub fn start(listen: SocketAddr, options: Options) -> io::Result<Broker> {
        let listener = TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let core = Arc::new(Core::new(options));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let serving = core.clone();
        let thread = std::thread::Builder::new().name("embedded-broker".into()).spawn(move || {
            runtime.block_on(async {
                match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => tokio::select! {
                        () = connection::accept(listener, serving.clone()) => {}
                        () = housekeeping::run(serving) => {}
                        _ = stopped => {}
                    },
                    Err(error) => tracing::error!(%error, "the embedded broker cannot listen"),
                }
            });
        })?;
        Ok(Broker { address, core, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bytes of all records that it holds.
    pub fn log_bytes(&self) -> usize {
        self.core.lock().topics.bytes()
    }

    /// Disturbances of its requests and answers: planned, and happened.
    pub fn faults(&self) -> &Faults {
        &self.core.faults
    }

    /// For this long, requests to the coordinator of groups and transactions are answered NOT_COORDINATOR, as while it moves.
    pub fn move_coordinator(&self, for_time: Duration) {
        self.core.lock().coordinator_moves(for_time);
    }

    /// Fences the producer of this transactional id, as a second producer with the same id would. False: there is none.
    pub fn fence(&self, transactional_id: &str) -> bool {
        self.core.abort_and_fence(transactional_id)
    }

    /// Fences every producer with an open transaction, as if its transaction had timed out. Returns their transactional ids.
    pub fn time_out_transactions(&self) -> Vec<String> {
        let open = self.core.lock().transactions.open();
        open.into_iter().filter(|id| self.core.abort_and_fence(id)).collect()
    }

    /// The transactional ids that it knows.
    pub fn transactional_ids(&self) -> Vec<String> {
        self.core.lock().transactions.ids()
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
