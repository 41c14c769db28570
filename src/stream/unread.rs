//! Partitions that a group leaves unread.
//!
//! Cooperative rebalancing moves a partition in two rounds: the first takes it from its owner, the second, for which that owner asks, gives
//! it to its heir (KIP-429). An owner with a `kafka.instance` that is killed between the two comes back under its name to what the first
//! round left it, and nobody asks (KIP-345): the partition has no reader until something else makes the group deal anew. Each member
//! therefore looks from time to time whether all partitions have an owner.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use bytes::{Buf, Bytes};
use kafka_protocol::messages::ConsumerProtocolAssignment;
use kafka_protocol::protocol::Decodable;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaResult;

use super::client::Context;
use super::group::Place;

/// Between two looks; members that came together soon look at different times, for each look takes a while.
const INTERVAL: Duration = Duration::from_secs(10);
/// Looks in a row that find a partition without an owner: far more time than two rounds take.
const LOOKS: usize = 3;
/// One answer from the brokers.
const TRY: Duration = Duration::from_secs(5);

/// Looks at a group, on a thread of its own, until it is dropped.
pub struct Lookout {
    unread: Arc<AtomicBool>,
    _gone: Sender<()>,
}

impl Lookout {
    /// Begins to look at this group, which reads these topics, through a client that is no member of it.
    pub fn begin(client: BaseConsumer<Context>, group: String, topics: Vec<String>) -> Lookout {
        let (unread, (sender, gone)) = (Arc::new(AtomicBool::default()), channel());
        let found = unread.clone();
        std::thread::spawn(move || {
            // How many looks in a row found a partition without an owner.
            let mut looks: BTreeMap<Place, usize> = BTreeMap::new();
            while gone.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                // Without an answer nothing is known.
                let now = unread_now(&client, &group, &topics).unwrap_or_default();
                let counted = |place| {
                    let before = looks.get(&place).copied().unwrap_or_default();
                    (place, before + 1)
                };
                looks = now.into_iter().map(counted).collect();
                let lasting: Vec<&Place> = looks.iter().filter(|(_, n)| **n >= LOOKS).map(|(place, _)| place).collect();
                if !lasting.is_empty() {
                    tracing::warn!(group, partitions = ?lasting, "nobody in the group reads these partitions: it is made to deal anew");
                    found.store(true, Ordering::Relaxed);
                    looks.clear();
                }
            }
        });
        Lookout { unread, _gone: sender }
    }

    /// Whether partitions were found unread since the last call.
    pub fn take(&self) -> bool {
        self.unread.swap(false, Ordering::Relaxed)
    }
}

/// The partitions that no member owns; none while the group rebalances. Of topics that a pattern names, those of which somebody reads a part.
fn unread_now(client: &BaseConsumer<Context>, group: &str, topics: &[String]) -> KafkaResult<BTreeSet<Place>> {
    let groups = client.fetch_group_list(Some(group), TRY)?;
    let Some(stable) = groups.groups().iter().find(|g| g.name() == group && g.state() == "Stable") else { return Ok(BTreeSet::new()) };
    let assignments = stable.members().iter().filter_map(|member| member.assignment());
    // What cannot be read may be anything.
    let Some(all) = assignments.map(owned).collect::<Option<Vec<_>>>() else { return Ok(BTreeSet::new()) };
    let read: BTreeSet<Place> = all.into_iter().flatten().collect();
    let named = topics.iter().filter(|topic| !topic.starts_with('^'));
    let mut unread = BTreeSet::new();
    for topic in named.chain(read.iter().map(|(topic, _)| topic)).collect::<BTreeSet<_>>() {
        let metadata = client.fetch_metadata(Some(topic), TRY)?;
        let partitions = metadata.topics().iter().flat_map(|t| t.partitions());
        unread.extend(partitions.map(|p| (topic.clone(), p.id())));
    }
    Ok(&unread - &read)
}

/// The partitions of an assignment as members write it: a version, then `ConsumerProtocolAssignment`. Nothing at all is no partition.
fn owned(bytes: &[u8]) -> Option<Vec<Place>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let mut bytes = Bytes::copy_from_slice(bytes);
    let version = bytes.try_get_i16().ok()?;
    let read = ConsumerProtocolAssignment::decode(&mut bytes, version).ok()?;
    let places = |t: &kafka_protocol::messages::consumer_protocol_assignment::TopicPartition| {
        let topic = t.topic.to_string();
        t.partitions.iter().map(move |p| (topic.clone(), *p)).collect::<Vec<_>>()
    };
    Some(read.assigned_partitions.iter().flat_map(places).collect())
}

#[cfg(test)]
mod tests {
    use bytes::{BufMut, BytesMut};
    use kafka_protocol::messages::consumer_protocol_assignment::TopicPartition;
    use kafka_protocol::protocol::{Encodable, StrBytes};

    use super::*;

    #[test]
    fn an_assignment_is_read_and_nonsense_is_not() {
        let mut bytes = BytesMut::new();
        bytes.put_i16(1);
        let of = TopicPartition::default().with_topic(StrBytes::from_static_str("wire.raw").into()).with_partitions(vec![0, 3]);
        ConsumerProtocolAssignment::default().with_assigned_partitions(vec![of]).encode(&mut bytes, 1).expect("encodes");
        assert_eq!(owned(&bytes), Some(vec![("wire.raw".into(), 0), ("wire.raw".into(), 3)]));
        assert_eq!(owned(&[]), Some(vec![]));
        assert_eq!(owned(&bytes[..7]), None);
        assert_eq!(owned(&[0, 9, 1]), None);
    }
}
