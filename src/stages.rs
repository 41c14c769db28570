//! The stages in order: what happens to a record from raw bytes to event. Pure; run by the daemon and offline alike.

mod held;
mod overruling;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use overruling::{Ruling, overrule};

use crate::desk::Desk;
use crate::editorial::Editorial;
use crate::intake::{self, BlockKind, Draft, DraftItem, Drafted};
use crate::reading;
use crate::story::*;

/// Stage one, intake, for whatever it reads: a raw record, or an editor's word from the topic of overrides.
pub fn take_in_either(record: &RawRecord<'_>, is_word: bool, editorial: &Editorial) -> Vec<Item> {
    if is_word { vec![overruling::take_in(record, editorial)] } else { take_in(record, editorial) }
}

/// Stage one, intake: a raw record into its items, in order. Stateless.
pub fn take_in(record: &RawRecord<'_>, editorial: &Editorial) -> Vec<Item> {
    let first = Source::of_record(record.topic, record.partition, record.offset, record.payload);
    let mut items = Vec::new();
    let mut arrival = record.arrival;
    let drafts = unbroken("intake.panic", || Ok(intake::read(record, editorial)));
    let drafts = drafts.unwrap_or_else(|reason| vec![DraftItem::dead_letter(None, reason)]);
    for (index, drafted) in drafts.into_iter().enumerate() {
        let index = index as u32;
        if record.only.is_some_and(|only| only != index) {
            continue;
        }
        let source =
            Source { index, format: drafted.format, agency: drafted.agency.clone(), file: record.file.map(str::to_owned), ..first.clone() };
        let agency_by = drafted.agency_by;
        let outcome = match drafted {
            DraftItem { drafted: Drafted::Story(draft), .. } => read(|| write_up(*draft, &source, arrival, editorial)),
            DraftItem { drafted: Drafted::Skipped(reason), .. } => Outcome::Skipped(reason),
            DraftItem { drafted: Drafted::DeadLetter(reason), .. } => Outcome::DeadLetter(reason),
        };
        if let (Outcome::Story(story), Arrival::FromStory(at)) = (&outcome, &mut arrival) {
            *at = story.time;
        }
        items.push(Item { source, agency_by, outcome });
    }
    items
}

/// The outcome of a story that is read.
fn read(story: impl FnOnce() -> StoryRecord) -> Outcome {
    unbroken("reading.panic", || Ok(story())).map_or_else(Outcome::DeadLetter, Outcome::Story)
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
    StoryRecord { time, value, card, language: read.card.language, complaints, overruled: None }
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
/// `card` are the bytes of the header; where they are missing or of a release that this one cannot read, the card is made anew from the story.
///
/// # Errors
/// A value that is no story record.
pub fn hand_out(
    desk: &Desk,
    editorial: &Editorial,
    stories_offset: i64,
    value: &[u8],
    card: Option<&[u8]>,
) -> Result<(Event, Entry), Reason> {
    // Deciding changes nothing, so a desk that broke on a story is as it was before.
    unbroken("desk.panic", || {
        let card = self::card(value, card, editorial)?;
        let (decision, kept) = desk.decide(&card);
        let event = compose(parse(value)?, &card, decision, &editorial.digest);
        Ok((event, Entry { stories_offset, card, kept }))
    })
}

/// A story's card as its header has it, or made anew.
fn card(value: &[u8], header: Option<&[u8]>, editorial: &Editorial) -> Result<Card, Reason> {
    match Card::decode(header.unwrap_or_default()) {
        Ok(card) => Ok(card),
        Err(_) => Ok(reading::card_of(&parse(value)?, editorial)),
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(value: &'a [u8]) -> Result<T, Reason> {
    serde_json::from_slice(value).map_err(|e| Reason::new("stories.unreadable", e.to_string()))
}

/// Readers do not panic; should one do so all the same, its story must not hold up the wires behind it for ever.
fn unbroken<T>(code: &str, stage: impl FnOnce() -> Result<T, Reason>) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(stage)).unwrap_or_else(|_| Err(Reason::new(code, "wiredesk broke on this item; please report it")))
}

fn compose(view: StoryView<'_>, card: &Card, decision: Decision, rules: &str) -> Event {
    let class = decision.classification.class;
    let mut first_seen = decision.first_seen.into_iter();
    let quotes = view.quotes.into_iter().map(|q| SeenQuote::new(q, first_seen.next().flatten())).collect();
    let mut complaints = view.complaints;
    let own = decision.complaints.iter().map(|c| c.code.clone()).collect();
    complaints.extend(decision.complaints);
    let overrules = decision.relations.iter().any(|r| r.kind == RelationKind::Overrules);
    let takes_back = class == Class::Withdrawal || overrules && held::by_status(view.story);
    let held = takes_back.then(|| held::without_text(view.story)).flatten();
    let (story, quotes) = match &held {
        Some((story, complaint)) => {
            complaints.push(complaint.clone());
            (&**story, Vec::new())
        }
        None => (view.story, quotes),
    };
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
            story,
            classification: decision.classification,
            thread: decision.thread,
            relations: decision.relations,
            changes: decision.changes,
            quotes,
            source: view.source,
            complaints,
            rules: rules.into(),
            release: env!("CARGO_PKG_VERSION").into(),
        },
    };
    let json = serde_json::to_vec(&event).expect("an event has only string keys and finite numbers");
    Event { id, class, language: card.language.clone().unwrap_or_else(|| "und".into()), thread, time: view.time, complaints: own, json }
}

#[derive(serde::Deserialize)]
struct TopicOf<'a> {
    #[serde(borrow)]
    topic: std::borrow::Cow<'a, str>,
}
