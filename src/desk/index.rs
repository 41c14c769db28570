//! The inverted index: which stories of the window carry a key. One open-addressing table of eight-byte slots for all kinds of keys.
//!
//! Nothing is taken out when a story leaves the window: its number is then below the window's first, and its slots are dropped when their
//! shard next needs room. So eviction costs nothing, and its moment cannot be seen from outside.

/// Shards grow one at a time, so that no story waits for the whole index to be moved.
const SHARD_BITS: u32 = 8;
const EMPTY: u64 = u64::MAX;
const LEAST_SLOTS: usize = 16;

/// Postings: key → numbers of stories.
#[derive(Debug)]
pub struct Index {
    shards: Vec<Shard>,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    slots: Box<[u64]>,
    used: usize,
}

impl Default for Index {
    fn default() -> Index {
        Index { shards: vec![Shard::default(); 1 << SHARD_BITS] }
    }
}

impl Index {
    /// The numbers filed under a key, dead ones included, in no order.
    pub fn find(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let shard = &self.shards[(key >> (32 - SHARD_BITS)) as usize];
        shard.run(key).filter(move |slot| (slot >> 32) as u32 == key).map(|slot| slot as u32)
    }

    /// Files a story's number under a key. `live` says which numbers are still in the window.
    pub fn insert(&mut self, key: u32, number: u32, live: impl Fn(u32) -> bool) {
        let shard = &mut self.shards[(key >> (32 - SHARD_BITS)) as usize];
        shard.make_room(1, live);
        shard.put(slot(key, number));
    }

    /// Files many stories' numbers, shard by shard: while a shard is filled it stays in the processor's cache, and it grows once.
    pub fn insert_all(&mut self, filings: &[(u32, u32)], live: impl Fn(u32) -> bool) {
        let shard_of = |key: u32| (key >> (32 - SHARD_BITS)) as usize;
        // Counting sort: where each shard's filings begin, then each filing to its place.
        let mut ends = vec![0; self.shards.len()];
        filings.iter().for_each(|(key, _)| ends[shard_of(*key)] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![EMPTY; filings.len()];
        for (key, number) in filings {
            let at = &mut ends[shard_of(*key)];
            sorted[*at] = slot(*key, *number);
            *at += 1;
        }
        let mut begin = 0;
        for (shard, end) in self.shards.iter_mut().zip(ends) {
            shard.make_room(end - begin, &live);
            sorted[begin..end].iter().for_each(|slot| shard.put(*slot));
            begin = end;
        }
    }

    /// Takes one filing out again.
    pub fn remove(&mut self, key: u32, number: u32) {
        self.shards[(key >> (32 - SHARD_BITS)) as usize].take(slot(key, number));
    }

    /// Every filing, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.shards.iter().flat_map(|s| &s.slots).filter(|s| **s != EMPTY).map(|s| ((s >> 32) as u32, *s as u32))
    }

    /// Bytes of all tables.
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(|s| s.slots.len() * 8).sum()
    }
}

fn slot(key: u32, number: u32) -> u64 {
    let slot = u64::from(key) << 32 | u64::from(number);
    if slot == EMPTY { EMPTY - 1 } else { slot }
}

impl Shard {
    /// Where a key's run of slots begins: the key's bits below those that chose the shard, scaled to the table.
    fn home(&self, slot: u64) -> usize {
        let within = (slot >> 32) as u32;
        ((u64::from(within << SHARD_BITS) * self.slots.len() as u64) >> 32) as usize
    }

    /// The occupied slots from a key's home on.
    fn run(&self, key: u32) -> impl Iterator<Item = u64> + '_ {
        let (before, after) = self.slots.split_at(if self.slots.is_empty() { 0 } else { self.home(slot(key, 0)) });
        after.iter().chain(before).copied().take_while(|s| *s != EMPTY)
    }

    fn put(&mut self, slot: u64) {
        let mut at = self.home(slot);
        while self.slots[at] != EMPTY {
            at = self.next(at);
        }
        self.slots[at] = slot;
        self.used += 1;
    }

    fn next(&self, at: usize) -> usize {
        if at + 1 == self.slots.len() { 0 } else { at + 1 }
    }

    /// Removes a slot and moves up what stood behind it, so that no gap parts a slot from its home (Knuth, TAOCP 3, 6.4 R).
    fn take(&mut self, slot: u64) {
        if self.slots.is_empty() {
            return;
        }
        let mut at = self.home(slot);
        while self.slots[at] != slot {
            if self.slots[at] == EMPTY {
                return;
            }
            at = self.next(at);
        }
        let (mut gap, mut look) = (at, at);
        loop {
            look = self.next(look);
            if self.slots[look] == EMPTY {
                break;
            }
            let home = self.home(self.slots[look]);
            let reaches = if gap <= look { home <= gap || home > look } else { home <= gap && home > look };
            if reaches {
                self.slots[gap] = self.slots[look];
                gap = look;
            }
        }
        self.slots[gap] = EMPTY;
        self.used -= 1;
    }

    /// Where so many more would fill the table too much: drops the dead, and grows by a quarter or more where the living and they fill
    /// more than two thirds.
    fn make_room(&mut self, more: usize, live: impl Fn(u32) -> bool) {
        if (self.used + more) * 6 <= self.slots.len() * 5 {
            return;
        }
        let old = std::mem::take(&mut self.slots);
        let kept = || old.iter().copied().filter(|s| *s != EMPTY && live(*s as u32));
        let n = kept().count() + more;
        let slots = if n * 3 > old.len() * 2 { (old.len() * 5 / 4).max(n * 3 / 2) } else { old.len() };
        self.slots = vec![EMPTY; slots.max(LEAST_SLOTS)].into();
        self.used = 0;
        kept().for_each(|s| self.put(s));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_index_finds_nothing() {
        let mut index = Index::default();
        assert_eq!(index.find(7).count(), 0);
        index.remove(7, 7);
    }

    proptest! {
        #[test]
        fn many_at_once_are_as_one_by_one(
            filings in proptest::collection::vec((any::<u32>().prop_map(|k| k & 0xFF0F_00FF), 0u32..50), 0..400), parts in 1usize..4, first in 0u32..25
        ) {
            let (mut one_by_one, mut at_once) = (Index::default(), Index::default());
            filings.iter().for_each(|(key, number)| one_by_one.insert(*key, *number, |n| n >= first));
            filings.chunks(filings.len() / parts + 1).for_each(|some| at_once.insert_all(some, |n| n >= first));
            let living = |index: &Index| {
                let mut all: Vec<_> = index.iter().filter(|(_, n)| *n >= first).collect();
                all.sort_unstable();
                all
            };
            prop_assert_eq!(living(&one_by_one), living(&at_once));
        }

        #[test]
        fn it_is_a_multimap(steps in proptest::collection::vec((any::<bool>(), 0u32..40, 0u32..50), 0..400), first in 0u32..25) {
            let mut index = Index::default();
            let mut model: Vec<(u32, u32)> = Vec::new();
            for (insert, key, number) in steps {
                // Keys of one shard and next to one another, at both ends of the shard.
                let key = if key % 2 == 0 { key } else { 0x00FF_FFFF - key };
                if insert {
                    index.insert(key, number, |n| n >= first);
                    model.push((key, number));
                } else if let Some(at) = model.iter().position(|m| *m == (key, number)) {
                    index.remove(key, number);
                    model.swap_remove(at);
                }
            }
            for key in (0..40).chain(0x00FF_FFFF - 40..=0x00FF_FFFF) {
                let mut found: Vec<u32> = index.find(key).filter(|n| *n >= first).collect();
                let mut wanted: Vec<u32> = model.iter().filter(|m| m.0 == key && m.1 >= first).map(|m| m.1).collect();
                found.sort_unstable();
                wanted.sort_unstable();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
