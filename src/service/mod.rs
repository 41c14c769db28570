//! The daemon from start to stop.

mod admin;
mod daemon;
mod reload;
mod supervision;

pub use daemon::{Daemon, Exit, Stages};
pub use supervision::listen_for_signals;
