//! An editor's word: published once, through kills too; the state and every replay have it where it was said.

use std::time::Duration;

use rdkafka::message::OwnedHeaders;
use serde_json::Value;

use crate::on_each;
use crate::reader::{Reader, Record};
use crate::site::{NEWS, Site};
use crate::stages::{last_field, put};
use crate::support::clients::flush;
use crate::support::load::Wires;

/// Puts wires on the raw topic, from this number on.
fn send(site: &Site, first: usize, wires: &[String]) {
    let producer = site.cluster.producer(&[]);
    for (n, wire) in wires.iter().enumerate() {
        put(&producer, &site.topic("wire.raw"), 0, first + n, wire.as_bytes(), OwnedHeaders::new());
    }
    flush(&producer);
}

/// Two stories, and the second's text once more under another id: a duplicate, true or false.
fn wires() -> Vec<String> {
    let mut source = Wires::new(5);
    let (first, second) = (source.ninjs(0, 900), source.ninjs(1, 900));
    let copy = second.replace("urn:load:1", "urn:load:77");
    assert_ne!(copy, second);
    vec![first, second, copy]
}

fn events(site: &Site, count: usize) -> Vec<Record> {
    let mut reader = site.reader(&NEWS);
    reader.until(count);
    reader.read_for(Duration::from_millis(500));
    let mut records = reader.records;
    assert_eq!(records.len(), count);
    records.sort_by(|a, b| (&a.topic, a.offset).cmp(&(&b.topic, b.offset)));
    records
}

fn id(event: &Value) -> String {
    event["id"].as_str().expect("an id").to_owned()
}

fn duplicate(records: &[Record]) -> Value {
    records.iter().find(|r| r.header("class") == Some("duplicate")).expect("a duplicate").json()
}

/// Runs `wiredesk overrule`: exit code and all that it says.
fn overrule(site: &Site, arguments: &[&str]) -> (Option<i32>, String) {
    let output = site.wiredesk(&[&["overrule", "--by", "Ada"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

#[test]
fn a_false_duplicate_goes_out_once_and_later_stories_find_it() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let wires = wires();
        send(&site, 0, &wires);
        let daemon = site.daemon("one", &[]);
        let wrong = duplicate(&events(&site, 3));
        let wait = ["--wait", "180"];
        let word = ["--event", &id(&wrong), "--class", "new", "--split", "--note", "another council"];
        let (code, said) = overrule(&site, &[&word[..], &wait].concat());
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("is duplicate in thread") && said.contains(&site.topic("news.new")), "{said}");

        let records = events(&site, 4);
        let out = records.iter().find(|r| r.json()["data"]["relations"][0]["kind"] == "overrules").expect("the new event");
        let event = out.json();
        assert_eq!((out.topic.clone(), out.header("class")), (site.topic("news.new"), Some("new")));
        assert_eq!((&event["subject"], &event["data"]["story"]), (&wrong["subject"], &wrong["data"]["story"]));
        assert_eq!(event["data"]["relations"][0]["of"]["event"], wrong["id"]);
        assert_eq!(event["data"]["thread"]["id"], event["id"]);
        assert_eq!((&event["time"], event["data"]["source"]["topic"].as_str()), (&wrong["time"], Some(&*site.topic("wire.overrides"))));
        let reasons = event["data"]["classification"]["reasons"].to_string();
        assert!(reasons.contains("overruled by Ada") && reasons.contains("another council"), "{reasons}");
        assert!(said.contains(&id(&event)), "the command names the event: {said}");

        // The same once more changes nothing, and is accounted for.
        let (code, said) = overrule(&site, &[&word[..], &wait].concat());
        assert_eq!((code, said.contains("nothing to change")), (Some(0), true), "{said}");
        let mut skipped = site.reader(&["wire.skipped"]);
        skipped.until(1);
        assert_eq!(skipped.records[0].json()["reason"]["code"], "overrule.unchanged");

        // A further report of the story joins the thread that the word opened.
        send(&site, 10, &[Wires::new(31).ninjs(77, 900).replace("\"version\":\"1\"", "\"version\":\"2\"")]);
        let records = events(&site, 5);
        let further: Vec<Value> =
            records.iter().map(Record::json).filter(|e| e["subject"] == wrong["subject"] && e["data"]["source"]["offset"] == 3).collect();
        assert_eq!(further[0]["data"]["thread"]["id"], event["id"], "{}", further[0]);

        for (arguments, words) in [
            (["--event", "00000000000000000000000000000007", "--class", "new"], "no story of the desk's window"),
            (["--event", &id(&wrong), "--class", "embargoed"], "cannot be embargoed"),
            (["--event", &id(&wrong), "--class", "gossip"], "invalid value"),
        ] {
            let (code, said) = overrule(&site, &arguments);
            assert!(code != Some(0) && said.contains(words), "{said}");
        }
        assert_eq!(daemon.stop(), Some(0));
    });
}

#[test]
fn a_word_is_kept_by_state_and_replays_through_kills() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let mut all = wires();
        send(&site, 0, &all);
        let mut daemon = site.daemon("one", &[("WIREDESK_KAFKA__INSTANCE", "one")]);
        let wrong = duplicate(&events(&site, 3));
        // Nobody is there when it is said; who comes is killed while it may be at it.
        daemon.kill();
        let said = overrule(&site, &["--event", &id(&wrong), "--class", "breaking", "--wait", "0"]);
        assert_eq!(said.0, Some(0), "{}", said.1);
        let mut source = Wires::new(9);
        let more: Vec<String> = (20..60).map(|n| source.ninjs(n, 700)).collect();
        send(&site, 20, &more);
        all.extend(more);
        for turn in 0..2 {
            let mut short =
                site.daemon(&format!("short-{turn}"), &[("WIREDESK_KAFKA__INSTANCE", "one"), ("WIREDESK_KAFKA__MAX_IN_FLIGHT", "5")]);
            short.until_logged("restored");
            short.kill();
        }
        let last = site.daemon("last", &[("WIREDESK_KAFKA__INSTANCE", "one")]);
        let live = events(&site, all.len() + 1);
        assert_eq!(live.iter().filter(|r| r.json()["data"]["relations"][0]["kind"] == "overrules").count(), 1);
        let log = last.log_path().to_owned();
        assert_eq!(last.stop(), Some(0));
        let closed = last_field(&std::fs::read_to_string(log).expect("a log"), "closed", "digest=");
        let again = site.daemon("again", &[("WIREDESK_KAFKA__INSTANCE", "one")]);
        again.until_ready();
        assert_eq!(last_field(&again.log(), "restored", "digest="), closed);
        assert_eq!(again.stop(), Some(0));

        let stories = site.topic("wire.stories");
        for (name, arguments) in [("s", &["--topic", &stories][..]), ("a", &[]), ("b", &["--jobs", "2"])] {
            let output = site.wiredesk(&[&["replay", "--name", name, "--execute"], arguments].concat());
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let of_replay = |name: &str| {
            let topics: Vec<(String, i32)> = NEWS.iter().map(|t| (format!("{name}.{}", site.topic(t)), 1)).collect();
            let mut reader = Reader::new(&site.cluster, &topics);
            reader.until(live.len());
            reader.read_for(Duration::from_millis(500));
            let mut records = reader.records;
            records.sort_by(|a, b| (&a.topic, a.offset).cmp(&(&b.topic, b.offset)));
            let bytes = |r: Record| (r.topic.replacen(&format!("{name}."), "", 1), r.key, r.headers, r.time_ms, r.value);
            records.into_iter().map(bytes).collect::<Vec<_>>()
        };
        let bytes = |r: &Record| (r.topic.clone(), r.key.clone(), r.headers.clone(), r.time_ms, r.value.clone());
        assert_eq!(of_replay("s"), live.iter().map(bytes).collect::<Vec<_>>(), "from wire.stories: the live bytes");
        assert_eq!(of_replay("a"), of_replay("b"), "from wire.raw: the same twice");
    });
}

#[test]
fn a_bad_word_is_a_dead_letter_and_goes_back() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        send(&site, 0, &wires());
        let daemon = site.daemon("one", &[]);
        let wrong = duplicate(&events(&site, 3));
        let producer = site.cluster.producer(&[]);
        let topic = site.topic("wire.overrides");
        put(&producer, &topic, 0, 3, b"{\"type\":\"wire.override.v1\"}", OwnedHeaders::new());
        // A word whose event left the window, as far as the desk can tell.
        let mut stories = site.reader(&["wire.stories"]);
        stories.until(3);
        let unknown = serde_json::json!({"type": "wire.override.v1", "record": stories.records[2].json(),
            "overrule": {"event": "00000000000000000000000000000007", "class": "new", "by": "Ada", "time": "2026-02-12T06:00:00Z"}});
        let record = rdkafka::producer::BaseRecord::to(&topic).partition(0).key("default");
        let payload = unknown.to_string();
        producer.send(record.payload(&payload).timestamp(1)).map_err(|(e, _)| e).expect("queued");
        flush(&producer);
        let mut letters = site.reader(&["wire.dead-letters"]);
        letters.until(2);
        let code = |offset: &str| {
            let of =
                |r: &&Record| r.header("__connect.errors.topic") == Some(&topic) && r.header("__connect.errors.offset") == Some(offset);
            letters.records.iter().find(of).and_then(|r| r.header("__connect.errors.class.name")).map(str::to_owned)
        };
        assert_eq!(code("0").as_deref(), Some("overrule.unreadable"));
        assert_eq!(code("1").as_deref(), Some("overrule.unknown-event"));
        let done = site.wiredesk(&["dead-letters", "requeue", "--execute", "--reason", "overrule.unknown-event"]);
        assert!(String::from_utf8_lossy(&done.stdout).contains("1 put back"), "{}", String::from_utf8_lossy(&done.stderr));
        letters.until(3);
        assert_eq!(letters.records[2].header("__connect.errors.offset"), Some("1"), "it keeps its place");
        // And the pipeline goes on.
        assert_eq!(overrule(&site, &["--event", &id(&wrong), "--class", "update", "--wait", "180"]).0, Some(0));
        assert_eq!(daemon.stop(), Some(0));
    });
}
