//! Every metric, in one place. Base units; labels have closed lists of values, or follow the assignment (topic, partition).
//!
//! Handles are resolved when the metrics are made: what the loop touches for each record are atomics in arrays.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use prometheus::{
    Encoder, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};

use super::labels::{OutcomeLabel, OverruleLabel, ReloadLabel, SpanLabel};
use super::{Codes, build};
use crate::story::{Class, Format};

/// From half a millisecond to a minute, by factors of about 2.5.
const SECONDS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0, 60.0];
/// From 20 microseconds: deciding on one story.
const SHORT_SECONDS: [f64; 11] = [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.025, 0.1, 1.0];

/// All metrics of a process.
pub struct Metrics {
    registry: Registry,
    /// Of intake.
    pub intake: Arc<StageMetrics>,
    /// Of the desk.
    pub desk: Arc<StageMetrics>,
    /// Items by outcome and format.
    pub items: Items,
    /// Events by class, in the order of [`Class::ALL`].
    pub events: [IntCounter; Class::ALL.len()],
    /// Editors' words by what became of them, in the order of [`OverruleLabel::ALL`].
    pub overrules: [IntCounter; OverruleLabel::ALL.len()],
    /// Configurations read again, by what became of them, in the order of [`ReloadLabel::ALL`].
    pub reloads: [IntCounter; ReloadLabel::ALL.len()],
    /// Spans of traces by what became of them, in the order of [`SpanLabel::ALL`].
    pub spans: [IntCounter; SpanLabel::ALL.len()],
    /// Complaints by code.
    pub complaints: Codes,
    /// Stories by agency.
    pub agencies: Codes,
    /// Arrival of the latest story whose event was committed, in seconds.
    pub last_arrival: Gauge,
    /// Every metric, in the order in which they are made.
    pub described: Vec<Described>,
    /// From arrival to the commit of the event.
    pub latency: Histogram,
    /// The desk's state.
    pub state: StateMetrics,
}

/// Metrics that both stages have.
pub struct StageMetrics {
    /// Input records whose transaction was committed.
    pub records: IntCounter,
    /// Deciding on one record.
    pub decide: Histogram,
    /// From the last record of a transaction to its commit.
    pub commit: Histogram,
    /// Transactions that were committed.
    pub committed: IntCounter,
    /// Transactions that were aborted.
    pub aborted: IntCounter,
    /// Transactions that ended with their producer.
    pub fenced: IntCounter,
    /// Partitions that came.
    pub assigned: IntCounter,
    /// Partitions that were given up.
    pub revoked: IntCounter,
    /// Partitions that were lost.
    pub lost: IntCounter,
    /// Partitions that take records.
    pub running: IntGauge,
    /// Partitions that restore their state.
    pub restoring: IntGauge,
    /// Partitions that stopped with an error.
    pub stopped: IntGauge,
    /// Dead letters by code.
    pub dead_letters: Codes,
    /// Skips by code.
    pub skipped: Codes,
    /// Errors of the connection to Kafka.
    pub kafka_errors: IntCounter,
    lag: IntGaugeVec,
    name: &'static str,
}

impl StageMetrics {
    /// Sets how many records of an input partition wait.
    pub fn lag(&self, topic: &str, partition: i32, records: i64) {
        self.lag.with_label_values(&[self.name, topic, &partition.to_string()]).set(records);
    }

    /// Forgets a partition that went to another process.
    pub fn forget(&self, topic: &str, partition: i32) {
        // Absent where no statistics came yet.
        let _ = self.lag.remove_label_values(&[self.name, topic, &partition.to_string()]);
    }
}

/// Items by outcome and format.
pub struct Items {
    by_outcome: [[IntCounter; FORMATS.len() + 1]; OutcomeLabel::ALL.len()],
}

impl Items {
    /// The counter of this outcome and format.
    pub fn of(&self, outcome: OutcomeLabel, format: Option<Format>) -> &IntCounter {
        let column = format.and_then(|f| FORMATS.iter().position(|known| *known == f)).unwrap_or(FORMATS.len());
        &self.by_outcome[outcome as usize][column]
    }
}

const FORMATS: [Format; 17] = [
    Format::NewsmlG2,
    Format::Newsml1,
    Format::Nitf,
    Format::Ninjs1,
    Format::Ninjs2,
    Format::Ninjs3,
    Format::ApJson,
    Format::AfpJson,
    Format::DpaJson,
    Format::Rss,
    Format::Atom,
    Format::JsonFeed,
    Format::Iptc7901,
    Format::Anpa1312,
    Format::Plain,
    Format::Xml,
    Format::Json,
];

/// The desk's state, by `wire.stories` partition.
pub struct StateMetrics {
    stories: IntGaugeVec,
    bytes: IntGaugeVec,
    restored: GaugeVec,
    standing_by: IntGauge,
}

impl StateMetrics {
    /// Sets the size of a partition's index.
    pub fn size(&self, partition: i32, stories: usize, bytes: usize) {
        let partition = partition.to_string();
        self.stories.with_label_values(&[&partition]).set(i64::try_from(stories).unwrap_or(i64::MAX));
        self.bytes.with_label_values(&[&partition]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Sets how many partitions of other processes are followed up to their end.
    pub fn standing_by(&self, partitions: usize) {
        self.standing_by.set(partitions as i64);
    }

    /// Sets how much of the changelog has been read: 0 to 1.
    pub fn restored(&self, partition: i32, ratio: f64) {
        self.restored.with_label_values(&[&partition.to_string()]).set(ratio);
    }

    /// Forgets a partition that went to another process.
    pub fn forget(&self, partition: i32) {
        let partition = partition.to_string();
        let _ = self.stories.remove_label_values(&[&partition]);
        let _ = self.bytes.remove_label_values(&[&partition]);
        let _ = self.restored.remove_label_values(&[&partition]);
    }
}

/// What a metric is, for the page that documents all of them.
#[derive(Clone, Debug)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// Its labels.
    pub labels: Vec<String>,
    /// What it says.
    pub help: String,
}

/// Makes metrics, registers and describes them.
struct Maker<'a> {
    registry: &'a Registry,
    described: RefCell<Vec<Described>>,
}

impl Maker<'_> {
    fn describe(&self, kind: &'static str, name: &str, help: &str, labels: &[&str]) {
        let labels = labels.iter().map(|l| (*l).to_owned()).collect();
        self.described.borrow_mut().push(Described { name: name.to_owned(), kind, labels, help: help.to_owned() });
    }

    // Names and labels are constants of this file, and a test makes them all: neither step can fail.
    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
        self.describe("counter", name, help, labels);
        let made = IntCounterVec::new(Opts::new(name, help), labels).expect("a sound name");
        self.registry.register(Box::new(made.clone())).expect("a new name");
        made
    }
    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> IntGaugeVec {
        self.describe("gauge", name, help, labels);
        let made = IntGaugeVec::new(Opts::new(name, help), labels).expect("a sound name");
        self.registry.register(Box::new(made.clone())).expect("a new name");
        made
    }
    fn ratios(&self, name: &str, help: &str, labels: &[&str]) -> GaugeVec {
        self.describe("gauge", name, help, labels);
        let made = GaugeVec::new(Opts::new(name, help), labels).expect("a sound name");
        self.registry.register(Box::new(made.clone())).expect("a new name");
        made
    }
    fn histograms(&self, name: &str, help: &str, buckets: &[f64], labels: &[&str]) -> HistogramVec {
        self.describe("histogram", name, help, labels);
        let made = HistogramVec::new(HistogramOpts::new(name, help).buckets(buckets.to_vec()), labels).expect("a sound name");
        self.registry.register(Box::new(made.clone())).expect("a new name");
        made
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        let registry = Registry::new();
        let make = Maker { registry: &registry, described: RefCell::default() };
        let [intake, desk] = stages(&make);
        let items = make.counters("wiredesk_items_total", "Items by outcome and format.", &["outcome", "format"]);
        let events = make.counters("wiredesk_events_total", "Events by class.", &["class"]);
        let overrules = make.counters("wiredesk_overrules_total", "Editors' words against the desk, by what became of them.", &["outcome"]);
        let reloads =
            make.counters("wiredesk_config_reloads_total", "Configurations read again on SIGHUP, by what became of them.", &["outcome"]);
        let spans = make.counters("wiredesk_trace_spans_total", "Spans for the collector of traces, by what became of them.", &["outcome"]);
        let latency = make.histograms("wiredesk_latency_seconds", "From arrival to the commit of the event.", &SECONDS, &[]);
        let row = |outcome: OutcomeLabel| {
            std::array::from_fn(|column| items.with_label_values(&[outcome.name(), FORMATS.get(column).map_or("unknown", |f| f.name())]))
        };
        let state = StateMetrics {
            stories: make.gauges("wiredesk_desk_stories", "Stories within the window.", &["partition"]),
            bytes: make.gauges("wiredesk_desk_bytes", "Estimated size of the index.", &["partition"]),
            restored: make.ratios("wiredesk_desk_restored_ratio", "Share of the changelog that has been read back.", &["partition"]),
            standing_by: make
                .gauges("wiredesk_desk_standby_partitions", "Partitions of other processes whose state is kept warm.", &[])
                .with_label_values(&[] as &[&str]),
        };
        let complaints =
            make.counters("wiredesk_complaints_total", "Local faults of stories and the desk's own complaints, by code.", &["code"]);
        let agencies =
            make.counters("wiredesk_agency_stories_total", "Stories by agency; at most 256 agencies, then `other`.", &["agency"]);
        let last_arrival =
            make.ratios("wiredesk_last_arrival_timestamp_seconds", "Arrival of the latest story whose event was committed.", &[]);
        let labels = ["version", "commit", "date", "compiler"];
        let built = make.gauges("wiredesk_build_info", "What the program was built from; always 1.", &labels);
        built.with_label_values(&[build::VERSION, build::COMMIT, build::DATE, build::COMPILER]).set(1);
        Metrics {
            intake: Arc::new(intake),
            desk: Arc::new(desk),
            items: Items { by_outcome: OutcomeLabel::ALL.map(row) },
            events: Class::ALL.map(|class| events.with_label_values(&[class.name()])),
            overrules: OverruleLabel::ALL.map(|outcome| overrules.with_label_values(&[outcome.name()])),
            reloads: ReloadLabel::ALL.map(|outcome| reloads.with_label_values(&[outcome.name()])),
            spans: SpanLabel::ALL.map(|outcome| spans.with_label_values(&[outcome.name()])),
            complaints: Codes::new(complaints, &[]),
            agencies: Codes::new(agencies, &[]),
            last_arrival: last_arrival.with_label_values::<&str>(&[]),
            described: make.described.take(),
            latency: latency.with_label_values::<&str>(&[]),
            state,
            registry: registry.clone(),
        }
    }
}

fn stages(make: &Maker<'_>) -> [StageMetrics; 2] {
    let records = make.counters("wiredesk_records_total", "Input records whose transaction was committed.", &["stage"]);
    let decide = make.histograms("wiredesk_decide_duration_seconds", "Deciding on one record.", &SHORT_SECONDS, &["stage"]);
    let commit = make.histograms("wiredesk_commit_duration_seconds", "Drain, offsets and commit of a transaction.", &SECONDS, &["stage"]);
    let transactions = make.counters("wiredesk_transactions_total", "Transactions by outcome.", &["stage", "outcome"]);
    let rebalances = make.counters("wiredesk_partition_moves_total", "Partitions that came and went.", &["stage", "move"]);
    let partitions = make.gauges("wiredesk_partitions", "Partitions by the state of their life.", &["stage", "state"]);
    let dead = make.counters("wiredesk_dead_letters_total", "Dead letters by code.", &["stage", "code"]);
    let skipped = make.counters("wiredesk_skipped_total", "Skips by code.", &["stage", "code"]);
    let errors = make.counters("wiredesk_kafka_errors_total", "Errors that the Kafka clients reported.", &["stage"]);
    let lag = make.gauges("wiredesk_lag_records", "Records of an input partition that wait.", &["stage", "topic", "partition"]);
    ["intake", "desk"].map(|name| StageMetrics {
        records: records.with_label_values(&[name]),
        decide: decide.with_label_values(&[name]),
        commit: commit.with_label_values(&[name]),
        committed: transactions.with_label_values(&[name, "committed"]),
        aborted: transactions.with_label_values(&[name, "aborted"]),
        fenced: transactions.with_label_values(&[name, "fenced"]),
        assigned: rebalances.with_label_values(&[name, "assigned"]),
        revoked: rebalances.with_label_values(&[name, "revoked"]),
        lost: rebalances.with_label_values(&[name, "lost"]),
        running: partitions.with_label_values(&[name, "running"]),
        restoring: partitions.with_label_values(&[name, "restoring"]),
        stopped: partitions.with_label_values(&[name, "stopped"]),
        dead_letters: Codes::new(dead.clone(), &[name]),
        skipped: Codes::new(skipped.clone(), &[name]),
        kafka_errors: errors.with_label_values(&[name]),
        lag: lag.clone(),
        name,
    })
}

impl Metrics {
    /// The page that documents every metric, as Markdown.
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# Metrics\nEvery metric at `/metrics`, generated from the code by `wiredesk schema --metrics`. Counters count what was committed, in the process that\n\
             committed it: sum over instances. `deploy/prometheus` has rules and alerts over them, `deploy/grafana` a dashboard, [operating.md](operating.md) says what to do.\n\n\
             | metric | kind | labels | says |\n|---|---|---|---|\n",
        );
        for d in &self.described {
            let labels = d.labels.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
            page += &format!("| `{}` | {} | {labels} | {} |\n", d.name, d.kind, d.help);
        }
        page
    }

    /// Prometheus' text format.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // Writing to memory cannot fail, and a registry gathers nothing that cannot be encoded.
        let _ = TextEncoder::new().encode(&self.registry.gather(), &mut out);
        out
    }
}

/// Observes a duration in seconds.
pub fn observe(histogram: &Histogram, duration: Duration) {
    histogram.observe(duration.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_made_and_named_by_the_rules() {
        let metrics = Metrics::default();
        metrics.items.of(OutcomeLabel::Skipped, Some(Format::Plain)).inc();
        metrics.intake.lag("wire.raw", 3, 17);
        metrics.complaints.count("date.month-precision", 1);
        let text = String::from_utf8(metrics.encode()).expect("text");
        assert!(text.contains(r#"wiredesk_items_total{format="plain",outcome="skipped"} 1"#), "{text}");
        assert!(text.contains(r#"wiredesk_lag_records{partition="3",stage="intake",topic="wire.raw"} 17"#), "{text}");
        let built = text.lines().find(|l| l.starts_with("wiredesk_build_info{")).expect("what it was built from");
        assert!(built.contains(&format!(r#"version="{}""#, build::VERSION)) && built.ends_with("} 1"), "{built}");
        for name in text.lines().filter_map(|l| l.strip_prefix("# TYPE ")) {
            let (name, kind) = name.split_once(' ').expect("name and type");
            assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
            assert!(!name.ends_with("_ms") && !name.ends_with("_milliseconds"), "{name} is not in base units");
        }
    }
}
