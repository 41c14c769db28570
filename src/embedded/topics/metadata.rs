//! Metadata: which topics there are, and that we lead all of their partitions.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::metadata_response::{MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic};
use kafka_protocol::messages::{MetadataRequest, MetadataResponse, TopicName};
use kafka_protocol::protocol::StrBytes;

use super::settings::Config;
use super::{Topic, Topics};
use crate::embedded::Options;
use crate::embedded::api::Call;
use crate::embedded::cluster::{CLUSTER_ID, NODE};
use crate::embedded::core::Answer;

pub(in crate::embedded) fn metadata(call: &Call, request: MetadataRequest) -> MetadataResponse {
    let mut state = call.core.lock();
    // In version 0 no topics means all topics.
    let wanted = request.topics.filter(|topics| !(call.version == 0 && topics.is_empty()));
    let topics = match wanted {
        None => state.topics.iter().map(|(name, topic)| describe(name, topic)).collect(),
        Some(wanted) => {
            let partitions = call.core.options.auto_create_partitions.filter(|_| request.allow_auto_topic_creation);
            wanted.into_iter().map(|w| answer(&mut state.topics, w, partitions, &call.core.options)).collect()
        }
    };
    let node = MetadataResponseBroker::default().with_node_id(NODE).with_host(call.host()).with_port(call.port());
    MetadataResponse::default()
        .with_brokers(vec![node])
        .with_cluster_id(Some(StrBytes::from_static_str(CLUSTER_ID)))
        .with_controller_id(NODE)
        .with_topics(topics)
}

fn answer(topics: &mut Topics, wanted: MetadataRequestTopic, auto_create: Option<i32>, options: &Options) -> MetadataResponseTopic {
    let Some(name) = wanted.name else {
        return match topics.name_of(wanted.topic_id).map(str::to_owned) {
            Some(name) => answer(topics, MetadataRequestTopic::default().with_name(Some(TopicName(name.into()))), None, options),
            None => MetadataResponseTopic::default()
                .with_error_code(ResponseError::UnknownTopicId.code())
                .with_topic_id(wanted.topic_id)
                .with_name(None),
        };
    };
    match existing_or_new(topics, &name, auto_create, options) {
        Ok(topic) => describe(&name, topic),
        Err(error) => MetadataResponseTopic::default().with_error_code(error.code()).with_name(Some(name)),
    }
}

fn existing_or_new<'a>(topics: &'a mut Topics, name: &str, auto_create: Option<i32>, options: &Options) -> Answer<&'a Topic> {
    super::check_name(name)?;
    match auto_create {
        Some(partitions) if topics.get(name).is_err() => topics.create(name, partitions, Config::default(), options).map(|t| &*t),
        _ => topics.get(name),
    }
}

fn describe(name: &str, topic: &Topic) -> MetadataResponseTopic {
    let partitions = (0..topic.partitions.len() as i32).map(|index| {
        MetadataResponsePartition::default()
            .with_partition_index(index)
            .with_leader_id(NODE)
            .with_leader_epoch(0)
            .with_replica_nodes(vec![NODE])
            .with_isr_nodes(vec![NODE])
    });
    MetadataResponseTopic::default()
        .with_name(Some(TopicName(StrBytes::from_string(name.to_owned()))))
        .with_topic_id(topic.id)
        .with_partitions(partitions.collect())
}
