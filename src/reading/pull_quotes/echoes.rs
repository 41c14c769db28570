//! Where else in the story three words in a row stand: the seeds from which repeats are aligned.

use crate::editorial::mix;
use crate::reading::{Word, Words};

/// Words of a run.
pub const RUN: usize = 3;

/// All runs of three words, by hash.
pub struct Echoes {
    /// For each slot the latest run of that slot, as its first word plus one.
    slots: Vec<u32>,
    /// For each run, by its first word.
    runs: Vec<Run>,
}

#[derive(Clone, Copy, Default)]
struct Run {
    hash: u32,
    /// The one before it in the same slot.
    before: u32,
    /// Another of the same hash stands in the story.
    echoed: bool,
}

impl Echoes {
    /// Notes every run of three words within a passage.
    pub fn of(words: &Words<'_>) -> Echoes {
        let size = (words.words.len() * 2).next_power_of_two().max(64);
        let mut echoes = Echoes { slots: vec![0; size], runs: vec![Run::default(); words.words.len()] };
        for passage in &words.passages {
            for (i, run) in (passage.words.start..).zip(words.words[passage.words.clone()].windows(RUN)) {
                echoes.note(i, hash(run));
            }
        }
        echoes
    }

    fn note(&mut self, i: usize, hash: u32) {
        let slot = self.slot(hash);
        let before = std::mem::replace(&mut self.slots[slot], i as u32 + 1);
        let same = chain(&self.runs, before).find(|n| self.runs[*n].hash == hash);
        self.runs[i] = Run { hash, before, echoed: same.is_some() };
        if let Some(same) = same {
            self.runs[same].echoed = true;
        }
    }

    /// Where else the run that begins with this word may stand, the last place first, its own included; nowhere where no other run has its
    /// hash. Hashes that fall into one slot are to be told apart by the caller.
    pub fn places(&self, first: usize) -> impl Iterator<Item = usize> + '_ {
        let run = &self.runs[first];
        chain(&self.runs, if run.echoed { self.slots[self.slot(run.hash)] } else { 0 })
    }

    fn slot(&self, hash: u32) -> usize {
        hash as usize & (self.slots.len() - 1)
    }
}

/// The runs of one slot from this one on, which is counted from 1.
fn chain(runs: &[Run], mut next: u32) -> impl Iterator<Item = usize> + '_ {
    std::iter::from_fn(move || {
        let here = next.checked_sub(1)? as usize;
        next = runs[here].before;
        Some(here)
    })
}

fn hash(run: &[Word]) -> u32 {
    run.iter().fold(0u64, |h, w| mix(h.rotate_left(23) ^ w.plain)) as u32
}
