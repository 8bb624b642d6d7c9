//! What of a workspace is on this device only, to be asked before it is taken off the device.

use std::collections::BTreeSet;

use shared::sorting::set;
use shared::sync::store::{OutboxRead, Read, Snapshot, Store, StoreError, Write};

use super::platform::indexed_db::IndexedDbStore;

/// More changes than any device holds back.
const ALL: usize = 100_000;

/// Which changes and photos are on this device only, by their hashes.
pub type Marks = BTreeSet<String>;

/// What of a workspace the server does not have.
pub(super) struct OnlyHere {
    pub changes: Snapshot,
    /// Photos in letters, with their hash.
    pub photos: Vec<(String, Vec<u8>)>,
}

impl OnlyHere {
    /// Reads it from where it is kept.
    ///
    /// # Errors
    /// When it cannot be read: what is not known to be nothing is not nothing.
    pub async fn of(store: &IndexedDbStore) -> Result<Self, StoreError> {
        let outbox = OutboxRead::After { after: 0, limit: ALL };
        let mut changes = Snapshot::default();
        let mut keep = |snapshot| {
            changes = snapshot;
            Write::default()
        };
        store.transact(&Read { outbox, quarantine: true, ..Read::default() }, &mut keep).await?;
        let mut photos = Vec::new();
        for unsent in store.unsent().await? {
            // One that is noted and not here has nothing to lose.
            if let Some(bytes) = store.blob(unsent.hash).await? {
                photos.push((unsent.hash.to_string(), bytes));
            }
        }
        Ok(Self { changes, photos })
    }

    pub fn marks(&self) -> Marks {
        let waiting = self.changes.outbox.iter().map(|row| row.hash.to_string());
        let refused = self.changes.quarantine.iter().map(|row| row.hash.to_string());
        set(waiting.chain(refused).chain(self.photos.iter().map(|(hash, _)| hash.clone())))
    }
}
