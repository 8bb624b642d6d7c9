//! Workspaces with members, and what these are.

use shared::access::Role;
use shared::id::{AccountId, WorkspaceId};
use shared::time::Timestamp;
use shared::wire::accounts::{Member, Team};
use sqlx::{Connection, Row, SqliteConnection, SqliteExecutor, SqlitePool};

use crate::storage::accounts::{objection_to_removal, objection_to_role};
use crate::storage::{Change, StorageError, id, missing, role_of};

pub(super) async fn make_team(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    name: &str,
    owner: AccountId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM workspace WHERE public_id = ?1)")
            .bind(&workspace.0[..])
            .fetch_one(&mut *transaction)
            .await?;
    if !there {
        return Err(missing());
    }
    let made = sqlx::query(
        "INSERT INTO team (workspace, name, created) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace) DO NOTHING",
    )
    .bind(&workspace.0[..])
    .bind(name)
    .bind(now.0)
    .execute(&mut *transaction)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    put(&mut transaction, workspace, owner, Role::Owner, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Makes somebody a member, or gives a member another role, inside a transaction.
pub(super) async fn put(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    account: AccountId,
    role: Role,
    now: Timestamp,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO member (workspace, account, role, since) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (workspace, account) DO UPDATE SET role = excluded.role",
    )
    .bind(&workspace.0[..])
    .bind(&account.0[..])
    .bind(i64::from(role.number()))
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn is_team(
    readers: &SqlitePool,
    workspace: WorkspaceId,
) -> Result<bool, StorageError> {
    let there = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM team WHERE workspace = ?1)")
        .bind(&workspace.0[..])
        .fetch_one(readers)
        .await?;
    Ok(there)
}

pub(super) async fn rename(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    name: &str,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE team SET name = ?2 WHERE workspace = ?1")
        .bind(&workspace.0[..])
        .bind(name)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn role(
    database: impl SqliteExecutor<'_>,
    workspace: WorkspaceId,
    account: AccountId,
) -> Result<Option<Role>, StorageError> {
    let role: Option<i64> =
        sqlx::query_scalar("SELECT role FROM member WHERE workspace = ?1 AND account = ?2")
            .bind(&workspace.0[..])
            .bind(&account.0[..])
            .fetch_optional(database)
            .await?;
    role.map(role_of).transpose()
}

pub(super) async fn teams(
    readers: &SqlitePool,
    account: AccountId,
) -> Result<Vec<Team>, StorageError> {
    let rows = sqlx::query(
        "SELECT t.workspace, t.name, m.role
         FROM member m JOIN team t ON t.workspace = m.workspace
         WHERE m.account = ?1 ORDER BY t.name, t.workspace",
    )
    .bind(&account.0[..])
    .fetch_all(readers)
    .await?;
    rows.iter()
        .map(|row| {
            let (workspace, role) = (id(row.get(0))?, role_of(row.get(2))?);
            Ok(Team { workspace, name: row.get(1), role })
        })
        .collect()
}

pub(super) async fn list(
    readers: &SqlitePool,
    workspace: WorkspaceId,
) -> Result<Vec<Member>, StorageError> {
    let rows = sqlx::query(
        "SELECT a.id, a.name, a.email, m.role, m.since
         FROM member m JOIN account a ON a.id = m.account
         WHERE m.workspace = ?1 ORDER BY a.name, a.id",
    )
    .bind(&workspace.0[..])
    .fetch_all(readers)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Member {
                account: id(row.get(0))?,
                name: row.get(1),
                email: row.get(2),
                role: role_of(row.get(3))?,
                since: Timestamp(row.get(4)),
            })
        })
        .collect()
}

pub(super) async fn set_role(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    member: AccountId,
    to: Role,
    by: AccountId,
) -> Result<Change, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let actor = role(&mut *transaction, workspace, by).await?;
    let from = role(&mut *transaction, workspace, member).await?;
    let owners = owners(&mut transaction, workspace).await?;
    if let Some(objection) = objection_to_role(actor, from, to, owners) {
        return Ok(objection);
    }
    sqlx::query("UPDATE member SET role = ?3 WHERE workspace = ?1 AND account = ?2")
        .bind(&workspace.0[..])
        .bind(&member.0[..])
        .bind(i64::from(to.number()))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(from.map_or(Change::NoSuchMember, Change::Done))
}

pub(super) async fn remove(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    member: AccountId,
    by: AccountId,
) -> Result<Change, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let actor = role(&mut *transaction, workspace, by).await?;
    let of = role(&mut *transaction, workspace, member).await?;
    let owners = owners(&mut transaction, workspace).await?;
    if let Some(objection) = objection_to_removal(actor, of, member == by, owners) {
        return Ok(objection);
    }
    sqlx::query("DELETE FROM member WHERE workspace = ?1 AND account = ?2")
        .bind(&workspace.0[..])
        .bind(&member.0[..])
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(of.map_or(Change::NoSuchMember, Change::Done))
}

async fn owners(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
) -> Result<usize, StorageError> {
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM member WHERE workspace = ?1 AND role = ?2")
            .bind(&workspace.0[..])
            .bind(i64::from(Role::Owner.number()))
            .fetch_one(connection)
            .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}
