//! Asks the cluster which operations are granted to us. rdkafka has no call for it yet, so librdkafka's own are used.
#![allow(unsafe_code, reason = "rdkafka wraps neither DescribeTopics nor DescribeConsumerGroups")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as sys;
use rdkafka::bindings::rd_kafka_AclOperation_t as Acl;
use rdkafka::bindings::rd_kafka_admin_op_t as Call;
use rdkafka::bindings::rd_kafka_resp_err_t as Code;
use rdkafka::client::Client;

use super::Operation;
use crate::stream::Context;

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Topics,
    Groups,
}

/// The operations of ours that are granted on each of these names. None where the name is not there or the cluster does not say.
pub type Granted = BTreeMap<String, Option<BTreeSet<Operation>>>;

/// Asks about these names.
///
/// # Errors
/// A cluster that does not answer within this time.
pub fn granted(client: &Client<Context>, kind: Kind, names: &[String], within: Duration) -> Result<Granted, String> {
    let names: Vec<CString> = names.iter().map(|n| CString::new(n.as_str())).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let mut pointers: Vec<*const c_char> = names.iter().map(|n| n.as_ptr()).collect();
    let within_ms = i32::try_from(within.as_millis()).unwrap_or(i32::MAX);
    let call = match kind {
        Kind::Topics => Call::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS,
        Kind::Groups => Call::RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS,
    };
    // SAFETY: `client` outlives this function; names and pointers live to its end; what librdkafka makes here is destroyed once, by the
    // owners below, the event before its queue; what is read of the event is copied before.
    unsafe {
        let client = client.native_ptr();
        let queue = Owned(sys::rd_kafka_queue_new(client), sys::rd_kafka_queue_destroy);
        let options = Owned(sys::rd_kafka_AdminOptions_new(client, call), sys::rd_kafka_AdminOptions_destroy);
        sys::rd_kafka_AdminOptions_set_request_timeout(options.0, within_ms, ptr::null_mut(), 0);
        let refused = sys::rd_kafka_AdminOptions_set_include_authorized_operations(options.0, 1);
        if !refused.is_null() {
            sys::rd_kafka_error_destroy(refused);
        }
        match kind {
            Kind::Topics => {
                let topics = sys::rd_kafka_TopicCollection_of_topic_names(pointers.as_mut_ptr(), pointers.len());
                let topics = Owned(topics, sys::rd_kafka_TopicCollection_destroy);
                sys::rd_kafka_DescribeTopics(client, topics.0, options.0, queue.0);
            }
            Kind::Groups => sys::rd_kafka_DescribeConsumerGroups(client, pointers.as_mut_ptr(), pointers.len(), options.0, queue.0),
        }
        // The answer comes by then, an error at the latest.
        let event = sys::rd_kafka_queue_poll(queue.0, within_ms.saturating_add(1_000));
        if event.is_null() {
            return Err("the cluster does not answer".into());
        }
        let event = Owned(event, sys::rd_kafka_event_destroy);
        if sys::rd_kafka_event_error(event.0) != Code::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Err(text(sys::rd_kafka_event_error_string(event.0)));
        }
        Ok(match kind {
            Kind::Topics => topics_of(event.0),
            Kind::Groups => groups_of(event.0),
        })
    }
}

/// Something of librdkafka's with its destructor.
struct Owned<T>(*mut T, unsafe extern "C" fn(*mut T));

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer is the one that its constructor gave, and is destroyed here alone.
        unsafe { (self.1)(self.0) }
    }
}

/// # Safety
/// `event` is the answer to DescribeTopics.
unsafe fn topics_of(event: *mut sys::rd_kafka_event_t) -> Granted {
    // SAFETY: the result, its list and all that hangs on it live as long as the event.
    unsafe {
        let mut count = 0;
        let topics = sys::rd_kafka_DescribeTopics_result_topics(sys::rd_kafka_event_DescribeTopics_result(event), &raw mut count);
        let each = (0..count).map(|n| {
            let topic = *topics.add(n);
            let mut count = 0;
            let operations = sys::rd_kafka_TopicDescription_authorized_operations(topic, &raw mut count);
            let error = sys::rd_kafka_TopicDescription_error(topic);
            (text(sys::rd_kafka_TopicDescription_name(topic)), of(error, operations, count))
        });
        each.collect()
    }
}

/// # Safety
/// `event` is the answer to DescribeConsumerGroups.
unsafe fn groups_of(event: *mut sys::rd_kafka_event_t) -> Granted {
    // SAFETY: as above.
    unsafe {
        let mut count = 0;
        let result = sys::rd_kafka_event_DescribeConsumerGroups_result(event);
        let groups = sys::rd_kafka_DescribeConsumerGroups_result_groups(result, &raw mut count);
        let each = (0..count).map(|n| {
            let group = *groups.add(n);
            let mut count = 0;
            let operations = sys::rd_kafka_ConsumerGroupDescription_authorized_operations(group, &raw mut count);
            let error = sys::rd_kafka_ConsumerGroupDescription_error(group);
            (text(sys::rd_kafka_ConsumerGroupDescription_group_id(group)), of(error, operations, count))
        });
        each.collect()
    }
}

/// # Safety
/// `error` is null or librdkafka's; `operations` is null or has `count` of them.
unsafe fn of(error: *const sys::rd_kafka_error_t, operations: *const Acl, count: usize) -> Option<BTreeSet<Operation>> {
    // SAFETY: as the caller says.
    unsafe {
        // The code of no error is 0, that of null too.
        match sys::rd_kafka_error_code(error) {
            Code::RD_KAFKA_RESP_ERR_NO_ERROR if operations.is_null() => None,
            Code::RD_KAFKA_RESP_ERR_NO_ERROR => Some((0..count).filter_map(|n| ours(*operations.add(n))).collect()),
            // Not even shown to us.
            Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED | Code::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED => {
                Some(BTreeSet::new())
            }
            _ => None,
        }
    }
}

fn ours(operation: Acl) -> Option<Operation> {
    match operation {
        Acl::RD_KAFKA_ACL_OPERATION_READ => Some(Operation::Read),
        Acl::RD_KAFKA_ACL_OPERATION_WRITE => Some(Operation::Write),
        Acl::RD_KAFKA_ACL_OPERATION_DELETE => Some(Operation::Delete),
        Acl::RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS => Some(Operation::DescribeConfigs),
        _ => None,
    }
}

/// # Safety
/// `text` is null or ends with a zero.
unsafe fn text(text: *const c_char) -> String {
    // SAFETY: as the caller says.
    if text.is_null() { String::new() } else { unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned() }
}
