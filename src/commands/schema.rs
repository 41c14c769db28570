//! `wiredesk schema`: the JSON Schema of the event and the AsyncAPI document of the topics, generated from the types.

use std::io::Write;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::Failure;
use crate::story::{CloudEvent, OverrideValue, Overrule, Skipped, StoryValue};

/// Print the event's JSON Schema, or the AsyncAPI document of all topics.
#[derive(clap::Args)]
pub struct Args {
    /// Print the AsyncAPI document instead.
    #[arg(long)]
    asyncapi: bool,
    /// Print the page that documents every metric instead, as Markdown.
    #[arg(long, conflicts_with = "asyncapi")]
    metrics: bool,
    /// Print the page that documents every key of the configuration instead, as Markdown.
    #[arg(long, conflicts_with_all = ["asyncapi", "metrics"])]
    configuration: bool,
}

/// Runs the command.
///
/// # Errors
/// Standard output that takes no more.
pub fn run(args: Args) -> Result<(), Failure> {
    let document = match args {
        Args { metrics: true, .. } => crate::telemetry::Metrics::default().page(),
        Args { configuration: true, .. } => crate::config::reference(),
        Args { asyncapi: true, .. } => format!("{:#}\n", asyncapi()),
        _ => format!("{:#}\n", event()),
    };
    write!(std::io::stdout(), "{document}").map_err(Failure::of_output)
}

/// JSON Schema (draft 2020-12) of the event.
pub fn event() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<CloudEvent>().to_value()
}

/// AsyncAPI 3.0 document of the topics, under their default names.
pub fn asyncapi() -> Value {
    let payload = |schema: Value| json!({ "schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema });
    let schema_of = |s: schemars::Schema| s.to_value();
    let settings = || SchemaSettings::draft2020_12().into_generator();
    let event_headers = json!({ "type": "object", "properties": {
        "content-type": { "const": "application/cloudevents+json; charset=UTF-8" },
        "class": { "type": "string" },
        "language": { "type": "string" },
        "traceparent": { "type": "string", "description": "W3C Trace Context, with traces.endpoint" } } });
    let mut channels = serde_json::Map::new();
    channels.insert(
        "wire.raw".into(),
        json!({ "address": "wire.raw", "description": "The agencies' bytes; any key.",
        "messages": { "raw": { "contentType": "application/octet-stream" } } }),
    );
    channels.insert("wire.stories".into(), json!({ "address": "wire.stories", "description": "Key: scope. Header card: the index card. Header overrule: an editor's word, on a story that comes once more for it.",
        "messages": { "story": { "contentType": "application/json", "headers": { "type": "object", "properties": { "overrule": { "contentMediaType": "application/json",
            "contentSchema": schema_of(settings().into_root_schema_for::<Overrule>()) } } }, "payload": payload(schema_of(settings().into_root_schema_for::<StoryValue>())) } } }));
    for topic in ["breaking", "updates", "new", "corrections", "duplicates", "embargoed", "advisories"] {
        let address = format!("news.{topic}");
        channels.insert(
            address.clone(),
            json!({ "address": address, "description": "Key: thread id.",
            "messages": { "event": { "$ref": "#/components/messages/event" } } }),
        );
    }
    channels.insert("wire.overrides".into(), json!({ "address": "wire.overrides", "description": "Editors' words. Key: scope.",
        "messages": { "override": { "contentType": "application/json", "payload": payload(schema_of(settings().into_root_schema_for::<OverrideValue>())) } } }));
    channels.insert("wire.skipped".into(), json!({ "address": "wire.skipped", "description": "Key: the raw record's.",
        "messages": { "skipped": { "contentType": "application/json", "payload": payload(schema_of(settings().into_root_schema_for::<Skipped<'static>>())) } } }));
    channels.insert("wire.dead-letters".into(), json!({ "address": "wire.dead-letters", "description": "Key: the raw record's. The original bytes.",
        "messages": { "deadLetter": { "contentType": "application/octet-stream", "headers": { "type": "object", "properties": {
            "__connect.errors.topic": { "type": "string" }, "__connect.errors.partition": { "type": "string" }, "__connect.errors.offset": { "type": "string" },
            "__connect.errors.stage": { "enum": ["intake", "desk"] }, "__connect.errors.class.name": { "type": "string" },
            "__connect.errors.exception.message": { "type": "string" }, "wiredesk.index": { "type": "string" } } } } } }));
    json!({
        "asyncapi": "3.0.0",
        "info": { "title": "wiredesk", "version": env!("CARGO_PKG_VERSION"), "description": "Raw wires in, structured events out, exactly once." },
        "channels": channels,
        "components": { "messages": { "event": {
            "contentType": "application/cloudevents+json; charset=UTF-8", "headers": event_headers, "payload": payload(event()) } } }
    })
}
