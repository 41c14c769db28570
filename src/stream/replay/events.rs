//! Reads events back, live ones and a replay's.

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_128;

use super::note;
use crate::config::Config;
use crate::story::{Class, Classification, EventId, Relation, Thread, Time};
use crate::stream::merge::Merge;
use crate::stream::span::{Bound, between, settle};
use crate::stream::{Context, Incoming, Stop, plain_consumer};

/// What of an event is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Hash of its bytes.
    pub bytes: u128,
    /// Arrival, in milliseconds.
    pub time_ms: i64,
    /// Class.
    pub class: Class,
    /// Thread, and place in it.
    pub thread: (u128, u32),
    /// The story that it repeats.
    pub repeats: Option<u128>,
    /// Hash of everything that was decided.
    pub decision: u128,
}

#[derive(Deserialize)]
struct Read {
    id: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    classification: Classification,
    thread: Thread,
    relations: Vec<Relation>,
    #[serde(default)]
    story: Story,
}

#[derive(Default, Deserialize)]
struct Story {
    #[serde(default)]
    headlines: Vec<Headline>,
}

#[derive(Deserialize)]
struct Headline {
    value: String,
}

/// An event's id, sketch and headline; none where the bytes are no event.
pub fn sketch(record: &Incoming<'_>) -> Option<(EventId, Sketch, String)> {
    let Read { id, data } = serde_json::from_slice(record.value).ok()?;
    let repeats = data.relations.iter().find(|r| r.kind.is_repeat()).and_then(|r| EventId::parse(&r.of.event));
    let decided = serde_json::to_vec(&(&data.classification, &data.thread, &data.relations)).unwrap_or_default();
    let sketch = Sketch {
        bytes: xxh3_128(record.value),
        time_ms: record.time_ms,
        class: data.classification.class,
        thread: (EventId::parse(&data.thread.id).unwrap_or_default().0, data.thread.position),
        repeats: repeats.map(|id| id.0),
        decision: xxh3_128(&decided),
    };
    let headline = data.story.headlines.into_iter().next().map(|h| h.value).unwrap_or_default();
    Some((EventId::parse(&id)?, sketch, headline))
}

/// Gives every event on a configuration's topics from this time to `each`, merged by time. In the name of the replay's group, so that no
/// rights on live groups are needed.
///
/// # Errors
/// Topics that are missing or cannot be read, what `each` says.
pub fn read(
    of: &Config,
    shadow: &Config,
    from: Option<Time>,
    mut each: impl FnMut(&Incoming<'_>) -> Result<(), String>,
) -> Result<(), String> {
    let consumer = note::consumer(shadow)?;
    let from = from.map_or(Bound::Earliest, Bound::At);
    let mut spans = between(&consumer, &of.topics.news(), &from, &Bound::Latest)?;
    let mut properties = plain_consumer(&shadow.kafka);
    properties.set("group.id", &shadow.kafka.group);
    settle(&mut properties.clone(), &consumer, &shadow.kafka, &mut spans)?;
    let spans = spans.into_iter().map(|s| (s, None)).collect();
    let stream = Merge::open(&mut properties, Context::new(&shadow.kafka, None), spans, Stop::default());
    let mut stream = stream.map_err(|e| e.to_string())?;
    while let Some((_, message)) = stream.next_record()? {
        let record = Incoming::of(&message);
        each(&record)?;
    }
    Ok(())
}
