//! Scenarios: invented wires in many languages, each with what an editor expects of it. A file dropped into this folder is a test.
//!
//! A file has a `language` and a list of `[[wire]]`s in any order. What may be expected of a wire, all optional: `class` (one, or several that can be
//! defended), `thread` (a name: wires with the same name belong together), `relations` ("kind id"; the list is complete but for kinds that stand
//! beneath another), `withdrawn`, `quotes` ("text | speaker", complete), `insertions`, `repeats` (texts of pull-quotes and the like, complete), `seen`
//! ("text | id": where a quotation was seen first), `changes` ("from>to", complete).

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::support::{Raw, outcome, process};

/// The least share of each that must be right. Floors only go up.
const FLOORS: &[(&str, f64)] = &[
    ("class", 0.94),
    ("thread pairs found", 1.0),
    ("thread pairs right", 0.95),
    ("relations found", 1.0),
    ("relations right", 1.0),
    ("withdrawn", 1.0),
    ("quotations found", 0.98),
    ("quotations right", 0.98),
    ("speakers", 0.96),
    ("insertions", 1.0),
    ("repeats found", 1.0),
    ("repeats right", 1.0),
    ("seen before", 1.0),
    ("changes", 1.0),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    language: String,
    wire: Vec<Wire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Wire {
    id: String,
    uri: Option<String>,
    version: Option<u32>,
    /// Hours and minutes since midnight, past 24 where days go by.
    at: Option<String>,
    created: Option<String>,
    until: Option<String>,
    language: Option<String>,
    agency: Option<String>,
    urgency: Option<u8>,
    slug: Option<String>,
    note: Option<String>,
    headline: String,
    body: String,
    class: Option<Classes>,
    thread: Option<String>,
    relations: Option<Vec<String>>,
    withdrawn: Option<bool>,
    quotes: Option<Vec<String>>,
    insertions: Vec<String>,
    repeats: Option<Vec<String>>,
    seen: Option<Vec<String>>,
    changes: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Classes {
    One(String),
    Any(Vec<String>),
}

/// What was right of what, and what was not.
#[derive(Default)]
struct Tally {
    figures: BTreeMap<&'static str, (u32, u32)>,
    misses: Vec<String>,
}

impl Tally {
    fn count(&mut self, figure: &'static str, right: bool, miss: impl FnOnce() -> String) {
        let (rights, of) = self.figures.entry(figure).or_default();
        *of += 1;
        if right {
            *rights += 1;
        } else {
            self.misses.push(format!("{figure}: {}", miss()));
        }
    }

    fn share(&self, figure: &str) -> f64 {
        self.figures.get(figure).map_or(1.0, |(right, of)| f64::from(*right) / f64::from(*of))
    }
}

fn ms(at: &str) -> i64 {
    const MIDNIGHT: i64 = 1_770_854_400_000;
    let (hours, minutes) = at.split_once(':').expect("hours:minutes");
    let number = |n: &str| n.parse::<i64>().expect("a number");
    MIDNIGHT + (number(hours) * 60 + number(minutes)) * 60_000
}

impl Wire {
    fn at(&self) -> i64 {
        self.at.as_deref().map_or(ms("00:00"), ms)
    }

    /// As a ninjs story.
    fn payload(&self, language: &str) -> Vec<u8> {
        let time = |ms: i64| wiredesk::story::Time(ms).to_string();
        let kind = if self.body.trim().starts_with('<') { "text/html" } else { "text/plain" };
        let mut story = json!({
            "uri": format!("urn:{}", self.uri.as_ref().unwrap_or(&self.id)),
            "type": "text",
            "version": self.version.unwrap_or(1).to_string(),
            "pubStatus": "usable",
            "language": self.language.as_deref().unwrap_or(language),
            "versionCreated": time(self.created.as_deref().map_or(self.at(), ms)),
            "headlines": [{ "role": "main", "value": self.headline }],
            "bodies": [{ "role": "main", "contentType": kind, "value": self.body.trim() }],
        });
        if let Some(agency) = &self.agency {
            story["infoSources"] = json!([{ "name": agency }]);
        }
        for (name, value) in [("slugline", &self.slug), ("edNote", &self.note)] {
            value.iter().for_each(|v| story[name] = json!(v));
        }
        self.urgency.iter().for_each(|u| story["urgency"] = json!(u));
        self.until.iter().for_each(|u| story["embargoedUntil"] = json!(time(ms(u))));
        story.to_string().into_bytes()
    }
}

fn plain(text: &str) -> String {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn parted(text: &str) -> (&str, Option<&str>) {
    text.split_once(" | ").map_or((text, None), |(a, b)| (a, Some(b)))
}

fn texts<'a>(list: &'a Value, name: &'a str) -> Vec<&'a str> {
    list.as_array().into_iter().flatten().filter_map(|v| v[name].as_str()).collect()
}

/// What is said of one wire against what is expected of it.
fn judge(tally: &mut Tally, place: &str, wire: &Wire, event: &Value, ids: &BTreeMap<String, String>) {
    let data = &event["data"];
    let class = outcome(event);
    if let Some(expected) = &wire.class {
        let right = match expected {
            Classes::One(one) => one == class,
            Classes::Any(any) => any.iter().any(|c| c == class),
        };
        tally.count("class", right, || format!("{place} is {class}: {}", data["classification"]["reasons"]));
    }
    let id = |event: &Value| event.as_str().and_then(|e| ids.get(e)).cloned().unwrap_or_default();
    let relations: Vec<(String, bool)> = data["relations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| (format!("{} {}", r["kind"].as_str().unwrap_or_default(), id(&r["of"]["event"])), r["withdrawn"] == true))
        .collect();
    if let Some(expected) = &wire.relations {
        for one in expected {
            tally.count("relations found", relations.iter().any(|r| r.0 == *one), || format!("{place} lacks {one}: {relations:?}"));
        }
        // What stands beneath a version, a correction or a release says how alike the texts are.
        if expected.is_empty() || relations.first().is_some_and(|r| !expected.contains(&r.0)) {
            tally.count("relations right", relations.is_empty(), || format!("{place} has {relations:?}"));
        } else {
            tally.count("relations right", true, String::new);
        }
    }
    if wire.withdrawn == Some(true) {
        tally.count("withdrawn", relations.iter().any(|r| r.1), || format!("{place}: {relations:?}"));
    }
    let quotes: Vec<&Value> = data["quotes"].as_array().into_iter().flatten().collect();
    let text = |q: &Value| plain(q["text"].as_str().unwrap_or_default());
    if let Some(expected) = &wire.quotes {
        for one in expected {
            let (said, speaker) = parted(one);
            let found = quotes.iter().find(|q| text(q) == plain(said));
            tally.count("quotations found", found.is_some(), || format!("{place} lacks “{said}”"));
            if let (Some(quote), Some(speaker)) = (found, speaker) {
                tally.count("speakers", quote["speaker"] == speaker, || format!("{place} “{said}” is given to {}", quote["speaker"]));
            }
        }
        for quote in quotes.iter().filter(|q| q["marks"] == true && q["role"] != "headline") {
            let wanted = expected.iter().any(|e| plain(parted(e).0) == text(quote));
            tally.count("quotations right", wanted, || format!("{place} lists “{}”", quote["text"]));
        }
    }
    for one in &wire.insertions {
        let found = quotes.iter().any(|q| texts(&q["insertions"], "text").contains(&one.as_str()));
        tally.count("insertions", found, || format!("{place} lacks {one}"));
    }
    if let Some(expected) = &wire.repeats {
        let repeats: Vec<String> = quotes.iter().filter(|q| !q["repeatsWithin"].is_null()).map(|q| text(q)).collect();
        for one in expected {
            tally.count("repeats found", repeats.contains(&plain(one)), || format!("{place} lacks “{one}”: {repeats:?}"));
        }
        for one in &repeats {
            tally.count("repeats right", expected.iter().any(|e| plain(e) == *one), || format!("{place} takes “{one}” for a repeat"));
        }
    }
    for one in wire.seen.iter().flatten() {
        let (said, first) = parted(one);
        let found = quotes.iter().any(|q| text(q) == plain(said) && first == Some(id(&q["firstSeenIn"]["event"]).as_str()));
        tally.count("seen before", found, || format!("{place} “{said}”"));
    }
    if let Some(expected) = &wire.changes {
        let number = |n: &Value| n.as_str().unwrap_or("-").to_owned();
        let numbers = data["changes"]["numbers"].as_array().into_iter().flatten();
        let found: Vec<String> = numbers.map(|n| format!("{}>{}", number(&n["from"]), number(&n["to"]))).collect();
        tally.count("changes", found == *expected, || format!("{place}: {found:?}"));
    }
}

fn run(path: &Path, tally: &mut Tally) {
    let name = path.file_stem().and_then(|n| n.to_str()).expect("a name");
    let mut scenario: Scenario = toml::from_str(&std::fs::read_to_string(path).expect("reads")).unwrap_or_else(|e| panic!("{name}: {e}"));
    scenario.wire.sort_by_key(Wire::at);
    let raw = |w: &Wire| Raw { key: "scenario", ts: w.at(), payload: w.payload(&scenario.language) };
    let events = process(&scenario.wire.iter().map(raw).collect::<Vec<_>>());
    assert_eq!(events.len(), scenario.wire.len(), "{name}: one event a wire");
    let told = || scenario.wire.iter().zip(&events);
    let ids = told().filter_map(|(w, e)| Some((e["id"].as_str()?.to_owned(), w.id.clone()))).collect();
    told().for_each(|(wire, event)| judge(tally, &format!("{name}/{}", wire.id), wire, event, &ids));
    let threads: Vec<(&str, &Value, &str)> =
        told().filter_map(|(w, e)| Some((w.thread.as_deref()?, &e["data"]["thread"]["id"], w.id.as_str()))).collect();
    for (n, a) in threads.iter().enumerate() {
        for b in &threads[..n] {
            let (same, joined) = (a.0 == b.0, a.1 == b.1);
            if same {
                tally.count("thread pairs found", joined, || format!("{name}: {} and {} are parted", b.2, a.2));
            }
            if joined {
                tally.count("thread pairs right", same, || format!("{name}: {} and {} are joined", b.2, a.2));
            }
        }
    }
}

#[test]
fn the_desk_decides_as_an_editor_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    let mut tally = Tally::default();
    paths.iter().for_each(|p| run(p, &mut tally));
    for (figure, (right, of)) in &tally.figures {
        println!("{figure:20} {right:4} of {of:4}");
    }
    tally.misses.iter().for_each(|m| println!("{m}"));
    let short: Vec<_> = FLOORS.iter().filter(|(figure, floor)| tally.share(figure) < *floor).collect();
    assert!(short.is_empty(), "below the floor: {short:?}");
}
