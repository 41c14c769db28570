//! The commands, one a file: each has its `Args` and a `run`. Data goes to stdout, messages to people to stderr.

pub mod completions;
pub mod config;
mod config_args;
pub mod dead_letters;
pub mod demo;
pub mod explain;
mod inputs;
pub mod man;
pub mod overrule;
mod paths;
pub mod process;
mod reach;
pub mod render;
pub mod replay;
pub mod run;
pub mod schema;
pub mod send;
pub mod tail;
pub mod topics;
mod trial;

use std::io::{self, Write};

pub use config_args::ConfigArgs;
use reach::reach;

/// A command that did not do what it was asked, with its exit code (0 done, 1 failed, 2 usage, 64+ as in sysexits(3)).
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What went wrong and what to do next.
    pub message: String,
}

impl Failure {
    /// Exit code of a plain failure.
    pub const FAILED: u8 = 1;
    /// clap's exit code of wrong usage.
    pub const USAGE: u8 = 2;
    /// sysexits EX_DATAERR.
    pub const DATA: u8 = 65;
    /// sysexits EX_NOINPUT.
    pub const NO_INPUT: u8 = 66;
    /// sysexits EX_UNAVAILABLE.
    pub const UNAVAILABLE: u8 = 69;
    /// sysexits EX_IOERR.
    pub const IO: u8 = 74;
    /// sysexits EX_TEMPFAIL: the same command may succeed later.
    pub const TEMPORARY: u8 = 75;
    /// sysexits EX_NOPERM.
    pub const NO_PERMISSION: u8 = 77;
    /// sysexits EX_CONFIG.
    pub const CONFIGURATION: u8 = 78;

    /// A failure.
    pub fn new(code: u8, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }

    /// Standard output that cannot be written. Where whoever reads it has seen enough the command ends in silence, as if it were done.
    fn of_output(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::new(0, ""),
            _ => Failure::new(Failure::IO, format!("cannot write to standard output: {error}")),
        }
    }
}

/// Says on standard output what was done. Nobody has to listen: the work goes on.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}
