use proptest::prelude::*;

use super::*;
use crate::story::{Field, Term};

/// A story about some of 60 terms.
fn card(id: u128, terms: &[u32]) -> Card {
    let mut terms: Vec<u32> = terms.to_vec();
    terms.sort_unstable();
    terms.dedup();
    let term = |t: &u32| Term::new(t * 2, if t.is_multiple_of(3) { Field::Title } else { Field::Lead }, t.is_multiple_of(5), 1, 7);
    Card { id: EventId(id), time_ms: id as i64, topic: Topic(terms.iter().map(term).collect()), ..Card::default() }
}

/// Places and applies as the desk does.
fn file(threads: &mut Threads, number: u32, card: &Card, window: u32) -> Placement {
    let placement = threads.place(card, &Hints::default());
    let kept = Kept { thread: placement.thread, position: placement.position, opened_ms: placement.opened_ms, ..Kept::default() };
    threads.close_before(number.saturating_sub(window));
    threads.apply(number, card.id, card.time_ms, card.topic.clone(), &kept);
    placement
}

fn stories() -> impl Strategy<Value = Vec<Card>> {
    prop::collection::vec(prop::collection::vec(0u32..60, 1..12), 1..60)
        .prop_map(|all| all.iter().enumerate().map(|(i, terms)| card(i as u128 + 1, terms)).collect())
}

#[test]
fn a_further_report_joins_and_another_event_does_not() {
    let mut threads = Threads::default();
    let first = file(&mut threads, 0, &card(1, &[3, 5, 6, 9, 10, 15]), 100);
    let second = file(&mut threads, 1, &card(2, &[3, 5, 6, 9, 10, 15, 20]), 100);
    let other = file(&mut threads, 2, &card(3, &[33, 35, 36, 39, 40, 20]), 100);
    assert_eq!((first.position, second.position, other.position), (1, 2, 1));
    assert_eq!((second.thread, second.previous), (first.thread, Some(EventId(1))));
    assert!(second.reason.is_some() && second.confidence > 0.5);
    assert!((0.5..first.confidence).contains(&other.confidence), "surest where there is nothing alike: {}", other.confidence);
}

#[test]
fn a_relation_decides() {
    let mut threads = Threads::default();
    file(&mut threads, 0, &card(1, &[1, 2, 3]), 100);
    let hints = Hints { related: Some(1), ..Hints::default() };
    assert_eq!(threads.place(&card(2, &[40, 50]), &hints).position, 2);
    let unknown = Hints { related: Some(77), ..Hints::default() };
    assert_eq!(threads.place(&card(2, &[40, 50]), &unknown).position, 1);
}

proptest! {
    #[test]
    fn what_is_undone_was_never_applied(before in stories(), after in stories(), window in 1u32..40) {
        let mut threads = Threads::default();
        for (n, card) in before.iter().enumerate() {
            file(&mut threads, n as u32, card, window);
        }
        threads.keep();
        let digest = threads.digest();
        let places: Vec<Placement> = after.iter().map(|c| threads.place(c, &Hints::default())).collect();
        for (n, card) in after.iter().enumerate() {
            file(&mut threads, (before.len() + n) as u32, card, window);
        }
        threads.undo();
        prop_assert_eq!(threads.digest(), digest);
        let again: Vec<Placement> = after.iter().map(|c| threads.place(c, &Hints::default())).collect();
        prop_assert_eq!(again, places);
    }

    #[test]
    fn a_rebuild_from_the_window_places_alike(stories in stories(), probe in stories(), window in 1u32..40) {
        let mut live = Threads::default();
        let mut kept = Vec::new();
        for (n, card) in stories.iter().enumerate() {
            let p = file(&mut live, n as u32, card, window);
            kept.push(Kept { thread: p.thread, position: p.position, opened_ms: p.opened_ms, ..Kept::default() });
            live.keep();
        }
        let first = (stories.len() as u32 - 1).saturating_sub(window);
        let mut rebuilt = Threads::default();
        for n in first..stories.len() as u32 {
            let card = &stories[n as usize];
            rebuilt.apply(n, card.id, card.time_ms, card.topic.clone(), &kept[n as usize]);
        }
        prop_assert_eq!(rebuilt.digest(), live.digest());
        for card in &probe {
            prop_assert_eq!(rebuilt.place(card, &Hints::default()), live.place(card, &Hints::default()));
        }
    }
}
