//! A SQLite file, read only: a server's, or a backup.

use std::path::Path;

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, WorkspaceId};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sqlx::{ConnectOptions, Row, SqlitePool};

use super::{Contents, StoredRow, StoredWorkspace};
use crate::error::StartError;
use crate::storage::sqlite::{explain, identify};
use crate::storage::{StorageError, cursor, id, stored};

const ROW: &str = "c.seq, c.document, c.hash, c.actor, c.actor_seq, c.chain, k.kind, k.bytes";

pub(super) struct SqliteContents(SqlitePool);

impl SqliteContents {
    pub(super) async fn open(path: &Path) -> Result<Self, StartError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .busy_timeout(std::time::Duration::from_secs(5))
            .pragma("query_only", "ON")
            .disable_statement_logging();
        let mut connection = options.connect().await.map_err(|error| explain(path, &error))?;
        if !identify(&mut connection, path).await? {
            return Err(StartError::NotADatabase(path.to_owned()));
        }
        let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await;
        Ok(Self(pool.map_err(|error| explain(path, &error))?))
    }

    /// Whether there is such a table: a backup may be older than it.
    async fn has(&self, table: &str) -> Result<bool, StorageError> {
        let found =
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
        Ok(sqlx::query_scalar(found).bind(table).fetch_one(&self.0).await?)
    }
}

#[async_trait]
impl Contents for SqliteContents {
    async fn damage(&self) -> Result<Vec<String>, StorageError> {
        let found: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&self.0).await?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    async fn workspaces(&self) -> Result<Vec<StoredWorkspace>, StorageError> {
        let counted = self.has("blob").await?;
        let sql = format!(
            "SELECT public_id, log_id, head_seq, head_chain, {} FROM workspace ORDER BY id",
            if counted { "blob_bytes" } else { "0" }
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.0).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredWorkspace {
                    id: id(row.try_get(0)?)?,
                    head: cursor(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?,
                    blob_bytes: row.try_get::<i64, _>(4)?.unsigned_abs(),
                })
            })
            .collect()
    }

    async fn rows(
        &self,
        workspace: WorkspaceId,
        after: u64,
        count: u32,
    ) -> Result<Vec<StoredRow>, StorageError> {
        let sql = format!(
            "SELECT {ROW} FROM change c LEFT JOIN chunk k USING (workspace, seq)
             WHERE c.workspace = (SELECT id FROM workspace WHERE public_id = ?1) AND c.seq > ?2
             ORDER BY c.seq LIMIT ?3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(&workspace.0[..])
            .bind(stored(after))
            .bind(count)
            .fetch_all(&self.0)
            .await?;
        rows.iter().map(row).collect()
    }

    async fn documents(
        &self,
        workspace: WorkspaceId,
        after: Option<DocumentId>,
        count: u32,
    ) -> Result<Vec<DocumentId>, StorageError> {
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT DISTINCT document FROM change
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = ?1) AND document > ?2
             ORDER BY document LIMIT ?3",
        )
        .bind(&workspace.0[..])
        .bind(after.map(|after| after.0.to_vec()).unwrap_or_default())
        .bind(count)
        .fetch_all(&self.0)
        .await?;
        found.iter().map(|document| id(document)).collect()
    }

    async fn document(
        &self,
        workspace: WorkspaceId,
        document: DocumentId,
        head: u64,
    ) -> Result<Vec<StoredRow>, StorageError> {
        // The `+` keeps SQLite from walking the whole log by its numbers for each record.
        let sql = format!(
            "SELECT {ROW} FROM change c LEFT JOIN chunk k USING (workspace, seq)
             WHERE c.workspace = (SELECT id FROM workspace WHERE public_id = ?1)
               AND c.document = ?2 AND +c.seq <= ?3
             ORDER BY +c.seq"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(&workspace.0[..])
            .bind(&document.0[..])
            .bind(stored(head))
            .fetch_all(&self.0)
            .await?;
        rows.iter().map(row).collect()
    }

    async fn blobs(&self, workspace: WorkspaceId) -> Result<Vec<BlobHash>, StorageError> {
        if !self.has("blob").await? {
            return Ok(Vec::new());
        }
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT hash FROM blob
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = ?1) ORDER BY id",
        )
        .bind(&workspace.0[..])
        .fetch_all(&self.0)
        .await?;
        found.iter().map(|hash| id(hash)).collect()
    }

    async fn blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let bytes = sqlx::query_scalar(
            "SELECT bytes FROM blob
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = ?1) AND hash = ?2",
        )
        .bind(&workspace.0[..])
        .bind(&hash.0[..])
        .fetch_optional(&self.0)
        .await?;
        Ok(bytes)
    }
}

fn row(row: &SqliteRow) -> Result<StoredRow, StorageError> {
    let kind: Option<i64> = row.try_get(6)?;
    let bytes: Option<Vec<u8>> = row.try_get(7)?;
    Ok(StoredRow {
        seq: row.try_get::<i64, _>(0)?.unsigned_abs(),
        document: id(row.try_get(1)?)?,
        hash: id(row.try_get(2)?)?,
        actor: id(row.try_get(3)?)?,
        actor_seq: row.try_get::<i64, _>(4)?.unsigned_abs(),
        chain: id(row.try_get(5)?)?,
        chunk: kind.zip(bytes),
    })
}
