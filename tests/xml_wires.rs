//! What intake makes of XML wires: each file in `tests/wires/xml` is a snapshot, real wires are read where they are at hand, and damage of any
//! kind costs neither a panic nor much time.

#[path = "support/dice.rs"]
mod dice;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dice::Dice;
use wiredesk::editorial::Editorial;
use wiredesk::intake::{self, Draft, DraftItem, Drafted};
use wiredesk::story::{Arrival, RawRecord, Time};

fn read(payload: &[u8], editorial: &Editorial) -> Vec<DraftItem> {
    let arrival = Arrival::FromStory(Time(0));
    intake::read(&RawRecord::of(0, arrival, payload), editorial)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    paths.into_iter().flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] }).collect()
}

/// Items as an editor would look at them.
fn show(items: &[DraftItem]) -> String {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let format = item.format.map_or("no format", |f| f.name());
        match &item.drafted {
            Drafted::Story(draft) => {
                let _ = writeln!(out, "{index} story {format}");
                show_story(&mut out, draft);
            }
            Drafted::Skipped(reason) => {
                let _ = writeln!(out, "{index} skipped {format} {reason}");
            }
            Drafted::DeadLetter(reason) => {
                let _ = writeln!(out, "{index} dead letter {format} {reason}");
            }
        }
    }
    out
}

fn show_story(out: &mut String, draft: &Draft) {
    let mut story = draft.story.clone();
    // The HTML body and the blocks say the same: a line each is enough.
    let html: Vec<String> = story.bodies.drain(..).map(|b| b.value).collect();
    let _ = writeln!(out, "{}", serde_json::to_string_pretty(&story).expect("a story is JSON"));
    let _ = writeln!(out, "{}", serde_json::to_string_pretty(&draft.signals).expect("signals are JSON"));
    for block in &draft.blocks {
        let _ = writeln!(out, "{:?}: {}", block.kind, block.text);
    }
    for html in html {
        let _ = writeln!(out, "html: {}", html.replace('\n', "⏎"));
    }
    for (name, value) in &draft.facts {
        let _ = writeln!(out, "fact {name}: {value}");
    }
    for complaint in &draft.complaints {
        let _ = writeln!(out, "complaint {}: {}", complaint.code, complaint.message);
    }
}

#[test]
fn samples() {
    // The readers alone: what agencies' files add is held elsewhere. The fallback's names of fields are in the languages' files.
    let (none, built_in) = (Editorial::default(), Editorial::built_in());
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires/xml")) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let editorial = if name.starts_with("unknown") { &built_in } else { &none };
        let items = read(&fs::read(&path).expect("readable"), editorial);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "wires/snapshots" }, {
            insta::assert_snapshot!(name, show(&items));
        });
    }
}

fn data() -> Option<PathBuf> {
    let dir = std::env::var_os("WIREDESK_DATA").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let wires = dir.join("wires");
    if !wires.is_dir() {
        println!("left out: no wires at {}", wires.display());
        return None;
    }
    Some(wires)
}

/// What an index row lets one expect: the format, whether there must be a story, and its language.
fn fault(row: &[&str], items: &[DraftItem]) -> Option<String> {
    let [file, kind, format, _, language] = row else { return Some("a row of five columns".into()) };
    let expected = match *format {
        f if f.starts_with("NewsML-G2") || f == "XML:groupSet" => "newsml-g2",
        "NewsML-1.x" => "newsml-1",
        "NITF" => "nitf",
        "RSS2/WXR" => "rss",
        "Atom" => "atom",
        _ => "xml",
    };
    let stories: Vec<&Draft> = items
        .iter()
        .filter_map(|i| match &i.drafted {
            Drafted::Story(draft) => Some(&**draft),
            _ => None,
        })
        .collect();
    if let Some(wrong) = items.iter().find(|i| i.format.is_none_or(|f| f.name() != expected)) {
        return Some(format!("{file}: format {:?}, expected {expected}", wrong.format));
    }
    let dead = items.iter().any(|i| matches!(i.drafted, Drafted::DeadLetter(_)));
    if *kind == "real" && dead {
        return Some(format!("{file}: a dead letter"));
    }
    for story in stories {
        let text: String = story.blocks.iter().map(|b| b.text.as_str()).chain([story.story.headline()]).collect();
        if let Some(tag) = ["<p", "</", "&lt;", "&amp;", "&quot;", "&#", "<br"].iter().find(|t| text.contains(**t)) {
            return Some(format!("{file}: “{tag}” in the text"));
        }
        let own = story.story.language.as_deref();
        let alike = own.is_none_or(|l| *language == "?" || language.split('/').any(|e| e == &l[..2]) || l.starts_with("no"));
        if !alike && *kind == "real" {
            return Some(format!("{file}: language {own:?}, expected {language}"));
        }
        if story.story.uri.is_empty() || story.signals.derived_id && !story.facts("id").all(str::is_empty) {
            return Some(format!("{file}: an id that was not used"));
        }
    }
    None
}

#[test]
fn real_wires_are_read_as_what_they_are() {
    let Some(wires) = data() else { return };
    let editorial = Editorial::default();
    let index = fs::read_to_string(wires.join("index.tsv")).expect("an index");
    let (mut all, mut faults) = (0, Vec::new());
    for line in index.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let payload = fs::read(wires.join(row[0])).expect("a file of the index");
        let start = payload.iter().position(|b| *b == b'<').unwrap_or(payload.len());
        if start > 4 {
            continue;
        }
        all += 1;
        faults.extend(fault(&row, &read(&payload, &editorial)));
    }
    println!("XML wires right: {} of {all}", all - faults.len());
    assert!(faults.len() * 50 <= all, "{faults:#?}");
}

fn damage(payload: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut hurt = payload.to_vec();
    match dice.below(4) {
        0 => hurt.truncate(dice.below(payload.len())),
        1 => {
            let from = dice.below(payload.len());
            let to = from + dice.below(200.min(payload.len() - from));
            hurt.drain(from..to);
        }
        2 => {
            let at = dice.below(payload.len());
            let tags: [&[u8]; 6] = [b"<", b"&", b"]]>", b"<![CDATA[", b"\"", b"</p>"];
            hurt.splice(at..at, tags[dice.below(6)].iter().copied());
        }
        _ => {
            for _ in 0..1 + dice.below(8) {
                let at = dice.below(hurt.len());
                hurt[at] ^= 1 << dice.below(8);
            }
        }
    }
    hurt
}

#[test]
fn damage_costs_no_panic_and_little_time() {
    let editorial = Editorial::default();
    let mut dice = Dice(7);
    let mut paths = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires/xml"));
    if let Some(wires) = data() {
        paths.extend(files(&wires).into_iter().filter(|p| p.extension().is_some_and(|e| e != "tsv")));
    }
    let mut slowest = (Duration::ZERO, String::new());
    for path in &paths {
        let payload = fs::read(path).expect("readable");
        for _ in 0..20 {
            let hurt = damage(&payload, &mut dice);
            let start = Instant::now();
            let items = read(&hurt, &editorial);
            assert!(!items.is_empty(), "{} damaged has no outcome", path.display());
            if start.elapsed() > slowest.0 {
                slowest = (start.elapsed(), path.display().to_string());
            }
        }
    }
    println!("slowest of {} damaged wires: {:?} for {}", paths.len() * 20, slowest.0, slowest.1);
    assert!(slowest.0 < Duration::from_secs(30), "one hangs: {slowest:?}");
}

#[test]
fn a_cut_short_document_is_never_half_a_story() {
    let editorial = Editorial::default();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wires/xml")) {
        let payload = fs::read(&path).expect("readable");
        let text = String::from_utf8_lossy(&payload).trim_end().to_owned();
        if path.file_stem().is_some_and(|s| s == "page") {
            continue;
        }
        for cut in (1..text.len() - 1).step_by(97) {
            let items = read(&text.as_bytes()[..cut], &editorial);
            assert!(items.iter().all(|i| !matches!(i.drafted, Drafted::Story(_))), "{} cut at {cut}:\n{}", path.display(), show(&items));
        }
    }
}

#[test]
fn what_is_crafted_costs_little() {
    let editorial = Editorial::default();
    let many = 100_000;
    let crafted = [
        format!("<nitf>{}", "<a>".repeat(many)),
        format!("<nitf><body><body.content>{}</body.content></body></nitf>", "<p>x".repeat(many)),
        format!("<nitf><body><body.content>{}</body.content></body></nitf>", "</x>".repeat(many)),
        format!("<nitf {}/>", (0..many).map(|i| format!("a{i}='1' ")).collect::<String>()),
        format!("<rss><channel>{}</channel></rss>", "<item><title>Ferry</title></item>".repeat(20_000)),
        format!("<x>{}</x>", "<title>Ferry</title><text>The ferry ran aground today.</text>".repeat(20_000)),
        format!("<!DOCTYPE nitf [{}]><nitf/>", "<!ENTITY a \"b\">".repeat(many)),
        format!(
            "<newsItem><contentSet><inlineData>{}</inlineData></contentSet></newsItem>",
            "&lt;q&gt;&lt;table&gt;&lt;td&gt;".repeat(many)
        ),
        "<![CDATA[".repeat(many),
        "<!--".repeat(many),
        "<".repeat(many),
    ];
    for payload in crafted {
        let start = Instant::now();
        let items = read(payload.as_bytes(), &editorial);
        assert!(!items.is_empty());
        // No measure of speed, for machines wander: a cost that grows with the square of the input is minutes here.
        assert!(start.elapsed() < Duration::from_secs(60), "{:?} for {}…", start.elapsed(), &payload[..60]);
    }
}
