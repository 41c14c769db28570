//! `wiredesk topics`: create what is missing, say what differs.

use std::time::{Duration, Instant};

use super::{ConfigArgs, Failure, reach, say};
use crate::config::Config;
use crate::stream::topics::{Cluster, plans};

/// Create or check the topics of the configuration.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Create the topics that are missing.
    Create(ConfigArgs),
    /// Say what differs from the configuration (exit code 1).
    Check(ConfigArgs),
}

/// A cluster tells of a new topic a moment after it has made it.
const TOLD_WITHIN: Duration = Duration::from_secs(30);

/// Runs the command.
///
/// # Errors
/// A cluster that does not answer (69), a topic that cannot be created or differs (1), one that is created and not told of (75).
pub fn run(args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Create(config) => create(&config.load()?),
        Action::Check(config) => check(&config.load()?),
    }
}

fn cluster(config: &Config) -> Result<Cluster, Failure> {
    Cluster::new(config).map_err(|e| Failure::new(Failure::FAILED, e))
}

fn unavailable(config: &Config) -> impl Fn(rdkafka::error::KafkaError) -> Failure {
    let brokers = config.kafka.brokers.clone();
    move |e| Failure::new(Failure::UNAVAILABLE, format!("the cluster at {brokers} does not answer: {e}"))
}

fn create(config: &Config) -> Result<(), Failure> {
    reach(config, None)?;
    let cluster = cluster(config)?;
    let existing = cluster.partitions().map_err(unavailable(config))?;
    let mut failed = 0;
    for plan in plans(config) {
        if existing.contains_key(&plan.name) {
            say(format_args!("{}: is there", plan.name));
            continue;
        }
        match cluster.create(&plan, config.topics.replication) {
            Ok(true) => say(format_args!("{}: created with {} partitions", plan.name, plan.partitions)),
            Ok(false) => say(format_args!("{}: is there", plan.name)),
            Err(why) => {
                failed += 1;
                eprintln!("{}: cannot be created: {why}", plan.name);
            }
        }
    }
    if failed > 0 {
        return Err(Failure::new(Failure::FAILED, format!("{failed} topics could not be created")));
    }
    wait_until_told(config, &cluster)
}

/// Whoever starts a daemon next should find all topics.
fn wait_until_told(config: &Config, cluster: &Cluster) -> Result<(), Failure> {
    let began = Instant::now();
    loop {
        let existing = cluster.partitions().map_err(unavailable(config))?;
        let untold: Vec<String> = plans(config).into_iter().map(|p| p.name).filter(|name| !existing.contains_key(name)).collect();
        if untold.is_empty() {
            return Ok(());
        }
        if began.elapsed() > TOLD_WITHIN {
            let message = format!("the cluster does not tell of {} yet; `wiredesk topics check` says when it does", untold.join(", "));
            return Err(Failure::new(Failure::TEMPORARY, message));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn check(config: &Config) -> Result<(), Failure> {
    reach(config, None)?;
    let findings = cluster(config)?.check(&plans(config)).map_err(unavailable(config))?;
    for (topic, finding) in &findings {
        say(format_args!("{topic}: {finding}"));
    }
    match findings.len() {
        0 => {
            say(format_args!("all topics are as configured"));
            Ok(())
        }
        n => Err(Failure::new(Failure::FAILED, format!("{n} differences"))),
    }
}
