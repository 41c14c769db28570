//! Stretches of several partitions as one stream in an order that does not depend on who fetched what when.
//!
//! Records come by (running maximum of their partition's timestamps, topic, partition, offset): late records do not hold up their
//! partition, each partition keeps its order, and two reads of the same records give the same stream.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Message, OwnedMessage};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use super::span::Span;
use super::{Context, Stop};

/// How long one wait for a partition's next record lasts.
const WAIT: Duration = Duration::from_millis(100);

/// One partition's part of the stream.
pub struct Input {
    /// What is read of it.
    pub span: Span,
    /// Next offset to hand out.
    pub next: i64,
    /// The latest timestamp handed out so far.
    pub newest_ms: i64,
    queue: Option<PartitionQueue<Context>>,
    head: Option<OwnedMessage>,
}

impl Input {
    /// The time at which the head comes.
    fn due_ms(&self) -> Option<i64> {
        self.head.as_ref().map(|m| self.newest_ms.max(m.timestamp().to_millis().unwrap_or(0)))
    }
}

/// The stream.
pub struct Merge {
    consumer: Arc<BaseConsumer<Context>>,
    inputs: Vec<Input>,
    stop: Stop,
}

/// A place to go on from: next offset, and the latest timestamp before it.
pub type Resumed = (i64, i64);

impl Merge {
    /// Begins each span at its `from`, or where it is resumed. `properties` are those of a plain consumer with a group id.
    ///
    /// # Errors
    /// Properties that contradict one another.
    pub fn open(
        properties: &mut ClientConfig,
        context: Context,
        spans: Vec<(Span, Option<Resumed>)>,
        stop: Stop,
    ) -> Result<Merge, KafkaError> {
        properties.set("queued.max.messages.kbytes", "16384");
        let consumer: Arc<BaseConsumer<Context>> = Arc::new(properties.create_with_context(context)?);
        let mut assignment = TopicPartitionList::new();
        let mut inputs = Vec::new();
        for (span, resumed) in spans {
            let (next, newest_ms) = resumed.unwrap_or((span.from, i64::MIN));
            if next < span.to {
                assignment.add_partition_offset(&span.topic, span.partition, Offset::Offset(next))?;
            }
            inputs.push(Input { span, next, newest_ms, queue: None, head: None });
        }
        inputs.sort_by(|a, b| (&a.span.topic, a.span.partition).cmp(&(&b.span.topic, b.span.partition)));
        // Split off before anything is fetched: what comes earlier would go to the client's own queue, in no order with the rest.
        for input in inputs.iter_mut().filter(|i| i.next < i.span.to) {
            input.queue = consumer.split_partition_queue(&input.span.topic, input.span.partition);
        }
        consumer.assign(&assignment)?;
        Ok(Merge { consumer, inputs, stop })
    }

    /// The consumer behind it.
    pub fn consumer(&self) -> &BaseConsumer<Context> {
        &self.consumer
    }

    /// Where each partition is.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The next record with its input's index; none at the end, or when the process is asked to stop.
    ///
    /// # Errors
    /// Records that are gone, or that cannot be read.
    pub fn next_record(&mut self) -> Result<Option<(usize, OwnedMessage)>, String> {
        for at in 0..self.inputs.len() {
            while self.inputs[at].head.is_none() && self.inputs[at].queue.is_some() {
                if self.stop.requested() {
                    return Ok(None);
                }
                self.fill(at)?;
            }
        }
        // Inputs stand by topic and partition: among equal times the first is the right one.
        let first = self.inputs.iter().enumerate().filter_map(|(at, i)| Some((i.due_ms()?, at))).min();
        let Some((due_ms, at)) = first else { return Ok(None) };
        let input = &mut self.inputs[at];
        input.newest_ms = due_ms;
        let message = input.head.take().expect("it has a time");
        input.next = message.offset() + 1;
        if input.next >= input.span.to {
            input.end();
        }
        Ok(Some((at, message)))
    }

    /// Waits for a partition's next record or its end.
    fn fill(&mut self, at: usize) -> Result<(), String> {
        let input = &mut self.inputs[at];
        let Some(queue) = &input.queue else { return Ok(()) };
        // What waits for the client itself is served without waiting; records wait in their partition's queue alone.
        let polled = match self.consumer.poll(Duration::ZERO) {
            Some(Err(error)) => Some(Err(error)),
            Some(Ok(_)) => return Err("a record came outside of its partition's queue; please report it".into()),
            None => queue.poll(WAIT).map(|polled| polled.map(|message| message.detach())),
        };
        let Span { topic, partition, to, .. } = &input.span;
        match polled {
            None => {}
            Some(Ok(message)) if message.offset() < *to => input.head = Some(message),
            Some(Ok(_) | Err(KafkaError::PartitionEOF(_))) => input.end(),
            Some(Err(e)) if e.rdkafka_error_code() == Some(RDKafkaErrorCode::AutoOffsetReset) => {
                return Err(format!("{topic} {partition} cannot be read from offset {}: it is not there any more", input.next));
            }
            // Transport errors are librdkafka's to mend.
            Some(Err(error)) => tracing::warn!(%error, topic, partition, "reading"),
        }
        Ok(())
    }
}

impl Input {
    /// Nothing more comes: the rest up to `to` are control records.
    fn end(&mut self) {
        self.queue = None;
        self.next = self.next.max(self.span.to);
    }
}
