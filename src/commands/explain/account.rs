//! What is told of one item: what was read, what was looked at, what decided.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::desk::threads::Feature;
use crate::desk::{self, Explanation, Finding, Verdict};
use crate::offline::Explained;
use crate::story::{
    Changes, Classification, Complaint, EventId, Outcome, Reason, Relation, RelationKind, SeenQuote, Signals, Source, StoryRecord,
    StoryRef, StoryValue, Thread, Time,
};

/// The account of one item.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Event id.
    pub id: String,
    /// Place, format, agency.
    pub source: Source,
    /// What told the agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_by: Option<&'static str>,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of an item.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Fate {
    /// It is a story.
    Event(Box<Told>),
    /// It has no text by its kind.
    Skipped { reason: Reason },
    /// It cannot be read.
    DeadLetter { reason: Reason },
}

/// The account of a story.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    pub time: Time,
    pub uri: String,
    pub version: Option<String>,
    pub language: Option<String>,
    pub headline: String,
    pub signals: Signals,
    /// Earlier stories that the desk compared, the closest first.
    pub compared: Vec<Compared>,
    /// The relation that counts most.
    pub won: Option<Won>,
    pub relations: Vec<Relation>,
    /// What it changed of the earlier story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    pub thread: Placed,
    pub classification: Classification,
    /// The rule of precedence that gave the class.
    pub rule: &'static str,
    pub quotes: Vec<SeenQuote>,
    pub complaints: Vec<Complaint>,
}

/// An earlier story that was compared.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    pub of: StoryRef,
    pub verdict: &'static str,
    pub shared_keys: u32,
    pub similarity: f64,
    pub new_in_old: f64,
    pub old_in_new: f64,
    /// Numbers and names that the other text lacks: new and lost.
    pub changed_numbers: [u32; 2],
    pub changed_names: [u32; 2],
    pub opposed: bool,
}

/// The relation that counts most, and what came next.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Won {
    pub kind: RelationKind,
    pub of: StoryRef,
    /// The next best candidate and its verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<(StoryRef, &'static str)>,
    /// Similarity above that one's; a stronger kind may win by less than nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
}

/// The thread, and the threads that were compared.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Placed {
    #[serde(flatten)]
    pub thread: Thread,
    pub how: How,
    /// How far the decision is from the other one, as a logit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    pub compared: Vec<Candidate>,
}

/// How a thread was found.
#[derive(Clone, Copy, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A relation names its story.
    Relation,
    /// Its score is above even and above the others'.
    Score,
    /// None fits: the story opens it.
    Opened,
    /// The story is about several events: it opens one of its own.
    RoundUp,
}

/// A thread that was compared.
#[derive(Serialize)]
pub struct Candidate {
    pub thread: String,
    /// Logit of "the same event": 0 is even.
    pub score: f64,
    pub why: String,
    /// From 0 to 1024.
    pub features: BTreeMap<&'static str, u32>,
}

impl Account {
    /// Tells of an item.
    pub fn of(explained: &Explained) -> Account {
        let item = &explained.item;
        let fate = match (&item.outcome, &explained.explanation) {
            (Outcome::Story(story), Some(Ok(explanation))) => told(story, explanation),
            (Outcome::Story(_), Some(Err(reason))) | (Outcome::DeadLetter(reason), _) => Fate::DeadLetter { reason: reason.clone() },
            (Outcome::Skipped(reason), _) => Fate::Skipped { reason: reason.clone() },
            (Outcome::Story(_), None) => Fate::DeadLetter { reason: Reason::new("desk.unasked", "the desk was not asked") },
        };
        Account { id: EventId::of(&item.source).to_string(), source: item.source.clone(), agency_by: item.agency_by, fate }
    }
}

fn told(story: &StoryRecord, explanation: &Explanation) -> Fate {
    let value: StoryValue = match serde_json::from_slice(&story.value) {
        Ok(value) => value,
        Err(e) => return Fate::DeadLetter { reason: Reason::new("stories.unreadable", e.to_string()) },
    };
    let decision = &explanation.decision;
    let mut complaints = value.complaints;
    complaints.extend(decision.complaints.iter().cloned());
    let first_seen = decision.first_seen.iter().cloned().chain(std::iter::repeat(None));
    Fate::Event(Box::new(Told {
        time: value.time,
        headline: value.story.headline().to_owned(),
        uri: value.story.uri,
        version: value.story.version,
        language: value.story.language,
        signals: value.signals,
        compared: explanation.compared.iter().map(|(finding, of)| compared(finding, of)).collect(),
        won: won(explanation),
        relations: decision.relations.clone(),
        changes: decision.changes.clone(),
        thread: placed(explanation),
        classification: decision.classification.clone(),
        rule: explanation.rule,
        quotes: value.quotes.into_iter().zip(first_seen).map(|(quote, seen)| SeenQuote::new(quote, seen)).collect(),
        complaints,
    }))
}

fn compared(finding: &Finding, of: &StoryRef) -> Compared {
    let l = &finding.likeness;
    Compared {
        of: of.clone(),
        verdict: verdict(finding.verdict),
        shared_keys: finding.shared,
        similarity: l.similarity,
        new_in_old: l.new_in_old,
        old_in_new: l.old_in_new,
        changed_numbers: [l.new_numbers.missing, l.lost_numbers.missing],
        changed_names: [l.new_names.missing, l.lost_names.missing],
        opposed: l.opposed,
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Is(kind) => kind.name(),
        Verdict::Template => "template",
        Verdict::OtherFlash => "another agency's flash",
        Verdict::SharedQuotation => "shared quotation",
        Verdict::Other => "other",
    }
}

fn won(explanation: &Explanation) -> Option<Won> {
    let won = explanation.decision.relations.first()?;
    let next = explanation.compared.iter().find(|(_, of)| of.event != won.of.event);
    Some(Won {
        kind: won.kind,
        of: won.of.clone(),
        over: next.map(|(finding, of)| (of.clone(), verdict(finding.verdict))),
        margin: next.map(|(finding, _)| won.similarity - finding.likeness.similarity),
    })
}

fn placed(explanation: &Explanation) -> Placed {
    let thread = explanation.decision.thread.clone();
    let scores: Vec<i64> = explanation.threads.iter().map(|c| c.score).collect();
    let (how, margin) = match (thread.position, &scores[..]) {
        (1, [best, ..]) if *best > 0 => (How::RoundUp, None),
        (1, [best, ..]) => (How::Opened, Some(-best)),
        (1, []) => (How::Opened, None),
        (_, [best, next, ..]) => (How::Score, Some(*best.min(&(best - next)))),
        (_, [best]) => (How::Score, Some(*best)),
        (_, []) => (How::Relation, None),
    };
    Placed { thread, how, margin: margin.map(logit), compared: explanation.threads.iter().map(candidate).collect() }
}

fn candidate(c: &desk::Compared) -> Candidate {
    Candidate {
        thread: EventId(c.thread).to_string(),
        score: logit(c.score),
        why: c.reason(),
        features: Feature::ALL.iter().map(|f| (f.name(), c.features[*f as usize])).collect(),
    }
}

fn logit(thousandths: i64) -> f64 {
    thousandths as f64 / 1000.0
}
