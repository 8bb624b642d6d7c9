//! The one writer: a group of changes is one transaction and a handful of statements.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem;
use std::sync::Arc;

use shared::id::{BlobHash, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, admit};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::Notify;

use super::rows::{Head, append, head_of, known};
use super::{blobs, documents, erase};
use crate::storage::erasures::{Erasure, Erasures};
use crate::storage::{
    Batch, Committed, Creation, Gone, Keeping, Outcome, StorageError, again as storage_again, gone,
    id, new_log_id, opens, others, published, seconds_now, since_trial, stored,
};

/// How many workspaces' ends are remembered.
const HEADS: usize = 10_000;

pub(super) struct Writer {
    options: SqliteConnectOptions,
    /// None after a failure: the next transaction begins on a fresh one.
    connection: Option<SqliteConnection>,
    /// Right as long as this is the file's only writer and no transaction failed.
    heads: HashMap<WorkspaceId, Head>,
    /// What stands beside the file.
    erasures: Erasures,
    /// Told when the write-ahead log has to be emptied.
    wiped: Arc<Notify>,
}

impl Writer {
    pub(super) fn new(
        options: SqliteConnectOptions,
        connection: SqliteConnection,
        erasures: Erasures,
        wiped: Arc<Notify>,
    ) -> Self {
        Self { options, connection: Some(connection), heads: HashMap::new(), erasures, wiped }
    }

    /// Carries out what the file beside the database says was erased and the database does not know,
    /// as one that was restored from an older backup; and the other way round. How many records.
    pub(super) async fn erase_again(&mut self) -> Result<usize, StorageError> {
        let mut connection = self.take_connection().await?;
        let known = erase::erased(&mut connection).await?;
        let workspaces = erase::workspaces(&mut connection).await?;
        self.connection = Some(connection);
        let unwritten = |error| StorageError::Failed(format!("erasures.log: {error}"));
        let names: HashSet<_> = known.iter().map(|one| (one.workspace, one.document)).collect();
        self.erasures.add(known).map_err(unwritten)?;
        let is_missing = |one: &Erasure| {
            workspaces.contains(&one.workspace) && !names.contains(&(one.workspace, one.document))
        };
        let mut missing: BTreeMap<WorkspaceId, Vec<Erasure>> = BTreeMap::new();
        for one in self.erasures.all().filter(is_missing) {
            missing.entry(one.workspace).or_default().push(one);
        }
        let again = missing.values().map(Vec::len).sum();
        for (workspace, mut missing) in missing {
            missing.sort_unstable_by_key(|one| one.document);
            self.commit(vec![storage_again(workspace, missing)]).await?;
        }
        Ok(again)
    }

    pub(super) async fn take_connection(&mut self) -> Result<SqliteConnection, StorageError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Ok(self.options.connect().await?),
        }
    }

    /// After a transaction that did not fail.
    pub(super) fn give_back(&mut self, connection: SqliteConnection) {
        self.connection = Some(connection);
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
        let erased = self.erasures.of(workspace);
        if creation == Creation::Created && !erased.is_empty() {
            // Made anew by somebody's device, after the file was lost.
            self.commit(vec![storage_again(workspace, erased)]).await?;
        }
        Ok(creation)
    }

    pub(super) async fn keep_blob(
        &mut self,
        workspace: WorkspaceId,
        hash: BlobHash,
        bytes: Vec<u8>,
        most: u64,
    ) -> Result<Keeping, StorageError> {
        let mut connection = self.take_connection().await?;
        let keeping = blobs::keep(&mut connection, workspace, hash, bytes, most).await?;
        self.connection = Some(connection);
        Ok(keeping)
    }

    /// After an error, connection and remembered heads are gone: whatever the failed transaction
    /// left behind, the next one starts from what the file says.
    pub(super) async fn commit(
        &mut self,
        batches: Vec<Batch>,
    ) -> Result<Vec<Outcome>, StorageError> {
        let mut heads = mem::take(&mut self.heads);
        if heads.len() > HEADS {
            heads.clear();
        }
        let mut connection = self.take_connection().await?;
        let committed = commit(&mut connection, &mut heads, &mut self.erasures, batches).await?;
        self.connection = Some(connection);
        self.heads = heads;
        let erased = |outcome: &Outcome| match outcome {
            Outcome::Committed(done) => !done.gone.is_empty(),
            Outcome::Behind(_) => false,
        };
        if committed.iter().any(erased) {
            self.wiped.notify_one();
        }
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
    let inserted = sqlx::query(
        "INSERT INTO workspace (public_id, verifier, log_id, head_seq, head_chain, created)
         SELECT ?1, ?2, ?3, 0, ?4, ?5 WHERE (SELECT count(*) FROM workspace) < ?6",
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

async fn commit(
    connection: &mut SqliteConnection,
    heads: &mut HashMap<WorkspaceId, Head>,
    erasures: &mut Erasures,
    batches: Vec<Batch>,
) -> Result<Vec<Outcome>, StorageError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut starts = Vec::with_capacity(batches.len());
    for batch in &batches {
        starts.push(head(&mut transaction, heads, batch.workspace).await?);
    }
    let mut known = known(&mut transaction, &starts, &batches).await?;

    let mut grown: Vec<(Head, Head, Vec<Appended>)> = Vec::new();
    let mut erased: Vec<(WorkspaceId, Head, Vec<Gone>)> = Vec::new();
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
            erased.push((batch.workspace, end, gone.clone()));
        }
        let done = Committed { verdicts, published, end: end_now, others, gone };
        committed.push(Outcome::Committed(done));
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
    for (_, head, gone) in &erased {
        erase::wipe(&mut transaction, head, gone).await?;
    }
    // On the disk before anybody is told. What stands there and is not committed after all is
    // carried out at the next start: somebody who may wanted it.
    let names = erased.into_iter().flat_map(|(workspace, _, gone)| {
        let erasure = move |Gone { document, photos, .. }| Erasure { workspace, document, photos };
        gone.into_iter().map(erasure)
    });
    let unwritten = |error| StorageError::Failed(format!("erasures.log: {error}"));
    erasures.add(names).map_err(unwritten)?;
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
    let head = head_of(connection, workspace).await?;
    heads.insert(workspace, head);
    Ok(head)
}
