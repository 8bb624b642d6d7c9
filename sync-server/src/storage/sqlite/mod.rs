//! Logs in one SQLite file: the embedded default.
//!
//! One connection writes, in groups; a few read beside it, which the write-ahead log allows. A
//! group is one transaction with `synchronous=FULL`: when `COMMIT` returns, it is on the disk.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::Opening;
use shared::wire::{Delivery, DocumentHeads};
use sqlx::SqlitePool;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use self::write::Writer;
use super::{
    Batch, Chunks, Creation, Growth, Keeping, Outcome, Storage, StorageError, Totals, Word,
};
use crate::error::StartError;

mod accounts;
mod blobs;
mod documents;
mod erase;
mod open;
mod packed;
mod read;
mod rows;
mod write;

pub(super) use erase::erased;
pub(super) use open::{create_private, explain, identify, lock};

/// A database file that belongs to this process alone.
pub struct Sqlite {
    writer: Arc<Mutex<Writer>>,
    readers: SqlitePool,
    /// Tidies up after erasures.
    wiper: AbortHandle,
    /// Locked while the file is in use.
    lock: File,
}

impl Sqlite {
    /// Opens the file, or makes it, for its owner's eyes only.
    ///
    /// # Errors
    /// A sentence that names the file. An existing file is then as it was.
    pub async fn open(path: &Path) -> Result<Self, StartError> {
        open::open(path).await
    }
}

#[async_trait]
impl Storage for Sqlite {
    async fn create(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        limit: u64,
    ) -> Result<Creation, StorageError> {
        self.writer.lock().await.create(workspace, verifier, limit).await
    }

    async fn open(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        cursor: Option<Cursor>,
    ) -> Result<Option<Opening>, StorageError> {
        read::open(&self.readers, workspace, verifier, cursor).await
    }

    async fn locate(
        &self,
        workspace: WorkspaceId,
        points: &[Cursor],
    ) -> Result<Cursor, StorageError> {
        read::locate(&self.readers, workspace, points).await
    }

    async fn read(&self, workspace: WorkspaceId, after: u64) -> Result<Delivery, StorageError> {
        read::stretch(&self.readers, workspace, after).await
    }

    async fn lacking(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentHeads],
    ) -> Result<Vec<DocumentId>, StorageError> {
        read::lacking(&self.readers, workspace, documents).await
    }

    async fn documents(
        &self,
        workspace: WorkspaceId,
        documents: &[DocumentId],
        within: u64,
    ) -> Result<Chunks, StorageError> {
        documents::read(&self.readers, workspace, documents, within).await
    }

    async fn commit(&self, batches: Vec<Batch>) -> Result<Vec<Outcome>, StorageError> {
        self.writer.lock().await.commit(batches).await
    }

    async fn keep_blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
        bytes: Vec<u8>,
        most: u64,
    ) -> Result<Keeping, StorageError> {
        self.writer.lock().await.keep_blob(workspace, hash, bytes, most).await
    }

    async fn blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        blobs::read(&self.readers, workspace, hash).await
    }

    async fn heads(&self, workspaces: &[WorkspaceId]) -> Result<Vec<Growth>, StorageError> {
        read::heads(&self.readers, workspaces).await
    }

    async fn tell(&self, _: Vec<Word>) -> Result<(), StorageError> {
        Ok(())
    }

    async fn totals(&self) -> Result<Totals, StorageError> {
        read::totals(&self.readers).await
    }

    async fn check(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1 FROM workspace LIMIT 1").execute(&self.readers).await?;
        Ok(())
    }

    async fn close(&self) {
        // Closing the last connection empties the log by itself.
        self.wiper.abort();
        self.readers.close().await;
        self.writer.lock().await.close().await;
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the database's lock was not given back");
        }
    }
}

const BUSY: u32 = 5;
const READONLY: u32 = 8;
const CORRUPT: u32 = 11;
pub(super) const FULL: u32 = 13;
const CANTOPEN: u32 = 14;
const NOTADB: u32 = 26;

/// SQLite's result code, without the byte that says more.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code: u32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
