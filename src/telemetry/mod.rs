//! What people and machines can watch: every metric in one file, logs in another, and what the program was built from.

pub mod build;
mod codes;
mod labels;
mod logs;
mod metrics;

pub use codes::Codes;
pub use labels::{OutcomeLabel, OverruleLabel, ReloadLabel};
pub use logs::init as init_logs;
pub use metrics::*;
