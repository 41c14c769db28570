use bytes::BytesMut;
use kafka_protocol::records::{Compression, Record, RecordBatchEncoder, RecordEncodeOptions, TimestampType};

use super::*;

/// A batch of producer 7 with these sequences, one record each, at timestamps equal to the sequence.
fn batch(epoch: i16, sequences: std::ops::Range<i32>, transactional: bool) -> Batch {
    let records: Vec<Record> = sequences
        .clone()
        .map(|sequence| Record {
            transactional,
            control: false,
            delete_horizon: false,
            partition_leader_epoch: 0,
            producer_id: 7,
            producer_epoch: epoch,
            timestamp_type: TimestampType::Creation,
            offset: i64::from(sequence - sequences.start),
            sequence,
            timestamp: i64::from(sequence),
            key: Some(Bytes::from(format!("k{}", sequence % 2))),
            value: Some(Bytes::from(format!("v{sequence}"))),
            headers: Default::default(),
        })
        .collect();
    let mut bytes = BytesMut::new();
    let options = RecordEncodeOptions { version: 2, compression: Compression::Lz4 };
    RecordBatchEncoder::encode(&mut bytes, &records, &options).expect("encodes");
    let mut raw = &bytes[..];
    let batch = Batch::cut(&mut raw).expect("a sound batch");
    assert!(raw.is_empty());
    batch
}

#[test]
fn a_batch_sent_again_keeps_its_offset() {
    let mut log = PartitionLog::default();
    assert_eq!(log.append(batch(0, 0..3, false)), Ok(0));
    assert_eq!(log.append(batch(0, 3..5, false)), Ok(3));
    assert_eq!(log.append(batch(0, 0..3, false)), Ok(0));
    assert_eq!(log.append(batch(0, 3..5, false)), Ok(3));
    assert_eq!(log.end(), 5);
}

#[test]
fn sequences_without_gap_and_epochs_without_return() {
    let mut log = PartitionLog::default();
    log.append(batch(1, 0..2, false)).expect("the first");
    assert_eq!(log.append(batch(1, 3..4, false)), Err(ResponseError::OutOfOrderSequenceNumber));
    assert_eq!(log.append(batch(0, 2..3, false)), Err(ResponseError::InvalidProducerEpoch));
    assert_eq!(log.append(batch(2, 2..3, false)), Err(ResponseError::OutOfOrderSequenceNumber), "a new epoch starts at 0");
    assert_eq!(log.append(batch(2, 0..1, false)), Ok(2));
    assert_eq!(log.end(), 3);
}

#[test]
fn an_open_transaction_holds_the_stable_end_and_a_marker_fences() {
    let mut log = PartitionLog::default();
    log.append(batch(0, 0..2, true)).expect("in a transaction");
    assert_eq!((log.stable_end(), log.end()), (0, 2));
    log.mark(7, 1, false, 0);
    assert_eq!((log.stable_end(), log.end()), (3, 3));
    assert_eq!(log.append(batch(0, 2..3, true)), Err(ResponseError::InvalidProducerEpoch));
    let read = log.read(0, usize::MAX, true, Isolation::Committed).expect("in range");
    assert_eq!(read.aborted.iter().map(|a| (a.producer_id, a.first, a.marker)).collect::<Vec<_>>(), [(7, 0, 2)]);
    assert!(log.read(0, usize::MAX, true, Isolation::Uncommitted).expect("in range").aborted.is_empty());
}

#[test]
fn damage_is_refused() {
    let sound = batch(0, 0..2, false);
    let mut bytes = sound.bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(Batch::cut(&mut &bytes[..]).map(drop), Err(ResponseError::CorruptMessage));
    for length in 0..sound.len() {
        assert!(Batch::cut(&mut &sound.bytes()[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn the_first_batch_is_read_whatever_its_size() {
    let mut log = PartitionLog::default();
    log.append(batch(0, 0..3, false)).expect("appended");
    log.append(batch(0, 3..6, false)).expect("appended");
    let read = |at_least_one| log.read(1, 1, at_least_one, Isolation::Uncommitted).expect("in range").records.len();
    assert_eq!((read(true), read(false)), (batch(0, 0..3, false).len(), 0));
    assert_eq!(log.read(7, 1, true, Isolation::Uncommitted).map(drop), Err(ResponseError::OffsetOutOfRange));
    assert_eq!(log.at_time(4, Isolation::Uncommitted), Some((4, 4)));
}

#[test]
fn retention_keeps_the_newest_and_counts_bytes() {
    let mut log = PartitionLog::default();
    for n in 0..10 {
        log.append(batch(0, n..n + 1, false)).expect("appended");
    }
    let one = log.bytes() as u64 / 10;
    log.retain(Some(one * 3), None);
    assert_eq!((log.start(), log.end()), (7, 10));
    log.retain(None, Some(i64::MAX));
    assert_eq!((log.start(), log.bytes() as u64), (9, one));
    assert_eq!(log.delete_before(-1), Ok(10));
    assert_eq!(log.bytes(), 0);
}

#[test]
fn compaction_keeps_the_latest_of_each_key_at_its_offset() {
    let mut log = PartitionLog::default();
    log.append(batch(0, 0..6, false)).expect("appended");
    log.append(batch(0, 6..7, false)).expect("appended");
    let by = Compaction { min_dirty_ratio: 0.0, settled_before_ms: i64::MAX, forgotten_before_ms: 0 };
    log.compact(by);
    let offsets: Vec<i64> = log
        .batches
        .iter()
        .flat_map(|b| {
            let unpacked = b.records().expect("readable");
            records::spans(&unpacked).map(|s| b.base_offset() + s.offset_delta).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(offsets, [4, 5, 6], "4 and 5 are the latest of their keys before the newest batch, which stays");
    assert_eq!((log.end(), log.bytes()), (7, log.batches.iter().map(Batch::len).sum()));
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_the_readers(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = Batch::cut(&mut &bytes[..]);
        assert!(records::spans(&bytes).count() <= bytes.len());
    }
}
