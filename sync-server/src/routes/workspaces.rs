//! `POST /api/workspaces`: makes a workspace, or confirms that it is there.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use crate::App;
use crate::access::{self, address::ClientAddress, rate::network};
use crate::error::Problem;
use crate::storage::Creation;

/// 201 for a new one, 200 for one that this secret opens.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    access::check_origin(&app.config.access, &headers)?;
    if !app.creations.allows(network(address), Instant::now()) {
        return Err(Problem::TooMany);
    }
    let secret = access::secret(&headers)?;
    let limit = app.config.limits.workspaces;
    if app.accounts.is_team(secret.workspace()).await? {
        // Whoever has the right secret may know that it has members; nobody else asks so.
        let opened = app.storage.open(secret.workspace(), secret.verifier(), None).await?;
        return Err(if opened.is_some() { Problem::MembersOnly } else { Problem::Denied });
    }
    match app.storage.create(secret.workspace(), secret.verifier(), limit).await? {
        Creation::Created => Ok(StatusCode::CREATED),
        Creation::Exists => Ok(StatusCode::OK),
        Creation::Denied => Err(Problem::Denied),
        Creation::NoRoom => Err(Problem::NoRoom),
    }
}
