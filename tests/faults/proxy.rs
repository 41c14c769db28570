//! The network between a daemon and a Kafka: it passes frames on, disturbs chosen requests, and fails as a whole.
//!
//! A frame is its length in four bytes, and a body that begins, in a request, with API key, version and correlation id, in an answer with
//! the correlation id of its request (Kafka protocol guide, "Messages").

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wiredesk::embedded::{ApiKey, Fault as Disturbance, Faults};

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// All passes.
    Whole,
    /// Nothing passes, and no connection ends: packets are swallowed.
    Silent,
    /// Connections end, and no new one is made.
    Cut,
    /// Each answer is this much late.
    Slow(Duration),
}

/// Proxies of a cluster's nodes.
pub struct Proxy {
    shared: Arc<Shared>,
    /// `host:port` of each, with commas.
    pub bootstrap: String,
}

struct Shared {
    faults: Faults,
    network: Mutex<Network>,
    connections: Mutex<Vec<Arc<Connection>>>,
}

/// Both ends of one connection.
struct Connection {
    client: TcpStream,
    broker: TcpStream,
    /// Swallows all from now on.
    silent: AtomicBool,
    /// Disturbances of answers that are on their way, by correlation id.
    due: Mutex<HashMap<[u8; 4], Disturbance>>,
}

impl Proxy {
    /// Listens at this port and those after it, one a node, and passes on to as many ports that follow (`--proxied` of tests/kafka/kafka).
    pub fn start(first: u16, nodes: u16) -> Proxy {
        let shared = Arc::new(Shared { faults: Faults::default(), network: Mutex::new(Network::Whole), connections: Mutex::default() });
        for port in first..first + nodes {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("a free port");
            let shared = shared.clone();
            std::thread::spawn(move || {
                for client in listener.incoming().flatten() {
                    // A node that is down refuses: so does its proxy, by ending the connection.
                    if let Ok(broker) = TcpStream::connect((Ipv4Addr::LOCALHOST, port + nodes)) {
                        shared.connect(client, broker);
                    }
                }
            });
        }
        let bootstrap: Vec<String> = (first..first + nodes).map(|port| format!("127.0.0.1:{port}")).collect();
        Proxy { shared, bootstrap: bootstrap.join(",") }
    }

    /// Disturbances of requests and answers that pass: planned, and happened.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// From now on it is so.
    pub fn becomes(&self, network: Network) {
        *self.shared.network.lock().expect("no poison") = network;
        if network == Network::Cut {
            self.shared.connections.lock().expect("no poison").drain(..).for_each(|c| c.end());
        }
    }
}

impl Shared {
    fn network(&self) -> Network {
        *self.network.lock().expect("no poison")
    }

    fn connect(self: &Arc<Shared>, client: TcpStream, broker: TcpStream) {
        let connection = Arc::new(Connection { client, broker, silent: false.into(), due: Mutex::default() });
        let mut connections = self.connections.lock().expect("no poison");
        if self.network() == Network::Cut {
            return;
        }
        // What is over is held by this list alone.
        connections.retain(|c| Arc::strong_count(c) > 1);
        connections.push(connection.clone());
        for way in [Shared::requests, Shared::answers] {
            let (shared, connection) = (self.clone(), connection.clone());
            std::thread::spawn(move || {
                let _ = way(&shared, &connection);
                connection.end();
            });
        }
    }

    fn requests(&self, connection: &Connection) -> io::Result<()> {
        loop {
            let frame = frame(&connection.client)?;
            let key = frame.get(4..6).map_or(-1, |key| i16::from_be_bytes([key[0], key[1]]));
            match ApiKey::try_from(key).ok().and_then(|key| self.faults.of(key)) {
                None => {}
                Some(Disturbance::CutRequest) => return Ok(()),
                Some(Disturbance::LoseRequest) => connection.silent.store(true, Ordering::SeqCst),
                Some(of_answer) => {
                    let id = frame[8..12].try_into().expect("a correlation id");
                    connection.due.lock().expect("no poison").insert(id, of_answer);
                }
            }
            self.pass(connection, &connection.broker, &frame)?;
        }
    }

    fn answers(&self, connection: &Connection) -> io::Result<()> {
        loop {
            let frame = frame(&connection.broker)?;
            let disturbance = connection.due.lock().expect("no poison").remove(frame.get(4..8).unwrap_or_default());
            match disturbance {
                None => {}
                Some(Disturbance::DelayAnswer(time)) => std::thread::sleep(time),
                Some(Disturbance::CutAnswer) => return Ok(()),
                Some(_) => connection.silent.store(true, Ordering::SeqCst),
            }
            if let Network::Slow(late) = self.network() {
                std::thread::sleep(late);
            }
            self.pass(connection, &connection.client, &frame)?;
        }
    }

    /// Sends on what came, when the network lets it through.
    fn pass(&self, connection: &Connection, mut to: &TcpStream, frame: &[u8]) -> io::Result<()> {
        while self.network() == Network::Silent {
            std::thread::sleep(Duration::from_millis(5));
        }
        if connection.silent.load(Ordering::SeqCst) { Ok(()) } else { to.write_all(frame) }
    }
}

impl Connection {
    fn end(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.broker.shutdown(Shutdown::Both);
    }
}

/// The next frame with its length.
fn frame(mut from: &TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut frame = length.to_vec();
    frame.resize(4 + u32::from_be_bytes(length) as usize, 0);
    from.read_exact(&mut frame[4..])?;
    Ok(frame)
}
