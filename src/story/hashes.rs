//! Lists of 32-bit hashes, as cards and the desk hold them by the million.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of 32-bit hashes. On the wire it is plain little-endian bytes: hashes do not shrink as variable-length integers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes(pub Box<[u32]>);

impl Hashes {
    /// A set: in order, each once.
    pub fn set(mut hashes: Vec<u32>) -> Hashes {
        hashes.sort_unstable();
        hashes.dedup();
        Hashes(hashes.into())
    }

    /// A multiset: in order.
    pub fn multiset(mut hashes: Vec<u32>) -> Hashes {
        hashes.sort_unstable();
        Hashes(hashes.into())
    }

    /// How many members of this (multi)set are in the other one, each partner counted once.
    pub fn shared(&self, other: &Hashes) -> usize {
        let (mut a, mut b, mut n) = (self.0.iter().peekable(), other.0.iter().peekable(), 0);
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    n += 1;
                    a.next();
                    b.next();
                }
            }
        }
        n
    }

    /// Whether a set holds this hash.
    pub fn has(&self, hash: u32) -> bool {
        self.0.binary_search(&hash).is_ok()
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.0.len() * 4
    }
}

impl std::ops::Deref for Hashes {
    type Target = [u32];
    fn deref(&self) -> &[u32] {
        &self.0
    }
}

impl FromIterator<u32> for Hashes {
    fn from_iter<I: IntoIterator<Item = u32>>(hashes: I) -> Hashes {
        Hashes(hashes.into_iter().collect())
    }
}

impl Serialize for Hashes {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(self.0.iter().map(|h| h.to_le_bytes()).collect::<Vec<_>>().as_flattened())
    }
}

impl<'de> Deserialize<'de> for Hashes {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Hashes, D::Error> {
        d.deserialize_bytes(Bytes).map(|b| b.as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c)).collect())
    }
}

/// A string of bytes that serialises as one, not as a list of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(pub Box<[u8]>);

impl Serialize for Bits {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bits {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Bits, D::Error> {
        d.deserialize_bytes(Bytes).map(|b| Bits(b.into()))
    }
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = &'de [u8];
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }
    fn visit_borrowed_bytes<E: de::Error>(self, b: &'de [u8]) -> Result<&'de [u8], E> {
        Ok(b)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_multiset_counts_each_partner_once() {
        let (a, b) = (Hashes::multiset(vec![5, 5, 7]), Hashes::multiset(vec![5, 7, 7]));
        assert_eq!(a.shared(&b), 2);
        assert_eq!(b.shared(&a), 2);
    }

    proptest! {
        #[test]
        fn hashes_survive_encoding(hashes: Vec<u32>, bytes: Vec<u8>) {
            let both = (Hashes(hashes.into()), Bits(bytes.into()));
            let encoded = postcard::to_allocvec(&both).expect("encodes");
            prop_assert_eq!(postcard::from_bytes::<(Hashes, Bits)>(&encoded).expect("decodes"), both);
        }
    }
}
