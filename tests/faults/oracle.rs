//! What must hold after any faults, said as a list of what does not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use wiredesk::desk::Desk;
use wiredesk::editorial::Editorial;
use wiredesk::stages;
use wiredesk::story::{Arrival, Outcome, RawRecord, Time};

use super::feed::Sent;
use super::watch::outcome_topics;
use crate::reader::{Reader, Record};
use crate::site::{Site, item};
use crate::support::clients::PATIENCE;

/// Raw partition, offset, index.
type Place = (i64, i64, i64);

/// What the faults left behind.
pub struct Found {
    site: Arc<Site>,
    outcomes: Vec<Record>,
    stories: Vec<Record>,
    wrongs: Vec<String>,
    /// Records of aborted transactions that a read-uncommitted reader of `news.*` sees.
    pub aborted: usize,
    /// Items in all.
    pub items: usize,
}

/// Judges. `watched` is what the concurrent reader saw.
pub fn judge(site: &Arc<Site>, sent: &Sent, watched: Vec<Record>) -> (Found, Vec<String>) {
    let topics = outcome_topics(site);
    let written = [(site.topic("wire.stories"), site.stories_partitions), (site.topic("log"), site.stories_partitions)];
    let wrongs = what_hangs(site, &[&topics[..], &written].concat());
    let outcomes = Reader::whole(&site.cluster, &topics, "read_committed");
    let stories = Reader::whole(&site.cluster, &written[..1], "read_committed");
    let aborted = Reader::whole(&site.cluster, &topics, "read_uncommitted").len().saturating_sub(outcomes.len());
    let mut found = Found { site: site.clone(), outcomes, stories, wrongs, aborted, items: 0 };
    found.seen_is_what_stays(&watched);
    let cards = found.one_outcome(sent);
    found.order();
    found.offsets(sent);
    found.as_a_fresh_desk(&cards);
    let wrongs = std::mem::take(&mut found.wrongs);
    (found, wrongs)
}

/// Transactions that stay open: the last stable offset is not the end of each log, long after all daemons have ended.
fn what_hangs(site: &Site, topics: &[(String, i32)]) -> Vec<String> {
    let ends = |isolation: &str| {
        let consumer: BaseConsumer = site.cluster.consumer("ends", &[("isolation.level", isolation)]);
        let places = topics.iter().flat_map(|(topic, partitions)| (0..*partitions).map(move |p| (topic, p)));
        places.map(|(t, p)| (t.clone(), p, consumer.fetch_watermarks(t, p, PATIENCE).map_or(-1, |w| w.1))).collect::<Vec<_>>()
    };
    let began = Instant::now();
    loop {
        let (stable, whole) = (ends("read_committed"), ends("read_uncommitted"));
        let open = stable.iter().zip(&whole).filter(|(stable, whole)| stable != whole);
        let hanging: Vec<String> = open
            .map(|((topic, p, stable), (.., whole))| format!("hanging: {topic} {p} is stable to {stable} and ends at {whole}"))
            .collect();
        if hanging.is_empty() || began.elapsed() > PATIENCE {
            return hanging;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

impl Found {
    fn wrong(&mut self, what: String) {
        self.wrongs.push(what);
    }

    /// The concurrent reader saw what the last one sees, each once.
    fn seen_is_what_stays(&mut self, watched: &[Record]) {
        let set = |records: &[Record]| -> BTreeSet<(String, i32, i64, Vec<u8>)> {
            records.iter().map(|r| (r.topic.clone(), r.partition, r.offset, r.value.clone())).collect()
        };
        let (during, after) = (set(watched), set(&self.outcomes));
        if during.len() != watched.len() {
            self.wrong(format!("watched: {} records came twice to the concurrent reader", watched.len() - during.len()));
        }
        let (gone, unseen) = (during.difference(&after).count(), after.difference(&during).count());
        if gone + unseen > 0 {
            self.wrong(format!("watched: {gone} records seen during the faults are not there, {unseen} that are there were not seen"));
        }
    }

    /// Every item has one outcome, and it is the one that intake, a function of the record, gives it. Gives the stories' cards.
    fn one_outcome(&mut self, sent: &Sent) -> BTreeMap<Place, Vec<u8>> {
        let editorial = Editorial::built_in();
        let mut expected: BTreeMap<Place, Outcome> = BTreeMap::new();
        let topic = self.site.topic("wire.raw");
        let records = sent.records.lock().expect("no poison");
        for (partition, records) in records.iter().enumerate() {
            for (offset, (time_ms, payload)) in records.iter().enumerate() {
                let raw = RawRecord {
                    topic: &topic,
                    partition: partition as i32,
                    offset: offset as i64,
                    arrival: Arrival::At(Time(*time_ms)),
                    key: Some(b"feed"),
                    payload,
                    file: None,
                    only: None,
                };
                for item in stages::take_in(&raw, &editorial) {
                    expected.insert((partition as i64, offset as i64, i64::from(item.source.index)), item.outcome);
                }
            }
        }
        self.items = expected.len();
        let mut outcomes: BTreeMap<Place, Vec<&Record>> = BTreeMap::new();
        self.outcomes.iter().for_each(|r| outcomes.entry(item(r)).or_default().push(r));
        let mut stories: BTreeMap<Place, Vec<&Record>> = BTreeMap::new();
        self.stories.iter().for_each(|r| stories.entry(place_of_story(r)).or_default().push(r));
        let lost = expected.keys().filter(|p| !outcomes.contains_key(p)).count();
        let unknown = outcomes.keys().chain(stories.keys()).filter(|p| !expected.contains_key(p)).count();
        let twice = |of: &BTreeMap<Place, Vec<&Record>>| of.values().filter(|r| r.len() > 1).count();
        let (twice, stories_twice) = (twice(&outcomes), twice(&stories));
        let (mut other, mut untold) = (0, 0);
        for (place, outcome) in &expected {
            let ended = outcomes.get(place).map_or("", |r| r[0].topic.as_str());
            let is_dead = ended.ends_with("wire.dead-letters");
            let fits = match outcome {
                Outcome::Story(story) => match stories.get(place) {
                    Some(records) => records[0].value == story.value,
                    // Too large for a record.
                    None => is_dead,
                },
                Outcome::Skipped(_) => ended.ends_with("wire.skipped"),
                Outcome::DeadLetter(_) => is_dead,
            };
            other += usize::from(!fits);
            untold += usize::from(stories.contains_key(place) && !ended.contains(".news.") && !is_dead);
        }
        for (n, what) in [
            (lost, "items have no outcome"),
            (twice, "items have more than one outcome"),
            (stories_twice, "items are more than once on wire.stories"),
            (unknown, "outcomes are of no item that was sent"),
            (other, "items ended otherwise than intake gives"),
            (untold, "stories have no event"),
        ] {
            if n > 0 {
                self.wrong(format!("outcomes: {n} {what}"));
            }
        }
        let cards = expected.into_iter().filter_map(|(place, outcome)| match outcome {
            Outcome::Story(story) => Some((place, story.card)),
            _ => None,
        });
        cards.collect()
    }

    /// Order is kept per raw partition and scope, and per thread.
    fn order(&mut self) {
        let mut wrongs = 0;
        let mut last: BTreeMap<(i32, i64), (i64, i64)> = BTreeMap::new();
        let mut order: BTreeMap<Place, (i32, i64)> = BTreeMap::new();
        for record in sorted(&self.stories) {
            let (partition, offset, index) = place_of_story(record);
            wrongs += usize::from(last.insert((record.partition, partition), (offset, index)).is_some_and(|l| l >= (offset, index)));
            order.insert((partition, offset, index), (record.partition, record.offset));
        }
        let mut threads: BTreeMap<(&str, i32, Option<&str>, i32), i64> = BTreeMap::new();
        for record in sorted(&self.outcomes).into_iter().filter(|r| r.topic.contains(".news.")) {
            let Some((stories_partition, at)) = order.get(&item(record)) else { continue };
            let thread = (record.topic.as_str(), record.partition, record.key.as_deref(), *stories_partition);
            wrongs += usize::from(threads.insert(thread, *at).is_some_and(|last| last >= *at));
        }
        if wrongs > 0 {
            self.wrong(format!("order: {wrongs} records are before an earlier one"));
        }
    }

    /// The committed offsets are those of the work that is published.
    fn offsets(&mut self, sent: &Sent) {
        let group = self.site.topic("").trim_end_matches('.').to_owned();
        let committed = |stage: &str, topic: &str, partitions: usize| -> Vec<i64> {
            let config = self.site.cluster.client().set("group.id", format!("{group}-{stage}")).clone();
            let consumer: BaseConsumer = config.create().expect("a consumer");
            let mut list = TopicPartitionList::new();
            (0..partitions).for_each(|p| _ = list.add_partition(topic, p as i32));
            let list = consumer.committed_offsets(list, PATIENCE).expect("committed offsets");
            list.elements().iter().map(|e| if let Offset::Offset(o) = e.offset() { o } else { 0 }).collect()
        };
        let records = sent.records.lock().expect("no poison");
        let raw: Vec<i64> = records.iter().map(|r| r.len() as i64).take_while(|n| *n > 0).collect();
        let of_raw = committed("intake", &self.site.topic("wire.raw"), raw.len());
        let mut ends = vec![0; self.site.stories_partitions as usize];
        self.stories.iter().for_each(|r| ends[r.partition as usize] = ends[r.partition as usize].max(r.offset + 1));
        let of_stories = committed("desk", &self.site.topic("wire.stories"), ends.len());
        for (topic, committed, worked) in [("wire.raw", of_raw, raw), ("wire.stories", of_stories, ends)] {
            if committed != worked {
                self.wrong(format!("offsets: of {topic} {committed:?} are committed, and the work is {worked:?}"));
            }
        }
    }

    /// Events are those of a fresh run over `wire.stories`, and the state that a new process reads back is that run's.
    fn as_a_fresh_desk(&mut self, cards: &BTreeMap<Place, Vec<u8>>) {
        let editorial = Arc::new(Editorial::built_in());
        let events: BTreeMap<Place, &Record> = self.outcomes.iter().map(|r| (item(r), r)).collect();
        let mut desks: BTreeMap<i32, BTreeMap<String, Desk>> = (0..self.site.stories_partitions).map(|p| (p, BTreeMap::new())).collect();
        let (mut differ, mut example) = (0, String::new());
        for record in sorted(&self.stories) {
            let place = place_of_story(record);
            let scope = record.key.clone().unwrap_or_default();
            let desk = desks.entry(record.partition).or_default().entry(scope).or_insert_with(|| Desk::new(72 * 3_600_000));
            let card = cards.get(&place).map(Vec::as_slice);
            let Ok((event, entry)) = stages::hand_out(desk, &editorial, record.offset, &record.value, card) else { continue };
            let published = events.get(&place).filter(|r| r.topic.contains(".news."));
            let Some(published) = published else { continue };
            if published.value != event.json {
                differ += 1;
                example = format!("{place:?}");
            }
            desk.apply(entry);
            desk.keep();
        }
        if differ > 0 {
            self.wrong(format!("fresh run: {differ} events differ from it, {example} for one"));
        }
        let digests: BTreeMap<i32, String> = desks
            .into_iter()
            .map(|(partition, desks)| (partition, format!("{:032x}", desks.values().fold(0u128, |all, d| all.rotate_left(1) ^ d.digest()))))
            .collect();
        let fresh = self.site.daemon("fresh", &[]);
        fresh.until_ready();
        let log = fresh.log();
        for (partition, digest) in digests {
            let line = log
                .lines()
                .find(|l| l.contains("\"desk\" partition=") && l.contains("restored") && l.contains(&format!("partition={partition} ")));
            if !line.is_some_and(|l| l.contains(&digest)) {
                self.wrong(format!(
                    "state: of partition {partition} a fresh run has {digest}, read back was {}",
                    line.unwrap_or("nothing")
                ));
            }
        }
    }
}

fn sorted(records: &[Record]) -> Vec<&Record> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by(|a, b| (&a.topic, a.partition, a.offset).cmp(&(&b.topic, b.partition, b.offset)));
    sorted
}

fn place_of_story(record: &Record) -> Place {
    let value = record.json();
    let number = |key: &str| value["source"][key].as_i64().expect("a number");
    (number("partition"), number("offset"), number("index"))
}
