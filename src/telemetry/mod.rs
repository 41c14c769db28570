//! What people and machines can watch: every metric in one file, logs and traces in others, and what the program was built from.

pub mod build;
mod codes;
mod labels;
mod logs;
mod metrics;
mod traces;

pub use codes::Codes;
pub use labels::{OutcomeLabel, OverruleLabel, ReloadLabel, SpanLabel};
pub use logs::init as init_logs;
pub use metrics::*;
pub use traces::{Fact, Span, Traces};
