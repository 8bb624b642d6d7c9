//! Logs in PostgreSQL, for several servers ("nodes") over one database.
//!
//! Whoever appends to a log holds its workspace's row until the commit, so numbers are given in the
//! order in which commits become visible: a reader that has seen 7 never finds a 6 later. A group
//! is one transaction with `synchronous_commit`: when `COMMIT` returns, it is on the disk.
//!
//! What one node commits, the others learn by `NOTIFY`, which says no more than which log grew to
//! which number. It is a hint: [`Storage::heads`] is asked every second as well.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use shared::id::{BlobHash, DocumentId, Verifier, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::server::Opening;
use shared::wire::{Delivery, DocumentHeads};
use sqlx::PgPool;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

use self::write::Writer;
use super::{
    Batch, Chunks, Creation, Growth, Keeping, Outcome, Storage, StorageError, Totals, Word,
};
use crate::config::PostgresUrl;
use crate::error::StartError;

mod accounts;
mod blobs;
mod documents;
mod erase;
mod feed;
mod open;
mod read;
mod rows;
mod settings;
mod write;

pub(super) use open::{connect, options, prepare};
pub use settings::settings;

/// A database that other processes may write to at the same time.
pub struct Postgres {
    writer: Mutex<Writer>,
    readers: PgPool,
    growth: std::sync::Mutex<Option<mpsc::Receiver<Growth>>>,
    told: std::sync::Mutex<Option<mpsc::Receiver<Word>>>,
    listening: JoinHandle<()>,
}

/// The backend process that commits for this node: its own notifications are no news.
#[derive(Debug, Default)]
struct OwnBackend(AtomicI32);

impl OwnBackend {
    fn set(&self, process: i32) {
        self.0.store(process, Ordering::Relaxed);
    }

    fn is(&self, process: u32) -> bool {
        i64::from(process) == i64::from(self.0.load(Ordering::Relaxed))
    }
}

impl Postgres {
    /// Connects, and brings the tables up to date.
    ///
    /// # Errors
    /// A sentence for whoever starts the server, without the password.
    pub async fn open(url: &PostgresUrl) -> Result<Self, StartError> {
        let own = Arc::new(OwnBackend::default());
        let opened = open::open(url).await?;
        let (growth, told, listening) = feed::start(opened.options.clone(), own.clone());
        Ok(Self {
            writer: Mutex::new(Writer::new(opened.options, opened.connection, own)),
            readers: opened.readers,
            growth: std::sync::Mutex::new(Some(growth)),
            told: std::sync::Mutex::new(Some(told)),
            listening,
        })
    }
}

#[async_trait]
impl Storage for Postgres {
    async fn create(
        &self,
        workspace: WorkspaceId,
        verifier: Verifier,
        limit: u64,
    ) -> Result<Creation, StorageError> {
        write::create(&self.readers, workspace, verifier, limit).await
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
        blobs::keep(&self.readers, workspace, hash, bytes, most).await
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

    fn growth(&self) -> Option<mpsc::Receiver<Growth>> {
        self.growth.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn tell(&self, words: Vec<Word>) -> Result<(), StorageError> {
        feed::tell(&self.readers, words).await
    }

    fn told(&self) -> Option<mpsc::Receiver<Word>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn totals(&self) -> Result<Totals, StorageError> {
        read::totals(&self.readers).await
    }

    async fn check(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }

    async fn close(&self) {
        self.listening.abort();
        self.writer.lock().await.close().await;
        self.readers.close().await;
    }
}
