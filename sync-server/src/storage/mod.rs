//! Where workspaces' logs and blobs are kept.
//!
//! The rules by which a log grows are `shared::sync::log`'s; a storage looks up and writes rows.
//! `tests/storage_contract.rs` says what every implementation must do.

use std::sync::Arc;

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, LogId, Verifier, WorkspaceId};
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
mod failure;
mod memory;
mod postgres;
mod sqlite;

pub use accounts::{
    Account, Accounts, Change, Joined, Joining, NewAccount, NewInvitation, NewSession, Note,
    Session,
};
use columns::{happened_of, id, number_of, role_of, stored};
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
}

/// What became of a [`Batch`].
#[derive(Debug)]
pub struct Committed {
    /// One for each candidate, in order.
    pub verdicts: Vec<Verdict>,
    /// How the log grew, in stretches within the limits of a delivery.
    pub published: Vec<Delivery>,
    /// The log's last sequence number after it.
    pub head: u64,
}

/// How far a log reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The log's last sequence number.
    pub seq: u64,
}

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

    /// Appends what may come in, for each workspace at most once in `batches`; durable when it
    /// returns. All or nothing.
    ///
    /// # Errors
    /// When the storage failed; then no log has grown.
    async fn commit(&self, batches: Vec<Batch>) -> Result<Vec<Committed>, StorageError>;

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

/// Why nothing can be done with a workspace that is not there.
fn missing() -> StorageError {
    StorageError::Failed("no such workspace".into())
}

fn new_log_id() -> Result<LogId, StorageError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(LogId(bytes))
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
