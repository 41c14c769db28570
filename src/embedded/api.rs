//! The requests that the broker understands: one line each, with the versions it speaks and who answers.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::ApiKey;
use kafka_protocol::protocol::{Decodable, Encodable, Request};

use super::core::Core;
use super::{cluster, groups, log, topics, transactions};

/// What a handler knows besides the request.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub core: Arc<Core>,
    pub version: i16,
    pub client_id: String,
    pub client: SocketAddr,
    /// Where this client reached us: the address that metadata gives back.
    pub broker: SocketAddr,
}

type Answered = Pin<Box<dyn Future<Output = Result<Option<BytesMut>, String>> + Send>>;

/// One request that the broker understands.
pub(super) struct Api {
    pub key: ApiKey,
    pub min: i16,
    pub max: i16,
    pub answer: fn(Call, Bytes) -> Answered,
}

macro_rules! apis {
    ($($key:ident $min:literal to $max:literal: $kind:ident $handler:path;)*) => {
        /// All requests that the broker understands.
        pub(super) const APIS: &[Api] =
            &[$(Api { key: ApiKey::$key, min: $min, max: $max, answer: |call, body| Box::pin($kind(call, body, $handler)) }),*];
    };
}

// The highest versions stop before topic ids (Produce 13, Fetch 13), transactions of version 2 (KIP-890: InitProducerId 5,
// EndTxn 5 and theirs) and consumer groups of the next generation (KIP-848).
apis! {
    // Versions 0 to 2 are named and refused, as Kafka 4 does: librdkafka otherwise compresses nothing (KAFKA-18659).
    Produce 0 to 11: now log::produce::produce;
    Fetch 4 to 12: later log::fetch::fetch;
    ListOffsets 1 to 7: now log::offsets::list_offsets;
    DeleteRecords 0 to 2: now log::offsets::delete_records;
    OffsetForLeaderEpoch 2 to 4: now log::offsets::offset_for_leader_epoch;
    Metadata 0 to 12: now topics::metadata::metadata;
    CreateTopics 2 to 7: now topics::admin::create_topics;
    DeleteTopics 1 to 6: now topics::admin::delete_topics;
    CreatePartitions 0 to 3: now topics::admin::create_partitions;
    DescribeConfigs 1 to 4: now topics::configs::describe_configs;
    IncrementalAlterConfigs 0 to 1: now topics::configs::incremental_alter_configs;
    AlterConfigs 0 to 2: now topics::configs::alter_configs;
    JoinGroup 0 to 9: later groups::membership::join_group;
    SyncGroup 0 to 5: later groups::membership::sync_group;
    Heartbeat 0 to 4: now groups::membership::heartbeat;
    LeaveGroup 0 to 5: now groups::membership::leave_group;
    OffsetCommit 2 to 8: now groups::progress::offset_commit;
    OffsetFetch 1 to 8: now groups::progress::offset_fetch;
    OffsetDelete 0 to 0: now groups::progress::offset_delete;
    DescribeGroups 0 to 5: now groups::admin::describe_groups;
    ListGroups 0 to 5: now groups::admin::list_groups;
    DeleteGroups 0 to 2: now groups::admin::delete_groups;
    InitProducerId 0 to 4: now transactions::requests::init_producer_id;
    AddPartitionsToTxn 0 to 3: now transactions::requests::add_partitions_to_txn;
    AddOffsetsToTxn 0 to 3: now transactions::requests::add_offsets_to_txn;
    TxnOffsetCommit 0 to 3: now transactions::requests::txn_offset_commit;
    EndTxn 0 to 3: now transactions::requests::end_txn;
    FindCoordinator 0 to 4: now cluster::find_coordinator;
    DescribeCluster 0 to 1: now cluster::describe_cluster;
    SaslHandshake 0 to 1: now cluster::sasl_handshake;
    ApiVersions 0 to 4: now cluster::api_versions;
}

/// A handler that has its answer at once; `None` where the client wants none.
async fn now<Q, A>(call: Call, body: Bytes, handler: fn(&Call, Q) -> A) -> Result<Option<BytesMut>, String>
where
    Q: Request + Decodable,
    Q::Response: Encodable,
    A: Into<Option<Q::Response>>,
{
    let request = decode::<Q>(&call, body)?;
    handler(&call, request).into().map(|answer| encode::<Q>(&call, &answer)).transpose()
}

/// A handler that may wait for records or for other members.
async fn later<Q, F>(call: Call, body: Bytes, handler: fn(Call, Q) -> F) -> Result<Option<BytesMut>, String>
where
    Q: Request + Decodable,
    Q::Response: Encodable,
    F: Future<Output = Q::Response>,
{
    let request = decode::<Q>(&call, body)?;
    let answer = handler(call.clone(), request).await;
    encode::<Q>(&call, &answer).map(Some)
}

fn decode<Q: Decodable>(call: &Call, mut body: Bytes) -> Result<Q, String> {
    Q::decode(&mut body, call.version).map_err(|e| format!("unreadable request: {e:#}"))
}

fn encode<Q: Request>(call: &Call, answer: &Q::Response) -> Result<BytesMut, String>
where
    Q::Response: Encodable,
{
    let mut bytes = BytesMut::new();
    answer.encode(&mut bytes, call.version).map_err(|e| format!("unwritable answer: {e:#}"))?;
    Ok(bytes)
}
