//! The types that the stages pass on, and nothing that acts.
//!
//! [`RawRecord`] → [`Item`] ([`Story`] with [`Signals`], [`Quote`]s and [`Card`], or a skip, or a dead letter) → [`Decision`] → event.

mod card;
mod changes;
mod decision;
mod event;
mod hashes;
mod json_text;
mod ninjs;
mod outcome;
mod outline;
mod overrule;
mod quote;
mod record;
mod signals;
mod source;
mod time;
mod topic;

pub use card::*;
pub use changes::*;
pub use decision::*;
pub use event::*;
pub use hashes::*;
pub use ninjs::*;
pub use outcome::*;
pub use outline::*;
pub use overrule::*;
pub use quote::*;
pub use record::*;
pub use signals::*;
pub use source::*;
pub use time::*;
pub use topic::*;
