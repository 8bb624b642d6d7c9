//! `/api/server`: how this server does, and its backups, for who owns it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use shared::wire::server::{Keeps, ServerStatus};

use super::accounts::answer;
use crate::App;
use crate::access;
use crate::config::Database;
use crate::error::Problem;
use crate::storage::StorageError;

/// `GET /api/server`.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    access::server_owner(&app, &Method::GET, &headers).await?;
    Ok(answer(&status(&app).await?))
}

/// `POST /api/server/backups`: begins a backup, beside those by the clock. The status says when it
/// is there.
pub(crate) async fn back_up(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    access::server_owner(&app, &Method::POST, &headers).await?;
    let backups = app.backups.as_ref().ok_or(Problem::NoBackups)?;
    backups.now().map_err(unread)?;
    Ok(answer(&status(&app).await?))
}

async fn status(app: &App) -> Result<ServerStatus, Problem> {
    let totals = app.storage.totals().await?;
    let backups = app.backups.as_ref().map(|backups| backups.status());
    Ok(ServerStatus {
        version: env!("CARGO_PKG_VERSION").into(),
        since: app.since,
        keeps: match app.config.database {
            Database::Memory => Keeps::Memory,
            Database::Sqlite(_) => Keeps::Sqlite,
            Database::Postgres(_) => Keeps::Postgres,
        },
        bytes: totals.bytes,
        connections: app.metrics.connections(),
        workspaces: totals.workspaces,
        accounts: totals.accounts,
        changes: totals.changes,
        mail: app.mail.is_some(),
        backups: backups.transpose().map_err(unread)?,
    })
}

fn unread(error: std::io::Error) -> Problem {
    StorageError::Failed(format!("the folder of backups cannot be read: {error}")).into()
}
