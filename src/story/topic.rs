//! What a story is about: its most telling terms, in a few hundred bytes.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most telling terms of a story, in the order of their hashes, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic(pub Box<[Term]>);

/// One term: a stem, a number, or a pair of characters of a script without spaces. Packed: a window holds millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(Rust, packed)]
pub struct Term {
    /// The stem's folded hash; its last bit tells numbers (1) from words (0).
    pub hash: u32,
    /// [`Field`], name, count and rarity in one byte.
    marks: u8,
}

/// Where in the story a term stands, at its most prominent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// After the first paragraph.
    Body,
    /// In the first paragraph.
    Lead,
    /// In the headline.
    Title,
    /// Anywhere, and it names a weekday or month.
    Date,
}

impl Term {
    /// A term that stands `count` times in the story. `rarity` is 0 for words that most stories hold and 7 for rare ones.
    pub fn new(hash: u32, field: Field, name: bool, count: usize, rarity: u8) -> Term {
        let often = match count {
            0 | 1 => 0,
            2 => 1,
            3 | 4 => 2,
            _ => 3,
        };
        Term { hash, marks: field as u8 | u8::from(name) << 2 | often << 3 | rarity.min(7) << 5 }
    }

    /// Where it stands.
    pub fn field(self) -> Field {
        [Field::Body, Field::Lead, Field::Title, Field::Date][usize::from(self.marks & 3)]
    }

    /// Whether it is written as a name.
    pub fn is_name(self) -> bool {
        self.marks & 4 != 0
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        self.hash & 1 != 0
    }

    /// How often it stands in the story, dampened: quarters of 1 + ln(count).
    pub fn weight(self) -> u32 {
        [4, 7, 9, 11][usize::from(self.marks >> 3 & 3)]
    }

    /// Its encoding.
    pub fn bytes(self) -> [u8; 5] {
        let [a, b, c, d] = self.hash.to_le_bytes();
        [a, b, c, d, self.marks]
    }

    /// How rare it is in its language: 0 (in most stories) to 7.
    pub fn rarity(self) -> u8 {
        self.marks >> 5
    }
}

impl Topic {
    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.0.len() * std::mem::size_of::<Term>()
    }
}

impl std::ops::Deref for Topic {
    type Target = [Term];
    fn deref(&self) -> &[Term] {
        &self.0
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(self.0.iter().map(|t| t.bytes()).collect::<Vec<_>>().as_flattened())
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Topic, D::Error> {
        struct Packed;
        impl Visitor<'_> for Packed {
            type Value = Topic;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("terms of five bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Topic, E> {
                let terms = bytes.as_chunks::<5>().0.iter();
                let terms: Box<[Term]> = terms.map(|&[a, b, c, e, marks]| Term { hash: u32::from_le_bytes([a, b, c, e]), marks }).collect();
                // Merging relies on the order.
                if terms.is_sorted_by(|a, b| a.hash < b.hash) { Ok(Topic(terms)) } else { Err(E::custom("terms out of order")) }
            }
        }
        d.deserialize_bytes(Packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_survives_encoding_at_five_bytes_a_term() {
        let terms = [Term::new(7, Field::Title, true, 9, 7), Term::new(8, Field::Date, false, 2, 1)];
        let topic = Topic(terms.into());
        let bytes = postcard::to_allocvec(&topic).expect("encodes");
        assert_eq!(bytes.len(), 11);
        assert_eq!(postcard::from_bytes::<Topic>(&bytes), Ok(topic));
        assert_eq!((terms[0].field(), terms[0].is_name(), terms[0].is_number()), (Field::Title, true, true));
        assert_eq!((terms[0].weight(), terms[0].rarity(), terms[1].weight(), terms[1].rarity()), (11, 7, 7, 1));
    }

    #[test]
    fn terms_out_of_order_are_refused() {
        let bytes = postcard::to_allocvec(&Topic([Term::new(9, Field::Body, false, 1, 7), Term::new(8, Field::Body, false, 1, 7)].into()));
        assert!(postcard::from_bytes::<Topic>(&bytes.expect("encodes")).is_err());
    }
}
