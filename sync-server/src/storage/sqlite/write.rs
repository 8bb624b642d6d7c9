//! The one writer: a group of changes is one transaction and a handful of statements.

use std::collections::HashMap;
use std::mem;
use std::time::{SystemTime, UNIX_EPOCH};

use shared::id::{Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, Candidate, Known, admit};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::packed::Packed;
use super::{id, missing};
use crate::storage::{Batch, Committed, Creation, StorageError, new_log_id, opens, published};

/// How many workspaces' ends are remembered.
const HEADS: usize = 10_000;

/// Where a workspace's log ends, and the number of its row.
#[derive(Debug, Clone, Copy)]
struct Head {
    row: u64,
    cursor: Cursor,
}

pub(super) struct Writer {
    options: SqliteConnectOptions,
    /// None after a failure: the next transaction begins on a fresh one.
    connection: Option<SqliteConnection>,
    /// Right as long as this is the file's only writer and no transaction failed.
    heads: HashMap<WorkspaceId, Head>,
}

impl Writer {
    pub(super) fn new(options: SqliteConnectOptions, connection: SqliteConnection) -> Self {
        Self { options, connection: Some(connection), heads: HashMap::new() }
    }

    async fn take_connection(&mut self) -> Result<SqliteConnection, StorageError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Ok(self.options.connect().await?),
        }
    }

    pub(super) async fn create(
        &mut self,
        workspace: WorkspaceId,
        verifier: Verifier,
        limit: u64,
    ) -> Result<Creation, StorageError> {
        let mut connection = self.take_connection().await?;
        let creation = create(&mut connection, workspace, verifier, limit).await?;
        self.connection = Some(connection);
        Ok(creation)
    }

    /// After an error, connection and remembered heads are gone: whatever the failed transaction
    /// left behind, the next one starts from what the file says.
    pub(super) async fn commit(
        &mut self,
        batches: Vec<Batch>,
    ) -> Result<Vec<Committed>, StorageError> {
        let mut heads = mem::take(&mut self.heads);
        if heads.len() > HEADS {
            heads.clear();
        }
        let mut connection = self.take_connection().await?;
        let committed = commit(&mut connection, &mut heads, batches).await?;
        self.connection = Some(connection);
        self.heads = heads;
        Ok(committed)
    }

    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

async fn create(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    verifier: Verifier,
    limit: u64,
) -> Result<Creation, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let found: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT verifier FROM workspace WHERE public_id = ?1")
            .bind(&workspace.0[..])
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some(found) = found {
        let same = opens(Some(&id(&found)?), &verifier);
        return Ok(if same { Creation::Exists } else { Creation::Denied });
    }
    let start = Cursor::start(new_log_id()?);
    let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let inserted = sqlx::query(
        "INSERT INTO workspace (public_id, verifier, log_id, head_seq, head_chain, created)
         SELECT ?1, ?2, ?3, 0, ?4, ?5 WHERE (SELECT count(*) FROM workspace) < ?6",
    )
    .bind(&workspace.0[..])
    .bind(&verifier.0[..])
    .bind(&start.log.0[..])
    .bind(&start.chain.0[..])
    .bind(created as i64)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    transaction.commit().await?;
    Ok(if inserted == 0 { Creation::NoRoom } else { Creation::Created })
}

async fn commit(
    connection: &mut SqliteConnection,
    heads: &mut HashMap<WorkspaceId, Head>,
    batches: Vec<Batch>,
) -> Result<Vec<Committed>, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut starts = Vec::with_capacity(batches.len());
    for batch in &batches {
        starts.push(head(&mut transaction, heads, batch.workspace).await?);
    }
    let mut known = known(&mut transaction, &starts, &batches).await?;

    let mut grown: Vec<(Head, Head, Vec<Appended>)> = Vec::new();
    let mut committed = Vec::with_capacity(batches.len());
    for ((batch, start), known) in batches.into_iter().zip(starts).zip(&mut known) {
        let mut end = start;
        let (verdicts, rows) = admit(&mut end.cursor, known, batch.candidates);
        let published = published(start.cursor, &rows);
        committed.push(Committed { verdicts, published, head: end.cursor.seq });
        if !rows.is_empty() {
            heads.insert(batch.workspace, end);
            grown.push((start, end, rows));
        }
    }
    if grown.is_empty() {
        // Everything was refused, or in the log before: durable since then.
        transaction.rollback().await?;
        return Ok(committed);
    }
    append(&mut transaction, &grown).await?;
    transaction.commit().await?;
    Ok(committed)
}

async fn head(
    connection: &mut SqliteConnection,
    heads: &mut HashMap<WorkspaceId, Head>,
    workspace: WorkspaceId,
) -> Result<Head, StorageError> {
    if let Some(head) = heads.get(&workspace) {
        return Ok(*head);
    }
    let row =
        sqlx::query("SELECT id, log_id, head_seq, head_chain FROM workspace WHERE public_id = ?1")
            .bind(&workspace.0[..])
            .fetch_optional(connection)
            .await?
            .ok_or_else(missing)?;
    let head = Head {
        row: row.get::<i64, _>(0).unsigned_abs(),
        cursor: Cursor {
            log: id(row.get(1))?,
            seq: row.get::<i64, _>(2).unsigned_abs(),
            chain: id(row.get(3))?,
        },
    };
    heads.insert(workspace, head);
    Ok(head)
}

/// What the log holds of the changes, their dependencies, actors and documents.
async fn known(
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
    for (batch, Candidate { document, info, .. }) in &candidates {
        let row = heads[*batch].row;
        for hash in info.deps.iter().chain([&info.hash]) {
            hashes.row().number(row).blob(&document.0).blob(&hash.0);
            names.push((*batch, *document, *hash));
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
async fn append(
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
                .blob(&point.chain.0);
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

    // A row: workspace 19, document 16, hash 32, seq 19, actor 16, the actor's seq 19, chain 32.
    sqlx::query(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         INSERT INTO change (workspace, document, hash, seq, actor, actor_seq, chain)
         SELECT CAST(substr(?2, at * 153 + 1, 19) AS INTEGER),
                substr(?2, at * 153 + 20, 16),
                substr(?2, at * 153 + 36, 32),
                CAST(substr(?2, at * 153 + 68, 19) AS INTEGER),
                substr(?2, at * 153 + 87, 16),
                CAST(substr(?2, at * 153 + 103, 19) AS INTEGER),
                substr(?2, at * 153 + 122, 32)
         FROM n",
    )
    .bind(changes.rows())
    .bind(changes.into_bytes())
    .execute(&mut *connection)
    .await?;

    // A row: workspace 19, seq 19, document 16, then where in all the bytes: offset 19, length 19.
    sqlx::query(
        "WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?1)
         INSERT INTO chunk (workspace, seq, document, kind, bytes)
         SELECT CAST(substr(?2, at * 92 + 1, 19) AS INTEGER),
                CAST(substr(?2, at * 92 + 20, 19) AS INTEGER),
                substr(?2, at * 92 + 39, 16),
                1,
                substr(?3, CAST(substr(?2, at * 92 + 55, 19) AS INTEGER) + 1,
                           CAST(substr(?2, at * 92 + 74, 19) AS INTEGER))
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
