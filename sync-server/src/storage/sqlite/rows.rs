//! A group's rows: what is looked up for them, and how they are written.

use shared::id::{AccountId, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, Candidate, Known};
use sqlx::{Row as _, SqliteConnection, SqliteExecutor};

use super::packed::Packed;
use crate::storage::{Batch, StorageError, cursor, missing};

/// Stands for no account in a packed row, and becomes null.
const NOBODY: AccountId = AccountId([0; 16]);

/// Where a workspace's log ends, and the number of its row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) row: u64,
    pub(super) cursor: Cursor,
}

/// A workspace's row, and where its log ends.
pub(super) async fn head_of(
    from: impl SqliteExecutor<'_>,
    workspace: WorkspaceId,
) -> Result<Head, StorageError> {
    let row =
        sqlx::query("SELECT id, log_id, head_seq, head_chain FROM workspace WHERE public_id = ?1")
            .bind(&workspace.0[..])
            .fetch_optional(from)
            .await?
            .ok_or_else(missing)?;
    let cursor = cursor(row.get(1), row.get(2), row.get(3))?;
    Ok(Head { row: row.get::<i64, _>(0).unsigned_abs(), cursor })
}

/// What the log holds of the changes, their dependencies, actors and documents.
pub(super) async fn known(
    connection: &mut SqliteConnection,
    heads: &[Head],
    batches: &[Batch],
) -> Result<Vec<Known>, StorageError> {
    let mut known = vec![Known::default(); batches.len()];
    let candidates: Vec<(usize, &Candidate)> = batches
        .iter()
        .enumerate()
        .flat_map(|(batch, of)| of.candidates.iter().map(move |candidate| (batch, candidate)))
        .collect();
    if candidates.is_empty() {
        return Ok(known);
    }

    let mut hashes = Packed::default();
    let mut names = Vec::new();
    let mut actors = Packed::default();
    for (batch, candidate) in &candidates {
        let row = heads[*batch].row;
        let Candidate { document, info, .. } = candidate;
        for hash in candidate.named() {
            hashes.row().number(row).blob(&document.0).blob(&hash.0);
            names.push((*batch, *document, hash));
        }
        actors.row().number(row).blob(&document.0).blob(&info.actor.0);
    }

    // A row: 19 digits of the workspace, 16 bytes of the document, 32 of the hash.
    let found: Vec<i64> = sqlx::query_scalar(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         SELECT n.at FROM n CROSS JOIN change c
           ON c.workspace = CAST(substr(?2, n.at * 67 + 1, 19) AS INTEGER)
          AND c.document = substr(?2, n.at * 67 + 20, 16)
          AND c.hash = substr(?2, n.at * 67 + 36, 32)",
    )
    .bind(hashes.rows())
    .bind(hashes.into_bytes())
    .fetch_all(&mut *connection)
    .await?;
    for at in found {
        if let Some((batch, document, hash)) = usize::try_from(at).ok().and_then(|at| names.get(at))
        {
            known[*batch].hashes.insert((*document, *hash));
        }
    }

    // A row: 19 digits of the workspace, 16 bytes of the document, 16 of the actor. A document
    // without a change is left out; one that the actor has not written in has a null.
    let found: Vec<(i64, Option<i64>)> = sqlx::query_as(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         SELECT n.at,
                (SELECT max(actor_seq) FROM change
                 WHERE workspace = CAST(substr(?2, n.at * 51 + 1, 19) AS INTEGER)
                   AND document = substr(?2, n.at * 51 + 20, 16)
                   AND actor = substr(?2, n.at * 51 + 36, 16))
         FROM n
         WHERE EXISTS (SELECT 1 FROM change
                       WHERE workspace = CAST(substr(?2, n.at * 51 + 1, 19) AS INTEGER)
                         AND document = substr(?2, n.at * 51 + 20, 16))",
    )
    .bind(actors.rows())
    .bind(actors.into_bytes())
    .fetch_all(&mut *connection)
    .await?;
    for (at, seq) in found {
        let Some((batch, candidate)) = usize::try_from(at).ok().and_then(|at| candidates.get(at))
        else {
            continue;
        };
        let known = &mut known[*batch];
        known.documents.insert(candidate.document);
        if let Some(seq) = seq {
            let actor = (candidate.document, candidate.info.actor);
            known.actors.insert(actor, seq.unsigned_abs());
        }
    }
    Ok(known)
}

/// Writes the rows and moves the heads on.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    grown: &[(Head, Head, Vec<Appended>)],
) -> Result<(), StorageError> {
    let mut changes = Packed::default();
    let mut chunks = Packed::default();
    let mut bytes: Vec<u8> = Vec::new();
    let mut ends = Packed::default();
    for (start, end, rows) in grown {
        ends.row()
            .number(end.row)
            .number(start.cursor.seq)
            .number(end.cursor.seq)
            .blob(&end.cursor.chain.0);
        for Appended { point, candidate } in rows {
            let info = &candidate.info;
            changes
                .row()
                .number(end.row)
                .blob(&candidate.document.0)
                .blob(&info.hash.0)
                .number(point.seq)
                .blob(&info.actor.0)
                .number(info.seq)
                .blob(&point.chain.0)
                .blob(&candidate.pusher.unwrap_or(NOBODY).0);
            chunks
                .row()
                .number(end.row)
                .number(point.seq)
                .blob(&candidate.document.0)
                .number(bytes.len() as u64)
                .number(candidate.bytes.len() as u64);
            bytes.extend_from_slice(&candidate.bytes);
        }
    }

    // A row: workspace 19, document 16, hash 32, seq 19, actor 16, the actor's seq 19, chain 32,
    // pusher 16.
    sqlx::query(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         INSERT INTO change (workspace, document, hash, seq, actor, actor_seq, chain, pusher)
         SELECT CAST(substr(?2, at * 169 + 1, 19) AS INTEGER),
                substr(?2, at * 169 + 20, 16),
                substr(?2, at * 169 + 36, 32),
                CAST(substr(?2, at * 169 + 68, 19) AS INTEGER),
                substr(?2, at * 169 + 87, 16),
                CAST(substr(?2, at * 169 + 103, 19) AS INTEGER),
                substr(?2, at * 169 + 122, 32),
                nullif(substr(?2, at * 169 + 154, 16), zeroblob(16))
         FROM n",
    )
    .bind(changes.rows())
    .bind(changes.into_bytes())
    .execute(&mut *connection)
    .await?;

    // A row: workspace 19, seq 19, document 16, then where in all the bytes: offset 19, length 19.
    // Where a tombstone comes alone there are no bytes at all, which arrive as a null.
    sqlx::query(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         INSERT INTO chunk (workspace, seq, document, kind, bytes)
         SELECT CAST(substr(?2, at * 92 + 1, 19) AS INTEGER),
                CAST(substr(?2, at * 92 + 20, 19) AS INTEGER),
                substr(?2, at * 92 + 39, 16),
                1,
                coalesce(substr(?3, CAST(substr(?2, at * 92 + 55, 19) AS INTEGER) + 1,
                                CAST(substr(?2, at * 92 + 74, 19) AS INTEGER)), x'')
         FROM n",
    )
    .bind(chunks.rows())
    .bind(chunks.into_bytes())
    .bind(bytes)
    .execute(&mut *connection)
    .await?;

    // A row: workspace 19, the seq before 19, the seq after 19, the chain after 32.
    let moved = sqlx::query(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         UPDATE workspace
         SET head_seq = CAST(substr(?2, n.at * 89 + 39, 19) AS INTEGER),
             head_chain = substr(?2, n.at * 89 + 58, 32)
         FROM n
         WHERE workspace.id = CAST(substr(?2, n.at * 89 + 1, 19) AS INTEGER)
           AND workspace.head_seq = CAST(substr(?2, n.at * 89 + 20, 19) AS INTEGER)",
    )
    .bind(ends.rows())
    .bind(ends.into_bytes())
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if moved != grown.len() as u64 {
        return Err(StorageError::Failed("another process has written to the log".into()));
    }
    Ok(())
}
