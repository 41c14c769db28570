//! One trace from the raw record to the event: a step for each item in each stage, continued by the headers of W3C Trace Context
//! (<https://www.w3.org/TR/trace-context/>).
//!
//! Ids are hashes of places and never drawn: aborted tries, restarts and replays write the same headers, and nothing has to be remembered.
//! A wire that brings a `traceparent` continues its sender's trace; without one its place names the trace.

use std::time::SystemTime;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::{DeskStage, Incoming, Intake, Outgoing, Stage, Tally};
use crate::config::Traces;
use crate::story::{Reason, Source};
use crate::telemetry::{Fact, Span};

/// Names the span that a record comes from.
const PARENT: &str = "traceparent";
/// What senders' own systems add to it.
const STATE: &str = "tracestate";
/// Both: what a record that is put back brings along.
pub const HEADERS: [&str; 2] = [PARENT, STATE];
/// A longer state is not carried on (section 3.3.1.5 asks for 512 at least).
const STATE_LETTERS: usize = 512;

/// The place of a span in its trace, as records carry it.
#[derive(Clone, Debug)]
struct Carried {
    trace: u128,
    /// None where the trace is yet to begin.
    span: Option<u64>,
    recorded: bool,
    state: String,
}

/// The work of a stage on one item. Without traces it is nothing and costs nothing.
pub struct Step(Option<Open>);

struct Open {
    span: Span,
    /// Whether the trace is one of those that are recorded; the others are only handed on.
    recorded: bool,
}

impl Step {
    /// Of intake, on an item of a raw record.
    pub fn of_item(traces: Option<&Traces>, record: &Incoming<'_>, source: &Source, began: SystemTime) -> Step {
        let Some(traces) = traces else { return Step(None) };
        let place = format!("{}/{}/{}", source.topic, source.partition, source.offset);
        let parent = carried(record).unwrap_or_else(|| begun(&place, traces.ratio));
        let mut step = Step::below(parent, Intake::NAME, &format!("{place}/{}", source.index), record, began);
        step.note("wiredesk.item", i64::from(source.index));
        if let Some(format) = source.format {
            step.note("wiredesk.format", format.name());
        }
        if let Some(agency) = &source.agency {
            step.note("wiredesk.agency", agency.as_str());
        }
        step
    }

    /// Of the desk, on a story; nothing where intake began no trace.
    pub fn of_story(traces: Option<&Traces>, record: &Incoming<'_>, began: SystemTime) -> Step {
        let parent = traces.and_then(|_| carried(record));
        parent.map_or(Step(None), |parent| Step::below(parent, DeskStage::NAME, "", record, began))
    }

    fn below(parent: Carried, stage: &'static str, what: &str, record: &Incoming<'_>, began: SystemTime) -> Step {
        let path = format!("{:032x}/{:016x}/{stage}/{what}", parent.trace, parent.span.unwrap_or(0));
        let span = Span {
            trace: parent.trace,
            id: xxh3_64(path.as_bytes()).max(1),
            parent: parent.span,
            state: parent.state,
            name: format!("process {}", record.topic),
            began,
            facts: Vec::new(),
            failed: None,
        };
        let mut step = Step(Some(Open { span, recorded: parent.recorded }));
        // https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
        step.note("messaging.system", "kafka");
        step.note("messaging.operation.type", "process");
        step.note("messaging.destination.name", record.topic);
        step.note("messaging.destination.partition.id", record.partition.to_string().as_str());
        step.note("messaging.kafka.offset", record.offset);
        step.note("wiredesk.stage", stage);
        step
    }

    /// Adds a fact: a place, a code, an id, never text.
    pub fn note(&mut self, name: &'static str, value: impl Into<Fact>) {
        if let Some(open) = self.0.as_mut().filter(|open| open.recorded) {
            open.span.facts.push((name, value.into()));
        }
    }

    /// A record that comes of it, with the headers that say so.
    pub fn onto<'a>(&self, record: Outgoing<'a>) -> Outgoing<'a> {
        let Some(Open { span, recorded }) = &self.0 else { return record };
        let parent = format!("00-{:032x}-{:016x}-{:02x}", span.trace, span.id, u8::from(*recorded));
        let record = record.header(PARENT, parent.into_bytes());
        if span.state.is_empty() { record } else { record.header(STATE, span.state.clone().into_bytes()) }
    }

    /// It ends with this outcome once the transaction is committed.
    pub fn end(mut self, tally: &mut Tally, outcome: &'static str, reason: Option<&Reason>) {
        self.note("wiredesk.outcome", outcome);
        if let Some(reason) = reason {
            self.note("wiredesk.reason", &*reason.code);
        }
        if let Some(open) = self.0.filter(|open| open.recorded) {
            tally.span(open.span);
        }
    }

    /// It ends with a dead letter.
    pub fn fail(mut self, tally: &mut Tally, reason: &Reason) {
        if let Some(open) = &mut self.0 {
            open.span.failed = Some(reason.code.to_string());
        }
        self.end(tally, "dead_letter", Some(reason));
    }
}

/// The span that a record comes from, if it names one: `version-trace-span-flags` in lower-case hexadecimal; later versions may have more.
fn carried(record: &Incoming<'_>) -> Option<Carried> {
    let mut parts = record.text(PARENT)?.trim().split('-');
    let mut hexadecimal = |digits: usize| {
        let part = parts.next().filter(|p| p.len() == digits && p.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))?;
        u128::from_str_radix(part, 16).ok()
    };
    let (version, trace, span, flags) = (hexadecimal(2)?, hexadecimal(32)?, hexadecimal(16)? as u64, hexadecimal(2)?);
    if version == 0xff || trace == 0 || span == 0 || version == 0 && parts.next().is_some() {
        return None;
    }
    let state = record.text(STATE).filter(|state| state.len() <= STATE_LETTERS).unwrap_or_default();
    Some(Carried { trace, span: Some(span), recorded: flags & 1 == 1, state: state.to_owned() })
}

/// The trace of a wire whose sender began none. Its id tells whether it is among those that are recorded.
fn begun(place: &str, ratio: f64) -> Carried {
    let trace = xxh3_128(place.as_bytes()).max(1);
    let recorded = (trace as u64) as f64 / u64::MAX as f64 <= ratio && ratio > 0.0;
    Carried { trace, span: None, recorded, state: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENDERS: &[u8] = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn incoming<'a>(offset: i64, headers: Vec<(&'a str, &'a [u8])>) -> Incoming<'a> {
        Incoming { topic: "wire.raw", partition: 1, offset, time_ms: 5, key: None, value: b"bytes", headers }
    }

    fn item(record: &Incoming<'_>, index: u32) -> Source {
        Source { index, ..Source::of_record(record.topic, record.partition, record.offset, record.value) }
    }

    fn traces(ratio: f64) -> Traces {
        Traces { endpoint: "http://127.0.0.1:4318/v1/traces".into(), ratio }
    }

    /// `traceparent` and `tracestate` of what comes of an item.
    fn written(ratio: f64, record: &Incoming<'_>, index: u32) -> (String, Option<String>) {
        let step = Step::of_item(Some(&traces(ratio)), record, &item(record, index), SystemTime::UNIX_EPOCH);
        let story = step.onto(Outgoing::new("wire.stories", b"story".as_slice(), 5));
        let text = |name| story.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| String::from_utf8(v.to_vec()).expect("text"));
        (text(PARENT).expect("a traceparent"), text(STATE))
    }

    #[test]
    fn a_wire_continues_its_senders_trace() {
        let record = incoming(7, vec![(PARENT, SENDERS), (STATE, b"house=7")]);
        let (parent, state) = written(0.0, &record, 0);
        assert!(parent.starts_with("00-0af7651916cd43dd8448eb211c80319c-") && parent.ends_with("-01"), "{parent}");
        assert!(!parent.contains("b7ad6b7169203331"), "a span of its own: {parent}");
        assert_eq!(state.as_deref(), Some("house=7"));
        let long = "x".repeat(600);
        let record = incoming(7, vec![(PARENT, SENDERS), (STATE, long.as_bytes())]);
        assert_eq!(written(0.0, &record, 0), (parent, None));
    }

    #[test]
    fn without_one_its_place_names_the_trace_each_time_the_same() {
        let without = written(1.0, &incoming(7, vec![]), 0);
        for broken in [
            b"\xff".as_slice(),
            b"",
            b"00-zz",
            b"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            b"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            b"00-00000000000000000000000000000000-b7ad6b7169203331-01",
            b"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        ] {
            assert_eq!(written(1.0, &incoming(7, vec![(PARENT, broken)]), 0), without, "{}", String::from_utf8_lossy(broken));
        }
        let id = |offset, index| written(1.0, &incoming(offset, vec![]), index).0;
        let trace = |header: &str| header.split('-').nth(1).map(str::to_owned);
        assert_ne!(trace(&id(7, 0)), trace(&id(8, 0)));
        assert_eq!(trace(&id(7, 0)), trace(&id(7, 1)), "items of one record share its trace");
        assert_ne!(id(7, 0), id(7, 1), "and have spans of their own");
    }

    #[test]
    fn the_ratio_picks_by_the_traces_id() {
        let recorded = |ratio| (0..1_000).filter(|n| written(ratio, &incoming(*n, vec![]), 0).0.ends_with("-01")).count();
        assert_eq!((recorded(0.0), recorded(1.0)), (0, 1_000));
        assert!((200..300).contains(&recorded(0.25)), "{}", recorded(0.25));
    }

    #[test]
    fn the_desk_goes_on_where_intake_ended_and_nowhere_else() {
        let (parent, _) = written(1.0, &incoming(7, vec![]), 0);
        let story = incoming(3, vec![(PARENT, parent.as_bytes())]);
        let step = Step::of_story(Some(&traces(0.0)), &story, SystemTime::UNIX_EPOCH);
        let span = step.0.expect("a span").span;
        assert_eq!(parent, format!("00-{:032x}-{:016x}-01", span.trace, span.parent.expect("a parent")));
        assert!(Step::of_story(Some(&traces(1.0)), &incoming(3, vec![]), SystemTime::UNIX_EPOCH).0.is_none());
        assert!(Step::of_story(None, &story, SystemTime::UNIX_EPOCH).0.is_none());
    }
}
