//! `wiredesk process`: the daemon's code path without a broker.

use super::Failure;

/// Read wire messages from files and print what becomes of each item, one JSON line each.
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders (their files in name order), or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// The inputs are NDJSON as `kcat -J` prints it, each line one message.
    #[arg(long)]
    records: bool,
}

/// Runs the command.
///
/// # Errors
/// An input that cannot be read. Skips and dead letters are no errors.
pub fn run(_args: Args) -> Result<(), Failure> {
    Err(Failure::new(Failure::FAILED, "not yet"))
}
