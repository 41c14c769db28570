//! `wiredesk completions`: shell completion.

use std::io::Write;

use super::Failure;

/// Print a completion script for a shell, to be sourced or put into its folder of completions.
#[derive(clap::Args)]
pub struct Args {
    /// The shell.
    shell: clap_complete::Shell,
}

/// Runs the command; `cli` is the whole command line.
///
/// # Errors
/// Standard output that cannot be written.
pub fn run(args: Args, mut cli: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli, "wiredesk", &mut script);
    std::io::stdout().write_all(&script).map_err(Failure::of_output)
}
