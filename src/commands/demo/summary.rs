//! The day in numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::follow::{Kind, Outcome};
use crate::story::{Class, RelationKind};

/// Counts what was shown.
#[derive(Debug, Default)]
pub struct Summary {
    classes: BTreeMap<Class, usize>,
    skipped: usize,
    dead_letters: BTreeMap<String, usize>,
    relations: BTreeMap<RelationKind, usize>,
    quotations: usize,
    repeated_inside: usize,
    seen_before: usize,
    latencies: Vec<Duration>,
}

impl Summary {
    /// Counts an outcome, with its time from wire to reader where that is known.
    pub fn count(&mut self, outcome: &Outcome, latency: Option<Duration>) {
        self.latencies.extend(latency);
        match &outcome.kind {
            Kind::Skipped { .. } => self.skipped += 1,
            Kind::DeadLetter { reason, .. } => *self.dead_letters.entry(reason.code.clone()).or_default() += 1,
            Kind::Event(event) => {
                let data = &event.data;
                *self.classes.entry(data.classification.class).or_default() += 1;
                for relation in &data.relations {
                    *self.relations.entry(relation.kind).or_default() += 1;
                }
                self.quotations += data.quotes.len();
                self.repeated_inside += data.quotes.iter().filter(|q| q.repeats_within.is_some()).count();
                self.seen_before += data.quotes.iter().filter(|q| q.first_seen_in.is_some()).count();
            }
        }
    }

    /// The latency that this share of the outcomes keeps below.
    fn quantile(&self, share: f64) -> Option<Duration> {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        sorted.get((last as f64 * share).round() as usize).copied()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stories: usize = self.classes.values().sum();
        let dead: usize = self.dead_letters.values().sum();
        writeln!(f)?;
        writeln!(f, "items       {}: {stories} stories, {} skipped, {dead} dead letters", stories + self.skipped + dead, self.skipped)?;
        writeln!(f, "classes     {}", listed(self.classes.iter().map(|(class, n)| (class.name(), n))))?;
        writeln!(f, "relations   {}", listed(self.relations.iter().map(|(kind, n)| (kind.name(), n))))?;
        writeln!(
            f,
            "quotations  {}: {} repeated inside their story, {} seen before in another",
            self.quotations, self.repeated_inside, self.seen_before
        )?;
        writeln!(f, "dead        {}", listed(self.dead_letters.iter().map(|(code, n)| (code.as_str(), n))))?;
        match (self.quantile(0.5), self.quantile(0.99)) {
            (Some(p50), Some(p99)) => {
                writeln!(f, "latency     {} ms p50, {} ms p99, from the wire to a reader", p50.as_millis(), p99.as_millis())
            }
            _ => Ok(()),
        }
    }
}

/// "3 near, 2 exact", the most frequent first.
fn listed<'a>(counts: impl Iterator<Item = (&'a str, &'a usize)>) -> String {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let parts: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
    if parts.is_empty() { "none".into() } else { parts.join(", ") }
}
