//! Holds the invariants fold and look-then-fold over random days of stories.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading;
use crate::story::{Decision, EventId, Reference, ReferenceKind, SignalKind, Signals, Story, Text, Time};

const HOUR: i64 = 3_600_000;

/// A story of few words, so that random ones repeat, revise, contain and take back one another.
#[derive(Clone, Debug)]
struct Random {
    agency: u8,
    uri: u8,
    version: u8,
    words: Vec<u8>,
    minutes: i64,
    signal: u8,
}

fn random() -> impl Strategy<Value = Random> {
    let words = prop_oneof![proptest::collection::vec(0u8..3, 1..40), proptest::collection::vec(any::<u8>(), 3..40)];
    (0u8..3, 0u8..6, 0u8..3, words, 0i64..90, 0u8..12).prop_map(|(agency, uri, version, words, minutes, signal)| Random {
        agency,
        uri,
        version,
        words,
        minutes,
        signal,
    })
}

fn card(r: &Random, n: usize, time_ms: i64, editorial: &Editorial) -> Card {
    let text: Vec<String> = r.words.iter().map(|w| format!("Word{w}")).collect();
    let mut signals = Signals { revision: Some(r.version.into()), ..Signals::default() };
    match r.signal {
        0 => {
            signals.add(SignalKind::Withdrawal, "KILL", "test");
            signals.references.push(Reference { by: ReferenceKind::Id, value: format!("urn:x:{}", r.uri / 2) });
        }
        1 => signals.add(SignalKind::Embargo, "EMBARGO", "test"),
        2 => signals.add(SignalKind::Flash, "FLASH", "test"),
        3 => signals.add(SignalKind::Correction, "CORRECTION", "test"),
        4 => signals.add(SignalKind::Update, "UPDATE 1", "test"),
        _ => {}
    }
    let draft = Draft {
        story: Story {
            uri: format!("urn:x:{}", r.uri),
            version: Some(r.version.to_string()),
            language: Some("en".into()),
            slugline: Some(format!("slug-{}", r.uri / 2)),
            headlines: vec![Text::plain("main", text.iter().take(4).cloned().collect::<Vec<_>>().join(" "))],
            ..Story::default()
        },
        blocks: vec![Block { kind: BlockKind::Paragraph, text: text.join(" ") }],
        signals,
        ..Draft::default()
    };
    let mut card = reading::read(&draft, Some(&format!("A{}", r.agency)), editorial).card;
    card.id = EventId((n as u128 + 1) << 64 | 7);
    card.time_ms = time_ms;
    card
}

/// A desk that has decided on all of these, with the decisions and entries.
fn run(cards: &[Card], borders: &[bool], aborts: &[bool]) -> (Desk, Vec<Decision>, Vec<Entry>) {
    let mut desk = desk();
    let (mut decisions, mut entries) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (n, card) in cards.iter().enumerate() {
        let (decision, kept) = desk.decide(card);
        assert_eq!(desk.decide(card), (decision.clone(), kept.clone()), "deciding changes nothing");
        let entry = Entry { stories_offset: n as i64, card: card.clone(), kept };
        desk.apply(&entry);
        decisions.push(decision);
        entries.push(entry);
        if aborts.get(n) == Some(&true) {
            desk.undo();
            entries[start..].iter().for_each(|e| desk.apply(e));
        }
        if borders.get(n) == Some(&true) {
            desk.keep();
            start = entries.len();
        }
    }
    (desk, decisions, entries)
}

fn desk() -> Desk {
    Desk::new(Arc::new(Editorial::default()), 12 * HOUR)
}

fn cards(day: &[Random]) -> Vec<Card> {
    let editorial = Editorial::built_in();
    let mut now = Time(1_700_000_000_000).ms();
    day.iter()
        .enumerate()
        .map(|(n, r)| {
            now += r.minutes * 60_000;
            // Some arrive out of order, some far ahead.
            let off = [0, 0, 0, -3 * HOUR, 40 * HOUR][usize::from(r.signal) * 5 / 12];
            card(r, n, if r.words.len().is_multiple_of(9) { now + off } else { now }, &editorial)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_and_aborts_change_nothing(day in proptest::collection::vec(random(), 1..70), borders in proptest::collection::vec(any::<bool>(), 70), aborts in proptest::collection::vec(any::<bool>(), 70)) {
        let cards = cards(&day);
        let (one_by_one, decisions, entries) = run(&cards, &vec![true; cards.len()], &[]);
        let (in_batches, again, _) = run(&cards, &borders, &aborts);
        prop_assert_eq!(&decisions, &again);
        prop_assert_eq!(one_by_one.digest(), in_batches.digest());

        let mut all = desk();
        entries.iter().for_each(|e| all.apply(e));
        prop_assert_eq!(all.digest(), one_by_one.digest());
    }

    #[test]
    fn the_entries_of_the_window_make_the_same_desk(day in proptest::collection::vec(random(), 1..90), more in proptest::collection::vec(random(), 1..20)) {
        let all = cards(&[day.clone(), more].concat());
        let (cards, rest) = all.split_at(day.len());
        let (mut live, _, entries) = run(cards, &vec![true; cards.len()], &[]);
        let oldest = live.oldest_offset().unwrap_or(0) as usize;
        let mut rebuilt = desk();
        entries[oldest..].iter().for_each(|e| rebuilt.rebuild(e));
        rebuilt.rebuilt();
        prop_assert_eq!(rebuilt.len(), live.len());
        prop_assert_eq!(rebuilt.digest(), live.digest());
        for (n, card) in rest.iter().enumerate() {
            let (decision, kept) = live.decide(card);
            prop_assert_eq!(&rebuilt.decide(card), &(decision, kept.clone()));
            let entry = Entry { stories_offset: (cards.len() + n) as i64, card: card.clone(), kept };
            live.apply(&entry);
            rebuilt.apply(&entry);
        }
        prop_assert_eq!(rebuilt.digest(), live.digest());
    }

    #[test]
    fn an_undo_restores_all(day in proptest::collection::vec(random(), 1..60), kept in 0usize..60) {
        let cards = cards(&day);
        let kept = kept.min(cards.len());
        let (mut desk, _, _) = run(&cards[..kept], &vec![true; kept], &[]);
        let (before, offset, len) = (desk.digest(), desk.oldest_offset(), desk.len());
        for card in &cards[kept..] {
            let (_, kept) = desk.decide(card);
            desk.apply(&Entry { stories_offset: 0, card: card.clone(), kept });
        }
        desk.undo();
        prop_assert_eq!((desk.digest(), desk.oldest_offset(), desk.len()), (before, offset, len));
    }
}
