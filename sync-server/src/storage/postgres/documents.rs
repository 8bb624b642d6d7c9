//! Whole documents, and whose documents a stretch of the log is about: what a trial needs.

use shared::id::{DocumentId, WorkspaceId};
use sqlx::{PgConnection, PgPool, Row as _};

use super::rows::Head;
use crate::storage::{Chunks, OTHERS, Row, StorageError, cursor, fitting, missing, stored};

pub(super) async fn read(
    readers: &PgPool,
    workspace: WorkspaceId,
    documents: &[DocumentId],
    within: u64,
) -> Result<Chunks, StorageError> {
    // First, so that what is read afterwards has everything up to here.
    let row =
        sqlx::query("SELECT id, log_id, head_seq, head_chain FROM workspace WHERE public_id = $1")
            .bind(&workspace.0[..])
            .fetch_optional(readers)
            .await?
            .ok_or_else(missing)?;
    let number: i64 = row.get(0);
    let end = cursor(row.get(1), row.get(2), row.get(3))?;
    if documents.is_empty() {
        return Ok(Chunks { end, documents: Vec::new() });
    }
    let ids: Vec<&[u8]> = documents.iter().map(|document| &document.0[..]).collect();

    // Subqueries for each row, which no plan turns into a reading of the whole table. PostgreSQL
    // counts from 1.
    let sizes: Vec<(i64, Option<i64>)> = sqlx::query_as(
        "SELECT n.at - 1, (SELECT sum(octet_length(k.bytes))::bigint
                       FROM change c JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq
                       WHERE c.workspace = $1 AND c.document = n.document)
         FROM unnest($2::bytea[]) WITH ORDINALITY AS n (document, at)",
    )
    .bind(number)
    .bind(&ids)
    .fetch_all(readers)
    .await?;
    let sizes: Vec<_> = sizes.into_iter().filter_map(|(at, size)| Some((at, size?))).collect();
    let count = fitting(documents.len(), within, &sizes);
    let mut rows: Vec<(i64, i64, Vec<u8>)> = Vec::new();
    if !sizes.is_empty() {
        rows = sqlx::query_as(
            "SELECT n.at - 1, r.seq, r.bytes
             FROM unnest($2::bytea[]) WITH ORDINALITY AS n (document, at)
             CROSS JOIN LATERAL (
                 SELECT c.seq, k.bytes
                 FROM change c JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq
                 WHERE c.workspace = $1 AND c.document = n.document OFFSET 0) r",
        )
        .bind(number)
        .bind(&ids[..count])
        .fetch_all(readers)
        .await?;
    }
    Ok(Chunks::of_rows(end, count, rows))
}

/// Rows from this number on.
pub(super) async fn since(
    connection: &mut PgConnection,
    head: &Head,
    from: u64,
) -> Result<Vec<Row>, StorageError> {
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, chain, document FROM change WHERE workspace = $1 AND seq >= $2
         ORDER BY seq LIMIT $3",
    )
    .bind(head.row)
    .bind(stored(from))
    .bind(stored(OTHERS + 1))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Row::read(head.cursor.log, row)).collect()
}
