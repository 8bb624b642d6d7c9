//! Every route, on one page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;
use tracing::{Level, Span};

use crate::routes::{app, blobs, health, snapshot, sync, workspaces};
use crate::{App, headers};

pub(crate) fn router(state: Arc<App>) -> Router {
    let security = headers::security(&state.config.access);
    Router::new()
        .route("/api/blobs/{hash}", get(blobs::show).put(blobs::keep))
        .route("/api/snapshot", get(snapshot::show).layer(CompressionLayer::new()))
        .route("/api/workspaces", post(workspaces::create))
        .route("/healthz", get(health::show))
        .route("/readyz", get(health::ready))
        .route("/sync", get(sync::connect))
        .fallback(app::show)
        .layer(from_fn_with_state(Arc::new(security), secure))
        .layer(from_fn_with_state(state.clone(), count))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(state)
}

async fn secure(State(headers): State<Arc<HeaderMap>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().extend(headers.as_ref().clone());
    response
}

async fn count(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    app.metrics.answered(response.status().as_u16());
    response
}

/// Method and path: neither holds a secret or anything of a customer's.
fn span(request: &Request) -> Span {
    tracing::span!(Level::INFO, "http", method = %request.method(), path = request.uri().path())
}
