//! The stories that hold one term, in order of arrival: those that are looked at.

use super::index::Nth;

/// The latest stories that are looked at: what everyone writes of is found by other terms.
pub const LATEST: usize = 48;

/// A posting list. Most terms of a window stand in one story alone, which takes no memory of its own.
#[derive(Clone, Debug, Default)]
pub enum Posting {
    /// No story.
    #[default]
    Empty,
    /// One story.
    One(Nth),
    /// Several; a list that had several may have few again.
    #[allow(clippy::box_collection, reason = "most postings hold one story: a box keeps them all small")]
    Many(Box<Vec<Nth>>),
}

impl Posting {
    /// Adds the latest story. Those from `open` on may be taken back: what stands before [`LATEST`] older ones is not looked at again,
    /// and makes room.
    pub fn push_back(&mut self, nth: Nth, open: Nth) {
        match self {
            Posting::Empty => *self = Posting::One(nth),
            Posting::One(first) => *self = Posting::Many(Box::new(vec![*first, nth])),
            Posting::Many(all) => {
                if all.len() == all.capacity() {
                    let settled = all.partition_point(|n| (n.wrapping_sub(open) as i32) < 0);
                    all.drain(..settled.saturating_sub(LATEST));
                    all.shrink_to(all.len() + LATEST);
                    all.reserve_exact(all.len().clamp(1, LATEST));
                }
                all.push(nth);
            }
        }
    }

    /// Puts back the oldest story.
    pub fn push_front(&mut self, nth: Nth) {
        match self {
            Posting::Empty => *self = Posting::One(nth),
            Posting::One(last) => *self = Posting::Many(Box::new(vec![nth, *last])),
            Posting::Many(all) => {
                if all.len() == all.capacity() {
                    all.reserve_exact(all.len().clamp(1, LATEST));
                }
                all.insert(0, nth);
            }
        }
    }

    /// Takes out the latest story.
    pub fn pop_back(&mut self) {
        match self {
            Posting::Many(all) => drop(all.pop()),
            one => *one = Posting::Empty,
        }
    }

    /// Takes out the oldest story, where it is still listed.
    pub fn pop_front(&mut self, nth: Nth) {
        match self {
            Posting::Many(all) if all.first() == Some(&nth) => drop(all.remove(0)),
            Posting::One(only) if *only == nth => *self = Posting::Empty,
            _ => {}
        }
    }

    /// Whether no story holds the term.
    pub fn is_empty(&self) -> bool {
        self.latest().is_empty()
    }

    /// The latest stories, the oldest of them first.
    pub fn latest(&self) -> &[Nth] {
        match self {
            Posting::Empty => &[],
            Posting::One(nth) => std::slice::from_ref(nth),
            Posting::Many(all) => &all[all.len().saturating_sub(LATEST)..],
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        match self {
            Posting::Many(all) => size_of::<Vec<Nth>>() + all.capacity() * size_of::<Nth>(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What happens to a term, as a window sees it.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// Stories with the term come.
        Come(u8),
        /// One without it comes.
        Other,
        /// The oldest ones leave.
        Leave(u8),
        Keep,
        Undo,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (1u8..30).prop_map(Step::Come),
            1 => Just(Step::Other),
            2 => (1u8..40).prop_map(Step::Leave),
            3 => Just(Step::Keep),
            1 => Just(Step::Undo),
        ]
    }

    proptest! {
        #[test]
        fn its_latest_are_the_latest_of_the_window(steps in prop::collection::vec(step(), 0..60), start in any::<Nth>()) {
            // Which stories of the window hold the term, all told; the window and the same at the last `keep`.
            let mut posting = Posting::default();
            let mut holds: Vec<bool> = Vec::new();
            let (mut first, mut kept, mut first_kept, mut most_open) = (0, 0, 0, 0);
            let nth = |at: usize| start.wrapping_add(at as Nth);
            for step in steps {
                match step {
                    Step::Come(n) => for _ in 0..n {
                        posting.push_back(nth(holds.len()), nth(kept));
                        holds.push(true);
                    },
                    Step::Other => holds.push(false),
                    Step::Leave(n) => for _ in 0..usize::from(n).min(holds.len() - first) {
                        if holds[first] {
                            posting.pop_front(nth(first));
                        }
                        first += 1;
                    },
                    Step::Keep => (kept, first_kept) = (holds.len(), first),
                    Step::Undo => {
                        // In the order of a journal: what left after it came is put back before it goes.
                        (first_kept..first).rev().filter(|at| holds[*at]).for_each(|at| posting.push_front(nth(at)));
                        holds.drain(kept..).filter(|held| *held).for_each(|_| posting.pop_back());
                        first = first_kept;
                    }
                }
                let window: Vec<Nth> = (first..holds.len()).filter(|at| holds[*at]).map(nth).collect();
                prop_assert_eq!(posting.latest(), &window[window.len().saturating_sub(LATEST)..]);
                prop_assert_eq!(posting.is_empty(), window.is_empty());
                most_open = most_open.max(holds.len() - kept + first - first_kept);
                if let Posting::Many(all) = &posting {
                    prop_assert!(all.capacity() <= 3 * LATEST + 2 * most_open, "{} listed, room for {}", all.len(), all.capacity());
                }
            }
        }
    }
}
