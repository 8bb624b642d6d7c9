//! Accounts and their passwords.

use shared::id::{AccountId, SessionId, Verifier};
use shared::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection, SqliteExecutor, SqlitePool};

use super::{identities, passkeys, sessions};
use crate::storage::{Account, NewAccount, StorageError, id};

/// Whether there is any account.
pub(super) async fn is_anybody(database: impl SqliteExecutor<'_>) -> Result<bool, StorageError> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM account)").fetch_one(database).await?)
}

pub(super) async fn add_first(
    connection: &mut SqliteConnection,
    account: NewAccount,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    if is_anybody(&mut *transaction).await? {
        return Ok(false);
    }
    add(&mut transaction, &account, true, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Whether there is an account with this address.
pub(super) async fn is_taken(
    connection: &mut SqliteConnection,
    email: &str,
) -> Result<bool, StorageError> {
    let taken = "SELECT EXISTS (SELECT 1 FROM account WHERE email = ?1)";
    Ok(sqlx::query_scalar(taken).bind(email).fetch_one(connection).await?)
}

/// Adds an account inside a transaction; the caller has seen that its address is free.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    account: &NewAccount,
    owns_server: bool,
    now: Timestamp,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO account (id, email, name, password, owns_server, created, by_email)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(&account.id.0[..])
    .bind(&account.email)
    .bind(&account.name)
    .bind(&account.password)
    .bind(i64::from(owns_server))
    .bind(now.0)
    .bind(i64::from(account.by_email))
    .execute(connection)
    .await?;
    Ok(())
}

const ACCOUNT: &str = "SELECT id, email, name, password, owns_server FROM account WHERE id = ?1";
const BY_EMAIL: &str =
    "SELECT id, email, name, password, owns_server FROM account WHERE email = ?1";

pub(super) async fn of_email(
    readers: &SqlitePool,
    email: &str,
) -> Result<Option<Account>, StorageError> {
    let row = sqlx::query(BY_EMAIL).bind(email).fetch_optional(readers).await?;
    row.map(|row| account(&row)).transpose()
}

pub(super) async fn of_id(
    readers: &SqlitePool,
    id: AccountId,
) -> Result<Option<Account>, StorageError> {
    let row = sqlx::query(ACCOUNT).bind(&id.0[..]).fetch_optional(readers).await?;
    row.map(|row| account(&row)).transpose()
}

fn account(row: &SqliteRow) -> Result<Account, StorageError> {
    Ok(Account {
        id: id(row.get(0))?,
        email: row.get(1),
        name: row.get(2),
        password: row.get(3),
        owns_server: row.get::<i64, _>(4) != 0,
    })
}

pub(super) async fn set_password(
    connection: &mut SqliteConnection,
    account: AccountId,
    old: &str,
    password: &str,
    keep: Option<SessionId>,
) -> Result<Option<Vec<SessionId>>, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let holds: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1 AND password = ?2)")
            .bind(&account.0[..])
            .bind(old)
            .fetch_one(&mut *transaction)
            .await?;
    if !holds {
        return Ok(None);
    }
    replace(&mut transaction, account, password).await?;
    let ended = sessions::delete(&mut transaction, account, None, keep).await?;
    transaction.commit().await?;
    Ok(Some(ended))
}

/// Also voids links to set another: whoever has one got it before.
async fn replace(
    connection: &mut SqliteConnection,
    account: AccountId,
    password: &str,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE account SET password = ?2 WHERE id = ?1")
        .bind(&account.0[..])
        .bind(password)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM reset WHERE account = ?1")
        .bind(&account.0[..])
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn add_reset(
    connection: &mut SqliteConnection,
    verifier: Verifier,
    account: AccountId,
    expires: Timestamp,
) -> Result<(), StorageError> {
    // None holds for ever: this is the place of all of them.
    add_reset_beside(connection, verifier, account, expires, Timestamp(i64::MAX)).await
}

pub(super) async fn add_reset_beside(
    connection: &mut SqliteConnection,
    verifier: Verifier,
    account: AccountId,
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("DELETE FROM reset WHERE account = ?1 AND expires <= ?2")
        .bind(&account.0[..])
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT INTO reset (verifier, account, expires) VALUES (?1, ?2, ?3)")
        .bind(&verifier.0[..])
        .bind(&account.0[..])
        .bind(expires.0)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

pub(super) async fn reset(
    connection: &mut SqliteConnection,
    verifier: Verifier,
    password: &str,
    now: Timestamp,
) -> Result<Option<(AccountId, Vec<SessionId>)>, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let found: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT account FROM reset WHERE verifier = ?1 AND expires > ?2")
            .bind(&verifier.0[..])
            .bind(now.0)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some(account) = found else { return Ok(None) };
    let account = id(&account)?;
    replace(&mut transaction, account, password).await?;
    passkeys::remove_all(&mut transaction, account).await?;
    identities::remove_all(&mut transaction, account).await?;
    let ended = sessions::delete(&mut transaction, account, None, None).await?;
    transaction.commit().await?;
    Ok(Some((account, ended)))
}
