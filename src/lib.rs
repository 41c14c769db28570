//! wiredesk: raw wires in, structured events out, exactly once.
//!
//! One story's way: [`stages::take_in`] turns a raw record into items ([`intake`] reads the bytes, [`reading`] reads the story),
//! [`stages::hand_out`] lets the [`desk`] decide on each story and composes its event. [`stream`] runs both functions as
//! transactional loops over Kafka, [`commands`] runs them offline. `ARCHITECTURE.md` narrates it and names the invariants.
//!
//! Dependencies point one way: commands → service → stream → stages → desk → reading → intake → editorial → story.

pub mod commands;
pub mod config;
pub mod desk;
pub mod editorial;
pub mod embedded;
pub mod intake;
pub mod offline;
pub mod reading;
mod runs;
pub mod service;
pub mod stages;
pub mod story;
pub mod stream;
pub mod telemetry;
