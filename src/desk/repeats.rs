//! Stories of the window whose text this one repeats, shortens, fills out or contains.

use super::likeness::{Likeness, Verdict, begins_otherwise, verdict};
use super::shelf::Filed;
use super::{Desk, keys};
use crate::story::{Card, Class, RelationKind};

/// Candidates that are compared, those with the most shared keys first.
const MOST_COMPARED: usize = 12;
/// Stories of one open key that are looked at, the latest: some agencies give all their stories one slug, and some feeds one id.
const MOST_OF_A_KEY: usize = 1_024;
/// A candidate shares at least one of so many keys of the shorter text: of a text that is copied, or contained at half the density of
/// keys, many times more are shared.
const FEW: u32 = 8;
/// Words of a body that says the same as another only if the headlines agree too: "Details soon." is no story.
const TELLING_WORDS: u32 = 8;
/// Copies of one text that are looked at: the earliest tell where it came from.
const MOST_COPIES: usize = 32;

/// A filed story and what it is to the new one.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// Its number.
    pub number: u32,
    /// Keys of the index that both have.
    pub shared: u32,
    /// What was measured.
    pub likeness: Likeness,
    /// What that means.
    pub verdict: Verdict,
}

impl Desk {
    /// Compares a story with the likeliest of the window, the closest relations first. `postings` are what its capped keys found.
    pub(super) fn findings(&self, card: &Card, postings: &[u32]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.copies(card);
        for (number, shared) in candidates(postings) {
            let known = findings.iter().any(|f| f.number == number);
            let Some(old) = self.shelf.get(number).filter(|f| !known && f.class != Class::Withdrawal) else { continue };
            if shared * FEW < old.print.keys.min(card.print.keys.len() as u32) {
                continue;
            }
            let likeness = Likeness::of(card, old);
            findings.push(Finding { number, shared, likeness, verdict: verdict(&likeness, card, old) });
        }
        self.gather(card, &mut findings);
        findings.sort_by(|a, b| {
            rank(a).cmp(&rank(b)).then(b.likeness.similarity.total_cmp(&a.likeness.similarity)).then(self.order(a.number, b.number))
        });
        findings
    }

    /// A text around two whole stories that are not of one thread is a round-up of both, however long each of them is.
    fn gather(&self, card: &Card, findings: &mut [Finding]) {
        use RelationKind::{Contains, Expanded};
        let thread = |f: &Finding| self.shelf.get(f.number).map(|old| old.thread);
        let within = |f: &&Finding| matches!(f.verdict, Verdict::Is(Contains | Expanded));
        let threads: Vec<Option<u128>> = findings.iter().filter(within).map(thread).collect();
        if threads.iter().any(|t| *t != threads[0]) {
            let other = |f: &Finding| self.shelf.get(f.number).is_some_and(|old| begins_otherwise(card, old) && !old.is_same_story(card));
            findings.iter_mut().filter(|f| f.verdict == Verdict::Is(Expanded) && other(f)).for_each(|f| f.verdict = Verdict::Is(Contains));
        }
    }

    /// Stories with exactly this text.
    fn copies(&self, card: &Card) -> Vec<Finding> {
        let same = |old: &Filed| {
            old.print.whole == card.print.whole
                && old.class != Class::Withdrawal
                && (card.print.words >= TELLING_WORDS || old.headline == card.headline)
        };
        let mut numbers = if card.print.words == 0 { Vec::new() } else { self.live(keys::text_key(card)) };
        numbers.truncate(MOST_COPIES);
        numbers.retain(|n| self.shelf.get(*n).is_some_and(same));
        numbers
            .into_iter()
            .map(|number| Finding {
                number,
                shared: card.print.keys.len() as u32,
                likeness: Likeness::SAME,
                verdict: Verdict::Is(RelationKind::Exact),
            })
            .collect()
    }

    /// Numbers by age, the oldest first: they wrap.
    pub(super) fn order(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let first = self.shelf.first();
        a.wrapping_sub(first).cmp(&b.wrapping_sub(first))
    }

    /// The live stories that carry a capped key, in no order.
    pub(super) fn carriers(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        self.index.find(key, self.shelf.window()).filter(|n| self.shelf.is_live(*n))
    }

    /// The latest stories that carry an open key, back in time, retired or not.
    pub(super) fn latest(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let newest = self.newest.find(key, self.shelf.window()).next();
        self.shelf.back_from(newest, key).take(MOST_OF_A_KEY)
    }

    /// Those of them that are live, the oldest first.
    pub(super) fn live(&self, key: u32) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.latest(key).filter(|n| self.shelf.is_live(*n)).collect();
        numbers.reverse();
        numbers
    }
}

fn rank(f: &Finding) -> u8 {
    match f.verdict {
        Verdict::Is(kind) => kind as u8,
        Verdict::OtherFlash => u8::MAX - 3,
        Verdict::Template => u8::MAX - 2,
        Verdict::SharedQuotation => u8::MAX - 1,
        Verdict::Other => u8::MAX,
    }
}

/// The numbers that occur most often, with how often.
fn candidates(postings: &[u32]) -> Vec<(u32, u32)> {
    let mut sorted = postings.to_vec();
    sorted.sort_unstable();
    let mut counted: Vec<(u32, u32)> = sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect();
    counted.sort_by_key(|(number, n)| (std::cmp::Reverse(*n), *number));
    counted.truncate(MOST_COMPARED);
    counted
}
