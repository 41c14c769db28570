//! `wiredesk config`: check, show and explain the configuration.

use std::io::Write;

use super::{ConfigArgs, Failure};
use crate::config;

/// Check or show the configuration.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Read the configuration and say what is wrong with it (exit code 78).
    Check(ConfigArgs),
    /// Print the configuration in force, defaults and environment included, secrets left out.
    Show(ConfigArgs),
    /// Print the commented example; it equals the defaults.
    Example,
}

/// Runs the command.
///
/// # Errors
/// A configuration that is not sound.
pub fn run(args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Check(config) => {
            let read = config.load()?;
            config.editorial(&read)?;
            eprintln!("the configuration is sound");
            Ok(())
        }
        Action::Show(config) => print(&config::show(&config.load()?)),
        Action::Example => print(config::EXAMPLE),
    }
}

fn print(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|e| Failure::new(Failure::IO, format!("cannot write to standard output: {e}")))
}
