//! Where people are signed in.

use shared::id::{AccountId, SessionId, Verifier};
use shared::time::Timestamp;
use shared::wire::accounts::Device;
use sqlx::{Connection, PgConnection, PgPool, Row};

use super::{begin as begin_transaction, identities, passkeys};
use crate::storage::{NewSession, Proof, Session, StorageError, id};

/// The account's row is held until the end: a password that is being set waits and then ends this
/// session, or was set before and keeps it from beginning.
pub(super) async fn begin(
    connection: &mut PgConnection,
    session: NewSession,
    proof: &Proof,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let mut transaction = connection.begin().await?;
    let password = match proof {
        Proof::Password(password) => Some(password),
        Proof::Passkey { .. } | Proof::Identity(_) => None,
    };
    let begun = sqlx::query(
        "INSERT INTO session (id, verifier, account, device, created, seen)
         SELECT $1, $2, id, $4, $5, $5 FROM account
         WHERE id = $3 AND ($6::text IS NULL OR password = $6)
         FOR SHARE",
    )
    .bind(&session.id.0[..])
    .bind(&session.verifier.0[..])
    .bind(&session.account.0[..])
    .bind(&session.device)
    .bind(now.0)
    .bind(password)
    .execute(&mut *transaction)
    .await?;
    // After the account's row: a reset takes them in this order, too.
    let holds = match proof {
        Proof::Password(_) => true,
        Proof::Passkey { id, was, is } => {
            passkeys::use_up(&mut transaction, (session.account, *id), (was, is), now).await?
        }
        Proof::Identity(which) => {
            identities::use_up(&mut transaction, (session.account, *which), now).await?
        }
    };
    if !holds {
        return Ok(false);
    }
    transaction.commit().await?;
    Ok(begun.rows_affected() == 1)
}

pub(super) async fn find(
    readers: &PgPool,
    verifier: Verifier,
    oldest: Timestamp,
) -> Result<Option<Session>, StorageError> {
    let row =
        sqlx::query("SELECT id, account, seen FROM session WHERE verifier = $1 AND seen >= $2")
            .bind(&verifier.0[..])
            .bind(oldest.0)
            .fetch_optional(readers)
            .await?;
    row.map(|row| {
        Ok(Session { id: id(row.get(0))?, account: id(row.get(1))?, seen: Timestamp(row.get(2)) })
    })
    .transpose()
}

pub(super) async fn touch(
    connection: &mut PgConnection,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE session SET seen = $2 WHERE id = $1 AND seen < $2")
        .bind(&session.0[..])
        .bind(now.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn devices(
    readers: &PgPool,
    account: AccountId,
    oldest: Timestamp,
) -> Result<Vec<Device>, StorageError> {
    let rows = sqlx::query(
        "SELECT id, device, created, seen FROM session WHERE account = $1 AND seen >= $2
         ORDER BY seen DESC, id",
    )
    .bind(&account.0[..])
    .bind(oldest.0)
    .fetch_all(readers)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Device {
                session: id(row.get(0))?,
                name: row.get(1),
                since: Timestamp(row.get(2)),
                seen: Timestamp(row.get(3)),
            })
        })
        .collect()
}

pub(super) async fn end(
    connection: &mut PgConnection,
    account: AccountId,
    which: Option<SessionId>,
    keep: Option<SessionId>,
) -> Result<Vec<SessionId>, StorageError> {
    let mut transaction = begin_transaction(connection).await?;
    let ended = delete(&mut transaction, account, which, keep).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Deletes one session of the account, or all but `keep`: these were there.
pub(super) async fn delete(
    connection: &mut PgConnection,
    account: AccountId,
    which: Option<SessionId>,
    keep: Option<SessionId>,
) -> Result<Vec<SessionId>, StorageError> {
    let ended: Vec<Vec<u8>> = sqlx::query_scalar(
        "DELETE FROM session
         WHERE account = $1 AND ($2 IS NULL OR id = $2) AND ($3 IS NULL OR id <> $3)
         RETURNING id",
    )
    .bind(&account.0[..])
    .bind(which.as_ref().map(|session| &session.0[..]))
    .bind(keep.as_ref().map(|session| &session.0[..]))
    .fetch_all(connection)
    .await?;
    ended.iter().map(|session| id(session)).collect()
}
