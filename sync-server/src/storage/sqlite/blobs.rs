//! Blobs: rows of their own, in the same file.

use shared::id::{BlobHash, WorkspaceId};
use sqlx::{Connection, Row, SqliteConnection, SqlitePool};

use crate::storage::{Keeping, StorageError, missing, stored};

pub(super) async fn keep(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    hash: BlobHash,
    bytes: Vec<u8>,
    most: u64,
) -> Result<Keeping, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let found = sqlx::query(
        "SELECT id, blob_bytes, EXISTS (SELECT 1 FROM blob WHERE workspace = w.id AND hash = ?2)
         FROM workspace w WHERE public_id = ?1",
    )
    .bind(&workspace.0[..])
    .bind(&hash.0[..])
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(missing)?;
    let row: i64 = found.get(0);
    let taken = found.get::<i64, _>(1).unsigned_abs() + bytes.len() as u64;
    if found.get(2) {
        return Ok(Keeping::There);
    }
    if taken > most {
        return Ok(Keeping::NoRoom);
    }
    sqlx::query("INSERT INTO blob (workspace, hash, bytes) VALUES (?1, ?2, ?3)")
        .bind(row)
        .bind(&hash.0[..])
        .bind(bytes)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE workspace SET blob_bytes = ?2 WHERE id = ?1")
        .bind(row)
        .bind(stored(taken))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Keeping::Kept)
}

pub(super) async fn read(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    hash: BlobHash,
) -> Result<Option<Vec<u8>>, StorageError> {
    let bytes = sqlx::query_scalar(
        "SELECT bytes FROM blob
         WHERE workspace = (SELECT id FROM workspace WHERE public_id = ?1) AND hash = ?2",
    )
    .bind(&workspace.0[..])
    .bind(&hash.0[..])
    .fetch_optional(readers)
    .await?;
    Ok(bytes)
}
