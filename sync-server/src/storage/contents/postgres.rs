//! PostgreSQL, read only.

use std::time::Duration;

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, WorkspaceId};
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{PgPool, Row};

use super::{Contents, StoredRow, StoredWorkspace};
use crate::config::PostgresUrl;
use crate::error::StartError;
use crate::storage::{StorageError, cursor, id, postgres, stored};

const ROW: &str = "c.seq, c.document, c.hash, c.actor, c.actor_seq, c.chain, k.kind, k.bytes";

pub(super) struct PostgresContents(PgPool);

impl PostgresContents {
    pub(super) async fn open(url: &PostgresUrl) -> Result<Self, StartError> {
        let options = postgres::options(url)?;
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(Duration::from_secs(5))
            .after_connect(|connection, _| Box::pin(postgres::prepare(connection)))
            .connect_with(options)
            .await
            .map_err(|error| StartError::Postgres(url.place(), error.to_string()))?;
        let ours: bool = sqlx::query_scalar("SELECT to_regclass('chunk') IS NOT NULL")
            .fetch_one(&pool)
            .await
            .map_err(|error| StartError::Postgres(url.place(), error.to_string()))?;
        if !ours {
            return Err(StartError::Postgres(url.place(), "it is not one of Regulars".into()));
        }
        Ok(Self(pool))
    }
}

#[async_trait]
impl Contents for PostgresContents {
    async fn damage(&self) -> Result<Vec<String>, StorageError> {
        // PostgreSQL checks its pages by itself as they are read; what it found is an error then.
        Ok(Vec::new())
    }

    async fn workspaces(&self) -> Result<Vec<StoredWorkspace>, StorageError> {
        let sql = "SELECT public_id, log_id, head_seq, head_chain, blob_bytes
                   FROM workspace ORDER BY id";
        let rows = sqlx::query(sql).fetch_all(&self.0).await?;
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
             WHERE c.workspace = (SELECT id FROM workspace WHERE public_id = $1) AND c.seq > $2
             ORDER BY c.seq LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(&workspace.0[..])
            .bind(stored(after))
            .bind(i64::from(count))
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
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = $1) AND document > $2
             ORDER BY document LIMIT $3",
        )
        .bind(&workspace.0[..])
        .bind(after.map(|after| after.0.to_vec()).unwrap_or_default())
        .bind(i64::from(count))
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
        let sql = format!(
            "SELECT {ROW} FROM change c LEFT JOIN chunk k USING (workspace, seq)
             WHERE c.workspace = (SELECT id FROM workspace WHERE public_id = $1)
               AND c.document = $2 AND c.seq + 0 <= $3
             ORDER BY c.seq + 0"
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
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT hash FROM blob
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = $1) ORDER BY id",
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
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = $1) AND hash = $2",
        )
        .bind(&workspace.0[..])
        .bind(&hash.0[..])
        .fetch_optional(&self.0)
        .await?;
        Ok(bytes)
    }
}

fn row(row: &PgRow) -> Result<StoredRow, StorageError> {
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
