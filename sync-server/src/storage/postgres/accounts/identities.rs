//! Who people are elsewhere.

use shared::id::{AccountId, IdentityId};
use shared::time::Timestamp;
use shared::wire::accounts::IDENTITIES;
use sqlx::{PgConnection, PgPool, Row};

use super::{begin, people};
use crate::storage::{
    Added, Bound, Grounds, NewAccount, NewIdentity, StorageError, StoredIdentity, Unbound, id,
};

pub(super) async fn add(
    connection: &mut PgConnection,
    identity: NewIdentity,
    grounds: Grounds,
    now: Timestamp,
) -> Result<Added, StorageError> {
    let mut transaction = begin(connection).await?;
    let account = &identity.account.0[..];
    let holds = match grounds {
        Grounds::Session(session) => sqlx::query_scalar::<_, bool>(
            "SELECT EXISTS (SELECT 1 FROM session WHERE account = $1 AND id = $2)",
        )
        .bind(account)
        .bind(session.0.to_vec()),
        Grounds::Email => sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM account
                            WHERE id = $1 AND by_email = 1 AND owns_server = 0)",
        )
        .bind(account),
    };
    let holds = holds.fetch_one(&mut *transaction).await?;
    if !holds {
        return Ok(Added::NoGrounds);
    }
    let whose: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT account FROM identity WHERE issuer = $1 AND subject = $2")
            .bind(&identity.issuer)
            .bind(&identity.subject)
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some(whose) = whose {
        return Ok(if whose == account { Added::IsOwn } else { Added::Taken });
    }
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM identity WHERE account = $1")
        .bind(account)
        .fetch_one(&mut *transaction)
        .await?;
    if usize::try_from(count).is_ok_and(|count| count >= IDENTITIES)
        || !put(&mut transaction, &identity, now).await?
    {
        return Ok(Added::Taken);
    }
    forget_email(&mut transaction, identity.account).await?;
    transaction.commit().await?;
    Ok(Added::Done)
}

/// Lets nobody into an account by its address any more.
async fn forget_email(
    connection: &mut PgConnection,
    account: AccountId,
) -> Result<(), StorageError> {
    sqlx::query("UPDATE account SET by_email = 0 WHERE id = $1")
        .bind(&account.0[..])
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds one inside a transaction; false when it is somebody's already.
pub(super) async fn put(
    connection: &mut PgConnection,
    identity: &NewIdentity,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let added = sqlx::query(
        "INSERT INTO identity (id, account, issuer, subject, name, created)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (issuer, subject) DO NOTHING",
    )
    .bind(&identity.id.0[..])
    .bind(&identity.account.0[..])
    .bind(&identity.issuer)
    .bind(&identity.subject)
    .bind(&identity.name)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub(super) async fn add_account(
    connection: &mut PgConnection,
    account: &NewAccount,
    identity: &NewIdentity,
    now: Timestamp,
) -> Result<Bound, StorageError> {
    let mut transaction = begin(connection).await?;
    if !people::is_anybody(&mut *transaction).await? {
        return Ok(Bound::NotSetUp);
    }
    if people::is_taken(&mut transaction, &account.email).await? {
        return Ok(Bound::EmailTaken);
    }
    people::add(&mut transaction, account, false, now).await?;
    if !put(&mut transaction, identity, now).await? {
        return Ok(Bound::IdentityTaken);
    }
    transaction.commit().await?;
    Ok(Bound::Done)
}

pub(super) async fn find(
    readers: &PgPool,
    (issuer, subject): (&str, &str),
) -> Result<Option<StoredIdentity>, StorageError> {
    let row = sqlx::query(
        "SELECT id, account, issuer, name, created, used FROM identity
         WHERE issuer = $1 AND subject = $2",
    )
    .bind(issuer)
    .bind(subject)
    .fetch_optional(readers)
    .await?;
    row.map(|row| stored(&row)).transpose()
}

pub(super) async fn list(
    readers: &PgPool,
    account: AccountId,
) -> Result<Vec<StoredIdentity>, StorageError> {
    let rows = sqlx::query(
        "SELECT id, account, issuer, name, created, used FROM identity
         WHERE account = $1 ORDER BY created, id",
    )
    .bind(&account.0[..])
    .fetch_all(readers)
    .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &sqlx::postgres::PgRow) -> Result<StoredIdentity, StorageError> {
    Ok(StoredIdentity {
        id: id(row.get(0))?,
        account: id(row.get(1))?,
        issuer: row.get(2),
        name: row.get(3),
        since: Timestamp(row.get(4)),
        used: row.get::<Option<i64>, _>(5).map(Timestamp),
    })
}

/// Notes that somebody signs in by one, unless it was removed meanwhile.
pub(super) async fn use_up(
    connection: &mut PgConnection,
    (account, which): (AccountId, IdentityId),
    now: Timestamp,
) -> Result<bool, StorageError> {
    let used = sqlx::query("UPDATE identity SET used = $3 WHERE id = $1 AND account = $2")
        .bind(&which.0[..])
        .bind(&account.0[..])
        .bind(now.0)
        .execute(connection)
        .await?;
    Ok(used.rows_affected() == 1)
}

pub(super) async fn remove(
    connection: &mut PgConnection,
    account: AccountId,
    which: IdentityId,
) -> Result<Unbound, StorageError> {
    let mut transaction = begin(connection).await?;
    let removed = sqlx::query("DELETE FROM identity WHERE id = $1 AND account = $2")
        .bind(&which.0[..])
        .bind(&account.0[..])
        .execute(&mut *transaction)
        .await?;
    if removed.rows_affected() == 0 {
        return Ok(Unbound::NoSuchIdentity);
    }
    let another: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM account WHERE id = $1 AND password <> '')
             OR EXISTS (SELECT 1 FROM identity WHERE account = $1)",
    )
    .bind(&account.0[..])
    .fetch_one(&mut *transaction)
    .await?;
    if !another {
        return Ok(Unbound::LastWayIn);
    }
    forget_email(&mut transaction, account).await?;
    transaction.commit().await?;
    Ok(Unbound::Done)
}

/// Removes those of an account, and lets nobody in by its address.
pub(super) async fn remove_all(
    connection: &mut PgConnection,
    account: AccountId,
) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM identity WHERE account = $1")
        .bind(&account.0[..])
        .execute(&mut *connection)
        .await?;
    forget_email(connection, account).await
}
