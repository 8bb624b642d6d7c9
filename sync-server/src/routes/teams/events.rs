//! `/api/teams/{workspace}/events`: who signed in, invited, joined, changed and removed.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use shared::access::Action;
use shared::wire::accounts::Happened;

use super::super::accounts::{About, answer, note};
use super::workspace_of;
use crate::App;
use crate::access::{self, address::ClientAddress};
use crate::error::Problem;

/// Events that are shown: the newest.
const MOST: usize = 500;

/// `GET`: for admins.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::ReadEvents).await?;
    Ok(answer(&app.accounts.events(workspace, MOST).await?))
}

/// `POST …/exports`: the app says that a member saved a copy. What is on a device can be copied
/// without saying so: this notes what is done in the app.
pub(crate) async fn exported(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path(workspace): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::Read).await?;
    let about = About {
        workspace: Some(workspace),
        who: Some(session.account),
        ..About::new(Happened::Exported)
    };
    note(&app, address, about).await?;
    Ok(StatusCode::NO_CONTENT)
}
