//! This node's one writer: a group of changes is one transaction and a handful of statements.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::id::{Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, admit};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool, Row};
use tokio::time::timeout;

use super::rows::{Head, append, known};
use super::{OwnBackend, documents, erase, open};
use crate::storage::{
    Batch, Committed, Creation, Gone, Outcome, StorageError, cursor, gone, id, missing, new_log_id,
    opens, others, published, seconds_now, since_trial, stored,
};

/// How long a group may take, waiting for other nodes included.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that was idle for so long is tried before it is trusted with a group.
const FRESH: Duration = Duration::from_secs(1);

/// Two nodes that make workspaces together count them one after the other.
const COUNTING_WORKSPACES: i64 = 0x5265_6775;

pub(super) struct Writer {
    options: PgConnectOptions,
    /// None after a failure: the next group begins on a fresh one.
    connection: Option<PgConnection>,
    used: Instant,
    own: Arc<OwnBackend>,
}

impl Writer {
    pub(super) fn new(
        options: PgConnectOptions,
        connection: PgConnection,
        own: Arc<OwnBackend>,
    ) -> Self {
        Self { options, connection: Some(connection), used: Instant::now(), own }
    }

    async fn take_connection(&mut self) -> Result<PgConnection, StorageError> {
        if let Some(mut connection) = self.connection.take()
            && (self.used.elapsed() < FRESH || connection.ping().await.is_ok())
        {
            return Ok(connection);
        }
        Ok(open::connect(&self.options).await?)
    }

    /// After an error the connection is gone. Whether the group was committed is not known then;
    /// clients push again what was not answered, and what is in the log is not logged again.
    pub(super) async fn commit(
        &mut self,
        batches: Vec<Batch>,
    ) -> Result<Vec<Outcome>, StorageError> {
        let group = async {
            let mut connection = self.take_connection().await?;
            let committed = commit(&mut connection, &self.own, batches).await?;
            self.connection = Some(connection);
            self.used = Instant::now();
            Ok(committed)
        };
        let too_long = |_| StorageError::Failed("the database did not answer in time".into());
        timeout(PATIENCE, group).await.map_err(too_long)?
    }

    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

async fn commit(
    connection: &mut PgConnection,
    own: &OwnBackend,
    batches: Vec<Batch>,
) -> Result<Vec<Outcome>, StorageError> {
    let mut transaction = connection.begin().await?;
    let starts = hold(&mut transaction, own, &batches).await?;
    let mut known = known(&mut transaction, &starts, &batches).await?;

    let mut grown: Vec<(Head, Vec<Appended>)> = Vec::new();
    let mut erased: Vec<(Head, Vec<Gone>)> = Vec::new();
    let mut committed = Vec::with_capacity(batches.len());
    for ((batch, start), known) in batches.into_iter().zip(starts).zip(&mut known) {
        let since = match since_trial(&batch, &start.cursor) {
            Some(from) => Some(documents::since(&mut transaction, &start, from).await?),
            None => None,
        };
        let Some(others) = others(&batch, &start.cursor, since.as_deref()) else {
            committed.push(Outcome::Behind(batch));
            continue;
        };
        let mut end = start;
        let (verdicts, rows) = admit(&mut end.cursor, known, batch.candidates);
        let published = published(start.cursor, &rows);
        let end_now = end.cursor;
        let gone = gone(&rows);
        if !gone.is_empty() {
            erased.push((end, gone.clone()));
        }
        let done = Committed { verdicts, published, end: end_now, others, gone };
        committed.push(Outcome::Committed(done));
        if !rows.is_empty() {
            grown.push((end, rows));
        }
    }
    if grown.is_empty() {
        // Everything was refused, or in the log before: durable since then.
        transaction.rollback().await?;
        return Ok(committed);
    }
    append(&mut transaction, &grown).await?;
    for (head, gone) in &erased {
        erase::wipe(&mut transaction, head, gone).await?;
    }
    transaction.commit().await?;
    Ok(committed)
}

/// Takes hold of the workspaces' rows until the end of the transaction, in an order that all nodes
/// keep, so that none waits for one that waits for it. Statements that follow see everything that
/// whoever held them before has committed.
async fn hold(
    connection: &mut PgConnection,
    own: &OwnBackend,
    batches: &[Batch],
) -> Result<Vec<Head>, StorageError> {
    let ids: Vec<&[u8]> = batches.iter().map(|batch| &batch.workspace.0[..]).collect();
    let rows = sqlx::query(
        "SELECT public_id, id, log_id, head_seq, head_chain, pg_backend_pid()
         FROM workspace WHERE public_id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let mut heads: HashMap<WorkspaceId, Head> = HashMap::with_capacity(rows.len());
    for row in rows {
        let cursor = cursor(row.get(2), row.get(3), row.get(4))?;
        heads.insert(id(row.get(0))?, Head { row: row.get(1), cursor });
        own.set(row.get(5));
    }
    batches.iter().map(|batch| heads.get(&batch.workspace).copied().ok_or_else(missing)).collect()
}

pub(super) async fn create(
    pool: &PgPool,
    workspace: WorkspaceId,
    verifier: Verifier,
    limit: u64,
) -> Result<Creation, StorageError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(COUNTING_WORKSPACES)
        .execute(&mut *transaction)
        .await?;
    let found: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT verifier FROM workspace WHERE public_id = $1")
            .bind(&workspace.0[..])
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some(found) = found {
        let same = opens(Some(&id(&found)?), &verifier);
        return Ok(if same { Creation::Exists } else { Creation::Denied });
    }
    let start = Cursor::start(new_log_id()?);
    let inserted = sqlx::query(
        "INSERT INTO workspace (public_id, verifier, log_id, head_seq, head_chain, created)
         SELECT $1, $2, $3, 0, $4, $5 WHERE (SELECT count(*) FROM workspace) < $6",
    )
    .bind(&workspace.0[..])
    .bind(&verifier.0[..])
    .bind(&start.log.0[..])
    .bind(&start.chain.0[..])
    .bind(seconds_now())
    .bind(stored(limit))
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    transaction.commit().await?;
    Ok(if inserted == 0 { Creation::NoRoom } else { Creation::Created })
}
