//! Where the workspace is kept: the browser's database, or this tab's memory where there is none.

use std::cell::RefCell;

use shared::sync::memory::MemoryStore;
use shared::sync::store::{Read, Snapshot, Store, StoreError, Write};

use super::platform::indexed_db::IndexedDbStore;

/// A workspace's storage.
pub(super) enum Keeper {
    /// The browser keeps it.
    Browser(IndexedDbStore),
    /// It lives as long as the tab: the browser gives no storage, as in a private window.
    Tab(RefCell<MemoryStore>),
}

impl Keeper {
    /// Makes the next start faster, where there is something to do.
    pub async fn fold(&self) {
        if let Self::Browser(store) = self {
            // What cannot be folded now is folded later.
            let _ = store.fold().await;
        }
    }

    /// Reads, outside of the replica's own transactions.
    pub async fn read(&self, read: &Read) -> Result<Snapshot, StoreError> {
        let mut found = Snapshot::default();
        self.transact(read, &mut |snapshot| {
            found = snapshot;
            Write::default()
        })
        .await?;
        Ok(found)
    }
}

impl Store for Keeper {
    async fn transact(
        &self,
        read: &Read,
        decide: &mut dyn FnMut(Snapshot) -> Write,
    ) -> Result<(), StoreError> {
        match self {
            Self::Browser(store) => store.transact(read, decide).await,
            Self::Tab(store) => store.transact(read, decide).await,
        }
    }
}
