//! A pipeline without Kafka: the embedded broker with the topics of the configuration.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::Failure;
use crate::config::{Config, RawSource};
use crate::embedded::{Broker, Options};
use crate::stream::topics::{Cluster, plans};

/// Kafka's port: where clients look first.
const USUAL_PORT: u16 = 9092;

/// Starts an embedded broker, on Kafka's usual port where that is free, points the configuration at it and creates its topics.
///
/// # Errors
/// No port, or a topic that the broker refuses.
pub fn start(config: &mut Config) -> Result<Broker, Failure> {
    let listen = |port| Broker::start(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Options::default());
    let broker = match listen(USUAL_PORT) {
        Err(e) if e.kind() == ErrorKind::AddrInUse => listen(0),
        started => started,
    };
    let broker = broker.map_err(|e| Failure::new(Failure::UNAVAILABLE, format!("the embedded broker cannot listen on 127.0.0.1: {e}")))?;
    config.kafka.brokers = broker.address().to_string();
    // Those of a real cluster: users, certificates, timeouts.
    config.kafka.properties.clear();
    config.topics.replication = -1;
    if let RawSource::Matching(_) = &config.topics.raw {
        config.topics.raw = RawSource::Named(vec!["wire.raw".into()]);
    }
    create_topics(config)?;
    Ok(broker)
}

fn create_topics(config: &Config) -> Result<(), Failure> {
    let failed = |e: String| Failure::new(Failure::FAILED, format!("the embedded broker: {e}"));
    let cluster = Cluster::new(config).map_err(failed)?;
    for mut plan in plans(config) {
        // The sample day has its own date, which a clock may not have reached; a broker refuses times that lie ahead.
        plan.settings.insert("message.timestamp.after.max.ms", i64::MAX.to_string());
        cluster.create(&plan, config.topics.replication).map_err(|e| failed(format!("topic {}: {e}", plan.name)))?;
    }
    Ok(())
}

/// The configured admin address where it is free, else one with a free port: what will be printed must be what is listened on.
pub fn free_admin_address(config: &mut Config) {
    if TcpListener::bind(config.admin.listen).is_err()
        && let Ok(free) = TcpListener::bind((config.admin.listen.ip(), 0)).and_then(|l| l.local_addr())
    {
        config.admin.listen = free;
    }
}

/// How a shell line reaches this broker: nothing to say where it listens at the default address.
pub fn environment(broker: &Broker) -> String {
    match broker.address().port() {
        USUAL_PORT => String::new(),
        _ => format!("WIREDESK_KAFKA__BROKERS={} ", broker.address()),
    }
}
