//! The workspaces that this browser knows.

use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use minicbor::{Decode, Encode};
use shared::access::Role;
use shared::id::{WorkspaceId, WorkspaceKey, WorkspaceSecret};
use shared::sorting::sort_by_key;
use shared::sync::store::StoreError;
use shared::time::Timestamp;
use wasm_bindgen::JsValue;

use super::indexed_db::{Connection, commit, decode, encode, failed, from_js, to_js};

const DATABASE: &str = "regulars";
const VERSION: u32 = 1;
const WORKSPACES: &str = "workspaces";

/// A workspace on this device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Workspace {
    /// Which one.
    #[n(0)]
    pub id: WorkspaceId,
    /// Its secret; none where this device came in by an invitation.
    #[n(1)]
    pub secret: Option<WorkspaceSecret>,
    /// What its people call it on this device.
    #[n(2)]
    pub name: String,
    /// Whether a server knows it.
    #[n(3)]
    pub shared: bool,
    /// This device, as the author of what is written here.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub author: [u8; 16],
    /// When it was last opened.
    #[n(5)]
    pub last_opened: Timestamp,
    /// What this device's person is in it, as far as known here; none while it has no members, and
    /// opens with its secret.
    #[n(6)]
    pub role: Option<Role>,
}

impl Workspace {
    /// What opens it on a server; none while it is on this device only.
    pub fn key(&self) -> Option<WorkspaceKey> {
        match self.role {
            Some(_) => Some(WorkspaceKey::Session(self.id)),
            None if self.shared => self.secret.clone().map(WorkspaceKey::Secret),
            None => None,
        }
    }
}

/// The list of this browser's workspaces.
pub struct Registry {
    connection: Connection,
}

impl Registry {
    /// Opens the list, and makes it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Full`].
    pub async fn open() -> Result<Self, StoreError> {
        Ok(Self { connection: Connection::open(DATABASE, VERSION, upgrade).await? })
    }

    /// All workspaces, the last opened first.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub async fn list(&self) -> Result<Vec<Workspace>, StoreError> {
        let transaction = self.connection.begin(&[WORKSPACES])?;
        let store = transaction.object_store(WORKSPACES).map_err(failed)?;
        let rows = store.get_all::<JsValue>().primitive().map_err(failed)?.await.map_err(failed)?;
        let mut workspaces = rows
            .map(|row| decode(&from_js(&row.map_err(failed)?)?))
            .collect::<Result<Vec<Workspace>, _>>()?;
        sort_by_key(&mut workspaces, |workspace| std::cmp::Reverse(workspace.last_opened));
        Ok(workspaces)
    }

    /// Adds a workspace, or replaces what is known of it.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn put(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[WORKSPACES])?;
        let store = transaction.object_store(WORKSPACES).map_err(failed)?;
        let put = store.put(to_js(&encode(workspace))).with_key(to_js(workspace.id.as_bytes()));
        drop(put.without_key_type().primitive().map_err(failed)?);
        commit(transaction).await
    }

    /// Forgets a workspace.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn remove(&self, id: &WorkspaceId) -> Result<(), StoreError> {
        let transaction = self.connection.begin(&[WORKSPACES])?;
        let store = transaction.object_store(WORKSPACES).map_err(failed)?;
        let deleted = store.delete(to_js(id.as_bytes())).primitive().map_err(failed)?;
        deleted.await.map_err(failed)?;
        commit(transaction).await
    }
}

fn upgrade(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    if event.old_version() < 1.0 {
        database.create_object_store(WORKSPACES).build()?;
    }
    Ok(())
}
