//! Tables of the desk's keys: which stories of the window carry one. Open addressing, six-byte slots; a table holds keys of any kind.
//!
//! Capped keys (fingerprints, quotations) are postings: a key has a slot for each of its few stories. An open key (id, slug, headline), which
//! any number of stories may have, has one slot, for the newest; each story knows the one before it (`shelf`).
//!
//! Nothing is taken out when a story leaves the window: its number is then none of the window's, and its slots are dropped when their
//! shard next needs room. So eviction costs nothing, and its moment cannot be seen from outside.

/// Shards grow one at a time, so that no story waits for the whole index to be moved.
const SHARD_BITS: u32 = 8;
/// The bits of a key that its shard does not tell, and those of a number that a slot keeps. A window holds fewer stories.
const SLOT_BITS: u32 = 24;
const LOW: u32 = (1 << SLOT_BITS) - 1;
/// Numbers that differ above these bits are of two eras: in a new one a shard drops its dead, long before a slot's bits could come round.
const ERA_BITS: u32 = SLOT_BITS - 2;
const LEAST_SLOTS: usize = 16;

/// Consecutive numbers of stories, which wrap.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The first.
    pub first: u32,
    /// How many.
    pub count: u32,
}

impl Numbers {
    /// The one of these that ends in a slot's bits.
    fn ending_in(self, low: u32) -> Option<u32> {
        let at = low.wrapping_sub(self.first) & LOW;
        (at < self.count).then(|| self.first.wrapping_add(at))
    }
}

/// Postings: key → numbers of stories. What stands under one key stands in one run, so there must be few: either their number is capped by
/// who files them, or one replaces the other.
#[derive(Debug)]
pub struct Index {
    shards: Vec<Shard>,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    slots: Box<[Slot]>,
    used: usize,
    era: u32,
    /// Keys and numbers that are filed together.
    waiting: Vec<(u32, u32)>,
}

impl Default for Index {
    fn default() -> Index {
        Index { shards: vec![Shard::default(); 1 << SHARD_BITS] }
    }
}

fn shard_of(key: u32) -> usize {
    (key >> SLOT_BITS) as usize
}

impl Index {
    /// Those of the window's numbers that are filed under a key, in no order.
    pub fn find(&self, key: u32, window: Numbers) -> impl Iterator<Item = u32> + '_ {
        let sought = Slot::of(key, 0);
        let run = self.shards[shard_of(key)].run(sought);
        run.filter(move |slot| slot.key() == sought.key()).filter_map(move |slot| window.ending_in(slot.number()))
    }

    /// Files a story's number under a key. `needed` are the numbers that may still be asked for.
    pub fn insert(&mut self, key: u32, number: u32, needed: Numbers) {
        let shard = &mut self.shards[shard_of(key)];
        shard.make_room(1, needed);
        shard.put(Slot::of(key, number));
    }

    /// Files a story's number as the one under a key; the number that stood there, where it is needed.
    pub fn replace(&mut self, key: u32, number: u32, needed: Numbers) -> Option<u32> {
        let shard = &mut self.shards[shard_of(key)];
        shard.make_room(1, needed);
        shard.replace(Slot::of(key, number)).and_then(|old| needed.ending_in(old.number()))
    }

    /// Takes `replace` back.
    pub fn put_back(&mut self, key: u32, number: u32, old: Option<u32>) {
        match old {
            Some(old) => _ = self.shards[shard_of(key)].replace(Slot::of(key, old)),
            None => self.remove(key, number),
        }
    }

    /// Files a story's number under a key at the next [`Index::file`] or [`Index::file_newest`], as while the state is read back: for many at
    /// once that costs less.
    pub fn file_later(&mut self, key: u32, number: u32) {
        self.shards[shard_of(key)].waiting.push((key, number));
    }

    /// Files what waits, as `insert` would one after the other.
    pub fn file(&mut self, needed: Numbers) {
        self.by_shard(needed, |shard, key, number| shard.put(Slot::of(key, number)));
    }

    /// Files what waits, as `replace` would one after the other, and tells of each number that it replaces: key, new, old.
    pub fn file_newest(&mut self, needed: Numbers, mut replaced: impl FnMut(u32, u32, u32)) {
        self.by_shard(needed, |shard, key, number| {
            let old = shard.replace(Slot::of(key, number)).and_then(|old| needed.ending_in(old.number()));
            old.into_iter().for_each(|old| replaced(key, number, old));
        });
    }

    /// Files shard by shard: while a shard is filled it stays in the processor's cache, and it grows once.
    fn by_shard(&mut self, needed: Numbers, mut file: impl FnMut(&mut Shard, u32, u32)) {
        for shard in &mut self.shards {
            let waiting = std::mem::take(&mut shard.waiting);
            shard.make_room(waiting.len(), needed);
            waiting.into_iter().for_each(|(key, number)| file(shard, key, number));
        }
    }

    /// Takes one filing out again.
    pub fn remove(&mut self, key: u32, number: u32) {
        self.shards[shard_of(key)].take(Slot::of(key, number));
    }

    /// Every filing of the window's numbers, in no order.
    pub fn iter(&self, window: Numbers) -> impl Iterator<Item = (u32, u32)> + '_ {
        let shards = (0..).zip(&self.shards).flat_map(|(n, shard)| shard.slots.iter().map(move |slot| (n << SLOT_BITS, *slot)));
        let filings = shards.filter(|(_, slot)| *slot != Slot::EMPTY);
        filings.filter_map(move |(shard, slot)| Some((shard | slot.key(), window.ending_in(slot.number())?)))
    }

    /// Occupied slots in one row: what the slowest look-up reads.
    #[cfg(test)]
    pub fn longest_run(&self) -> usize {
        let runs = self.shards.iter().flat_map(|s| s.slots.split(|slot| *slot == Slot::EMPTY));
        runs.map(<[Slot]>::len).max().unwrap_or(0)
    }

    /// Bytes of all tables.
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(|s| size_of_val(&*s.slots)).sum()
    }
}

/// A filing in six bytes: a key's bits and a story's number, the low ones of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(Rust, packed)]
struct Slot {
    /// The number, and above it the lowest bits of the key.
    low: u32,
    /// The rest of the key.
    high: u16,
}

impl Slot {
    const EMPTY: Slot = Slot { low: u32::MAX, high: u16::MAX };

    /// The last key of a shard goes as the one before it: so no filing looks like an empty slot.
    fn of(key: u32, number: u32) -> Slot {
        let key = (key & LOW).min(LOW - 1);
        Slot { low: number & LOW | key << SLOT_BITS, high: (key >> (32 - SLOT_BITS)) as u16 }
    }

    fn number(self) -> u32 {
        self.low & LOW
    }

    fn key(self) -> u32 {
        self.low >> SLOT_BITS | u32::from(self.high) << (32 - SLOT_BITS)
    }
}

impl Shard {
    /// Where a key's run of slots begins: the key's bits below those that chose the shard, scaled to the table.
    fn home(&self, slot: Slot) -> usize {
        ((u64::from(slot.key()) * self.slots.len() as u64) >> SLOT_BITS) as usize
    }

    /// The occupied slots from a key's home on.
    fn run(&self, sought: Slot) -> impl Iterator<Item = Slot> + '_ {
        let (before, after) = self.slots.split_at(if self.slots.is_empty() { 0 } else { self.home(sought) });
        after.iter().chain(before).copied().take_while(|s| *s != Slot::EMPTY)
    }

    fn put(&mut self, slot: Slot) {
        let mut at = self.home(slot);
        while self.slots[at] != Slot::EMPTY {
            at = self.next(at);
        }
        self.slots[at] = slot;
        self.used += 1;
    }

    /// Puts a slot in the place of the one with its key, which it returns; the only one, where all were put so.
    fn replace(&mut self, slot: Slot) -> Option<Slot> {
        let mut at = self.home(slot);
        while self.slots[at] != Slot::EMPTY {
            if self.slots[at].key() == slot.key() {
                return Some(std::mem::replace(&mut self.slots[at], slot));
            }
            at = self.next(at);
        }
        self.slots[at] = slot;
        self.used += 1;
        None
    }

    fn next(&self, at: usize) -> usize {
        if at + 1 == self.slots.len() { 0 } else { at + 1 }
    }

    /// Removes a slot and moves up what stood behind it, so that no gap parts a slot from its home (Knuth, TAOCP 3, 6.4 R).
    fn take(&mut self, slot: Slot) {
        if self.slots.is_empty() {
            return;
        }
        let mut at = self.home(slot);
        while self.slots[at] != slot {
            if self.slots[at] == Slot::EMPTY {
                return;
            }
            at = self.next(at);
        }
        let (mut gap, mut look) = (at, at);
        loop {
            look = self.next(look);
            if self.slots[look] == Slot::EMPTY {
                break;
            }
            let home = self.home(self.slots[look]);
            let reaches = if gap <= look { home <= gap || home > look } else { home <= gap && home > look };
            if reaches {
                self.slots[gap] = self.slots[look];
                gap = look;
            }
        }
        self.slots[gap] = Slot::EMPTY;
        self.used -= 1;
    }

    /// Where so many more would fill the table too much, or in a new era: drops the dead, and grows by a quarter or more where the living
    /// and they fill more than two thirds.
    fn make_room(&mut self, more: usize, needed: Numbers) {
        let era = needed.first >> ERA_BITS;
        if self.era == era && (self.used + more) * 6 <= self.slots.len() * 5 {
            return;
        }
        self.era = era;
        let old = std::mem::take(&mut self.slots);
        let kept = || old.iter().copied().filter(|s| *s != Slot::EMPTY && needed.ending_in(s.number()).is_some());
        let n = kept().count() + more;
        let slots = if n * 3 > old.len() * 2 { (old.len() * 5 / 4).max(n * 3 / 2) } else { old.len() };
        self.slots = vec![Slot::EMPTY; slots.max(LEAST_SLOTS)].into();
        self.used = 0;
        kept().for_each(|s| self.put(s));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fifty numbers at most, of which the first have left the window.
    fn window(start: u32, first: u32) -> Numbers {
        Numbers { first: start.wrapping_add(first), count: 50 - first }
    }

    /// Numbers begin anywhere; near the ends of what a slot keeps of them and of their range too.
    fn start() -> impl Strategy<Value = u32> {
        prop_oneof![any::<u32>(), Just(0), LOW - 40..=LOW, u32::MAX - 40..=u32::MAX]
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        let mut index = Index::default();
        assert_eq!(index.find(7, window(0, 0)).count(), 0);
        index.remove(7, 7);
    }

    #[test]
    fn the_last_filing_of_a_shard_is_found() {
        let mut index = Index::default();
        index.insert(u32::MAX, u32::MAX, window(LOW - 49, 0));
        let window = Numbers { first: u32::MAX, count: 1 };
        assert_eq!(index.find(u32::MAX, window).collect::<Vec<_>>(), [u32::MAX]);
        index.remove(u32::MAX, u32::MAX);
        assert_eq!(index.iter(window).count(), 0);
    }

    #[test]
    fn a_dead_filing_is_gone_when_its_number_comes_round() {
        let mut index = Index::default();
        index.insert(7, 3, Numbers { first: 0, count: 4 });
        for first in (0..2 * LOW).step_by(1 << ERA_BITS) {
            index.insert(8, first, Numbers { first, count: 1 });
        }
        assert_eq!(index.find(7, Numbers { first: LOW + 1, count: 10 }).count(), 0);
    }

    /// Filed one by one by `replace`, or `at_once`: the index, and what replaced what.
    fn replaced(filings: &[(u32, u32)], at_once: bool, needed: Numbers) -> (Index, Vec<(u32, u32, u32)>) {
        let (mut index, mut links) = (Index::default(), Vec::new());
        if at_once {
            filings.iter().for_each(|(key, number)| index.file_later(*key, *number));
            index.file_newest(needed, |key, number, old| links.push((key, number, old)));
        } else {
            links.extend(filings.iter().filter_map(|(key, number)| Some((*key, *number, index.replace(*key, *number, needed)?))));
        }
        (index, links)
    }

    proptest! {
        #[test]
        fn the_newest_of_a_key_replaces_the_one_before_it(
            keys in proptest::collection::vec(0u32..8, 0..50), at_once in any::<bool>(), undone in 0usize..50, start in start()
        ) {
            let filings: Vec<(u32, u32)> = keys.iter().zip(0..).map(|(key, n)| (key << 20 | 0xFF00_0000, start.wrapping_add(n))).collect();
            let (mut index, mut links) = replaced(&filings, at_once, window(start, 0));
            links.sort_unstable_by_key(|(_, number, _)| number.wrapping_sub(start));
            let before = |at: usize| filings[..at].iter().rfind(|f| f.0 == filings[at].0).map(|f| f.1);
            let wanted: Vec<_> = filings.iter().enumerate().filter_map(|(at, f)| Some((f.0, f.1, before(at)?))).collect();
            prop_assert_eq!(links, wanted);
            let left = filings.len().saturating_sub(undone);
            for at in (left..filings.len()).rev() {
                index.put_back(filings[at].0, filings[at].1, before(at));
            }
            for (key, _) in &filings {
                let newest = filings[..left].iter().rfind(|f| f.0 == *key).map(|f| f.1);
                prop_assert_eq!(index.find(*key, window(start, 0)).collect::<Vec<_>>(), newest.into_iter().collect::<Vec<_>>());
            }
        }

        #[test]
        fn many_at_once_are_as_one_by_one(
            filings in proptest::collection::vec((any::<u32>().prop_map(|k| k & 0xFF0F_00FF), 0u32..50), 0..400), parts in 1usize..4,
            first in 0u32..25, start in start()
        ) {
            let (mut one_by_one, mut at_once) = (Index::default(), Index::default());
            let filings: Vec<(u32, u32)> = filings.into_iter().map(|(key, number)| (key, start.wrapping_add(number))).collect();
            filings.iter().for_each(|(key, number)| one_by_one.insert(*key, *number, window(start, first)));
            for some in filings.chunks(filings.len() / parts + 1) {
                some.iter().for_each(|(key, number)| at_once.file_later(*key, *number));
                at_once.file(window(start, first));
            }
            let living = |index: &Index| {
                let mut all: Vec<_> = index.iter(window(start, first)).collect();
                all.sort_unstable();
                all
            };
            prop_assert_eq!(living(&one_by_one), living(&at_once));
        }

        #[test]
        fn it_is_a_multimap(steps in proptest::collection::vec((any::<bool>(), 0u32..40, 0u32..50), 0..400), first in 0u32..25, start in start()) {
            let mut index = Index::default();
            let mut model: Vec<(u32, u32)> = Vec::new();
            // Keys of one shard and next to one another, at both ends of the shard.
            let last = LOW - 1;
            for (insert, key, number) in steps {
                let key = if key % 2 == 0 { key } else { last - key };
                let number = start.wrapping_add(number);
                if insert {
                    index.insert(key, number, window(start, first));
                    model.push((key, number));
                } else if let Some(at) = model.iter().position(|m| *m == (key, number)) {
                    index.remove(key, number);
                    model.swap_remove(at);
                }
            }
            for key in (0..40).chain(last - 40..=last) {
                let mut found: Vec<u32> = index.find(key, window(start, first)).collect();
                let lives = |number: u32| number.wrapping_sub(start) >= first;
                let mut wanted: Vec<u32> = model.iter().filter(|m| m.0 == key && lives(m.1)).map(|m| m.1).collect();
                found.sort_unstable();
                wanted.sort_unstable();
                prop_assert_eq!(found, wanted);
            }
        }
    }
}
