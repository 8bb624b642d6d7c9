//! A workspace's storage in this browser.

mod blobs;
mod connection;
mod entries;
mod many;
mod read;
mod rows;
mod schema;
mod write;

use indexed_db_futures::database::Database;
use shared::id::WorkspaceId;
use shared::sync::store::{Read, Snapshot, Store, StoreError, Write};

pub use blobs::Unsent;
pub use connection::{Connection, commit, failed, from_js, to_js};
pub use rows::{decode, encode};

/// A workspace's database. Every tab has its own connection to it.
pub struct IndexedDbStore {
    connection: Connection,
}

impl IndexedDbStore {
    /// Opens the workspace's database, and makes it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Full`].
    pub async fn open(workspace: &WorkspaceId) -> Result<Self, StoreError> {
        let connection =
            Connection::open(&name_of(workspace), schema::VERSION, schema::upgrade).await?;
        Ok(Self { connection })
    }

    /// Deletes the workspace's database with all that it holds. Tabs that have it open let go of it.
    ///
    /// # Errors
    /// When the browser does not do it.
    pub async fn delete(workspace: &WorkspaceId) -> Result<(), StoreError> {
        let deleting = Database::delete_by_name(&name_of(workspace)).map_err(refused)?;
        deleting.await.map_err(refused)
    }

    /// Folds what edits have left in the journal into the packs that the next start reads. For an
    /// idle moment: it takes a while where much has changed. Says whether there was enough to do.
    ///
    /// # Errors
    /// When it could not be done; then everything is as it was.
    pub async fn fold(&self) -> Result<bool, StoreError> {
        let transaction = self.connection.begin(&[schema::JOURNAL, schema::PACKS])?;
        let folded = entries::fold(&transaction).await?;
        commit(transaction).await?;
        Ok(folded)
    }
}

fn name_of(workspace: &WorkspaceId) -> String {
    format!("regulars-{workspace}")
}

fn refused(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

impl Store for IndexedDbStore {
    async fn transact(
        &self,
        read: &Read,
        decide: &mut dyn FnMut(Snapshot) -> Write,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&schema::ALL)?;
        let snapshot = read::snapshot(&transaction, read).await?;
        let outbox_len = snapshot.outbox_len;
        let write = decide(snapshot);
        if write.is_empty() {
            // Nothing that a commit would have to bring to the disk: a screen waits for what was
            // read. The transaction ends with this.
            return Ok(());
        }
        write::write(&transaction, outbox_len, write).await?;
        commit(transaction).await
    }
}
