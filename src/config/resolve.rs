//! From what a person wrote to what the code uses.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use rdkafka::ClientConfig;

use super::secret::is_secret;
use super::{LogFormat, OneOrMany, Problem, RawConfig, RawKafka, Scopes, Secret, Topics, Traces};

/// The configuration that the code uses. Sound by construction.
#[derive(Clone, Debug)]
pub struct Config {
    /// The cluster and how to reach it.
    pub kafka: Kafka,
    /// Topic names and sizes.
    pub topics: Topics,
    /// Which stories may repeat one another.
    pub scopes: Scopes,
    /// The desk's window.
    pub desk: DeskConfig,
    /// Folder whose editorial files stand in for built-in ones.
    pub editorial: Option<PathBuf>,
    /// The admin server.
    pub admin: Admin,
    /// How logs are written.
    pub log_format: LogFormat,
    /// Which logs are written.
    pub log_filter: String,
    /// Where traces go; none: off.
    pub traces: Option<Traces>,
}

impl Config {
    /// The tables that differ in what a running daemon cannot take over: all but `[scopes]` and `[editorial]`.
    pub fn restart_for(&self, new: &Config) -> Vec<&'static str> {
        let log = (self.log_format, &self.log_filter) != (new.log_format, &new.log_filter);
        let tables = [
            ("[kafka]", self.kafka != new.kafka),
            ("[topics]", self.topics != new.topics),
            ("[desk]", self.desk != new.desk),
            ("[admin]", self.admin != new.admin),
            ("[log]", log),
            ("[traces]", self.traces != new.traces),
        ];
        tables.into_iter().filter(|(_, differs)| *differs).map(|(table, _)| table).collect()
    }
}

impl Default for Config {
    fn default() -> Config {
        Config::resolve("built-in defaults", RawConfig::default()).expect("a test resolves the defaults")
    }
}

/// The cluster and how to reach it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kafka {
    /// Bootstrap servers.
    pub brokers: String,
    /// Name of this process, unique among those with the same group: static membership.
    pub instance: Option<String>,
    /// Prefix of groups and transactional ids.
    pub group: String,
    /// The largest record that is written.
    pub max_record_bytes: usize,
    /// Messages in one transaction at most.
    pub max_in_flight: usize,
    /// Time that a transaction stays open at most.
    pub commit_interval: Duration,
    /// Time from a commit to the next transaction while the input runs idle.
    pub commit_pause: Duration,
    /// librdkafka's properties, secrets included.
    pub properties: BTreeMap<String, String>,
    /// File with the bearer token for OAUTHBEARER.
    pub oauth_token_file: Option<PathBuf>,
}

impl std::fmt::Debug for Kafka {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown: BTreeMap<_, _> = self.properties.iter().map(|(k, v)| (k, if is_secret(k) { "(secret)" } else { v })).collect();
        f.debug_struct("Kafka")
            .field("brokers", &self.brokers)
            .field("instance", &self.instance)
            .field("group", &self.group)
            .field("properties", &shown)
            .finish_non_exhaustive()
    }
}

/// The desk's window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskConfig {
    /// In milliseconds of arrival time.
    pub window_ms: i64,
    /// Whether other processes' partitions are followed, to take them over warm.
    pub standby: bool,
}

/// The admin server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The token that writes need.
    pub token: Option<Secret>,
}

/// What exactly-once rests on, or what has a key of its own.
const OURS: [(&str, &str); 14] = [
    ("bootstrap.servers", "set kafka.brokers instead"),
    ("metadata.broker.list", "set kafka.brokers instead"),
    ("group.id", "set kafka.group instead"),
    ("group.instance.id", "set kafka.instance instead"),
    ("group.protocol", "partitions move by the classic protocol, cooperatively"),
    ("partition.assignment.strategy", "partitions move by the classic protocol, cooperatively"),
    ("transactional.id", "it follows from kafka.group, kafka.instance and the partition"),
    ("enable.auto.commit", "offsets are committed in the transaction"),
    ("enable.auto.offset.store", "offsets are committed in the transaction"),
    ("auto.offset.reset", "a new group starts at the earliest record, and an offset out of range is an error"),
    ("isolation.level", "only committed records are read"),
    ("enable.idempotence", "producers are transactional"),
    ("acks", "it is always all"),
    ("message.max.bytes", "set kafka.max_record_bytes instead"),
];

impl Config {
    /// Checks and resolves. `place` names the source in problems.
    ///
    /// # Errors
    /// The first problem.
    pub fn resolve(place: &str, raw: RawConfig) -> Result<Config, Problem> {
        let hours = i64::from(raw.desk.window_hours);
        if !(1..=24 * 366).contains(&hours) {
            return Err(Problem::of(place, "desk.window_hours", format!("{hours} hours; from 1 to 8784 are possible")));
        }
        let listen = raw.admin.listen.parse();
        let token = raw.admin.token_file.as_deref().map(Secret::from_file).transpose();
        Ok(Config {
            kafka: Kafka::resolve(place, raw.kafka)?,
            topics: Topics::resolve(place, raw.topics)?,
            scopes: Scopes::resolve(place, raw.scopes)?,
            desk: DeskConfig { window_ms: hours * 3_600_000, standby: raw.desk.standby },
            editorial: raw.editorial.folder,
            admin: Admin {
                listen: listen.map_err(|_| {
                    Problem::of(place, "admin.listen", format!("`{}` is no address with port, as 127.0.0.1:9464", raw.admin.listen))
                })?,
                token: token.map_err(|m| Problem::of(place, "admin.token_file", m))?,
            },
            log_format: raw.log.format,
            log_filter: raw.log.filter,
            traces: Traces::resolve(place, raw.traces)?,
        })
    }
}

impl Kafka {
    fn resolve(place: &str, raw: RawKafka) -> Result<Kafka, Problem> {
        let problem = |key: &str, message: String| Problem::of(place, &format!("kafka.{key}"), message);
        let brokers = match raw.brokers {
            OneOrMany::One(one) => one,
            OneOrMany::Many(many) => many.join(","),
        };
        if brokers.trim().is_empty() {
            return Err(problem("brokers", "at least one host:port is needed".into()));
        }
        if !(1..=100_000).contains(&raw.max_in_flight) {
            return Err(problem("max_in_flight", "from 1 to 100000 are possible; 500 to 2000 are good".into()));
        }
        if !(1..=10_000).contains(&raw.commit_interval_ms) {
            return Err(problem("commit_interval_ms", "from 1 to 10000 are possible".into()));
        }
        if raw.commit_pause_ms > 1_000 {
            return Err(problem("commit_pause_ms", "from 0 to 1000 are possible; 5 to 20 are good".into()));
        }
        if !(65_536..=1_000_000_000).contains(&raw.max_record_bytes) {
            return Err(problem("max_record_bytes", "from 65536 to 1000000000 are possible".into()));
        }
        let mut properties: BTreeMap<String, String> = raw.properties.iter().map(|(k, v)| (k.clone(), v.to_string())).collect();
        for (key, property, file) in [
            ("sasl_password_file", "sasl.password", &raw.sasl_password_file),
            ("ssl_key_password_file", "ssl.key.password", &raw.ssl_key_password_file),
        ] {
            if let Some(file) = file {
                let secret = Secret::from_file(file).map_err(|m| problem(key, m))?;
                properties.insert(property.to_owned(), secret.expose().to_owned());
            }
        }
        for (name, value) in &properties {
            check_property(name, value).map_err(|m| problem(&format!("properties.{name}"), m))?;
        }
        Ok(Kafka {
            brokers,
            instance: raw.instance.filter(|i| !i.is_empty()),
            group: raw.group,
            max_record_bytes: raw.max_record_bytes,
            max_in_flight: raw.max_in_flight,
            commit_interval: Duration::from_millis(raw.commit_interval_ms),
            commit_pause: Duration::from_millis(raw.commit_pause_ms),
            properties,
            oauth_token_file: raw.oauth_token_file,
        })
    }
}

/// Asks librdkafka itself whether it knows the property and takes the value.
fn check_property(name: &str, value: &str) -> Result<(), String> {
    if let Some((_, why)) = OURS.iter().find(|(ours, _)| *ours == name) {
        return Err(format!("wiredesk sets this itself: {why}"));
    }
    match ClientConfig::new().set(name, value).create_native_config() {
        Ok(_) => Ok(()),
        Err(_) if is_secret(name) => Err("librdkafka refuses it".into()),
        Err(e) => Err(format!("librdkafka refuses it: {e}")),
    }
}
