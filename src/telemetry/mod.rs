//! What people and machines can watch: every metric in one file, logs in another.

mod codes;
mod logs;
mod metrics;

pub use codes::Codes;
pub use logs::init as init_logs;
pub use metrics::*;
