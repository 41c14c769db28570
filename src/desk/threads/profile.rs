//! What a thread is about: the terms of its latest stories, added up.

use crate::story::{Field, Term};

/// The sum of the topics of a thread's latest stories, in the order of the terms' hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Stories that it sums up.
    pub stories: u8,
    /// Their terms.
    pub terms: Vec<Share>,
}

/// One term of a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The term.
    pub hash: u32,
    /// Sum of its weights.
    pub weight: u16,
    /// Sum of its rarities.
    rarity: u8,
    /// Stories that hold it …
    pub stories: u8,
    /// … in the headline,
    pub titles: u8,
    /// … in headline or first paragraph,
    pub leads: u8,
    /// … as a name,
    pub names: u8,
    /// … as a date.
    pub dates: u8,
}

impl Share {
    /// Of one story's term.
    pub fn of(term: Term) -> Share {
        let field = term.field();
        Share {
            hash: term.hash,
            weight: term.weight() as u16,
            rarity: term.rarity(),
            stories: 1,
            titles: u8::from(field == Field::Title),
            leads: u8::from(matches!(field, Field::Title | Field::Lead)),
            names: u8::from(term.is_name()),
            dates: u8::from(field == Field::Date),
        }
    }

    /// How rare its language says that it is.
    pub fn rarity(&self) -> u8 {
        self.rarity / self.stories.max(1)
    }

    fn add(&mut self, s: Share) {
        self.weight += s.weight;
        self.rarity += s.rarity;
        self.stories += s.stories;
        self.titles += s.titles;
        self.leads += s.leads;
        self.names += s.names;
        self.dates += s.dates;
    }

    fn remove(&mut self, s: Share) {
        self.weight -= s.weight;
        self.rarity -= s.rarity;
        self.stories -= s.stories;
        self.titles -= s.titles;
        self.leads -= s.leads;
        self.names -= s.names;
        self.dates -= s.dates;
    }
}

impl Profile {
    /// Of one story.
    pub fn of(topic: &[Term]) -> Profile {
        Profile { stories: 1, terms: topic.iter().copied().map(Share::of).collect() }
    }

    /// Adds a story's terms.
    pub fn add(&mut self, topic: &[Term]) {
        self.stories += 1;
        let mut merged = Vec::with_capacity(self.terms.len() + topic.len());
        let mut own = self.terms.iter().copied().peekable();
        for term in topic {
            while let Some(share) = own.next_if(|s| s.hash < term.hash) {
                merged.push(share);
            }
            let mut share = Share::of(*term);
            if let Some(known) = own.next_if(|s| s.hash == term.hash) {
                share.add(known);
            }
            merged.push(share);
        }
        merged.extend(own);
        merged.shrink_to_fit();
        self.terms = merged;
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.terms.capacity() * size_of::<Share>()
    }

    /// Takes back what [`Profile::add`] added.
    pub fn remove(&mut self, topic: &[Term]) {
        self.stories -= 1;
        let mut gone = topic.iter().copied().peekable();
        self.terms.retain_mut(|share| {
            while gone.next_if(|t| t.hash < share.hash).is_some() {}
            if let Some(term) = gone.next_if(|t| t.hash == share.hash) {
                share.remove(Share::of(term));
            }
            share.stories > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn topic() -> impl Strategy<Value = Vec<Term>> {
        prop::collection::btree_map(0u32..40, (0u8..4, any::<bool>(), 1usize..6, 0u8..8), 0..20).prop_map(|terms| {
            let field = |f| [Field::Body, Field::Lead, Field::Title, Field::Date][usize::from(f)];
            terms.into_iter().map(|(hash, (f, name, count, rarity))| Term::new(hash, field(f), name, count, rarity)).collect()
        })
    }

    proptest! {
        #[test]
        fn removing_undoes_adding(topics in prop::collection::vec(topic(), 1..16), extra in topic()) {
            let mut profile = Profile::default();
            topics.iter().for_each(|t| profile.add(t));
            let before = profile.clone();
            profile.add(&extra);
            prop_assert!(profile.terms.is_sorted_by(|a, b| a.hash < b.hash));
            profile.remove(&extra);
            prop_assert_eq!(&profile, &before);
            topics.iter().for_each(|t| profile.remove(t));
            prop_assert_eq!(profile, Profile::default());
        }
    }
}
