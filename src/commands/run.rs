//! `wiredesk run`: the daemon.

use std::sync::Arc;

use super::{ConfigArgs, Failure};
use crate::service::{Daemon, Exit, Stages};
use crate::telemetry;

/// Run the daemon: raw wires in, events out, until SIGTERM.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Run one of the two stages alone, on larger sites.
    #[arg(long, value_name = "STAGE")]
    only: Option<Only>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Only {
    Intake,
    Desk,
}

/// Exit code of sysexits(3) for what a restart mends: EX_TEMPFAIL.
const TEMPORARY: u8 = 75;

/// Runs the command.
///
/// # Errors
/// Configuration or topics that are not sound (78), a transaction whose outcome is unknown (75: start again), anything else (1).
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config.load()?;
    telemetry::init_logs(config.log_format, &config.log_filter).map_err(|e| Failure::new(Failure::CONFIGURATION, e))?;
    let editorial = Arc::new(args.config.editorial(&config)?);
    let stages = match args.only {
        None => Stages::Both,
        Some(Only::Intake) => Stages::Intake,
        Some(Only::Desk) => Stages::Desk,
    };
    Daemon::new(config, editorial, stages).run().map_err(|exit| {
        let code = match exit {
            Exit::Topics(_) => Failure::CONFIGURATION,
            Exit::Unknown(_) => TEMPORARY,
            Exit::Failed(_) => Failure::FAILED,
        };
        Failure::new(code, exit.to_string())
    })
}
