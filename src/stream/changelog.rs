//! The changelog: one record a story, keyed by event id, enough to rebuild a desk without deciding again.
//!
//! The topic is never compacted and has no retention of its own: whatever is inside the window stays, in replays of old stories and after
//! days of standing still alike. Its owner cuts off its head (`DeleteRecords`) once the stories there have left the committed state; the
//! cut is only ever behind what a restore needs, so it needs no transaction.
//!
//! The group's committed offset carries a note with the `wire.stories` offset of the last entry. Both were committed together, so a
//! changelog that ends elsewhere is not the one that belongs to the group.

use std::collections::VecDeque;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};

use super::client::{Context, plain_consumer};
use super::{Incoming, Outgoing};
use crate::config::Config;
use crate::story::{Card, Entry, EventId, Kept};

/// The layout version: the first byte of a value.
const VERSION: u8 = 1;
/// The layout of an entry by an editor's word: the event that it overrules, then what every entry has. Releases that know no such word refuse
/// it by name, where a site has used one.
const OVERRULING: u8 = 2;
/// Header with the entry's scope.
const SCOPE: &str = "scope";
/// Entries read in one step, so that the loop goes on turning.
const STEP: usize = 2_000;
const TRY: Duration = Duration::from_secs(10);

/// An entry's value. The card keeps its own encoding, which has a version of its own.
#[derive(Serialize, Deserialize)]
struct Layout<'a> {
    stories_offset: i64,
    #[serde(borrow)]
    card: &'a [u8],
    kept: Kept,
}

/// An entry as a record of the changelog.
pub fn record<'a>(topic: &'a str, partition: i32, scope: &'a [u8], entry: &Entry) -> Outgoing<'a> {
    let card = entry.card.encode();
    let layout = Layout { stories_offset: entry.stories_offset, card: &card, kept: entry.kept.clone() };
    // Fails only on sequences of unknown length; there are none.
    let value = match entry.kept.overrules {
        None => postcard::to_extend(&layout, vec![VERSION]),
        Some(overrules) => postcard::to_extend(&(overrules, layout), vec![OVERRULING]),
    };
    let value = value.unwrap_or_default();
    let mut record = Outgoing::new(topic, value, entry.card.time_ms).key(entry.card.id.to_string().into_bytes()).header(SCOPE, scope);
    record.partition = Some(partition);
    record
}

/// Reads what [`record`] wrote.
///
/// # Errors
/// What is wrong with it.
pub fn read(record: &Incoming<'_>) -> Result<(String, Entry), String> {
    let scope = record.text(SCOPE).ok_or("it has no scope")?;
    let (overrules, layout): (Option<EventId>, Layout<'_>) = match record.value.split_first() {
        Some((&VERSION, rest)) => (None, postcard::from_bytes(rest).map_err(|e| e.to_string())?),
        Some((&OVERRULING, rest)) => {
            let (overrules, layout) = postcard::from_bytes(rest).map_err(|e| e.to_string())?;
            (Some(overrules), layout)
        }
        Some((version, _)) => return Err(format!("it has layout {version}; this release reads {VERSION} and {OVERRULING}")),
        None => return Err("it is empty".into()),
    };
    let card = Card::decode(layout.card).map_err(|e| e.to_string())?;
    Ok((scope.to_owned(), Entry { stories_offset: layout.stories_offset, card, kept: Kept { overrules, ..layout.kept } }))
}

/// Whether an entry is by an editor's word.
pub fn overrules(record: &Incoming<'_>) -> bool {
    record.value.first() == Some(&OVERRULING)
}

/// The note that is committed with a partition's offset.
pub fn note(last_entry: Option<i64>) -> String {
    last_entry.map_or(String::new(), |offset| format!("entry={offset}"))
}

/// Checks that a changelog whose last entry is this one belongs to the group's progress.
///
/// # Errors
/// What differs and what to do.
pub fn check(committed: Option<i64>, note: &str, last_entry: Option<i64>) -> Result<(), String> {
    let expected = note.strip_prefix("entry=").and_then(|n| n.parse::<i64>().ok());
    let agrees = match (committed, expected, last_entry) {
        (None, _, None) => true,
        (Some(_), Some(expected), Some(last)) => expected == last,
        // Without a note no entry has been written: all that was read so far were dead letters.
        (Some(_), None, None) => note.is_empty(),
        _ => false,
    };
    if agrees {
        return Ok(());
    }
    let place = |offset: Option<i64>| offset.map_or("nothing".to_owned(), |o| format!("offset {o}"));
    Err(format!(
        "the changelog does not belong to the group's progress: the group has committed {}, with a changelog up to {}; the changelog ends at {}. \
         Offsets were reset or a topic was made anew; use `wiredesk replay` for backfill, or give kafka.group another name to start afresh",
        place(committed),
        place(expected),
        place(last_entry),
    ))
}

/// A changelog partition while it is read back.
pub struct Reader {
    consumer: BaseConsumer<Context>,
    topic: String,
    partition: i32,
    /// Next offset to read, and the end when reading began.
    at: i64,
    from: i64,
    end: i64,
}

impl Reader {
    /// Starts at this offset, or at the head of the partition where that is not in it. Its end is final: the previous owner is fenced.
    ///
    /// # Errors
    /// A partition that cannot be read.
    pub fn open(config: &Config, partition: i32, at: Option<i64>) -> Result<Reader, KafkaError> {
        let topic = config.topics.changelog.clone();
        let mut properties = plain_consumer(&config.kafka);
        // The end is only told by a fetch that finds nothing: the broker is not to hold it back.
        properties.set("fetch.wait.max.ms", "20").set("group.id", format!("{}-desk", config.kafka.group));
        let consumer: BaseConsumer<Context> = properties.create_with_context(Context::new(&config.kafka, None))?;
        let (head, end) = consumer.fetch_watermarks(&topic, partition, TRY)?;
        let from = at.filter(|at| (head..=end).contains(at)).unwrap_or(head);
        let mut assignment = TopicPartitionList::new();
        assignment.add_partition_offset(&topic, partition, Offset::Offset(from))?;
        consumer.assign(&assignment)?;
        Ok(Reader { consumer, topic, partition, at: from, from, end })
    }

    /// Whether it began at this offset.
    pub fn begins_at(&self, offset: i64) -> bool {
        self.from == offset
    }

    /// Gives some more entries to `fold`, with their changelog offsets. True at the end of the partition.
    ///
    /// # Errors
    /// An entry that cannot be read, or a partition that cannot.
    pub fn step(&mut self, mut fold: impl FnMut(i64, String, Entry)) -> Result<bool, String> {
        for _ in 0..STEP {
            match self.consumer.poll(Duration::ZERO) {
                None => return Ok(self.from == self.end),
                Some(Ok(message)) => {
                    let offset = message.offset();
                    let (scope, entry) = read(&Incoming::of(&message)).map_err(|why| self.unreadable(offset, &why))?;
                    self.at = offset + 1;
                    fold(offset, scope, entry);
                }
                Some(Err(KafkaError::PartitionEOF(_))) => return Ok(true),
                // Transport errors are librdkafka's to mend; an offset out of range is final.
                Some(Err(error)) if error.rdkafka_error_code() == Some(rdkafka::types::RDKafkaErrorCode::AutoOffsetReset) => {
                    return Err(format!("{} {} was cut while it was read", self.topic, self.partition));
                }
                Some(Err(error)) => tracing::warn!(%error, topic = self.topic, partition = self.partition, "reading the changelog"),
            }
        }
        Ok(false)
    }

    /// Without this entry the state would not be the one that was; what was published after it could be contradicted.
    fn unreadable(&self, offset: i64, why: &str) -> String {
        format!(
            "entry {offset} of {} {} cannot be read: {why}. Run the release that wrote it; where the entry is damaged, give kafka.group \
             another name to start afresh, or `wiredesk replay` from wire.stories",
            self.topic, self.partition
        )
    }

    /// How much has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let all = (self.end - self.from).max(1) as f64;
        ((self.at - self.from) as f64 / all).clamp(0.0, 1.0)
    }
}

/// Marks along the changelog, for cutting off its head.
#[derive(Default)]
pub struct Marks {
    /// Pairs of a `wire.stories` offset and a changelog offset: entries up to the first stand at most at the second.
    marks: VecDeque<(i64, i64)>,
    cut: i64,
}

impl Marks {
    /// Stories between two marks at least.
    const APART: i64 = 1_000;

    /// The entry of this story stands at this changelog offset or before.
    pub fn add(&mut self, stories_offset: i64, changelog_offset: i64) {
        if self.marks.back().is_none_or(|(stories, _)| stories_offset >= stories + Marks::APART) {
            self.marks.push_back((stories_offset, changelog_offset));
        }
    }

    /// Up to which changelog offset records can go, when the oldest entry that is needed is this story's. `None` where nothing new can.
    pub fn cut_before(&mut self, oldest_needed: i64) -> Option<i64> {
        let mut cut = None;
        while let Some((_, changelog_offset)) = self.marks.front().filter(|(stories, _)| *stories < oldest_needed) {
            cut = Some(changelog_offset + 1);
            self.marks.pop_front();
        }
        let cut = cut.filter(|cut| *cut > self.cut)?;
        self.cut = cut;
        Some(cut)
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::desk::Desk;

    fn entry(stories_offset: i64) -> Entry {
        let card = Card { id: EventId(7), uri: "urn:x".into(), time_ms: 99, ..Card::default() };
        let (_, kept) = Desk::new(3_600_000).decide(&card);
        Entry { stories_offset, card, kept }
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        for overrules in [None, Some(EventId(u128::MAX - 3))] {
            let mut entry = entry(41);
            entry.kept.overrules = overrules;
            let record = record("log", 3, b"sport", &entry);
            assert_eq!(record.partition, Some(3));
            assert_eq!(record.value[0], if overrules.is_some() { OVERRULING } else { VERSION });
            let headers = record.headers.iter().map(|(k, v)| (*k, v.as_ref())).collect();
            let incoming = |value| Incoming { topic: "log", partition: 3, offset: 0, time_ms: 0, key: None, value, headers };
            assert_eq!(read(&incoming(&record.value)), Ok(("sport".to_owned(), entry)));
        }
    }

    #[test]
    fn an_entry_of_another_layout_is_refused() {
        let headers = vec![("scope", b"x".as_slice())];
        let incoming = Incoming { topic: "log", partition: 0, offset: 0, time_ms: 0, key: None, value: &[9, 1, 2], headers };
        assert!(read(&incoming).is_err_and(|e| e.contains("layout 9")));
    }

    #[test]
    fn progress_and_changelog_must_agree() {
        assert!(check(None, "", None).is_ok());
        assert!(check(Some(5), "entry=4", Some(4)).is_ok());
        assert!(check(Some(9), "entry=4", Some(4)).is_ok(), "dead letters and control records after the last entry");
        assert!(check(Some(2), "", None).is_ok(), "dead letters only");
        assert!(check(None, "", Some(4)).is_err(), "the group's offsets are gone");
        assert!(check(Some(5), "entry=4", None).is_err(), "the changelog is gone");
        assert!(check(Some(5), "entry=4", Some(7)).is_err());
        assert!(check(Some(3), "", Some(4)).is_err(), "offsets were reset by hand");
    }

    #[test]
    fn the_head_is_cut_behind_what_is_needed() {
        let mut marks = Marks::default();
        for n in 0..5_000 {
            marks.add(n, n * 2);
        }
        assert_eq!(marks.cut_before(0), None);
        assert_eq!(marks.cut_before(1_500), Some(2_001));
        assert_eq!(marks.cut_before(1_600), None, "nothing new");
        assert_eq!(marks.cut_before(9_999), Some(8_001));
    }
}
