//! Another process takes over from one that is gone: with a warm state, and past what it left open.

use std::time::Duration;

use rdkafka::message::OwnedHeaders;

use crate::crashes::SESSION_MS;
use crate::on_each;
use crate::site::{Daemon, Site};
use crate::stages::{last_field, put};
use crate::support::brokers;
use crate::support::clients::{flush, until};
use crate::support::load::Wires;

fn send(site: &Site, numbers: std::ops::Range<usize>) {
    let (producer, mut source) = (site.cluster.producer(&[]), Wires::new(numbers.start as u64));
    for n in numbers {
        put(&producer, &site.topic("wire.raw"), 0, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
    }
    flush(&producer);
}

/// Entries of the changelog that were read back before the partition ran.
fn read_back(daemon: &Daemon) -> usize {
    last_field(&daemon.log(), "restored", "read=").parse().expect("a number")
}

#[test]
fn a_takeover_reads_only_what_came_last() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let mut owner = site.daemon("owner", &[SESSION_MS]);
        owner.until_logged("restored");
        let standby = site.daemon("standby", &[SESSION_MS]);
        send(&site, 0..300);
        site.until_outcomes(300);
        standby.until_logged("standing by");
        owner.kill();
        send(&site, 300..310);
        site.until_outcomes(310);
        let read = read_back(&standby);
        assert!(read < 300, "{read} entries were read back, of 300 that could be followed:\n{}", standby.log());
        // The state that was followed is the one that is read back.
        let log = standby.log_path().to_owned();
        assert_eq!(standby.stop(), Some(0));
        let closed = last_field(&std::fs::read_to_string(log).expect("a log"), "closed", "digest=");
        let fresh = site.daemon("fresh", &[]);
        fresh.until_ready();
        assert_eq!((read_back(&fresh), last_field(&fresh.log(), "restored", "digest=")), (310, closed));
    });
}

#[test]
fn what_a_killed_intake_left_open_is_ended_by_its_successor() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        // Nobody but the successor ends it within the test's patience.
        let lasting = ("WIREDESK_KAFKA__PROPERTIES__TRANSACTION_TIMEOUT_MS", "900000");
        let crash = ("WIREDESK_TEST_CRASH_AT", "offsets:3");
        let mut first = site.daemon_that(&["run", "--only", "intake"], "first", &[SESSION_MS, lasting, crash]);
        let mut sent = 0;
        until("the crash", || {
            send(&site, sent..sent + 1);
            sent += 1;
            std::thread::sleep(Duration::from_millis(50));
            first.ended()
        });
        let second = site.daemon("second", &[SESSION_MS, lasting]);
        site.until_outcomes(sent);
        assert!(second.log().contains("ending the transaction that another process left open"), "{}", second.log());
    });
}

/// A rebalance moves a partition in two rounds. An owner that is killed between them, and comes back under its name, asks for no second one.
/// `other`: the environment of the process that was to have some of its partitions.
fn nobody_reads_until_it_is_dealt_anew(other: &[(&str, &str)]) {
    const WIRES: usize = 40;
    let Some(cluster) = brokers::kafka() else { return };
    let site = Site::new(cluster, 4, 1);
    let named = ("WIREDESK_KAFKA__INSTANCE", "north");
    let start = |environment: &[_]| site.daemon_that(&["run", "--only", "intake"], "north", environment);
    let mut first = start(&[named, ("WIREDESK_TEST_CRASH_AT", "revoke:1")]);
    first.until_ready();
    let other = site.daemon("south", other);
    until("the crash", || first.ended());
    let again = start(&[named]);
    again.until_ready();
    let (producer, mut source) = (site.cluster.producer(&[]), Wires::new(5));
    for n in 0..WIRES {
        put(&producer, &site.topic("wire.raw"), n as i32 % 4, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
    }
    flush(&producer);
    site.until_outcomes(WIRES);
    let told = |daemon: &Daemon| daemon.log().contains("nobody in the group reads");
    assert!(told(&other) || told(&again), "no partition was left to nobody:\n{}", again.log());
    assert_eq!((other.stop(), again.stop()), (Some(0), Some(0)));
}

#[test]
fn partitions_that_a_group_leaves_to_nobody_are_dealt_anew() {
    nobody_reads_until_it_is_dealt_anew(&[]);
}

#[test]
fn partitions_that_named_members_leave_to_nobody_are_dealt_anew() {
    nobody_reads_until_it_is_dealt_anew(&[("WIREDESK_KAFKA__INSTANCE", "south")]);
}
