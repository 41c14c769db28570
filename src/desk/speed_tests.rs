//! What a story costs. Prints, asserts nothing that depends on the machine; run by name:
//! `CARGO_PROFILE_TEST_OPT_LEVEL=3 cargo test --lib desk::speed -- --ignored --nocapture`, with STORIES=1000000 for a full index.

use std::time::{Duration, Instant};

use super::*;
use crate::editorial::Editorial;
use crate::stages;
use crate::story::{Arrival, Card, Outcome, RawRecord, Time};

#[path = "../../tests/support/load.rs"]
mod load;

/// The steps of a decision, timed one after the other.
struct Parts<'a> {
    spent: &'a mut [Duration; 4],
    at: Instant,
}

impl Parts<'_> {
    fn end(&mut self, part: usize) {
        let now = Instant::now();
        self.spent[part] += now - self.at;
        self.at = now;
    }
}

/// A desk with a window that nothing leaves, and the cards that it is to decide on.
fn day() -> (Desk, usize, impl Iterator<Item = Card>) {
    let stories: usize = std::env::var("STORIES").ok().and_then(|s| s.parse().ok()).unwrap_or(50_000);
    let editorial = Editorial::built_in();
    let mut wires = load::Wires::new(7);
    let cards = (0..stories).filter_map(move |n| {
        let payload = wires.ninjs(n, 3_700);
        let record = RawRecord::of(n as i64, Arrival::At(Time(1_770_000_000_000 + n as i64 * 200)), payload.as_bytes());
        match stages::take_in(&record, &editorial).pop()?.outcome {
            Outcome::Story(story) => Some(Card::decode(&story.card).expect("just encoded")),
            _ => None,
        }
    });
    (Desk::new(i64::MAX / 4), stories, cards)
}

#[test]
#[ignore = "measures"]
fn what_a_story_costs() {
    let (mut desk, stories, cards) = day();
    let (mut deciding, mut applying, mut spent) = (Duration::ZERO, Duration::ZERO, [Duration::ZERO; 4]);
    for (n, card) in cards.enumerate() {
        let start = Instant::now();
        let (_, kept) = desk.decide(&card);
        let decided = start.elapsed();
        if n >= stories * 3 / 4 {
            let mut parts = Parts { spent: &mut spent, at: Instant::now() };
            let postings = desk.postings(&card, None);
            parts.end(0);
            std::hint::black_box(desk.findings(&card, &postings.prints));
            parts.end(1);
            std::hint::black_box(desk.first_seen(&card, desk.sightings(&card, false)));
            parts.end(2);
            std::hint::black_box(desk.threads.place(&card, &threads::Hints::default()));
            parts.end(3);
        }
        let start = Instant::now();
        desk.apply(Entry { stories_offset: n as i64, card, kept });
        let applied = start.elapsed();
        if n % 500 == 0 {
            desk.keep();
        }
        if n >= stories * 3 / 4 {
            (deciding, applying) = (deciding + decided, applying + applied);
        }
    }
    let n = (stories - stories * 3 / 4) as u32;
    println!("{stories} stories: decide {:?}, apply {:?}", deciding / n, applying / n);
    let [index, compare, quotations, threads] = spent.map(|s| s / n);
    println!("of a decision: index {index:?}, compare {compare:?}, quotations {quotations:?}, threads {threads:?}");
}

#[test]
#[ignore = "measures"]
fn where_the_bytes_of_a_story_are() {
    let (mut desk, _, cards) = day();
    let (mut card_bytes, mut filings) = (0, 0);
    for (n, card) in cards.enumerate() {
        let (_, kept) = desk.decide(&card);
        card_bytes += card.encode().len();
        let filing = Filing::of(&card, &kept);
        filings += filing.capped.len() + filing.open.len();
        desk.apply(Entry { stories_offset: n as i64, card, kept });
        if n % 500 == 0 {
            desk.keep();
        }
    }
    let shelf = |bytes: &dyn Fn(&Filed) -> usize| desk.shelf.iter().map(|(_, f)| bytes(f)).sum::<usize>();
    let mut rows = vec![
        ("(card, encoded)", card_bytes),
        ("(filings)", filings),
        ("all", desk.bytes()),
        ("shelf", desk.shelf.bytes()),
        ("  struct", shelf(&|_| size_of::<Filed>())),
        ("  filter", shelf(&|f| f.print.filter.0.len())),
        ("  samples", shelf(&|f| f.print.sample.bytes() + f.print.quoted_sample.bytes())),
        ("  title, slugs, ids", shelf(&|f| f.title_words.bytes() + f.slugs.bytes() + f.ids.len() * 8)),
        ("  numbers, names, opposites", shelf(&|f| f.numbers.bytes() + f.names.bytes() + f.opposites.bytes())),
        ("  quotations", shelf(&|f| f.quotes.iter().map(|q| size_of_val(q) + q.words.len() * 2).sum())),
        ("  outline", shelf(&|f| f.outline.as_ref().map_or(0, |o| size_of_val(&**o) + o.bytes()))),
        ("  earlier stories by key", shelf(&|f| size_of_val(&*f.before))),
        ("index", desk.index.bytes()),
        ("newest", desk.newest.bytes()),
        ("threads", desk.threads.bytes()),
    ];
    rows.extend(desk.threads.bytes_by_part());
    rows.iter().for_each(|(part, bytes)| println!("{part:30} {:8.1}", *bytes as f64 / desk.len() as f64));
}
