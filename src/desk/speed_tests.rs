//! What a story costs. Prints, asserts nothing that depends on the machine; run by name:
//! `CARGO_PROFILE_TEST_OPT_LEVEL=3 cargo test --lib desk::speed -- --ignored --nocapture`, with STORIES=1000000 for a full index.

use std::time::{Duration, Instant};

use super::*;
use crate::editorial::Editorial;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading;
use crate::story::{Story, Text};

/// Words of a language with the frequencies that languages have (Zipf), by a generator of fixed seed.
struct Writer(u64);

impl Writer {
    fn next(&mut self) -> f64 {
        self.0 = crate::editorial::mix(self.0.wrapping_add(0x9E37_79B9_7F4A_7C15));
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn word(&mut self) -> String {
        let rank = (60_000f64.powf(self.next())) as u64;
        let word: String = (0..4).map(|i| (b'a' + (crate::editorial::mix(rank ^ i) % 26) as u8) as char).collect();
        if self.next() < 0.08 { format!("{}{word}{rank}", 'N') } else { format!("{word}{rank}") }
    }

    fn paragraph(&mut self, words: usize) -> String {
        let mut text: Vec<String> = (0..words).map(|_| self.word()).collect();
        text[0] = format!("The {}", text[0]);
        text[words / 2] = format!("{}", (self.next() * 5000.0) as u32);
        text.join(" ") + "."
    }

    fn story(&mut self, n: usize) -> Draft {
        let paragraphs = 3 + (self.next() * 6.0) as usize;
        let headline = self.paragraph(8);
        Draft {
            story: Story {
                uri: format!("urn:newsml:agency.example:20260212:item-{n}"),
                version: Some("1".into()),
                language: Some("en".into()),
                slugline: Some(self.paragraph(2)),
                headlines: vec![Text::plain("main", headline)],
                ..Story::default()
            },
            blocks: (0..paragraphs).map(|_| Block { kind: BlockKind::Paragraph, text: self.paragraph(40) }).collect(),
            ..Draft::default()
        }
    }
}

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

#[test]
#[ignore = "measures"]
fn what_a_story_costs() {
    let stories: usize = std::env::var("STORIES").ok().and_then(|s| s.parse().ok()).unwrap_or(50_000);
    let editorial = Editorial::built_in();
    let mut desk = Desk::new(i64::MAX / 4);
    let mut writer = Writer(7);
    let (mut deciding, mut applying, mut card_bytes) = (Duration::ZERO, Duration::ZERO, 0);
    let (mut sample, mut spent) = (Vec::new(), [Duration::ZERO; 4]);
    for n in 0..stories {
        let mut card = reading::read(&writer.story(n), Some("XY"), &editorial).card;
        card.id = EventId((crate::editorial::mix(n as u64) as u128) << 64 | n as u128);
        card.time_ms = 1_700_000_000_000 + n as i64 * 1000;
        let start = Instant::now();
        let (_, kept) = desk.decide(&card);
        let decided = start.elapsed();
        if n >= stories * 3 / 4 {
            let mut parts = Parts { spent: &mut spent, at: Instant::now() };
            let (postings, _) = desk.postings(&card, None);
            parts.end(0);
            std::hint::black_box(desk.findings(&card, &postings));
            parts.end(1);
            std::hint::black_box(desk.first_seen(&card, false));
            parts.end(2);
            std::hint::black_box(desk.threads.place(&card, &threads::Hints::default()));
            parts.end(3);
        }
        let entry = Entry { stories_offset: n as i64, card, kept };
        let start = Instant::now();
        desk.apply(&entry);
        let applied = start.elapsed();
        if n % 500 == 0 {
            desk.keep();
        }
        if n >= stories * 3 / 4 {
            (deciding, applying) = (deciding + decided, applying + applied);
        }
        if sample.len() < 50_000 {
            let encoded = postcard::to_allocvec(&entry).expect("encodes");
            card_bytes += entry.card.encode().len();
            sample.push(encoded);
        }
    }
    let n = (stories - stories * 3 / 4) as u32;
    println!("{stories} stories: decide {:?}, apply {:?}, card {} bytes", deciding / n, applying / n, card_bytes / sample.len());
    let [index, compare, quotations, threads] = spent.map(|s| s / n);
    println!("of a decision: index {index:?}, compare {compare:?}, quotations {quotations:?}, threads {threads:?}");
    println!(
        "bytes a story: shelf {}, index {}, threads {}",
        desk.shelf.bytes() / desk.len(),
        desk.index.bytes() / desk.len(),
        desk.threads.bytes() / desk.len()
    );
    let start = Instant::now();
    let mut restored = Desk::new(i64::MAX / 4);
    for (i, bytes) in sample.iter().enumerate() {
        restored.apply(&postcard::from_bytes(bytes).expect("decodes"));
        if i % 500 == 0 {
            restored.keep();
        }
    }
    println!("restore: {:.0} entries/s", sample.len() as f64 / start.elapsed().as_secs_f64());
}
