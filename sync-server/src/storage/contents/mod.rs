//! Everything that a database holds, read by whoever looks after it: to verify, to export.
//!
//! Unlike [`Storage`](super::Storage) this takes no lock, changes nothing and brings no table up to
//! date, so that it may run beside a server, and on a backup. Logs only grow, so what is read up to
//! a head that was read before is of one moment.

use async_trait::async_trait;
use shared::id::{ActorId, BlobHash, ChangeHash, DocumentId, WorkspaceId};
use shared::sync::cursor::Cursor;

use super::StorageError;
use crate::config::Database;
use crate::error::StartError;

mod postgres;
mod sqlite;

/// A workspace, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredWorkspace {
    /// The workspace.
    pub id: WorkspaceId,
    /// Where its log ends.
    pub head: Cursor,
    /// How many bytes of blobs it is said to have.
    pub blob_bytes: u64,
}

/// A row of a log, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Its number.
    pub seq: u64,
    /// The record that it belongs to.
    pub document: DocumentId,
    /// The change.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: ActorId,
    /// Its number among the actor's changes of this record.
    pub actor_seq: u64,
    /// The log's chain after it.
    pub chain: ChangeHash,
    /// The chunk's kind and bytes; none where there is no chunk.
    pub chunk: Option<(i64, Vec<u8>)>,
}

impl StoredRow {
    /// Whether it stands for something that was erased for good: a tombstone, or a change of a record
    /// that has one.
    pub fn is_erased(&self) -> bool {
        self.chunk.as_ref().is_some_and(|(kind, _)| *kind == ERASED)
    }
}

/// The kind of a chunk that an erasure left without bytes.
const ERASED: i64 = 2;

/// What a database holds.
#[async_trait]
pub trait Contents: Send + Sync {
    /// Damage that the database itself knows of, in its words; empty when it finds none.
    ///
    /// # Errors
    /// When it cannot be asked.
    async fn damage(&self) -> Result<Vec<String>, StorageError>;

    /// Every workspace, in the order in which they were made.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn workspaces(&self) -> Result<Vec<StoredWorkspace>, StorageError>;

    /// Up to `count` rows of a log after `after`, in order.
    ///
    /// # Errors
    /// When they cannot be read, or one holds what cannot stand there.
    async fn rows(
        &self,
        workspace: WorkspaceId,
        after: u64,
        count: u32,
    ) -> Result<Vec<StoredRow>, StorageError>;

    /// Up to `count` records that a log has rows of, by id, after `after`.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn documents(
        &self,
        workspace: WorkspaceId,
        after: Option<DocumentId>,
        count: u32,
    ) -> Result<Vec<DocumentId>, StorageError>;

    /// A record's rows up to `head`, in the order of the log.
    ///
    /// # Errors
    /// When they cannot be read, or one holds what cannot stand there.
    async fn document(
        &self,
        workspace: WorkspaceId,
        document: DocumentId,
        head: u64,
    ) -> Result<Vec<StoredRow>, StorageError>;

    /// The names of a workspace's blobs.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn blobs(&self, workspace: WorkspaceId) -> Result<Vec<BlobHash>, StorageError>;

    /// A blob's bytes.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn blob(
        &self,
        workspace: WorkspaceId,
        hash: BlobHash,
    ) -> Result<Option<Vec<u8>>, StorageError>;
}

/// Opens a database to look at it.
///
/// # Errors
/// A sentence for whoever asked.
pub async fn open(database: &Database) -> Result<Box<dyn Contents>, StartError> {
    Ok(match database {
        Database::Memory => {
            let why = "memory: holds nothing that could be looked at".to_owned();
            return Err(StartError::Configuration(why));
        }
        Database::Sqlite(path) => Box::new(sqlite::SqliteContents::open(path).await?),
        Database::Postgres(url) => Box::new(postgres::PostgresContents::open(url).await?),
    })
}
