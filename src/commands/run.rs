//! `wiredesk run`: the daemon.

use std::sync::Arc;

use super::{ConfigArgs, Failure, trial};
use crate::service::{Daemon, Exit, Stages};
use crate::telemetry;

/// Run the daemon: raw wires in, events out, until SIGTERM.
///
/// On SIGHUP scopes and editorial files are read again and are in force from the next transaction on; a configuration that is not sound
/// changes nothing.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Run one of the two stages alone, on larger sites.
    #[arg(long, value_name = "STAGE")]
    only: Option<Only>,
    /// Bring a broker along that keeps nothing: for a trial without Kafka.
    #[arg(long)]
    embedded: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Only {
    Intake,
    Desk,
}

/// Runs the command.
///
/// # Errors
/// Configuration or topics that are not sound (78), a transaction whose outcome is unknown (75: start again), anything else (1).
pub fn run(args: Args) -> Result<(), Failure> {
    let mut config = args.config.load()?;
    telemetry::init_logs(config.log_format, &config.log_filter).map_err(|e| Failure::new(Failure::CONFIGURATION, e))?;
    let editorial = Arc::new(args.config.editorial(&config)?);
    // Lives as long as the daemon.
    let broker = args.embedded.then(|| trial::start(&mut config)).transpose()?;
    if let Some(broker) = &broker {
        let brokers = broker.address();
        eprintln!("wiredesk: embedded broker at {brokers}. It keeps nothing: when this process ends, all records are gone.");
        eprintln!("wiredesk: from another terminal: {0}wiredesk send FILE, {0}wiredesk tail", trial::environment(broker));
    }
    let stages = match args.only {
        None => Stages::Both,
        Some(Only::Intake) => Stages::Intake,
        Some(Only::Desk) => Stages::Desk,
    };
    let mut daemon = Daemon::new(config, editorial, stages);
    // A trial ends with its terminal.
    if broker.is_none() {
        let again = args.config.clone();
        daemon = daemon.reading(Box::new(move || {
            let config = again.load().map_err(|f| f.message)?;
            let editorial = again.editorial(&config).map_err(|f| f.message)?;
            Ok((config, editorial))
        }));
    }
    daemon.run().map_err(|exit| {
        let code = match exit {
            Exit::Topics(_) => Failure::CONFIGURATION,
            Exit::Unknown(_) => Failure::TEMPORARY,
            Exit::Failed(_) => Failure::FAILED,
        };
        Failure::new(code, exit.to_string())
    })
}
