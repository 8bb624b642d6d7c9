//! Blobs: rows of their own, in the same database.

use shared::id::{BlobHash, WorkspaceId};
use sqlx::{PgPool, Row};

use crate::storage::{Keeping, StorageError, missing, stored};

pub(super) async fn keep(
    pool: &PgPool,
    workspace: WorkspaceId,
    hash: BlobHash,
    bytes: Vec<u8>,
    most: u64,
) -> Result<Keeping, StorageError> {
    let mut transaction = pool.begin().await?;
    // Held until the end: two nodes that keep blobs together still count them one by one.
    let found =
        sqlx::query("SELECT id, blob_bytes FROM workspace WHERE public_id = $1 FOR NO KEY UPDATE")
            .bind(&workspace.0[..])
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or_else(missing)?;
    let row: i64 = found.get(0);
    let taken = found.get::<i64, _>(1).unsigned_abs() + bytes.len() as u64;
    let there: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM blob WHERE workspace = $1 AND hash = $2)")
            .bind(row)
            .bind(&hash.0[..])
            .fetch_one(&mut *transaction)
            .await?;
    if there {
        return Ok(Keeping::There);
    }
    if taken > most {
        return Ok(Keeping::NoRoom);
    }
    sqlx::query("INSERT INTO blob (workspace, hash, bytes) VALUES ($1, $2, $3)")
        .bind(row)
        .bind(&hash.0[..])
        .bind(bytes)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE workspace SET blob_bytes = $2 WHERE id = $1")
        .bind(row)
        .bind(stored(taken))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Keeping::Kept)
}

pub(super) async fn read(
    pool: &PgPool,
    workspace: WorkspaceId,
    hash: BlobHash,
) -> Result<Option<Vec<u8>>, StorageError> {
    let bytes = sqlx::query_scalar(
        "SELECT bytes FROM blob
         WHERE workspace = (SELECT id FROM workspace WHERE public_id = $1) AND hash = $2",
    )
    .bind(&workspace.0[..])
    .bind(&hash.0[..])
    .fetch_optional(pool)
    .await?;
    Ok(bytes)
}
