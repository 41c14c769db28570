//! Kills, annulments and holds: which stories they take back, and what a late story finds of them.

use super::likeness::Likeness;
use super::repeats::Finding;
use super::shelf::{Filed, Notice};
use super::threads::Hints;
use super::{Desk, keys};
use crate::reading::agency_number;
use crate::story::{Card, Class, Hashes};

/// Stories among which one is sought that is named by words alone: the agency's latest.
const MOST_SEARCHED: usize = 20_000;
/// Withdrawals without a story that each new story is held against: the latest.
const MOST_OPEN: usize = 64;
/// Copies of one story that a withdrawal lists.
const MOST_COPIES: usize = 256;
/// Minutes by which the time that a notice gives may differ from the time that the story bears.
const MINUTES: i64 = 3;
/// Least likelihood at which a story is the one that is named.
const NAMED: f64 = 0.5;
/// The same where it is not known that notice and story are of one agency.
const NAMED_BY_ANY: f64 = 0.7;

impl Desk {
    /// The stories that a withdrawal takes back, with every known copy; the named one first.
    pub(super) fn taken_back(&self, card: &Card, findings: &[Finding]) -> Vec<u32> {
        let notice = Notice::of(card);
        let agency = agency_number(card.agency.as_deref());
        let mut found = self.named_by_id(card);
        if found.is_empty() {
            found.extend(self.likeliest(&notice, agency, card, findings));
        }
        let mut all = Vec::new();
        for number in found {
            self.add_copies(number, &mut all);
        }
        all
    }

    /// The versions of a story that were out before the agency held it back, with every known copy; the latest first.
    pub(super) fn held_back(&self, card: &Card) -> Vec<u32> {
        let versions = card.ids.first().into_iter().flat_map(|id| self.live(keys::key(keys::Domain::Id, *id)));
        let out = |n: &u32| self.shelf.get(*n).is_some_and(|f| !matches!(f.class, Class::Withdrawal | Class::Embargoed));
        let mut out: Vec<u32> = versions.filter(out).collect();
        out.reverse();
        let mut all = Vec::new();
        out.into_iter().for_each(|n| self.add_copies(n, &mut all));
        all
    }

    fn named_by_id(&self, card: &Card) -> Vec<u32> {
        let ids = if card.named.ids.is_empty() { &card.ids[..card.ids.len().min(1)] } else { &card.named.ids[..] };
        let mut numbers: Vec<u32> = ids.iter().flat_map(|id| self.live(keys::key(keys::Domain::Id, *id))).collect();
        numbers.retain(|n| self.shelf.get(*n).is_some_and(|f| f.class != Class::Withdrawal));
        // The latest version is the one that is taken back first.
        numbers.reverse();
        numbers
    }

    fn likeliest(&self, notice: &Notice, agency: u32, card: &Card, findings: &[Finding]) -> Option<u32> {
        let by_key = |domain, hashes: &[u64]| hashes.iter().flat_map(|h| self.live(keys::key(domain, *h))).collect::<Vec<_>>();
        let slugs: Vec<u64> = card.named.slugs.iter().chain(card.slugs.iter()).map(|h| u64::from(*h)).collect();
        let mut pool = by_key(keys::Domain::Slug, &slugs);
        pool.extend(by_key(keys::Domain::Headline, &card.named.headlines));
        pool.extend(findings.iter().map(|f| f.number));
        pool.sort_unstable_by(|a, b| self.order(*a, *b));
        pool.dedup();
        let best = self.best(notice, agency, card, pool.into_iter().filter_map(|n| Some((n, self.shelf.get(n)?))));
        best.or_else(|| {
            self.best(notice, agency, card, self.shelf.iter().rev().take(MOST_SEARCHED).filter(|(n, _)| self.shelf.is_live(*n)))
        })
    }

    /// The likeliest of these; of equals the latest.
    fn best<'a>(&self, notice: &Notice, agency: u32, card: &Card, pool: impl Iterator<Item = (u32, &'a Filed)>) -> Option<u32> {
        let scored = pool
            .filter(|(_, f)| !matches!(f.class, Class::Withdrawal | Class::Advisory) && f.arrival_ms <= card.time_ms)
            .filter_map(|(n, f)| Some((n, likelihood(notice, &Target::filed(f)), least(agency, f.agency)?)))
            .filter(|(_, score, least)| score >= least);
        scored.max_by(|a, b| a.1.total_cmp(&b.1).then(self.order(a.0, b.0))).map(|(n, ..)| n)
    }

    /// The story that a correction means that names none: of its agency's in the thread where it belongs, the one that it names best, else the
    /// latest.
    pub(super) fn likeliest_in_thread(&self, card: &Card) -> Option<u32> {
        let agency = agency_number(card.agency.as_deref());
        let thread = self.threads.place(card, &Hints::default());
        let notice = Notice::of(card);
        let own = self.threads.numbers(thread.thread).take(MOST_COPIES).filter_map(|n| Some((n, self.shelf.get(n)?)));
        let own = own.filter(|(n, f)| {
            f.agency == agency && self.shelf.is_live(*n) && !matches!(f.class, Class::Withdrawal | Class::Advisory | Class::Correction)
        });
        // A bare paragraph repeats the words that it corrects.
        let scored = own.map(|(n, f)| (n, likelihood(&notice, &Target::filed(f)) + Likeness::of(card, f).new_in_old));
        scored.max_by(|a, b| a.1.total_cmp(&b.1).then(self.order(a.0, b.0))).map(|(n, _)| n)
    }

    /// All versions of a story and all copies of any of them.
    fn add_copies(&self, number: u32, all: &mut Vec<u32>) {
        let Some(story) = self.shelf.get(number) else { return };
        let mut add = |n: u32| {
            if !all.contains(&n) && all.len() < MOST_COPIES && self.shelf.get(n).is_some_and(|f| f.class != Class::Withdrawal) {
                all.push(n);
            }
        };
        add(number);
        let versions = story.ids.first().map(|id| keys::key(keys::Domain::Id, *id));
        versions.into_iter().flat_map(|key| self.live(key)).for_each(&mut add);
        for root in self.names(story.root()) {
            self.live(keys::event_key(keys::Domain::Event, root)).into_iter().for_each(&mut add);
            self.live(keys::event_key(keys::Domain::Origin, root)).into_iter().for_each(&mut add);
        }
        if story.print.words > 0 {
            let same = self.live(keys::key(keys::Domain::Text, story.print.whole as u64));
            same.into_iter().filter(|n| self.shelf.get(*n).is_some_and(|f| f.print.whole == story.print.whole)).for_each(&mut add);
        }
    }

    /// The withdrawal that was open for this story before it came.
    pub(super) fn taken_back_before(&self, card: &Card) -> Option<u32> {
        self.open.back()?;
        let agency = agency_number(card.agency.as_deref());
        let target = Target::card(card);
        self.open.iter().rev().filter(|n| self.shelf.is_live(**n)).take(MOST_OPEN).copied().find(|n| {
            self.shelf.get(*n).is_some_and(|f| {
                let Some(notice) = &f.open else { return false };
                let by_id = notice.named.ids.iter().any(|id| target.ids.contains(id));
                // What was written after the notice is a new story, though it may have the old slug.
                let before = card.created_ms.is_some_and(|t| t <= f.created_ms.unwrap_or(f.arrival_ms));
                by_id || (before && least(f.agency, agency).is_some_and(|least| likelihood(notice, &target) >= least))
            })
        })
    }
}

/// How likely a notice of one agency must name a story of another: nobody takes back what others sent, but wires leave out who they are.
fn least(notice: u32, story: u32) -> Option<f64> {
    let unknown = agency_number(None);
    match (notice == story, notice == unknown || story == unknown) {
        (true, _) => Some(NAMED),
        (false, true) => Some(NAMED_BY_ANY),
        (false, false) => None,
    }
}

/// A story that may be the one that a notice names.
struct Target<'a> {
    ids: &'a [u64],
    slugs: &'a Hashes,
    headline: u64,
    title_words: &'a Hashes,
    names: &'a Hashes,
    times_ms: [Option<i64>; 2],
}

impl<'a> Target<'a> {
    fn filed(f: &'a Filed) -> Target<'a> {
        let times_ms = [Some(f.arrival_ms), f.created_ms];
        Target { ids: &f.ids, slugs: &f.slugs, headline: f.headline, title_words: &f.title_words, names: &f.names, times_ms }
    }

    fn card(c: &'a Card) -> Target<'a> {
        let times_ms = [Some(c.time_ms), c.created_ms];
        Target { ids: &c.ids, slugs: &c.slugs, headline: c.headline, title_words: &c.title_words, names: &c.names, times_ms }
    }
}

/// How likely a notice names this story, 0 to 1.
fn likelihood(notice: &Notice, target: &Target<'_>) -> f64 {
    if notice.named.ids.iter().any(|id| target.ids.contains(id)) {
        return 1.0;
    }
    let mut score = 0.0;
    if notice.named.headlines.contains(&target.headline) && target.headline != 0 {
        score += 0.8;
    }
    if notice.named.slugs.shared(target.slugs) > 0 {
        score += 0.5;
    }
    if notice.slugs.shared(target.slugs) > 0 {
        score += 0.3;
    }
    if at_that_time(&notice.named.minutes, target) {
        score += 0.3;
    }
    score += 0.5 * words_named(&notice.named.words, target).max(title_shared(&notice.title_words, target.title_words));
    f64::min(score, 1.0)
}

/// Share of a notice's words that the story has in its headline, slug or among its names.
fn words_named(words: &Hashes, target: &Target<'_>) -> f64 {
    let known = words.iter().filter(|w| target.title_words.has(**w) || target.names.has(**w)).count();
    if words.is_empty() { 0.0 } else { known as f64 / words.len() as f64 }
}

/// Share of the story's title that the notice's own title repeats.
fn title_shared(notice: &Hashes, story: &Hashes) -> f64 {
    if story.is_empty() { 0.0 } else { notice.shared(story) as f64 / story.len() as f64 }
}

/// Whether the story bears a time that a notice gives; zones being unknown, the hour does not count.
fn at_that_time(minutes: &[u16], target: &Target<'_>) -> bool {
    const HOUR: i64 = 60;
    let near = |minute: &u16, ms: i64| {
        let apart = (ms.div_euclid(60_000) - i64::from(*minute)).rem_euclid(HOUR);
        apart.min(HOUR - apart) <= MINUTES
    };
    target.times_ms.iter().flatten().any(|ms| minutes.iter().any(|m| near(m, *ms)))
}
