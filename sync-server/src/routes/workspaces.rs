//! `POST /api/workspaces`: makes a workspace, or confirms that it is there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};

use crate::App;
use crate::access;
use crate::error::Problem;
use crate::storage::Creation;

/// 201 for a new one, 200 for one that this secret opens.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    access::check_origin(&app.config.access, &headers)?;
    if !app.creations.allows(address.ip(), Instant::now()) {
        return Err(Problem::TooMany);
    }
    let secret = access::secret(&headers)?;
    let limit = app.config.limits.workspaces;
    match app.storage.create(secret.workspace(), secret.verifier(), limit).await? {
        Creation::Created => Ok(StatusCode::CREATED),
        Creation::Exists => Ok(StatusCode::OK),
        Creation::Denied => Err(Problem::Denied),
        Creation::NoRoom => Err(Problem::NoRoom),
    }
}
