//! The card of a story: what the desk needs, taken from the words that were read.
//!
//! A card is a function of what a `wire.stories` value holds and of the editorial configuration, so that [`card_of`] can make a lost one anew.

use std::borrow::Cow;

use super::outline::outline;
use super::{Passage, Word, Words, facts, print, topic};
use crate::editorial::{Editorial, Language, Sense, fold, mix};
use crate::intake::{Block, BlockKind, Draft};
use crate::story::{AltId, Card, EventId, Form, Hashes, Named, Quote, QuotePrint, Reference, ReferenceKind, StoryValue};

/// Words of a quotation by which it is known; longer ones are statements in full.
const MOST_QUOTE_WORDS: usize = 400;
/// Words of a run by which repeated quotations are found: a fragment of fewer is a figure of speech as often as a quotation.
pub const QUOTE_RUN: usize = 6;

/// The words of a quotation.
pub(super) struct Said<'a> {
    pub words: &'a [Word],
    /// Where the quotation begins in the text that holds the words, in bytes.
    pub start: usize,
}

/// Makes a story's card, all but id and arrival. `said`: the words of each quotation.
pub(super) fn card(
    draft: &Draft,
    words: &Words<'_>,
    quotes: &[Quote],
    said: &[Said<'_>],
    agency: Option<&str>,
    editorial: &Editorial,
) -> Card {
    let story = &draft.story;
    let language = editorial.language(story.language.as_deref());
    let mut text = TextWords::of(words);
    text.mark_quotations(quotes, said);
    let body: Vec<&Passage<'_>> = words.passages.iter().filter(|p| p.paragraph.is_some()).collect();
    let facts = facts(words, body.iter().copied(), language);
    let head = body.first().map_or(0, |first| head_words(first, words));
    Card {
        id: EventId::default(),
        uri: story.uri.clone(),
        version: story.version.clone(),
        time_ms: 0,
        revision: draft.signals.revision,
        created_ms: draft.signals.created.or(story.version_created).map(|t| t.ms()),
        language: story.language.clone(),
        agency: agency.map(str::to_owned),
        urgency: story.urgency,
        embargoed_until_ms: story.embargoed_until.map(|t| t.ms()),
        derived_id: draft.signals.derived_id,
        signals: draft.signals.signals.clone(),
        named: named(&draft.signals.references, language),
        ids: ids(&story.uri, &story.alt_ids),
        item: item(&story.uri, agency),
        slugs: slugs(draft),
        headline: hash_of(story.headline()),
        title_words: Hashes::set(content_words(story.headline(), language).chain(slug_words(draft, language)).collect()),
        print: print(&text.words[head..], &text.quoted[head..]),
        numbers: facts.numbers,
        names: facts.names,
        opposites: facts.opposites,
        form: form(words, &body, language),
        topic: topic(draft, words, quotes, language),
        quotes: quotes.iter().zip(said).map(|(q, said)| quote_print(q, said)).collect(),
        outline: outline(words, words.passages.first().filter(|p| p.kind.is_none()), &body, language),
    }
}

/// Makes the card of a `wire.stories` value anew, for a record whose card is lost or of another version.
pub fn card_of(value: &StoryValue, editorial: &Editorial) -> Card {
    let paragraph = |text: &str| Block { kind: BlockKind::Paragraph, text: text.to_owned() };
    let body = value.story.body();
    let blocks = if body.is_empty() { Vec::new() } else { body.split("\n\n").map(paragraph).collect() };
    let draft = Draft { story: value.story.clone(), blocks, signals: value.signals.clone(), ..Draft::default() };
    let words = Words::of(&draft, editorial.language(value.story.language.as_deref()));
    let spoken = Draft { blocks: value.quotes.iter().map(|q| paragraph(&q.text)).collect(), ..Draft::default() };
    let spoken = Words::of(&spoken, None);
    let said: Vec<Said<'_>> = (0..value.quotes.len()).map(|i| Said { words: spoken.in_passage(i), start: 0 }).collect();
    let mut card = card(&draft, &words, &value.quotes, &said, value.source.agency.as_deref(), editorial);
    card.id = EventId::of(&value.source);
    card.time_ms = value.time.ms();
    card
}

/// Words of what may be a dateline with the credit of a house that nobody knows ("Obertal (Norddienst) - …"): the house's own wire goes without
/// it, and a copy in another's still has it.
fn head_words(first: &Passage<'_>, words: &Words<'_>) -> usize {
    const MOST_WORDS: usize = 6;
    let marked = |end: &usize| [") - ", ") – ", ") — "].iter().any(|mark| first.text[*end..].starts_with(mark));
    let Some(end) = first.text.find(')').filter(marked) else { return 0 };
    let place = first.text[..end].find(" (").is_some_and(|open| open > 1) && first.text.starts_with(char::is_uppercase);
    let head = words.words[first.words.clone()].partition_point(|w| (w.end as usize) <= end);
    let plain = !first.text[..end].contains(|c: char| c.is_ascii_digit());
    if place && plain && head <= MOST_WORDS && head < first.words.len() { head } else { 0 }
}

/// The words that are the story's text: its body, or its headline where it has no body.
struct TextWords<'a> {
    words: Cow<'a, [Word]>,
    quoted: Vec<bool>,
    /// For each paragraph of the text, where it begins in `words` and how many words it has.
    paragraphs: Vec<(usize, usize)>,
}

impl<'a> TextWords<'a> {
    fn of(words: &'a Words<'_>) -> TextWords<'a> {
        let mut paragraphs = Vec::with_capacity(words.passages.len());
        let mut text: Cow<'a, [Word]> = Cow::Borrowed(&[]);
        let mut end = 0;
        for range in words.passages.iter().filter(|p| p.paragraph.is_some()).map(|p| p.words.clone()) {
            paragraphs.push((text.len(), range.len()));
            // Words are copied only where a caption stands between paragraphs.
            match &mut text {
                Cow::Borrowed([]) => text = Cow::Borrowed(&words.words[range.clone()]),
                Cow::Borrowed(run) if end == range.start => text = Cow::Borrowed(&words.words[end - run.len()..range.end]),
                text => text.to_mut().extend_from_slice(&words.words[range.clone()]),
            }
            end = range.end;
        }
        if text.is_empty()
            && let Some(headline) = words.passages.iter().find(|p| p.kind.is_none())
        {
            text = Cow::Borrowed(&words.words[headline.words.clone()]);
        }
        TextWords { quoted: vec![false; text.len()], words: text, paragraphs }
    }

    /// Finds each quotation's words in its paragraph: the entries hold texts, not places.
    fn mark_quotations(&mut self, quotes: &[Quote], said: &[Said<'_>]) {
        for (quote, said) in quotes.iter().zip(said) {
            let said = said.words;
            let Some(&(start, length)) = quote.paragraph.and_then(|p| self.paragraphs.get(p as usize)) else { continue };
            if said.is_empty() || !(quote.marks || quote.repeats_within.is_some()) {
                continue;
            }
            let within = &self.words[start..start + length];
            if let Some(at) = within.windows(said.len()).position(|run| run.iter().zip(said).all(|(a, b)| a.plain == b.plain)) {
                self.quoted[start + at..start + at + said.len()].fill(true);
            }
        }
    }
}

fn quote_print(quote: &Quote, said: &Said<'_>) -> QuotePrint {
    let inserted = |w: &&Word| {
        let at = quote.text.get(..(w.start as usize).saturating_sub(said.start)).map_or(0, |before| before.chars().count() as u32);
        !quote.insertions.iter().any(|i| (i.start..i.end).contains(&at))
    };
    let spoken: Vec<u64> =
        said.words.iter().filter(|w| quote.insertions.is_empty() || inserted(w)).map(|w| w.plain).take(MOST_QUOTE_WORDS).collect();
    QuotePrint {
        speaker: quote.speaker.clone(),
        repeats_within: quote.repeats_within,
        words: spoken.iter().map(|w| *w as u16).collect(),
        whole: run_hash(&spoken),
        keys: Hashes::set(spoken.windows(QUOTE_RUN).map(run_hash).collect()),
    }
}

fn run_hash(words: &[u64]) -> u32 {
    words.iter().fold(words.len() as u64, |h, w| mix(h.rotate_left(21) ^ w)) as u32
}

/// A text's words without accents, in order.
fn folded(text: &str) -> impl Iterator<Item = u64> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| fold(w).plain)
}

/// A text as one hash that ignores marks, case and accents; 0 for none.
fn hash_of(text: &str) -> u64 {
    folded(text).fold(0, |h: u64, w| mix(h.rotate_left(21) ^ w))
}

/// An id as one hash.
fn hash_of_id(id: &str) -> u64 {
    id.trim().bytes().fold(id.len() as u64, |h, b| mix(h ^ u64::from(b)))
}

fn content_words<'a>(text: &'a str, language: Option<&'a Language>) -> impl Iterator<Item = u32> + 'a {
    folded(text).filter(move |w| !language.is_some_and(|l| l.words.stopwords.contains(*w))).map(|w| w as u32)
}

fn ids(uri: &str, alternatives: &[AltId]) -> Vec<u64> {
    let mut ids = vec![hash_of_id(uri)];
    for alternative in alternatives {
        let id = hash_of_id(&alternative.value);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Small words of an agency's full name have at most this many letters, and no part in its initials.
const SMALL_WORD: usize = 3;

/// An agency as a number, never 0; the unnamed count as one agency. A full name is known by its initials, which are what the
/// agency calls itself: "Agence France-Presse" in one format is "AFP" in the next.
pub fn agency_number(name: Option<&str>) -> u32 {
    let words: Vec<&str> = name.unwrap_or_default().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let telling = words.iter().filter(|w| w.chars().count() > SMALL_WORD);
    let initials: String = telling.filter_map(|w| w.chars().next()).collect();
    let short = if initials.chars().count() > 1 { initials } else { words.concat() };
    (fold(&short).plain as u32).max(1)
}

/// Characters of an item number that no other item of the agency has by chance.
const ITEM_NUMBER: usize = 8;

/// An agency that sends a story in two formats gives it two uris, whose last part is the item's number in its system.
fn item(uri: &str, agency: Option<&str>) -> u64 {
    let number = uri.rsplit([':', '/', '#']).next().unwrap_or_default();
    let telling = number.len() >= ITEM_NUMBER && number.bytes().filter(u8::is_ascii_digit).count() * 2 >= ITEM_NUMBER;
    agency.filter(|_| telling).map_or(0, |agency| mix(u64::from(agency_number(Some(agency))) ^ hash_of_id(number)).max(1))
}

/// The slug and the keywords, which some formats carry in its stead.
fn slug_lines(draft: &Draft) -> impl Iterator<Item = &str> {
    let keywords = draft.story.subjects.iter().filter(|s| s.rel.as_deref() == Some("keyword"));
    let keywords = keywords.filter_map(|s| s.name.as_deref().or(s.literal.as_deref()));
    draft.story.slugline.as_deref().into_iter().chain(keywords)
}

fn slugs(draft: &Draft) -> Hashes {
    Hashes::set(slug_lines(draft).map(|s| hash_of(s) as u32).filter(|h| *h != 0).collect())
}

fn slug_words<'a>(draft: &'a Draft, language: Option<&'a Language>) -> impl Iterator<Item = u32> + 'a {
    slug_lines(draft).flat_map(move |s| content_words(s, language))
}

fn named(references: &[Reference], language: Option<&Language>) -> Named {
    let of = |kind| references.iter().filter(move |r| r.by == kind).map(|r| r.value.as_str());
    let words = references.iter().filter(|r| !matches!(r.by, ReferenceKind::Id | ReferenceKind::Time));
    Named {
        ids: of(ReferenceKind::Id).map(hash_of_id).collect(),
        slugs: Hashes::set(of(ReferenceKind::Slug).map(|s| hash_of(s) as u32).filter(|h| *h != 0).collect()),
        headlines: of(ReferenceKind::Headline).map(hash_of).filter(|h| *h != 0).collect(),
        words: Hashes::set(words.flat_map(|r| content_words(&r.value, language)).collect()),
        minutes: of(ReferenceKind::Time).filter_map(minute_of_day).collect(),
    }
}

/// The minute of the day in "10.50 Uhr", "2135 GMT", "21h35" or "2026-02-12T21:35:00Z".
fn minute_of_day(written: &str) -> Option<u16> {
    let date = written.bytes().zip(written.bytes().skip(1)).position(|(t, digit)| t == b'T' && digit.is_ascii_digit());
    let time = date.map_or(written, |t| &written[t + 1..]);
    let digits: Vec<&str> = time.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let (hour, minute): (u16, u16) = match *digits.first()? {
        four if four.len() == 4 => (four[..2].parse().ok()?, four[2..].parse().ok()?),
        hour => (hour.parse().ok()?, digits.get(1).map_or(Ok(0), |m| m.parse()).ok()?),
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn form(words: &Words<'_>, body: &[&Passage<'_>], language: Option<&Language>) -> Form {
    let Some(language) = language else { return Form { paragraphs: body.len().min(u16::MAX.into()) as u16, ..Form::default() } };
    let headline = words.passages.iter().take(1).filter(|p| p.kind.is_none());
    let opening = headline.chain(body.first().copied()).map(|p| &words.words[p.words.clone()]);
    let alarms = opening.clone().flatten().filter(|w| w.sense.is(Sense::ALARM)).count();
    // "ten years after the blast": what is remembered is no sudden event.
    let remembers = |run: &[Word]| (0..run.len()).any(|i| language.words.looking_back.at(run[i..].iter().map(|w| w.plain)).is_some());
    let alarms = if alarms > 0 && opening.clone().any(remembers) { 0 } else { alarms };
    let developing = body.iter().find_map(|p| {
        let run = &words.words[p.words.clone()];
        let first = |i: &usize| run[*i].sense.is(Sense::DEVELOPING);
        (0..run.len()).filter(first).find_map(|i| language.words.developing.at(run[i..].iter().map(|w| w.plain)))
    });
    Form {
        paragraphs: body.len().min(u16::MAX.into()) as u16,
        alarms: alarms.min(u8::MAX.into()) as u8,
        developing: developing.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Signals, Source, Story, Text, Time};

    #[test]
    fn times_of_day_are_read_as_written() {
        for (text, minute) in [("10.50 Uhr (MEZ)", 650), ("2135 GMT", 1295), ("21h35", 1295), ("2026-02-12T21:35:00Z", 1295), ("9 am", 540)]
        {
            assert_eq!(minute_of_day(text), Some(minute), "{text}");
        }
        assert_eq!(minute_of_day("soon"), None);
        assert_eq!(minute_of_day("99:99"), None);
    }

    #[test]
    fn a_full_name_and_its_initials_are_one_agency() {
        for (full, short) in
            [("Agence France-Presse", "AFP"), ("The Associated Press", "AP"), ("Deutsche Presse-Agentur", "dpa"), ("Reuters", "reuters")]
        {
            assert_eq!(agency_number(Some(full)), agency_number(Some(short)), "{full}");
        }
        assert_ne!(agency_number(Some("AFP")), agency_number(Some("AP")));
        assert_eq!(agency_number(None), agency_number(Some("")));
    }

    #[test]
    fn an_item_has_one_number_in_all_formats() {
        let one = item("urn:xyz:20260212-be09308", Some("XYZ"));
        assert_ne!(one, 0);
        assert_eq!(item("urn:newsml:xyz.example:20260212:20260212-be09308", Some("XYZ")), one);
        assert_ne!(item("urn:xyz:20260212-be09308", Some("ABC")), one);
        assert_eq!(item("https://xyz.example/storm-isla", Some("XYZ")), 0);
        assert_eq!(item("urn:xyz:7", Some("XYZ")), 0);
    }

    #[test]
    fn a_card_is_made_anew_from_the_story() {
        let editorial = Editorial::built_in();
        let story = Story {
            uri: "urn:x:1".into(),
            language: Some("en".into()),
            headlines: vec![Text::plain("main", "Mayor opens two bridges")],
            ..Story::default()
        };
        let blocks: Vec<Block> = ["The mayor of Lower Vale opened 2 bridges.", "“I am not afraid of heights at all,” she said."]
            .iter()
            .map(|t| Block { kind: BlockKind::Paragraph, text: (*t).to_owned() })
            .collect();
        let quotes = vec![Quote {
            text: "I am not afraid of heights at all".into(),
            speaker: None,
            role: crate::story::QuoteRole::Body,
            paragraph: Some(1),
            utterance: 1,
            marks: true,
            insertions: vec![],
            repeats_within: None,
            abridged: false,
        }];
        let draft = Draft { story, blocks, ..Draft::default() };
        let words = Words::of(&draft, editorial.language(Some("en")));
        let source = Source {
            topic: "wire.raw".into(),
            partition: 0,
            offset: 7,
            index: 0,
            format: None,
            agency: Some("XY".into()),
            sha256: String::new(),
            file: None,
        };
        let spoken = Draft { blocks: vec![Block { kind: BlockKind::Paragraph, text: quotes[0].text.clone() }], ..Draft::default() };
        let spoken = Words::of(&spoken, None);
        let mut made = card(&draft, &words, &quotes, &[Said { words: &spoken.words, start: 0 }], Some("XY"), &editorial);
        made.id = EventId::of(&source);
        made.time_ms = 5;
        let mut value =
            StoryValue { time: Time(5), source, story: draft.story.clone(), quotes, signals: Signals::default(), complaints: vec![] };
        let body = draft.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n");
        value.story.bodies.insert(0, Text::plain("main", body));
        assert_eq!(card_of(&value, &editorial), made);
        assert_eq!(made.print.quoted, 6);
        assert!(made.encode().len() < 700, "{}", made.encode().len());
        assert_eq!(Card::decode(&made.encode()), Ok(made));
    }
}
