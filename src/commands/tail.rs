//! `wiredesk tail`: follow events, one line each.

use std::io::{BufWriter, Write};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use super::render::Lines;
use super::{ConfigArgs, Failure, reach};
use crate::config::Config;
use crate::story::{Class, CloudEvent};
use crate::stream::{Context, Incoming, plain_consumer};

/// Follow events as they are committed.
#[derive(clap::Args)]
pub struct Args {
    /// Only events of these classes.
    #[arg(long, value_name = "CLASS")]
    class: Vec<Class>,
    /// Print the whole event as JSON.
    #[arg(long)]
    json: bool,
    /// Begin with the earliest event instead of the next.
    #[arg(long)]
    from_beginning: bool,
    /// End after so many events.
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    #[command(flatten)]
    config: ConfigArgs,
}

const TRY: Duration = Duration::from_secs(10);

/// Runs the command until its reader goes away or it is interrupted.
///
/// # Errors
/// A cluster that does not answer.
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config.load()?;
    reach(&config, None)?;
    let consumer = follow(&config, &args)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut lines = Lines::for_stdout();
    let mut seen = 0;
    while args.count.is_none_or(|count| seen < count) {
        let written = match consumer.poll(Duration::ZERO) {
            Some(Ok(message)) => {
                let record = Incoming::of(&message);
                if !wanted(&args.class, &record) {
                    continue;
                }
                seen += 1;
                print(&mut out, &record, args.json, &mut lines)
            }
            Some(Err(error)) => {
                eprintln!("wiredesk: {error}");
                Ok(())
            }
            // Idle: what was printed becomes visible, and the next poll may wait.
            None => out.flush().map(|()| std::thread::sleep(Duration::from_millis(20))),
        };
        written.map_err(Failure::of_output)?;
    }
    out.flush().map_err(Failure::of_output)
}

/// A consumer of all partitions of the topics that can hold these classes. It joins no group: following leaves no trace.
fn follow(config: &Config, args: &Args) -> Result<BaseConsumer<Context>, Failure> {
    let unavailable =
        |e: KafkaError| Failure::new(Failure::UNAVAILABLE, format!("the cluster at {} does not answer: {e}", config.kafka.brokers));
    let mut properties = plain_consumer(&config.kafka);
    properties.set("group.id", format!("{}-tail", config.kafka.group)).set("enable.partition.eof", "false");
    let consumer: BaseConsumer<Context> = properties.create_with_context(Context::new(&config.kafka, None)).map_err(unavailable)?;
    let mut topics: Vec<&str> = args.class.iter().map(|class| config.topics.of_class(*class)).collect();
    if topics.is_empty() {
        topics = config.topics.news();
    }
    topics.sort_unstable();
    topics.dedup();
    let mut assignment = TopicPartitionList::new();
    for topic in topics {
        let metadata = consumer.fetch_metadata(Some(topic), TRY).map_err(unavailable)?;
        let found = metadata.topics().first().filter(|t| t.error().is_none());
        let found = found.ok_or_else(|| {
            Failure::new(Failure::CONFIGURATION, format!("topic {topic} is missing; `wiredesk topics create` creates it"))
        })?;
        for partition in found.partitions() {
            // The end as it is now, not as it will be when the first fetch goes out.
            let (low, high) = consumer.fetch_watermarks(topic, partition.id(), TRY).map_err(unavailable)?;
            let start = Offset::Offset(if args.from_beginning { low } else { high });
            assignment.add_partition_offset(topic, partition.id(), start).map_err(unavailable)?;
        }
    }
    consumer.assign(&assignment).map_err(unavailable)?;
    Ok(consumer)
}

fn wanted(classes: &[Class], record: &Incoming<'_>) -> bool {
    classes.is_empty() || record.text("class").is_some_and(|name| classes.iter().any(|class| class.name() == name))
}

fn print(out: &mut impl Write, record: &Incoming<'_>, json: bool, lines: &mut Lines) -> std::io::Result<()> {
    if json {
        out.write_all(record.value)?;
        return out.write_all(b"\n");
    }
    match serde_json::from_slice::<CloudEvent>(record.value) {
        Ok(event) => writeln!(out, "{}", lines.event(&event)),
        Err(_) => writeln!(out, "{} {} {}: no event", record.topic, record.partition, record.offset),
    }
}
