//! Stretches of partitions: where they begin and end, said by people as times, durations or offsets.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::{SpanRelativeTo, Unit};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaResult;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use super::{Context, since};
use crate::config::Kafka;
use crate::story::Time;

const TRY: Duration = Duration::from_secs(10);
/// Brokers end silent transactions earlier.
const PATIENCE: Duration = Duration::from_secs(60);

/// One end of a stretch.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// The oldest record that is there.
    Earliest,
    /// The end as it is now.
    Latest,
    /// The first record of this time or later.
    At(Time),
    /// This offset in every partition.
    Offset(i64),
    /// These offsets by partition; other partitions are left out.
    Offsets(BTreeMap<i32, i64>),
}

impl Bound {
    /// Reads `earliest`, `latest`, a date or time (UTC unless it says otherwise), a duration before `now` (`90m`, `3d`, `2h 30m`), or offsets
    /// (`@1200`, `@0:1200,1:900`).
    ///
    /// # Errors
    /// What would be possible instead.
    pub fn parse(text: &str, now: Time) -> Result<Bound, String> {
        let text = text.trim();
        match text {
            "earliest" => return Ok(Bound::Earliest),
            "latest" => return Ok(Bound::Latest),
            _ => {}
        }
        let offsets = |list: &str| -> Option<Bound> {
            if let Ok(offset) = list.parse::<u32>() {
                return Some(Bound::Offset(offset.into()));
            }
            let pairs = list.split(',').map(|pair| {
                let (partition, offset) = pair.trim().split_once(':')?;
                Some((partition.parse().ok()?, offset.parse::<u64>().ok()?.try_into().ok()?))
            });
            Some(Bound::Offsets(pairs.collect::<Option<BTreeMap<i32, i64>>>()?))
        };
        let found = match text.strip_prefix('@') {
            Some(list) => offsets(list),
            None => Time::parse(text).or_else(|| civil(text)).or_else(|| before(text, now)).map(Bound::At),
        };
        found.ok_or_else(|| {
            format!(
                "`{text}` is no point in a topic; there are: a time (2026-02-12, 2026-02-12T06:30, 2026-02-12T06:30:00+01:00), a duration \
                 before now (90m, 12h, 3d), offsets (@1200, or @0:1200,1:900 by partition), earliest, latest"
            )
        })
    }
}

/// A date, or a date and time without an offset: UTC.
fn civil(text: &str) -> Option<Time> {
    let at = text.parse::<jiff::civil::DateTime>().ok()?;
    Time::parse(&format!("{at}Z"))
}

fn before(text: &str, now: Time) -> Option<Time> {
    let span: jiff::Span = text.parse().ok()?;
    let ms = span.total((Unit::Millisecond, SpanRelativeTo::days_are_24_hours())).ok()?;
    Some(Time(now.ms().saturating_sub(ms as i64)))
}

/// A stretch of one partition: `from` inclusive, `to` exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// First offset.
    pub from: i64,
    /// The offset behind the last.
    pub to: i64,
}

/// Offsets of partitions between two bounds, as the cluster has them now. The end is that of the last committed transaction.
///
/// # Errors
/// A topic that is not there, a cluster that does not answer.
pub fn between(consumer: &BaseConsumer<Context>, topics: &[&str], from: &Bound, to: &Bound) -> Result<Vec<Span>, String> {
    let mut spans = Vec::new();
    for topic in topics {
        let failed = |e: rdkafka::error::KafkaError| format!("topic {topic}: {e}");
        let metadata = consumer.fetch_metadata(Some(topic), TRY).map_err(failed)?;
        let found = metadata.topics().iter().find(|t| t.name() == *topic && t.error().is_none());
        let partitions: Vec<i32> = found.ok_or_else(|| format!("topic {topic} is missing"))?.partitions().iter().map(|p| p.id()).collect();
        let ends = |partition: &i32| consumer.fetch_watermarks(topic, *partition, TRY).map_err(failed);
        // Before the bounds: what comes meanwhile lies behind the stretch and not in a gap.
        let ends: Vec<(i64, i64)> = partitions.iter().map(ends).collect::<Result<_, _>>()?;
        let froms = resolve(consumer, topic, &partitions, from).map_err(failed)?;
        let tos = resolve(consumer, topic, &partitions, to).map_err(failed)?;
        for (partition, (low, high), from, to) in partitions.into_iter().zip(ends).zip(froms).zip(tos).map(|(((p, e), f), t)| (p, e, f, t))
        {
            let from = from.unwrap_or(low).clamp(low, high);
            spans.push(Span { topic: (*topic).to_owned(), partition, from, to: to.unwrap_or(high).clamp(from, high) });
        }
    }
    spans.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
    Ok(spans)
}

/// The offset of a bound in each partition; none where the bound lies beyond the records.
fn resolve(consumer: &BaseConsumer<Context>, topic: &str, partitions: &[i32], bound: &Bound) -> KafkaResult<Vec<Option<i64>>> {
    Ok(match bound {
        Bound::Earliest => vec![Some(0); partitions.len()],
        Bound::Latest => vec![Some(i64::MAX); partitions.len()],
        Bound::Offset(offset) => vec![Some(*offset); partitions.len()],
        Bound::Offsets(offsets) => partitions.iter().map(|p| Some(offsets.get(p).copied().unwrap_or(i64::MAX))).collect(),
        Bound::At(time) => {
            let mut list = TopicPartitionList::new();
            for partition in partitions {
                list.add_partition_offset(topic, *partition, Offset::Offset(time.ms().max(0)))?;
            }
            let found = consumer.offsets_for_times(list, TRY)?;
            let answers = partitions.iter().map(|p| match found.find_partition(topic, *p).map(|e| e.offset()) {
                Some(Offset::Offset(offset)) => Ok(Some(offset)),
                _ => since::first(consumer, topic, *p, *time).map(|offset| offset.or(Some(i64::MAX))),
            });
            answers.collect::<KafkaResult<_>>()?
        }
    })
}

/// Extends spans to the end of all that is written now, once every transaction on the way there is over: a commit returns before its
/// records can be read, and what is only about to be readable must not be taken for missing.
///
/// # Errors
/// A transaction that stays open, a cluster that does not answer.
pub fn settle(properties: &mut ClientConfig, committed: &BaseConsumer<Context>, kafka: &Kafka, spans: &mut [Span]) -> Result<(), String> {
    properties.set("isolation.level", "read_uncommitted");
    let all: BaseConsumer<Context> = properties.create_with_context(Context::new(kafka, None)).map_err(|e| e.to_string())?;
    let began = Instant::now();
    for span in spans {
        let ends = |of: &BaseConsumer<Context>| of.fetch_watermarks(&span.topic, span.partition, TRY).map_err(|e| e.to_string());
        let (low, to) = ends(&all)?;
        while ends(committed)?.1 < to {
            if began.elapsed() > PATIENCE {
                return Err(format!("a transaction has been open on {} {} for too long; try again", span.topic, span.partition));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        span.from = span.from.max(low);
        span.to = to;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_say_times_durations_and_offsets() {
        let now = Time::parse("2026-02-12T12:00:00Z").expect("a time");
        let at = |text| Bound::At(Time::parse(text).expect("a time"));
        for (text, bound) in [
            ("2026-02-12", at("2026-02-12T00:00:00Z")),
            ("2026-02-12T06:30", at("2026-02-12T06:30:00Z")),
            ("2026-02-12T06:30:00+01:00", at("2026-02-12T05:30:00Z")),
            ("90m", at("2026-02-12T10:30:00Z")),
            ("3d", at("2026-02-09T12:00:00Z")),
            ("2h 30m", at("2026-02-12T09:30:00Z")),
            ("@1200", Bound::Offset(1200)),
            ("@0:1200,3:9", Bound::Offsets(BTreeMap::from([(0, 1200), (3, 9)]))),
            ("earliest", Bound::Earliest),
            ("latest", Bound::Latest),
        ] {
            assert_eq!(Bound::parse(text, now), Ok(bound), "{text}");
        }
        for text in ["", "yesterday", "@", "@-3", "@0:1,x", "2026-13-01", "3 months"] {
            assert!(Bound::parse(text, now).is_err_and(|e| e.contains("earliest")), "{text}");
        }
    }
}
