//! For training/threads/fit.py: lets a stream of labelled stories run through the threads and prints what was compared and decided.
//!
//! Standard input: NDJSON with `t` (minutes), `lang`, `title`, `paras`, and where known `gold` (the event) and `hint` (an earlier line that the
//! story repeats). `--forced` files stories by their labels instead of by the model's word; `--openings` does so too, and compares each labelled
//! story with what it would find if it were the first of its event; `--model FILE` takes another model.
//! Standard output, tab-separated: `C`, line, opening line of the compared thread, score, features; then `T`, line, opening line of its thread.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::io::{BufWriter, Write};

use serde::Deserialize;
use wiredesk::desk::threads::{Hints, Model, Placement, Threads};
use wiredesk::editorial::Editorial;
use wiredesk::intake::{Block, BlockKind, Draft};
use wiredesk::reading;
use wiredesk::story::{Card, EventId, Kept, Story, Text, Topic};

#[derive(Deserialize)]
struct Labelled {
    t: f64,
    lang: Option<String>,
    title: String,
    paras: Vec<String>,
    gold: Option<String>,
    hint: Option<u128>,
}

const WINDOW_MS: i64 = 72 * 3_600_000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let asked = |name: &str| args.iter().any(|a| a == name);
    let mut model = Model::read(include_str!("../src/desk/threads/model.tsv"))?;
    if let Some(at) = args.iter().position(|a| a == "--model") {
        model = Model::read(&std::fs::read_to_string(&args[at + 1])?)?;
    }
    let editorial = Editorial::built_in();
    let mut stories = Vec::new();
    for (n, line) in std::io::stdin().lines().enumerate() {
        let story: Labelled = serde_json::from_str(&line?)?;
        stories.push((card(&story, n as u128, &editorial), story));
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    if asked("--openings") {
        let labels: BTreeSet<&str> = stories.iter().filter_map(|(_, s)| s.gold.as_deref()).collect();
        return Ok(labels.into_iter().try_for_each(|label| openings(&stories, label, &model, &mut out))?);
    }
    let mut stream = Stream::new(model);
    for (n, (card, story)) in stories.iter().enumerate() {
        let placed = stream.place(card, story);
        compared(&mut out, n, &placed)?;
        let thread = if asked("--forced") { stream.labelled(n, story, placed.thread) } else { placed.thread };
        writeln!(out, "T\t{n}\t{thread}")?;
        stream.file(card, thread);
    }
    Ok(())
}

/// Files all stories by their labels but those of one event, and compares these with what is there.
fn openings(stories: &[(Card, Labelled)], label: &str, model: &Model, out: &mut impl Write) -> std::io::Result<()> {
    let mut stream = Stream::new(model.clone());
    for (n, (card, story)) in stories.iter().enumerate() {
        if story.gold.as_deref() != Some(label) {
            let thread = stream.labelled(n, story, n as u128);
            stream.file(card, thread);
            continue;
        }
        if story.hint.is_none() {
            compared(out, n, &stream.place(card, story))?;
        }
        stream.file(&Card { topic: Topic::default(), ..card.clone() }, n as u128);
    }
    Ok(())
}

fn compared(out: &mut impl Write, n: usize, placed: &Placement) -> std::io::Result<()> {
    for c in &placed.compared {
        write!(out, "C\t{n}\t{}\t{}", c.thread, c.score)?;
        c.features.iter().try_for_each(|f| write!(out, "\t{f}"))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Stories in order, each filed under a thread.
struct Stream {
    threads: Threads,
    times: Vec<i64>,
    of_line: Vec<u128>,
    of_label: HashMap<String, u128>,
}

impl Stream {
    fn new(model: Model) -> Stream {
        Stream { threads: Threads::new(model), times: Vec::new(), of_line: Vec::new(), of_label: HashMap::new() }
    }

    fn hint(&self, story: &Labelled) -> Option<u128> {
        story.hint.map(|line| self.of_line[line as usize])
    }

    fn place(&self, card: &Card, story: &Labelled) -> Placement {
        self.threads.place(card, &Hints { related: self.hint(story), ..Hints::default() })
    }

    /// The thread that a story's label says; without a label, another.
    fn labelled(&mut self, n: usize, story: &Labelled, other: u128) -> u128 {
        match (self.hint(story), &story.gold) {
            (Some(thread), _) => thread,
            (None, Some(label)) => *self.of_label.entry(label.clone()).or_insert(n as u128),
            (None, None) => other,
        }
    }

    fn file(&mut self, card: &Card, thread: u128) {
        let n = self.times.len() as u32;
        self.times.push(card.time_ms);
        self.of_line.push(thread);
        let first = self.times.iter().position(|t| *t >= card.time_ms - WINDOW_MS).unwrap_or(0);
        self.threads.close_before(first as u32);
        let kept = Kept { thread, position: 1, opened_ms: card.time_ms, ..Kept::default() };
        self.threads.apply(n, card.id, card.time_ms, card.topic.clone(), &kept);
        self.threads.keep();
    }
}

fn card(story: &Labelled, id: u128, editorial: &Editorial) -> Card {
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
