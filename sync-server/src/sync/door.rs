//! Opening a workspace for a connection.
//!
//! Whoever comes in joins the hub first and is looked at afterwards: so no change of a role, no end
//! of a session and no new delivery falls between the two. Nothing is sent before the welcome.

use std::sync::Arc;

use shared::access::{Action, may};
use shared::id::{Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::Opening;
use shared::wire::Farewell;

use super::Shared;
use super::hub::{Membership, Peer};
use crate::access;
use crate::storage::StorageError;

/// The open workspace, or why it stays shut.
type Opened = Result<(Opening, Membership), Farewell>;

/// For whoever has the secret, as long as the workspace has no members.
pub(super) async fn by_secret(
    shared: &Shared,
    peer: &Arc<Peer>,
    workspace: WorkspaceId,
    verifier: Verifier,
    at: Option<Cursor>,
) -> Result<Opened, StorageError> {
    peer.holder.has_secret();
    let membership = shared.hub.join(workspace, peer.clone());
    let Some(opening) = shared.storage.open(workspace, verifier, at).await? else {
        return Ok(Err(Farewell::Denied));
    };
    if shared.accounts.is_team(workspace).await? {
        return Ok(Err(Farewell::MembersOnly));
    }
    Ok(Ok((opening, membership)))
}

/// For a member who is signed in. One of whom nothing is known here, one who is no member, and a
/// workspace that does not exist look the same to who is signed in.
pub(super) async fn by_session(
    shared: &Shared,
    peer: &Arc<Peer>,
    workspace: WorkspaceId,
    cookie: Option<Verifier>,
    at: Option<Cursor>,
) -> Result<Opened, StorageError> {
    let accounts = shared.accounts.as_ref();
    let Some(session) = access::session(accounts, cookie).await? else {
        return Ok(Err(Farewell::SignedOut));
    };
    peer.holder.is(session.account, session.id);
    let membership = shared.hub.join(workspace, peer.clone());
    // Once more, now that its end would be heard of.
    if access::session(accounts, cookie).await?.is_none() {
        return Ok(Err(Farewell::SignedOut));
    }
    let role = accounts.role(workspace, session.account).await?;
    let Some(role) = role.filter(|role| may(*role, Action::Read)) else {
        return Ok(Err(Farewell::Denied));
    };
    peer.holder.settle(role);
    let opening = access::opening(shared.storage.as_ref(), workspace).await?;
    let agreed = match at {
        None => true,
        Some(at) => shared.storage.locate(workspace, &[at]).await? == at,
    };
    Ok(Ok((Opening { agreed, ..opening }, membership)))
}
