//! Where else in the story three words in a row stand: the seeds from which repeats are aligned.

use crate::editorial::mix;
use crate::reading::{Word, Words};

/// All runs of three words, by hash.
pub struct Echoes {
    /// For each slot the latest run of that slot, as its first word plus one.
    slots: Vec<u32>,
    /// For each run the one before it in the same slot.
    before: Vec<u32>,
}

impl Echoes {
    /// Notes every run of three words within a passage.
    pub fn of(words: &Words<'_>) -> Echoes {
        let size = (words.words.len() * 2).next_power_of_two().max(64);
        let mut echoes = Echoes { slots: vec![0; size], before: vec![0; words.words.len()] };
        for passage in &words.passages {
            for (i, run) in (passage.words.start..).zip(words.words[passage.words.clone()].windows(3)) {
                let slot = echoes.slot(run);
                echoes.before[i] = echoes.slots[slot];
                echoes.slots[slot] = i as u32 + 1;
            }
        }
        echoes
    }

    /// The places where this run of three may stand, the last first; hashes that fall into one slot are to be told apart by the caller.
    pub fn places(&self, run: &[Word]) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.slots[self.slot(run)];
        std::iter::from_fn(move || {
            let here = next.checked_sub(1)? as usize;
            next = self.before[here];
            Some(here)
        })
    }

    fn slot(&self, run: &[Word]) -> usize {
        let hash = run.iter().fold(0u64, |h, w| mix(h.rotate_left(23) ^ w.plain));
        hash as usize & (self.slots.len() - 1)
    }
}
