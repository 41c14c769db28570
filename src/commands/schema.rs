//! `wiredesk schema`: the event's JSON Schema, generated from the types.

use super::Failure;

/// Print the JSON Schema of the event.
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
///
/// # Errors
/// None.
pub fn run(_: Args) -> Result<(), Failure> {
    Err(Failure::new(Failure::FAILED, "not yet"))
}
