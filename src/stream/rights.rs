//! Rights on the cluster: what a daemon needs, and what of it is missing, in words for people.

mod granted;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use rdkafka::admin::AdminClient;
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::producer::{BaseProducer, Producer};

use self::granted::{Kind, granted};
use super::client::{Context, client_with_properties, transactional_producer};
use crate::config::{Config, RawSource};

const TRY: Duration = Duration::from_secs(10);

/// An operation of Kafka's, in its own word. Each but `DescribeConfigs` brings `Describe` with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Fetch; join a group, commit its offsets.
    Read,
    /// Produce; use a transactional id.
    Write,
    /// Delete records.
    Delete,
    /// See a topic's settings.
    DescribeConfigs,
}

/// What an access control list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The topic of this name.
    Topic(String),
    /// Every topic whose name matches.
    Topics(String),
    /// Groups with this prefix.
    Groups(String),
    /// Transactional ids with this prefix.
    TransactionalIds(String),
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Topic(name) => write!(f, "topic `{name}`"),
            Resource::Topics(pattern) => write!(f, "topics that match `{pattern}`"),
            Resource::Groups(prefix) => write!(f, "groups with prefix `{prefix}`"),
            Resource::TransactionalIds(prefix) => write!(f, "transactional ids with prefix `{prefix}`"),
        }
    }
}

/// Operations that a daemon needs on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// On what.
    pub resource: Resource,
    /// Which.
    pub operations: &'static [Operation],
}

/// Everything that a daemon of this configuration needs.
pub fn needs(config: &Config) -> Vec<Need> {
    use Operation::{Delete, DescribeConfigs, Read, Write};
    let t = &config.topics;
    let need = |resource, operations| Need { resource, operations };
    let topic = |name: &str, operations| need(Resource::Topic(name.to_owned()), operations);
    let mut needs = match &t.raw {
        RawSource::Named(names) => names.iter().map(|name| topic(name, &[Read, DescribeConfigs])).collect(),
        RawSource::Matching(pattern) => vec![need(Resource::Topics(pattern.clone()), &[Read, DescribeConfigs])],
    };
    needs.push(topic(&t.overrides, &[Read, DescribeConfigs]));
    needs.push(topic(&t.stories, &[Read, Write, DescribeConfigs]));
    needs.extend(t.news().into_iter().chain([t.skipped.as_str(), &t.dead_letters]).map(|name| topic(name, &[Write, DescribeConfigs])));
    needs.push(topic(&t.changelog, &[Read, Write, Delete, DescribeConfigs]));
    let prefix = format!("{}-", config.kafka.group);
    needs.push(need(Resource::Groups(prefix.clone()), &[Read]));
    needs.push(need(Resource::TransactionalIds(prefix), &[Write]));
    needs
}

/// The needs as a table for docs/security.md.
pub fn table(needs: &[Need]) -> String {
    let mut table = "| resource | operations |\n|---|---|\n".to_owned();
    for need in needs {
        table += &format!("| {} | {} |\n", need.resource, words(need.operations));
    }
    table
}

fn words(operations: &[Operation]) -> String {
    operations.iter().map(|o| format!("{o:?}")).collect::<Vec<_>>().join(", ")
}

/// Rights that are missing, each resource in a line. Nothing is written or joined, and nobody is fenced: the transactional id that is tried is
/// one that no daemon uses. Topics that are not there are left out.
///
/// # Errors
/// A cluster that does not answer.
pub fn missing(config: &Config) -> Result<Vec<String>, String> {
    let admin: AdminClient<Context> =
        client_with_properties(&config.kafka).create_with_context(Context::new(&config.kafka, None)).map_err(|e| e.to_string())?;
    let needs = needs(config);
    let topics: Vec<String> =
        needs.iter().filter_map(|n| if let Resource::Topic(name) = &n.resource { Some(name.clone()) } else { None }).collect();
    let groups: Vec<String> = ["intake", "desk"].iter().map(|stage| format!("{}-{stage}", config.kafka.group)).collect();
    let on_topics = granted(admin.inner(), Kind::Topics, &topics, TRY)?;
    let on_groups = granted(admin.inner(), Kind::Groups, &groups, TRY)?;
    let mut missing = Vec::new();
    for need in &needs {
        match &need.resource {
            Resource::Topic(name) => {
                missing.extend(lacking(&format!("topic {name}"), need.operations, on_topics.get(name).and_then(Option::as_ref)))
            }
            Resource::Groups(_) => {
                let lacking = groups
                    .iter()
                    .filter_map(|g| lacking(&format!("group {g}"), need.operations, on_groups.get(g).and_then(Option::as_ref)));
                missing.extend(lacking);
            }
            Resource::TransactionalIds(prefix) => missing.extend(of_transactions(config, &format!("{prefix}check"))),
            // Which there are is known to those alone that may see them.
            Resource::Topics(_) => {}
        }
    }
    Ok(missing)
}

/// Where the cluster said what is granted: what of these operations is not. What has no right at all is not even shown.
fn lacking(resource: &str, needed: &[Operation], granted: Option<&BTreeSet<Operation>>) -> Option<String> {
    let granted = granted?;
    let lacking: Vec<Operation> = needed.iter().copied().filter(|o| !granted.contains(o)).collect();
    match lacking.as_slice() {
        [] => None,
        [one] if needed.len() > 1 => Some(format!("{resource}: the right {one:?} is missing")),
        some if some.len() < needed.len() => Some(format!("{resource}: the rights {} are missing", words(some))),
        _ => Some(format!("{resource}: rights are missing; it needs {}", words(needed))),
    }
}

/// Registers the id: the cluster tells of rights on transactional ids in no other way.
fn of_transactions(config: &Config, id: &str) -> Option<String> {
    let properties = transactional_producer(&config.kafka, id);
    let asked =
        properties.create_with_context(Context::new(&config.kafka, None)).and_then(|p: BaseProducer<Context>| p.init_transactions(TRY));
    let error = asked.err()?;
    Some(match error.rdkafka_error_code() {
        Some(RDKafkaErrorCode::TransactionalIdAuthorizationFailed) => format!("transactional id {id}: rights are missing; it needs Write"),
        _ => format!("transactional id {id}: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_on_security_lists_what_a_daemon_needs() {
        let page = include_str!("../../docs/security.md");
        let table = table(&needs(&Config::default()));
        assert!(page.contains(&table), "docs/security.md should have this table:\n{table}");
    }

    #[test]
    fn what_is_not_granted_is_named() {
        use Operation::{Delete, Read, Write};
        let granted = BTreeSet::from([Read]);
        assert_eq!(lacking("topic a", &[Read, Write], Some(&granted)).as_deref(), Some("topic a: the right Write is missing"));
        assert_eq!(
            lacking("group b", &[Write, Delete], Some(&granted)).as_deref(),
            Some("group b: rights are missing; it needs Write, Delete")
        );
        let three = lacking("topic c", &[Read, Write, Delete], Some(&granted));
        assert_eq!(three.as_deref(), Some("topic c: the rights Write, Delete are missing"));
        assert_eq!(lacking("topic a", &[Read], Some(&granted)), None);
        assert_eq!(lacking("topic a", &[Read], None), None, "the cluster does not say");
    }
}
