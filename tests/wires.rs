//! Wires of every format as intake reads them: each file in `tests/wires` is a snapshot in `tests/snapshots`.
//!
//! A file dropped into the folder is a test; `cargo insta review` or INSTA_UPDATE=always takes its snapshot.

#[path = "support/dice.rs"]
mod dice;
#[path = "support/meter.rs"]
mod meter;
mod support;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use dice::Dice;
use proptest::prelude::*;
use serde_json::{Value, json};
use wiredesk::editorial::Editorial;
use wiredesk::intake::{DraftItem, Drafted, read};
use wiredesk::stages;
use wiredesk::story::{Arrival, Outcome, RawRecord, StoryValue, Time};

#[global_allocator]
static METER: meter::Meter = meter::Meter;

fn editorial() -> &'static Editorial {
    static EDITORIAL: OnceLock<Editorial> = OnceLock::new();
    EDITORIAL.get_or_init(Editorial::built_in)
}

fn record(payload: &[u8]) -> RawRecord<'_> {
    let arrival = Arrival::At(Time::parse("2026-02-12T18:00:00Z").expect("a time"));
    RawRecord::of(0, arrival, payload)
}

fn wires() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("the folder").map(|f| f.expect("a file").path()).collect();
    files.retain(|f| f.is_file());
    files.sort();
    files
}

fn shown(item: &DraftItem) -> Value {
    let drafted = match &item.drafted {
        Drafted::Skipped(reason) => json!({"skipped": reason}),
        Drafted::DeadLetter(reason) => json!({"dead letter": reason}),
        Drafted::Story(draft) => json!({
            "story": draft.story,
            "blocks": draft.blocks.iter().map(|b| format!("{:?}: {}", b.kind, b.text)).collect::<Vec<_>>(),
            "signals": draft.signals,
            "complaints": draft.complaints.iter().map(|c| format!("{}: {}", c.code, c.message)).collect::<Vec<_>>(),
        }),
    };
    json!({"format": item.format, "agency": item.agency, "item": drafted})
}

#[test]
fn are_read_as_their_snapshots_say() {
    for file in wires() {
        let payload = std::fs::read(&file).expect("a file");
        let items: Vec<Value> = read(&record(&payload), editorial()).iter().map(shown).collect();
        let name = file.file_name().expect("a name").to_string_lossy().replace('.', "_");
        insta::with_settings!({omit_expression => true, prepend_module_to_snapshot => false}, { insta::assert_json_snapshot!(name, items) });
    }
}

/// Every story as the official schema has it, formats of dates and uris included.
#[test]
fn become_stories_that_the_ninjs_schema_accepts() {
    let schema: Value = serde_json::from_str(include_str!("schemas/ninjs-schema_3.1.json")).expect("the schema");
    let geo = jsonschema::Resource::from_contents(json!({"$schema": "https://json-schema.org/draft/2020-12/schema"}));
    let registry =
        jsonschema::Registry::new().add("https://geojson.org/schema/GeoJSON.json", geo).and_then(|r| r.prepare()).expect("a registry");
    let validator =
        jsonschema::options().should_validate_formats(true).with_registry(&registry).build(&schema).expect("the schema compiles");
    let mut files = wires();
    for folder in ["desk-day/messages", "wires", "seed"] {
        files.extend(support::shared(folder).iter().flat_map(|f| below(f)));
    }
    let mut stories = 0;
    for file in &files {
        let payload = std::fs::read(file).expect("a file");
        for item in stages::take_in(&record(&payload), editorial()) {
            let Outcome::Story(story) = item.outcome else { continue };
            let value: StoryValue = serde_json::from_slice(&story.value).expect("a story record");
            let story = serde_json::to_value(&value.story).expect("JSON");
            let errors: Vec<String> = validator.iter_errors(&story).map(|e| format!("{} at {}", e, e.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", file.display());
            stories += 1;
        }
    }
    assert!(stories > 20, "{stories} stories");
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries.flat_map(|p| if p.is_dir() { below(&p) } else { vec![p] }).collect()
}

/// A wire in the dresses that feeds and tools put on it, none of which says anything about the story.
fn dresses(payload: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let joined = |parts: &[&[u8]]| parts.concat();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, payload).expect("memory");
    let mut dresses = vec![
        ("gzip", gzip.finish().expect("memory")),
        ("zstd", zstd::encode_all(payload, 1).expect("memory")),
        ("blank lines before", joined(&[b"\r\n\n", payload])),
        ("padding behind", joined(&[payload, b"\r\n\0\0"])),
    ];
    let Ok(text) = std::str::from_utf8(payload) else { return dresses };
    let bare = text.trim_start_matches('\u{feff}');
    let document = bare.trim_start().starts_with(['<', '{', '[']);
    if document {
        dresses.push(("registry", joined(&[b"\0\0\0\x01\x02", payload])));
        dresses.push(("mark and UTF-16", bare.encode_utf16().fold(vec![0xff, 0xfe], |bytes, unit| joined(&[&bytes, &unit.to_le_bytes()]))));
    }
    dresses.push(("mark", joined(&[b"\xef\xbb\xbf", bare.as_bytes()])));
    match serde_json::from_str::<Value>(bare) {
        Ok(value) => dresses.push(("keys in order, indented", serde_json::to_vec_pretty(&value).expect("JSON"))),
        Err(_) => dresses.push(("CR LF", text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes())),
    }
    dresses
}

#[test]
fn in_another_dress_are_the_same_story() {
    let shown = |payload: &[u8]| {
        let mut items: Vec<Value> = read(&record(payload), editorial()).iter().map(shown).collect();
        for item in &mut items {
            // The charset is of the dress, and so are the line on which something is wrong and the order in which names for the story come.
            if let Some(complaints) = item["item"]["complaints"].as_array_mut() {
                complaints.retain(|c| !c.as_str().is_some_and(|c| c.starts_with("charset.")));
                complaints.iter_mut().for_each(|c| *c = c.as_str().and_then(|c| c.split_once(':')).map(|(code, _)| code).into());
            }
            for outcome in ["dead letter", "skipped"] {
                if let Some(reason) = item["item"][outcome].as_object_mut() {
                    reason.retain(|key, _| key == "code");
                }
            }
            if let Some(names) = item["item"]["story"]["altIds"].as_array_mut() {
                names.sort_by_key(Value::to_string);
            }
        }
        items
    };
    let mut files = wires();
    files.extend(below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires/xml")));
    files.extend(support::shared("wires/real").iter().flat_map(|f| below(f)));
    let mut misses = Vec::new();
    for file in &files {
        let payload = std::fs::read(file).expect("a file");
        let plain = shown(&payload);
        let differs = dresses(&payload).into_iter().filter(|(_, dressed)| shown(dressed) != plain);
        misses.extend(differs.map(|(dress, _)| format!("{}: {dress}", file.display())));
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// A wire as it was, its bytes cut or flipped: every item ends in one outcome, and nothing panics.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let files: Vec<Vec<u8>> = wires().iter().map(|f| std::fs::read(f).expect("a file")).collect();
    (prop::sample::select(files), any::<prop::sample::Index>(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4))
        .prop_map(|(mut wire, cut, flips)| {
            if !flips.is_empty() {
                for (at, byte) in flips {
                    let at = at.index(wire.len());
                    wire[at] = byte;
                }
            } else {
                wire.truncate(cut.index(wire.len()));
            }
            wire
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panic_when_damaged(wire in damaged()) {
        prop_assert!(!stages::take_in(&record(&wire), editorial()).is_empty());
    }

    #[test]
    fn never_panic_on_any_text(text in "\\PC{0,200}") {
        prop_assert!(!read(&record(text.as_bytes()), editorial()).is_empty());
    }
}

/// A wire that was cut short, or of which some bits flipped on the way.
fn hurt(wire: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut hurt = wire.to_vec();
    if dice.below(2) == 0 {
        hurt.truncate(1 + dice.below(wire.len()));
    } else {
        for _ in 0..1 + dice.below(1 + wire.len() / 200) {
            let at = dice.below(hurt.len());
            hurt[at] ^= 1 << dice.below(8);
        }
    }
    hurt
}

/// Each wire whole and damaged. Work is counted in bytes asked of the allocator, which no busy machine changes. `WIREDESK_DAMAGE` sets how
/// often each wire is damaged.
#[test]
fn damage_takes_little_memory_and_no_more_work_than_its_size_allows() {
    const MOST_MEMORY: usize = 64 << 20;
    let times = std::env::var("WIREDESK_DAMAGE").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let mut files = wires();
    files.extend(below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires/xml")));
    files.extend(support::shared("wires").iter().flat_map(|f| below(f)).filter(|f| f.extension().is_none_or(|e| e != "tsv")));
    let mut dice = Dice(40);
    let editorial = editorial();
    let (mut most, mut hardest, mut slowest) = ((0, String::new()), (0.0, String::new()), (std::time::Duration::ZERO, String::new()));
    for file in &files {
        let whole = std::fs::read(file).expect("a file");
        let damaged = (0..times).map(|_| hurt(&whole, &mut dice)).collect::<Vec<_>>();
        for wire in std::iter::once(&whole).chain(&damaged) {
            let start = std::time::Instant::now();
            let (items, taken) = meter::measure(|| stages::take_in(&record(wire), editorial));
            let took = start.elapsed();
            assert!(!items.is_empty(), "{} has no outcome", file.display());
            assert!(taken.peak <= MOST_MEMORY, "{} took {} bytes at one time", file.display(), taken.peak);
            let work = taken.all as f64 / (wire.len() + 4096) as f64;
            assert!(work <= 1000.0, "{}: {work:.0} bytes asked for each byte of {}", file.display(), wire.len());
            let name = || file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            most = if taken.peak > most.0 { (taken.peak, name()) } else { most };
            hardest = if work > hardest.0 { (work, name()) } else { hardest };
            slowest = if took > slowest.0 { (took, name()) } else { slowest };
        }
    }
    println!("{} wires, {times} times damaged: most memory {} bytes ({})", files.len(), most.0, most.1);
    println!("hardest {:.0} bytes asked for a byte read ({}), slowest {:?} ({})", hardest.0, hardest.1, slowest.0, slowest.1);
}
