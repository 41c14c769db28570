//! The daemon as its users run it: the `wiredesk` program against a broker, the embedded one and a real Kafka.
//!
//! Holds one-outcome, all-or-nothing, fold and fence-first from outside: by what a read-committed reader finds on the topics.

#[path = "../support/mod.rs"]
mod support;

mod command_line;
mod crashes;
mod dead_letters;
mod measure;
mod overrules;
mod pass_through;
#[allow(dead_code, reason = "the faults' tests use the rest")]
mod reader;
mod reload;
mod replay;
mod secured;
#[allow(dead_code, reason = "the faults' tests use the rest")]
mod site;
mod stages;
mod takeover;
mod traces;

use support::brokers::{self, Cluster};

/// Runs a test on the embedded broker and, where there is one, on a real Kafka.
fn on_each(test: fn(Cluster)) {
    test(brokers::embedded());
    if let Some(kafka) = brokers::kafka() {
        test(kafka);
    }
}
