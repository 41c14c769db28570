//! Where a story belongs, and why.

use super::Filed;
use super::features::{FULL, Feature, Features};
use crate::story::{Card, EventId};

/// What the desk already knows of a story when it asks for its thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    /// Thread of the story that this one repeats, continues, corrects, takes back or releases.
    pub related: Option<u128>,
    /// It is a round-up around whole stories: it reports no one event, and opens a thread of its own.
    pub round_up: bool,
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
}

impl Placement {
    /// Opens a thread.
    pub fn opened_by(card: &Card, compared: Vec<Compared>) -> Placement {
        let confidence = compared.first().map_or(1.0, |best| sigmoid(-best.score));
        Placement { thread: card.id.0, position: 1, opened_ms: card.time_ms, previous: None, confidence, reason: None, compared }
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

/// A sigmoid without an exponential function: division gives the same bits on every machine.
fn sigmoid(score: i64) -> f64 {
    0.5 + 0.5 * score as f64 / (1_000.0 + score.abs() as f64)
}

impl Compared {
    /// For people: how alike story and thread are.
    pub fn reason(&self) -> String {
        let percent = |f: Feature| self.features[f as usize] * 100 / FULL;
        format!(
            "{} % alike, {} % of its opening and {} % of its names told before",
            percent(Feature::All),
            percent(Feature::LeadTold),
            percent(Feature::LeadNamesTold)
        )
    }
}
