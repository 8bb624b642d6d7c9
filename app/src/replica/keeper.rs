//! Where the workspace is kept: the browser's database, or this tab's memory where there is none.

use std::cell::RefCell;
use std::collections::HashMap;

use shared::id::BlobHash;
use shared::sync::memory::MemoryStore;
use shared::sync::store::{Read, Snapshot, Store, StoreError, Write};
use shared::sync::transfers::Standing;

use super::platform::indexed_db::{IndexedDbStore, Unsent};

/// A workspace's storage.
pub(super) enum Keeper {
    /// The browser keeps it.
    Browser(IndexedDbStore),
    /// It lives as long as the tab: the browser gives no storage, as in a private window.
    Tab(Box<RefCell<MemoryStore>>, Box<RefCell<TabBlobs>>),
}

/// A tab's blobs, and which of them are still to be sent.
#[derive(Debug, Default)]
pub(super) struct TabBlobs {
    blobs: HashMap<BlobHash, Vec<u8>>,
    unsent: HashMap<BlobHash, Unsent>,
    stands: Option<Standing>,
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

/// Blobs; see [`IndexedDbStore`] for each.
impl Keeper {
    pub async fn put_blob(
        &self,
        hash: BlobHash,
        bytes: Vec<u8>,
        unsent: Option<Unsent>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Browser(store) => store.put_blob(hash, &bytes, unsent).await,
            Self::Tab(_, tab) => {
                let mut tab = tab.borrow_mut();
                tab.blobs.insert(hash, bytes);
                tab.unsent.extend(unsent.map(|unsent| (hash, unsent)));
                Ok(())
            }
        }
    }

    pub async fn blob(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Browser(store) => store.blob(hash).await,
            Self::Tab(_, tab) => Ok(tab.borrow().blobs.get(&hash).cloned()),
        }
    }

    pub async fn blob_hashes(&self) -> Result<Vec<BlobHash>, StoreError> {
        match self {
            Self::Browser(store) => store.blob_hashes().await,
            Self::Tab(_, tab) => Ok(tab.borrow().blobs.keys().copied().collect()),
        }
    }

    pub async fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        match self {
            Self::Browser(store) => store.unsent().await,
            Self::Tab(_, tab) => Ok(tab.borrow().unsent.values().copied().collect()),
        }
    }

    pub async fn sent(&self, hash: BlobHash) -> Result<(), StoreError> {
        match self {
            Self::Browser(store) => store.sent(hash).await,
            Self::Tab(_, tab) => {
                tab.borrow_mut().unsent.remove(&hash);
                Ok(())
            }
        }
    }

    pub async fn forget_blob(&self, hash: BlobHash) -> Result<(), StoreError> {
        match self {
            Self::Browser(store) => store.forget_blob(hash).await,
            Self::Tab(_, tab) => {
                let TabBlobs { blobs, unsent, .. } = &mut *tab.borrow_mut();
                blobs.remove(&hash);
                unsent.remove(&hash);
                Ok(())
            }
        }
    }

    pub async fn stands(&self, now: Standing) -> Result<(), StoreError> {
        match self {
            Self::Browser(store) => store.stands(now).await,
            Self::Tab(_, tab) => {
                let TabBlobs { blobs, unsent, stands } = &mut *tab.borrow_mut();
                if now.may_lack_all(stands.replace(now)) {
                    for &hash in blobs.keys() {
                        unsent.entry(hash).or_insert(Unsent { hash, document: None });
                    }
                }
                Ok(())
            }
        }
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
            Self::Tab(store, _) => store.transact(read, decide).await,
        }
    }
}
