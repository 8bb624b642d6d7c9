//! Taking the bytes of erased records out of the file, and out of the log beside it.

use std::collections::HashSet;
use std::time::Duration;

use shared::id::{BlobHash, WorkspaceId};
use shared::sync::erasure;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::rows::Head;
use crate::storage::erasures::Erasure;
use crate::storage::{Gone, StorageError, id, seconds_now, stored};

/// How long a checkpoint that readers hold up is waited for at first, and at most. Whoever writes
/// waits as long.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// In the transaction that appends their tombstones: no change of these records has bytes any more,
/// and no photo stays that goes with them. What is overwritten, `secure_delete` fills with zeros.
pub(super) async fn wipe(
    connection: &mut SqliteConnection,
    head: &Head,
    gone: &[Gone],
) -> Result<(), StorageError> {
    let workspace = stored(head.row);
    for Gone { document, photos, .. } in gone {
        sqlx::query(
            "UPDATE chunk SET kind = 2, bytes = x''
             WHERE workspace = ?1
               AND seq IN (SELECT seq FROM change WHERE workspace = ?1 AND document = ?2)",
        )
        .bind(workspace)
        .bind(&document.0[..])
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "INSERT OR IGNORE INTO erasure (workspace, document, photos, at)
             VALUES (?1, ?2, ?3, ?4)",
        )
        .bind(workspace)
        .bind(&document.0[..])
        .bind(erasure::bytes(photos))
        .bind(seconds_now())
        .execute(&mut *connection)
        .await?;
    }
    let photos: Vec<&BlobHash> = gone.iter().flat_map(|gone| &gone.photos).collect();
    for photo in &photos {
        sqlx::query("DELETE FROM blob WHERE workspace = ?1 AND hash = ?2")
            .bind(workspace)
            .bind(&photo.0[..])
            .execute(&mut *connection)
            .await?;
    }
    if !photos.is_empty() {
        sqlx::query(
            "UPDATE workspace SET blob_bytes =
                 (SELECT coalesce(sum(length(bytes)), 0) FROM blob WHERE workspace = ?1)
             WHERE id = ?1",
        )
        .bind(workspace)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Every erasure that the database knows of.
pub(in crate::storage) async fn erased(
    connection: &mut SqliteConnection,
) -> Result<Vec<Erasure>, StorageError> {
    let erased: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT w.public_id, e.document, e.photos
         FROM erasure e JOIN workspace w ON w.id = e.workspace",
    )
    .fetch_all(connection)
    .await?;
    let erased = erased.iter().map(|(workspace, document, photos)| {
        let photos = photos.chunks(32).map(id).collect::<Result<_, _>>()?;
        Ok(Erasure { workspace: id(workspace)?, document: id(document)?, photos })
    });
    erased.collect()
}

/// Every workspace that the database has.
pub(super) async fn workspaces(
    connection: &mut SqliteConnection,
) -> Result<HashSet<WorkspaceId>, StorageError> {
    let found: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT public_id FROM workspace").fetch_all(connection).await?;
    found.iter().map(|workspace| id(workspace)).collect()
}

/// Empties the write-ahead log, which may hold pages from before an erasure. Tries until no reader
/// holds it: readers come and go, and each attempt waits a little longer for them.
pub(super) async fn empty_the_log(options: SqliteConnectOptions) {
    let (mut patience, longest) = PATIENCE;
    loop {
        match truncate(options.clone().busy_timeout(patience)).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be emptied"),
        }
        tokio::time::sleep(patience).await;
        patience = (patience * 2).min(longest);
    }
}

/// Whether the write-ahead log is empty now.
async fn truncate(options: SqliteConnectOptions) -> Result<bool, sqlx::Error> {
    let mut connection = options.connect().await?;
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await?;
    let done = row.get::<i64, _>(0) == 0;
    connection.close().await?;
    Ok(done)
}
