//! A site: topics of its own on a cluster, a configuration file, and daemons that share it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::reader::{Reader, Record};
use crate::support::brokers::Cluster;
use crate::support::clients::PATIENCE;

/// SIGTERM ends a daemon within 20 s; as much again for a machine that has much else to do.
pub const STOPS_WITHIN: Duration = Duration::from_secs(40);

/// The classes' topics, as in the default configuration.
pub const NEWS: [&str; 7] =
    ["news.breaking", "news.updates", "news.new", "news.corrections", "news.duplicates", "news.embargoed", "news.advisories"];

/// Topics with a prefix of their own, and the file that configures them.
pub struct Site {
    pub cluster: Cluster,
    pub raw_partitions: i32,
    pub stories_partitions: i32,
    folder: TempDir,
    prefix: String,
}

impl Site {
    /// Makes the topics through `wiredesk topics create`.
    pub fn new(cluster: Cluster, raw_partitions: i32, stories_partitions: i32) -> Site {
        let site = Site::without_topics(cluster, raw_partitions, stories_partitions);
        let made = site.wiredesk(&["topics", "create"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        site
    }

    /// Only writes the configuration.
    pub fn without_topics(cluster: Cluster, raw_partitions: i32, stories_partitions: i32) -> Site {
        let prefix = cluster.name("t");
        let folder = tempfile::tempdir().expect("a folder");
        let mut text = format!(
            "[kafka]\nbrokers = \"{}\"\ngroup = \"{prefix}\"\n[admin]\nlisten = \"127.0.0.1:0\"\n[log]\nfilter = \"info\"\n[topics]\n\
             raw_partitions = {raw_partitions}\nstories_partitions = {stories_partitions}\nraw = [\"{prefix}.wire.raw\"]\n",
            cluster.bootstrap
        );
        for (key, topic) in [
            ("stories", "wire.stories"),
            ("skipped", "wire.skipped"),
            ("dead_letters", "wire.dead-letters"),
            ("requeued", "requeued"),
            ("overrides", "wire.overrides"),
            ("changelog", "log"),
        ] {
            text += &format!("{key} = \"{prefix}.{topic}\"\n");
        }
        for (key, topic) in ["breaking", "updates", "new", "corrections", "duplicates", "embargoed", "advisories"].iter().zip(NEWS) {
            text += &format!("{key} = \"{prefix}.{topic}\"\n");
        }
        text += &format!("withdrawals = \"{prefix}.news.corrections\"\n");
        fs::write(folder.path().join("wiredesk.toml"), text).expect("written");
        Site { cluster, raw_partitions, stories_partitions, folder, prefix }
    }

    /// A cluster's only site: topics have their default names. Only writes the configuration, without `[kafka]`.
    pub fn with_default_names(cluster: Cluster) -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("wiredesk.toml"), "[admin]\nlisten = \"127.0.0.1:0\"\n").expect("written");
        Site { cluster, raw_partitions: 4, stories_partitions: 1, folder, prefix: String::new() }
    }

    /// A topic of this site by its default name.
    pub fn topic(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}.{name}", self.prefix) }
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("wiredesk.toml")
    }

    /// Adds to the configuration.
    pub fn configure(&self, text: &str) {
        let whole = fs::read_to_string(self.config()).expect("a configuration") + text;
        fs::write(self.config(), whole).expect("written");
    }

    /// Copies the daemons' logs to where they outlive the test.
    pub fn keep_logs(&self, name: impl std::fmt::Display) -> PathBuf {
        let to = std::env::temp_dir().join(format!("wiredesk-logs-{name}"));
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(self.folder.path()).expect("a folder").flatten() {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
        to
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).env("WIREDESK_CONFIG", self.config());
        command
    }

    /// Runs a command to its end.
    pub fn wiredesk(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("wiredesk runs")
    }

    /// Starts a daemon; `environment` changes its configuration.
    pub fn daemon(&self, name: &str, environment: &[(&str, &str)]) -> Daemon {
        self.daemon_that(&["run"], name, environment)
    }

    /// The same with other arguments than `run`.
    pub fn daemon_that(&self, arguments: &[&str], name: &str, environment: &[(&str, &str)]) -> Daemon {
        let log = self.folder.path().join(format!("{name}.log"));
        let out = fs::OpenOptions::new().create(true).append(true).open(&log).expect("a log");
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied()).stdout(Stdio::null()).stderr(out);
        Daemon { child: command.spawn().expect("wiredesk runs"), log }
    }

    /// How many partitions one of this site's topics has.
    pub fn partitions(&self, topic: &str) -> i32 {
        match topic {
            "wire.raw" => self.raw_partitions,
            "wire.stories" | "log" => self.stories_partitions,
            _ => 1,
        }
    }

    /// A read-committed reader of these topics, from their beginning.
    pub fn reader(&self, topics: &[&str]) -> Reader {
        let places: Vec<(String, i32)> = topics.iter().map(|t| (self.topic(t), self.partitions(t))).collect();
        Reader::new(&self.cluster, &places)
    }

    /// A reader of every topic on which an item can end.
    pub fn outcomes(&self) -> Reader {
        let mut topics = NEWS.to_vec();
        topics.extend(["wire.skipped", "wire.dead-letters"]);
        self.reader(&topics)
    }

    /// Waits until so many items have ended, and gives their records.
    pub fn until_outcomes(&self, items: usize) -> Vec<Record> {
        let mut reader = self.outcomes();
        reader.until(items);
        reader.records
    }
}

/// The raw item that a record of an outcome topic is about: partition, offset, index.
pub fn item(record: &Record) -> (i64, i64, i64) {
    if let Some(index) = record.header("wiredesk.index") {
        let number = |text: &str| text.parse::<i64>().expect("a number");
        let header = |name| number(record.header(name).expect("the header"));
        return (header("__connect.errors.partition"), header("__connect.errors.offset"), number(index));
    }
    let line: Value = serde_json::from_slice(&record.value).expect("JSON");
    place(if line["type"] == "wire.skipped.v1" { &line["source"] } else { &line["data"]["source"] })
}

fn place(source: &Value) -> (i64, i64, i64) {
    let number = |key: &str| source[key].as_i64().unwrap_or_else(|| panic!("no {key} in {source}"));
    (number("partition"), number("offset"), number("index"))
}

/// A running daemon. Ends with SIGKILL when dropped.
pub struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn log_path(&self) -> &Path {
        &self.log
    }

    /// Waits until the log has this text.
    pub fn until_logged(&self, text: &str) {
        let began = Instant::now();
        while !self.log().contains(text) {
            assert!(began.elapsed() < PATIENCE, "`{text}` was not logged:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn until_ready(&self) {
        self.until_logged("ready");
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|s| s.success()), "SIG{name} was not sent");
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Whether it has ended by itself, and with which code.
    pub fn ended(&mut self) -> Option<Option<i32>> {
        self.child.try_wait().expect("a child").map(|status| status.code())
    }

    /// Asks it to stop and waits for its end: the exit code.
    pub fn stop(mut self) -> Option<i32> {
        let began = Instant::now();
        self.signal("TERM");
        loop {
            if let Some(code) = self.ended() {
                return code;
            }
            assert!(began.elapsed() < STOPS_WITHIN, "still there {STOPS_WITHIN:?} after SIGTERM:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Resident memory in bytes, and CPU time so far.
    pub fn usage(&self) -> (u64, Duration) {
        usage(self.id())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

/// A process's resident memory in bytes, and its CPU time so far.
pub fn usage(pid: u32) -> (u64, Duration) {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let number = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    // proc(5): utime and stime in ticks of 10 ms, rss in pages of 4 KiB.
    (number(21) * 4096, Duration::from_millis((number(11) + number(12)) * 10))
}

/// The program under test: this build's, or the one that WIREDESK names (a release build to be measured).
fn program() -> std::ffi::OsString {
    std::env::var_os("WIREDESK").unwrap_or_else(|| env!("CARGO_BIN_EXE_wiredesk").into())
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
