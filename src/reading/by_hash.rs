//! Items by a hash that lies evenly over its range, as those of words do: a small table for one story's words.

/// Items by hash, in the order in which each hash came first.
pub struct ByHash<T> {
    items: Vec<(u32, T)>,
    /// For each hash the place of its item plus one, where its own slot or the next free one behind it is; 0 is free.
    slots: Vec<u32>,
}

impl<T: Default> ByHash<T> {
    /// With room for so many.
    pub fn with_room(items: usize) -> ByHash<T> {
        ByHash { items: Vec::with_capacity(items), slots: vec![0; (2 * items).next_power_of_two().max(16)] }
    }

    /// The item of this hash, a new one where there is none yet.
    #[inline]
    pub fn item(&mut self, hash: u32) -> &mut T {
        let mut slot = self.slot(hash);
        if self.slots[slot] == 0 {
            if 2 * self.items.len() >= self.slots.len() {
                self.grow();
                slot = self.slot(hash);
            }
            self.items.push((hash, T::default()));
            self.slots[slot] = self.items.len() as u32;
        }
        let at = self.slots[slot] as usize - 1;
        &mut self.items[at].1
    }

    /// All of them.
    pub fn into_items(self) -> Vec<(u32, T)> {
        self.items
    }

    /// The slot that holds this hash's item, or the free one where it belongs.
    #[inline]
    fn slot(&self, hash: u32) -> usize {
        let mut at = ((u64::from(hash) * self.slots.len() as u64) >> 32) as usize;
        while self.slots[at].checked_sub(1).is_some_and(|item| self.items[item as usize].0 != hash) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        at
    }

    fn grow(&mut self) {
        self.slots = vec![0; 2 * self.slots.len()];
        for n in 0..self.items.len() {
            let slot = self.slot(self.items[n].0);
            self.slots[slot] = n as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map(hashes in prop::collection::vec(prop_oneof![any::<u32>(), 0u32..9, u32::MAX - 9..], 0..200), room in 0usize..40) {
            let (mut counted, mut model) = (ByHash::<u32>::with_room(room), BTreeMap::new());
            for hash in hashes {
                *counted.item(hash) += 1;
                *model.entry(hash).or_default() += 1;
            }
            prop_assert_eq!(counted.into_items().into_iter().collect::<BTreeMap<u32, u32>>(), model);
        }
    }
}
