//! Logs on standard error, as text for people or JSON for machines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts logging. `filter` is a level or directives; `WIREDESK_LOG` goes before it.
///
/// # Errors
/// A filter that cannot be read.
pub fn init(format: LogFormat, filter: &str) -> Result<(), String> {
    let filter = std::env::var("WIREDESK_LOG").unwrap_or_else(|_| filter.to_owned());
    let filter = EnvFilter::try_new(&filter).map_err(|e| format!("log filter `{filter}`: {e}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let done = match format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // A second start in one process (tests) keeps the first one's logs.
    drop(done);
    Ok(())
}
