//! The index card: all that the desk needs to decide on a story, in about 1 KB.

use serde::{Deserialize, Serialize};

use super::{Bits, EventId, Hashes, Outline, Reason, Signal, SignalKind, Time, Topic};

/// The card's layout version; the first byte of its encoding. A desk reads its own and the previous one.
pub const CARD_VERSION: u8 = 2;
/// The previous version; its cards end before `outline`.
const PREVIOUS_VERSION: u8 = 1;

/// Most cards are encoded in fewer bytes.
const MOST_CARDS_BYTES: usize = 4096;

/// All that the desk needs to decide on a story without reading its text again.
///
/// It is a function of the `wire.stories` value and the editorial configuration: [`crate::reading::card_of`] makes a lost or unreadable one anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The item's event id.
    pub id: EventId,
    /// The story's uri.
    pub uri: String,
    /// The agency's version, as written.
    pub version: Option<String>,
    /// Arrival, in milliseconds since the epoch.
    pub time_ms: i64,
    /// The version as a number that grows.
    pub revision: Option<u64>,
    /// The story's own time, for putting versions in order.
    pub created_ms: Option<i64>,
    /// BCP 47.
    pub language: Option<String>,
    /// Short name of the agency that sent it.
    pub agency: Option<String>,
    /// IPTC urgency.
    pub urgency: Option<u8>,
    /// Not to be published before.
    pub embargoed_until_ms: Option<i64>,
    /// `uri` was derived from the content.
    pub derived_id: bool,
    /// What the agency says of it, with the words that said so.
    pub signals: Vec<Signal>,
    /// Stories that it names.
    pub named: Named,
    /// Hashes of the uri and of every other id that the agency gave it.
    pub ids: Vec<u64>,
    /// Hash of agency and item number: the same in all of the agency's formats. 0 where the uri ends in no number.
    pub item: u64,
    /// Hashes of slug and keywords, each folded as a whole.
    pub slugs: Hashes,
    /// Hash of the folded headline; 0 where there is none.
    pub headline: u64,
    /// Content words of headline and slug.
    pub title_words: Hashes,
    /// The text's fingerprints.
    pub print: Print,
    /// The numbers of the text, as a multiset.
    pub numbers: Hashes,
    /// Names: words written with a capital where a sentence would not put one.
    pub names: Hashes,
    /// Words that have an opposite; of a pair, the hashes differ in the last bit alone.
    pub opposites: Hashes,
    /// Length and tone, from which urgency shows where no field tells it.
    pub form: Form,
    /// What it is about.
    pub topic: Topic,
    /// Its quotations, in the order of the story's.
    pub quotes: Vec<QuotePrint>,
    /// What a later version is held against; `None` for texts of very many paragraphs, and on cards of version 1.
    pub outline: Option<Outline>,
}

/// The stories that a story names, ready to be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Hashes of ids.
    pub ids: Vec<u64>,
    /// Hashes of slugs.
    pub slugs: Hashes,
    /// Hashes of headlines.
    pub headlines: Vec<u64>,
    /// Content words of slugs, headlines and free words.
    pub words: Hashes,
    /// Times of sending: minutes of the day as written, in whatever time zone.
    pub minutes: Vec<u16>,
}

impl Named {
    /// Whether no story is named.
    pub fn is_empty(&self) -> bool {
        *self == Named::default()
    }
}

/// The fingerprints of a text: of its body, or of its headline where it has no body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Hash of all words, in order.
    pub whole: u128,
    /// Hash of the words outside quotations.
    pub unquoted: u128,
    /// Words.
    pub words: u32,
    /// Distinct shingles.
    pub shingles: u32,
    /// Distinct shingles that lie within quotations.
    pub quoted: u32,
    /// Winnowed shingles: the keys of the index.
    pub keys: Hashes,
    /// The shingles with the smallest hashes among those outside quotations.
    pub sample: Hashes,
    /// The same among those within quotations.
    pub quoted_sample: Hashes,
    /// The opening's shingles, all of them.
    pub lead: Hashes,
    /// A Bloom filter of all shingles.
    pub filter: Bits,
}

/// Length and tone of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Paragraphs of the body.
    pub paragraphs: u16,
    /// Words of sudden events in headline and first paragraph.
    pub alarms: u8,
    /// A phrase that says that the story is only beginning ("more to follow"); as written.
    pub developing: Option<String>,
}

/// What the desk needs of one quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotePrint {
    /// Who says it.
    pub speaker: Option<String>,
    /// Index of the entry that it repeats within the story.
    pub repeats_within: Option<u32>,
    /// The hashes of its words, insertions left out, cut to 16 bits.
    pub words: Vec<u16>,
    /// Hash of all its words.
    pub whole: u32,
    /// Hashes of its shingles: the keys of the index.
    pub keys: Hashes,
}

impl Card {
    /// Arrival.
    pub fn time(&self) -> Time {
        Time(self.time_ms)
    }

    /// The first signal of this kind.
    pub fn signal(&self, kind: SignalKind) -> Option<&Signal> {
        self.signals.iter().find(|s| s.kind == kind)
    }

    /// Whether this was signalled.
    pub fn has(&self, kind: SignalKind) -> bool {
        self.signal(kind).is_some()
    }

    /// The language without region or script.
    pub fn primary_language(&self) -> Option<&str> {
        self.language.as_deref().and_then(|l| l.split(['-', '_']).next())
    }

    /// The bytes of the header `card`.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MOST_CARDS_BYTES);
        bytes.push(CARD_VERSION);
        postcard::to_extend(self, bytes).unwrap_or_default()
    }

    /// Reads what `encode` wrote. An unknown version or damaged bytes are an error: the card is then made anew from the story.
    pub fn decode(bytes: &[u8]) -> Result<Card, Reason> {
        let read = |bytes: &[u8]| postcard::from_bytes(bytes).map_err(|e| Reason::new("card.damaged", e.to_string()));
        match bytes.split_first() {
            Some((&CARD_VERSION, rest)) => read(rest),
            // What was added since stands at the end, and was not there: a zero is an option's `None`.
            Some((&PREVIOUS_VERSION, rest)) => read(&[rest, &[0]].concat()),
            Some((v, _)) => {
                Err(Reason::new("card.version", format!("card of version {v}, this release reads {PREVIOUS_VERSION} and {CARD_VERSION}")))
            }
            None => Err(Reason::new("card.empty", "no bytes")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As version 1 wrote it.
    const PREVIOUS: &[u8] = include_bytes!("card_v1.bin");

    #[test]
    fn a_card_of_the_previous_version_is_read() {
        let card = Card::decode(PREVIOUS).expect("reads");
        assert_eq!((card.uri.as_str(), card.print.words, card.quotes.len(), card.outline.is_some()), ("urn:x:1", 18, 1, false));
        let again = card.encode();
        assert_eq!((again[0], &again[1..again.len() - 1]), (CARD_VERSION, &PREVIOUS[1..]));
    }

    #[test]
    fn other_versions_and_damage_are_named() {
        let code = |bytes: &[u8]| Card::decode(bytes).expect_err("refused").code;
        assert_eq!([code(&[]), code(&[9, 1, 2]), code(&PREVIOUS[..40])], ["card.empty", "card.version", "card.damaged"]);
    }
}
