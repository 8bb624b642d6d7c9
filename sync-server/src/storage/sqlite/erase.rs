//! Taking the bytes of erased records out of the file, and out of the log beside it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::id::{BlobHash, WorkspaceId};
use shared::sync::erasure;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};
use tokio::sync::{Mutex, Notify};

use super::rows::Head;
use super::write::Writer;
use crate::storage::erasures::Erasure;
use crate::storage::{Gone, StorageError, id, seconds_now, stored};

/// How long a checkpoint that readers hold up is waited for at first, and at most. Whoever writes
/// waits as long.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// Between two attempts to write the file anew, which takes as much room again for a moment.
const AGAIN: Duration = Duration::from_secs(60);

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

/// Erasures that come together are tidied up after together.
const GATHERED: Duration = Duration::from_millis(500);

/// How many times as long as the file took to be written anew nobody is held up by that again.
const RESTS: u32 = 10;

/// Tidies up after erasures, whenever one was committed, for as long as the storage is open.
pub(super) async fn tidy_up(
    options: SqliteConnectOptions,
    writer: Arc<Mutex<Writer>>,
    wiped: Arc<Notify>,
) {
    loop {
        wiped.notified().await;
        tokio::time::sleep(GATHERED).await;
        let begin = Instant::now();
        if let Err(error) = write_anew(&options, &writer).await {
            tracing::warn!(%error, "the file could not be written anew after an erasure: trying again");
            tokio::time::sleep(AGAIN).await;
            wiped.notify_one();
            continue;
        }
        let took = begin.elapsed();
        empty_the_log(options.clone()).await;
        tokio::time::sleep(took * RESTS).await;
    }
}

/// Writes the file anew, if anything was erased since that was done last.
///
/// `secure_delete` fills with zeros what is deleted, but not what SQLite leaves behind where it moves
/// rows from one page to another, as it does when rows of several workspaces come mixed: a copy of
/// the bytes then stays in a page's free room. How many erasures the file had when it was written
/// anew stands in its `user_version`.
async fn write_anew(
    options: &SqliteConnectOptions,
    writer: &Mutex<Writer>,
) -> Result<(), sqlx::Error> {
    // Who reads goes on; who writes waits, rather than run into a file that is locked.
    let _quiet = writer.lock().await;
    let mut connection = options.clone().connect().await?;
    let (erased, tidied): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM erasure), (SELECT user_version FROM pragma_user_version)",
    )
    .fetch_one(&mut connection)
    .await?;
    if erased != tidied {
        sqlx::raw_sql("VACUUM").execute(&mut connection).await?;
        let done = format!("PRAGMA user_version = {erased}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(done)).execute(&mut connection).await?;
    }
    connection.close().await
}

/// Empties the write-ahead log, which may hold pages from before an erasure. Tries until no reader
/// holds it: readers come and go, and each attempt waits a little longer for them.
async fn empty_the_log(options: SqliteConnectOptions) {
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
