//! Topics: their partitions and settings.

pub(in crate::embedded) mod admin;
pub(in crate::embedded) mod configs;
pub(in crate::embedded) mod metadata;
mod settings;

use std::collections::BTreeMap;

use kafka_protocol::ResponseError;
use uuid::Uuid;

pub(in crate::embedded) use settings::Settings;

use self::settings::Config;
use super::Options;
use super::core::Answer;
use super::log::PartitionLog;

/// All topics by name.
#[derive(Debug, Default)]
pub(super) struct Topics {
    by_name: BTreeMap<String, Topic>,
    created: u128,
}

/// One topic.
#[derive(Debug)]
pub(super) struct Topic {
    pub id: Uuid,
    pub partitions: Vec<PartitionLog>,
    pub config: Config,
    pub settings: Settings,
}

impl Topics {
    /// Creates a topic.
    pub fn create(&mut self, name: &str, partitions: i32, config: Config, options: &Options) -> Answer<&mut Topic> {
        check_name(name)?;
        if self.by_name.contains_key(name) {
            return Err(ResponseError::TopicAlreadyExists);
        }
        let partitions = self.room_for(partitions, options)?;
        let settings = config.settings()?;
        self.created += 1;
        // An id of its own for each creation: a topic deleted and made again is another topic.
        let id = Uuid::from_u128(0x7769_7265_6465_736b << 64 | self.created);
        let partitions = std::iter::repeat_with(PartitionLog::default).take(partitions).collect();
        Ok(self.by_name.entry(name.to_owned()).or_insert(Topic { id, partitions, config, settings }))
    }

    fn room_for(&self, partitions: i32, options: &Options) -> Answer<usize> {
        let wanted = usize::try_from(partitions).ok().filter(|&n| n > 0).ok_or(ResponseError::InvalidPartitions)?;
        let existing: usize = self.by_name.values().map(|t| t.partitions.len()).sum();
        if existing + wanted > options.max_partitions { Err(ResponseError::PolicyViolation) } else { Ok(wanted) }
    }

    /// Adds partitions until there are `count`.
    pub fn grow(&mut self, name: &str, count: i32, options: &Options) -> Answer<()> {
        let existing = self.get(name)?.partitions.len() as i32;
        let more = self.room_for(count.saturating_sub(existing), options)?;
        let topic = self.get_mut(name)?;
        topic.partitions.extend(std::iter::repeat_with(PartitionLog::default).take(more));
        Ok(())
    }

    pub fn delete(&mut self, name: &str) -> Answer<Topic> {
        self.by_name.remove(name).ok_or(ResponseError::UnknownTopicOrPartition)
    }

    pub fn get(&self, name: &str) -> Answer<&Topic> {
        self.by_name.get(name).ok_or(ResponseError::UnknownTopicOrPartition)
    }

    pub fn get_mut(&mut self, name: &str) -> Answer<&mut Topic> {
        self.by_name.get_mut(name).ok_or(ResponseError::UnknownTopicOrPartition)
    }

    /// A partition's log with its topic's settings.
    pub fn partition(&mut self, topic: &str, partition: i32) -> Answer<(&mut PartitionLog, &Settings)> {
        let topic = self.get_mut(topic)?;
        let log = usize::try_from(partition).ok().and_then(|p| topic.partitions.get_mut(p));
        Ok((log.ok_or(ResponseError::UnknownTopicOrPartition)?, &topic.settings))
    }

    /// Whether there is such a partition.
    pub fn has(&self, topic: &str, partition: i32) -> bool {
        self.by_name.get(topic).is_some_and(|t| (0..t.partitions.len() as i32).contains(&partition))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Topic)> {
        self.by_name.iter().map(|(name, topic)| (name.as_str(), topic))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Topic> {
        self.by_name.values_mut()
    }

    /// Finds the name of a topic by id.
    pub fn name_of(&self, id: Uuid) -> Option<&str> {
        self.iter().find(|(_, t)| t.id == id).map(|(name, _)| name)
    }

    /// Bytes of all records.
    pub fn bytes(&self) -> usize {
        self.by_name.values().flat_map(|t| &t.partitions).map(PartitionLog::bytes).sum()
    }
}

/// Kafka's rule for names of topics.
fn check_name(name: &str) -> Answer<()> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let ok = !matches!(name, "" | "." | "..") && name.len() <= 249 && name.chars().all(legal);
    if ok { Ok(()) } else { Err(ResponseError::InvalidTopicException) }
}
