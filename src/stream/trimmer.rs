//! Cuts off the changelog's head, on a thread of its own: what no restore needs may go at any time, or later.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::{Offset, TopicPartitionList};

use super::client::{Context, client_with_properties};
use crate::config::Config;

/// Takes cuts to be made.
#[derive(Clone)]
pub struct Trimmer(SyncSender<(i32, i64)>);

impl Trimmer {
    /// Starts the thread; it ends with the last handle.
    pub fn start(config: &Config) -> Trimmer {
        let (sender, cuts) = sync_channel(64);
        let config = config.clone();
        let spawned = std::thread::Builder::new().name("trimmer".into()).spawn(move || run(&config, &cuts));
        if let Err(error) = spawned {
            tracing::warn!(%error, "the changelog's head will not be cut");
        }
        Trimmer(sender)
    }

    /// Lets go of the records of a partition before this offset.
    pub fn cut(&self, partition: i32, before: i64) {
        // Where the thread lags, the next cut goes further.
        let _ = self.0.try_send((partition, before));
    }
}

fn run(config: &Config, cuts: &Receiver<(i32, i64)>) {
    let topic = &config.topics.changelog;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let admin = client_with_properties(&config.kafka).create_with_context::<_, AdminClient<Context>>(Context::new(&config.kafka, None));
    let (Ok(runtime), Ok(admin)) = (runtime, admin) else {
        tracing::warn!("the changelog's head will not be cut: no admin client");
        return;
    };
    for (partition, before) in cuts {
        let mut list = TopicPartitionList::new();
        if list.add_partition_offset(topic, partition, Offset::Offset(before)).is_err() {
            continue;
        }
        match runtime.block_on(admin.delete_records(&list, &AdminOptions::new())) {
            Ok(_) => tracing::debug!(topic, partition, before, "cut the changelog's head"),
            Err(error) => tracing::warn!(%error, topic, partition, "the changelog's head cannot be cut; it grows until this is allowed"),
        }
    }
}
