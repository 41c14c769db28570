//! One trace from the raw record to its event, at a collector that takes OTLP over HTTP.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::routing::post;
use rdkafka::message::{Header, OwnedHeaders};
use serde_json::Value;

use crate::site::{NEWS, Site};
use crate::stages::put;
use crate::support::brokers;
use crate::support::clients::{flush, until};
use crate::support::load::Wires;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SENDER: &str = "b7ad6b7169203331";

/// Keeps the requests that it gets.
struct Collector {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Collector {
    fn start() -> Collector {
        let requests: Arc<Mutex<Vec<Value>>> = Arc::default();
        let keep = requests.clone();
        let take = move |Json(request): Json<Value>| async move {
            keep.lock().unwrap_or_else(PoisonError::into_inner).push(request);
            "{}"
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("an address");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        std::thread::spawn(move || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
                axum::serve(listener, axum::Router::new().route("/v1/traces", post(take))).await
            })
        });
        Collector { address, requests }
    }

    /// All spans so far.
    fn spans(&self) -> Vec<Value> {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let list = |value: &Value| value.as_array().expect("a list").clone();
        let of_scopes = requests.iter().flat_map(|r| list(&r["resourceSpans"])).flat_map(|r| list(&r["scopeSpans"]));
        of_scopes.flat_map(|s| list(&s["spans"])).collect()
    }
}

fn attribute<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    let found = of["attributes"].as_array().expect("attributes").iter().find(|a| a["key"] == name)?;
    found["value"]["stringValue"].as_str().or(found["value"]["intValue"].as_str())
}

#[test]
fn one_trace_leads_from_the_raw_record_to_its_event() {
    let collector = Collector::start();
    let site = Site::new(brokers::embedded(), 1, 1);
    site.configure(&format!("[traces]\nendpoint = \"http://{}\"\n", collector.address));
    let (producer, topic, mut source) = (site.cluster.producer(&[]), site.topic("wire.raw"), Wires::new(5));
    let sender = format!("00-{TRACE}-{SENDER}-01");
    let traced = OwnedHeaders::new().insert(Header { key: "traceparent", value: Some(&sender) });
    let state = Header { key: "tracestate", value: Some("house=7") };
    put(&producer, &topic, 0, 0, source.ninjs(0, 900).as_bytes(), traced.insert(state));
    put(&producer, &topic, 0, 1, source.ninjs(1, 900).as_bytes(), OwnedHeaders::new());
    put(&producer, &topic, 0, 2, b"<nitf><body><body.content><p>The harbour", OwnedHeaders::new());
    flush(&producer);
    let daemon = site.daemon("one", &[("WIREDESK_KAFKA__INSTANCE", "north")]);
    let outcomes = site.until_outcomes(3);
    let spans = until("five spans", || Some(collector.spans()).filter(|spans| spans.len() >= 5));
    assert_eq!(daemon.stop(), Some(0));

    let of = |offset: &str, stage: &str| {
        let topic = if stage == "intake" { "wire.raw" } else { "wire.stories" };
        let found = |s: &&Value| {
            attribute(s, "wiredesk.stage") == Some(stage)
                && attribute(s, "messaging.kafka.offset") == Some(offset)
                && attribute(s, "messaging.destination.name") == Some(&site.topic(topic))
        };
        let mut found = spans.iter().filter(found);
        let one = found.next().unwrap_or_else(|| panic!("no span of {stage} at {offset} in {spans:#?}"));
        assert!(found.next().is_none(), "each but once");
        one
    };
    let record = |offset: i64| {
        let ours = |r: &&_| crate::site::item(r) == (0, offset, 0);
        outcomes.iter().find(ours).unwrap_or_else(|| panic!("no outcome of {offset}"))
    };
    let named = |span: &Value| format!("00-{}-{}-01", span["traceId"].as_str().expect("an id"), span["spanId"].as_str().expect("an id"));

    // The sender's trace goes through both stages to the event.
    let (intake, desk) = (of("0", "intake"), of("0", "desk"));
    assert_eq!((intake["traceId"].as_str(), intake["parentSpanId"].as_str()), (Some(TRACE), Some(SENDER)));
    assert_eq!((&desk["traceId"], &desk["parentSpanId"]), (&intake["traceId"], &intake["spanId"]));
    assert_eq!((intake["traceState"].as_str(), desk["traceState"].as_str()), (Some("house=7"), Some("house=7")));
    assert_eq!(record(0).header("traceparent"), Some(named(desk).as_str()));
    assert_eq!(record(0).header("tracestate"), Some("house=7"));
    assert_eq!(attribute(desk, "cloudevents.event_id"), record(0).json()["id"].as_str());
    assert_eq!(attribute(desk, "wiredesk.outcome"), record(0).header("class"));
    let nanoseconds = |span: &Value, name: &str| span[name].as_str().and_then(|t| t.parse::<u64>().ok()).expect("a time");
    assert!(nanoseconds(intake, "startTimeUnixNano") < nanoseconds(intake, "endTimeUnixNano"), "{intake}");

    // Without a sender's trace intake begins one.
    let (intake, desk) = (of("1", "intake"), of("1", "desk"));
    assert_eq!((&intake["parentSpanId"], &desk["traceId"]), (&Value::Null, &intake["traceId"]));
    assert_ne!(intake["traceId"].as_str(), Some(TRACE));
    assert_eq!(record(1).header("traceparent"), Some(named(desk).as_str()));

    // What cannot be read is an error, named by its code.
    let dead = of("2", "intake");
    assert_eq!((dead["status"]["code"].as_u64(), attribute(dead, "wiredesk.outcome")), (Some(2), Some("dead_letter")));
    assert_eq!(dead["status"]["message"].as_str(), record(2).header("__connect.errors.class.name"));
    assert_eq!(record(2).header("traceparent"), Some(named(dead).as_str()));

    let resource = collector.requests.lock().unwrap_or_else(PoisonError::into_inner)[0]["resourceSpans"][0]["resource"].clone();
    assert_eq!(attribute(&resource, "service.name"), Some("wiredesk"));
    assert_eq!(attribute(&resource, "service.instance.id"), Some("north"));
}

#[test]
fn without_a_collector_records_say_nothing_of_traces() {
    let site = Site::new(brokers::embedded(), 1, 1);
    let (producer, topic) = (site.cluster.producer(&[]), site.topic("wire.raw"));
    let sender = format!("00-{TRACE}-{SENDER}-01");
    let traced = OwnedHeaders::new().insert(Header { key: "traceparent", value: Some(&sender) });
    put(&producer, &topic, 0, 0, Wires::new(5).ninjs(0, 900).as_bytes(), traced);
    flush(&producer);
    let _daemon = site.daemon("one", &[]);
    site.until_outcomes(1);
    let mut reader = site.reader(&[&["wire.stories"], &NEWS[..]].concat());
    reader.until(2);
    assert!(reader.records.iter().all(|r| r.header("traceparent").is_none()), "{:?}", reader.records);
}
