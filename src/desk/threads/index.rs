//! Which threads share rare terms with a story: an inverted index over the stories of the window.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use crate::story::Term;

/// Terms of a story by which threads are sought, the most telling.
const SOUGHT_TERMS: usize = 25;
/// Of each term, the latest stories that are looked at: what everyone writes of is found by other terms.
const LATEST: usize = 48;
/// Threads that are compared in full.
const COMPARED: usize = 6;

/// A thread as the index knows it.
pub type Key = u64;

/// For each term the threads of the stories that hold it, in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Index {
    postings: HashMap<u32, VecDeque<Key>, BuildHasherDefault<Mixed>>,
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
    pub fn push_back(&mut self, terms: &[Term], thread: Key) {
        for t in terms {
            self.postings.entry(t.hash).or_default().push_back(thread);
        }
    }

    /// Files the oldest story.
    pub fn push_front(&mut self, terms: &[Term], thread: Key) {
        for t in terms {
            self.postings.entry(t.hash).or_default().push_front(thread);
        }
    }

    /// Takes out the latest story.
    pub fn pop_back(&mut self, terms: &[Term]) {
        self.pop(terms, VecDeque::pop_back);
    }

    /// Takes out the oldest story.
    pub fn pop_front(&mut self, terms: &[Term]) {
        self.pop(terms, VecDeque::pop_front);
    }

    fn pop(&mut self, terms: &[Term], end: fn(&mut VecDeque<Key>) -> Option<Key>) {
        for t in terms {
            if let Some(posting) = self.postings.get_mut(&t.hash) {
                end(posting);
                if posting.is_empty() {
                    self.postings.remove(&t.hash);
                }
            }
        }
    }

    /// The threads that share the most telling terms with a story, the best first. `terms`: the story's, each with how telling it is.
    pub fn candidates(&self, terms: impl Iterator<Item = (u32, u32)>) -> Vec<Key> {
        let mut sought: Vec<(u32, u32)> = terms.filter(|(_, telling)| *telling > 0).map(|(hash, telling)| (telling, hash)).collect();
        sought.sort_unstable_by(|a, b| b.cmp(a));
        // A word that no story of the window holds is as telling as can be, and leads nowhere.
        let known = sought.into_iter().filter_map(|(telling, hash)| Some((telling, self.postings.get(&hash)?)));
        let mut found: Vec<(Key, u32)> = Vec::new();
        for (telling, posting) in known.take(SOUGHT_TERMS) {
            let start = found.len();
            found.extend(posting.iter().rev().take(LATEST).map(|thread| (*thread, telling)));
            found[start..].sort_unstable();
            // One thread counts once for each term.
            let mut kept = start;
            for i in start..found.len() {
                if i == start || found[i].0 != found[kept - 1].0 {
                    found[kept] = found[i];
                    kept += 1;
                }
            }
            found.truncate(kept);
        }
        found.sort_unstable();
        let mut threads: Vec<(u32, Key)> =
            found.chunk_by(|a, b| a.0 == b.0).map(|same| (same.iter().map(|f| f.1).sum(), same[0].0)).collect();
        threads.sort_unstable_by(|a, b| b.cmp(a));
        threads.into_iter().take(COMPARED).map(|(_, thread)| thread).collect()
    }

    /// Bytes on the heap, about.
    pub fn bytes(&self) -> usize {
        self.postings.values().map(|p| p.capacity() * size_of::<Key>()).sum::<usize>()
            + self.postings.capacity() * size_of::<(u32, VecDeque<Key>)>()
    }
}
