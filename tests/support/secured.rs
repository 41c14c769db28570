//! A real Kafka that lets in by TLS and password or certificate alone, and allows what its access control lists say.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use bytes::BytesMut;
use kafka_protocol::messages::create_acls_request::AclCreation;
use kafka_protocol::messages::{ApiKey, CreateAclsRequest, CreateAclsResponse, RequestHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};
use tempfile::TempDir;

use super::brokers::{Started, can_start, has};

/// The user of all tests, and their password by each mechanism.
pub const USER: &str = "wiredesk";
pub const SCRAM_PASSWORD: &str = "scram-3fX9tQ";
pub const PLAIN_PASSWORD: &str = "plain-7bLw2Z";
/// Of the client's private key.
pub const KEY_PASSWORD: &str = "key-Qm4v8R";

/// The cluster with its certificates.
pub struct Secured {
    /// Without TLS or login, and allowed everything: for the test itself.
    pub open: String,
    /// TLS, then SCRAM-SHA-512 or PLAIN.
    pub sasl: String,
    /// TLS with a client's certificate.
    pub mutual: String,
    folder: TempDir,
    _kafka: Started,
}

impl Secured {
    /// Starts one, or says why not.
    pub fn start() -> Option<Secured> {
        if !can_start() || !has("openssl", "version") {
            super::left_out("tests of TLS, logins and rights on a real Kafka: Java 17, Maven and openssl are needed");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        certificates(folder.path());
        let mut first = 0;
        let kafka = Started::with(4, |port| {
            first = port;
            let also = folder.path().join("also.properties");
            std::fs::write(&also, settings(folder.path(), port)).expect("written");
            ["--also", &also.display().to_string(), "--user", &format!("{USER}={SCRAM_PASSWORD}")].map(str::to_owned).into()
        })?;
        let at = |n: u16| format!("127.0.0.1:{}", first + n);
        Some(Secured { open: at(0), sasl: at(2), mutual: at(3), folder, _kafka: kafka })
    }

    /// A file of its certificates: `ca.pem`, `other-ca.pem`, `client.pem`, `client.key`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Allows the user these operations.
    pub fn allow(&self, rights: &[Right]) {
        let text = |text: &str| StrBytes::from_string(text.to_owned());
        let creations = rights.iter().map(|right| {
            AclCreation::default()
                .with_resource_type(right.kind)
                .with_resource_name(text(&right.name))
                .with_resource_pattern_type(if right.prefix { 4 } else { 3 })
                .with_principal(text(&format!("User:{USER}")))
                .with_host(text("*"))
                .with_operation(right.operation)
                .with_permission_type(3)
        });
        let answer = create(&self.open, &CreateAclsRequest::default().with_creations(creations.collect()));
        assert!(answer.results.iter().all(|r| r.error_code == 0), "{answer:?}");
    }
}

/// One operation on a resource, in the numbers of Kafka's protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    kind: i8,
    pub name: String,
    prefix: bool,
    operation: i8,
}

impl Right {
    /// What the rows of docs/security.md under "Rights on Kafka" allow.
    pub fn listed() -> Vec<Right> {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md");
        let page = std::fs::read_to_string(page).expect("docs/security.md");
        let section = page.split("## Rights on Kafka").nth(1).expect("a section").split("\n## ").next().expect("a section");
        let rows = section.lines().filter(|l| l.starts_with("| ") && l.contains('`'));
        rows.flat_map(Right::of_row).collect()
    }

    /// `` | groups with prefix `wiredesk-` | Read, Describe | ``
    fn of_row(row: &str) -> Vec<Right> {
        let (resource, operations) = row.trim_matches(['|', ' ']).split_once('|').expect("two columns");
        let (words, name) = resource.trim().trim_end_matches('`').split_once('`').expect("a name");
        let (kind, prefix) = match words.trim() {
            "topic" => (2, false),
            "groups with prefix" => (3, true),
            "transactional ids with prefix" => (5, true),
            other => panic!("no resource `{other}`"),
        };
        let operation = |word: &str| match word.trim() {
            "Read" => 3,
            "Write" => 4,
            "Delete" => 6,
            "DescribeConfigs" => 10,
            other => panic!("no operation `{other}`"),
        };
        operations.split(',').map(|word| Right { kind, name: name.to_owned(), prefix, operation: operation(word) }).collect()
    }

    /// Whether it is this operation on this resource.
    pub fn is(&self, name: &str, word: &str) -> bool {
        Right::of_row(&format!("| topic `{name}` | {word} |")).contains(self)
    }
}

/// rdkafka has no call for it.
fn create(address: &str, request: &CreateAclsRequest) -> CreateAclsResponse {
    const VERSION: i16 = 1;
    let mut bytes = BytesMut::new();
    let header = RequestHeader::default().with_request_api_key(ApiKey::CreateAcls as i16).with_request_api_version(VERSION);
    header.encode(&mut bytes, CreateAclsRequest::header_version(VERSION)).expect("a header");
    request.encode(&mut bytes, VERSION).expect("a body");
    let mut stream = TcpStream::connect(address).expect("the open listener");
    stream.write_all(&i32::try_from(bytes.len()).expect("a short request").to_be_bytes()).expect("sent");
    stream.write_all(&bytes).expect("sent");
    let mut length = [0; 4];
    stream.read_exact(&mut length).expect("an answer");
    let mut answer = vec![0; usize::try_from(i32::from_be_bytes(length)).expect("a length")];
    stream.read_exact(&mut answer).expect("the answer");
    // Behind the correlation id.
    CreateAclsResponse::decode(&mut bytes::Bytes::from(answer.split_off(4)), VERSION).expect("an answer in its form")
}

/// An authority, another one, and certificates of the first for the broker and for the user.
fn certificates(folder: &Path) {
    let openssl = |arguments: &str| {
        let mut command = Command::new("openssl");
        command.args(arguments.split(' ')).current_dir(folder);
        let output = command.output().expect("openssl runs");
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2";
    openssl(&format!("{new} -nodes -keyout ca.key -out ca.pem -subj /CN=authority"));
    openssl(&format!("{new} -nodes -keyout other-ca.key -out other-ca.pem -subj /CN=another"));
    let ours = format!("{new} -CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE");
    openssl(&format!("{ours} -nodes -keyout broker.key -out broker.pem -subj /CN=broker -addext subjectAltName=IP:127.0.0.1"));
    openssl(&format!("{ours} -passout pass:{KEY_PASSWORD} -keyout client.key -out client.pem -subj /CN={USER}"));
    // Kafka takes a key and its certificates in one file.
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("made");
    std::fs::write(folder.join("broker.store"), read("broker.key") + &read("broker.pem") + &read("ca.pem")).expect("written");
}

/// What the broker is told beside its usual settings.
fn settings(folder: &Path, port: u16) -> String {
    let mut text = format!(
        "listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{},SASL_SSL://127.0.0.1:{},SSL://127.0.0.1:{}\n",
        port + 1,
        port + 2,
        port + 3
    );
    let folder = folder.display();
    let login = "org.apache.kafka.common.security";
    for line in [
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL",
        "sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN",
        &format!("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config={login}.scram.ScramLoginModule required;"),
        &format!("listener.name.sasl_ssl.plain.sasl.jaas.config={login}.plain.PlainLoginModule required user_{USER}=\"{PLAIN_PASSWORD}\";"),
        "listener.name.ssl.ssl.client.auth=required",
        "listener.name.ssl.ssl.principal.mapping.rules=RULE:^CN=(.*)$/$1/",
        "ssl.keystore.type=PEM",
        &format!("ssl.keystore.location={folder}/broker.store"),
        "ssl.truststore.type=PEM",
        &format!("ssl.truststore.location={folder}/ca.pem"),
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS",
        // As Kafka comes: a topic that a producer asks about is made.
        "auto.create.topics.enable=true",
    ] {
        let _ = writeln!(text, "{line}");
    }
    text
}
