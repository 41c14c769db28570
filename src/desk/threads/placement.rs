//! Where a story belongs, and why.

use super::Filed;
use super::features::{FULL, Feature, Features};
use crate::story::{Card, EventId};

/// What the desk already knows of a story when it asks for its thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    /// Thread of the story that this one repeats, continues, corrects, takes back or releases.
    pub related: Option<u128>,
}

/// Where a story belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Thread id: the event id of the story that opened it.
    pub thread: u128,
    /// Place of the story in it, from 1.
    pub position: u32,
    /// Arrival of the story that opened it.
    pub opened_ms: i64,
    /// The story before it.
    pub previous: Option<EventId>,
    /// What says so.
    pub sureness: Sureness,
    /// The threads that were compared, the best first: what `explain` shows.
    pub compared: Vec<Compared>,
}

/// What says that a story belongs where it was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// A relation to an earlier story.
    Related,
    /// The model, by this many thousandths of a logit.
    Margin(i64),
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

/// The margin of a story that resembles no thread.
const NOTHING_ALIKE: i64 = 10_000;

impl Placement {
    /// Opens a thread.
    pub(super) fn opened_by(card: &Card, compared: Vec<Compared>) -> Placement {
        let sureness = Sureness::Margin(compared.first().map_or(NOTHING_ALIKE, |best| -best.score));
        Placement { thread: card.id.0, position: 1, opened_ms: card.time_ms, previous: None, sureness, compared }
    }

    /// How sure it is that the story belongs there, 0 to 1.
    pub fn confidence(&self) -> f64 {
        match self.sureness {
            Sureness::Related => 1.0,
            // A sigmoid without exponential function: division gives the same bits on every machine.
            Sureness::Margin(m) => 0.5 + 0.5 * m as f64 / (1_000.0 + m.abs() as f64),
        }
    }

    /// For people: why it joins, or why it opens a thread.
    pub fn reason(&self) -> String {
        let opens = self.position == 1;
        match (self.sureness, self.compared.first()) {
            (Sureness::Related, _) => "in the thread of the story that it relates to".into(),
            (_, None) => "shares no rare term with any thread".into(),
            (_, Some(best)) => {
                let percent = |f: Feature| best.features[f as usize] * 100 / FULL;
                format!(
                    "{}: {} % alike, {} % of the opening told before, {} % of its names",
                    if opens { "nearest thread is another event" } else { "same event" },
                    percent(Feature::All),
                    percent(Feature::LeadTold),
                    percent(Feature::LeadNamesTold)
                )
            }
        }
    }
}

impl Filed {
    /// The place after this story.
    pub(super) fn followed_by(&self, compared: Vec<Compared>) -> Placement {
        let best = compared.first().map_or(0, |c| c.score);
        let margin = compared.get(1).map_or(best, |next| best.min(best - next.score));
        Placement {
            thread: self.thread,
            position: self.position + 1,
            opened_ms: self.opened_ms,
            previous: Some(self.event),
            sureness: Sureness::Margin(margin),
            compared,
        }
    }
}
