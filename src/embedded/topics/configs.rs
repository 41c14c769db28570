//! Describing and altering configurations.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::describe_configs_response::{DescribeConfigsResourceResult, DescribeConfigsResult};
use kafka_protocol::messages::{
    AlterConfigsRequest, AlterConfigsResponse, DescribeConfigsRequest, DescribeConfigsResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse, alter_configs_response, incremental_alter_configs_response,
};
use kafka_protocol::protocol::StrBytes;

use super::settings::{Config, KNOWN};
use super::{Topic, Topics};
use crate::embedded::api::Call;

const TOPIC: i8 = 2;
const BROKER: i8 = 4;
const SET_ON_TOPIC: i8 = 1;
const SET_ON_BROKER: i8 = 4;
const DEFAULT: i8 = 5;

pub(in crate::embedded) fn describe_configs(call: &Call, request: DescribeConfigsRequest) -> DescribeConfigsResponse {
    let state = call.core.lock();
    let results = request.resources.into_iter().map(|wanted| {
        let (error, configs) = match wanted.resource_type {
            TOPIC => match state.topics.get(&wanted.resource_name) {
                Ok(topic) => (0, of_topic(topic)),
                Err(error) => (error.code(), Vec::new()),
            },
            BROKER => (0, of_broker(call)),
            _ => (ResponseError::InvalidRequest.code(), Vec::new()),
        };
        DescribeConfigsResult::default()
            .with_error_code(error)
            .with_resource_type(wanted.resource_type)
            .with_resource_name(wanted.resource_name.clone())
            .with_configs(configs.into_iter().filter(|c| is_wanted(&wanted, &c.name)).collect())
    });
    let results = results.collect();
    DescribeConfigsResponse::default().with_results(results)
}

fn is_wanted(wanted: &DescribeConfigsResource, name: &StrBytes) -> bool {
    wanted.configuration_keys.as_ref().is_none_or(|keys| keys.contains(name))
}

fn of_topic(topic: &Topic) -> Vec<DescribeConfigsResourceResult> {
    let each = KNOWN.iter().map(|known| {
        let source = if topic.config.own(known.name).is_some() { SET_ON_TOPIC } else { DEFAULT };
        described(known.name, topic.config.get(known.name).to_owned(), source, known.kind.number())
    });
    each.collect()
}

/// The limits of this broker under Kafka's names.
fn of_broker(call: &Call) -> Vec<DescribeConfigsResourceResult> {
    let options = &call.core.options;
    let values = [
        ("auto.create.topics.enable", options.auto_create_partitions.is_some().to_string()),
        ("num.partitions", options.auto_create_partitions.unwrap_or(1).to_string()),
        ("default.replication.factor", "1".to_owned()),
        ("group.min.session.timeout.ms", options.min_session_timeout.as_millis().to_string()),
        ("transaction.max.timeout.ms", options.max_transaction_timeout.as_millis().to_string()),
        ("max.connections", options.max_connections.to_string()),
    ];
    values.into_iter().map(|(name, value)| described(name, value, SET_ON_BROKER, 2).with_read_only(true)).collect()
}

fn described(name: &'static str, value: String, source: i8, kind: i8) -> DescribeConfigsResourceResult {
    DescribeConfigsResourceResult::default()
        .with_name(StrBytes::from_static_str(name))
        .with_value(Some(StrBytes::from_string(value)))
        .with_config_source(source)
        .with_config_type(kind)
}

/// What to do to one setting.
enum Change<'a> {
    Set(&'a str, Option<&'a str>),
    Append(&'a str, &'a str),
    Subtract(&'a str, &'a str),
}

/// All changes of a topic, or none of them.
fn alter(topics: &mut Topics, kind: i8, name: &str, from: Option<Config>, changes: &[Change<'_>], apply: bool) -> (i16, Option<StrBytes>) {
    let refused = |error: ResponseError, message: String| (error.code(), Some(StrBytes::from_string(message)));
    if kind != TOPIC {
        return refused(ResponseError::InvalidRequest, "only topics have settings that can be altered here".into());
    }
    let Ok(topic) = topics.get_mut(name) else {
        return refused(ResponseError::UnknownTopicOrPartition, format!("no topic {name}"));
    };
    let mut config = from.unwrap_or_else(|| topic.config.clone());
    for change in changes {
        let list = |name: &str| config.get(name).split(',').map(str::to_owned).filter(|v| !v.is_empty()).collect::<Vec<_>>();
        let done = match *change {
            Change::Set(name, value) => config.set(name, value),
            Change::Append(name, value) => {
                let mut values = list(name);
                values.extend(value.split(',').filter(|v| !config.get(name).split(',').any(|o| o == *v)).map(str::to_owned));
                config.set(name, Some(&values.join(",")))
            }
            Change::Subtract(name, value) => {
                let values: Vec<_> = list(name).into_iter().filter(|v| !value.split(',').any(|s| s == v)).collect();
                config.set(name, Some(&values.join(",")))
            }
        };
        if let Err(message) = done {
            return refused(ResponseError::InvalidConfig, message);
        }
    }
    match config.settings() {
        Ok(settings) if apply => (topic.config, topic.settings) = (config, settings),
        Ok(_) => {}
        Err(error) => return refused(error, "a value is out of range".into()),
    }
    (0, None)
}

pub(in crate::embedded) fn incremental_alter_configs(
    call: &Call,
    request: IncrementalAlterConfigsRequest,
) -> IncrementalAlterConfigsResponse {
    let mut state = call.core.lock();
    let responses = request.resources.into_iter().map(|r| {
        let changes = r.configs.iter().map(|c| {
            let value = c.value.as_deref();
            match c.config_operation {
                0 => Change::Set(&c.name, value),
                2 => Change::Append(&c.name, value.unwrap_or_default()),
                3 => Change::Subtract(&c.name, value.unwrap_or_default()),
                _ => Change::Set(&c.name, None), // 1: delete
            }
        });
        let changes = changes.collect::<Vec<_>>();
        let (error, message) = alter(&mut state.topics, r.resource_type, &r.resource_name, None, &changes, !request.validate_only);
        incremental_alter_configs_response::AlterConfigsResourceResponse::default()
            .with_error_code(error)
            .with_error_message(message)
            .with_resource_type(r.resource_type)
            .with_resource_name(r.resource_name.clone())
    });
    let responses = responses.collect();
    IncrementalAlterConfigsResponse::default().with_responses(responses)
}

/// The older form: what is not named goes back to its default.
pub(in crate::embedded) fn alter_configs(call: &Call, request: AlterConfigsRequest) -> AlterConfigsResponse {
    let mut state = call.core.lock();
    let responses = request.resources.into_iter().map(|r| {
        let changes: Vec<_> = r.configs.iter().map(|c| Change::Set(&c.name, c.value.as_deref())).collect();
        let from = Some(Config::default());
        let (error, message) = alter(&mut state.topics, r.resource_type, &r.resource_name, from, &changes, !request.validate_only);
        alter_configs_response::AlterConfigsResourceResponse::default()
            .with_error_code(error)
            .with_error_message(message)
            .with_resource_type(r.resource_type)
            .with_resource_name(r.resource_name.clone())
    });
    let responses = responses.collect();
    AlterConfigsResponse::default().with_responses(responses)
}
