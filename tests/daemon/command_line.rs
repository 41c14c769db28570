//! The commands around the daemon.

use std::fs;

use rdkafka::message::OwnedHeaders;

use crate::on_each;
use crate::site::Site;
use crate::stages::put;
use crate::support::brokers::embedded;
use crate::support::clients::{flush, until};
use crate::support::load::Wires;

#[test]
fn what_is_sent_is_seen_by_tail() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let folder = tempfile::tempdir().expect("a folder");
        let mut source = Wires::new(2);
        for n in 0..3 {
            fs::write(folder.path().join(format!("{n}.json")), source.ninjs(n, 600)).expect("written");
        }
        let folder = folder.path().display().to_string();
        let sent = site.wiredesk(&["send", &folder, "--key", "north"]);
        assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
        let _daemon = site.daemon("one", &[]);
        let seen = site.wiredesk(&["tail", "--from-beginning", "--count", "3", "--json"]);
        let seen = String::from_utf8(seen.stdout).expect("UTF-8");
        assert_eq!(seen.lines().count(), 3, "{seen}");
        for line in seen.lines() {
            let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(event["specversion"], "1.0");
        }
        let raw = {
            let mut reader = site.reader(&["wire.raw"]);
            reader.until(3);
            reader.records
        };
        assert!(raw.iter().all(|r| r.key.as_deref() == Some("north")));
        assert!(raw.iter().enumerate().all(|(n, r)| r.json()["uri"] == format!("urn:load:{n}")), "in name order");
    });
}

#[test]
fn topics_check_says_what_differs() {
    on_each(|cluster| {
        let site = Site::without_topics(cluster, 1, 1);
        let check = |site: &Site| {
            let output = site.wiredesk(&["topics", "check"]);
            (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
        };
        let (code, found) = check(&site);
        assert_eq!(code, Some(1));
        assert!(found.contains("wire.raw: missing"), "{found}");
        for _ in 0..2 {
            assert!(site.wiredesk(&["topics", "create"]).status.success(), "creating is idempotent");
        }
        let (code, found) = check(&site);
        assert_eq!(code, Some(0), "{found}");
    });
}

#[test]
fn a_bad_configuration_is_exit_78_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bad.toml");
    fs::write(&file, "[topics]\nstoriez = \"x\"\n").expect("written");
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(["config", "check", "--config"]).arg(&file).output().expect("runs");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(78), "{message}");
    assert!(message.contains("bad.toml:2: topics.storiez: unknown key `storiez`; did you mean `stories`?"), "{message}");
}

/// A disk without room under the log, or a pipe whose reader has gone.
#[test]
fn a_log_that_cannot_be_written_changes_nothing() {
    let site = Site::new(embedded(), 1, 1);
    std::os::unix::fs::symlink("/dev/full", site.config().with_file_name("full.log")).expect("a log that takes nothing");
    let daemon = site.daemon("full", &[]);
    let (producer, mut source) = (site.cluster.producer(&[]), Wires::new(1));
    for n in 0..5 {
        put(&producer, &site.topic("wire.raw"), 0, n, source.ninjs(n, 700).as_bytes(), OwnedHeaders::new());
    }
    flush(&producer);
    site.until_outcomes(5);
    assert_eq!(daemon.stop(), Some(0));
    let mut bad = site.daemon("full", &[("WIREDESK_KAFKA__MAX_IN_FLIGHT", "none")]);
    assert_eq!(until("the end", || bad.ended()), Some(78));
}

#[test]
fn a_check_that_connects_names_what_a_daemon_would_miss() {
    on_each(|cluster| {
        let site = Site::without_topics(cluster, 1, 1);
        let check = |site: &Site| {
            let output = site.wiredesk(&["config", "check", "--connect"]);
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let (code, said) = check(&site);
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains("wire.stories: missing") && said.contains("news.embargoed: missing"), "{said}");
        assert!(site.wiredesk(&["topics", "create"]).status.success());
        let (code, said) = check(&site);
        assert_eq!(code, Some(0), "{said}");
    });
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(["man", "--all"]).arg(folder.path()).output().expect("runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for page in ["wiredesk.1", "wiredesk-run.1", "wiredesk-replay.1", "wiredesk-dead-letters-requeue.1"] {
        let text = fs::read_to_string(folder.path().join(page)).expect(page);
        assert!(text.contains(".TH") && text.contains(".SH"), "{page}");
    }
}
