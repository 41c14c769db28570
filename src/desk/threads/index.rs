//! Which stories share rare terms with a new one: an inverted index over the window.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::posting::Posting;
use crate::story::Term;

/// Terms of a story by which others are sought, the most telling that others hold.
const SOUGHT_TERMS: usize = 25;
/// Of each term, the latest stories that are looked at: what everyone writes of is found by other terms.
const LATEST: usize = 48;
/// Stories that are found.
const FOUND: usize = 24;

/// A story's number, counted from any beginning; wraps around.
pub type Nth = u32;

/// For each term the stories that hold it, in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Index {
    postings: HashMap<u32, Posting, BuildHasherDefault<Mixed>>,
}

/// A story of the window that shares terms with a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub nth: Nth,
    /// How telling the shared terms are, all together.
    pub shared: u32,
}

/// Spreads a hash over 64 bits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }
    fn write_u32(&mut self, hash: u32) {
        self.write_u64(u64::from(hash));
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = (self.0 ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_right(20);
    }
}

impl Index {
    /// Files the latest story.
    pub fn push_back(&mut self, terms: &[Term], nth: Nth) {
        for t in terms {
            self.postings.entry(t.hash).or_default().push_back(nth);
        }
    }

    /// Files the oldest story.
    pub fn push_front(&mut self, terms: &[Term], nth: Nth) {
        for t in terms {
            self.postings.entry(t.hash).or_default().push_front(nth);
        }
    }

    /// Takes out the latest story.
    pub fn pop_back(&mut self, terms: &[Term]) {
        self.pop(terms, Posting::pop_back);
    }

    /// Takes out the oldest story.
    pub fn pop_front(&mut self, terms: &[Term]) {
        self.pop(terms, Posting::pop_front);
    }

    fn pop(&mut self, terms: &[Term], end: fn(&mut Posting)) {
        for t in terms {
            if let Some(posting) = self.postings.get_mut(&{ t.hash }) {
                end(posting);
                if posting.is_empty() {
                    self.postings.remove(&{ t.hash });
                }
            }
        }
    }

    /// The stories that share the most telling terms with a new one, the best first, and how telling all terms are by which they
    /// were sought. `terms`: the new story's, each with how telling it is.
    pub fn find(&self, terms: impl Iterator<Item = (u32, u32)>) -> (Vec<Found>, u32) {
        let mut sought: Vec<(u32, u32)> = terms.filter(|(_, telling)| *telling > 0).map(|(hash, telling)| (telling, hash)).collect();
        sought.sort_unstable_by(|a, b| b.cmp(a));
        // A word that no story of the window holds is as telling as can be, and leads nowhere.
        let known = sought.into_iter().filter_map(|(telling, hash)| Some((telling, self.postings.get(&hash)?)));
        let mut tally = Tally::new();
        let mut all = 0;
        for (telling, posting) in known.take(SOUGHT_TERMS) {
            all += telling;
            posting.latest(LATEST).for_each(|nth| tally.add(nth, telling));
        }
        let mut found = tally.found();
        // The latest first among equals; the order of numbers must not count where they wrap around.
        let last = found.iter().map(|f| f.nth).max().unwrap_or_default();
        let order = |f: &Found| (std::cmp::Reverse(f.shared), last.wrapping_sub(f.nth));
        if found.len() > FOUND {
            found.select_nth_unstable_by_key(FOUND, order);
            found.truncate(FOUND);
        }
        found.sort_unstable_by_key(order);
        (found, all)
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        self.postings.values().map(Posting::bytes).sum::<usize>() + self.postings.capacity() * (size_of::<(u32, Posting)>() + 1)
    }
}

/// Adds up what stories share: an open-addressing table for all postings that one search looks at.
struct Tally {
    slots: Vec<Found>,
    used: Vec<u16>,
}

/// Slots of a tally: postings fill at most half of them.
const SLOTS: usize = (2 * SOUGHT_TERMS * LATEST).next_power_of_two();

impl Tally {
    fn new() -> Tally {
        Tally { slots: vec![Found { nth: 0, shared: 0 }; SLOTS], used: Vec::with_capacity(SOUGHT_TERMS * LATEST) }
    }

    fn add(&mut self, nth: Nth, telling: u32) {
        let mut at = (nth.wrapping_mul(0x9E37_79B1) >> (32 - SLOTS.ilog2())) as usize;
        loop {
            let slot = &mut self.slots[at];
            if slot.shared == 0 {
                *slot = Found { nth, shared: telling };
                return self.used.push(at as u16);
            }
            if slot.nth == nth {
                slot.shared += telling;
                return;
            }
            at = (at + 1) % SLOTS;
        }
    }

    fn found(self) -> Vec<Found> {
        self.used.iter().map(|at| self.slots[usize::from(*at)]).collect()
    }
}
