//! `wiredesk man`: the manual pages, made from the command line itself.

use std::path::PathBuf;

use super::Failure;

/// Print the manual page, or write one for each command into a folder.
#[derive(clap::Args)]
pub struct Args {
    /// Write wiredesk.1, wiredesk-run.1 … here.
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// An output that cannot be written.
pub fn run(args: Args, command: clap::Command) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::new(Failure::IO, format!("the manual cannot be written: {e}"));
    match args.all {
        Some(folder) => clap_mangen::generate_to(command, folder).map_err(failed),
        None => clap_mangen::Man::new(command).render(&mut std::io::stdout()).map_err(failed),
    }
}
