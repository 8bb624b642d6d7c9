//! What is read beside the writer.

use futures_util::TryStreamExt;
use shared::id::{DocumentId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::Opening;
use shared::wire::{DeliveredChange, Delivery, DocumentHeads, limits};
use sqlx::{Row, SqlitePool};

use super::packed::Packed;
use crate::storage::{Growth, StorageError, Totals, id, missing, opens, stored};

pub(super) async fn open(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    verifier: Verifier,
    cursor: Option<Cursor>,
) -> Result<Option<Opening>, StorageError> {
    let at = cursor.map_or(0, |cursor| stored(cursor.seq));
    let row = sqlx::query(
        "SELECT verifier, log_id, head_seq,
                (SELECT chain FROM change WHERE workspace = w.id AND seq = ?2)
         FROM workspace w WHERE public_id = ?1",
    )
    .bind(&workspace.0[..])
    .bind(at)
    .fetch_optional(readers)
    .await?;
    let known: Option<Verifier> = row.as_ref().map(|row| id(row.get(0))).transpose()?;
    if !opens(known.as_ref(), &verifier) {
        return Ok(None);
    }
    let Some(row) = row else { return Ok(None) };
    let log = id(row.get(1))?;
    let head = row.get::<i64, _>(2).unsigned_abs();
    let chain: Option<&[u8]> = row.get(3);
    let agreed = cursor.is_none_or(|cursor| match cursor.seq {
        0 => cursor == Cursor::start(log),
        _ => cursor.log == log && chain == Some(&cursor.chain.0[..]),
    });
    Ok(Some(Opening { log, head, agreed }))
}

pub(super) async fn locate(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    points: &[Cursor],
) -> Result<Cursor, StorageError> {
    let log: Vec<u8> = sqlx::query_scalar("SELECT log_id FROM workspace WHERE public_id = ?1")
        .bind(&workspace.0[..])
        .fetch_optional(readers)
        .await?
        .ok_or_else(missing)?;
    let start = Cursor::start(id(&log)?);
    let candidates: Vec<&Cursor> =
        points.iter().filter(|point| point.log == start.log && point.seq > 0).collect();
    if candidates.is_empty() {
        return Ok(start);
    }
    let mut packed = Packed::default();
    for point in &candidates {
        packed.row().number(stored(point.seq).unsigned_abs()).blob(&point.chain.0);
    }
    // A row: 19 digits of seq, 32 bytes of chain.
    let found: Option<i64> = sqlx::query_scalar(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?2)
         SELECT n.at FROM n CROSS JOIN change c
           ON c.workspace = (SELECT id FROM workspace WHERE public_id = ?1)
          AND c.seq = CAST(substr(?3, n.at * 51 + 1, 19) AS INTEGER)
          AND c.chain = substr(?3, n.at * 51 + 20, 32)
         ORDER BY c.seq DESC LIMIT 1",
    )
    .bind(&workspace.0[..])
    .bind(packed.rows())
    .bind(packed.into_bytes())
    .fetch_optional(readers)
    .await?;
    let found = found.and_then(|at| usize::try_from(at).ok());
    Ok(found.and_then(|at| candidates.get(at)).map_or(start, |point| **point))
}

pub(super) async fn stretch(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    after: u64,
) -> Result<Delivery, StorageError> {
    // One statement, so that head and rows are of one moment. A log's end comes as one row whose
    // right half is null.
    let mut rows = sqlx::query(
        "SELECT w.log_id, w.head_seq, w.head_chain, c.seq, c.document, c.hash, c.chain, k.bytes
         FROM workspace w
         LEFT JOIN change c ON c.workspace = w.id AND c.seq > ?2
         LEFT JOIN chunk k ON k.workspace = w.id AND k.seq = c.seq
         WHERE w.public_id = ?1
         ORDER BY c.seq LIMIT ?3",
    )
    .bind(&workspace.0[..])
    .bind(stored(after))
    .bind(limits::DELIVERY_CHANGES as i64)
    .fetch(readers);

    let mut delivery: Option<Delivery> = None;
    let mut bytes = 0;
    while let Some(row) = rows.try_next().await? {
        let log = id(row.get(0))?;
        let head = row.get::<i64, _>(1).unsigned_abs();
        let Some(seq) = row.get::<Option<i64>, _>(3).map(i64::unsigned_abs) else {
            let to = Cursor { log, seq: head, chain: id(row.get(2))? };
            return Ok(Delivery { log, from: head, to, head, changes: Vec::new() });
        };
        let chunk: &[u8] = row.get(7);
        bytes += chunk.len();
        if delivery.is_some() && bytes > limits::BATCH_BYTES {
            break;
        }
        let to = Cursor { log, seq, chain: id(row.get(6))? };
        let delivery = delivery.get_or_insert_with(|| Delivery {
            log,
            from: after,
            to,
            head,
            changes: Vec::new(),
        });
        delivery.to = to;
        delivery.changes.push(DeliveredChange {
            document: id(row.get(4))?,
            hash: id(row.get(5))?,
            bytes: Some(chunk.to_vec()),
        });
    }
    delivery.ok_or_else(missing)
}

pub(super) async fn lacking(
    readers: &SqlitePool,
    workspace: WorkspaceId,
    documents: &[DocumentHeads],
) -> Result<Vec<DocumentId>, StorageError> {
    let mut packed = Packed::default();
    for (at, document) in documents.iter().enumerate() {
        for head in &document.heads {
            packed.row().number(at as u64).blob(&document.document.0).blob(&head.0);
        }
    }
    if packed.rows() == 0 {
        return Ok(Vec::new());
    }
    // A row: 19 digits of the document's place, 16 bytes of its id, 32 of a head.
    let places: Vec<i64> = sqlx::query_scalar(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?2)
         SELECT DISTINCT CAST(substr(?3, n.at * 67 + 1, 19) AS INTEGER) AS place FROM n
         WHERE NOT EXISTS (
             SELECT 1 FROM change
             WHERE workspace = (SELECT id FROM workspace WHERE public_id = ?1)
               AND document = substr(?3, n.at * 67 + 20, 16)
               AND hash = substr(?3, n.at * 67 + 36, 32))
         ORDER BY place",
    )
    .bind(&workspace.0[..])
    .bind(packed.rows())
    .bind(packed.into_bytes())
    .fetch_all(readers)
    .await?;
    Ok(places
        .into_iter()
        .filter_map(|place| documents.get(usize::try_from(place).ok()?))
        .map(|document| document.document)
        .collect())
}

pub(super) async fn heads(
    readers: &SqlitePool,
    workspaces: &[WorkspaceId],
) -> Result<Vec<Growth>, StorageError> {
    let mut packed = Packed::default();
    for workspace in workspaces {
        packed.row().blob(&workspace.0);
    }
    if packed.rows() == 0 {
        return Ok(Vec::new());
    }
    // A row: 16 bytes of a workspace's id.
    let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         SELECT w.public_id, w.head_seq FROM n CROSS JOIN workspace w
           ON w.public_id = substr(?2, n.at * 16 + 1, 16)",
    )
    .bind(packed.rows())
    .bind(packed.into_bytes())
    .fetch_all(readers)
    .await?;
    rows.into_iter()
        .map(|(workspace, seq)| Ok(Growth { workspace: id(&workspace)?, seq: seq.unsigned_abs() }))
        .collect()
}

pub(super) async fn totals(readers: &SqlitePool) -> Result<Totals, StorageError> {
    let row = sqlx::query_as(
        "SELECT (SELECT count(*) FROM workspace), (SELECT count(*) FROM account),
                (SELECT coalesce(sum(head_seq), 0) FROM workspace),
                (SELECT page_count FROM pragma_page_count)
                * (SELECT page_size FROM pragma_page_size)",
    );
    Ok(Totals::of_row(row.fetch_one(readers).await?))
}
