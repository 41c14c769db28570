//! `wiredesk process`: the daemon's code path without a broker.

use std::io::{self, BufWriter, Write};

use super::inputs::{Halt, InputArgs, Reader};
use super::{ConfigArgs, Failure};
use crate::offline::Offline;
use crate::story::{RawRecord, Time};

/// Read wire messages and print what becomes of each item, one JSON line each.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
///
/// # Errors
/// An input that cannot be read, or a line that is no record. Skips and dead letters are no errors.
pub fn run(args: Args) -> Result<(), Failure> {
    args.inputs.read(Run { offline: args.config.offline()?, out: BufWriter::with_capacity(1 << 16, io::stdout().lock()) })
}

struct Run<W: Write> {
    offline: Offline,
    out: W,
}

impl<W: Write> Reader for Run<W> {
    fn latest(&self) -> Time {
        self.offline.latest()
    }

    fn record(&mut self, record: &RawRecord<'_>) -> Result<(), Halt> {
        let out = &mut self.out;
        self.offline.process(record, |line| {
            out.write_all(line)?;
            out.write_all(b"\n").map_err(Halt::Write)
        })
    }

    fn end(&mut self) -> Result<(), Halt> {
        Ok(self.out.flush()?)
    }
}
