//! The configuration as a person writes it. Defaults stand here alone; `config/wiredesk.toml` repeats them and a test compares.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawConfig {
    /// The cluster and how to reach it.
    pub kafka: RawKafka,
    /// Topic names and sizes.
    pub topics: RawTopics,
    /// Which stories may repeat one another.
    pub scopes: RawScopes,
    /// The desk's window.
    pub desk: RawDesk,
    /// Editorial knowledge.
    pub editorial: RawEditorial,
    /// The admin server.
    pub admin: RawAdmin,
    /// Logs.
    pub log: RawLog,
    /// Traces.
    pub traces: RawTraces,
}

/// `[kafka]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawKafka {
    /// Bootstrap servers.
    pub brokers: OneOrMany,
    /// Name of this process, for static membership.
    pub instance: Option<String>,
    /// Prefix of groups and transactional ids.
    pub group: String,
    /// The largest record that is written.
    pub max_record_bytes: usize,
    /// Messages in one transaction at most.
    pub max_in_flight: usize,
    /// Time that a transaction stays open at most.
    pub commit_interval_ms: u64,
    /// Time from a commit to the next transaction while the input runs idle.
    pub commit_pause_ms: u64,
    /// File that holds `sasl.password`.
    pub sasl_password_file: Option<PathBuf>,
    /// File that holds `ssl.key.password`.
    pub ssl_key_password_file: Option<PathBuf>,
    /// File that holds the bearer token for OAUTHBEARER; read again before the token expires.
    pub oauth_token_file: Option<PathBuf>,
    /// Any librdkafka property.
    pub properties: BTreeMap<String, Scalar>,
}

impl Default for RawKafka {
    fn default() -> RawKafka {
        RawKafka {
            brokers: OneOrMany::One("127.0.0.1:9092".into()),
            instance: None,
            group: "wiredesk".into(),
            max_record_bytes: 8 * 1024 * 1024,
            max_in_flight: 1000,
            commit_interval_ms: 100,
            commit_pause_ms: 10,
            sasl_password_file: None,
            ssl_key_password_file: None,
            oauth_token_file: None,
            properties: BTreeMap::new(),
        }
    }
}

/// `[topics]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct RawTopics {
    pub raw: OneOrMany,
    pub stories: String,
    pub breaking: String,
    pub updates: String,
    pub new: String,
    pub corrections: String,
    pub withdrawals: String,
    pub duplicates: String,
    pub embargoed: String,
    pub advisories: String,
    pub skipped: String,
    pub dead_letters: String,
    pub requeued: String,
    pub overrides: String,
    pub changelog: String,
    pub raw_partitions: i32,
    pub stories_partitions: i32,
    pub news_partitions: i32,
    pub replication: i32,
    pub retention_bytes: i64,
}

impl Default for RawTopics {
    fn default() -> RawTopics {
        RawTopics {
            raw: OneOrMany::Many(vec!["wire.raw".into()]),
            stories: "wire.stories".into(),
            breaking: "news.breaking".into(),
            updates: "news.updates".into(),
            new: "news.new".into(),
            corrections: "news.corrections".into(),
            withdrawals: "news.corrections".into(),
            duplicates: "news.duplicates".into(),
            embargoed: "news.embargoed".into(),
            advisories: "news.advisories".into(),
            skipped: "wire.skipped".into(),
            dead_letters: "wire.dead-letters".into(),
            requeued: "wire.requeued".into(),
            overrides: "wire.overrides".into(),
            changelog: "wiredesk.desk-changelog".into(),
            raw_partitions: 4,
            stories_partitions: 1,
            news_partitions: 1,
            replication: -1,
            retention_bytes: 10 * 1024 * 1024 * 1024,
        }
    }
}

/// `[scopes]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawScopes {
    /// Scope by agency.
    pub agencies: BTreeMap<String, String>,
    /// Scope by language.
    pub languages: BTreeMap<String, String>,
}

/// `[desk]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawDesk {
    /// The window of arrival times.
    pub window_hours: u32,
    /// Whether other processes' partitions are followed, to take them over warm.
    pub standby: bool,
}

impl Default for RawDesk {
    fn default() -> RawDesk {
        RawDesk { window_hours: 72, standby: true }
    }
}

/// `[editorial]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawEditorial {
    /// Folder with `agencies/*.toml`, `languages/*.toml` and `names/given.toml` that stand in for the built-in files of the same name.
    pub folder: Option<PathBuf>,
}

/// `[admin]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawAdmin {
    /// Address of the admin server.
    pub listen: String,
    /// File that holds the token that writes need.
    pub token_file: Option<PathBuf>,
}

impl Default for RawAdmin {
    fn default() -> RawAdmin {
        RawAdmin { listen: "127.0.0.1:9464".into(), token_file: None }
    }
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawLog {
    /// `text` or `json`.
    pub format: LogFormat,
    /// Level or filter directives, as `info` or `warn,librdkafka=debug`.
    pub filter: String,
}

impl Default for RawLog {
    fn default() -> RawLog {
        RawLog { format: LogFormat::Text, filter: "info".into() }
    }
}

/// `[traces]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawTraces {
    /// Address of a collector; none: no traces.
    pub endpoint: Option<String>,
    /// Share of the traces that begin here and are recorded.
    pub ratio: f64,
}

impl Default for RawTraces {
    fn default() -> RawTraces {
        RawTraces { endpoint: None, ratio: 1.0 }
    }
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// One string or a list of strings.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub enum OneOrMany {
    /// One.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// A librdkafka property's value, as it is convenient to write.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a string, a number or a boolean")]
pub enum Scalar {
    /// `true`
    Boolean(bool),
    /// `5`
    Integer(i64),
    /// `0.5`
    Number(f64),
    /// `"text"`
    Text(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scalar::Boolean(b) => write!(f, "{b}"),
            Scalar::Integer(i) => write!(f, "{i}"),
            Scalar::Number(n) => write!(f, "{n}"),
            Scalar::Text(t) => f.write_str(t),
        }
    }
}
