//! Holds the invariants fold and look-then-fold over random days of stories and editors' words.

use proptest::prelude::*;

use super::*;
use crate::editorial::Editorial;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading;
use crate::story::{Card, Decision, EventId, Overrule, Reference, ReferenceKind, SignalKind, Signals, Story, Text, Time};

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

/// A story, or a story once more with an editor's word.
#[derive(Clone)]
struct Step {
    card: Card,
    word: Option<Overrule>,
}

impl Step {
    /// What a desk says to it, and the entry that it makes: a word may change nothing.
    fn decide(&self, desk: &Desk, offset: usize) -> Option<(Decision, Entry)> {
        let (decision, kept) = match &self.word {
            None => desk.decide(&self.card),
            Some(word) => desk.overrule(&self.card, word).ok().map(|e| (e.decision, e.kept))?,
        };
        Some((decision, Entry { stories_offset: offset as i64, card: self.card.clone(), kept }))
    }
}

/// A desk that has decided on all of these, with the decisions and entries.
fn run(steps: &[Step], borders: &[bool], aborts: &[bool]) -> (Desk, Vec<Decision>, Vec<Entry>) {
    let mut desk = desk();
    let (mut decisions, mut entries) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (n, step) in steps.iter().enumerate() {
        let decided = step.decide(&desk, n);
        assert_eq!(step.decide(&desk, n), decided, "deciding changes nothing");
        let Some((decision, entry)) = decided else { continue };
        desk.apply(entry.clone());
        decisions.push(decision);
        entries.push(entry);
        if aborts.get(n) == Some(&true) {
            desk.undo();
            entries[start..].iter().for_each(|e| desk.apply(e.clone()));
        }
        if borders.get(n) == Some(&true) {
            desk.keep();
            start = entries.len();
        }
    }
    (desk, decisions, entries)
}

fn desk() -> Desk {
    Desk::new(12 * HOUR)
}

fn steps(day: &[Random]) -> Vec<Step> {
    let editorial = Editorial::built_in();
    let mut now = Time(1_700_000_000_000).ms();
    let mut steps: Vec<Step> = Vec::new();
    for (n, r) in day.iter().enumerate() {
        now += r.minutes * 60_000;
        // Some arrive out of order, some far ahead.
        let off = [0, 0, 0, -3 * HOUR, 40 * HOUR][usize::from(r.signal) * 5 / 12];
        let card = card(r, n, if r.words.len().is_multiple_of(9) { now + off } else { now }, &editorial);
        steps.push(Step { card, word: None });
        if r.signal >= 9 {
            let word = word(r, &steps);
            steps.push(word);
        }
    }
    steps
}

/// A word about one of the latest stories, or about what another word made of it.
fn word(r: &Random, steps: &[Step]) -> Step {
    let back = |n: u8| &steps[steps.len() - 1 - usize::from(n) % steps.len().min(12)].card;
    let (about, other) = (back(r.words[0]), back(r.uri));
    let classes = [Class::New, Class::Breaking, Class::Duplicate, Class::Update, Class::Withdrawal, Class::Advisory];
    let word = Overrule {
        event: about.id.to_string(),
        class: r.agency.is_multiple_of(2).then(|| classes[usize::from(r.uri)]),
        split: r.agency == 0,
        join: (r.agency == 1).then(|| other.id.to_string()),
        by: "Ada".into(),
        ..Overrule::default()
    };
    Step { card: Card { id: EventId((steps.len() as u128 + 1) << 64 | 9 << 32), ..about.clone() }, word: Some(word) }
}

/// The first agency's clock is wrong; its old story stands behind one of that future when the second agency is heard.
#[test]
fn a_clock_that_goes_back_leaves_the_same_desk_to_whoever_reads_it_back() {
    let editorial = Editorial::built_in();
    let hours = [(0, 100), (0, 0), (0, 99), (1, 2), (1, 3)];
    let story = |(n, (agency, hour)): (usize, &(u8, i64))| {
        let about = Random { agency: *agency, uri: n as u8, version: 0, words: vec![n as u8 * 9; 9], minutes: 0, signal: 8 };
        Step { card: card(&about, n, 1_700_000_000_000 + hour * HOUR, &editorial), word: None }
    };
    let steps: Vec<Step> = hours.iter().enumerate().map(story).collect();
    let (live, _, entries) = run(&steps, &[true; 5], &[]);
    let oldest = live.oldest_offset().unwrap_or(0);
    for from in 0..=oldest {
        let mut rebuilt = desk();
        entries.iter().filter(|e| e.stories_offset >= from).for_each(|e| rebuilt.rebuild(e.clone()));
        rebuilt.rebuilt();
        assert_eq!((rebuilt.len(), rebuilt.digest()), (live.len(), live.digest()), "from {from} of {oldest}");
    }
}

/// A feed that gives all its stories one id, slug, headline and text, as test messages have.
#[test]
fn what_many_stories_share_makes_no_long_run_in_the_index() {
    let about = Random { agency: 0, uri: 1, version: 0, words: (0..40).collect(), minutes: 0, signal: 8 };
    let card = card(&about, 0, 1_700_000_000_000, &Editorial::built_in());
    let steps = (1..=1_000u128).map(|n| Step { card: Card { id: EventId(n << 64), ..card.clone() }, word: None });
    let (desk, ..) = run(&steps.collect::<Vec<_>>(), &[], &[]);
    let longest = desk.index.longest_run().max(desk.newest.longest_run());
    assert!(longest < 100, "{longest}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_and_aborts_change_nothing(day in proptest::collection::vec(random(), 1..70), borders in proptest::collection::vec(any::<bool>(), 140), aborts in proptest::collection::vec(any::<bool>(), 140)) {
        let steps = steps(&day);
        let (one_by_one, decisions, entries) = run(&steps, &vec![true; steps.len()], &[]);
        let (in_batches, again, _) = run(&steps, &borders, &aborts);
        prop_assert_eq!(&decisions, &again);
        prop_assert_eq!(one_by_one.digest(), in_batches.digest());

        let mut all = desk();
        entries.iter().for_each(|e| all.apply(e.clone()));
        prop_assert_eq!(all.digest(), one_by_one.digest());
    }

    #[test]
    fn the_entries_of_the_window_make_the_same_desk(day in proptest::collection::vec(random(), 1..90), more in proptest::collection::vec(random(), 1..20)) {
        let all = steps(&[day.clone(), more].concat());
        let (before, rest) = all.split_at(steps(&day).len());
        let (mut live, _, entries) = run(before, &vec![true; before.len()], &[]);
        let oldest = live.oldest_offset().unwrap_or(0);
        let mut rebuilt = desk();
        entries.iter().filter(|e| e.stories_offset >= oldest).for_each(|e| rebuilt.rebuild(e.clone()));
        rebuilt.rebuilt();
        prop_assert_eq!(rebuilt.len(), live.len());
        prop_assert_eq!(rebuilt.digest(), live.digest());
        for (n, step) in rest.iter().enumerate() {
            let decided = step.decide(&live, before.len() + n);
            prop_assert_eq!(&step.decide(&rebuilt, before.len() + n), &decided);
            if let Some((_, entry)) = decided {
                live.apply(entry.clone());
                rebuilt.apply(entry);
            }
        }
        prop_assert_eq!(rebuilt.digest(), live.digest());
    }

    #[test]
    fn an_undo_restores_all(day in proptest::collection::vec(random(), 1..60), kept in 0usize..60) {
        let steps = steps(&day);
        let kept = kept.min(steps.len());
        let (mut desk, _, _) = run(&steps[..kept], &vec![true; kept], &[]);
        let (before, offset, len) = (desk.digest(), desk.oldest_offset(), desk.len());
        for step in &steps[kept..] {
            if let Some((_, entry)) = step.decide(&desk, 0) {
                desk.apply(entry);
            }
        }
        desk.undo();
        prop_assert_eq!((desk.digest(), desk.oldest_offset(), desk.len()), (before, offset, len));
    }

    #[test]
    fn the_same_word_twice_is_one_event(day in proptest::collection::vec(random(), 1..40)) {
        let mut desk = desk();
        for (n, step) in steps(&day).iter().enumerate() {
            if let Some((_, entry)) = step.decide(&desk, n) {
                desk.apply(entry);
            }
            if let Some(word) = &step.word {
                let again = Card { id: EventId(step.card.id.0 + 1), ..step.card.clone() };
                prop_assert!(desk.overrule(&again, word).is_err());
            }
        }
    }
}
