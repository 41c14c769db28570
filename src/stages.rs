//! The stages in order: what happens to a record from raw bytes to event. Pure; run by the daemon and offline alike.

use sha2::{Digest, Sha256};

use crate::desk::Desk;
use crate::editorial::Editorial;
use crate::intake::{self, BlockKind, Draft, DraftItem, Drafted};
use crate::reading;
use crate::story::*;

/// Stage one, intake: a raw record into its items, in order. Stateless.
pub fn take_in(record: &RawRecord<'_>, editorial: &Editorial) -> Vec<Item> {
    let sha256 = hex(&Sha256::digest(record.payload));
    let mut items = Vec::new();
    let mut arrival = record.arrival;
    for (index, drafted) in intake::read(record, editorial).into_iter().enumerate() {
        let index = index as u32;
        if record.only.is_some_and(|only| only != index) {
            continue;
        }
        let source = Source {
            topic: record.topic.to_owned(),
            partition: record.partition,
            offset: record.offset,
            index,
            format: drafted.format,
            agency: drafted.agency.clone(),
            sha256: sha256.clone(),
            file: record.file.map(str::to_owned),
        };
        let outcome = match drafted {
            DraftItem { drafted: Drafted::Story(draft), .. } => {
                let record = write_up(*draft, &source, arrival, editorial);
                if let Arrival::FromStory(at) = &mut arrival {
                    *at = record.time;
                }
                Outcome::Story(record)
            }
            DraftItem { drafted: Drafted::Skipped(reason), .. } => Outcome::Skipped(reason),
            DraftItem { drafted: Drafted::DeadLetter(reason), .. } => Outcome::DeadLetter(reason),
        };
        items.push(Item { source, outcome });
    }
    items
}

/// A draft into a record of `wire.stories`: the plain body from its blocks, its quotations, its card.
fn write_up(mut draft: Draft, source: &Source, arrival: Arrival, editorial: &Editorial) -> StoryRecord {
    let time = arrival.of(draft.signals.created.or(draft.story.version_created));
    let mut read = reading::read(&draft, source.agency.as_deref(), editorial);
    read.card.id = EventId::of(source);
    read.card.time_ms = time.ms();
    set_texts(&mut draft);
    let complaints = draft.complaints.iter().map(|c| c.code.clone()).collect();
    let value = StoryValue {
        time,
        source: source.clone(),
        story: draft.story,
        quotes: read.quotes,
        signals: draft.signals,
        complaints: draft.complaints,
    };
    let value = serde_json::to_vec(&value).expect("a story has only string keys and finite numbers");
    let card = read.card.encode();
    StoryRecord { scope: "default".into(), time, value, card, language: read.card.language, complaints }
}

/// The draft's blocks into the story: plain body first, captions into the descriptions.
fn set_texts(draft: &mut Draft) {
    let body = draft.paragraphs().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n");
    if !body.is_empty() {
        draft.story.bodies.insert(0, Text::plain("main", body));
    }
    for caption in draft.blocks.iter().filter(|b| b.kind == BlockKind::Caption) {
        draft.story.descriptions.push(Text::plain("caption", &caption.text));
    }
}

/// Stage two, desk: a story into its event and the entry that its state keeps. The caller applies the entry.
///
/// # Errors
/// A value that is no story record.
pub fn hand_out(desk: &Desk, stories_offset: i64, value: &[u8], card: Card, rules: &str) -> Result<(Event, Entry), Reason> {
    let view: StoryView<'_> = serde_json::from_slice(value).map_err(|e| Reason::new("stories.unreadable", e.to_string()))?;
    let (decision, kept) = desk.decide(&card);
    let event = compose(view, &card, decision, rules);
    Ok((event, Entry { stories_offset, card, kept }))
}

fn compose(view: StoryView<'_>, card: &Card, decision: Decision, rules: &str) -> Event {
    let class = decision.classification.class;
    let mut first_seen = decision.first_seen.into_iter();
    let quotes = view.quotes.into_iter().map(|q| SeenQuote::new(q, first_seen.next().flatten())).collect();
    let mut complaints = view.complaints;
    complaints.extend(decision.complaints);
    let id = card.id.to_string();
    let thread = decision.thread.id.clone();
    let topic = serde_json::from_str::<TopicOf>(view.source.get()).map(|s| s.topic).unwrap_or_default();
    let event = CloudEvent {
        specversion: "1.0".into(),
        id: id.clone(),
        source: format!("/wiredesk/{topic}"),
        kind: format!("news.{class}.v1"),
        subject: card.uri.clone(),
        time: view.time,
        datacontenttype: "application/json".into(),
        data: EventData {
            story: view.story,
            classification: decision.classification,
            thread: decision.thread,
            relations: decision.relations,
            quotes,
            source: view.source,
            complaints,
            rules: rules.into(),
        },
    };
    let json = serde_json::to_vec(&event).expect("an event has only string keys and finite numbers");
    Event { id, class, language: card.language.clone().unwrap_or_else(|| "und".into()), thread, time: view.time, json }
}

#[derive(serde::Deserialize)]
struct TopicOf<'a> {
    #[serde(borrow)]
    topic: std::borrow::Cow<'a, str>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
