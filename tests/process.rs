//! `wiredesk process` and `explain` as their users call them: exit codes, streams, files, folders, records.

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::outcome;

fn wiredesk(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wiredesk"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(stdin).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

fn ninjs(uri: &str, headline: &str, at: &str) -> String {
    format!(
        r#"{{"uri":"{uri}","type":"text","version":"1","versionCreated":"{at}","language":"en","headlines":[{{"role":"main","value":"{headline}"}}],"bodies":[{{"role":"main","contentType":"text/plain","value":"The ferry to Inchmoor will sail again on Monday, its owner said."}}]}}"#
    )
}

fn write(dir: &Path, name: &str, text: &str) {
    std::fs::write(dir.join(name), text).expect("a file");
}

#[test]
fn a_message_on_standard_input() {
    let out = wiredesk(&["process", "-"], ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z").as_bytes());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = lines(&out);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["specversion"], "1.0");
    assert_eq!(lines[0]["data"]["release"], env!("CARGO_PKG_VERSION"));
    assert_eq!(lines[0]["time"], "2026-02-12T10:00:00Z");
    assert_eq!(lines[0]["data"]["source"].get("file"), None);
}

#[test]
fn a_folder_in_name_order_with_story_times_that_never_run_back() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "b.json", &ninjs("urn:x:2", "Second by name", "2026-02-12T09:00:00Z"));
    write(dir.path(), "a.json", &ninjs("urn:x:1", "First by name", "2026-02-12T10:00:00Z"));
    write(dir.path(), "c.txt", "");
    let out = wiredesk(&["process", &dir.path().to_string_lossy()], b"");
    assert!(out.status.success());
    let lines = lines(&out);
    assert_eq!(lines.iter().map(outcome).filter(|o| *o == "dead-letter").count(), 1, "zero bytes are a dead letter, and exit 0");
    assert_eq!(lines[0]["data"]["story"]["headlines"][0]["value"], "First by name");
    assert_eq!(lines[1]["time"], "2026-02-12T10:00:00Z", "time never runs backwards");
    let offsets: Vec<_> = lines.iter().map(|l| l["data"]["source"]["offset"].as_i64().or(l["source"]["offset"].as_i64())).collect();
    assert_eq!(offsets, [Some(0), Some(1), Some(2)]);
    assert!(lines[1]["data"]["source"]["file"].as_str().is_some_and(|f| f.ends_with("b.json")));
}

#[test]
fn a_folder_without_files_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("below")).expect("a folder");
    write(&folder.path().join("below"), "a.json", &ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z"));
    let out = wiredesk(&["process", folder.path().to_str().expect("UTF-8")], b"");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && out.stdout.is_empty() && said.contains("no files in"), "{said}");
}

#[test]
fn records_as_kcat_prints_them() {
    let payload = serde_json::to_string(&ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z")).expect("JSON");
    let record = format!(
        r#"{{"topic":"wire.raw","partition":2,"offset":17,"tstype":"create","ts":1770890400123,"broker":0,"key":"ferry","payload":{payload}}}"#
    );
    let empty = r#"{"topic":"wire.raw","partition":2,"offset":18,"ts":1770890400124,"key":null,"payload":null}"#;
    let out = wiredesk(&["process", "--records", "-"], format!("{record}\n{empty}\n").as_bytes());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = lines(&out);
    assert_eq!(lines[0]["data"]["source"]["partition"], 2);
    assert_eq!(lines[0]["data"]["source"]["offset"], 17);
    assert_eq!(lines[0]["time"], "2026-02-12T10:00:00.123Z");
    assert_eq!(outcome(&lines[1]), "dead-letter");
}

#[test]
fn a_record_without_a_timestamp_arrives_when_its_story_was_made() {
    let payload = serde_json::to_string(&ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z")).expect("JSON");
    let out = wiredesk(&["process", "--records", "-"], format!(r#"{{"ts":-1,"payload":{payload}}}"#).as_bytes());
    assert_eq!(lines(&out)[0]["time"], "2026-02-12T10:00:00Z");
}

#[test]
fn what_cannot_be_read_is_named() {
    let none = wiredesk(&["process", "/no/such/wire.xml"], b"");
    assert_eq!(none.status.code(), Some(66));
    assert!(String::from_utf8_lossy(&none.stderr).contains("/no/such/wire.xml"));
    let bad = wiredesk(&["process", "--records", "-"], b"{}\nno record\n");
    assert_eq!(bad.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("-:2:"), "{}", String::from_utf8_lossy(&bad.stderr));
    assert_eq!(wiredesk(&["process"], b"").status.code(), Some(2));
    assert_eq!(wiredesk(&["proces"], b"").status.code(), Some(2));
}

#[test]
fn the_schema_holds_for_what_is_printed() {
    let schema: Value = serde_json::from_slice(&wiredesk(&["schema"], b"").stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a sound schema");
    let out = wiredesk(&["process", "-"], ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z").as_bytes());
    for line in lines(&out) {
        let errors: Vec<String> = validator.iter_errors(&line).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn explain_tells_what_decided() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "a.json", &ninjs("urn:x:1", "Ferry back on Monday", "2026-02-12T10:00:00Z"));
    write(dir.path(), "b.json", &ninjs("urn:x:2", "Ferry back on Monday", "2026-02-12T10:05:00Z"));
    write(dir.path(), "c.json", &ninjs("urn:x:3", "CORRECTED: Ferry back on Monday", "2026-02-12T10:10:00Z"));
    write(dir.path(), "d.txt", "");
    let folder = dir.path().to_string_lossy();
    let events = lines(&wiredesk(&["process", &folder], b""));
    let out = wiredesk(&["explain", "--json", &folder], b"");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let told = lines(&out);
    assert_eq!(told.len(), 4);
    for (event, told) in events.iter().zip(&told).take(3) {
        assert_eq!(told["id"], event["id"]);
        assert_eq!(told["classification"], event["data"]["classification"]);
        assert_eq!(told["thread"]["id"], event["data"]["thread"]["id"]);
        assert_eq!(told["relations"], event["data"]["relations"]);
        assert_eq!(told["quotes"], event["data"]["quotes"]);
    }
    assert_eq!(told[1]["compared"][0]["verdict"], "exact");
    assert_eq!((&told[1]["won"]["kind"], &told[1]["won"]["of"]["event"]), (&"exact".into(), &told[0]["id"]));
    assert_eq!(told[1]["thread"]["how"], "relation");
    assert_eq!(told[2]["signals"]["signals"][0]["kind"], "correction");
    assert_eq!(told[3]["outcome"], "dead-letter");

    let id = told[2]["id"].as_str().expect("an id");
    let one = String::from_utf8(wiredesk(&["explain", "--event", id, &folder], b"").stdout).expect("UTF-8");
    assert_eq!(one.matches("event ").count(), 1, "{one}");
    for part in ["ninjs-3", "correction: ", "corrects urn:x:2", "a correction goes before news and copies"] {
        assert!(one.contains(part), "{part} in {one}");
    }
    assert_eq!(wiredesk(&["explain", "--event", "no-such-id", &folder], b"").status.code(), Some(1));
}
