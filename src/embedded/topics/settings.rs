//! A topic's configuration: what was set, checked against the settings that we know, and what the logs go by.

use std::collections::BTreeMap;

use kafka_protocol::ResponseError;

use crate::embedded::core::Answer;
use crate::embedded::log::Compaction;

/// One setting: its name, its default here, and what values it takes.
pub(super) struct Known {
    pub name: &'static str,
    pub default: &'static str,
    pub kind: Kind,
}

/// What values a setting takes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Long(i64),
    Double,
    Boolean,
    One(&'static [&'static str]),
    Some(&'static [&'static str]),
    Text,
}

const COMPRESSIONS: &[&str] = &["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"];

/// The settings of Kafka 4 that clients commonly set. Defaults are Kafka's, but for retention: the broker keeps all while it lives.
/// Some are accepted without effect in memory: segments, flushing, compression (batches stay as the producer made them).
pub(super) const KNOWN: &[Known] = &[
    known("cleanup.policy", "delete", Kind::Some(&["delete", "compact"])),
    known("compression.type", "producer", Kind::One(COMPRESSIONS)),
    known("delete.retention.ms", "86400000", Kind::Long(0)),
    known("file.delete.delay.ms", "60000", Kind::Long(0)),
    known("flush.messages", "9223372036854775807", Kind::Long(1)),
    known("flush.ms", "9223372036854775807", Kind::Long(0)),
    known("index.interval.bytes", "4096", Kind::Long(0)),
    known("max.compaction.lag.ms", "9223372036854775807", Kind::Long(1)),
    known("max.message.bytes", "1048588", Kind::Long(0)),
    known("message.timestamp.after.max.ms", "3600000", Kind::Long(0)),
    known("message.timestamp.before.max.ms", "9223372036854775807", Kind::Long(0)),
    known("message.timestamp.type", "CreateTime", Kind::One(&["CreateTime", "LogAppendTime"])),
    known("min.cleanable.dirty.ratio", "0.5", Kind::Double),
    known("min.compaction.lag.ms", "0", Kind::Long(0)),
    known("min.insync.replicas", "1", Kind::Long(1)),
    known("preallocate", "false", Kind::Boolean),
    known("retention.bytes", "-1", Kind::Long(-1)),
    known("retention.ms", "-1", Kind::Long(-1)),
    known("segment.bytes", "1073741824", Kind::Long(14)),
    known("segment.index.bytes", "10485760", Kind::Long(4)),
    known("segment.jitter.ms", "0", Kind::Long(0)),
    known("segment.ms", "604800000", Kind::Long(1)),
    known("unclean.leader.election.enable", "false", Kind::Boolean),
    known("leader.replication.throttled.replicas", "", Kind::Text),
    known("follower.replication.throttled.replicas", "", Kind::Text),
];

const fn known(name: &'static str, default: &'static str, kind: Kind) -> Known {
    Known { name, default, kind }
}

impl Kind {
    fn admits(self, value: &str) -> bool {
        match self {
            Kind::Long(min) => value.parse::<i64>().is_ok_and(|v| v >= min),
            Kind::Double => value.parse::<f64>().is_ok_and(|v| (0.0..=1.0).contains(&v)),
            Kind::Boolean => matches!(value, "true" | "false"),
            Kind::One(of) => of.contains(&value),
            Kind::Some(of) => !value.is_empty() && value.split(',').all(|v| of.contains(&v.trim())),
            Kind::Text => true,
        }
    }

    /// The number by which DescribeConfigs names the type.
    pub fn number(self) -> i8 {
        match self {
            Kind::Boolean => 1,
            Kind::One(_) | Kind::Text => 2,
            Kind::Long(_) => 5,
            Kind::Double => 6,
            Kind::Some(_) => 7,
        }
    }
}

/// What was set, by name.
#[derive(Clone, Debug, Default)]
pub(in crate::embedded) struct Config(BTreeMap<String, String>);

impl Config {
    /// Sets a value, or with `None` goes back to the default. The error names what is wrong.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        let known = KNOWN.iter().find(|k| k.name == name).ok_or_else(|| format!("unknown topic setting {name}"))?;
        match value {
            Some(value) if !known.kind.admits(value) => return Err(format!("{name} does not take the value {value:?}")),
            Some(value) => self.0.insert(name.to_owned(), value.to_owned()),
            None => self.0.remove(name),
        };
        Ok(())
    }

    /// The value that was set.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value in force.
    pub fn get(&self, name: &str) -> &str {
        let default = || KNOWN.iter().find(|k| k.name == name).map_or("", |k| k.default);
        self.own(name).unwrap_or_else(default)
    }

    /// What the logs go by.
    pub fn settings(&self) -> Answer<Settings> {
        let long = |name| self.get(name).parse::<i64>().map_err(|_| ResponseError::InvalidConfig);
        let policy = self.get("cleanup.policy");
        Ok(Settings {
            delete: policy.contains("delete"),
            compact: policy.contains("compact"),
            retention_ms: Some(long("retention.ms")?).filter(|&ms| ms >= 0),
            retention_bytes: u64::try_from(long("retention.bytes")?).ok(),
            max_message_bytes: long("max.message.bytes")? as usize,
            log_append_time: self.get("message.timestamp.type") == "LogAppendTime",
            timestamp_after_max_ms: long("message.timestamp.after.max.ms")?,
            min_insync_replicas: long("min.insync.replicas")?,
            min_dirty_ratio: self.get("min.cleanable.dirty.ratio").parse().map_err(|_| ResponseError::InvalidConfig)?,
            min_compaction_lag_ms: long("min.compaction.lag.ms")?,
            delete_retention_ms: long("delete.retention.ms")?,
        })
    }
}

/// A topic's settings in the form in which the logs need them.
#[derive(Clone, Debug)]
pub(in crate::embedded) struct Settings {
    pub delete: bool,
    pub compact: bool,
    pub retention_ms: Option<i64>,
    pub retention_bytes: Option<u64>,
    pub max_message_bytes: usize,
    pub log_append_time: bool,
    pub timestamp_after_max_ms: i64,
    pub min_insync_replicas: i64,
    pub min_dirty_ratio: f64,
    pub min_compaction_lag_ms: i64,
    pub delete_retention_ms: i64,
}

impl Settings {
    /// What compaction goes by at this time.
    pub fn compaction(&self, now_ms: i64) -> Compaction {
        Compaction {
            min_dirty_ratio: self.min_dirty_ratio,
            settled_before_ms: match self.min_compaction_lag_ms {
                0 => i64::MAX, // records may carry times of the near future
                lag => now_ms.saturating_sub(lag),
            },
            forgotten_before_ms: now_ms.saturating_sub(self.delete_retention_ms),
        }
    }
}
