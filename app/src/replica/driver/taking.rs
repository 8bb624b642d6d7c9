//! What comes back from a backup.

use std::rc::Rc;

use futures::channel::oneshot;
use shared::id::{BlobHash, DocumentId};
use shared::sync::replica::{Event, TakenIn};

use super::super::engine;
use super::super::platform::indexed_db::Unsent;
use super::Driver;

impl Driver {
    /// Adds changes of records, one call at a time.
    pub async fn bring_back(
        self: &Rc<Self>,
        records: Vec<(DocumentId, Vec<Vec<u8>>)>,
    ) -> Option<TakenIn> {
        engine::ready().await;
        let (done, taken) = oneshot::channel();
        *self.taking.borrow_mut() = Some(done);
        self.tell(Event::TakeIn(records));
        taken.await.ok()
    }

    pub(super) fn took_in(&self, taken: TakenIn) {
        if let Some(done) = self.taking.borrow_mut().take() {
            // Whoever asked may be gone.
            let _ = done.send(taken);
        }
    }

    /// Which photos this device has.
    pub async fn kept_blobs(&self) -> Vec<BlobHash> {
        let Some(keeper) = self.keeper.borrow().clone() else { return Vec::new() };
        keeper.blob_hashes().await.unwrap_or_default()
    }

    /// Keeps a photo that some record names, and sends it once there is a server.
    pub async fn bring_back_blob(self: &Rc<Self>, bytes: Vec<u8>) -> Result<(), String> {
        let keeper = self.keeper.borrow().clone();
        let keeper = keeper.ok_or("This device is still opening the workspace.")?;
        let hash = BlobHash::of(&bytes);
        let unsent = Some(Unsent { hash, document: None });
        keeper.put_blob(hash, bytes, unsent).await.map_err(|error| error.to_string())?;
        self.came_back(hash);
        Ok(())
    }
}
