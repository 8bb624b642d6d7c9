//! Whole documents, and whose documents a stretch of the log is about: what a trial needs.

use std::collections::BTreeMap;

use shared::id::{DocumentId, WorkspaceId};
use shared::sync::cursor::Cursor;
use sqlx::{Row as _, SqliteConnection, SqlitePool};

use super::packed::Packed;
use super::rows::Head;
use crate::storage::{Chunks, OTHERS, Row, StorageError, id, missing, stored};

pub(super) async fn read(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    documents: &[DocumentId],
    within: u64,
) -> Result<Chunks, StorageError> {
    // First, so that what is read afterwards has everything up to here.
    let row =
        sqlx::query("SELECT id, log_id, head_seq, head_chain FROM workspace WHERE public_id = ?1")
            .bind(&workspace.0[..])
            .fetch_optional(readers)
            .await?
            .ok_or_else(missing)?;
    let number: i64 = row.get(0);
    let seq = row.get::<i64, _>(2).unsigned_abs();
    let end = Cursor { log: id(row.get(1))?, seq, chain: id(row.get(3))? };
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
    .bind(number)
    .fetch_all(readers)
    .await?;
    let count = crate::storage::fitting(documents.len(), within, &sizes);
    let mut found = vec![BTreeMap::new(); count];
    if !sizes.is_empty() {
        let asked = packed(&documents[..count]);
        let rows: Vec<(i64, i64, Vec<u8>)> = sqlx::query_as(
            "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
             SELECT n.at, c.seq, k.bytes FROM n
             CROSS JOIN change c ON c.workspace = ?3 AND c.document = substr(?2, n.at * 16 + 1, 16)
             CROSS JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq",
        )
        .bind(asked.rows())
        .bind(asked.into_bytes())
        .bind(number)
        .fetch_all(readers)
        .await?;
        for (at, seq, bytes) in rows {
            if let Some(found) = usize::try_from(at).ok().and_then(|at| found.get_mut(at)) {
                found.insert(seq, bytes);
            }
        }
    }
    let documents = found.into_iter().map(|chunks| chunks.into_values().collect()).collect();
    Ok(Chunks { end, documents })
}

/// Rows from this number on.
pub(super) async fn since(
    connection: &mut SqliteConnection,
    head: &Head,
    from: u64,
) -> Result<Vec<Row>, StorageError> {
    let rows = sqlx::query(
        "SELECT seq, chain, document FROM change WHERE workspace = ?1 AND seq >= ?2
         ORDER BY seq LIMIT ?3",
    )
    .bind(stored(head.row))
    .bind(stored(from))
    .bind(stored(OTHERS + 1))
    .fetch_all(connection)
    .await?;
    let row = |row: sqlx::sqlite::SqliteRow| {
        let seq = row.get::<i64, _>(0).unsigned_abs();
        let point = Cursor { log: head.cursor.log, seq, chain: id(row.get(1))? };
        Ok(Row { point, document: id(row.get(2))? })
    };
    rows.into_iter().map(row).collect()
}
