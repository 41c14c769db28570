//! The index card: all that the desk needs to decide on a story, in about 1 KB.

use serde::{Deserialize, Serialize};

use super::{EventId, Reason, Time};

/// The card's layout version; the first byte of its encoding. A desk reads its own and the previous one.
pub const CARD_VERSION: u8 = 1;

/// All that the desk needs to decide on a story without reading its text again.
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
}

impl Card {
    /// Arrival.
    pub fn time(&self) -> Time {
        Time(self.time_ms)
    }

    /// The bytes of the header `card`.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![CARD_VERSION]).unwrap_or_default()
    }

    /// Reads what `encode` wrote. An unknown version or damaged bytes are an error: the card is then made anew from the story.
    pub fn decode(bytes: &[u8]) -> Result<Card, Reason> {
        match bytes.split_first() {
            Some((&CARD_VERSION, rest)) => postcard::from_bytes(rest).map_err(|e| Reason::new("card.damaged", e.to_string())),
            Some((v, _)) => Err(Reason::new("card.version", format!("card of version {v}, this release reads {CARD_VERSION}"))),
            None => Err(Reason::new("card.empty", "no bytes")),
        }
    }
}
