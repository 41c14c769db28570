//! Records on their way in and out, apart from librdkafka's own types.

use std::borrow::Cow;

use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::BaseRecord;

/// A consumed record.
pub struct Incoming<'a> {
    /// Its topic.
    pub topic: &'a str,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Its timestamp, in milliseconds.
    pub time_ms: i64,
    /// Its key.
    pub key: Option<&'a [u8]>,
    /// Its value; empty where there is none.
    pub value: &'a [u8],
    /// Its headers.
    pub headers: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Incoming<'a> {
    /// Looks into a message.
    pub fn of(message: &'a impl Message) -> Incoming<'a> {
        Incoming {
            topic: message.topic(),
            partition: message.partition(),
            offset: message.offset(),
            time_ms: message.timestamp().to_millis().unwrap_or(0).max(0),
            key: message.key(),
            value: message.payload().unwrap_or_default(),
            headers: message.headers().map(|h| h.iter().map(|h| (h.key, h.value.unwrap_or_default())).collect()).unwrap_or_default(),
        }
    }

    /// The value of the last header of this name.
    pub fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.headers.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        std::str::from_utf8(self.header(name)?).ok()
    }
}

/// A record to produce.
pub struct Outgoing<'a> {
    /// Its topic.
    pub topic: &'a str,
    /// Its partition; by the key where it is not given.
    pub partition: Option<i32>,
    /// Its key.
    pub key: Option<Cow<'a, [u8]>>,
    /// Its value.
    pub value: Cow<'a, [u8]>,
    /// Its headers.
    pub headers: Vec<(&'static str, Cow<'a, [u8]>)>,
    /// Its timestamp, in milliseconds: the arrival.
    pub time_ms: i64,
}

impl<'a> Outgoing<'a> {
    /// A record without key and headers.
    pub fn new(topic: &'a str, value: impl Into<Cow<'a, [u8]>>, time_ms: i64) -> Outgoing<'a> {
        Outgoing { topic, partition: None, key: None, value: value.into(), headers: Vec::new(), time_ms }
    }

    /// With this key.
    pub fn key(mut self, key: impl Into<Cow<'a, [u8]>>) -> Outgoing<'a> {
        self.key = Some(key.into());
        self
    }

    /// With this header.
    pub fn header(mut self, name: &'static str, value: impl Into<Cow<'a, [u8]>>) -> Outgoing<'a> {
        self.headers.push((name, value.into()));
        self
    }

    /// The same in librdkafka's type.
    pub fn to_kafka(&self) -> BaseRecord<'_, [u8], [u8], ()> {
        let mut headers = OwnedHeaders::new_with_capacity(self.headers.len());
        for (key, value) in &self.headers {
            headers = headers.insert(Header { key, value: Some(value.as_ref()) });
        }
        let mut to = BaseRecord::to(self.topic).payload(self.value.as_ref()).headers(headers);
        // librdkafka takes 0 for "now": an arrival at the epoch itself is one millisecond off.
        to = to.timestamp(self.time_ms.max(1));
        to.key = self.key.as_deref();
        to.partition = self.partition;
        to
    }

    /// What Kafka counts against a topic's `max.message.bytes`, roughly from above.
    pub fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 16).sum();
        self.key.as_ref().map_or(0, |k| k.len()) + self.value.len() + headers + 256
    }
}
