//! Brokers to test against: the embedded one, and a real Kafka where BOOTSTRAP names one or Java and Maven are there to start one.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use wiredesk::embedded::{Broker, Options};

/// A cluster of which a test uses its own topics and groups.
pub struct Cluster {
    /// `host:port`.
    pub bootstrap: String,
    /// The broker itself, where it is the embedded one.
    pub embedded: Option<Broker>,
    suffix: String,
}

static TESTS: AtomicU32 = AtomicU32::new(0);

impl Cluster {
    fn new(bootstrap: String, embedded: Option<Broker>) -> Cluster {
        let now = std::time::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_millis();
        let suffix = format!("{now:x}-{}", TESTS.fetch_add(1, Ordering::Relaxed));
        Cluster { bootstrap, embedded, suffix }
    }

    /// A cluster that runs already.
    pub fn at(bootstrap: &str) -> Cluster {
        Cluster::new(bootstrap.to_owned(), None)
    }

    /// A name of a topic, group or transactional id that no other test uses.
    pub fn name(&self, name: &str) -> String {
        format!("{name}-{}", self.suffix)
    }
}

/// A new embedded broker.
pub fn embedded() -> Cluster {
    embedded_with(Options::default())
}

/// A new embedded broker with other limits.
pub fn embedded_with(options: Options) -> Cluster {
    let broker = Broker::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options).expect("a free port");
    Cluster::new(broker.address().to_string(), Some(broker))
}

/// The real Kafka of this test run, or `None` with a word to the person who runs it.
pub fn kafka() -> Option<Cluster> {
    static KAFKA: OnceLock<Option<Started>> = OnceLock::new();
    if let Ok(bootstrap) = std::env::var("BOOTSTRAP") {
        return Some(Cluster::new(bootstrap, None));
    }
    let started = KAFKA.get_or_init(|| can_start().then(|| Started::with(2, |_| vec![])).flatten());
    if started.is_none() {
        super::left_out("tests on a real Kafka: set BOOTSTRAP=host:port, or install Java 17 and Maven");
    }
    started.as_ref().map(|s| Cluster::new(s.bootstrap.clone(), None))
}

/// The first of so many neighbouring ports that are free: a node takes one for clients and one for controllers. They lie below those that
/// systems give to clients and to whoever asks for any port (from 32,768 on), so that nobody else gets them before Kafka listens.
pub fn free_ports(count: u16) -> Option<u16> {
    let start = 15_000 + (std::process::id() % 2_000) as u16 * 8;
    let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    (start..32_000).step_by(8).find(|first| (*first..first + count).all(is_free))
}

/// Whether a Kafka can be started here.
pub fn can_start() -> bool {
    has("java", "-version") && has("mvn", "-v")
}

/// Whether a program can be run.
pub fn has(program: &str, version: &str) -> bool {
    Command::new(program).arg(version).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// A Kafka that lives as long as this process: its keeper waits for the end of its standard input.
pub struct Started {
    /// `host:port` of its listener without TLS.
    pub bootstrap: String,
    _keeper: Child,
}

impl Started {
    /// Starts one that may use so many neighbouring ports. `arguments` are those of tests/kafka/kafka, made for the first port.
    pub fn with(ports: u16, arguments: impl FnOnce(u16) -> Vec<String>) -> Option<Started> {
        // One after another: free ports are free until Kafka listens.
        static ONE: Mutex<u32> = Mutex::new(0);
        let mut started = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        *started += 1;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/kafka");
        let dir = std::env::temp_dir().join(format!("wiredesk-kafka-{}-{started}", std::process::id()));
        let port = free_ports(ports)?;
        let keep = r#"script=$1 dir=$2; shift 2
            "$script" start --dir "$dir" "$@" || echo
            cat >/dev/null; "$script" stop --dir "$dir"; rm -rf "$dir""#;
        let mut keeper = Command::new("bash")
            .args(["-c", keep, "keeper"])
            .arg(script)
            .arg(dir)
            .args(["--port", &port.to_string()])
            .args(arguments(port))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(keeper.stdout.take()?).read_line(&mut line).ok()?;
        assert!(!line.trim().is_empty(), "Java and Maven are there, and Kafka did not start: see the lines above");
        Some(Started { bootstrap: line.trim().to_owned(), _keeper: keeper })
    }
}
