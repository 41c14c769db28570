//! Stories that an editor's word moves: out of their thread, and where they may go.

use std::collections::VecDeque;

use super::profile::Profile;
use super::{Filed, PROFILED, Placement, Step, Threads, key};

impl Threads {
    /// Whether a thread has stories in the window.
    pub fn is_open(&self, thread: u128) -> bool {
        self.latest(thread).is_some()
    }

    /// The place that a story has.
    pub fn of(&self, number: u32) -> Option<Placement> {
        let story = &self.stories[self.nth(number)?];
        Some(Placement { position: story.position, previous: None, ..Placement::related(story) })
    }

    /// The place behind a thread's latest story but this one; none where the thread has no other.
    pub fn behind(&self, thread: u128, number: u32) -> Option<Placement> {
        let stories = &self.running.get(&key(thread))?.stories;
        let latest = stories.iter().rev().map(|nth| self.story(*nth)).find(|s| s.number != number);
        latest.map(Placement::related)
    }

    /// Takes a story out of its thread: it is filed anew.
    pub fn retire(&mut self, number: u32) {
        let Some(at) = self.nth(number) else { return };
        let nth = self.gone + at as u64;
        self.stories[at].retired = true;
        let key = key(self.stories[at].thread);
        if let Some(mut running) = self.running.remove(&key) {
            running.stories.retain(|n| *n != nth);
            if !running.stories.is_empty() {
                running.profile = self.sum(&running.stories);
                self.running.insert(key, running);
            }
        }
        self.journal.push(Step::Retired(nth));
    }

    /// Takes [`Threads::retire`] back.
    pub(super) fn put_back(&mut self, nth: u64) {
        let story = &mut self.stories[(nth - self.gone) as usize];
        story.retired = false;
        let key = key(story.thread);
        let mut running = self.running.remove(&key).unwrap_or_default();
        let at = running.stories.partition_point(|n| *n < nth);
        running.stories.insert(at, nth);
        running.profile = self.sum(&running.stories);
        self.running.insert(key, running);
    }

    /// A thread's profile, from its stories.
    pub(super) fn sum(&self, stories: &VecDeque<u64>) -> Profile {
        let mut profile = Profile::default();
        if stories.len() > 1 {
            stories.iter().rev().take(PROFILED).for_each(|nth| profile.add(&self.story(*nth).topic));
        }
        profile
    }

    /// Where in `stories` a number stands that has not retired.
    fn nth(&self, number: u32) -> Option<usize> {
        let first = self.stories.front()?.number;
        let at = self.stories.partition_point(|s: &Filed| s.number.wrapping_sub(first) < number.wrapping_sub(first));
        self.stories.get(at).filter(|s| s.number == number && !s.retired).map(|_| at)
    }
}
