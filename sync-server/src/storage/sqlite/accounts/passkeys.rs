//! Passkeys, and challenges that wait for an authenticator's answer.

use shared::id::{AccountId, PasskeyId, SessionId, Verifier};
use shared::time::Timestamp;
use shared::wire::accounts::{PASSKEYS, Passkey};
use sqlx::{Connection, Row, SqliteConnection, SqlitePool};

use crate::storage::{NewChallenge, NewPasskey, StorageError, StoredPasskey, id};

pub(super) async fn add(
    connection: &mut SqliteConnection,
    passkey: NewPasskey,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM passkey WHERE account = ?1")
        .bind(&passkey.account.0[..])
        .fetch_one(&mut *transaction)
        .await?;
    if usize::try_from(count).is_ok_and(|count| count >= PASSKEYS) {
        return Ok(false);
    }
    let added = sqlx::query(
        "INSERT INTO passkey (id, account, credential, name, key, created)
         SELECT ?1, account, ?3, ?4, ?5, ?6 FROM session WHERE id = ?7 AND account = ?2
         ON CONFLICT (credential) DO NOTHING",
    )
    .bind(&passkey.id.0[..])
    .bind(&passkey.account.0[..])
    .bind(&passkey.credential)
    .bind(&passkey.name)
    .bind(&passkey.key)
    .bind(now.0)
    .bind(&session.0[..])
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(added.rows_affected() == 1)
}

pub(super) async fn list(
    readers: &SqlitePool,
    account: AccountId,
) -> Result<Vec<Passkey>, StorageError> {
    let rows = sqlx::query(
        "SELECT id, name, created, used FROM passkey WHERE account = ?1 ORDER BY created, id",
    )
    .bind(&account.0[..])
    .fetch_all(readers)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Passkey {
                id: id(row.get(0))?,
                name: row.get(1),
                since: Timestamp(row.get(2)),
                used: row.get::<Option<i64>, _>(3).map(Timestamp),
            })
        })
        .collect()
}

pub(super) async fn credentials(
    readers: &SqlitePool,
    account: AccountId,
) -> Result<Vec<Vec<u8>>, StorageError> {
    let credentials = sqlx::query_scalar("SELECT credential FROM passkey WHERE account = ?1");
    Ok(credentials.bind(&account.0[..]).fetch_all(readers).await?)
}

pub(super) async fn find(
    readers: &SqlitePool,
    credential: &[u8],
) -> Result<Option<StoredPasskey>, StorageError> {
    let row = sqlx::query("SELECT id, account, key FROM passkey WHERE credential = ?1")
        .bind(credential)
        .fetch_optional(readers)
        .await?;
    row.map(|row| {
        Ok(StoredPasskey { id: id(row.get(0))?, account: id(row.get(1))?, key: row.get(2) })
    })
    .transpose()
}

/// Notes that one was used, unless it was removed or used meanwhile.
pub(super) async fn use_up(
    connection: &mut SqliteConnection,
    (account, which): (AccountId, PasskeyId),
    (was, is): (&str, &str),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let used = sqlx::query(
        "UPDATE passkey SET key = ?4, used = ?5 WHERE id = ?1 AND account = ?2 AND key = ?3",
    )
    .bind(&which.0[..])
    .bind(&account.0[..])
    .bind(was)
    .bind(is)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(used.rows_affected() == 1)
}

pub(super) async fn remove(
    connection: &mut SqliteConnection,
    account: AccountId,
    which: PasskeyId,
) -> Result<bool, StorageError> {
    let removed = sqlx::query("DELETE FROM passkey WHERE id = ?1 AND account = ?2")
        .bind(&which.0[..])
        .bind(&account.0[..])
        .execute(connection)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Removes those of an account, and what waits to become one.
pub(super) async fn remove_all(
    connection: &mut SqliteConnection,
    account: AccountId,
) -> Result<(), StorageError> {
    for rows in
        ["DELETE FROM passkey WHERE account = ?1", "DELETE FROM challenge WHERE account = ?1"]
    {
        sqlx::query(rows).bind(&account.0[..]).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn add_challenge(
    connection: &mut SqliteConnection,
    challenge: NewChallenge,
    most: u32,
    now: Timestamp,
) -> Result<(), StorageError> {
    let account = challenge.account.as_ref().map(|account| &account.0[..]);
    sqlx::query("DELETE FROM challenge WHERE expires <= ?1 OR account = ?2")
        .bind(now.0)
        .bind(account)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO challenge (verifier, account, state, expires) VALUES (?1, ?2, ?3, ?4)",
    )
    .bind(&challenge.verifier.0[..])
    .bind(account)
    .bind(&challenge.state)
    .bind(challenge.expires.0)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM challenge WHERE verifier IN (
             SELECT verifier FROM challenge WHERE account IS NULL
             ORDER BY expires DESC LIMIT ?1 OFFSET ?2)",
    )
    .bind(i64::MAX)
    .bind(i64::from(most))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn take_challenge(
    connection: &mut SqliteConnection,
    verifier: Verifier,
    account: Option<AccountId>,
    now: Timestamp,
) -> Result<Option<String>, StorageError> {
    let state = sqlx::query_scalar(
        "DELETE FROM challenge
         WHERE verifier = ?1 AND expires > ?2 AND account IS NOT DISTINCT FROM ?3
         RETURNING state",
    )
    .bind(&verifier.0[..])
    .bind(now.0)
    .bind(account.as_ref().map(|account| &account.0[..]))
    .fetch_optional(connection)
    .await?;
    Ok(state)
}
