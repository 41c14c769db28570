//! What a machine can keep tidy. Holds the invariant one-way.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the top of the table in ARCHITECTURE.md to its bottom: each may use those before it.
const ROOMS: [&[&str]; 9] = [
    &["runs"],
    &["story", "embedded"],
    &["editorial"],
    &["intake"],
    &["reading"],
    &["desk"],
    &["stages", "offline", "telemetry", "config"],
    &["stream", "service"],
    &["commands"],
];

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|rooms| rooms.contains(&room))
}

fn room_of(file: &str) -> String {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files
        .into_iter()
        .map(|p| {
            let text = fs::read_to_string(&p).expect("UTF-8");
            (p.strip_prefix(&src).expect("below src").to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// The code without comments, and without the tests beside it: those may build their input by any stage, and time what they run.
fn code_of(file: &str, text: &str) -> String {
    if file.ends_with("tests.rs") {
        return String::new();
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_depend_one_way() {
    let mut wrong = Vec::new();
    for (file, text) in all_sources() {
        let room = room_of(&file);
        let Some(own) = rank(&room) else { continue };
        let code = code_of(&file, &text);
        for (at, _) in code.match_indices("crate::") {
            let other: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if rank(&other).is_some_and(|r| r > own) {
                wrong.push(format!("src/{file} uses crate::{other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "rooms may only use those before them:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_ranked() {
    for (file, _) in all_sources() {
        let room = room_of(&file);
        assert!(rank(&room).is_some() || ["lib", "main"].contains(&room.as_str()), "src/{file} is in no room of ARCHITECTURE.md");
    }
}

#[test]
fn pure_rooms_touch_no_world() {
    for (file, text) in all_sources() {
        if !["intake", "reading", "desk", "story", "stages"].iter().any(|r| file.starts_with(r)) {
            continue;
        }
        let code = code_of(&file, &text);
        for world in ["SystemTime", "Instant::now", "std::fs", "std::net", "std::env::", "rdkafka", "prometheus", "tokio"] {
            assert!(!code.contains(world), "src/{file} is pure, and names {world}");
        }
    }
}

/// The fuzz targets build intake from its files, without Kafka: their crate must have every room and every crate that these use.
#[test]
fn the_fuzz_targets_have_all_of_intake() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join(file)).expect("UTF-8");
    let dependencies = |file: &str| {
        let manifest: toml::Table = read(file).parse().expect("TOML");
        manifest["dependencies"].as_table().expect("a table").keys().cloned().collect::<Vec<_>>()
    };
    let (ours, theirs, rooms) = (dependencies("Cargo.toml"), dependencies("fuzz/Cargo.toml"), read("fuzz/src/lib.rs"));
    let mut missing = Vec::new();
    let built = |room: &str| room != "embedded" && rank(room).is_some_and(|r| Some(r) <= rank("intake"));
    for (file, text) in all_sources().into_iter().filter(|(file, _)| built(&room_of(file))) {
        let (room, code) = (room_of(&file), code_of(&file, &text));
        if !rooms.contains(&format!("mod {room};")) {
            missing.push(format!("fuzz/src/lib.rs: mod {room}"));
        }
        let used = |name: &str| code.contains(&format!("{}::", name.replace('-', "_")));
        missing.extend(
            ours.iter().filter(|name| used(name) && !theirs.contains(name)).map(|name| format!("fuzz/Cargo.toml: {name}, for src/{file}")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
