//! Whole documents, and whose documents a stretch of the log is about: what a trial needs.

use shared::id::{DocumentId, WorkspaceId};
use sqlx::{SqliteConnection, SqlitePool};

use super::packed::Packed;
use super::rows::{Head, head_of};
use crate::storage::{Chunks, OTHERS, Row, StorageError, stored};

pub(super) async fn read(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    documents: &[DocumentId],
    within: u64,
) -> Result<Chunks, StorageError> {
    // First, so that what is read afterwards has everything up to here.
    let Head { row: number, cursor: end } = head_of(readers, workspace).await?;
    if documents.is_empty() {
        return Ok(Chunks { end, documents: Vec::new() });
    }
    let packed = |documents: &[DocumentId]| {
        let mut packed = Packed::default();
        for document in documents {
            packed.row().blob(&document.0);
        }
        packed
    };

    // A row: 16 bytes of a document's id.
    let asked = packed(documents);
    let sizes: Vec<(i64, i64)> = sqlx::query_as(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         SELECT n.at, sum(length(k.bytes)) FROM n
         CROSS JOIN change c ON c.workspace = ?3 AND c.document = substr(?2, n.at * 16 + 1, 16)
         CROSS JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq
         GROUP BY n.at",
    )
    .bind(asked.rows())
    .bind(asked.into_bytes())
    .bind(stored(number))
    .fetch_all(readers)
    .await?;
    let count = crate::storage::fitting(documents.len(), within, &sizes);
    let mut rows: Vec<(i64, i64, Vec<u8>)> = Vec::new();
    if !sizes.is_empty() {
        let asked = packed(&documents[..count]);
        rows = sqlx::query_as(
            "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
             SELECT n.at, c.seq, k.bytes FROM n
             CROSS JOIN change c ON c.workspace = ?3 AND c.document = substr(?2, n.at * 16 + 1, 16)
             CROSS JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq",
        )
        .bind(asked.rows())
        .bind(asked.into_bytes())
        .bind(stored(number))
        .fetch_all(readers)
        .await?;
    }
    Ok(Chunks::of_rows(end, count, rows))
}

/// Rows from this number on.
pub(super) async fn since(
    connection: &mut SqliteConnection,
    head: &Head,
    from: u64,
) -> Result<Vec<Row>, StorageError> {
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, chain, document FROM change WHERE workspace = ?1 AND seq >= ?2
         ORDER BY seq LIMIT ?3",
    )
    .bind(stored(head.row))
    .bind(stored(from))
    .bind(stored(OTHERS + 1))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Row::read(head.cursor.log, row)).collect()
}
