//! `GET /sync`: the WebSocket. `docs/PROTOCOL.md` says what is spoken on it.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use shared::wire::limits;

use crate::App;
use crate::access::{self, cookie};
use crate::error::Problem;

/// What a socket reads at once, and gathers before it writes: ten thousand idle connections must
/// not hold megabytes.
const BUFFER_BYTES: usize = 8 << 10;

/// Upgrades, unless the asking page belongs to another site.
pub(crate) async fn connect(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    access::check_origin(&app.config.access, &headers)?;
    // A cookie without an origin shows no page of ours.
    let ours = headers.contains_key(header::ORIGIN);
    let cookie = cookie::read(&app.config.access, &headers).filter(|_| ours);
    let place = app.sync.place().ok_or(Problem::Busy)?;
    let response = upgrade
        .max_message_size(limits::MESSAGE_BYTES)
        .max_frame_size(limits::MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .on_upgrade(move |socket| async move { app.sync.serve(socket, place, cookie).await });
    Ok(response)
}
