//! Starts the stages, watches over them, and stops them in time.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::reload::{Read, reload};
use super::{admin, supervision};
use crate::config::Config;
use crate::editorial::Editorial;
use crate::stream::topics::{self, Cluster, Finding, Plan};
use crate::stream::{DeskStage, Ended, InForce, Intake, Librdkafka, Stage, Status, Stop, Surroundings, Worker};
use crate::telemetry::{Metrics, Traces};

/// From the wish to stop to the end of the process, whatever the brokers do. Service managers wait 20 s or more.
const STOP_WITHIN: Duration = Duration::from_secs(17);
/// Between two tries to reach the cluster at the start.
const AGAIN: Duration = Duration::from_secs(1);

/// Which stages a daemon runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stages {
    /// Both.
    Both,
    /// Intake.
    Intake,
    /// The desk.
    Desk,
}

impl Stages {
    fn includes(self, stage: &str) -> bool {
        match self {
            Stages::Both => true,
            Stages::Intake => stage == Intake::NAME,
            Stages::Desk => stage == DeskStage::NAME,
        }
    }
}

/// Why the daemon ended although nobody asked it to.
#[derive(Debug, thiserror::Error)]
pub enum Exit {
    /// The topics are not as the configuration says.
    #[error("{0}")]
    Topics(String),
    /// A transaction's outcome is unknown, or a loop hangs: to be started again.
    #[error("{0}")]
    Unknown(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

/// A daemon that is yet to run.
pub struct Daemon {
    config: Arc<Config>,
    editorial: Arc<Editorial>,
    stages: Stages,
    stop: Stop,
    read: Option<Read>,
}

impl Daemon {
    /// With this configuration and editorial knowledge.
    pub fn new(config: Config, editorial: Arc<Editorial>, stages: Stages) -> Daemon {
        Daemon { config: Arc::new(config), editorial, stages, stop: Stop::default(), read: None }
    }

    /// It reads its configuration again, in this way, on SIGHUP.
    pub fn reading(self, read: Read) -> Daemon {
        Daemon { read: Some(read), ..self }
    }

    /// The way to ask it to stop.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Runs until SIGTERM, SIGINT or [`Daemon::stop`].
    ///
    /// # Errors
    /// What ended it.
    pub fn run(self) -> Result<(), Exit> {
        supervision::listen_for_signals(&self.stop).map_err(|e| Exit::Failed(format!("signals cannot be received: {e}")))?;
        if self.read.is_some() {
            supervision::listen_for_reloads().map_err(|e| Exit::Failed(format!("signals cannot be received: {e}")))?;
        }
        let in_force = InForce::new(self.editorial.clone(), self.config.scopes.clone());
        let metrics = Arc::new(Metrics::default());
        let to_collector = |traces| Traces::start(traces, self.config.kafka.instance.as_deref(), metrics.clone()).map(Arc::new);
        let traces = self.config.traces.as_ref().map(to_collector).transpose().map_err(Exit::Failed)?;
        let mut statuses = Vec::new();
        let mut threads = Vec::new();
        let (ended, endings) = channel();
        let surroundings = |name: &'static str, stage_metrics| Surroundings {
            limit_bytes: self.config.kafka.max_record_bytes,
            config: self.config.clone(),
            metrics: metrics.clone(),
            stage_metrics,
            traces: traces.clone(),
            status: Arc::new(Status::new(name)),
            stop: self.stop.clone(),
        };
        let intake = self.stages.includes(Intake::NAME).then(|| surroundings(Intake::NAME, metrics.intake.clone()));
        let desk = self.stages.includes(DeskStage::NAME).then(|| surroundings(DeskStage::NAME, metrics.desk.clone()));
        statuses.extend(intake.iter().chain(&desk).map(|s| s.status.clone()));
        admin::start(&self.config.admin, metrics.clone(), statuses.clone()).map_err(Exit::Failed)?;
        let Some(Found { limit_bytes, overrides }) = self.check_topics()? else { return Ok(()) };
        if let Some(around) = intake.map(|around| Surroundings { limit_bytes, ..around }) {
            let stage = Intake::new(self.config.clone(), in_force.clone()).with_overrides(overrides);
            threads.push(spawn(stage, around, ended.clone())?);
        }
        if let Some(around) = desk.map(|around| Surroundings { limit_bytes, ..around }) {
            let stage = DeskStage::new(self.config.clone(), in_force.clone(), metrics.clone());
            threads.push(spawn(stage, around, ended.clone())?);
        }
        let watch = supervision::Watch::start(statuses);
        let turn = || {
            if let Some(read) = self.read.as_ref().filter(|_| supervision::reload_asked()) {
                reload(read, &self.config, &in_force, &metrics);
            }
            watch.turn(&self.stop)
        };
        self.wait(&endings, threads.len(), turn)
    }

    /// Waits for the stages to end, all of them once one has.
    fn wait(
        &self,
        endings: &std::sync::mpsc::Receiver<Result<(), Ended>>,
        mut running: usize,
        turn: impl Fn() -> Option<&'static str>,
    ) -> Result<(), Exit> {
        let mut first_failure = None;
        while running > 0 {
            match endings.recv_timeout(Duration::from_millis(200)) {
                Ok(ending) => {
                    running -= 1;
                    self.stop.request();
                    if let Err(failure) = ending {
                        tracing::error!("{failure}");
                        first_failure.get_or_insert(failure);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(stage) = turn() {
                        return Err(Exit::Unknown(format!(
                            "{stage}: its loop hangs; a restart goes on from what the broker has committed"
                        )));
                    }
                }
            }
            if self.stop.since().is_some_and(|d| d > STOP_WITHIN) {
                // As safe as a crash: what is open is aborted by the broker or by whoever takes over.
                tracing::warn!("the brokers do not answer; ending without their consent");
                break;
            }
        }
        match first_failure {
            None => Ok(()),
            Some(Ended::Unknown { .. } | Ended::Interrupted { .. }) if self.stop_was_asked() => Ok(()),
            Some(failure @ (Ended::Unknown { .. } | Ended::Interrupted { .. })) => Err(Exit::Unknown(failure.to_string())),
            Some(failure) => Err(Exit::Failed(failure.to_string())),
        }
    }

    fn stop_was_asked(&self) -> bool {
        supervision::signalled()
    }

    /// Waits for the cluster, then compares its topics with the configuration. `None` when the process is asked to stop meanwhile.
    fn check_topics(&self) -> Result<Option<Found>, Exit> {
        let plans = self.plans();
        let cluster = Cluster::new(&self.config).map_err(Exit::Failed)?;
        while !self.stop.requested() {
            match cluster.check(&plans) {
                Ok(findings) => {
                    let limit_bytes = topics::record_limit(self.config.kafka.max_record_bytes, &findings);
                    // Clusters that were set up before there were overrules go on without.
                    let of_overrides = |topic: &str| topic == self.config.topics.overrides;
                    let overrides = !findings
                        .iter()
                        .any(|(topic, finding)| of_overrides(topic) && matches!(finding, Finding::Missing | Finding::Hidden));
                    let (fatal, other): (Vec<_>, Vec<_>) =
                        findings.into_iter().partition(|(topic, finding)| finding.is_fatal() && !of_overrides(topic));
                    other.iter().for_each(|(topic, finding)| tracing::warn!(topic, "{finding}"));
                    if fatal.is_empty() {
                        return Ok(Some(Found { limit_bytes, overrides }));
                    }
                    let lines: Vec<String> = fatal.iter().map(|(topic, finding)| format!("topic {topic}: {finding}")).collect();
                    return Err(Exit::Topics(lines.join("\n")));
                }
                Err(error) => {
                    let why = Cluster::why_silent(&self.config).unwrap_or_else(|| error.to_string());
                    tracing::warn!(why, brokers = self.config.kafka.brokers, "the cluster does not answer; trying again");
                    std::thread::sleep(AGAIN);
                }
            }
        }
        Ok(None)
    }

    /// The topics that these stages touch.
    fn plans(&self) -> Vec<Plan> {
        let t = &self.config.topics;
        let mut plans = topics::plans(&self.config);
        let news: Vec<&str> = t.news();
        plans.retain(|plan| {
            let name = plan.name.as_str();
            if name == t.requeued {
                return false; // of `dead-letters requeue`, which makes it itself
            }
            let of_desk = name == t.changelog || news.contains(&name);
            let of_both = name == t.stories || name == t.dead_letters || name == t.skipped;
            of_both || self.stages.includes(if of_desk { DeskStage::NAME } else { Intake::NAME })
        });
        plans
    }
}

/// What a daemon needs to know of its topics.
struct Found {
    /// The largest record that they take.
    limit_bytes: usize,
    /// Whether there is one of editors' words.
    overrides: bool,
}

fn spawn<S: Stage + Send + 'static>(
    stage: S,
    around: Surroundings,
    ended: Sender<Result<(), Ended>>,
) -> Result<std::thread::JoinHandle<()>, Exit> {
    let run = move || {
        let ending = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            Worker::new(stage, Librdkafka::of(&around), around).and_then(Worker::run)
        }));
        let ending = ending.unwrap_or_else(|_| Err(Ended::Failed { stage: S::NAME, why: "the loop broke; please report it".into() }));
        // Nobody listens any more when the process is about to end.
        let _ = ended.send(ending);
    };
    std::thread::Builder::new().name(S::NAME.into()).spawn(run).map_err(|e| Exit::Failed(format!("no thread: {e}")))
}
