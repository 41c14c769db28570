//! The keys under which a story is filed.

use crate::editorial::mix;
use crate::reading::QUOTE_RUN;
use crate::story::{Card, Class, EventId, Kept, QuotePrint};

/// Postings of a fingerprint or of a run of a quotation. What more stories of one window share is boilerplate or a famous quotation;
/// the first to carry it stay, so that it is still known where it was seen first.
pub const MOST_POSTINGS: usize = 16;
/// Words of the shortest quotation that is known again as a whole.
pub const SHORTEST_QUOTE: usize = 4;

/// What a key stands for: the same hash in two domains is two keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Domain {
    Event = 1,
    Id,
    Item,
    Text,
    Headline,
    Slug,
    Origin,
    Print,
    Quote,
    QuoteRun,
    /// Urgent stories of a thread.
    UrgentIn,
}

/// A key of the index.
pub fn key(domain: Domain, hash: u64) -> u32 {
    (mix(hash ^ (domain as u64) << 56) >> 16) as u32
}

/// The key of an event id.
pub fn event_key(domain: Domain, id: EventId) -> u32 {
    key(domain, id.0 as u64 ^ (id.0 >> 64) as u64)
}

/// The key of a whole text.
pub fn text_key(card: &Card) -> u32 {
    key(Domain::Text, card.print.whole as u64)
}

/// The keys whose postings are capped: fingerprints, then runs of quotations; each once, in a fixed order.
pub fn capped(card: &Card) -> (Vec<u32>, Vec<u32>) {
    let prints = card.print.keys.iter().map(|h| key(Domain::Print, u64::from(*h)));
    let language = language_seed(card);
    let quotes = card.quotes.iter().flat_map(|q| quote_keys(language, q));
    (each_once(prints.collect()), each_once(quotes.collect()))
}

fn each_once(mut keys: Vec<u32>) -> Vec<u32> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of one quotation, in a card of this language.
pub fn quote_keys(language: u64, quote: &QuotePrint) -> impl Iterator<Item = u32> + '_ {
    let whole = (quote.words.len() >= SHORTEST_QUOTE).then(|| key(Domain::Quote, language ^ u64::from(quote.whole)));
    debug_assert!(quote.keys.is_empty() || quote.words.len() >= QUOTE_RUN);
    whole.into_iter().chain(quote.keys.iter().map(move |h| key(Domain::QuoteRun, language ^ u64::from(*h))))
}

/// Quotations repeat one another within a language only.
pub fn language_seed(card: &Card) -> u64 {
    let tag = card.primary_language().unwrap_or_default();
    tag.bytes().fold(0, |h: u64, b| mix(h ^ u64::from(b.to_ascii_lowercase()))) << 32
}

/// The keys under which an entry files its story, each once.
#[derive(Debug)]
pub struct Filing {
    /// Those whose postings are capped: any few that share many of them are found.
    pub capped: Vec<u32>,
    /// Those that any number of stories may have: the newest are found first.
    pub open: Vec<u32>,
}

impl Filing {
    /// Of a card and what was decided on it.
    pub fn of(card: &Card, kept: &Kept) -> Filing {
        let (mut capped, quotes) = capped(card);
        capped.extend(quotes);
        if !kept.unfiled.is_empty() {
            // Both are in order.
            let (mut at, mut unfiled) = (0.., kept.unfiled.iter().peekable());
            capped.retain(|_| at.next().is_none_or(|at: usize| unfiled.next_if(|u| usize::from(**u) == at).is_none()));
        }
        Filing { capped, open: open(card, kept) }
    }
}

fn open(card: &Card, kept: &Kept) -> Vec<u32> {
    let mut keys = vec![event_key(Domain::Event, card.id)];
    keys.extend(card.ids.iter().map(|h| key(Domain::Id, *h)));
    keys.extend(card.slugs.iter().map(|h| key(Domain::Slug, u64::from(*h))));
    keys.extend(kept.origin.map(|id| event_key(Domain::Origin, id)));
    if super::classes::urgent(card).is_some() || kept.class == Class::Breaking {
        keys.push(event_key(Domain::UrgentIn, EventId(kept.thread)));
    }
    if card.item != 0 {
        keys.push(key(Domain::Item, card.item));
    }
    if card.print.words > 0 {
        keys.push(text_key(card));
    }
    if card.headline != 0 {
        keys.push(key(Domain::Headline, card.headline));
    }
    each_once(keys)
}
