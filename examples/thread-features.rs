//! For training/threads/fit.py: lets a stream of labelled stories run through the threads and prints what was compared and decided.
//!
//! Standard input: NDJSON with `t` (minutes), `lang`, `title`, `paras`, and where known `gold` (the event) and `hint` (an earlier line that the
//! story repeats). `--forced` files stories by their labels instead of by the model's word; `--model FILE` takes another model.
//! Standard output, tab-separated: `C`, line, opening line of the compared thread, score, features; then `T`, line, opening line of its thread.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufWriter, Write};

use serde::Deserialize;
use wiredesk::desk::threads::{Hints, Model, Threads};
use wiredesk::editorial::Editorial;
use wiredesk::intake::{Block, BlockKind, Draft};
use wiredesk::reading;
use wiredesk::story::{EventId, Kept, Story, Text};

#[derive(Deserialize)]
struct Labelled {
    t: f64,
    lang: Option<String>,
    title: String,
    paras: Vec<String>,
    gold: Option<String>,
    hint: Option<u128>,
}

const WINDOW_MIN: f64 = 72.0 * 60.0;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let forced = args.iter().any(|a| a == "--forced");
    let mut threads = Threads::default();
    if let Some(at) = args.iter().position(|a| a == "--model") {
        threads = Threads::new(Model::read(&std::fs::read_to_string(&args[at + 1])?)?);
    }
    let editorial = Editorial::built_in();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut times, mut of_line, mut of_label) = (Vec::new(), Vec::new(), HashMap::new());
    for (n, line) in std::io::stdin().lines().enumerate() {
        let story: Labelled = serde_json::from_str(&line?)?;
        let card = card(&story, n as u128, &editorial);
        let hint = story.hint.map(|line| of_line[line as usize]);
        let placed = threads.place(&card, &Hints { related: hint, ..Hints::default() });
        for c in &placed.compared {
            write!(out, "C\t{n}\t{}\t{}", c.thread, c.score)?;
            c.features.iter().try_for_each(|f| write!(out, "\t{f}"))?;
            writeln!(out)?;
        }
        let mut thread = placed.thread;
        if let (true, None, Some(gold)) = (forced, hint, &story.gold) {
            thread = *of_label.entry(gold.clone()).or_insert(n as u128);
        }
        writeln!(out, "T\t{n}\t{thread}")?;
        times.push(story.t);
        of_line.push(thread);
        let first = times.iter().position(|t| *t >= story.t - WINDOW_MIN).unwrap_or(0);
        threads.close_before(first as u32);
        let kept = Kept { thread, position: placed.position, opened_ms: placed.opened_ms, ..Kept::default() };
        threads.apply(n as u32, card.id, card.time_ms, card.topic, &kept);
        threads.keep();
    }
    Ok(())
}

fn card(story: &Labelled, id: u128, editorial: &Editorial) -> wiredesk::story::Card {
    let block = |p: &String| Block { kind: BlockKind::Paragraph, text: p.clone() };
    let headlines = if story.title.is_empty() { vec![] } else { vec![Text::plain("main", &story.title)] };
    let draft = Draft {
        story: Story { language: story.lang.clone(), headlines, ..Story::default() },
        blocks: story.paras.iter().map(block).collect(),
        ..Draft::default()
    };
    let mut card = reading::read(&draft, None, editorial).card;
    card.id = EventId(id);
    card.time_ms = (story.t * 60_000.0) as i64;
    card
}
