//! The stories of the window, in the order of their entries.

use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;

use super::index::Numbers;
use crate::reading::agency_number;
use crate::story::{Bits, Card, Class, EventId, Hashes, Kept, Named, Outline, Print, StoryRef};

/// What the desk keeps of a story.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Event id.
    pub id: EventId,
    /// Offset in `wire.stories`.
    pub offset: i64,
    /// Arrival as far as it was believed.
    pub time_ms: i64,
    /// Arrival as the record says.
    pub arrival_ms: i64,
    /// Uri.
    pub uri: Box<str>,
    /// Version as written.
    pub version: Option<Box<str>>,
    /// Version as a number.
    pub revision: Option<u64>,
    /// The story's own time.
    pub created_ms: Option<i64>,
    /// Agency as a number.
    pub agency: u32,
    /// Language as a number.
    pub language: u64,
    /// Class.
    pub class: Class,
    /// Thread.
    pub thread: u128,
    /// Where its text was first seen, if not here.
    pub origin: Option<EventId>,
    /// Taken back.
    pub withdrawn: bool,
    /// Of a withdrawal that found nothing: whom it names. It stays open.
    pub open: Option<Box<Notice>>,
    /// Headline.
    pub headline: u64,
    /// Content words of headline and slug.
    pub title_words: Hashes,
    /// Slugs.
    pub slugs: Hashes,
    /// Ids.
    pub ids: Box<[u64]>,
    /// See [`Card::item`].
    pub item: u64,
    /// Fingerprints.
    pub print: FiledPrint,
    /// Numbers, names, opposites.
    pub numbers: Hashes,
    /// See [`Card::names`].
    pub names: Hashes,
    /// See [`Card::opposites`].
    pub opposites: Hashes,
    /// Quotations.
    pub quotes: Box<[FiledQuote]>,
    /// See [`Card::outline`].
    pub outline: Option<Box<Outline>>,
    /// Its open keys that an earlier story had, and the number of the one before it. So those of a key are a list, from the newest on.
    pub before: Box<[(u32, u32)]>,
}

/// Whom a withdrawal names.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// In so many words.
    pub named: Named,
    /// The notice's own ids, slugs, headline words: they are often those of the story.
    pub ids: Box<[u64]>,
    /// See above.
    pub slugs: Hashes,
    /// See above.
    pub title_words: Hashes,
}

/// What of a text's fingerprints is compared.
#[derive(Clone, Debug)]
pub struct FiledPrint {
    /// See [`Print::whole`].
    pub whole: u128,
    /// See [`Print::words`].
    pub words: u32,
    /// See [`Print::shingles`].
    pub shingles: u32,
    /// See [`Print::quoted`].
    pub quoted: u32,
    /// How many keys it has in the index.
    pub keys: u32,
    /// See [`Print::sample`].
    pub sample: Hashes,
    /// See [`Print::quoted_sample`].
    pub quoted_sample: Hashes,
    /// See [`Print::filter`].
    pub filter: Bits,
}

impl FiledPrint {
    fn of(p: Print) -> FiledPrint {
        FiledPrint {
            whole: p.whole,
            words: p.words,
            shingles: p.shingles,
            quoted: p.quoted,
            keys: p.keys.len() as u32,
            sample: p.sample,
            quoted_sample: p.quoted_sample,
            filter: p.filter,
        }
    }
}

/// A quotation of a filed story.
#[derive(Clone, Debug)]
pub struct FiledQuote {
    /// Who said it.
    pub speaker: Option<Box<str>>,
    /// Its words.
    pub words: Box<[u16]>,
}

impl Filed {
    /// Of a card and what was decided on it.
    pub fn new(offset: i64, card: Card, kept: &Kept) -> Filed {
        let notice = kept.class == Class::Withdrawal && kept.withdraws.is_empty();
        Filed {
            id: card.id,
            offset,
            time_ms: card.time_ms.min(kept.clock.now_ms),
            arrival_ms: card.time_ms,
            agency: agency_number(card.agency.as_deref()),
            language: super::keys::language_seed(&card),
            open: notice.then(|| Box::new(Notice::of(&card))),
            uri: card.uri.into(),
            version: card.version.map(Into::into),
            revision: card.revision,
            created_ms: card.created_ms,
            class: kept.class,
            thread: kept.thread,
            origin: kept.origin,
            withdrawn: kept.withdrawn,
            headline: card.headline,
            title_words: card.title_words,
            slugs: card.slugs,
            ids: card.ids.into(),
            item: card.item,
            print: FiledPrint::of(card.print),
            numbers: card.numbers,
            names: card.names,
            opposites: card.opposites,
            quotes: card.quotes.into_iter().map(|q| FiledQuote { speaker: q.speaker.map(Into::into), words: q.words.into() }).collect(),
            outline: card.outline.map(Box::new),
            before: Box::default(),
        }
    }

    /// The number of the story before it under an open key.
    pub fn before(&self, key: u32) -> Option<u32> {
        self.before.iter().find(|(k, _)| *k == key).map(|(_, number)| *number)
    }

    /// Whether only `news.embargoed` may refer to it, but for `releases`.
    pub fn is_embargoed(&self) -> bool {
        self.class == Class::Embargoed
    }

    /// How a relation names it.
    pub fn reference(&self) -> StoryRef {
        StoryRef { uri: self.uri.to_string(), version: self.version.as_deref().map(str::to_owned), event: self.id.to_string() }
    }

    /// Whether a card is of the same story: the same uri, or the same item in another of the agency's formats.
    pub fn is_same_story(&self, card: &Card) -> bool {
        *self.uri == *card.uri || (card.item != 0 && self.item == card.item)
    }

    /// The event that first carried its text.
    pub fn root(&self) -> EventId {
        self.origin.unwrap_or(self.id)
    }

    /// Bytes that it takes, on the heap included.
    pub fn bytes(&self) -> usize {
        let p = &self.print;
        let hashes = [&self.title_words, &self.slugs, &self.numbers, &self.names, &self.opposites, &p.sample, &p.quoted_sample];
        let quotes = self.quotes.iter().map(|q| size_of::<FiledQuote>() + q.words.len() * 2 + q.speaker.as_ref().map_or(0, |s| s.len()));
        let open = self.open.as_ref().map_or(0, |n| size_of::<Notice>() + n.title_words.bytes() + n.named.words.bytes());
        size_of::<Filed>()
            + self.uri.len()
            + self.version.as_ref().map_or(0, |v| v.len())
            + self.ids.len() * 8
            + size_of_val(&*self.before)
            + p.filter.0.len()
            + open
            + self.outline.as_ref().map_or(0, |o| size_of::<Outline>() + o.bytes())
            + hashes.iter().map(|h| h.bytes()).sum::<usize>()
            + quotes.sum::<usize>()
    }
}

impl Notice {
    /// Of a withdrawal's card.
    pub fn of(card: &Card) -> Notice {
        Notice {
            named: card.named.clone(),
            ids: card.ids.as_slice().into(),
            slugs: card.slugs.clone(),
            title_words: card.title_words.clone(),
        }
    }
}

/// The stories of the window under consecutive numbers, which wrap; those that left it stay until the next `keep`.
#[derive(Debug, Default)]
pub struct Shelf {
    stories: VecDeque<Filed>,
    /// Number of the first in `stories`.
    base: u32,
    /// How many of `stories` have left the window.
    left: usize,
    /// Numbers whose story was filed anew, with the event that stands for it now.
    retired: BTreeMap<u32, EventId>,
}

impl Shelf {
    /// Number of the first story of the window.
    pub fn first(&self) -> u32 {
        self.base.wrapping_add(self.left as u32)
    }

    /// The number that the next story gets.
    pub fn next(&self) -> u32 {
        self.base.wrapping_add(self.stories.len() as u32)
    }

    /// Stories within the window.
    pub fn len(&self) -> usize {
        self.stories.len() - self.left
    }

    /// The numbers of the window's stories.
    pub fn window(&self) -> Numbers {
        Numbers { first: self.first(), count: self.len() as u32 }
    }

    /// Whether this number is within the window.
    pub fn is_within(&self, number: u32) -> bool {
        (number.wrapping_sub(self.first()) as usize) < self.len()
    }

    /// Whether this number is within the window and stands for its story.
    pub fn is_live(&self, number: u32) -> bool {
        self.is_within(number) && (self.retired.is_empty() || !self.retired.contains_key(&number))
    }

    /// A story of the window, retired or not.
    pub fn filed(&self, number: u32) -> Option<&Filed> {
        self.is_within(number).then(|| &self.stories[number.wrapping_sub(self.base) as usize])
    }

    /// Whether any story was filed anew.
    pub fn has_retired(&self) -> bool {
        !self.retired.is_empty()
    }

    /// The event that stands for a retired number's story.
    pub fn successor(&self, number: u32) -> Option<EventId> {
        self.retired.get(&number).copied()
    }

    /// The retired events of the window for which this one stands.
    pub fn predecessors(&self, id: EventId) -> impl Iterator<Item = EventId> + '_ {
        self.retired.iter().filter(move |(_, successor)| **successor == id).filter_map(|(n, _)| self.filed(*n)).map(|f| f.id)
    }

    /// Another event stands for this number's story from now on.
    pub fn retire(&mut self, number: u32, successor: EventId) {
        self.retired.insert(number, successor);
    }

    /// Takes `retire` back.
    pub fn reinstate(&mut self, number: u32) {
        self.retired.remove(&number);
    }

    /// A story of the window.
    pub fn get(&self, number: u32) -> Option<&Filed> {
        self.is_live(number).then(|| &self.stories[number.wrapping_sub(self.base) as usize])
    }

    /// As `get`, to change it.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut Filed> {
        self.is_live(number).then(|| &mut self.stories[number.wrapping_sub(self.base) as usize])
    }

    /// Tells a story of the window which stories are before it, by key.
    pub fn follows(&mut self, number: u32, before: Box<[(u32, u32)]>) {
        if self.is_within(number) {
            self.stories[number.wrapping_sub(self.base) as usize].before = before;
        }
    }

    /// The stories of the window under an open key from this one on, back in time, retired or not.
    pub fn back_from(&self, newest: Option<u32>, key: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(newest, move |number| self.filed(*number)?.before(key).filter(|n| self.is_within(*n)))
    }

    /// The offset of a story that is not yet freed, in the window or not.
    pub fn kept_offset(&self, number: u32) -> Option<i64> {
        self.stories.get(number.wrapping_sub(self.base) as usize).map(|f| f.offset)
    }

    /// The stories of the window with their numbers, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, &Filed)> {
        let first = self.first();
        self.stories.range(self.left..).enumerate().map(move |(i, f)| (first.wrapping_add(i as u32), f))
    }

    /// Files a story.
    pub fn push(&mut self, filed: Filed) {
        self.stories.push_back(filed);
    }

    /// Lets stories leave whose arrival is not within these times. They leave in order, and the last one stays: it carries the clock.
    /// A story whose arrival lies in the future must not keep those behind it for ever.
    pub fn keep_within(&mut self, times_ms: RangeInclusive<i64>) {
        while self.len() > 1 && !times_ms.contains(&self.stories[self.left].time_ms) {
            self.left += 1;
        }
    }

    /// The clock went back: a story that is outside of any of these times leaves, with all before it. So each that stays was within the
    /// window ever since it came, and a desk that is rebuilt from the first of them holds the same. The newest stays.
    pub fn keep_behind_any_outside(&mut self, windows: &[RangeInclusive<i64>]) {
        let outside = |f: &Filed| windows.iter().any(|times| !times.contains(&f.time_ms));
        let older = self.stories.len().saturating_sub(1);
        if let Some(last) = (self.left..older).rev().find(|i| outside(&self.stories[*i])) {
            self.left = last + 1;
        }
    }

    /// Takes the newest story off, as when `first` was the first.
    pub fn pop(&mut self, first: u32) -> Option<Filed> {
        self.left = first.wrapping_sub(self.base) as usize;
        self.stories.pop_back()
    }

    /// Frees what has left the window.
    pub fn free(&mut self) {
        self.stories.drain(..self.left);
        self.base = self.first();
        self.left = 0;
        let (base, held) = (self.base, self.stories.len());
        self.retired.retain(|number, _| (number.wrapping_sub(base) as usize) < held);
    }

    /// Bytes of all stories.
    pub fn bytes(&self) -> usize {
        self.iter().map(|(_, f)| f.bytes()).sum()
    }
}
