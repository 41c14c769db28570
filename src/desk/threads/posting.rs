//! The stories that hold one term, in order of arrival.

use std::collections::VecDeque;

use super::index::Nth;

/// A posting list, open at both ends. Most terms of a window stand in one story alone, which takes no memory of its own.
#[derive(Clone, Debug, Default)]
pub enum Posting {
    /// No story.
    #[default]
    Empty,
    /// One story.
    One(Nth),
    /// Several; a list that had several may have few again.
    #[allow(clippy::box_collection, reason = "most postings hold one story: a box keeps them all small")]
    Many(Box<VecDeque<Nth>>),
}

impl Posting {
    /// Adds the latest story.
    pub fn push_back(&mut self, nth: Nth) {
        match self {
            Posting::Empty => *self = Posting::One(nth),
            Posting::One(first) => *self = Posting::Many(Box::new(VecDeque::from([*first, nth]))),
            Posting::Many(all) => all.push_back(nth),
        }
    }

    /// Adds the oldest story.
    pub fn push_front(&mut self, nth: Nth) {
        match self {
            Posting::Empty => *self = Posting::One(nth),
            Posting::One(last) => *self = Posting::Many(Box::new(VecDeque::from([nth, *last]))),
            Posting::Many(all) => all.push_front(nth),
        }
    }

    /// Takes out the latest story.
    pub fn pop_back(&mut self) {
        match self {
            Posting::Many(all) => drop(all.pop_back()),
            one => *one = Posting::Empty,
        }
    }

    /// Takes out the oldest story.
    pub fn pop_front(&mut self) {
        match self {
            Posting::Many(all) => drop(all.pop_front()),
            one => *one = Posting::Empty,
        }
    }

    /// Whether no story holds the term.
    pub fn is_empty(&self) -> bool {
        match self {
            Posting::Empty => true,
            Posting::One(_) => false,
            Posting::Many(all) => all.is_empty(),
        }
    }

    /// The latest stories, the latest first.
    pub fn latest(&self, most: usize) -> impl Iterator<Item = Nth> + '_ {
        let (one, many) = match self {
            Posting::Empty => (None, None),
            Posting::One(nth) => (Some(*nth), None),
            Posting::Many(all) => (None, Some(all)),
        };
        one.into_iter().chain(many.into_iter().flat_map(move |all| all.iter().rev().take(most).copied()))
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        match self {
            Posting::Many(all) => size_of::<VecDeque<Nth>>() + all.capacity() * size_of::<Nth>(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_deque(steps in prop::collection::vec((0u8..4, any::<u32>()), 0..60), most in 0usize..5) {
            let (mut posting, mut model) = (Posting::default(), VecDeque::new());
            for (step, nth) in steps {
                match step {
                    0 => { posting.push_back(nth); model.push_back(nth); }
                    1 => { posting.push_front(nth); model.push_front(nth); }
                    2 => { posting.pop_back(); model.pop_back(); }
                    _ => { posting.pop_front(); model.pop_front(); }
                }
                prop_assert_eq!(posting.is_empty(), model.is_empty());
                let latest: Vec<u32> = posting.latest(most.max(1)).collect();
                prop_assert_eq!(latest, model.iter().rev().take(most.max(1)).copied().collect::<Vec<_>>());
            }
        }
    }
}
