//! `wiredesk explain`: why each item got its class, its thread and its relations, by the stages that `process` runs.

mod account;
mod text;

use std::io::{self, BufWriter, Write};

use account::Account;

use super::inputs::{Halt, InputArgs, Reader};
use super::{ConfigArgs, Failure};
use crate::offline::Offline;
use crate::story::{RawRecord, Time};

/// Read wire messages as `process` does and tell, for each item, why: signals, candidates, scores, margins, rules.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Only the item with this event id (or the beginning of it); all others are still read before it.
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// One line of JSON for each item.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
///
/// # Errors
/// An input that cannot be read, a line that is no record, an event id that no item has.
pub fn run(args: Args) -> Result<(), Failure> {
    args.inputs.read(Run {
        offline: args.config.offline()?,
        event: args.event,
        json: args.json,
        shown: 0,
        out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
    })
}

struct Run<W: Write> {
    offline: Offline,
    event: Option<String>,
    json: bool,
    shown: usize,
    out: W,
}

impl<W: Write> Reader for Run<W> {
    fn latest(&self) -> Time {
        self.offline.latest()
    }

    fn record(&mut self, record: &RawRecord<'_>) -> Result<(), Halt> {
        let Run { offline, event, json, shown, out } = self;
        offline.explain(record, |explained| {
            let account = Account::of(explained);
            if event.as_ref().is_some_and(|id| !account.id.starts_with(id.as_str())) {
                return Ok(());
            }
            *shown += 1;
            if *json {
                serde_json::to_writer(&mut *out, &account).map_err(io::Error::from)?;
                return out.write_all(b"\n").map_err(Halt::Write);
            }
            text::write(&account, out).map_err(Halt::Write)
        })
    }

    fn end(&mut self) -> Result<(), Halt> {
        self.out.flush()?;
        match &self.event {
            Some(id) if self.shown == 0 => {
                let message = format!("no item of these inputs has the event id {id}; ids come from topic, partition, offset and bytes");
                Err(Halt::Failure(Failure::new(Failure::FAILED, message)))
            }
            _ => Ok(()),
        }
    }
}
