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
    // A line that cannot be written (a full disk, a reader that has gone) is lost, and nothing else: by default it would be told of on
    // standard error again, and that ends the process.
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    let done = match format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // A second start in one process (tests) keeps the first one's logs.
    drop(done);
    Ok(())
}
