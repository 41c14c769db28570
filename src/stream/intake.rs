//! Intake as a stage: raw records into stories, skips and dead letters. Stateless; one lane for all partitions.

use std::sync::Arc;

use super::dead_letter::{dead_letter, raw_record};
use super::desk::OVERRULE;
use super::steps::Step;
use super::{Decider, InForce, Incoming, LaneId, Outbox, Outgoing, Restored, Rules, Stage};
use crate::config::{Config, RawSource};
use crate::editorial::Editorial;
use crate::stages;
use crate::story::{Item, Outcome, Reason, Skipped, Source};
use crate::telemetry::OutcomeLabel;

/// Begins the note that is committed with intake's offsets: whose transaction it was.
const BY: &str = "by=";

/// The stage of intake.
pub struct Intake {
    config: Arc<Config>,
    in_force: Arc<InForce>,
    id: String,
    overrides: bool,
}

impl Intake {
    /// Intake with this configuration. Without `kafka.instance` its transactional id is random: the group alone decides whose offsets
    /// count, and no two processes ever share an id by accident.
    pub fn new(config: Arc<Config>, in_force: Arc<InForce>) -> Intake {
        let name = config.kafka.instance.clone().unwrap_or_else(random);
        let id = format!("{}-intake-{name}", config.kafka.group);
        Intake { config, in_force, id, overrides: true }
    }

    /// Whether it reads editors' words too: a topic that is not there cannot be read.
    pub fn with_overrides(self, overrides: bool) -> Intake {
        Intake { overrides, ..self }
    }
}

/// 128 bits that no other process on any host draws.
fn random() -> String {
    use std::hash::{BuildHasher, RandomState};
    // RandomState's keys come from the operating system's random source, once a thread; the counter inside parts further ones.
    let draw = || RandomState::new().hash_one((std::process::id(), std::time::SystemTime::now()));
    format!("{:016x}{:016x}", draw(), draw())
}

impl Stage for Intake {
    type Decider = IntakeDecider;
    const NAME: &'static str = "intake";

    fn topics(&self) -> Vec<&str> {
        let topics = &self.config.topics;
        let mut read: Vec<&str> = match &topics.raw {
            RawSource::Named(names) => names.iter().map(String::as_str).collect(),
            RawSource::Matching(pattern) => vec![pattern],
        };
        read.extend(self.overrides.then_some(topics.overrides.as_str()));
        read
    }

    fn lane(&self, _: i32) -> LaneId {
        0
    }

    fn transactional_id(&self, _: LaneId) -> String {
        self.id.clone()
    }

    fn predecessor<'a>(&self, note: &'a str) -> Option<&'a str> {
        let id = note.strip_prefix(BY)?;
        (id != self.id && id.starts_with(&format!("{}-intake-", self.config.kafka.group))).then_some(id)
    }

    fn open(&self, _: LaneId, _: Option<i64>, _: &str) -> Result<IntakeDecider, String> {
        let note = format!("{BY}{}", self.id);
        Ok(IntakeDecider { note, ..IntakeDecider::new(self.config.clone(), self.in_force.clone()) })
    }
}

/// Decides without a state.
pub struct IntakeDecider {
    config: Arc<Config>,
    in_force: Arc<InForce>,
    rules: Arc<Rules>,
    /// Whose transactional id it was.
    note: String,
}

/// The items of an input record, raw or an editor's word. Its own topic counts: what a letter's headers say names only where it came from.
pub fn take_in(record: &Incoming<'_>, config: &Config, editorial: &Editorial) -> Vec<Item> {
    stages::take_in_either(&raw_record(record), record.topic == config.topics.overrides, editorial)
}

impl Decider for IntakeDecider {
    fn restore(&mut self) -> Result<Restored, String> {
        Ok(Restored::Wholly)
    }

    fn begin(&mut self) {
        self.rules = self.in_force.get();
    }

    fn decide(&mut self, record: &Incoming<'_>, out: &mut Outbox<'_>) {
        for item in take_in(record, &self.config, &self.rules.editorial) {
            self.publish(record, &item, out);
        }
    }

    fn keep(&mut self, _: i64) {}
    fn undo(&mut self) {}

    fn note(&self) -> String {
        self.note.clone()
    }
}

impl IntakeDecider {
    pub(super) fn new(config: Arc<Config>, in_force: Arc<InForce>) -> IntakeDecider {
        IntakeDecider { config, rules: in_force.get(), in_force, note: String::new() }
    }

    fn publish(&self, record: &Incoming<'_>, item: &Item, out: &mut Outbox<'_>) {
        if let Some(story) = self.hand_on(record, item, out) {
            out.send(&story);
        }
    }

    /// Publishes a skip or a dead letter; a story is given back as the record that the desk reads.
    pub(super) fn hand_on<'a>(&'a self, record: &Incoming<'_>, item: &'a Item, out: &mut Outbox<'_>) -> Option<Outgoing<'a>> {
        let topics = &self.config.topics;
        let source = &item.source;
        let step = Step::of_item(self.config.traces.as_ref(), record, source, out.began());
        match &item.outcome {
            Outcome::Story(story) => {
                let scope = story.overruled.as_ref().and_then(|o| o.scope.as_deref());
                let scope = scope.unwrap_or_else(|| self.rules.scopes.of(source.agency.as_deref(), story.language.as_deref()));
                let mut story_record = Outgoing::new(&topics.stories, &story.value, story.time.ms())
                    .key(scope.as_bytes())
                    .header("card", &story.card)
                    .header("content-type", b"application/json".as_slice());
                if let Some(overruled) = &story.overruled {
                    story_record = story_record.header(OVERRULE, &overruled.word);
                }
                story_record = step.onto(story_record);
                if !out.fits(&story_record) {
                    let reason = Reason::new(
                        "story.too-large",
                        format!("{} bytes as a story; kafka.max_record_bytes allows fewer", story.value.len()),
                    );
                    self.bury(record, source, &reason, step, out);
                    return None;
                }
                out.tally().item(OutcomeLabel::Story, source.format);
                if story.overruled.is_none() {
                    out.tally().story_of(source.agency.as_deref().unwrap_or("unknown"));
                }
                story.complaints.iter().for_each(|code| out.tally().complaint(code));
                step.end(out.tally(), OutcomeLabel::Story.name(), None);
                return Some(story_record);
            }
            Outcome::Skipped(reason) => {
                out.tally().item(OutcomeLabel::Skipped, source.format);
                out.tally().skip(&reason.code);
                let line = serde_json::to_vec(&Skipped::new(source, reason)).expect("a skip has only string keys");
                let mut skipped =
                    Outgoing::new(&topics.skipped, line, record.time_ms).header("content-type", b"application/json".as_slice());
                skipped.key = record.key.map(Into::into);
                out.send(&step.onto(skipped));
                step.end(out.tally(), OutcomeLabel::Skipped.name(), Some(reason));
            }
            Outcome::DeadLetter(reason) => self.bury(record, source, reason, step, out),
        }
        None
    }

    fn bury(&self, record: &Incoming<'_>, source: &Source, reason: &Reason, step: Step, out: &mut Outbox<'_>) {
        out.tally().item(OutcomeLabel::DeadLetter, source.format);
        out.tally().dead_letter(&reason.code);
        out.send_cut(step.onto(dead_letter(&self.config.topics.dead_letters, record, source, Intake::NAME, reason)));
        step.fail(out.tally(), reason);
    }
}
