//! The messages that a command reads without a broker: files, folders, standard input, records as `kcat -J` prints them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use base64::Engine;
use serde::Deserialize;

use super::{Failure, paths};
use crate::story::{Arrival, RawRecord, Time};

/// Which messages.
#[derive(clap::Args)]
pub struct InputArgs {
    /// Files, folders (their files in name order), or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The inputs are NDJSON as `kcat -J` prints it, each line one message.
    #[arg(long)]
    records: bool,
}

/// What a command does with each message.
pub trait Reader {
    /// The latest arrival so far: what stands in for a file whose story has no time.
    fn latest(&self) -> Time;

    /// Takes one message.
    fn record(&mut self, record: &RawRecord<'_>) -> Result<(), Halt>;

    /// After the last message.
    fn end(&mut self) -> Result<(), Halt>;
}

impl InputArgs {
    /// Gives all messages to a reader, in order.
    ///
    /// # Errors
    /// An input that cannot be read, a line that is no record, what the reader says.
    pub fn read(&self, reader: impl Reader) -> Result<(), Failure> {
        let mut inputs = Inputs { reader, records: self.records, files: 0 };
        match self.paths.iter().try_for_each(|path| inputs.path(path)).and_then(|()| inputs.reader.end()) {
            Err(Halt::Write(e)) => Err(Failure::of_output(e)),
            Err(Halt::Failure(f)) => Err(f),
            Ok(()) => Ok(()),
        }
    }
}

/// Why the run ends before its inputs do.
#[derive(Debug)]
pub enum Halt {
    /// Standard output takes no more.
    Write(io::Error),
    /// An input cannot be read.
    Failure(Failure),
}

impl From<io::Error> for Halt {
    fn from(e: io::Error) -> Halt {
        Halt::Write(e)
    }
}

struct Inputs<R> {
    reader: R,
    records: bool,
    /// Messages so far: the offset of the next file.
    files: i64,
}

/// One line of `kcat -J`.
#[derive(Deserialize)]
struct RecordLine<'a> {
    #[serde(default = "raw_topic", borrow)]
    topic: std::borrow::Cow<'a, str>,
    #[serde(default)]
    partition: i32,
    #[serde(default)]
    offset: Option<i64>,
    #[serde(default)]
    ts: Option<i64>,
    #[serde(default, borrow)]
    key: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, borrow)]
    payload: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, borrow)]
    payload_base64: Option<std::borrow::Cow<'a, str>>,
}

fn raw_topic() -> std::borrow::Cow<'static, str> {
    "wire.raw".into()
}

impl<R: Reader> Inputs<R> {
    fn path(&mut self, path: &Path) -> Result<(), Halt> {
        if path == Path::new("-") {
            return self.input(&mut BufReader::new(io::stdin().lock()), None);
        }
        if path.is_dir() {
            let inside = paths::inside(path).map_err(|e| unreadable(path, &e))?;
            return inside.iter().try_for_each(|p| self.path(p));
        }
        let file = File::open(path).map_err(|e| unreadable(path, &e))?;
        self.input(&mut BufReader::with_capacity(1 << 18, file), Some(path))
    }

    fn input(&mut self, input: &mut dyn BufRead, path: Option<&Path>) -> Result<(), Halt> {
        let name = path.unwrap_or(Path::new("-"));
        if self.records {
            return self.lines(input, name);
        }
        let mut payload = Vec::new();
        input.read_to_end(&mut payload).map_err(|e| unreadable(name, &e))?;
        let file = name.to_string_lossy();
        let arrival = Arrival::FromStory(self.reader.latest());
        let record = RawRecord { file: path.map(|_| file.as_ref()), ..RawRecord::of(self.files, arrival, &payload) };
        self.files += 1;
        self.reader.record(&record)
    }

    fn lines(&mut self, input: &mut dyn BufRead, name: &Path) -> Result<(), Halt> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if input.read_until(b'\n', &mut line).map_err(|e| unreadable(name, &e))? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let bad = |what: String| {
                let message = format!("{}:{number}: no record as kcat -J prints it: {what}", name.display());
                Halt::Failure(Failure::new(Failure::DATA, message))
            };
            let r: RecordLine<'_> = serde_json::from_slice(&line).map_err(|e| bad(e.to_string()))?;
            let bytes = r.payload_base64.as_deref().map(|text| base64::prelude::BASE64_STANDARD.decode(text)).transpose();
            let bytes = bytes.map_err(|e| bad(format!("payload_base64: {e}")))?;
            let record = RawRecord {
                topic: &r.topic,
                partition: r.partition,
                offset: r.offset.unwrap_or(self.files),
                // librdkafka says −1 where a record has no timestamp.
                arrival: r.ts.filter(|ms| *ms >= 0).map_or(Arrival::FromStory(self.reader.latest()), |ms| Arrival::At(Time(ms))),
                key: r.key.as_deref().map(str::as_bytes),
                payload: bytes.as_deref().or(r.payload.as_deref().map(str::as_bytes)).unwrap_or_default(),
                file: None,
                only: None,
            };
            self.files += 1;
            self.reader.record(&record)?;
        }
        Ok(())
    }
}

fn unreadable(path: &Path, e: &io::Error) -> Halt {
    Halt::Failure(Failure::new(Failure::NO_INPUT, format!("cannot read {}: {e}", path.display())))
}
