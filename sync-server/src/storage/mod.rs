//! Where workspaces' logs and blobs are kept.
//!
//! The rules by which a log grows are `shared::sync::log`'s; a storage looks up and writes rows.
//! `tests/storage_contract.rs` says what every implementation must do.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use shared::id::{AccountId, BlobHash, DocumentId, LogId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, Candidate, Verdict, delivered};
use shared::sync::server::Opening;
use shared::wire::{Delivery, DocumentHeads, limits};
use subtle::ConstantTimeEq;
use tokio::sync::mpsc;

use crate::config::Database;
use crate::error::StartError;

mod accounts;
mod columns;
pub mod contents;
pub mod copy;
pub mod erasures;
mod failure;
mod memory;
mod postgres;
mod private;
mod sqlite;

pub use accounts::{
    Account, Accounts, Added, Bound, Change, Grounds, Joined, Joining, NewAccount, NewChallenge,
    NewIdentity, NewInvitation, NewPasskey, NewSession, Note, Proof, Session, StoredIdentity,
    StoredPasskey, Unbound,
};
use columns::{cursor, happened_of, id, number_of, role_of, stored};
pub use memory::Memory;
pub use postgres::{Postgres, settings as postgres_settings};
pub use sqlite::Sqlite;

/// What became of [`Storage::create`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// The workspace is new.
    Created,
    /// It was there, and the verifier opens it.
    Exists,
    /// It was there, and the verifier does not open it.
    Denied,
    /// There are as many workspaces as the server takes.
    NoRoom,
}

/// What became of [`Storage::keep_blob`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept from now on.
    Kept,
    /// It was here.
    There,
    /// With it, the workspace's blobs would take more room than they may.
    NoRoom,
}

/// Changes that ask to be appended to one workspace's log.
#[derive(Debug)]
pub struct Batch {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// In the order in which they came.
    pub candidates: Vec<Candidate>,
    /// Where the log ended when they were tried; none where they were not.
    pub tried_at: Option<Cursor>,
}

/// What a storage did with a [`Batch`].
#[derive(Debug)]
pub enum Outcome {
    /// It decided about every change.
    Committed(Committed),
    /// Nothing: since they were tried, others have written to their documents, or the log is
    /// another one. They have to be tried again.
    Behind(Batch),
}

/// What became of a [`Batch`].
#[derive(Debug)]
pub struct Committed {
    /// One for each candidate, in order.
    pub verdicts: Vec<Verdict>,
    /// How the log grew, in stretches within the limits of a delivery.
    pub published: Vec<Delivery>,
    /// Where the log ends after it.
    pub end: Cursor,
    /// Other documents that others have written to since the batch was tried.
    pub others: Vec<DocumentId>,
    /// The records that it erased.
    pub gone: Vec<Gone>,
}

/// Documents as a log has them.
#[derive(Debug)]
pub struct Chunks {
    /// Where the log ended. Nothing up to here is missing; what came since may be there.
    pub end: Cursor,
    /// The changes of each document, in their order.
    pub documents: Vec<Vec<Vec<u8>>>,
}

impl Chunks {
    /// Of `count` documents, from rows in any order: the document's place, the change's number, the
    /// change.
    fn of_rows(end: Cursor, count: usize, rows: Vec<(i64, i64, Vec<u8>)>) -> Self {
        let mut found = vec![BTreeMap::new(); count];
        for (at, seq, bytes) in rows {
            if let Some(found) = usize::try_from(at).ok().and_then(|at| found.get_mut(at)) {
                found.insert(seq, bytes);
            }
        }
        let documents = found.into_iter().map(|chunks| chunks.into_values().collect()).collect();
        Self { end, documents }
    }
}

/// How far a log reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The log's last sequence number.
    pub seq: u64,
}

/// Something fleeting that one server tells the others over the same database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// What; servers know. At most [`WORD_BYTES`].
    pub bytes: Vec<u8>,
}

/// Bytes of a [`Word`]. PostgreSQL takes 8,000 letters, which the workspace and the coding share.
pub const WORD_BYTES: usize = 5 << 10;

/// Why a storage did not do it. Nothing of what it was asked for counts.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The disk has no room left.
    #[error("the disk is full")]
    Full,
    /// Anything else, in the database's words.
    #[error("{0}")]
    Failed(String),
}

/// How much a storage holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Workspaces.
    pub workspaces: u64,
    /// Accounts.
    pub accounts: u64,
    /// Changes in all logs together.
    pub changes: u64,
    /// Bytes on the disk; none where there is no disk.
    pub bytes: Option<u64>,
}

impl Totals {
    fn of_row((workspaces, accounts, changes, bytes): (i64, i64, i64, i64)) -> Self {
        Self {
            workspaces: workspaces.unsigned_abs(),
            accounts: accounts.unsigned_abs(),
            changes: changes.unsigned_abs(),
            bytes: Some(bytes.unsigned_abs()),
        }
    }
}

/// A place that keeps logs, and blobs beside them.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Makes a workspace with an empty log, unless it is there or `limit` workspaces are.
    ///
    /// # Errors
    /// When the storage failed; then there is no new workspace.
    async fn create(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        limit: u64,
    ) -> Result<Creation, StorageError>;

    /// Looks up a workspace; none when it does not exist or the verifier is another one.
    ///
    /// # Errors
    /// When the storage failed.
    async fn open(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        cursor: Option<Cursor>,
    ) -> Result<Option<Opening>, StorageError>;

    /// The newest of these points that lies on the log, or the log's start.
    ///
    /// # Errors
    /// When the storage failed, or has no such workspace.
    async fn locate(
        &self,
        workspace: WorkspaceId,
        points: &[Cursor],
    ) -> Result<Cursor, StorageError>;

    /// A stretch of the log after `after`, within the limits of a delivery.
    ///
    /// # Errors
    /// When the storage failed, or has no such workspace.
    async fn read(&self, workspace: WorkspaceId, after: u64) -> Result<Delivery, StorageError>;

    /// The documents of which the log lacks a head.
    ///
    /// # Errors
    /// When the storage failed.
    async fn lacking(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentHeads],
    ) -> Result<Vec<DocumentId>, StorageError>;

    /// The first of these documents, as many as have together at most `within` bytes, and at least
    /// one if any is asked for.
    ///
    /// # Errors
    /// When the storage failed, or has no such workspace.
    async fn documents(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentId],
        within: u64,
    ) -> Result<Chunks, StorageError>;

    /// Appends what may come in, for each workspace at most once in `batches`; durable when it
    /// returns. All or nothing, but for batches that have to be tried again.
    ///
    /// # Errors
    /// When the storage failed; then no log has grown.
    async fn commit(&self, batches: Vec<Batch>) -> Result<Vec<Outcome>, StorageError>;

    /// Keeps a blob, unless the workspace's blobs then had more than `most` bytes; durable when it
    /// returns. The caller has seen that the hash is that of the bytes.
    ///
    /// # Errors
    /// When the storage failed, or has no such workspace; then nothing is kept.
    async fn keep_blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
        bytes: Vec<u8>,
        most: u64,
    ) -> Result<Keeping, StorageError>;

    /// A workspace's blob; none where it has no such one.
    ///
    /// # Errors
    /// When the storage failed.
    async fn blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
    ) -> Result<Option<Vec<u8>>, StorageError>;

    /// How far these workspaces' logs reach; without those that do not exist, in any order.
    ///
    /// # Errors
    /// When the storage failed.
    async fn heads(&self, workspaces: &[WorkspaceId]) -> Result<Vec<Growth>, StorageError>;

    /// Hints of what other processes commit, for the first who asks. None where this process is the
    /// only one that writes. Hints get lost: [`Storage::heads`] tells what holds.
    fn growth(&self) -> Option<mpsc::Receiver<Growth>> {
        None
    }

    /// Tells every server over the same database, this one too, what is not worth keeping. It gets
    /// lost where one is not listening at the moment.
    ///
    /// # Errors
    /// When the storage failed.
    async fn tell(&self, words: Vec<Word>) -> Result<(), StorageError>;

    /// What servers tell, for the first who asks; none where there is only this one.
    fn told(&self) -> Option<mpsc::Receiver<Word>> {
        None
    }

    /// How much there is of everything.
    ///
    /// # Errors
    /// When the storage failed.
    async fn totals(&self) -> Result<Totals, StorageError>;

    /// Whether it answers.
    ///
    /// # Errors
    /// When it does not.
    async fn check(&self) -> Result<(), StorageError>;

    /// Closes files. Whoever asks for anything afterwards gets an error.
    async fn close(&self);
}

/// Opens the configured database.
///
/// # Errors
/// A sentence for whoever starts the server. Nothing was changed then.
pub async fn open(
    database: &Database,
) -> Result<(Arc<dyn Storage>, Arc<dyn Accounts>), StartError> {
    Ok(match database {
        Database::Memory => both(Memory::default()),
        Database::Sqlite(path) => both(Sqlite::open(path).await?),
        Database::Postgres(url) => both(Postgres::open(url).await?),
    })
}

/// Logs and accounts lie in one database.
fn both<S: Storage + Accounts + 'static>(storage: S) -> (Arc<dyn Storage>, Arc<dyn Accounts>) {
    let storage = Arc::new(storage);
    (storage.clone(), storage)
}

/// What a verifier is compared with where there is no workspace, so that the work is the same.
const NOBODY: Verifier = Verifier([0; 32]);

/// Compares in constant time.
fn opens(stored: Option<&Verifier>, given: &Verifier) -> bool {
    let equal: bool = stored.unwrap_or(&NOBODY).0.ct_eq(&given.0).into();
    equal && stored.is_some()
}

/// A record that goes with the tombstone that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Which.
    pub document: DocumentId,
    /// Photos that no other record needs.
    photos: Vec<BlobHash>,
    /// Whose account erased it; none where the workspace is opened by its secret.
    pub by: Option<AccountId>,
}

/// The records that go with what was appended.
fn gone(rows: &[Appended]) -> Vec<Gone> {
    let candidates = rows.iter().map(|row| &row.candidate);
    let tombstones = candidates.filter_map(|of| Some((of, of.erasure.as_ref()?)));
    let gone = tombstones.map(|(of, photos)| Gone {
        document: of.document,
        photos: photos.clone(),
        by: of.pusher,
    });
    gone.collect()
}

/// Tombstones of records that a file beside the database says were erased.
fn again(workspace: WorkspaceId, erased: Vec<erasures::Erasure>) -> Batch {
    let tombstone = |one: erasures::Erasure| Candidate::tombstone(one.document, one.photos);
    let candidates = erased.into_iter().map(tombstone).collect();
    Batch { workspace, candidates, tried_at: None }
}

/// By this machine's clock, as databases hold it: for whoever looks after the server.
fn seconds_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| stored(since.as_secs()))
}

/// Why nothing can be done with a workspace that is not there.
fn missing() -> StorageError {
    StorageError::Failed("no such workspace".into())
}

fn new_log_id() -> Result<LogId, StorageError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(LogId(bytes))
}

/// Rows of others that are looked through for documents that have to be tried again.
const OTHERS: u64 = 4096;

/// A row that a log has from the point on at which a batch was tried, that point included.
struct Row {
    point: Cursor,
    document: DocumentId,
}

impl Row {
    /// Of the log `log`, from its columns: sequence number, chain and document.
    fn read(
        log: LogId,
        (seq, chain, document): (i64, Vec<u8>, Vec<u8>),
    ) -> Result<Self, StorageError> {
        let point = Cursor { log, seq: seq.unsigned_abs(), chain: id(&chain)? };
        Ok(Self { point, document: id(&document)? })
    }
}

/// Whether a batch has to be looked at together with what others have written since it was tried:
/// the number of the row to read from. `start` is where the log ends now.
fn since_trial(batch: &Batch, start: &Cursor) -> Option<u64> {
    batch.tried_at.filter(|tried| tried != start).map(|tried| tried.seq)
}

/// The documents of those rows, none of which is in the batch; `None` where it must be tried again.
/// `rows` are at most [`OTHERS`] and one more; none at all where [`since_trial`] asks for none.
fn others(batch: &Batch, start: &Cursor, rows: Option<&[Row]>) -> Option<Vec<DocumentId>> {
    let Some(rows) = rows else { return Some(Vec::new()) };
    let tried = batch.tried_at?;
    let from_the_start = tried == Cursor::start(start.log);
    let joins = from_the_start || rows.first().is_some_and(|row| row.point == tried);
    let rows = if from_the_start { rows } else { rows.get(1..)? };
    let complete = rows.last().is_some_and(|row| row.point == *start);
    let touched: HashSet<DocumentId> = rows.iter().map(|row| row.document).collect();
    let mut asked = batch.candidates.iter().map(|candidate| candidate.document);
    (joins && complete && !asked.any(|document| touched.contains(&document)))
        .then(|| touched.into_iter().collect())
}

/// How many of so many documents fit in `within` bytes, from the first on; at least one. `sizes` are
/// those that the log has, by their place.
fn fitting(documents: usize, within: u64, sizes: &[(i64, i64)]) -> usize {
    let mut each = vec![0_u64; documents];
    for (at, size) in sizes {
        if let Some(place) = usize::try_from(*at).ok().and_then(|at| each.get_mut(at)) {
            *place = size.unsigned_abs();
        }
    }
    let mut total = 0_u64;
    let fits = each.iter().take_while(|size| {
        total = total.saturating_add(**size);
        total <= within
    });
    fits.count().max(1)
}

/// New rows as deliveries within the limits; `before` is the log's head before them.
fn published(before: Cursor, rows: &[Appended]) -> Vec<Delivery> {
    let Some(last) = rows.last() else { return Vec::new() };
    let mut deliveries: Vec<Delivery> = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let size = row.candidate.bytes.len();
        match deliveries.last_mut() {
            Some(delivery)
                if delivery.changes.len() < limits::DELIVERY_CHANGES
                    && bytes + size <= limits::BATCH_BYTES =>
            {
                bytes += size;
                delivery.to = row.point;
                delivery.changes.push(delivered(row));
            }
            _ => {
                bytes = size;
                deliveries.push(Delivery {
                    log: before.log,
                    from: row.point.seq - 1,
                    to: row.point,
                    head: last.point.seq,
                    changes: vec![delivered(row)],
                });
            }
        }
    }
    deliveries
}
