//! Asks the cluster once before a command begins, so that its failure names the cause and the next command to type.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};

use super::Failure;
use crate::config::Config;
use crate::stream::{Context, plain_consumer};

const WITHIN: Duration = Duration::from_secs(5);

/// Whether the cluster answers, and has this topic.
///
/// # Errors
/// Nobody there, the wrong host, TLS or credentials that do not fit, a topic that is missing.
pub fn reach(config: &Config, topic: Option<&str>) -> Result<(), Failure> {
    let context = Context::new(&config.kafka, None);
    let client: Result<BaseConsumer<Context>, _> = plain_consumer(&config.kafka).create_with_context(context.clone());
    let client = client.map_err(|e| Failure::new(Failure::CONFIGURATION, format!("kafka.properties: {e}")))?;
    let brokers = &config.kafka.brokers;
    match client.fetch_metadata(topic, WITHIN) {
        Err(error) => {
            // The reasons wait as events until somebody polls.
            for _ in 0..8 {
                let _ = client.poll(Duration::from_millis(20));
            }
            Err(unreachable(brokers, &context.last_failure().unwrap_or_else(|| error.to_string())))
        }
        Ok(metadata) => match topic {
            Some(topic) if !metadata.topics().iter().any(|t| t.name() == topic && t.error().is_none()) => {
                let message = format!("topic {topic} is missing at {brokers}; `wiredesk topics create` creates it");
                Err(Failure::new(Failure::CONFIGURATION, message))
            }
            _ => Ok(()),
        },
    }
}

/// What librdkafka says of a connection that failed, and what to do about it.
fn unreachable(brokers: &str, said: &str) -> Failure {
    let said = said.split(" (after ").next().unwrap_or(said); // how often and in which state: for a log
    let has = |words: &[&str]| words.iter().any(|w| said.contains(w));
    let (code, cause, next) = if has(&["SASL", "uthentication failed"]) && !has(&["verify that security.protocol"]) {
        (
            Failure::NO_PERMISSION,
            "refuses to log us in",
            "check sasl.* in [kafka.properties] and kafka.sasl_password_file; `wiredesk config show` prints what is in force",
        )
    } else if has(&["certificate verify failed", "certificate could not be verified", "verify failed"]) {
        (
            Failure::UNAVAILABLE,
            "has a certificate that nobody here vouches for",
            "set \"ssl.ca.location\" in [kafka.properties] to the certificate of the authority that signed it",
        )
    } else if has(&["certificate required", "bad certificate", "unknown ca", "handshake failure"]) {
        (
            Failure::NO_PERMISSION,
            "does not accept our certificate",
            "check \"ssl.certificate.location\" and \"ssl.key.location\" in [kafka.properties]",
        )
    } else if has(&["SSL", "ssl", "certificate", "verify that security.protocol"]) {
        (
            Failure::UNAVAILABLE,
            "does not speak as configured (TLS or plaintext)",
            "check security.protocol in [kafka.properties]; `wiredesk config show` prints what is in force",
        )
    } else if has(&["resolve"]) {
        (Failure::UNAVAILABLE, "is no host that can be found", "check kafka.brokers, or set WIREDESK_KAFKA__BROKERS=host:port")
    } else if has(&["refused"]) {
        (
            Failure::UNAVAILABLE,
            "is not there: nobody listens",
            "start it, set WIREDESK_KAFKA__BROKERS=host:port, or try `wiredesk demo`, which needs no Kafka",
        )
    } else {
        // A listener that speaks TLS does not answer a client that does not.
        (
            Failure::UNAVAILABLE,
            "does not answer",
            "check kafka.brokers, security.protocol in [kafka.properties] and the network, or set WIREDESK_KAFKA__BROKERS=host:port",
        )
    };
    Failure::new(code, format!("the cluster at {brokers} {cause}; {next}\n  ({said})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_names_its_cause() {
        let told = |said| unreachable("b:1", said);
        assert_eq!(told("Connect to ipv4#127.0.0.1:1 failed: Connection refused").code, Failure::UNAVAILABLE);
        assert!(told("Connect to ipv4#127.0.0.1:1 failed: Connection refused").message.contains("wiredesk demo"));
        assert_eq!(told("SASL authentication error: Authentication failed").code, Failure::NO_PERMISSION);
        let untrusted = "SSL handshake failed: certificate verify failed: broker certificate could not be verified, verify that …";
        assert!(told(untrusted).message.contains("ssl.ca.location\" in [kafka.properties]"));
        assert_eq!(told("Receive failed: ssl/tls alert bad certificate: SSL alert number 42").code, Failure::NO_PERMISSION);
        assert!(told("SSL handshake failed: wrong version number").message.contains("security.protocol"));
        assert!(
            told("Disconnected: verify that security.protocol is correctly configured, broker might require SASL authentication")
                .message
                .contains("security.protocol")
        );
        assert!(told("Failed to resolve 'nowhere:9092'").message.contains("no host"));
    }
}
