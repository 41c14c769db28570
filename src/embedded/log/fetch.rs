//! Fetch: waits until there is enough to read, or until the client's patience ends.

use std::time::Duration;

use bytes::Bytes;
use kafka_protocol::messages::fetch_response::{AbortedTransaction, FetchableTopicResponse, PartitionData};
use kafka_protocol::messages::{FetchRequest, FetchResponse, ProducerId};
use tokio::time::{Instant, timeout_at};

use super::{Isolation, Read};
use crate::embedded::api::Call;
use crate::embedded::core::{Answer, State};

/// The largest answer, whatever the client asks for.
const MAX_BYTES: usize = 64 << 20;

/// Fetch sessions (KIP-227) are not offered: session id 0 tells the client to name its partitions each time.
pub(in crate::embedded) async fn fetch(call: Call, request: FetchRequest) -> FetchResponse {
    let deadline = Instant::now() + Duration::from_millis(request.max_wait_ms.max(0) as u64);
    loop {
        let appended = call.core.appended.notified();
        tokio::pin!(appended);
        appended.as_mut().enable(); // before reading, so that nothing slips through between
        let round = Round::read(&mut call.core.lock(), &request);
        let enough = round.bytes >= request.min_bytes.max(0) as usize || round.failed;
        if enough || timeout_at(deadline, appended).await.is_err() {
            return FetchResponse::default().with_responses(round.topics);
        }
    }
}

/// One reading of all partitions asked for.
struct Round {
    topics: Vec<FetchableTopicResponse>,
    bytes: usize,
    failed: bool,
}

impl Round {
    fn read(state: &mut State, request: &FetchRequest) -> Round {
        let isolation = Isolation::of(request.isolation_level);
        let max_bytes = usize::try_from(request.max_bytes).unwrap_or(0).min(MAX_BYTES);
        let mut round = Round { topics: Vec::with_capacity(request.topics.len()), bytes: 0, failed: false };
        for topic in &request.topics {
            let mut partitions = Vec::with_capacity(topic.partitions.len());
            for wanted in &topic.partitions {
                let room = max_bytes.saturating_sub(round.bytes).min(wanted.partition_max_bytes.max(0) as usize);
                let data = PartitionData::default().with_partition_index(wanted.partition);
                let data = match state.topics.partition(&topic.topic, wanted.partition) {
                    Ok((log, _)) => {
                        let data = data
                            .with_high_watermark(log.end())
                            .with_last_stable_offset(log.stable_end())
                            .with_log_start_offset(log.start());
                        round.take(data, log.read(wanted.fetch_offset, room, round.bytes == 0, isolation), isolation)
                    }
                    Err(error) => round.take(data.with_high_watermark(-1), Err(error), isolation),
                };
                partitions.push(data);
            }
            round.topics.push(FetchableTopicResponse::default().with_topic(topic.topic.clone()).with_partitions(partitions));
        }
        round
    }

    fn take(&mut self, data: PartitionData, read: Answer<Read>, isolation: Isolation) -> PartitionData {
        match read {
            Ok(Read { records, aborted }) => {
                self.bytes += records.len();
                let aborted = aborted
                    .iter()
                    .map(|a| AbortedTransaction::default().with_producer_id(ProducerId(a.producer_id)).with_first_offset(a.first));
                let aborted = (isolation == Isolation::Committed).then(|| aborted.collect());
                data.with_records(Some(records)).with_aborted_transactions(aborted)
            }
            Err(error) => {
                self.failed = true;
                data.with_error_code(error.code()).with_records(Some(Bytes::new()))
            }
        }
    }
}
