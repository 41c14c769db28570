//! `wiredesk send`: files onto the raw topic.

use std::path::PathBuf;

use super::{ConfigArgs, Failure, paths, reach};
use crate::config::{Config, RawSource};
use crate::stream::{Outgoing, Sender};

/// Put files on the raw topic, each as one wire message.
#[derive(clap::Args)]
pub struct Args {
    /// Files, folders (their files in name order), or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The records' key; records with the same key stay in order.
    #[arg(long)]
    key: Option<String>,
    /// The raw topic, where the configuration names several or a regular expression.
    #[arg(long)]
    topic: Option<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read, a record that the brokers do not take.
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config.load()?;
    let topic = match &args.topic {
        Some(topic) => topic.clone(),
        None => raw_topic(&config)?,
    };
    reach(&config, Some(&topic))?;
    let sender = Sender::new(&config.kafka).map_err(|e| Failure::new(Failure::FAILED, e.to_string()))?;
    for path in paths::in_order(&args.paths)? {
        let payload = paths::read(&path)?;
        let mut record = Outgoing::new(&topic, &payload, jiff::Timestamp::now().as_millisecond());
        record.key = args.key.as_deref().map(|key| key.as_bytes().into());
        sender.send(&record).map_err(|e| Failure::new(Failure::DATA, format!("{}: {e}", path.display())))?;
    }
    let report = sender.finish();
    let sent = report.taken;
    if !report.is_clean() {
        report.refused.iter().for_each(|error| eprintln!("wiredesk: a record was not taken: {error}"));
        let (brokers, others) = (&config.kafka.brokers, report.refused.len() + report.unanswered);
        let message = format!("{others} records were not taken by the brokers at {brokers}; {sent} were");
        return Err(Failure::new(Failure::UNAVAILABLE, message));
    }
    eprintln!("{sent} sent to {topic}");
    Ok(())
}

fn raw_topic(config: &Config) -> Result<String, Failure> {
    match &config.topics.raw {
        RawSource::Named(names) => Ok(names[0].clone()),
        RawSource::Matching(pattern) => {
            Err(Failure::new(Failure::CONFIGURATION, format!("topics.raw is the regular expression {pattern}: name the topic by --topic")))
        }
    }
}
