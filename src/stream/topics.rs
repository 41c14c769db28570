//! The topics that the configuration names: what they should be, what is missing, what differs.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::client::{Context, client_with_properties, plain_consumer};
use crate::config::{Config, RawSource};

const TRY: Duration = Duration::from_secs(5);

/// What a topic should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Its partitions when it is created.
    pub partitions: i32,
    /// Whether an existing topic must have exactly that many.
    pub fixed: bool,
    /// Its settings.
    pub settings: BTreeMap<&'static str, String>,
}

/// Every topic that the configuration names, raw ones first. Topics of a regular expression are the site's own.
pub fn plans(config: &Config) -> Vec<Plan> {
    let topics = &config.topics;
    let plan = |name: &str, partitions, fixed, retention: i64| {
        let settings = BTreeMap::from([
            ("cleanup.policy", "delete".to_owned()),
            // By size and never by time: see config/wiredesk.toml.
            ("retention.ms", "-1".to_owned()),
            ("retention.bytes", retention.to_string()),
            ("message.timestamp.type", "CreateTime".to_owned()),
            ("max.message.bytes", (config.kafka.max_record_bytes + 65_536).to_string()),
        ]);
        Plan { name: name.to_owned(), partitions, fixed, settings }
    };
    let keep = topics.retention_bytes;
    let mut plans = Vec::new();
    if let RawSource::Named(names) = &topics.raw {
        plans.extend(names.iter().map(|name| plan(name, topics.raw_partitions, false, keep)));
    }
    plans.push(plan(&topics.stories, topics.stories_partitions, true, keep));
    plans.extend(topics.news().iter().map(|name| plan(name, topics.news_partitions, false, keep)));
    plans.push(plan(&topics.skipped, topics.news_partitions, false, keep));
    plans.push(plan(&topics.dead_letters, topics.news_partitions, false, keep));
    // Keyed by scope, as the stories are.
    plans.push(plan(&topics.overrides, topics.stories_partitions, false, keep));
    // Small, and read whole before each requeue.
    plans.push(plan(&topics.requeued, 1, false, -1));
    // The desk cuts it itself.
    plans.push(plan(&topics.changelog, topics.stories_partitions, true, -1));
    plans
}

/// What is on the cluster instead of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing.
    Missing,
    /// Nothing that is shown to us.
    Hidden,
    /// Another number of partitions where it matters.
    Partitions {
        /// There are so many.
        are: i32,
        /// There should be so many.
        should: i32,
    },
    /// Another setting.
    Setting {
        /// Its name.
        name: &'static str,
        /// What it is.
        is: String,
        /// What it should be.
        should: String,
    },
}

impl Finding {
    /// Whether the daemon cannot run with it.
    pub fn is_fatal(&self) -> bool {
        match self {
            Finding::Missing | Finding::Hidden | Finding::Partitions { .. } => true,
            Finding::Setting { .. } => false,
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::Missing => f.write_str("missing; `wiredesk topics create` creates it"),
            Finding::Hidden => f.write_str("is not shown to us: rights on it are missing; docs/security.md lists them"),
            Finding::Partitions { are, should } => write!(f, "has {are} partitions, should have {should}: a scope's stories would part"),
            Finding::Setting { name, is, should } => write!(f, "{name} is {is}, should be {should}"),
        }
    }
}

/// The largest record that fits where topics take less than planned; Kafka counts a batch with its frame.
pub fn record_limit(planned: usize, findings: &[(String, Finding)]) -> usize {
    let smaller = findings.iter().filter_map(|(_, finding)| match finding {
        Finding::Setting { name: "max.message.bytes", is, .. } => is.parse::<usize>().ok().map(|is| is.saturating_sub(1_024)),
        _ => None,
    });
    smaller.chain([planned]).min().unwrap_or(planned)
}

/// The cluster's topics, seen through an admin client.
pub struct Cluster {
    admin: AdminClient<Context>,
    /// Asks about single topics: an admin client is a producer to Kafka, which makes the topics that a producer asks about.
    reader: BaseConsumer<Context>,
    runtime: tokio::runtime::Runtime,
}

impl Cluster {
    /// A client. Connects when it is used.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn new(config: &Config) -> Result<Cluster, String> {
        let context = || Context::new(&config.kafka, None);
        let admin = client_with_properties(&config.kafka).create_with_context(context()).map_err(|e| e.to_string())?;
        let reader = plain_consumer(&config.kafka).create_with_context(context()).map_err(|e| e.to_string())?;
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|e| e.to_string())?;
        Ok(Cluster { admin, reader, runtime })
    }

    /// Why the cluster does not answer, in librdkafka's words: an admin client's own errors say only that it does not.
    pub fn why_silent(config: &Config) -> Option<String> {
        let context = Context::new(&config.kafka, None);
        let client: BaseConsumer<Context> = plain_consumer(&config.kafka).create_with_context(context.clone()).ok()?;
        let _ = client.fetch_metadata(None, Duration::from_secs(1));
        // The reasons wait as events until somebody polls.
        for _ in 0..8 {
            let _ = client.poll(Duration::from_millis(20));
        }
        context.last_failure()
    }

    /// Partitions of each topic that exists.
    ///
    /// # Errors
    /// A cluster that does not answer.
    pub fn partitions(&self) -> Result<BTreeMap<String, i32>, KafkaError> {
        let metadata = self.admin.inner().fetch_metadata(None, TRY)?;
        let existing = metadata.topics().iter().filter(|t| t.error().is_none());
        Ok(existing.map(|t| (t.name().to_owned(), i32::try_from(t.partitions().len()).unwrap_or(i32::MAX))).collect())
    }

    /// What differs from the plans, with the topics' names.
    ///
    /// # Errors
    /// A cluster that does not answer.
    pub fn check(&self, plans: &[Plan]) -> Result<Vec<(String, Finding)>, KafkaError> {
        let partitions = self.partitions()?;
        let mut findings = Vec::new();
        for plan in plans {
            match partitions.get(&plan.name) {
                None => findings.push((plan.name.clone(), if self.is_hidden(&plan.name) { Finding::Hidden } else { Finding::Missing })),
                Some(&are) if plan.fixed && are != plan.partitions => {
                    findings.push((plan.name.clone(), Finding::Partitions { are, should: plan.partitions }));
                }
                Some(_) => {}
            }
        }
        let present: Vec<&Plan> = plans.iter().filter(|p| partitions.contains_key(&p.name)).collect();
        findings.extend(self.settings(&present)?);
        Ok(findings)
    }

    /// Whether the cluster does not let us see this topic, be it there or not.
    fn is_hidden(&self, topic: &str) -> bool {
        let metadata = self.reader.fetch_metadata(Some(topic), TRY);
        let refused = rdkafka::types::RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
        metadata.is_ok_and(|m| m.topics().iter().any(|t| t.error() == Some(refused)))
    }

    fn settings(&self, plans: &[&Plan]) -> Result<Vec<(String, Finding)>, KafkaError> {
        let specifiers: Vec<ResourceSpecifier<'_>> = plans.iter().map(|p| ResourceSpecifier::Topic(&p.name)).collect();
        if specifiers.is_empty() {
            return Ok(Vec::new());
        }
        let options = AdminOptions::new().request_timeout(Some(TRY));
        let described = self.runtime.block_on(self.admin.describe_configs(&specifiers, &options))?;
        let mut findings = Vec::new();
        for (plan, resource) in plans.iter().zip(described) {
            let Ok(resource) = resource else { continue };
            for (name, should) in &plan.settings {
                let is = resource.get(name).and_then(|entry| entry.value.clone()).unwrap_or_default();
                if !is.is_empty() && is != *should {
                    findings.push((plan.name.clone(), Finding::Setting { name, is, should: should.clone() }));
                }
            }
        }
        Ok(findings)
    }

    /// Creates a topic. False where it is there already.
    ///
    /// # Errors
    /// What the cluster says against it.
    pub fn create(&self, plan: &Plan, replication: i32) -> Result<bool, String> {
        let mut topic = NewTopic::new(&plan.name, plan.partitions, TopicReplication::Fixed(replication));
        for (name, value) in &plan.settings {
            topic = topic.set(name, value);
        }
        let options = AdminOptions::new().request_timeout(Some(TRY)).operation_timeout(Some(TRY));
        let answer = self.runtime.block_on(self.admin.create_topics([&topic], &options)).map_err(|e| e.to_string())?;
        match answer.into_iter().next() {
            Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => Ok(false),
            Some(Err((_, code))) => Err(code.to_string()),
            _ => Ok(true),
        }
    }
}
