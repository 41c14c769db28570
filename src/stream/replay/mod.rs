//! Replay: a stretch of `wire.raw` or `wire.stories` through both stages again, beside the live pipeline.
//!
//! A replay has a name, and all that it writes begins with it ([`crate::config::Config::shadow`]). [`plan`] says what would be read;
//! [`run`] reads it, merged by time, and publishes; both progress and the plan stand in the note of its group's offsets, so a replay that
//! was killed goes on where it was. [`compare`] holds its events against those that are live, [`Promotion`] publishes what is missing there.

mod compare;
mod events;
mod note;
mod plan;
mod promote;
mod run;

pub use compare::{Comparison, Example, compare};
pub use plan::{Part, Plan, Request, plan};
pub use promote::{Missing, Promotion};
pub use run::{Advance, Done, Replay, Stopped};
