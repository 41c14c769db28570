//! A replay's events onto the live topics: only those that are missing there, and only behind what the live pipeline has done.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};

use super::events::{read, sketch};
use super::{Plan, note};
use crate::config::Config;
use crate::story::{Class, EventId, Time};
use crate::stream::brokers::{Produce, Producer};
use crate::stream::client::{self, Deliveries};
use crate::stream::merge::Merge;
use crate::stream::span::{Bound, Span, between};
use crate::stream::transaction::{Ending, Waits};
use crate::stream::{Context, Outgoing, Status, Stop, Transactions, plain_consumer, steps};

const TRY: Duration = Duration::from_secs(10);
/// Events in one transaction.
const BATCH: usize = 500;

/// Events of a replay that are not on the live topics.
#[derive(Debug, Default)]
pub struct Missing {
    ids: HashSet<EventId>,
    /// How many, by class.
    pub by_class: BTreeMap<Class, u64>,
    /// Events of the replay in all.
    pub replayed: u64,
}

impl Missing {
    /// How many are missing.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether all are there.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// A promotion. There is one of a replay at a time: a later one fences it.
pub struct Promotion<'a> {
    live: &'a Config,
    shadow: &'a Config,
    producer: Transactions,
}

impl<'a> Promotion<'a> {
    /// Ends what an earlier promotion of this replay left open; none when the process is asked to stop meanwhile.
    ///
    /// # Errors
    /// A transactional id that cannot be registered.
    pub fn open(live: &'a Config, shadow: &'a Config, stop: &Stop) -> Result<Option<Promotion<'a>>, String> {
        let id = format!("{}-promote", shadow.kafka.group);
        let properties = client::transactional_producer(&live.kafka, &id);
        let waits = Waits { stop: stop.clone(), status: Arc::new(Status::new("promote")) };
        let context = Context::new(&live.kafka, None);
        let producer = Transactions::open(&properties, || Deliveries::new(context.clone(), None), &id, &waits);
        Ok(producer.map_err(|e| e.to_string())?.map(|producer| Promotion { live, shadow, producer }))
    }

    /// Finds what is missing, once the live pipeline is past all that the replay read: what it is yet to publish is not missing.
    ///
    /// # Errors
    /// A replay that is not done, a live pipeline that is not past it, topics that cannot be read.
    pub fn missing(&self, plan: &Plan) -> Result<Missing, String> {
        finished(plan)?;
        passed(self.live, plan)?;
        let mut classes: BTreeMap<EventId, Class> = BTreeMap::new();
        let mut first: Option<i64> = None;
        read(self.shadow, self.shadow, None, |record| {
            if let Some((id, sketch, _)) = sketch(record) {
                first = Some(first.map_or(sketch.time_ms, |f| f.min(sketch.time_ms)));
                classes.insert(id, sketch.class);
            }
            Ok(())
        })?;
        let mut found = Missing { replayed: classes.len() as u64, ..Missing::default() };
        let Some(first) = first else { return Ok(found) };
        read(self.live, self.shadow, Some(Time(first)), |record| {
            if let Some((id, ..)) = sketch(record) {
                classes.remove(&id);
            }
            Ok(())
        })?;
        for class in classes.values() {
            *found.by_class.entry(*class).or_default() += 1;
        }
        found.ids = classes.into_keys().collect();
        Ok(found)
    }

    /// Publishes what is missing. Gives the number of events.
    ///
    /// # Errors
    /// What keeps it from being published; what was committed by then is no longer missing.
    pub fn publish(mut self, missing: &Missing) -> Result<u64, String> {
        let group = note::consumer(self.shadow)?.group_metadata().ok_or("the replay's group cannot be named")?;
        let none = TopicPartitionList::new();
        let commit = |producer: &mut Transactions| match producer.commit(&none, &group) {
            Ending::Committed => Ok(()),
            Ending::Aborted(why) | Ending::Fenced(why) | Ending::Unknown(why) => {
                Err(format!("{why}; the same command publishes what is still missing"))
            }
        };
        let mut published = 0;
        read(self.shadow, self.shadow, None, |record| {
            let Some((_, sketch, _)) = sketch(record).filter(|(id, ..)| missing.ids.contains(id)) else { return Ok(()) };
            let mut event = Outgoing::new(self.live.topics.of_class(sketch.class), record.value, record.time_ms);
            event.key = record.key.map(Into::into);
            for name in ["class", "language", "content-type"].into_iter().chain(steps::HEADERS) {
                if let Some(value) = record.header(name) {
                    event = event.header(name, value);
                }
            }
            self.producer.send(&event).map_err(|e| e.to_string())?;
            published += 1;
            if self.producer.sent() >= BATCH { commit(&mut self.producer) } else { Ok(()) }
        })?;
        if self.producer.sent() > 0 {
            commit(&mut self.producer)?;
        }
        Ok(published)
    }
}

fn finished(plan: &Plan) -> Result<(), String> {
    let behind = |p: &&super::Part| {
        let done = plan.progress.get(&(p.topic.clone(), p.partition)).map_or(p.warm, |(next, _)| *next);
        p.to > p.warm && done < p.to
    };
    match plan.parts.iter().find(behind) {
        None => Ok(()),
        Some(part) => Err(format!("the replay has not been to the end of {} {}; run it with --execute first", part.topic, part.partition)),
    }
}

/// Whether the live groups have done all that the replay read.
fn passed(live: &Config, plan: &Plan) -> Result<(), String> {
    let desk = format!("{}-desk", live.kafka.group);
    let stories = between(&reader(live, &desk)?, &[&live.topics.stories], &Bound::Latest, &Bound::Latest)?;
    let mut due: Vec<(String, Span)> = stories.into_iter().map(|s| (desk.clone(), s)).collect();
    if !plan.of_stories {
        let intake = format!("{}-intake", live.kafka.group);
        due.extend(plan.parts.iter().map(|p| (intake.clone(), p.span())));
    }
    for (group, span) in due.into_iter().filter(|(_, s)| s.to > 0) {
        let consumer = reader(live, &group)?;
        let mut list = TopicPartitionList::new();
        list.add_partition(&span.topic, span.partition);
        let committed = consumer.committed_offsets(list, TRY).map_err(|e| format!("group {group}: {e}"))?;
        let Some(Offset::Offset(at)) = committed.find_partition(&span.topic, span.partition).map(|e| e.offset()) else {
            return Err(format!("the live pipeline has never been on {} {}: it will publish all of it itself", span.topic, span.partition));
        };
        let rest = Span { from: at, to: span.to, ..span.clone() };
        if at < span.to && has_records(live, &group, rest)? {
            return Err(format!(
                "the live pipeline is at offset {at} of {} {}, before {}; promote when it has passed it",
                span.topic, span.partition, span.to
            ));
        }
    }
    Ok(())
}

/// Whether more than transactions' markers stand there.
fn has_records(live: &Config, group: &str, span: Span) -> Result<bool, String> {
    let mut properties = plain_consumer(&live.kafka);
    properties.set("group.id", group);
    let stream = Merge::open(&mut properties, Context::new(&live.kafka, None), vec![(span, None)], Stop::default());
    Ok(stream.map_err(|e| e.to_string())?.next_record()?.is_some())
}

/// A consumer that may ask for a live group's offsets. It never joins or commits.
fn reader(live: &Config, group: &str) -> Result<BaseConsumer<Context>, String> {
    let mut properties = plain_consumer(&live.kafka);
    properties.set("group.id", group);
    properties.create_with_context(Context::new(&live.kafka, None)).map_err(|e| e.to_string())
}
