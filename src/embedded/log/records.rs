//! The records inside a batch: unpacked where they are compressed, and walked without copying.

use bytes::Bytes;
use kafka_protocol::compression::{Decompressor, Gzip, Lz4, Snappy, Zstd};

/// One record: its bytes, length first, and what lookup and compaction need of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordSpan<'a> {
    pub bytes: &'a [u8],
    pub timestamp_delta: i64,
    pub offset_delta: i64,
    pub key: Option<&'a [u8]>,
    /// A null value: in a compacted topic it deletes its key.
    pub is_tombstone: bool,
}

/// The records of a batch without compression; `None` where they cannot be unpacked.
pub(super) fn unpacked(codec: i16, mut packed: Bytes) -> Option<Bytes> {
    let whole = |unpacked: &mut Bytes| Ok(unpacked.clone());
    match codec {
        0 => Some(packed),
        1 => Gzip::decompress(&mut packed, whole).ok(),
        2 => Snappy::decompress(&mut packed, whole).ok(),
        3 => Lz4::decompress(&mut packed, whole).ok(),
        4 => Zstd::decompress(&mut packed, whole).ok(),
        _ => None,
    }
}

/// Walks the records; it ends early at bytes that are no record.
pub(super) fn spans(unpacked: &[u8]) -> impl Iterator<Item = RecordSpan<'_>> {
    let mut rest = unpacked;
    std::iter::from_fn(move || {
        let whole = rest;
        let length = usize::try_from(varint(&mut rest)?).ok()?;
        let body = rest.get(..length)?;
        rest = &rest[length..];
        span(&whole[..whole.len() - rest.len()], body)
    })
}

fn span<'a>(bytes: &'a [u8], mut body: &'a [u8]) -> Option<RecordSpan<'a>> {
    body = body.get(1..)?; // attributes: unused
    let timestamp_delta = varint(&mut body)?;
    let offset_delta = varint(&mut body)?;
    let key = field(&mut body)?;
    let value = field(&mut body)?;
    Some(RecordSpan { bytes, timestamp_delta, offset_delta, key, is_tombstone: value.is_none() })
}

/// A length and that many bytes; a negative length is null.
fn field<'a>(body: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let Ok(length) = usize::try_from(varint(body)?) else { return Some(None) };
    let field = body.get(..length)?;
    *body = &body[length..];
    Some(Some(field))
}

/// A zigzag varint, as Kafka and Protocol Buffers write it.
fn varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    None
}
