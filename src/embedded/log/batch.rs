//! A record batch of format 2 as its bytes, with the header fields that a broker reads and rewrites.
//!
//! Layout: <https://kafka.apache.org/documentation/#recordbatch>. The checksum covers attributes and all after them, so the base
//! offset and the leader's epoch can be rewritten without a new one.

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::ResponseError;

use super::super::core::Answer;
use super::records::{self, RecordSpan};

/// Bytes before the first record.
pub(super) const HEADER: usize = 61;
const LENGTH: usize = 8;
const LEADER_EPOCH: usize = 12;
const MAGIC: usize = 16;
const CRC: usize = 17;
const ATTRIBUTES: usize = 21;
const LAST_DELTA: usize = 23;
const BASE_TIMESTAMP: usize = 27;
const MAX_TIMESTAMP: usize = 35;
const PRODUCER_ID: usize = 43;
const PRODUCER_EPOCH: usize = 51;
const BASE_SEQUENCE: usize = 53;
const COUNT: usize = 57;

const COMPRESSION: i16 = 0x07;
const LOG_APPEND_TIME: i16 = 0x08;
const TRANSACTIONAL: i16 = 0x10;
const CONTROL: i16 = 0x20;

/// One batch.
#[derive(Clone, Debug)]
pub(in crate::embedded) struct Batch {
    bytes: Bytes,
}

impl Batch {
    /// Cuts the first batch off a producer's bytes and checks it.
    pub fn cut(raw: &mut &[u8]) -> Answer<Batch> {
        if raw.len() <= MAGIC {
            return Err(ResponseError::CorruptMessage);
        }
        if raw[MAGIC] != 2 {
            return Err(ResponseError::UnsupportedForMessageFormat);
        }
        let length = i32::from_be_bytes(array(raw, LENGTH));
        let length = usize::try_from(length).ok().and_then(|l| l.checked_add(LENGTH + 4)).ok_or(ResponseError::CorruptMessage)?;
        if length < HEADER || raw.len() < length {
            return Err(ResponseError::CorruptMessage);
        }
        let (bytes, rest) = raw.split_at(length);
        *raw = rest;
        let batch = Batch { bytes: Bytes::copy_from_slice(bytes) };
        let whole = u32::from_be_bytes(array(bytes, CRC)) == crc32c::crc32c(&bytes[ATTRIBUTES..]);
        if !whole || batch.count() < 1 || batch.last_delta() != batch.count() - 1 {
            return Err(ResponseError::CorruptMessage);
        }
        if batch.is_control() {
            return Err(ResponseError::InvalidRecord); // markers are the coordinator's to write
        }
        Ok(batch)
    }

    /// The control batch that ends a transaction.
    pub fn marker(producer_id: i64, epoch: i16, commit: bool, now_ms: i64) -> Batch {
        let mut record = vec![0, 0, 0]; // attributes, timestamp delta, offset delta
        record.push(4 << 1); // key: version 0, type 0 abort or 1 commit
        record.extend_from_slice(&[0, 0, 0, u8::from(commit)]);
        record.push(6 << 1); // value: version 0, coordinator epoch 0
        record.extend_from_slice(&[0; 6]);
        record.push(0); // no headers
        let mut records = vec![(record.len() << 1) as u8];
        records.append(&mut record);
        let shape = Shape { attributes: TRANSACTIONAL | CONTROL, last_delta: 0, count: 1, base_timestamp: now_ms, max_timestamp: now_ms };
        Batch::build(0, shape, (producer_id, epoch, -1), &records)
    }

    /// This batch with only some of its records, uncompressed, at the same offsets.
    pub(super) fn with_only(&self, spans: &[RecordSpan<'_>]) -> Batch {
        let kept: Vec<u8> = spans.iter().flat_map(|s| s.bytes).copied().collect();
        let max_timestamp = spans.iter().map(|s| self.timestamp_of(s)).max().unwrap_or(self.max_timestamp());
        let shape = Shape {
            attributes: self.attributes() & !COMPRESSION,
            last_delta: self.last_delta(),
            count: spans.len() as i32,
            base_timestamp: self.base_timestamp(),
            max_timestamp,
        };
        Batch::build(self.base_offset(), shape, (self.producer_id(), self.producer_epoch(), self.base_sequence()), &kept)
    }

    fn build(base: i64, shape: Shape, producer: (i64, i16, i32), records: &[u8]) -> Batch {
        let mut b = BytesMut::with_capacity(HEADER + records.len());
        b.put_i64(base);
        b.put_i32((HEADER - LENGTH - 4 + records.len()) as i32);
        b.put_i32(0); // leader epoch
        b.put_u8(2);
        b.put_u32(0); // checksum, below
        b.put_i16(shape.attributes);
        b.put_i32(shape.last_delta);
        b.put_i64(shape.base_timestamp);
        b.put_i64(shape.max_timestamp);
        b.put_i64(producer.0);
        b.put_i16(producer.1);
        b.put_i32(producer.2);
        b.put_i32(shape.count);
        b.put_slice(records);
        Batch::sealed(b)
    }

    fn sealed(mut bytes: BytesMut) -> Batch {
        let checksum = crc32c::crc32c(&bytes[ATTRIBUTES..]);
        bytes[CRC..CRC + 4].copy_from_slice(&checksum.to_be_bytes());
        Batch { bytes: bytes.freeze() }
    }

    /// Gives the batch its place in a log.
    pub fn place_at(&mut self, base: i64) {
        let mut bytes = BytesMut::from(std::mem::take(&mut self.bytes));
        bytes[..8].copy_from_slice(&base.to_be_bytes());
        bytes[LEADER_EPOCH..LEADER_EPOCH + 4].fill(0);
        self.bytes = bytes.freeze();
    }

    /// Stamps all records with the time of their arrival (`message.timestamp.type=LogAppendTime`).
    pub fn stamp(&mut self, now_ms: i64) {
        let mut bytes = BytesMut::from(std::mem::take(&mut self.bytes));
        let attributes = i16::from_be_bytes(array(&bytes, ATTRIBUTES)) | LOG_APPEND_TIME;
        bytes[ATTRIBUTES..ATTRIBUTES + 2].copy_from_slice(&attributes.to_be_bytes());
        bytes[MAX_TIMESTAMP..MAX_TIMESTAMP + 8].copy_from_slice(&now_ms.to_be_bytes());
        *self = Batch::sealed(bytes);
    }

    /// The records without compression, for [`records::spans`].
    pub fn records(&self) -> Option<Bytes> {
        records::unpacked(self.attributes() & COMPRESSION, self.bytes.slice(HEADER..))
    }

    /// The first record at or after this time and offset, as (offset, timestamp).
    pub fn at_time(&self, timestamp: i64, not_before: i64) -> Option<(i64, i64)> {
        let unpacked = self.records()?;
        records::spans(&unpacked)
            .map(|span| (self.base_offset() + span.offset_delta, self.timestamp_of(&span)))
            .find(|&(offset, time)| time >= timestamp && offset >= not_before)
    }

    /// Whether every record has a key.
    pub fn has_keys(&self) -> bool {
        self.records().is_some_and(|unpacked| records::spans(&unpacked).all(|span| span.key.is_some()))
    }

    fn timestamp_of(&self, span: &RecordSpan<'_>) -> i64 {
        match self.attributes() & LOG_APPEND_TIME {
            0 => self.base_timestamp() + span.timestamp_delta,
            _ => self.max_timestamp(),
        }
    }
}

/// The fields of a header that differ between the batches that we write.
struct Shape {
    attributes: i16,
    last_delta: i32,
    count: i32,
    base_timestamp: i64,
    max_timestamp: i64,
}

/// The header, field by field.
impl Batch {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn base_offset(&self) -> i64 {
        i64::from_be_bytes(array(&self.bytes, 0))
    }

    pub fn last_offset(&self) -> i64 {
        self.base_offset() + i64::from(self.last_delta())
    }

    pub fn last_delta(&self) -> i32 {
        i32::from_be_bytes(array(&self.bytes, LAST_DELTA))
    }

    pub fn count(&self) -> i32 {
        i32::from_be_bytes(array(&self.bytes, COUNT))
    }

    pub fn max_timestamp(&self) -> i64 {
        i64::from_be_bytes(array(&self.bytes, MAX_TIMESTAMP))
    }

    pub fn producer_id(&self) -> i64 {
        i64::from_be_bytes(array(&self.bytes, PRODUCER_ID))
    }

    pub fn producer_epoch(&self) -> i16 {
        i16::from_be_bytes(array(&self.bytes, PRODUCER_EPOCH))
    }

    pub fn base_sequence(&self) -> i32 {
        i32::from_be_bytes(array(&self.bytes, BASE_SEQUENCE))
    }

    pub fn is_transactional(&self) -> bool {
        self.attributes() & TRANSACTIONAL != 0
    }

    pub fn is_control(&self) -> bool {
        self.attributes() & CONTROL != 0
    }

    fn attributes(&self) -> i16 {
        i16::from_be_bytes(array(&self.bytes, ATTRIBUTES))
    }

    fn base_timestamp(&self) -> i64 {
        i64::from_be_bytes(array(&self.bytes, BASE_TIMESTAMP))
    }
}

/// Bytes of a header whose length `cut` and `build` have made sure of.
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}
