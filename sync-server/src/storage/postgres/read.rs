//! What is read beside the writer.

use futures_util::TryStreamExt;
use shared::id::{DocumentId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::Opening;
use shared::wire::{DeliveredChange, Delivery, DocumentHeads, limits};
use sqlx::{PgPool, Row};

use crate::storage::{Growth, StorageError, Totals, id, missing, opens, stored};

pub(super) async fn open(
    readers: &PgPool,
    workspace: WorkspaceId,
    verifier: Verifier,
    cursor: Option<Cursor>,
) -> Result<Option<Opening>, StorageError> {
    let at = cursor.map_or(0, |cursor| stored(cursor.seq));
    let row = sqlx::query(
        "SELECT verifier, log_id, head_seq,
                (SELECT chain FROM change WHERE workspace = w.id AND seq = $2)
         FROM workspace w WHERE public_id = $1",
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
    readers: &PgPool,
    workspace: WorkspaceId,
    points: &[Cursor],
) -> Result<Cursor, StorageError> {
    let (row, log): (i64, Vec<u8>) =
        sqlx::query_as("SELECT id, log_id FROM workspace WHERE public_id = $1")
            .bind(&workspace.0[..])
            .fetch_optional(readers)
            .await?
            .ok_or_else(missing)?;
    let start = Cursor::start(id(&log)?);
    let candidates: Vec<&Cursor> =
        points.iter().filter(|point| point.log == start.log && point.seq > 0).collect();
    let seqs: Vec<i64> = candidates.iter().map(|point| stored(point.seq)).collect();
    let chains: Vec<&[u8]> = candidates.iter().map(|point| &point.chain.0[..]).collect();
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT n.at FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS n (seq, chain, at)
         WHERE n.chain = (SELECT chain FROM change WHERE workspace = $1 AND seq = n.seq)
         ORDER BY n.seq DESC LIMIT 1",
    )
    .bind(row)
    .bind(seqs)
    .bind(chains)
    .fetch_optional(readers)
    .await?;
    // PostgreSQL counts from 1.
    let found = found.and_then(|at| usize::try_from(at - 1).ok());
    Ok(found.and_then(|at| candidates.get(at)).map_or(start, |point| **point))
}

pub(super) async fn stretch(
    readers: &PgPool,
    workspace: WorkspaceId,
    after: u64,
) -> Result<Delivery, StorageError> {
    // One statement, so that head and rows are of one moment. A log's end comes as one row whose
    // right half is null. Bytes are summed up there, so that no more of them are sent than go out.
    let mut rows = sqlx::query(
        "SELECT w.log_id, w.head_seq, w.head_chain, r.seq, r.document, r.hash, r.chain, r.bytes
         FROM workspace w
         LEFT JOIN LATERAL (
             SELECT c.seq, c.document, c.hash, c.chain, k.bytes,
                    row_number() OVER log AS place, sum(octet_length(k.bytes)) OVER log AS total
             FROM change c JOIN chunk k ON k.workspace = c.workspace AND k.seq = c.seq
             WHERE c.workspace = w.id AND c.seq > $2
             WINDOW log AS (ORDER BY c.seq ROWS UNBOUNDED PRECEDING)
             ORDER BY c.seq LIMIT $3
         ) r ON r.place = 1 OR r.total <= $4
         WHERE w.public_id = $1
         ORDER BY r.seq",
    )
    .bind(&workspace.0[..])
    .bind(stored(after))
    .bind(limits::DELIVERY_CHANGES as i64)
    .bind(limits::BATCH_BYTES as i64)
    .fetch(readers);

    let mut delivery: Option<Delivery> = None;
    while let Some(row) = rows.try_next().await? {
        let log = id(row.get(0))?;
        let head = row.get::<i64, _>(1).unsigned_abs();
        let Some(seq) = row.get::<Option<i64>, _>(3).map(i64::unsigned_abs) else {
            let to = Cursor { log, seq: head, chain: id(row.get(2))? };
            return Ok(Delivery { log, from: head, to, head, changes: Vec::new() });
        };
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
            bytes: Some(row.get(7)),
        });
    }
    delivery.ok_or_else(missing)
}

pub(super) async fn lacking(
    readers: &PgPool,
    workspace: WorkspaceId,
    documents: &[DocumentHeads],
) -> Result<Vec<DocumentId>, StorageError> {
    let (mut places, mut ids, mut heads) = (Vec::new(), Vec::new(), Vec::new());
    for (at, document) in documents.iter().enumerate() {
        for head in &document.heads {
            places.push(at as i64);
            ids.push(&document.document.0[..]);
            heads.push(&head.0[..]);
        }
    }
    let lacking: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT n.place
         FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) AS n (place, document, hash)
         WHERE (SELECT c.seq FROM change c
                WHERE c.workspace = (SELECT id FROM workspace WHERE public_id = $1)
                  AND c.document = n.document AND c.hash = n.hash) IS NULL
         ORDER BY n.place",
    )
    .bind(&workspace.0[..])
    .bind(places)
    .bind(ids)
    .bind(heads)
    .fetch_all(readers)
    .await?;
    Ok(lacking
        .into_iter()
        .filter_map(|place| documents.get(usize::try_from(place).ok()?))
        .map(|document| document.document)
        .collect())
}

pub(super) async fn heads(
    readers: &PgPool,
    workspaces: &[WorkspaceId],
) -> Result<Vec<Growth>, StorageError> {
    let ids: Vec<&[u8]> = workspaces.iter().map(|workspace| &workspace.0[..]).collect();
    let rows: Vec<(Vec<u8>, i64)> =
        sqlx::query_as("SELECT public_id, head_seq FROM workspace WHERE public_id = ANY ($1)")
            .bind(ids)
            .fetch_all(readers)
            .await?;
    rows.into_iter()
        .map(|(workspace, seq)| Ok(Growth { workspace: id(&workspace)?, seq: seq.unsigned_abs() }))
        .collect()
}

pub(super) async fn totals(readers: &PgPool) -> Result<Totals, StorageError> {
    let row = sqlx::query_as(
        "SELECT (SELECT count(*) FROM workspace), (SELECT count(*) FROM account),
                (SELECT coalesce(sum(head_seq), 0)::bigint FROM workspace),
                pg_database_size(current_database())",
    );
    Ok(Totals::of_row(row.fetch_one(readers).await?))
}
