//! The workspaces that this browser knows.

use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;
use minicbor::{Decode, Encode};
use shared::id::{WorkspaceId, WorkspaceSecret};
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
    /// What opens it.
    #[n(1)]
    pub secret: WorkspaceSecret,
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
        workspaces.sort_by_key(|workspace| std::cmp::Reverse(workspace.last_opened));
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
}

fn upgrade(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    if event.old_version() < 1.0 {
        database.create_object_store(WORKSPACES).build()?;
    }
    Ok(())
}
