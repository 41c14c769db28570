//! Threads: which reports tell of one event.
//!
//! Single-pass clustering. The candidates for a story are the threads that share its rarest terms ([`index`]); each is compared
//! by what its latest stories say ([`profile`], [`features`]), and a small model ([`model`]) says whether the story joins the best
//! one or opens its own. A story that relates to an earlier one joins that one's thread without being asked.
//!
//! The state is a function of the stories in the window, in order: it is the same after a rebuild, whatever the batches were.

mod features;
mod holders;
mod index;
mod model;
mod placement;
mod posting;
mod profile;
mod rarity;
mod retiring;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasherDefault;

use features::Weighed;
pub use features::{FEATURES, FULL, Feature, Features};
use holders::Holders;
use index::{Found, Index, Mixed, Nth};
pub use model::Model;
pub use placement::*;
use profile::{Profile, Share};
use rarity::Frequencies;
use xxhash_rust::xxh3::Xxh3;

use crate::story::{Card, EventId, Kept, Topic};

/// Stories that make a thread's profile, the latest: a thread of days is about what it has come to.
const PROFILED: usize = 16;
/// What it adds to a thread's score, in thousandths of a logit, that a story repeats a long quotation of it. A saying stands in stories
/// of all kinds: it decides only where much else is alike.
const SAME_WORDS: i64 = 1_500;
/// Threads that are compared in full; [`Holders`] has a bit for each of at most 8.
const COMPARED: usize = 6;

/// A story in its thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filed {
    number: u32,
    event: EventId,
    thread: u128,
    position: u32,
    opened_ms: i64,
    time_ms: i64,
    topic: Topic,
    /// It was filed anew: it is of no thread any more.
    retired: bool,
}

/// A thread with stories in the window.
#[derive(Clone, Debug, Default)]
struct Running {
    /// Its stories, by number.
    stories: VecDeque<u64>,
    /// The sum of the latest, from two stories on: most threads have one, whose topic says it all.
    profile: Profile,
}

impl Running {
    /// Its story, where it has one alone.
    fn only(&self) -> Option<u64> {
        self.stories.front().copied().filter(|_| self.stories.len() == 1)
    }
}

/// A thread that shares rare terms with a new story.
struct Near {
    thread: u128,
    /// How telling the terms are that its nearest story shares.
    shared: u32,
}

/// What [`Threads::undo`] takes back.
#[derive(Debug)]
enum Step {
    /// A story was filed.
    Filed,
    /// The oldest story left the window.
    Left(Filed),
    /// A story was filed anew: the `nth` that was ever filed.
    Retired(u64),
}

/// All threads of the window.
#[derive(Debug)]
pub struct Threads {
    model: Model,
    /// The stories in the window, in order; the first is the `gone`th that was ever filed.
    stories: VecDeque<Filed>,
    gone: u64,
    /// Stories from here on may be taken back: so many had ever been filed at the last [`Threads::keep`].
    open: u64,
    running: HashMap<Key, Running, BuildHasherDefault<Mixed>>,
    index: Index,
    frequencies: Frequencies,
    /// Since the last [`Threads::keep`].
    journal: Vec<Step>,
    /// While the state is read back: the threads whose profiles [`Threads::rebuilt`] is to sum up.
    unsummed: Option<Vec<Key>>,
}

impl Default for Threads {
    fn default() -> Threads {
        Threads::new(model::fitted().clone())
    }
}

/// A thread's id, short.
type Key = u64;

fn key(thread: u128) -> Key {
    thread as u64 ^ (thread >> 64) as u64
}

impl Threads {
    /// No threads yet, and this model.
    pub fn new(model: Model) -> Threads {
        Threads {
            model,
            stories: VecDeque::new(),
            gone: 0,
            open: 0,
            running: HashMap::default(),
            index: Index::default(),
            frequencies: Frequencies::new(),
            journal: Vec::new(),
            unsummed: None,
        }
    }

    /// Which thread a story joins, or that it opens its own.
    pub fn place(&self, card: &Card, hints: &Hints) -> Placement {
        if let Some(latest) = hints.related.and_then(|id| self.latest(id)) {
            return Placement::related(latest);
        }
        let compared = self.compare(card, hints);
        if hints.round_up {
            return Placement::apart(card, compared);
        }
        match compared.first().filter(|c| c.score > 0).and_then(|c| self.latest(c.thread)) {
            Some(latest) => Placement::joined(latest, compared),
            None => Placement::opened_by(card, compared),
        }
    }

    /// The threads that a story may belong to, the best first.
    fn compare(&self, card: &Card, hints: &Hints) -> Vec<Compared> {
        let story = Weighed::of(&card.topic, &self.frequencies);
        let (found, sought) = self.index.find(story.terms.iter().map(|w| (w.term.hash, w.rarity as u32)), self.next() as Nth);
        let (mut threads, mut features) = (Vec::with_capacity(COMPARED), Vec::with_capacity(COMPARED));
        let (mut holders, mut held) = (Holders::new(&story), Vec::with_capacity(story.terms.len()));
        for near in self.nearest(&found) {
            let Some(running) = self.running.get(&key(near.thread)) else { continue };
            let (stories, profile) = (running.profile.stories, running.profile.terms.iter().copied());
            let mut f = match running.only() {
                Some(n) => {
                    let terms = self.story(n).topic.iter().map(|t| Share::of(*t));
                    features::compare(&story, 1, terms, &self.frequencies, &mut held)
                }
                None => features::compare(&story, stories, profile, &self.frequencies, &mut held),
            };
            holders.add(&held);
            features::set_nearest(&mut f, near.shared, sought);
            let latest_ms = running.stories.back().map_or(card.time_ms, |n| self.story(*n).time_ms);
            features::set_pause(&mut f, card.time_ms - latest_ms);
            threads.push(near.thread);
            features.push(f);
        }
        features::set_leads(&mut features);
        holders.set_own(&mut features);
        let others = threads.into_iter().zip(features).filter(|(thread, _)| !hints.siblings.contains(thread));
        let scored = |(thread, features): (u128, Features)| {
            let quoted = hints.quoted == Some(thread);
            Compared { thread, score: self.model.score(&features) + if quoted { SAME_WORDS } else { 0 }, features, quoted }
        };
        let mut compared: Vec<Compared> = others.map(scored).collect();
        compared.sort_by_key(|c| (std::cmp::Reverse(c.score), c.thread));
        compared
    }

    /// The threads of the stories that were found, with what their nearest story shares. Short stories can share but little: what
    /// they share counts for more.
    fn nearest(&self, found: &[Found]) -> Vec<Near> {
        let mut near: Vec<(u64, Near)> = Vec::with_capacity(found.len());
        for f in found {
            let story = self.stories.get(f.nth.wrapping_sub(self.gone as Nth) as usize);
            let Some(story) = story.filter(|s| !s.retired) else { continue };
            let density = u64::from(f.shared) * 64 / (24 + story.topic.len() as u64);
            near.push((density, Near { thread: story.thread, shared: f.shared }));
        }
        near.sort_by_key(|(density, _)| std::cmp::Reverse(*density));
        let mut threads: Vec<Near> = Vec::with_capacity(COMPARED);
        for (_, n) in near {
            if let Some(known) = threads.iter_mut().find(|t| t.thread == n.thread) {
                known.shared = known.shared.max(n.shared);
            } else if threads.len() < COMPARED {
                threads.push(n);
            }
        }
        threads
    }

    /// The number that the next story gets.
    fn next(&self) -> u64 {
        self.gone + self.stories.len() as u64
    }

    fn story(&self, nth: u64) -> &Filed {
        &self.stories[(nth - self.gone) as usize]
    }

    /// The latest story of a thread that has one in the window.
    fn latest(&self, thread: u128) -> Option<&Filed> {
        let latest = self.running.get(&key(thread))?.stories.back()?;
        self.stories.get((latest - self.gone) as usize)
    }

    /// The numbers of a thread's stories, back in time.
    pub fn numbers(&self, thread: u128) -> impl Iterator<Item = u32> + '_ {
        let running = self.running.get(&key(thread));
        running.into_iter().flat_map(|r| r.stories.iter().rev()).map(|n| self.story(*n).number)
    }

    /// Lets go of the stories whose numbers are below `first`: they have left the window.
    pub fn close_before(&mut self, first: u32) {
        // Numbers may wrap around; the window is far smaller than their range.
        while self.stories.front().is_some_and(|s| (s.number.wrapping_sub(first) as i32) < 0) {
            let left = self.take_first();
            self.journal.extend(left.map(Step::Left));
        }
    }

    /// Folds a story in. Embargoed stories do not come here: other events may not refer to them.
    pub fn apply(&mut self, number: u32, event: EventId, time_ms: i64, topic: Topic, kept: &Kept) {
        self.put_last(Filed {
            number,
            event,
            thread: kept.thread,
            position: kept.position,
            opened_ms: kept.opened_ms,
            time_ms,
            topic,
            retired: false,
        });
        self.journal.push(Step::Filed);
    }

    /// The state is about to be read back, for good: until [`Threads::rebuilt`] neither profiles nor index are kept up, and nothing is to be
    /// placed or undone.
    pub fn rebuild(&mut self) {
        self.unsummed.get_or_insert_default();
    }

    /// Files what was read back in the index.
    pub fn file(&mut self) {
        self.index.file(self.gone as Nth);
    }

    /// The state is read back: sums up each thread that has changed, once.
    pub fn rebuilt(&mut self) {
        self.file();
        let mut changed = self.unsummed.take().unwrap_or_default();
        changed.sort_unstable();
        changed.dedup();
        for key in changed {
            let Some(mut running) = self.running.remove(&key) else { continue };
            running.profile = self.sum(&running.stories);
            self.running.insert(key, running);
        }
    }

    /// Makes what was applied permanent.
    pub fn keep(&mut self) {
        self.journal.clear();
        self.open = self.next();
    }

    /// Takes back what was applied since the last `keep`.
    pub fn undo(&mut self) {
        while let Some(step) = self.journal.pop() {
            match step {
                Step::Filed => self.take_last(),
                Step::Left(story) => self.put_first(story),
                Step::Retired(nth) => self.put_back(nth),
            }
        }
    }

    fn put_last(&mut self, story: Filed) {
        let nth = self.next();
        let key = key(story.thread);
        self.frequencies.add(&story.topic);
        let running = self.running.entry(key).or_default();
        if let Some(unsummed) = &mut self.unsummed {
            self.index.file_later(&story.topic, nth as Nth);
            unsummed.push(key);
            running.stories.push_back(nth);
            return self.stories.push_back(story);
        }
        self.index.push_back(&story.topic, nth as Nth, self.open as Nth);
        if let Some(only) = running.only() {
            running.profile = Profile::of(&self.stories[(only - self.gone) as usize].topic);
        }
        running.stories.push_back(nth);
        if running.stories.len() > 1 {
            running.profile.add(&story.topic);
        }
        self.stories.push_back(story);
        if let Some(out) = running.stories.len().checked_sub(PROFILED + 1) {
            let out = &self.stories[(running.stories[out] - self.gone) as usize];
            running.profile.remove(&out.topic);
        }
    }

    fn take_last(&mut self) {
        let Some(story) = self.stories.pop_back() else { return };
        let key = key(story.thread);
        self.frequencies.remove(&story.topic);
        self.index.pop_back(&story.topic);
        debug_assert!(!story.retired, "what retired later was put back before");
        let Some(running) = self.running.get_mut(&key) else { return };
        running.stories.pop_back();
        if running.stories.len() <= 1 {
            running.profile = Profile::default();
        } else {
            running.profile.remove(&story.topic);
        }
        if let Some(back) = running.stories.len().checked_sub(PROFILED) {
            let back = &self.stories[(running.stories[back] - self.gone) as usize];
            running.profile.add(&back.topic);
        }
        if running.stories.is_empty() {
            self.running.remove(&key);
        }
    }

    fn put_first(&mut self, story: Filed) {
        self.gone -= 1;
        let key = key(story.thread);
        self.frequencies.add(&story.topic);
        self.index.push_front(&story.topic, self.gone as Nth);
        if story.retired {
            return self.stories.push_front(story);
        }
        let running = self.running.entry(key).or_default();
        if let Some(only) = running.only() {
            // The story that goes to the front of all counts as one before it.
            running.profile = Profile::of(&self.stories[(only - self.gone - 1) as usize].topic);
        }
        running.stories.push_front(self.gone);
        if (2..=PROFILED).contains(&running.stories.len()) {
            running.profile.add(&story.topic);
        }
        self.stories.push_front(story);
    }

    fn take_first(&mut self) -> Option<Filed> {
        let story = self.stories.pop_front()?;
        let key = key(story.thread);
        self.frequencies.remove(&story.topic);
        self.index.pop_front(&story.topic, self.gone as Nth);
        self.gone += 1;
        if story.retired {
            return Some(story);
        }
        if let Some(running) = self.running.get_mut(&key) {
            if let Some(unsummed) = &mut self.unsummed {
                unsummed.push(key);
            } else if (3..=PROFILED).contains(&running.stories.len()) {
                running.profile.remove(&story.topic);
            } else if running.stories.len() <= 2 {
                running.profile = Profile::default();
            }
            running.stories.pop_front();
            if running.stories.is_empty() {
                self.running.remove(&key);
            }
        }
        Some(story)
    }

    /// Estimated bytes.
    pub fn bytes(&self) -> usize {
        self.bytes_by_part().iter().map(|(_, bytes)| bytes).sum()
    }

    /// What takes how many of them.
    pub fn bytes_by_part(&self) -> [(&'static str, usize); 5] {
        let running = self.running.values().map(|r| r.stories.capacity() * 8 + r.profile.bytes()).sum::<usize>();
        [
            ("  stories", self.stories.len() * size_of::<Filed>()),
            ("  topics", self.stories.iter().map(|s| s.topic.bytes()).sum()),
            ("  running threads", running + self.running.capacity() * size_of::<(Key, Running)>()),
            ("  terms", self.index.bytes()),
            ("  frequencies", self.frequencies.bytes()),
        ]
    }

    /// A digest of everything that places depend on.
    pub fn digest(&self) -> u128 {
        let mut digest = Xxh3::new();
        for s in &self.stories {
            digest.update(&s.event.0.to_le_bytes());
            digest.update(&s.thread.to_le_bytes());
            digest.update(&s.position.to_le_bytes());
            digest.update(&s.opened_ms.to_le_bytes());
            digest.update(&s.time_ms.to_le_bytes());
            digest.update(&[u8::from(s.retired)]);
            s.topic.iter().for_each(|t| digest.update(&t.bytes()));
        }
        digest.digest128()
    }
}
