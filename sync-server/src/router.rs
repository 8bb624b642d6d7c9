//! Every route, on one page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use shared::wire::accounts::BODY_BYTES;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;
use tracing::{Level, Span};

use crate::routes::accounts::{forgotten, passkeys, passwords, provider, sessions, set_up};
use crate::routes::teams::{self, events, invitations, members};
use crate::routes::{app, blobs, health, offers, server, snapshot, sync, workspaces};
use crate::{App, headers};

pub(crate) fn router(state: Arc<App>) -> Router {
    let security = headers::security(&state.config.access);
    Router::new()
        .route("/api/blobs/{hash}", get(blobs::show).put(blobs::keep))
        .route("/api/snapshot", get(snapshot::show).layer(CompressionLayer::new()))
        .route("/api/workspaces", post(workspaces::create))
        .merge(people())
        .route("/healthz", get(health::show))
        .route("/readyz", get(health::ready))
        .route("/sync", get(sync::connect))
        .fallback(app::show)
        .layer(from_fn_with_state(Arc::new(security), secure))
        .layer(from_fn_with_state(state.clone(), count))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(state)
}

/// Accounts, and workspaces with members: small bodies only.
fn people() -> Router<Arc<App>> {
    Router::new()
        .route("/api/set-up", post(set_up::create))
        .route("/api/account", get(sessions::show_me))
        .route(
            "/api/sessions",
            get(sessions::list).post(sessions::sign_in).delete(sessions::end_all),
        )
        .route("/api/sessions/{session}", delete(sessions::end_one))
        .route("/api/sessions/challenge", post(passkeys::ask))
        .route("/api/sessions/passkey", post(passkeys::sign_in))
        .route("/api/passkeys", get(passkeys::list).post(passkeys::make))
        .route("/api/passkeys/challenge", post(passkeys::begin_making))
        .route("/api/passkeys/{passkey}", delete(passkeys::remove))
        .route("/api/provider", post(provider::leave))
        .route("/api/provider/back", post(provider::come_back))
        .route("/api/identities", get(provider::list))
        .route("/api/identities/challenge", post(provider::leave_to_bind))
        .route("/api/identities/{identity}", delete(provider::remove))
        .route("/api/offers", get(offers::show))
        .route("/api/server", get(server::show))
        .route("/api/server/backups", post(server::back_up))
        .route("/api/forgotten", post(forgotten::ask))
        .route("/api/password", post(passwords::change))
        .route("/api/resets", post(passwords::reset))
        .route("/api/resets/{account}", post(passwords::link))
        .route("/api/invitations", post(invitations::look))
        .route("/api/invitations/account", post(invitations::join_new))
        .route("/api/invitations/mine", post(invitations::join_signed_in))
        .route("/api/teams", post(teams::make))
        .route("/api/teams/{workspace}", put(teams::rename))
        .route("/api/teams/{workspace}/members", get(members::list))
        .route(
            "/api/teams/{workspace}/members/{account}",
            put(members::set_role).delete(members::remove),
        )
        .route(
            "/api/teams/{workspace}/invitations",
            get(invitations::list).post(invitations::invite),
        )
        .route("/api/teams/{workspace}/invitations/{invitation}", delete(invitations::withdraw))
        .route("/api/teams/{workspace}/events", get(events::list))
        .route("/api/teams/{workspace}/exports", post(events::exported))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
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
