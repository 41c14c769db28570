//! The cluster that clients see: one node, which coordinates everything, without users.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kafka_protocol::messages::find_coordinator_response::Coordinator;
use kafka_protocol::messages::{
    ApiVersionsRequest, ApiVersionsResponse, BrokerId, DescribeClusterRequest, DescribeClusterResponse, FindCoordinatorRequest,
    FindCoordinatorResponse, SaslHandshakeRequest, SaslHandshakeResponse,
};
use kafka_protocol::protocol::StrBytes;

use super::api::{APIS, Call};

/// The one node's id.
pub(super) const NODE: BrokerId = BrokerId(1);
/// Tells an embedded broker from a Kafka cluster at a glance.
pub(super) const CLUSTER_ID: &str = "wiredesk-embedded";

impl Call {
    /// The host under which this client reaches us.
    pub fn host(&self) -> StrBytes {
        StrBytes::from_string(self.broker.ip().to_string())
    }

    /// The port under which this client reaches us.
    pub fn port(&self) -> i32 {
        i32::from(self.broker.port())
    }
}

/// The requests and versions that we speak.
pub(super) fn versions() -> Vec<ApiVersion> {
    APIS.iter().map(|a| ApiVersion::default().with_api_key(a.key as i16).with_min_version(a.min).with_max_version(a.max)).collect()
}

pub(super) fn api_versions(_: &Call, _: ApiVersionsRequest) -> ApiVersionsResponse {
    ApiVersionsResponse::default().with_api_keys(versions())
}

pub(super) fn find_coordinator(call: &Call, request: FindCoordinatorRequest) -> FindCoordinatorResponse {
    // 0: groups, 1: transactions. Share groups (2) are not ours.
    let error = match (request.key_type, call.core.coordinator()) {
        (0 | 1, Ok(_)) => 0,
        (0 | 1, Err(_)) => ResponseError::CoordinatorNotAvailable.code(),
        _ => ResponseError::InvalidRequest.code(),
    };
    let (node, host, port) = if error == 0 { (NODE, call.host(), call.port()) } else { (BrokerId(-1), StrBytes::default(), -1) };
    if call.version < 4 {
        return FindCoordinatorResponse::default().with_error_code(error).with_node_id(node).with_host(host).with_port(port);
    }
    let coordinators = request
        .coordinator_keys
        .into_iter()
        .map(|key| Coordinator::default().with_key(key).with_error_code(error).with_node_id(node).with_host(host.clone()).with_port(port));
    FindCoordinatorResponse::default().with_coordinators(coordinators.collect())
}

pub(super) fn describe_cluster(call: &Call, _: DescribeClusterRequest) -> DescribeClusterResponse {
    let node = DescribeClusterBroker::default().with_broker_id(NODE).with_host(call.host()).with_port(call.port());
    DescribeClusterResponse::default()
        .with_cluster_id(StrBytes::from_static_str(CLUSTER_ID))
        .with_controller_id(NODE)
        .with_brokers(vec![node])
}

/// There are no users; clients print the list of mechanisms that they get (librdkafka cuts it short), so the way out stands there.
pub(super) fn sasl_handshake(_: &Call, request: SaslHandshakeRequest) -> SaslHandshakeResponse {
    tracing::warn!(mechanism = %request.mechanism, "embedded broker: a client wants to log in; it needs security.protocol=plaintext");
    SaslHandshakeResponse::default()
        .with_error_code(ResponseError::UnsupportedSaslMechanism.code())
        .with_mechanisms(vec![StrBytes::from_static_str("none, use plaintext")])
}
