//! Invitations. One holds only as long as its inviter may still give the role that it gives.

use shared::access::{Action, Role, may};
use shared::id::{InvitationId, Verifier, WorkspaceId};
use shared::time::Timestamp;
use shared::wire::accounts::{Invitation, Invited, Team};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgExecutor, PgPool, Row};

use super::{begin, identities, members, people};
use crate::storage::{Joined, Joining, NewInvitation, StorageError, id, role_of};

pub(super) async fn add(
    connection: &mut PgConnection,
    new: NewInvitation,
) -> Result<bool, StorageError> {
    let mut transaction = begin(connection).await?;
    let inviter = members::role(&mut *transaction, new.workspace, new.inviter).await?;
    if !inviter.is_some_and(|inviter| may(inviter, Action::Invite(new.role))) {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO invitation (id, verifier, workspace, role, inviter, expires)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&new.id.0[..])
    .bind(&new.verifier.0[..])
    .bind(&new.workspace.0[..])
    .bind(i64::from(new.role.number()))
    .bind(&new.inviter.0[..])
    .bind(new.expires.0)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(true)
}

pub(super) async fn list(
    readers: &PgPool,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<Vec<Invitation>, StorageError> {
    let rows = sqlx::query(
        "SELECT i.role, m.role, i.id, a.name, i.expires
         FROM invitation i
         JOIN account a ON a.id = i.inviter
         JOIN member m ON m.workspace = i.workspace AND m.account = i.inviter
         WHERE i.workspace = $1 AND i.expires > $2
         ORDER BY i.expires DESC, i.id",
    )
    .bind(&workspace.0[..])
    .bind(now.0)
    .fetch_all(readers)
    .await?;
    let mut invitations = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(role) = holds(row)? {
            let expires = Timestamp(row.get(4));
            invitations.push(Invitation {
                id: id(row.get(2))?,
                role,
                inviter: row.get(3),
                expires,
            });
        }
    }
    Ok(invitations)
}

/// The role that an invitation gives, from its first two columns: that role, and the inviter's own.
fn holds(row: &PgRow) -> Result<Option<Role>, StorageError> {
    let (given, inviter) = (role_of(row.get(0))?, role_of(row.get(1))?);
    Ok(may(inviter, Action::Invite(given)).then_some(given))
}

pub(super) async fn find(
    database: impl PgExecutor<'_>,
    verifier: Verifier,
    now: Timestamp,
) -> Result<Option<Invited>, StorageError> {
    let row = sqlx::query(
        "SELECT i.role, m.role, i.workspace, t.name, a.name
         FROM invitation i
         JOIN team t ON t.workspace = i.workspace
         JOIN account a ON a.id = i.inviter
         JOIN member m ON m.workspace = i.workspace AND m.account = i.inviter
         WHERE i.verifier = $1 AND i.expires > $2",
    )
    .bind(&verifier.0[..])
    .bind(now.0)
    .fetch_optional(database)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(role) = holds(&row)? else { return Ok(None) };
    let team = Team { workspace: id(row.get(2))?, name: row.get(3), role };
    Ok(Some(Invited { team, inviter: row.get(4) }))
}

pub(super) async fn withdraw(
    connection: &mut PgConnection,
    workspace: WorkspaceId,
    invitation: InvitationId,
) -> Result<Option<Role>, StorageError> {
    let role: Option<i64> = sqlx::query_scalar(
        "DELETE FROM invitation WHERE id = $1 AND workspace = $2 RETURNING role",
    )
    .bind(&invitation.0[..])
    .bind(&workspace.0[..])
    .fetch_optional(connection)
    .await?;
    role.map(role_of).transpose()
}

pub(super) async fn join(
    connection: &mut PgConnection,
    verifier: Verifier,
    joining: Joining,
    now: Timestamp,
) -> Result<Joined, StorageError> {
    let mut transaction = begin(connection).await?;
    let Some(Invited { mut team, .. }) = find(&mut *transaction, verifier, now).await? else {
        return Ok(Joined::NoSuchInvitation);
    };
    let account = match joining {
        Joining::Account(account) => account,
        Joining::New(new, identity) => {
            if people::is_taken(&mut transaction, &new.email).await? {
                return Ok(Joined::EmailTaken);
            }
            people::add(&mut transaction, &new, false, now).await?;
            if let Some(identity) = identity
                && !identities::put(&mut transaction, &identity, now).await?
            {
                return Ok(Joined::IdentityTaken);
            }
            new.id
        }
    };
    let before = members::role(&mut *transaction, team.workspace, account).await?;
    team.role = before.map_or(team.role, |before| before.max(team.role));
    members::put(&mut transaction, team.workspace, account, team.role, now).await?;
    let used = sqlx::query("DELETE FROM invitation WHERE verifier = $1")
        .bind(&verifier.0[..])
        .execute(&mut *transaction)
        .await?;
    // Somebody took it back since it was read: nothing of this counts.
    if used.rows_affected() != 1 {
        return Ok(Joined::NoSuchInvitation);
    }
    transaction.commit().await?;
    Ok(Joined::In(account, team))
}
