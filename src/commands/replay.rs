//! `wiredesk replay`: a stretch of the past through both stages again, beside the live pipeline.

mod compared;
mod progress;

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use super::{ConfigArgs, Failure, reach, say};
use crate::config::Config;
use crate::service;
use crate::story::Time;
use crate::stream::Stop;
use crate::stream::replay::{self, Plan, Promotion, Replay, Request, Stopped};
use crate::stream::span::Bound;
use crate::telemetry;

/// Take a stretch of raw wires or stories through both stages again, onto topics of its own.
///
/// Without --execute only the plan is printed. A replay that was interrupted goes on where it was by the same command. Live topics and
/// groups are never written to, but by --promote.
#[derive(clap::Args)]
pub struct Args {
    /// The replay's name: its topics are NAME.news.breaking …, its group is NAME-replay.
    #[arg(long)]
    name: String,
    /// Where it begins: a time, a duration before now (12h, 3d), @OFFSET, @PARTITION:OFFSET,…, or `earliest`.
    #[arg(long, value_name = "WHEN", default_value = "earliest")]
    from: String,
    /// Where it ends, in the same forms, exclusive.
    #[arg(long, value_name = "WHEN", default_value = "latest")]
    to: String,
    /// The raw topics, or the topic of stories; by default all raw topics of the configuration.
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// Begin with an empty desk: without it the window before --from is decided on too, unpublished.
    #[arg(long)]
    cold: bool,
    /// Start, or go on.
    #[arg(long)]
    execute: bool,
    /// Threads that read raw records in.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Say what the replay decided differently from what was published.
    #[arg(long)]
    compare: bool,
    /// Publish to the live topics what is missing there, after a confirmation.
    #[arg(long)]
    promote: bool,
    /// The confirmation, where nobody can be asked: the replay's name once more.
    #[arg(long, value_name = "NAME", requires = "promote")]
    confirm: Option<String>,
    /// Print the comparison as JSON.
    #[arg(long, requires = "compare")]
    json: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
///
/// # Errors
/// A name or range that cannot be (2, 78), a cluster that does not answer (69), an interruption (75), anything else (1).
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config.load()?;
    // Messages stand between the lines of progress: only what a person should know.
    telemetry::init_logs(config.log_format, "warn").map_err(|e| Failure::new(Failure::CONFIGURATION, e))?;
    let editorial = Arc::new(args.config.editorial(&config)?);
    let shadow = config.shadow(&args.name)?;
    let request = request(&args)?;
    reach(&config, None)?;
    let failed = |e: String| Failure::new(Failure::FAILED, e);
    let mut plan = replay::plan(&config, &shadow, &editorial, &request).map_err(failed)?;
    if !(args.compare || args.promote) || args.execute {
        print_plan(&args, &shadow, &plan);
    }
    let stop = Stop::default();
    if args.execute || args.promote {
        service::listen_for_signals(&stop).map_err(|e| failed(format!("signals cannot be received: {e}")))?;
    }
    if args.execute {
        let jobs = args.jobs.max(1);
        execute(&Replay { shadow: shadow.clone(), editorial: editorial.clone(), plan: plan.clone(), jobs, stop: stop.clone() })?;
        plan.look_again(&shadow).map_err(failed)?;
    }
    if args.compare {
        let comparison = replay::compare(&config, &shadow).map_err(failed)?;
        compared::print(&comparison, args.json).map_err(Failure::of_output)?;
    }
    if args.promote {
        promote(&args, &config, &shadow, &plan, &stop)?;
    }
    Ok(())
}

fn request(args: &Args) -> Result<Request, Failure> {
    let now: Time = jiff::Timestamp::now().into();
    let bound = |option: &str, text: &str| Bound::parse(text, now).map_err(|e| Failure::new(Failure::USAGE, format!("--{option}: {e}")));
    let topics: String = args.topic.iter().map(|t| format!(" --topic {t}")).collect();
    let cold = if args.cold { " --cold" } else { "" };
    Ok(Request {
        name: args.name.clone(),
        topics: args.topic.clone(),
        from: bound("from", &args.from)?,
        to: bound("to", &args.to)?,
        warm_up: !args.cold,
        asked: format!("--from {} --to {}{topics}{cold}", args.from, args.to),
    })
}

fn print_plan(args: &Args, shadow: &Config, plan: &Plan) {
    say(format_args!("replay {}: {}", args.name, plan.asked));
    for part in &plan.parts {
        let warm = if part.warm < part.from { format!(", decided on unpublished from {}", part.warm) } else { String::new() };
        say(format_args!("  {} {}: offsets {} to {}, {}{warm}", part.topic, part.partition, part.from, part.to, part.to - part.from));
    }
    say(format_args!(
        "  to {}",
        shadow
            .topics
            .written()
            .into_iter()
            .filter(|t| ![&shadow.topics.stories, &shadow.topics.requeued].contains(&&t.to_string()))
            .collect::<Vec<_>>()
            .join(", ")
    ));
    say(format_args!("  group and transactional id {}", shadow.kafka.group));
    say(format_args!(
        "  {} offsets to publish, {} before them to warm up; markers of transactions count as offsets",
        plan.publishing(),
        plan.warming()
    ));
    if plan.done() > 0 {
        say(format_args!("  {} are done by an earlier run", plan.done()));
    }
    if let (Some(expected), Some(rate)) = (plan.expected(), plan.rate) {
        say(format_args!("  about {} at {rate:.0} offsets a second, by a sample on this machine", progress::duration(expected)));
    }
    if !args.execute {
        say(format_args!("nothing is written yet: --execute starts it"));
    }
}

/// Niceness of a replay: the live daemon on the same machine goes before it.
const NICENESS: i32 = 10;

fn execute(run: &Replay) -> Result<(), Failure> {
    // The threads that follow inherit it. Where the system allows none, the replay is as it would be without.
    let _ = rustix::process::nice(NICENESS);
    let mut shown = progress::Shown::new(run.plan.done());
    let done = run.run(|advance| shown.tell(advance));
    shown.end();
    let done = done.map_err(|stopped| match stopped {
        Stopped::Again(why) => Failure::new(Failure::TEMPORARY, format!("{why}; the same command goes on where it was")),
        Stopped::Failed(why) => Failure::new(Failure::FAILED, why),
    })?;
    let classes: Vec<String> = done.events.iter().filter(|(_, n)| *n > 0).map(|(class, n)| format!("{n} {class}")).collect();
    eprintln!(
        "{} records decided on by this run; {}",
        done.records,
        if classes.is_empty() { "no events".into() } else { classes.join(", ") }
    );
    if done.finished {
        eprintln!("done");
        return Ok(());
    }
    Err(Failure::new(Failure::TEMPORARY, "interrupted; the same command goes on where it was"))
}

fn promote(args: &Args, config: &Config, shadow: &Config, plan: &Plan, stop: &Stop) -> Result<(), Failure> {
    let failed = |e: String| Failure::new(Failure::FAILED, e);
    let Some(promotion) = Promotion::open(config, shadow, stop).map_err(failed)? else {
        return Err(Failure::new(Failure::TEMPORARY, "interrupted: nothing was published"));
    };
    let missing = promotion.missing(plan).map_err(failed)?;
    if missing.is_empty() {
        say(format_args!("all {} events of the replay are on the live topics", missing.replayed));
        return Ok(());
    }
    say(format_args!("of {} events of the replay, {} are missing on the live topics:", missing.replayed, missing.len()));
    for (class, events) in &missing.by_class {
        say(format_args!("  {class:<10} {events:>8} to {}", config.topics.of_class(*class)));
    }
    if !confirmed(args)? {
        return Err(Failure::new(Failure::FAILED, "not confirmed: nothing was published"));
    }
    let published = promotion.publish(&missing).map_err(failed)?;
    say(format_args!("{published} published"));
    Ok(())
}

/// The replay's name typed once more, or given by `--confirm`.
fn confirmed(args: &Args) -> Result<bool, Failure> {
    if let Some(confirmed) = &args.confirm {
        return Ok(*confirmed == args.name);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Failure::FAILED, format!("nobody can be asked; --confirm {} confirms", args.name)));
    }
    eprint!("Readers of the live topics will see them. Type the replay's name to publish: ");
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|e| Failure::new(Failure::IO, e.to_string()))?;
    Ok(line.trim() == args.name)
}
