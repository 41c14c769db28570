//! Dead letters: the original bytes with headers that say where they came from and what was wrong, and the way back.
//!
//! Header names are those of Kafka Connect's dead letter queues, so that its tools read them; all values are strings.

use super::{Incoming, Outgoing};
use crate::story::{Arrival, RawRecord, Reason, Source, Time};

const TOPIC: &str = "__connect.errors.topic";
const PARTITION: &str = "__connect.errors.partition";
const OFFSET: &str = "__connect.errors.offset";
const STAGE: &str = "__connect.errors.stage";
const CLASS: &str = "__connect.errors.class.name";
const MESSAGE: &str = "__connect.errors.exception.message";
const INDEX: &str = "wiredesk.index";
/// All of them: what a letter brings along when it is put back.
pub const HEADERS: [&str; 7] = [TOPIC, PARTITION, OFFSET, STAGE, CLASS, MESSAGE, INDEX];

/// A dead letter for an item of the record at hand. The position is the raw record's.
pub fn dead_letter<'a>(topic: &'a str, record: &Incoming<'a>, source: &Source, stage: &'static str, reason: &Reason) -> Outgoing<'a> {
    let mut letter = Outgoing::new(topic, record.value, record.time_ms)
        .header(TOPIC, source.topic.clone().into_bytes())
        .header(PARTITION, source.partition.to_string().into_bytes())
        .header(OFFSET, source.offset.to_string().into_bytes())
        .header(STAGE, stage.as_bytes())
        .header(CLASS, reason.code.clone().into_bytes())
        .header(MESSAGE, reason.message.clone().into_bytes())
        .header(INDEX, source.index.to_string().into_bytes());
    letter.key = record.key.map(Into::into);
    letter
}

/// What was wrong with a dead letter.
pub fn reason(letter: &Incoming<'_>) -> Reason {
    Reason::new(letter.text(CLASS).unwrap_or_default(), letter.text(MESSAGE).unwrap_or_default())
}

/// A raw record as intake takes it in. A requeued dead letter keeps its original position and brings only the one item back.
pub fn raw_record<'a>(record: &'a Incoming<'a>) -> RawRecord<'a> {
    let mut raw = RawRecord {
        topic: record.topic,
        partition: record.partition,
        offset: record.offset,
        arrival: Arrival::At(Time(record.time_ms)),
        key: record.key,
        payload: record.value,
        file: None,
        only: None,
    };
    let number = |name| record.text(name)?.parse::<i64>().ok();
    if let (Some(topic), Some(partition), Some(offset), Some(index)) =
        (record.text(TOPIC), number(PARTITION), number(OFFSET), number(INDEX))
        && let (Ok(partition), Ok(index)) = (i32::try_from(partition), u32::try_from(index))
    {
        (raw.topic, raw.partition, raw.offset, raw.only) = (topic, partition, offset, Some(index));
    }
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming<'a>(headers: Vec<(&'a str, &'a [u8])>) -> Incoming<'a> {
        Incoming { topic: "wire.raw", partition: 1, offset: 90, time_ms: 5, key: Some(b"k"), value: b"bytes", headers }
    }

    #[test]
    fn a_requeued_dead_letter_keeps_its_place() {
        let record = incoming(vec![]);
        let source = Source {
            topic: "wire.other".into(),
            partition: 3,
            offset: 17,
            index: 2,
            format: None,
            agency: None,
            sha256: String::new(),
            file: None,
        };
        let letter = dead_letter("wire.dead-letters", &record, &source, "intake", &Reason::new("json.cut-short", "ends early"));
        let headers: Vec<(&str, &[u8])> = letter.headers.iter().map(|(k, v)| (*k, v.as_ref())).collect();
        assert_eq!(letter.key.as_deref(), Some(b"k".as_slice()));
        let again = incoming(headers);
        let raw = raw_record(&again);
        assert_eq!((raw.topic, raw.partition, raw.offset, raw.only), ("wire.other", 3, 17, Some(2)));
        assert_eq!(again.text(CLASS), Some("json.cut-short"));
        assert_eq!(again.text(STAGE), Some("intake"));
    }

    #[test]
    fn half_of_the_headers_change_nothing() {
        let record = incoming(vec![(TOPIC, b"x"), (OFFSET, b"1")]);
        let raw = raw_record(&record);
        assert_eq!((raw.topic, raw.partition, raw.offset, raw.only), ("wire.raw", 1, 90, None));
    }
}
