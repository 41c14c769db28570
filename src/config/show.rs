//! The resolved configuration as TOML, for people and for support: without secrets.

use std::fmt::Write;

use super::secret::is_secret;
use super::{Config, LogFormat, RawSource};
use crate::story::Class;

/// Prints the configuration in force.
pub fn show(config: &Config) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, config);
    out
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn write(out: &mut String, c: &Config) -> std::fmt::Result {
    writeln!(out, "[kafka]\nbrokers = {}", quoted(&c.kafka.brokers))?;
    if let Some(instance) = &c.kafka.instance {
        writeln!(out, "instance = {}", quoted(instance))?;
    }
    writeln!(out, "group = {}", quoted(&c.kafka.group))?;
    writeln!(out, "max_record_bytes = {}", c.kafka.max_record_bytes)?;
    writeln!(out, "max_in_flight = {}", c.kafka.max_in_flight)?;
    writeln!(out, "commit_interval_ms = {}", c.kafka.commit_interval.as_millis())?;
    writeln!(out, "commit_pause_ms = {}", c.kafka.commit_pause.as_millis())?;
    if let Some(file) = &c.kafka.oauth_token_file {
        writeln!(out, "oauth_token_file = {}", quoted(&file.to_string_lossy()))?;
    }
    writeln!(out, "\n[kafka.properties]")?;
    for (name, value) in &c.kafka.properties {
        match is_secret(name) {
            true => writeln!(out, "# {} is set and not shown", quoted(name))?,
            false => writeln!(out, "{} = {}", quoted(name), quoted(value))?,
        }
    }
    let t = &c.topics;
    writeln!(out, "\n[topics]")?;
    match &t.raw {
        RawSource::Named(names) => writeln!(out, "raw = [{}]", names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", "))?,
        RawSource::Matching(pattern) => writeln!(out, "raw = {}", quoted(pattern))?,
    }
    for (key, name) in [
        ("stories", t.stories.as_str()),
        ("breaking", t.of_class(Class::Breaking)),
        ("updates", t.of_class(Class::Update)),
        ("new", t.of_class(Class::New)),
        ("corrections", t.of_class(Class::Correction)),
        ("withdrawals", t.of_class(Class::Withdrawal)),
        ("duplicates", t.of_class(Class::Duplicate)),
        ("embargoed", t.of_class(Class::Embargoed)),
        ("advisories", t.of_class(Class::Advisory)),
        ("skipped", &t.skipped),
        ("dead_letters", &t.dead_letters),
        ("requeued", &t.requeued),
        ("overrides", &t.overrides),
        ("changelog", &t.changelog),
    ] {
        writeln!(out, "{key} = {}", quoted(name))?;
    }
    writeln!(out, "raw_partitions = {}\nstories_partitions = {}", t.raw_partitions, t.stories_partitions)?;
    writeln!(out, "news_partitions = {}\nreplication = {}", t.news_partitions, t.replication)?;
    writeln!(out, "retention_bytes = {}", t.retention_bytes)?;
    writeln!(out, "\n[scopes]")?;
    for (key, map) in [("agencies", &c.scopes.agencies), ("languages", &c.scopes.languages)] {
        let pairs: Vec<String> = map.iter().map(|(name, scope)| format!("{} = {}", quoted(name), quoted(scope))).collect();
        writeln!(out, "{key} = {{ {} }}", pairs.join(", "))?;
    }
    writeln!(out, "\n[desk]\nwindow_hours = {}\nstandby = {}", c.desk.window_ms / 3_600_000, c.desk.standby)?;
    writeln!(out, "\n[editorial]")?;
    if let Some(folder) = &c.editorial {
        writeln!(out, "folder = {}", quoted(&folder.to_string_lossy()))?;
    }
    writeln!(out, "\n[admin]\nlisten = {}", quoted(&c.admin.listen.to_string()))?;
    if c.admin.token.is_some() {
        writeln!(out, "# token_file is set and not shown")?;
    }
    let format = match c.log_format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    };
    writeln!(out, "\n[log]\nformat = {}\nfilter = {}", quoted(format), quoted(&c.log_filter))?;
    match &c.traces {
        Some(traces) => writeln!(out, "\n[traces]\nendpoint = {}\nratio = {:?}", quoted(&traces.endpoint), traces.ratio),
        None => writeln!(out, "\n[traces]\n# off: no endpoint is set"),
    }
}
