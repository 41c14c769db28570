//! Creating, deleting and growing topics.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kafka_protocol::messages::create_partitions_response::CreatePartitionsTopicResult;
use kafka_protocol::messages::create_topics_request::CreatableTopic;
use kafka_protocol::messages::create_topics_response::{CreatableTopicConfigs, CreatableTopicResult};
use kafka_protocol::messages::delete_topics_request::DeleteTopicState;
use kafka_protocol::messages::delete_topics_response::DeletableTopicResult;
use kafka_protocol::messages::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse, DeleteTopicsRequest, DeleteTopicsResponse,
};
use kafka_protocol::protocol::StrBytes;

use super::Topics;
use super::settings::{Config, KNOWN};
use crate::embedded::Options;
use crate::embedded::api::Call;
use crate::embedded::core::State;

/// An error with a message for people.
type Checked<T> = Result<T, (ResponseError, String)>;

fn refused<T>(error: ResponseError, message: impl Into<String>) -> Checked<T> {
    Err((error, message.into()))
}

pub(in crate::embedded) fn create_topics(call: &Call, request: CreateTopicsRequest) -> CreateTopicsResponse {
    let mut state = call.core.lock();
    let topics = request.topics.into_iter().map(|wanted| {
        let created = create(&mut state.topics, &wanted, request.validate_only, &call.core.options);
        let result = CreatableTopicResult::default().with_name(wanted.name.clone());
        match created {
            Ok(config) => described(result, &state.topics, &wanted, &config),
            Err((error, message)) => {
                result.with_error_code(error.code()).with_error_message(Some(StrBytes::from_string(message))).with_configs(None)
            }
        }
    });
    let topics = topics.collect();
    CreateTopicsResponse::default().with_topics(topics)
}

fn described(result: CreatableTopicResult, topics: &Topics, wanted: &CreatableTopic, config: &Config) -> CreatableTopicResult {
    let configs = KNOWN.iter().map(|k| {
        CreatableTopicConfigs::default()
            .with_name(StrBytes::from_static_str(k.name))
            .with_value(Some(StrBytes::from_string(config.get(k.name).to_owned())))
            .with_config_source(if config.own(k.name).is_some() { 1 } else { 5 })
    });
    let topic = topics.get(&wanted.name).ok();
    result
        .with_topic_id(topic.map_or_else(Default::default, |t| t.id))
        .with_num_partitions(topic.map_or_else(|| partitions(wanted), |t| t.partitions.len() as i32))
        .with_replication_factor(1)
        .with_configs(Some(configs.collect()))
}

fn create(topics: &mut Topics, wanted: &CreatableTopic, validate_only: bool, options: &Options) -> Checked<Config> {
    super::check_name(&wanted.name).map_err(|e| (e, format!("{:?} is no name for a topic", wanted.name.as_str())))?;
    if !matches!(wanted.replication_factor, -1 | 1) {
        return refused(
            ResponseError::InvalidReplicationFactor,
            format!("replication factor {} on one node: use 1, or -1 for the broker's default", wanted.replication_factor),
        );
    }
    let mut config = Config::default();
    for c in &wanted.configs {
        config.set(&c.name, c.value.as_deref()).or_else(|message| refused(ResponseError::InvalidConfig, message))?;
    }
    if topics.get(&wanted.name).is_ok() {
        return refused(ResponseError::TopicAlreadyExists, format!("Topic '{}' already exists.", wanted.name.as_str()));
    }
    let count = partitions(wanted);
    if count < 1 {
        return refused(ResponseError::InvalidPartitions, format!("{count} partitions"));
    }
    if !validate_only {
        let created = topics.create(&wanted.name, count, config.clone(), options);
        created.map_err(|e| (e, format!("{count} more partitions: {e} The embedded broker holds {}.", options.max_partitions)))?;
    }
    Ok(config)
}

/// The partitions asked for; -1 asks for the broker's default, which is 1.
fn partitions(wanted: &CreatableTopic) -> i32 {
    match (wanted.num_partitions, wanted.assignments.len()) {
        (-1, 0) => 1,
        (-1, assigned) => assigned as i32,
        (count, _) => count,
    }
}

pub(in crate::embedded) fn delete_topics(call: &Call, request: DeleteTopicsRequest) -> DeleteTopicsResponse {
    let by_name = request.topic_names.into_iter().map(|name| DeleteTopicState::default().with_name(Some(name)));
    let wanted: Vec<_> = by_name.chain(request.topics).collect();
    let mut state = call.core.lock();
    let responses = wanted.into_iter().map(|topic| delete(&mut state, topic)).collect();
    drop(state);
    call.core.appended.notify_waiters(); // who waits for its records shall hear that it is gone
    DeleteTopicsResponse::default().with_responses(responses)
}

fn delete(state: &mut State, topic: DeleteTopicState) -> DeletableTopicResult {
    let result = DeletableTopicResult::default();
    let Some(name) = topic.name.map(|n| n.to_string()).or_else(|| state.topics.name_of(topic.topic_id).map(str::to_owned)) else {
        return result.with_error_code(ResponseError::UnknownTopicId.code()).with_topic_id(topic.topic_id).with_name(None);
    };
    let deleted = state.topics.delete(&name);
    if deleted.is_ok() {
        state.groups.values_mut().for_each(|group| group.offsets.forget_topic(&name));
        state.transactions.forget_topic(&name);
    }
    let (id, error) = deleted.map_or_else(|e| (Default::default(), e.code()), |t| (t.id, 0));
    result.with_error_code(error).with_topic_id(id).with_name(Some(StrBytes::from_string(name).into()))
}

pub(in crate::embedded) fn create_partitions(call: &Call, request: CreatePartitionsRequest) -> CreatePartitionsResponse {
    let mut state = call.core.lock();
    let results = request.topics.into_iter().map(|wanted| {
        let (error, message) = match grow(&mut state.topics, &wanted, request.validate_only, &call.core.options) {
            Ok(()) => (0, None),
            Err((error, message)) => (error.code(), Some(StrBytes::from_string(message))),
        };
        CreatePartitionsTopicResult::default().with_name(wanted.name).with_error_code(error).with_error_message(message)
    });
    let results = results.collect();
    CreatePartitionsResponse::default().with_results(results)
}

fn grow(topics: &mut Topics, wanted: &CreatePartitionsTopic, validate_only: bool, options: &Options) -> Checked<()> {
    let existing = topics.get(&wanted.name).map_err(|e| (e, e.to_string()))?.partitions.len() as i32;
    if wanted.count <= existing {
        return refused(ResponseError::InvalidPartitions, format!("the topic has {existing} partitions already"));
    }
    if validate_only { Ok(()) } else { topics.grow(&wanted.name, wanted.count, options).map_err(|e| (e, e.to_string())) }
}
