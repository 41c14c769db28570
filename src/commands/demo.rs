//! `wiredesk demo`: everything on an embedded broker, with a sample day. Nothing to install.

mod day;
mod follow;
mod summary;

use std::io::{BufWriter, IsTerminal, Write};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use self::day::{Player, Sent};
use self::follow::Follower;
use self::summary::Summary;
use super::render::Lines;
use super::{ConfigArgs, Failure, trial};
use crate::config::{Config, RawSource};
use crate::embedded::Broker;
use crate::service::{Daemon, Exit, Stages};
use crate::stream::Stop;
use crate::telemetry;

/// Run the whole pipeline on an embedded broker, with an invented day of a wire desk. Keeps nothing.
#[derive(clap::Args)]
pub struct Args {
    /// End after the day, with its summary.
    #[arg(long)]
    once: bool,
    /// Messages a second; 0 is as fast as they go. The default is 8 on a terminal, else 0.
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
    #[command(flatten)]
    config: ConfigArgs,
}

const WATCHABLE: f64 = 8.0;
/// From the start of the daemon to its first partition.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// A day whose last outcomes do not come within this time has failed.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// Runs the command.
///
/// # Errors
/// No port, a wrong configuration, a daemon that ended, or a message without an outcome.
pub fn run(args: Args) -> Result<(), Failure> {
    let mut config = args.config.load()?;
    telemetry::init_logs(config.log_format, "error").map_err(|e| Failure::new(Failure::CONFIGURATION, e))?;
    let editorial = Arc::new(args.config.editorial(&config)?);
    // One partition each: the day comes out in its order, and the same on every run.
    (config.topics.raw_partitions, config.topics.stories_partitions, config.topics.news_partitions) = (1, 1, 1);
    config.kafka.instance = None;
    let broker = trial::start(&mut config)?;
    trial::free_admin_address(&mut config);
    let speed = args.speed.unwrap_or(if std::io::stdout().is_terminal() { WATCHABLE } else { 0.0 });
    introduce(&broker, &config);
    let daemon = Daemon::new(config.clone(), editorial, Stages::Both);
    let mut demo = Demo {
        stop: daemon.stop(),
        daemon: Some(spawn(daemon)?),
        follower: Follower::new(&config)?,
        lines: Lines::for_stdout(),
        out: BufWriter::new(std::io::stdout()),
        summary: Summary::default(),
        config,
    };
    demo.play(speed)?;
    if !args.once && !demo.stop.requested() {
        stay(&broker, &demo.config);
        demo.follow_until_stopped()?;
    }
    demo.stop.request();
    demo.end()
}

/// The addresses, before anything else.
fn introduce(broker: &Broker, config: &Config) {
    eprintln!("wiredesk demo: an invented day of a wire desk, on an embedded broker. It keeps nothing: when it ends, all is gone.");
    eprintln!("  broker   {}", broker.address());
    eprintln!("  health   http://{}/readyz", config.admin.listen);
    eprintln!("  metrics  http://{}/metrics", config.admin.listen);
    eprintln!();
}

/// What to do with it from another terminal.
fn stay(broker: &Broker, config: &Config) {
    let environment = trial::environment(broker);
    eprintln!("The desk is open. From another terminal:");
    eprintln!("  {environment}wiredesk send FILE             a story of your own onto {}", raw_topic(config));
    eprintln!("  {environment}wiredesk tail --from-beginning all events, as here");
    eprintln!("  kcat -b {} -t {} -C -e   the events of one topic as JSON", broker.address(), config.topics.news()[0]);
    eprintln!("Ctrl-C ends.");
}

fn raw_topic(config: &Config) -> &str {
    match &config.topics.raw {
        RawSource::Named(names) => names.first().map_or("wire.raw", String::as_str),
        RawSource::Matching(pattern) => pattern,
    }
}

fn spawn(daemon: Daemon) -> Result<JoinHandle<Result<(), Exit>>, Failure> {
    let run = std::thread::Builder::new().name("daemon".into()).spawn(move || daemon.run());
    run.map_err(|e| Failure::new(Failure::FAILED, format!("no thread: {e}")))
}

struct Demo {
    config: Config,
    stop: Stop,
    daemon: Option<JoinHandle<Result<(), Exit>>>,
    follower: Follower,
    lines: Lines,
    out: BufWriter<std::io::Stdout>,
    summary: Summary,
}

impl Demo {
    /// Plays the day, shows what becomes of it, sums it up.
    fn play(&mut self, speed: f64) -> Result<(), Failure> {
        self.wait_until_ready()?;
        let player = Player::start(&self.config, raw_topic(&self.config), speed, self.stop.clone())?;
        let sent = player.sent();
        let mut last_outcome = Instant::now();
        while self.follower.next_offset() < player.messages() && !self.stop.requested() {
            if self.show(&sent)? > 0 || !player.has_ended() {
                last_outcome = Instant::now();
            }
            self.check_daemon()?;
            if last_outcome.elapsed() > SETTLED_WITHIN {
                let (next, all) = (self.follower.next_offset(), player.messages());
                return Err(Failure::new(Failure::FAILED, format!("no outcome of message {next} of {all} within {SETTLED_WITHIN:?}")));
            }
        }
        self.follower.settle();
        self.show(&sent)?;
        self.write(&self.summary.to_string())
    }

    /// Shows what has come since the last time; returns how much that was.
    fn show(&mut self, sent: &Sent) -> Result<usize, Failure> {
        let outcomes = self.follower.take()?;
        for outcome in &outcomes {
            self.summary.count(outcome, sent.latency(outcome));
            let line = outcome.line(&mut self.lines);
            self.write(&line)?;
        }
        Ok(outcomes.len())
    }

    fn write(&mut self, line: &str) -> Result<(), Failure> {
        match writeln!(self.out, "{line}").and_then(|()| self.out.flush()) {
            Ok(()) => Ok(()),
            Err(e) => {
                self.stop.request(); // nobody listens any more
                if e.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(Failure::new(Failure::IO, e.to_string())) }
            }
        }
    }

    fn follow_until_stopped(&mut self) -> Result<(), Failure> {
        let nothing = Sent::default();
        while !self.stop.requested() {
            self.show(&nothing)?;
            self.check_daemon()?;
        }
        Ok(())
    }

    fn wait_until_ready(&mut self) -> Result<(), Failure> {
        let start = Instant::now();
        while !follow::is_ready(self.config.admin.listen) && !self.stop.requested() {
            self.check_daemon()?;
            if start.elapsed() > READY_WITHIN {
                return Err(Failure::new(Failure::FAILED, format!("the daemon is not ready after {READY_WITHIN:?}")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// A daemon that has ended by itself ends the demo.
    fn check_daemon(&mut self) -> Result<(), Failure> {
        if self.daemon.as_ref().is_some_and(JoinHandle::is_finished) {
            self.stop.request();
            return self.end();
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        let Some(daemon) = self.daemon.take() else { return Ok(()) };
        match daemon.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(exit)) => Err(Failure::new(Failure::FAILED, exit.to_string())),
            Err(_) => Err(Failure::new(Failure::FAILED, "the daemon broke; please report it")),
        }
    }
}
