//! Which stories share rare terms with a new one: an inverted index over the window.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::posting::Posting;
use crate::story::Term;

/// Terms of a story by which others are sought, the most telling that others hold.
const SOUGHT_TERMS: usize = 25;
/// Stories that are found.
const FOUND: usize = 24;

/// A story's number, counted from any beginning; wraps around.
pub type Nth = u32;

/// Shards grow one at a time, so that no story waits for the whole index to be moved.
const SHARD_BITS: u32 = 8;

/// For each term the stories that hold it, in order of arrival.
#[derive(Clone, Debug)]
pub struct Index {
    shards: Vec<Shard>,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    postings: HashMap<u32, Posting, BuildHasherDefault<Mixed>>,
    /// Terms and stories that are filed together.
    waiting: Vec<(u32, Nth)>,
}

impl Default for Index {
    fn default() -> Index {
        Index { shards: vec![Shard::default(); 1 << SHARD_BITS] }
    }
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

fn shard_of(term: u32) -> usize {
    (term >> (32 - SHARD_BITS)) as usize
}

impl Index {
    fn shard(&mut self, term: u32) -> &mut Shard {
        &mut self.shards[shard_of(term)]
    }

    fn posting(&mut self, term: u32) -> &mut Posting {
        self.shard(term).postings.entry(term).or_default()
    }

    /// Files the latest story. Those from `open` on may be taken back.
    pub fn push_back(&mut self, terms: &[Term], nth: Nth, open: Nth) {
        terms.iter().for_each(|t| self.posting(t.hash).push_back(nth, open));
    }

    /// Files the oldest story.
    pub fn push_front(&mut self, terms: &[Term], nth: Nth) {
        terms.iter().for_each(|t| self.posting(t.hash).push_front(nth));
    }

    /// Files the latest story at the next [`Index::file`].
    pub fn file_later(&mut self, terms: &[Term], nth: Nth) {
        terms.iter().for_each(|t| self.shard(t.hash).waiting.push((t.hash, nth)));
    }

    /// Files what waits, for good, but for stories before `first`, which have left; shard by shard: while a shard is filled it stays in the
    /// processor's cache.
    pub fn file(&mut self, first: Nth) {
        for Shard { postings, waiting } in &mut self.shards {
            for (term, nth) in std::mem::take(waiting) {
                if nth.wrapping_sub(first) as i32 >= 0 {
                    postings.entry(term).or_default().push_back(nth, nth);
                }
            }
        }
    }

    /// Takes out the latest story.
    pub fn pop_back(&mut self, terms: &[Term]) {
        self.pop(terms, Posting::pop_back);
    }

    /// Takes out the oldest story.
    pub fn pop_front(&mut self, terms: &[Term], nth: Nth) {
        self.pop(terms, |posting| posting.pop_front(nth));
    }

    fn pop(&mut self, terms: &[Term], end: impl Fn(&mut Posting)) {
        for t in terms {
            if let Entry::Occupied(mut posting) = self.shard(t.hash).postings.entry(t.hash) {
                end(posting.get_mut());
                if posting.get().is_empty() {
                    posting.remove();
                }
            }
        }
    }

    /// The stories that share the most telling terms with a new one, the best first, and how telling all terms are by which they
    /// were sought. `terms`: the new story's, each with how telling it is. `next`: the number that the next story gets.
    pub fn find(&self, terms: impl Iterator<Item = (u32, u32)>, next: Nth) -> (Vec<Found>, u32) {
        let mut sought: Vec<(u32, u32)> = terms.filter(|(_, telling)| *telling > 0).map(|(hash, telling)| (telling, hash)).collect();
        sought.sort_unstable_by(|a, b| b.cmp(a));
        // A word that no story of the window holds is as telling as can be, and leads nowhere.
        let known =
            sought.into_iter().filter_map(|(telling, hash)| Some((telling, self.shards[shard_of(hash)].postings.get(&hash)?.latest())));
        let known: Vec<(u32, &[Nth])> = known.take(SOUGHT_TERMS).collect();
        let mut tally = Tally::with_room(known.iter().map(|(_, stories)| stories.len()).sum());
        for (telling, stories) in &known {
            // By age, which orders stories where their numbers wrap around.
            stories.iter().for_each(|nth| tally.add(next.wrapping_sub(*nth), *telling));
        }
        let found = tally.most(FOUND).into_iter().map(|(age, shared)| Found { nth: next.wrapping_sub(age), shared });
        (found.collect(), known.iter().map(|(telling, _)| telling).sum())
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        let of = |postings: &HashMap<u32, Posting, _>| {
            postings.values().map(Posting::bytes).sum::<usize>() + postings.capacity() * (size_of::<(u32, Posting)>() + 1)
        };
        self.shards.iter().map(|shard| of(&shard.postings)).sum()
    }
}

/// Adds up what stories share: an open-addressing table for all postings that one search looks at.
struct Tally {
    /// Ages of stories, each with the sum of what it shares.
    stories: Vec<(u32, u32)>,
    /// Places in `stories`, from 1; 0 is empty. Two bytes: the table is made anew for each search.
    slots: Vec<u16>,
}

impl Tally {
    /// A tally of at most so many additions, which fill at most half of its slots.
    fn with_room(additions: usize) -> Tally {
        let slots = (2 * additions).next_power_of_two().max(2);
        Tally { stories: Vec::with_capacity(additions), slots: vec![0; slots] }
    }

    fn add(&mut self, age: u32, telling: u32) {
        let last = self.slots.len() - 1;
        let mut at = (age.wrapping_mul(0x9E37_79B1) >> 16) as usize & last;
        while let Some(place) = self.slots[at].checked_sub(1) {
            let story = &mut self.stories[usize::from(place)];
            if story.0 == age {
                story.1 += telling;
                return;
            }
            at = (at + 1) & last;
        }
        self.stories.push((age, telling));
        self.slots[at] = self.stories.len() as u16;
    }

    /// The stories that share most, the latest first among equals.
    fn most(&self, most: usize) -> Vec<(u32, u32)> {
        let mut found: Vec<u64> = self.stories.iter().map(|(age, shared)| u64::from(!shared) << 32 | u64::from(*age)).collect();
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        found.into_iter().map(|key| (key as u32, !(key >> 32) as u32)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::posting::LATEST;
    use super::*;
    use crate::story::Field;

    proptest! {
        #[test]
        fn it_finds_who_shares_most(
            stories in prop::collection::vec(prop::collection::btree_set(0u32..40, 0..30), 0..160),
            sought in prop::collection::btree_map(0u32..60, 0u32..9, 0..40), start in any::<Nth>()
        ) {
            let nth = |at: usize| start.wrapping_add(at as Nth);
            let mut index = Index::default();
            for (at, terms) in stories.iter().enumerate() {
                let terms: Vec<Term> = terms.iter().map(|hash| Term::new(*hash, Field::Body, false, 1, 7)).collect();
                index.push_back(&terms, nth(at), nth(at));
            }
            let stories = &stories;
            let holders = |hash: u32| (0..stories.len()).rev().filter(move |at| stories[*at].contains(&hash));
            let mut terms: Vec<(u32, u32)> = sought.iter().map(|(hash, telling)| (*telling, *hash)).collect();
            terms.sort_unstable_by(|a, b| b.cmp(a));
            terms.retain(|(telling, hash)| *telling > 0 && holders(*hash).next().is_some());
            terms.truncate(SOUGHT_TERMS);
            let mut shared = vec![0; stories.len()];
            terms.iter().for_each(|(telling, hash)| holders(*hash).take(LATEST).for_each(|at| shared[at] += telling));
            let mut wanted: Vec<(u32, usize)> = shared.into_iter().zip(0..).filter(|(shared, _)| *shared > 0).collect();
            wanted.sort_unstable_by(|a, b| b.cmp(a));
            let wanted: Vec<Found> = wanted.into_iter().take(FOUND).map(|(shared, at)| Found { nth: nth(at), shared }).collect();
            let (found, all) = index.find(sought.into_iter(), nth(stories.len()));
            prop_assert_eq!(found, wanted);
            prop_assert_eq!(all, terms.iter().map(|(telling, _)| telling).sum::<u32>());
        }

        #[test]
        fn many_at_once_are_as_one_by_one(
            stories in prop::collection::vec((prop::collection::btree_set(0u32..20, 0..9), any::<bool>()), 0..200), window in 1usize..120,
            start in any::<Nth>()
        ) {
            let nth = |at: usize| start.wrapping_add(at as Nth);
            let term = |n: &u32| Term::new(n << 28 | n, Field::Body, false, 1, 7);
            let terms: Vec<Vec<Term>> = stories.iter().map(|(terms, _)| terms.iter().map(term).collect()).collect();
            let (mut one_by_one, mut at_once) = (Index::default(), Index::default());
            for (at, (_, filed)) in stories.iter().enumerate() {
                let first = (at + 1).saturating_sub(window);
                one_by_one.push_back(&terms[at], nth(at), nth(at));
                at_once.file_later(&terms[at], nth(at));
                if let Some(left) = first.checked_sub(1) {
                    one_by_one.pop_front(&terms[left], nth(left));
                    at_once.pop_front(&terms[left], nth(left));
                }
                if *filed || at + 1 == stories.len() {
                    at_once.file(nth(first));
                }
            }
            for n in 0..20 {
                let found = |index: &Index| index.find([(term(&n).hash, 1)].into_iter(), nth(stories.len()));
                prop_assert_eq!(found(&at_once), found(&one_by_one));
            }
        }
    }
}
