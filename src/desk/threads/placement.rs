//! Where a story belongs, and why.

use super::Filed;
use super::features::{FULL, Feature, Features};
use crate::story::{Card, EventId};

/// What the desk already knows of a story when it asks for its thread.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Thread of the story that this one repeats, continues, corrects, takes back or releases.
    pub related: Option<u128>,
    /// It is a round-up around whole stories: it reports no one event, and opens a thread of its own.
    pub round_up: bool,
    /// Threads of stories in its own form about something else: prices, warnings, results.
    pub siblings: Vec<u128>,
    /// The thread where the first of its long quotations was seen before.
    pub quoted: Option<u128>,
}

/// Where a story belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Thread id: the event id of the story that opened it.
    pub thread: u128,
    /// Place of the story in it, from 1.
    pub position: u32,
    /// Arrival of the story that opened it.
    pub opened_ms: i64,
    /// The story before it.
    pub previous: Option<EventId>,
    /// How sure it is that the story belongs there, 0 to 1.
    pub confidence: f64,
    /// For people: why it joins.
    pub reason: Option<String>,
    /// The threads that were compared, the best first: what `explain` shows.
    pub compared: Vec<Compared>,
}

/// A thread that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub thread: u128,
    /// Logit, in thousandths, of "the same event": 0 is even.
    pub score: i64,
    /// What the score is made of.
    pub features: Features,
    /// Whether the story repeats a long quotation that was first seen there, which adds to the score.
    pub quoted: bool,
}

impl Placement {
    /// Opens a thread.
    pub fn opened_by(card: &Card, compared: Vec<Compared>) -> Placement {
        let confidence = compared.first().map_or(SUREST, |best| sure_to_open(-best.score));
        Placement { thread: card.id.0, position: 1, opened_ms: card.time_ms, previous: None, confidence, reason: None, compared }
    }

    /// Opens a thread, as a round-up does whatever it is alike to.
    pub(super) fn apart(card: &Card, compared: Vec<Compared>) -> Placement {
        Placement { confidence: SURE_OF_ROUND_UP, ..Placement::opened_by(card, compared) }
    }

    /// Joins the thread whose latest story is `latest`, as a relation to one of its stories says.
    pub(super) fn related(latest: &Filed) -> Placement {
        Placement {
            thread: latest.thread,
            position: latest.position + 1,
            opened_ms: latest.opened_ms,
            previous: Some(latest.event),
            confidence: 1.0,
            reason: None,
            compared: Vec::new(),
        }
    }

    /// Joins the thread whose latest story is `latest`: of those compared, the best.
    pub(super) fn joined(latest: &Filed, compared: Vec<Compared>) -> Placement {
        let margin = match &compared[..] {
            [best, next, ..] => best.score.min(best.score - next.score),
            [best] => best.score,
            [] => 0,
        };
        let reason = compared.first().map(Compared::reason);
        Placement { confidence: sigmoid(margin), reason, compared, ..Placement::related(latest) }
    }
}

/// A round-up is told by its parts.
const SURE_OF_ROUND_UP: f64 = 0.85;
/// The desk is never surer that a story opens a thread: what it was asked about may have been told in words that it does not know.
const SUREST: f64 = 0.97;

/// How likely a story opens a thread whose best candidate is this far, in thousandths of a logit, from being joined. Three constants,
/// fitted by `training/threads/fit.py --calibrate` on Wikinews and Reuters; `tests/reliability` shows them on other data.
fn sure_to_open(short_of: i64) -> f64 {
    const LEAST: f64 = 0.31;
    const RISE: f64 = 0.74;
    const HALF_RISEN: f64 = 530.0;
    let short_of = short_of.max(0) as f64;
    (LEAST + RISE * short_of / (HALF_RISEN + short_of)).min(SUREST)
}

/// A sigmoid without an exponential function: division gives the same bits on every machine.
fn sigmoid(score: i64) -> f64 {
    0.5 + 0.5 * score as f64 / (1_000.0 + score.abs() as f64)
}

impl Compared {
    /// For people: how alike story and thread are.
    pub fn reason(&self) -> String {
        let percent = |f: Feature| self.features[f as usize] * 100 / FULL;
        format!(
            "{} % alike, {} % of its opening and {} % of its names told before{}",
            percent(Feature::All),
            percent(Feature::LeadTold),
            percent(Feature::LeadNamesTold),
            if self.quoted { ", a long quotation repeated" } else { "" }
        )
    }
}
