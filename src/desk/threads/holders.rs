//! Which of the compared threads hold each of a story's terms.
//!
//! Look-alike events share the words of their template with one another: two arrests by one police force, two companies' quarters. What a
//! story shares with every candidate says little, however rare it is in the window; what it shares with one alone tells that one.

use super::features::{Feature, Features, Told, Weighed, WeighedTerm};

/// For each of a story's terms, a bit for each compared thread that holds it.
pub struct Holders<'s> {
    terms: &'s [WeighedTerm],
    of_term: Vec<u8>,
    threads: u32,
}

impl<'s> Holders<'s> {
    /// No thread compared yet.
    pub fn new(story: &'s Weighed) -> Holders<'s> {
        Holders { terms: &story.terms, of_term: vec![0; story.terms.len()], threads: 0 }
    }

    /// The next thread, which holds the terms at these places of the story.
    pub fn add(&mut self, held: &[usize]) {
        held.iter().for_each(|at| self.of_term[*at] |= 1 << self.threads);
        self.threads += 1;
    }

    /// Fills in for each thread, in the order in which they were added, how much of what it shares it shares alone.
    pub fn set_own(&self, all: &mut [Features]) {
        let mut told = vec![[Told::default(); 3]; all.len()];
        for (w, holders) in self.terms.iter().zip(&self.of_term).filter(|(_, holders)| **holders != 0) {
            let part = w.rarity * self.alone(*holders) / FRACTIONS;
            for (_, [own, leads, names]) in told.iter_mut().enumerate().filter(|(nth, _)| *holders >> nth & 1 != 0) {
                own.add_part(w.rarity, part);
                if w.opens() {
                    leads.add_part(w.rarity, part);
                }
                if w.term.is_name() {
                    names.add_part(w.rarity, part);
                }
            }
        }
        for (features, [own, leads, names]) in all.iter_mut().zip(told) {
            features[Feature::Own as usize] = own.value();
            features[Feature::OwnLeads as usize] = leads.value();
            features[Feature::OwnNames as usize] = names.value();
        }
    }

    /// The share of the other threads that lack a term which one thread holds; half where there are no others.
    fn alone(&self, holders: u8) -> u64 {
        let others = u64::from(self.threads.saturating_sub(1));
        let lack = others - u64::from(holders.count_ones()).saturating_sub(1).min(others);
        (lack * FRACTIONS).checked_div(others).unwrap_or(FRACTIONS / 2)
    }
}

/// Parts of a whole.
const FRACTIONS: u64 = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::threads::features::{FEATURES, FULL};
    use crate::desk::threads::rarity::Frequencies;
    use crate::story::{Field, Term};

    fn own(story: &Weighed, held: &[&[usize]]) -> Vec<u32> {
        let mut holders = Holders::new(story);
        held.iter().for_each(|h| holders.add(h));
        let mut features = vec![[0; FEATURES]; held.len()];
        holders.set_own(&mut features);
        features.iter().map(|f| f[Feature::Own as usize]).collect()
    }

    #[test]
    fn what_all_candidates_share_tells_none_of_them() {
        let terms: Vec<Term> = (0..4).map(|n| Term::new(n * 2, Field::Lead, false, 1, 7)).collect();
        let story = Weighed::of(&terms, &Frequencies::new());
        assert_eq!(own(&story, &[&[0, 1], &[0, 1]]), [0, 0]);
        assert_eq!(own(&story, &[&[0, 1], &[0, 2]]), [FULL / 2, FULL / 2]);
        assert_eq!(own(&story, &[&[2, 3], &[0, 1], &[0]])[0], FULL);
        assert!(own(&story, &[&[0, 1, 2]])[0].abs_diff(FULL / 2) <= 1, "one candidate alone");
    }
}
