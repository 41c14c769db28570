//! Repeats of real wires, where the labelled corpora are at hand.

use std::collections::HashMap;
use std::path::PathBuf;

use super::*;
use crate::editorial::Editorial;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading;
use crate::story::{EventId, RelationKind, Story, Text, Time};

fn data(file: &str) -> Option<String> {
    let root = std::env::var_os("WIREDESK_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    std::fs::read_to_string(root.join(file)).ok()
}

#[derive(serde::Deserialize)]
struct Wire {
    id: String,
    ts: Option<String>,
    title: Option<String>,
    dateline: Option<String>,
    body: Option<String>,
}

fn draft(wire: &Wire) -> Draft {
    let text = format!("{} {}", wire.dateline.as_deref().unwrap_or_default(), wire.body.as_deref().unwrap_or_default());
    let paragraphs = text.split("\n  ").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|p| !p.is_empty());
    Draft {
        story: Story {
            uri: format!("urn:score:{}", wire.id),
            version: Some("1".into()),
            language: Some("en".into()),
            headlines: vec![Text::plain("main", wire.title.clone().unwrap_or_default())],
            ..Story::default()
        },
        blocks: paragraphs.map(|text| Block { kind: BlockKind::Paragraph, text }).collect(),
        ..Draft::default()
    }
}

fn find(up: &mut [usize], mut at: usize) -> usize {
    while up[at] != at {
        up[at] = up[up[at]];
        at = up[at];
    }
    at
}

#[test]
fn repeats_of_a_real_wire_are_found_and_template_siblings_are_not() {
    let (Some(stories), Some(pairs)) = (data("reuters/stories.ndjson"), data("reuters/pairs.tsv")) else {
        println!("left out: no reuters/stories.ndjson below $WIREDESK_DATA or ../shared/data");
        return;
    };
    let mut wires: Vec<Wire> = stories.lines().filter_map(|l| serde_json::from_str(l).ok()).filter(|w: &Wire| w.ts.is_some()).collect();
    wires.sort_by(|a, b| (&a.ts, &a.id).cmp(&(&b.ts, &b.id)));
    let editorial = Editorial::built_in();
    let mut desk = Desk::new(72 * 3_600_000);
    let rows: HashMap<String, usize> = wires.iter().enumerate().map(|(n, w)| (w.id.clone(), n)).collect();
    let (mut repeats, mut wide): (Vec<usize>, Vec<usize>) = ((0..wires.len()).collect(), (0..wires.len()).collect());
    let mut cards = Vec::new();
    for (n, wire) in wires.iter().enumerate() {
        let mut card = reading::read(&draft(wire), Some("Reuters"), &editorial).card;
        card.id = EventId(n as u128);
        card.time_ms = wire.ts.as_deref().and_then(|t| Time::parse(&format!("{t}Z"))).map_or(0, |t| t.ms());
        cards.push(card);
    }
    let (mut deciding, mut applying) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
    for (n, card) in cards.iter().enumerate() {
        let start = std::time::Instant::now();
        let (decision, kept) = desk.decide(card);
        deciding += start.elapsed();
        for r in &decision.relations {
            let of = usize::from_str_radix(&r.of.event, 16).expect("an event id");
            if r.kind.is_repeat() {
                let (a, b) = (find(&mut repeats, n), find(&mut repeats, of));
                repeats[a] = b;
            }
            if r.kind.is_repeat() || matches!(r.kind, RelationKind::Expanded | RelationKind::Revision | RelationKind::Corrects) {
                let (a, b) = (find(&mut wide, n), find(&mut wide, of));
                wide[a] = b;
            }
        }
        let start = std::time::Instant::now();
        desk.apply(Entry { stories_offset: n as i64, card: card.clone(), kept });
        desk.keep();
        applying += start.elapsed();
    }
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for pair in pairs.lines() {
        let mut fields = pair.split('\t');
        let (Some(a), Some(b), Some(kind)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let (Some(&a), Some(&b)) = (rows.get(a), rows.get(b)) else { continue };
        let union = if kind == "template_not_dup" { &mut repeats } else { &mut wide };
        let hit = find(union, a) == find(union, b);
        let count = counts.entry(kind).or_default();
        *count = (count.0 + usize::from(hit), count.1 + 1);
        if std::env::var_os("SHOW").is_some() && hit == (kind == "template_not_dup") && kind != "unsure" {
            let (new, old) = (a.max(b), a.min(b));
            let mut probe = Desk::new(i64::MAX / 4);
            let (_, kept) = probe.decide(&cards[old]);
            probe.apply(Entry { stories_offset: 0, card: cards[old].clone(), kept });
            println!("{kind} {} {} {:?}", wires[old].id, wires[new].id, probe.explain(&cards[new]).compared.first().map(|c| c.0));
        }
    }
    println!("{counts:?}");
    println!(
        "{} bytes a story in the window, {} stories, decide {:?}, apply {:?} a story",
        desk.bytes() / desk.len(),
        desk.len(),
        deciding / 7535,
        applying / 7535
    );
    let share = |kinds: &[&str]| {
        let (hits, all) = kinds.iter().filter_map(|k| counts.get(k)).fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        hits as f64 / f64::from(all.max(1) as u32)
    };
    assert!(share(&["resend", "edited", "abridged_or_expanded", "correction"]) >= 0.95);
    assert!(share(&["template_not_dup"]) <= 0.01);
}
