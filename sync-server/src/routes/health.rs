//! `GET /healthz`: whether this process answers. `GET /readyz`: whether it should be sent clients.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use tokio::time::timeout;

use crate::App;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// For whoever restarts what is stuck.
pub(crate) async fn show() -> &'static str {
    "ok"
}

/// For a load balancer: not while the server is about to stop, nor without its database.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    if *app.leaving.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match timeout(PATIENCE, app.storage.check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
    }
}
