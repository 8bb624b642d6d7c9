//! `/api/teams/{workspace}/members`: who is in, and as what.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use shared::access::{Action, Role};
use shared::id::{AccountId, WorkspaceId};
use shared::wire::accounts::Happened;

use super::super::accounts::{About, answer, note, read};
use super::workspace_of;
use crate::App;
use crate::access::{self, address::ClientAddress};
use crate::error::Problem;
use crate::storage::Change;

/// `GET`: all of them, for each of them.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = access::signed_in(&app, &Method::GET, &headers).await?;
    let workspace = workspace_of(&workspace)?;
    access::allow(&app, workspace, session.account, Action::Read).await?;
    Ok(answer(&app.accounts.members(workspace).await?))
}

/// `PUT …/{account}`: another role. It holds from this moment on, on open connections too.
pub(crate) async fn set_role(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path((workspace, member)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let to: Role = read(&app, &headers, &body)?;
    let session = access::signed_in(&app, &Method::PUT, &headers).await?;
    let (workspace, member) = (workspace_of(&workspace)?, account_of(&member)?);
    access::role(app.accounts.as_ref(), workspace, session.account).await?;
    let changing = app.clone();
    let change = async move {
        let changed = changing.accounts.set_role(workspace, member, to, session.account).await?;
        done(changed)?;
        changing.sync.role_changed(workspace, member, Some(to));
        let whom = (workspace, session.account, member);
        tell(&changing, address, Happened::RoleChanged, whom, to).await
    };
    app.changes.carry_out(change).await
}

/// `DELETE …/{account}`: removes a member, or leaves. Their connections end at once.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Path((workspace, member)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let session = access::signed_in(&app, &Method::DELETE, &headers).await?;
    let (workspace, member) = (workspace_of(&workspace)?, account_of(&member)?);
    access::role(app.accounts.as_ref(), workspace, session.account).await?;
    let changing = app.clone();
    let change = async move {
        let was = done(changing.accounts.remove(workspace, member, session.account).await?)?;
        changing.sync.role_changed(workspace, member, None);
        let whom = (workspace, session.account, member);
        tell(&changing, address, Happened::Removed, whom, was).await
    };
    app.changes.carry_out(change).await
}

fn account_of(letters: &str) -> Result<AccountId, Problem> {
    letters.parse().map_err(|_| Problem::Denied)
}

/// What they were before, or why nothing changed.
fn done(change: Change) -> Result<Role, Problem> {
    match change {
        Change::Done(before) => Ok(before),
        Change::NotAllowed => Err(Problem::NotAllowed),
        Change::NoSuchMember => Err(Problem::Denied),
        Change::LastOwner => Err(Problem::LastOwner),
    }
}

async fn tell(
    app: &App,
    address: IpAddr,
    what: Happened,
    (workspace, who, whom): (WorkspaceId, AccountId, AccountId),
    role: Role,
) -> Result<StatusCode, Problem> {
    let about = About {
        workspace: Some(workspace),
        who: Some(who),
        whom: Some(whom),
        role: Some(role),
        ..About::new(what)
    };
    note(app, address, about).await?;
    Ok(StatusCode::NO_CONTENT)
}
