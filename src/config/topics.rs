//! The topics of section 1 of the contract, by role.

use regex::Regex;

use super::{OneOrMany, Problem, RawTopics};
use crate::story::Class;

/// Where raw wires come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawSource {
    /// These topics.
    Named(Vec<String>),
    /// Every topic whose name matches; begins with `^`, as librdkafka asks.
    Matching(String),
}

/// Topic names and sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics {
    /// Raw wires.
    pub raw: RawSource,
    /// Stories between intake and desk.
    pub stories: String,
    /// Items without text.
    pub skipped: String,
    /// Items that could not be read.
    pub dead_letters: String,
    /// Which dead letters were put back.
    pub requeued: String,
    /// Editors' words, read by intake.
    pub overrides: String,
    /// The desk's changelog.
    pub changelog: String,
    /// Events, one topic a class, in the order of [`Class::ALL`].
    news: [String; Class::ALL.len()],
    /// Partitions of a raw topic that is created.
    pub raw_partitions: i32,
    /// Partitions of `stories` and `changelog`.
    pub stories_partitions: i32,
    /// Partitions of the other topics.
    pub news_partitions: i32,
    /// Replicas; -1 is the broker's default.
    pub replication: i32,
    /// Bytes that a partition of a created topic keeps; -1 is everything.
    pub retention_bytes: i64,
}

impl Topics {
    /// The topic of a class.
    pub fn of_class(&self, class: Class) -> &str {
        &self.news[class as usize]
    }

    /// The topics of events, each once, in the order of the classes.
    pub fn news(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in &self.news {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// Every topic that wiredesk writes to.
    pub fn written(&self) -> Vec<&str> {
        let mut names = vec![self.stories.as_str()];
        names.extend(self.news());
        names.extend([self.skipped.as_str(), &self.dead_letters, &self.requeued, &self.changelog]);
        names
    }

    /// The same with a prefix before the name of everything that is written.
    pub(super) fn prefixed(&self, name: &str) -> Topics {
        let own = |topic: &String| format!("{name}.{topic}");
        Topics {
            stories: own(&self.stories),
            skipped: own(&self.skipped),
            dead_letters: own(&self.dead_letters),
            requeued: own(&self.requeued),
            changelog: own(&self.changelog),
            news: self.news.each_ref().map(own),
            ..self.clone()
        }
    }

    pub(super) fn resolve(place: &str, raw: RawTopics) -> Result<Topics, Problem> {
        let problem = |key: &str, message: String| Problem::of(place, &format!("topics.{key}"), message);
        for (key, count) in [
            ("raw_partitions", raw.raw_partitions),
            ("stories_partitions", raw.stories_partitions),
            ("news_partitions", raw.news_partitions),
        ] {
            if count < 1 {
                return Err(problem(key, format!("{count} partitions; at least 1 is needed")));
            }
        }
        if raw.replication == 0 || raw.replication < -1 {
            return Err(problem("replication", "a number of replicas, or -1 for the broker's default".into()));
        }
        let topics = Topics {
            raw: raw_source(raw.raw).map_err(|m| problem("raw", m))?,
            news: [raw.breaking, raw.updates, raw.new, raw.corrections, raw.withdrawals, raw.duplicates, raw.embargoed, raw.advisories],
            stories: raw.stories,
            skipped: raw.skipped,
            dead_letters: raw.dead_letters,
            requeued: raw.requeued,
            overrides: raw.overrides,
            changelog: raw.changelog,
            raw_partitions: raw.raw_partitions,
            stories_partitions: raw.stories_partitions,
            news_partitions: raw.news_partitions,
            replication: raw.replication,
            retention_bytes: raw.retention_bytes,
        };
        topics.check(place)?;
        Ok(topics)
    }

    /// Names are sound, no role shares a topic with another role, and nothing that is written is read as raw again.
    fn check(&self, place: &str) -> Result<(), Problem> {
        let mut raw: Vec<&str> = match &self.raw {
            RawSource::Named(names) => names.iter().map(String::as_str).collect(),
            RawSource::Matching(_) => vec![],
        };
        raw.push(&self.overrides);
        let written = self.written();
        for (i, name) in written.iter().chain(&raw).enumerate() {
            if !is_topic_name(name) {
                return Err(Problem::of(
                    place,
                    "topics",
                    format!("`{name}` is no topic name (letters, digits, `.`, `_`, `-`, at most 249)"),
                ));
            }
            if written.iter().chain(&raw).skip(i + 1).any(|other| other == name) {
                return Err(Problem::of(place, "topics", format!("`{name}` stands in two roles; each needs a topic of its own")));
            }
        }
        // An embargoed story's text must reach no other topic of events.
        if self.news.iter().filter(|n| *n == self.of_class(Class::Embargoed)).count() > 1 {
            return Err(Problem::of(place, "topics.embargoed", "embargoed stories need a topic that no other class has"));
        }
        if let RawSource::Matching(pattern) = &self.raw {
            let regex = Regex::new(pattern).map_err(|e| Problem::of(place, "topics.raw", format!("no regular expression: {e}")))?;
            if let Some(own) = written.iter().chain(&raw).find(|name| regex.is_match(name)) {
                return Err(Problem::of(place, "topics.raw", format!("`{pattern}` matches `{own}`, which wiredesk itself writes")));
            }
        }
        Ok(())
    }
}

fn raw_source(raw: OneOrMany) -> Result<RawSource, String> {
    match raw {
        OneOrMany::One(pattern) if pattern.starts_with('^') => Ok(RawSource::Matching(pattern)),
        OneOrMany::One(name) => Ok(RawSource::Named(vec![name])),
        OneOrMany::Many(names) if names.is_empty() => Err("at least one topic is needed".into()),
        OneOrMany::Many(names) => Ok(RawSource::Named(names)),
    }
}

fn is_topic_name(name: &str) -> bool {
    (1..=249).contains(&name.len())
        && ![".", ".."].contains(&name)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ['.', '_', '-'].contains(&c))
}
