//! The admin server: `/livez`, `/readyz`, `/metrics`. It reads; nothing here writes.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use super::supervision::is_alive;
use crate::config::Admin;
use crate::stream::Status;
use crate::telemetry::Metrics;

#[derive(Clone)]
struct Seen {
    metrics: Arc<Metrics>,
    statuses: Arc<Vec<Arc<Status>>>,
}

/// Starts the server on a thread of its own.
///
/// # Errors
/// An address that cannot be listened on, for another reason than that it is taken.
pub fn start(admin: &Admin, metrics: Arc<Metrics>, statuses: Vec<Arc<Status>>) -> Result<SocketAddr, String> {
    let listener = bind(admin.listen).map_err(|e| format!("admin.listen {}: {e}", admin.listen))?;
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    let app = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(show_metrics))
        .with_state(Seen { metrics, statuses: Arc::new(statuses) });
    let serve = async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, app).await
    };
    let run = move || {
        if let Err(error) = runtime.block_on(serve) {
            tracing::error!(%error, "the admin server ended");
        }
    };
    std::thread::Builder::new().name("admin".into()).spawn(run).map_err(|e| e.to_string())?;
    tracing::info!(%address, "admin server");
    Ok(address)
}

/// Many daemons may share a host and a configuration: the first has the port, the others any free one.
fn bind(listen: SocketAddr) -> std::io::Result<TcpListener> {
    match TcpListener::bind(listen) {
        Err(e) if e.kind() == ErrorKind::AddrInUse => {
            tracing::warn!(%listen, "admin.listen is taken by another process; listening on a free port instead");
            TcpListener::bind(SocketAddr::new(listen.ip(), 0))
        }
        bound => bound,
    }
}

async fn livez(State(seen): State<Seen>) -> impl IntoResponse {
    if seen.statuses.iter().all(|s| is_alive(s)) { (StatusCode::OK, "alive\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "hangs\n") }
}

async fn readyz(State(seen): State<Seen>) -> impl IntoResponse {
    let obstacles: Vec<String> = seen.statuses.iter().flat_map(|s| s.obstacles()).collect();
    match obstacles.is_empty() {
        true => (StatusCode::OK, "ready\n".to_owned()),
        false => (StatusCode::SERVICE_UNAVAILABLE, obstacles.join("\n") + "\n"),
    }
}

async fn show_metrics(State(seen): State<Seen>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], seen.metrics.encode())
}
