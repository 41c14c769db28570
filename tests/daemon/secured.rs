//! TLS, logins and rights on a real Kafka: what docs/security.md lists is enough, what is missing or wrong is told, secrets stay secret.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output};
use std::time::Duration;

use rdkafka::message::OwnedHeaders;

use crate::site::{Daemon, Site};
use crate::stages::{put, wires};
use crate::support::brokers::Cluster;
use crate::support::clients::flush;
use crate::support::secured::{KEY_PASSWORD, PLAIN_PASSWORD, Right, SCRAM_PASSWORD, Secured, USER};

/// How a client reaches the cluster: its part of `[kafka]`, and the one of `[kafka.properties]`.
struct Way {
    name: &'static str,
    brokers: String,
    secret: (&'static str, &'static str),
    properties: Vec<(&'static str, String)>,
}

fn ways(kafka: &Secured) -> [Way; 3] {
    let file = |name: &str| kafka.file(name).display().to_string();
    let sasl = |name, mechanism: &str, password| Way {
        name,
        brokers: kafka.sasl.clone(),
        secret: ("sasl_password_file", password),
        properties: vec![
            ("security.protocol", "SASL_SSL".into()),
            ("sasl.mechanisms", mechanism.into()),
            ("sasl.username", USER.into()),
            ("ssl.ca.location", file("ca.pem")),
        ],
    };
    let mutual = vec![
        ("security.protocol", "SSL".into()),
        ("ssl.ca.location", file("ca.pem")),
        ("ssl.certificate.location", file("client.pem")),
        ("ssl.key.location", file("client.key")),
    ];
    [
        sasl("scram", "SCRAM-SHA-512", SCRAM_PASSWORD),
        sasl("plain", "PLAIN", PLAIN_PASSWORD),
        Way { name: "mutual", brokers: kafka.mutual.clone(), secret: ("ssl_key_password_file", KEY_PASSWORD), properties: mutual },
    ]
}

impl Way {
    fn with(mut self, property: &'static str, value: impl Into<String>) -> Way {
        self.properties.retain(|(name, _)| *name != property);
        self.properties.push((property, value.into()));
        self
    }

    fn without(mut self, property: &str) -> Way {
        self.properties.retain(|(name, _)| *name != property);
        self
    }

    /// A site that goes this way, with the default names.
    fn site(&self, kafka: &Secured) -> Site {
        let site = Site::with_default_names(Cluster::at(&kafka.open));
        let secret = site.config().with_file_name("secret");
        fs::write(&secret, self.secret.1).expect("written");
        let mut text =
            format!("[kafka]\nbrokers = \"{}\"\n{} = \"{}\"\n[kafka.properties]\n", self.brokers, self.secret.0, secret.display());
        self.properties.iter().for_each(|(name, value)| text += &format!("\"{name}\" = \"{value}\"\n"));
        site.configure(&text);
        site
    }
}

fn check(site: &Site) -> (Option<i32>, String) {
    told(&site.wiredesk(&["config", "check", "--connect"]))
}

fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

/// What the daemon's admin server says at `/metrics`.
fn metrics(daemon: &Daemon) -> String {
    let log = daemon.log();
    let address = log.split("127.0.0.1:").find_map(|rest| {
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).ok()?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut text = String::new();
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.read_to_string(&mut text).ok()?;
        text.contains("wiredesk_").then_some(text)
    });
    address.unwrap_or_else(|| panic!("no admin server in\n{log}"))
}

#[test]
fn the_listed_rights_are_enough_and_what_is_missing_is_told() {
    let Some(kafka) = Secured::start() else { return };
    let [scram, plain, mutual] = ways(&kafka);
    let site = scram.site(&kafka);

    wrong_ways_are_told(&kafka);

    // Not even the topics are shown.
    let (code, said) = check(&site);
    assert_eq!(code, Some(78), "{said}");
    for right in
        ["topic wire.raw: rights are missing; it needs Read, DescribeConfigs", "group wiredesk-desk: rights are missing; it needs Read"]
    {
        assert!(said.contains(right), "{said}");
    }
    let (code, said) = told(&site.wiredesk(&["run"]));
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("topic wire.stories: is not shown to us: rights on it are missing"), "{said}");

    let open = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(arguments).env("WIREDESK_KAFKA__BROKERS", &kafka.open).output().expect("it runs")
    };
    for _ in 0..2 {
        open(&["config", "check", "--connect"]);
        let (_, said) = told(&open(&["topics", "check"]));
        assert!(said.contains("wire.raw: missing") && said.contains("wire.skipped: missing"), "who asks makes nothing: {said}");
    }
    assert!(open(&["topics", "create"]).status.success(), "the test itself may create topics");
    let (held_back, given): (Vec<Right>, Vec<Right>) = Right::listed()
        .into_iter()
        .partition(|r| r.is("news.new", "Write") || r.is("wiredesk.desk-changelog", "Delete") || r.is("wire.raw", "Read"));
    assert_eq!(held_back.len(), 3);
    kafka.allow(&given);
    let expected = [
        "topic wire.raw: rights are missing; it needs Read, DescribeConfigs",
        "topic news.new: rights are missing; it needs Write, DescribeConfigs",
        "topic wiredesk.desk-changelog: the right Delete is missing",
    ];
    // Brokers learn of new rights a little later.
    let mut said = String::new();
    for _ in 0..30 {
        said = check(&site).1;
        if said.matches("missing").count() == expected.len() {
            break;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(expected.iter().all(|line| said.contains(line)) && said.matches("missing").count() == expected.len(), "{said}");

    kafka.allow(&held_back);
    for (n, way) in [scram, plain, mutual].iter().enumerate() {
        let site = way.site(&kafka);
        let sound = (0..30).any(|_| check(&site).0 == Some(0));
        assert!(sound, "{}: {}", way.name, check(&site).1);
        the_pipeline_runs(&site, way, n);
    }
}

/// Sends wires, sees their outcomes, and looks for secrets; so many times it was done before.
fn the_pipeline_runs(site: &Site, way: &Way, before: usize) {
    let producer = site.cluster.producer(&[]);
    let wires = wires();
    wires.iter().enumerate().for_each(|(n, wire)| put(&producer, "wire.raw", 0, n, wire, OwnedHeaders::new()));
    flush(&producer);
    let daemon = site.daemon(way.name, &[("WIREDESK_LOG__FILTER", "debug")]);
    site.outcomes().until((before + 1) * wires.len());
    let metrics = metrics(&daemon);
    let log = daemon.log_path().to_owned();
    assert_eq!(daemon.stop(), Some(0));
    let log = fs::read_to_string(log).expect("a log");
    let shown = told(&site.wiredesk(&["config", "show"])).1;
    assert!(shown.contains("is set and not shown"), "{shown}");
    assert!(!log.contains("cannot be cut") && !log.contains("uthorization failed"), "{log}");
    for text in [&log, &shown, &metrics] {
        assert!(
            ![SCRAM_PASSWORD, PLAIN_PASSWORD, KEY_PASSWORD].iter().any(|secret| text.contains(secret)),
            "{}: a secret in {text}",
            way.name
        );
    }
}

fn wrong_ways_are_told(kafka: &Secured) {
    let other_ca = kafka.file("other-ca.pem").display().to_string();
    let way = |n: usize| ways(kafka).into_iter().nth(n).expect("three ways");
    let wrong_password = Way { secret: ("sasl_password_file", "wrong-5cTn1K"), ..way(0) };
    for (way, code, expected) in [
        (wrong_password, 77, "refuses to log us in; check sasl.*"),
        (way(0).with("ssl.ca.location", &other_ca), 69, "has a certificate that nobody here vouches for; set \"ssl.ca.location\""),
        (way(2).without("ssl.certificate.location").without("ssl.key.location"), 77, "does not accept our certificate"),
        (way(0).with("security.protocol", "SASL_PLAINTEXT"), 69, "check kafka.brokers, security.protocol"),
    ] {
        let (is, said) = check(&way.site(kafka));
        assert!(is == Some(code) && said.contains(expected), "{}: exit {is:?}: {said}", way.name);
        assert!(!said.contains(way.secret.1), "a secret in {said}");
    }
}
