//! `wiredesk config`: check, show and explain the configuration.

use std::io::Write;

use super::{ConfigArgs, Failure, reach};
use crate::config;
use crate::stream::rights;
use crate::stream::topics::{Cluster, Finding, plans};

/// Check or show the configuration.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Read the configuration and say what is wrong with it (exit code 78).
    Check {
        /// Also ask the brokers: whether they let us in, and whether topics are there and as configured.
        #[arg(long)]
        connect: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
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
        Action::Check { connect: asked, config } => {
            let read = config.load()?;
            config.editorial(&read)?;
            eprintln!("the configuration is sound");
            if asked { connect(&read) } else { Ok(()) }
        }
        Action::Show(config) => print(&config::show(&config.load()?)),
        Action::Example => print(config::EXAMPLE),
    }
}

/// Asks the brokers what a daemon would need of them, and names everything that it would miss.
fn connect(config: &config::Config) -> Result<(), Failure> {
    reach(config, None)?;
    eprintln!("the brokers at {} let us in", config.kafka.brokers);
    let cluster = Cluster::new(config).map_err(|e| Failure::new(Failure::FAILED, e))?;
    let findings = cluster.check(&plans(config)).map_err(|e| Failure::new(Failure::UNAVAILABLE, e.to_string()))?;
    let mut missing: Vec<String> = Vec::new();
    for (topic, finding) in findings {
        match finding {
            // A daemon does not need it, and rights have lines of their own.
            _ if topic == config.topics.requeued => {}
            Finding::Hidden => {}
            finding if topic == config.topics.overrides => eprintln!("topic {topic}: {finding}"),
            finding if finding.is_fatal() => missing.push(format!("topic {topic}: {finding}")),
            finding => eprintln!("topic {topic}: {finding}"),
        }
    }
    missing.extend(rights::missing(config).map_err(|e| Failure::new(Failure::UNAVAILABLE, e))?);
    if missing.is_empty() {
        eprintln!("topics, groups and transactional ids are as a daemon needs them");
        return Ok(());
    }
    Err(Failure::new(Failure::CONFIGURATION, missing.join("\n")))
}

fn print(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes()).map_err(Failure::of_output)
}
