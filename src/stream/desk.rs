//! The desk as a stage: stories into events. A lane, a transactional id and a state for each partition of `wire.stories`.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::changelog::{self, Reader};
use super::dead_letter::dead_letter;
use super::standby::Standby;
use super::state::State;
use super::steps::Step;
use super::switches::{Protection, without};
use super::trimmer::Trimmer;
use super::{Decider, InForce, Incoming, LaneId, Outbox, Outgoing, Restored, Rules, Stage};
use crate::config::Config;
use crate::stages::{self, Ruling};
use crate::story::{Entry, Event, Reason, Skipped, Source};
use crate::telemetry::{Metrics, OutcomeLabel, OverruleLabel};

/// How often the size of the index is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(1);

/// The header of a story that comes with an editor's word.
pub const OVERRULE: &str = "overrule";

/// The stage of the desk.
pub struct DeskStage {
    config: Arc<Config>,
    in_force: Arc<InForce>,
    metrics: Arc<Metrics>,
    trimmer: Trimmer,
    standby: Option<Standby>,
}

impl DeskStage {
    /// The desk with this configuration.
    pub fn new(config: Arc<Config>, in_force: Arc<InForce>, metrics: Arc<Metrics>) -> DeskStage {
        let trimmer = Trimmer::start(&config);
        let standby = config.desk.standby.then(|| Standby::start(&config, &metrics));
        DeskStage { config, in_force, metrics, trimmer, standby }
    }
}

impl Stage for DeskStage {
    type Decider = DeskDecider;
    const NAME: &'static str = "desk";

    fn topics(&self) -> Vec<&str> {
        vec![&self.config.topics.stories]
    }

    fn lane(&self, partition: i32) -> LaneId {
        partition
    }

    fn transactional_id(&self, lane: LaneId) -> String {
        let id = format!("{}-desk-{lane}", self.config.kafka.group);
        if without(Protection::Fencing) { format!("{id}-{}", std::process::id()) } else { id }
    }

    fn open(&self, lane: LaneId, committed: Option<i64>, note: &str) -> Result<DeskDecider, String> {
        let warm = self.standby.as_ref().and_then(|s| s.take(lane));
        let unread = |e| format!("the changelog cannot be read: {e}");
        let reader = Reader::open(&self.config, lane, warm.as_ref().and_then(State::next)).map_err(unread)?;
        // Followed too slowly, or another changelog than it was: read back from the head.
        let warm = warm.filter(|state| state.next().is_some_and(|next| reader.begins_at(next)));
        tracing::info!(stage = DeskStage::NAME, partition = lane, committed, note, warm = warm.is_some(), "restoring");
        let cold = || State::new(self.config.desk.window_ms);
        Ok(DeskDecider {
            config: self.config.clone(),
            rules: self.in_force.get(),
            in_force: self.in_force.clone(),
            metrics: self.metrics.clone(),
            trimmer: self.trimmer.clone(),
            partition: lane,
            committed,
            committed_note: note.to_owned(),
            reader: Some(reader),
            state: warm.unwrap_or_else(cold),
            read: 0,
            measured: None,
        })
    }

    fn owns(&self, lanes: BTreeSet<LaneId>) {
        if let Some(standby) = &self.standby {
            standby.owns(lanes);
        }
    }
}

/// The state of one partition's scopes.
pub struct DeskDecider {
    config: Arc<Config>,
    in_force: Arc<InForce>,
    rules: Arc<Rules>,
    metrics: Arc<Metrics>,
    trimmer: Trimmer,
    partition: i32,
    committed: Option<i64>,
    committed_note: String,
    /// While the state is being read back.
    reader: Option<Reader>,
    state: State,
    /// Entries that were read back here; those that a stand-by had read are not among them.
    read: u64,
    measured: Option<Instant>,
}

impl Decider for DeskDecider {
    fn restore(&mut self) -> Result<Restored, String> {
        let Some(mut reader) = self.reader.take() else { return Ok(Restored::Wholly) };
        let done = reader.step(|changelog_offset, scope, entry| {
            self.state.fold(changelog_offset, &scope, entry);
            self.read += 1;
        })?;
        self.metrics.state.restored(self.partition, if done { 1.0 } else { reader.progress() });
        if !done {
            self.reader = Some(reader);
            return Ok(Restored::Partly);
        }
        // Without transactions they part at every crash, which is not what the test of that wants to see.
        if !without(Protection::Transactions) && !without(Protection::Fencing) {
            changelog::check(self.committed, &self.committed_note, self.state.last_entry())?;
        }
        self.state.read_back();
        self.measure();
        let (digest, stories, read) = (format!("{:032x}", self.state.digest()), self.state.stories(), self.read);
        let last_entry = self.state.last_entry();
        tracing::info!(stage = DeskStage::NAME, partition = self.partition, stories, read, digest, last_entry, "restored");
        Ok(Restored::Wholly)
    }

    fn begin(&mut self) {
        self.rules = self.in_force.get();
    }

    fn decide(&mut self, record: &Incoming<'_>, out: &mut Outbox<'_>) {
        let scope = String::from_utf8_lossy(record.key.unwrap_or_default()).into_owned();
        let step = Step::of_story(self.config.traces.as_ref(), record, out.began());
        if let Some(word) = record.header(OVERRULE) {
            return self.overrule(&scope, record, word, step, out);
        }
        match self.hand_out(&scope, record) {
            Ok((event, entry)) => {
                if self.publish(&scope, record, &event, entry, step, out) {
                    out.tally().event(event.class, event.time);
                }
            }
            Err(reason) => self.bury(record, &reason, step, out),
        }
    }

    fn keep(&mut self, changelog_offset: i64) {
        if let Some(cut) = self.state.keep(changelog_offset) {
            self.trimmer.cut(self.partition, cut);
        }
        if self.measured.is_none_or(|at| at.elapsed() >= MEASURE_EVERY) {
            self.measure();
        }
    }

    fn undo(&mut self) {
        self.state.undo();
    }

    fn note(&self) -> String {
        changelog::note(self.state.last_entry())
    }
}

impl DeskDecider {
    /// `wire.stories` offset of the last story that was decided on.
    pub(super) fn last_entry(&self) -> Option<i64> {
        self.state.last_entry()
    }

    fn hand_out(&mut self, scope: &str, record: &Incoming<'_>) -> Result<(Event, Entry), Reason> {
        let editorial = self.rules.editorial.clone();
        stages::hand_out(self.state.desk(scope), &editorial, record.offset, record.value, record.header("card"))
    }

    /// An editor's word: an event, a skip where it changes nothing, a dead letter where it cannot be followed.
    fn overrule(&mut self, scope: &str, record: &Incoming<'_>, word: &[u8], step: Step, out: &mut Outbox<'_>) {
        let editorial = self.rules.editorial.clone();
        match stages::overrule(self.state.desk(scope), &editorial, record.offset, record.value, record.header("card"), word) {
            Ruling::Applied(handed) => {
                let (event, entry) = *handed;
                if self.publish(scope, record, &event, entry, step, out) {
                    out.tally().overruled(event.class);
                }
            }
            Ruling::Unchanged(reason) => {
                out.tally().overrule(OverruleLabel::Unchanged);
                out.tally().skip(&reason.code);
                let line = serde_json::to_vec(&Skipped::new(&source_of(record), &reason)).expect("a skip has only string keys");
                let mut skipped =
                    Outgoing::new(&self.config.topics.skipped, line, record.time_ms).header("content-type", b"application/json".as_slice());
                skipped.key = record.key.map(Into::into);
                out.send(&step.onto(skipped));
                step.end(out.tally(), OutcomeLabel::Skipped.name(), Some(&reason));
            }
            Ruling::Refused(reason) => {
                out.tally().overrule(OverruleLabel::Refused);
                self.bury(record, &reason, step, out);
            }
        }
    }

    /// Produces an event and its entry, and applies the entry. False where the event is too large, and so a dead letter.
    fn publish(&mut self, scope: &str, record: &Incoming<'_>, event: &Event, entry: Entry, mut step: Step, out: &mut Outbox<'_>) -> bool {
        let config = self.config.clone();
        let topics = &config.topics;
        let news = Outgoing::new(topics.of_class(event.class), &event.json, event.time.ms())
            .key(event.thread.as_bytes())
            .header("class", event.class.name().as_bytes())
            .header("language", event.language.as_bytes())
            .header("content-type", b"application/cloudevents+json; charset=UTF-8".as_slice());
        let news = step.onto(news);
        if !out.fits(&news) {
            let reason =
                Reason::new("event.too-large", format!("{} bytes as an event; kafka.max_record_bytes allows fewer", event.json.len()));
            self.bury(record, &reason, step, out);
            return false;
        }
        out.send(&news);
        out.send(&changelog::record(&topics.changelog, self.partition, scope.as_bytes(), &entry));
        event.complaints.iter().for_each(|code| out.tally().complaint(code));
        self.state.apply(scope, entry);
        step.note("cloudevents.event_id", &*event.id);
        step.note("wiredesk.thread", &*event.thread);
        step.end(out.tally(), event.class.name(), None);
        true
    }

    fn bury(&self, record: &Incoming<'_>, reason: &Reason, step: Step, out: &mut Outbox<'_>) {
        let source = source_of(record);
        out.tally().dead_letter(&reason.code);
        out.send_cut(step.onto(dead_letter(&self.config.topics.dead_letters, record, &source, DeskStage::NAME, reason)));
        step.fail(out.tally(), reason);
    }

    fn measure(&mut self) {
        self.measured = Some(Instant::now());
        self.metrics.state.size(self.partition, self.state.stories(), self.state.bytes());
    }
}

/// The raw record's place, as far as the story can still be read; else the story's own.
fn source_of(record: &Incoming<'_>) -> Source {
    #[derive(Deserialize)]
    struct Sourced {
        source: Source,
    }
    serde_json::from_slice::<Sourced>(record.value).map_or_else(
        |_| Source {
            topic: record.topic.to_owned(),
            partition: record.partition,
            offset: record.offset,
            index: 0,
            format: None,
            agency: None,
            sha256: String::new(),
            file: None,
        },
        |s| s.source,
    )
}

impl Drop for DeskDecider {
    fn drop(&mut self) {
        let digest = format!("{:032x}", self.state.digest());
        tracing::info!(stage = DeskStage::NAME, partition = self.partition, digest, last_entry = self.state.kept_entry(), "closed");
        self.metrics.state.forget(self.partition);
    }
}
