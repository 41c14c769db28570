//! Where an item came from: its place in Kafka, its format, its agency.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The wire formats that intake tells apart (the contract's names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Format {
    #[serde(rename = "newsml-g2")]
    NewsmlG2,
    #[serde(rename = "newsml-1")]
    Newsml1,
    Nitf,
    #[serde(rename = "ninjs-1")]
    Ninjs1,
    #[serde(rename = "ninjs-2")]
    Ninjs2,
    #[serde(rename = "ninjs-3")]
    Ninjs3,
    ApJson,
    AfpJson,
    DpaJson,
    Rss,
    Atom,
    JsonFeed,
    #[serde(rename = "iptc-7901")]
    Iptc7901,
    #[serde(rename = "anpa-1312")]
    Anpa1312,
    Plain,
    Xml,
    Json,
}

impl Format {
    /// The name as the contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            Format::NewsmlG2 => "newsml-g2",
            Format::Newsml1 => "newsml-1",
            Format::Nitf => "nitf",
            Format::Ninjs1 => "ninjs-1",
            Format::Ninjs2 => "ninjs-2",
            Format::Ninjs3 => "ninjs-3",
            Format::ApJson => "ap-json",
            Format::AfpJson => "afp-json",
            Format::DpaJson => "dpa-json",
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::JsonFeed => "json-feed",
            Format::Iptc7901 => "iptc-7901",
            Format::Anpa1312 => "anpa-1312",
            Format::Plain => "plain",
            Format::Xml => "xml",
            Format::Json => "json",
        }
    }
}

/// The place of one item: the raw record's topic, partition and offset, and the item's index within the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Raw topic.
    pub topic: String,
    /// Raw partition.
    pub partition: i32,
    /// Raw offset.
    pub offset: i64,
    /// Index of the item within its record, from 0.
    pub index: u32,
    /// Format that was recognised; absent on what could not be recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Short name of the agency that sent it, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// SHA-256 of the whole raw payload, in lower-case hexadecimal.
    pub sha256: String,
    /// File name, only offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Source {
    /// The place of a record's first item, with the payload's digest; nothing is known of its format and agency.
    pub fn of_record(topic: &str, partition: i32, offset: i64, payload: &[u8]) -> Source {
        let sha256 = hex(&Sha256::digest(payload));
        Source { topic: topic.to_owned(), partition, offset, index: 0, format: None, agency: None, sha256, file: None }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Names one input item: 128 bits of a hash of its source topic, partition, offset, index and payload digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventId(pub u128);

impl EventId {
    /// The id of the item at `source`: the same bytes at the same place give the same id, and nothing else counts.
    pub fn of(source: &Source) -> EventId {
        let mut h = Sha256::new();
        h.update(source.topic.as_bytes());
        h.update([0]);
        h.update(source.partition.to_be_bytes());
        h.update(source.offset.to_be_bytes());
        h.update(source.index.to_be_bytes());
        h.update(source.sha256.as_bytes());
        let digest = h.finalize();
        let mut head = [0; 16];
        head.copy_from_slice(&digest[..16]);
        EventId(u128::from_be_bytes(head))
    }

    /// Reads the 32 hexadecimal digits that `Display` prints.
    pub fn parse(text: &str) -> Option<EventId> {
        (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok().map(EventId)).flatten()
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}
