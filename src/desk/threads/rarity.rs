//! How telling a term is: inverse document frequency in integers, from the window's own counts and what its language says of it.

use std::collections::BTreeMap;

use crate::story::Term;

/// Counters; two terms that share one look a little more frequent than they are.
const COUNTERS: usize = 1 << 20;
/// Stories that a language's list of frequent words stands for: so many that a young window is not misled by its first stories,
/// and so few that a day of news outvotes the list.
const LISTED_STORIES: u64 = 400;
/// Of these stories, how many hold a word of each band, in quarters of a story.
const LISTED: [u64; 8] = [1200, 640, 320, 160, 80, 40, 20, 2];

/// In how many stories of the window each term stands.
#[derive(Clone, Debug)]
pub struct Frequencies {
    /// As far as they go: the smaller they are, the more of them the processor keeps at hand.
    counts: Box<[u16]>,
    /// By how much the counters that are at their end are exceeded.
    more: BTreeMap<usize, u32>,
    stories: u64,
    /// Log2 of four times the stories of window and list.
    all: u32,
}

/// The unit of [`Frequencies::rarity`]: a term with twice its value is in a fraction of the stories that is squared.
pub const BIT: u32 = 256;

impl Frequencies {
    /// Of an empty window.
    pub fn new() -> Frequencies {
        Frequencies { counts: vec![0; COUNTERS].into(), more: BTreeMap::new(), stories: 0, all: all(0) }
    }

    /// Counts a story's terms.
    pub fn add(&mut self, terms: &[Term]) {
        self.count(self.stories + 1);
        for t in terms {
            let at = counter(t.hash);
            match self.counts[at].checked_add(1) {
                Some(count) => self.counts[at] = count,
                None => *self.more.entry(at).or_default() += 1,
            }
        }
    }

    /// Takes back what [`Frequencies::add`] counted.
    pub fn remove(&mut self, terms: &[Term]) {
        self.count(self.stories - 1);
        for t in terms {
            let at = counter(t.hash);
            match self.more.get_mut(&at).filter(|_| self.counts[at] == u16::MAX) {
                Some(1) => drop(self.more.remove(&at)),
                Some(more) => *more -= 1,
                None => self.counts[at] -= 1,
            }
        }
    }

    fn count(&mut self, stories: u64) {
        (self.stories, self.all) = (stories, all(stories));
    }

    /// Log2 of the share of stories without the term, in [`BIT`]s.
    pub fn rarity(&self, hash: u32, listed: u8) -> u32 {
        let with = 4 * self.stories_with(hash) + LISTED[usize::from(listed & 7)];
        self.all.saturating_sub(log2(with))
    }

    /// Stories with a term, or with another one of its counter.
    fn stories_with(&self, hash: u32) -> u64 {
        let at = counter(hash);
        match self.counts[at] {
            u16::MAX => u64::from(u16::MAX) + self.more.get(&at).map_or(0, |more| u64::from(*more)),
            count => u64::from(count),
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.counts.len() * size_of::<u16>()
    }

    /// The most that [`Frequencies::rarity`] gives.
    pub fn most(&self) -> u32 {
        self.all - log2(LISTED[7])
    }
}

fn all(stories: u64) -> u32 {
    log2(4 * (stories + LISTED_STORIES + 1))
}

fn counter(hash: u32) -> usize {
    (hash >> 1) as usize % COUNTERS
}

/// Log2 of a positive number in [`BIT`]s, linear between powers of two: within 9 % of a bit, and the same on every machine.
pub fn log2(x: u64) -> u32 {
    let whole = 63 - x.max(1).leading_zeros();
    let below = (x << (63 - whole)) << 1 >> 56;
    whole * BIT + below as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Field;

    #[test]
    fn the_logarithm_is_right_at_powers_of_two_and_grows_between() {
        assert_eq!([1, 2, 4, 1024].map(log2), [0, BIT, 2 * BIT, 10 * BIT]);
        assert_eq!(log2(6), 2 * BIT + BIT / 2);
        assert!((1..5000).all(|x| log2(x) <= log2(x + 1)));
    }

    #[test]
    fn what_was_counted_can_be_taken_back() {
        let mut f = Frequencies::new();
        let term = Term::new(42, Field::Body, false, 1, 7);
        let before = f.rarity(term.hash, 7);
        f.add(&[term]);
        assert!(f.rarity(term.hash, 7) < before);
        f.remove(&[term]);
        assert_eq!(f.rarity(term.hash, 7), before);
    }

    #[test]
    fn a_term_of_very_many_stories_is_counted_to_the_end() {
        let mut f = Frequencies::new();
        let term = [Term::new(42, Field::Body, false, 1, 7)];
        let most = u64::from(u16::MAX) + 3;
        for n in 1..=most {
            f.add(&term);
            assert_eq!(f.stories_with(42), n);
        }
        for n in (0..most).rev() {
            f.remove(&term);
            assert_eq!(f.stories_with(42), n);
        }
    }
}
