//! Behaviour: what agencies say of their stories is understood. Shares over the labelled desk day and over real wires.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde::Deserialize;
use wiredesk::editorial::Editorial;
use wiredesk::intake::{self, Draft, Drafted};
use wiredesk::story::{Arrival, RawRecord, SignalKind, Time};

fn data() -> PathBuf {
    let given = std::env::var_os("WIREDESK_DATA").map(PathBuf::from);
    given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"))
}

fn stories(payload: &[u8], arrival: Option<Time>, editorial: &Editorial) -> Vec<Draft> {
    let arrival = arrival.map_or(Arrival::FromStory(Time(0)), Arrival::At);
    let record = RawRecord::of(0, arrival, payload);
    let stories = intake::read(&record, editorial).into_iter().filter_map(|item| match item.drafted {
        Drafted::Story(draft) => Some(*draft),
        _ => None,
    });
    stories.collect()
}

#[derive(Deserialize)]
struct Message {
    time: Time,
    encoding: String,
    payload: String,
}

/// What the desk would make of a draft by its signals alone.
fn says(draft: &Draft, arrival: Time) -> &'static str {
    let has = |kind| draft.signals.has(kind);
    match () {
        () if draft.story.embargoed_until.is_some_and(|until| until > arrival) || has(SignalKind::Embargo) => "embargoed",
        () if has(SignalKind::Withdrawal) => "withdrawal",
        () if has(SignalKind::Correction) => "correction",
        () if has(SignalKind::Advisory) => "advisory",
        () => "other",
    }
}

#[test]
fn desk_day() {
    let folder = data().join("desk-day");
    let Ok(messages) = std::fs::read_to_string(folder.join("messages.ndjson")) else {
        eprintln!("left out: no desk day at {}", folder.display());
        return;
    };
    let labels = std::fs::read_to_string(folder.join("labels.tsv")).expect("labels stand by their messages");
    let editorial = Editorial::built_in();
    let mut shares: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (line, label) in messages.lines().zip(labels.lines().skip(1)) {
        let message: Message = serde_json::from_str(line).expect("a message is a line of JSON");
        let payload = match message.encoding.as_str() {
            "base64" => base64::engine::general_purpose::STANDARD.decode(&message.payload).expect("base64"),
            _ => message.payload.into_bytes(),
        };
        let columns: Vec<&str> = label.split('\t').collect();
        let Some(draft) = stories(&payload, Some(message.time), &editorial).into_iter().next() else { continue };
        let want = match columns[6] {
            class @ ("embargoed" | "withdrawal" | "correction" | "advisory") => class,
            // A redelivered or late kill says what the first one said.
            "duplicate" => continue,
            _ => "other",
        };
        let got = says(&draft, message.time);
        let share = shares.entry(want).or_default();
        share.1 += 1;
        if got == want || columns[7].split('|').any(|c| c == got) {
            share.0 += 1;
        } else {
            wrong.push(format!("{}: {} is {want}, said {got} by {:?}", columns[0], columns[2], draft.signals.signals));
        }
    }
    for (class, (right, all)) in &shares {
        println!("{class:12} {right} of {all}");
    }
    let all: usize = shares.values().map(|s| s.1).sum();
    assert!(wrong.len() * 50 <= all, "{} of {all} misread:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn real_wires() {
    let folder = data().join("wires");
    let Ok(index) = std::fs::read_to_string(folder.join("index.tsv")) else {
        eprintln!("left out: no real wires at {}", folder.display());
        return;
    };
    let editorial = Editorial::built_in();
    let (mut all, mut with_agency, mut signals) = (0, 0, BTreeMap::<SignalKind, usize>::new());
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let Ok(payload) = std::fs::read(folder.join(columns[0])) else { continue };
        let record = RawRecord::of(0, Arrival::FromStory(Time(0)), &payload);
        for item in intake::read(&record, &editorial) {
            let Drafted::Story(draft) = item.drafted else { continue };
            all += 1;
            with_agency += usize::from(item.agency.is_some());
            if std::env::var_os("WIREDESK_SHOW").is_some() {
                let first = draft.blocks.first().map(|b| b.text.chars().take(70).collect::<String>()).unwrap_or_default();
                let last = draft
                    .blocks
                    .last()
                    .map(|b| b.text.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect::<String>())
                    .unwrap_or_default();
                println!(
                    "--- {} {:?} ({}) lang {:?} v{:?}\n  uri {} derived {}\n  h {}\n  loc {:?} by {:?} cr {:?}\n  note {:?}\n  1 {first}\n  9 {last}",
                    columns[0],
                    item.agency,
                    columns[3],
                    draft.story.language,
                    draft.story.version,
                    draft.story.uri,
                    draft.signals.derived_id,
                    draft.story.headline(),
                    draft.story.located,
                    draft.story.by,
                    draft.story.copyright_notice.as_ref().map(|c| c.chars().take(40).collect::<String>()),
                    draft.story.ed_note.as_ref().map(|c| c.chars().take(300).collect::<String>())
                );
                for s in &draft.signals.signals {
                    println!("  * {:?} {} [{}]", s.kind, s.reason, s.rule);
                }
                for r in &draft.signals.references {
                    println!("  > {:?} {}", r.by, r.value);
                }
            }
            for signal in &draft.signals.signals {
                *signals.entry(signal.kind).or_default() += 1;
            }
        }
    }
    println!("{all} stories, {with_agency} with their agency, signals {signals:?}");
    assert!(with_agency * 2 >= all, "the agency of {with_agency} of {all} stories was found");
}
