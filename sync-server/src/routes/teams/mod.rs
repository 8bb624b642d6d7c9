//! `/api/teams`: workspaces with members.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use shared::access::{Action, Role};
use shared::id::WorkspaceId;
use shared::wire::accounts::{Happened, Team};

use super::accounts::{About, answer, name, note, read};
use crate::App;
use crate::access::{self, address::ClientAddress};
use crate::error::Problem;

pub(crate) mod events;
pub(crate) mod invitations;
mod mailed;
pub(crate) mod members;

/// `POST /api/teams`: gives a workspace members. Whoever has its secret and an account becomes its
/// owner; from then on the secret opens it no more. The log stays as it is.
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let typed: String = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::POST, &headers).await?;
    let secret = access::secret(&headers)?;
    let workspace = secret.workspace();
    app.storage.open(workspace, secret.verifier(), None).await?.ok_or(Problem::Denied)?;
    let name = name(&typed)?;
    let changing = app.clone();
    let change = async move {
        let owner = session.account;
        if !changing.accounts.make_team(workspace, &name, owner, access::now()).await? {
            return Err(Problem::IsTeam);
        }
        changing.sync.became_team(workspace);
        let about = About {
            workspace: Some(workspace),
            who: Some(owner),
            ..About::new(Happened::TeamMade)
        };
        note(&changing, address, about).await?;
        Ok(answer(&Team { workspace, name, role: Role::Owner }))
    };
    app.changes.carry_out(change).await
}

/// `PUT /api/teams/{workspace}`: another name.
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let typed: String = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::PUT, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::Rename).await?;
    app.accounts.rename(workspace, &name(&typed)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One that is no id looks like one that is not there.
fn workspace_of(letters: &str) -> Result<WorkspaceId, Problem> {
    letters.parse().map_err(|_| Problem::Denied)
}
