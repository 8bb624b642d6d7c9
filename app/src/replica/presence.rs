//! Who else has a record open, and what they are told of this tab.

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::view::{Doing, Members, Other, others_at};
use shared::wire::Visit;

use super::Replica;

impl Replica {
    /// Tells colleagues that this tab shows a record, for as long as the calling component lives.
    pub fn look_at(&self, id: DocumentId) {
        let replica = *self;
        self.driver().look(Some(Visit { document: id, doing: Doing::Look.to_bytes() }));
        on_cleanup(move || {
            let driver = replica.driver();
            // The next record may be open already.
            if driver.visit().is_some_and(|visit| visit.document == id) {
                driver.look(None);
            }
        });
    }

    /// Tells them what this tab does with the record, if it still shows it.
    pub fn say_doing(&self, id: DocumentId, doing: &Doing) {
        let driver = self.driver();
        if driver.visit().is_some_and(|visit| visit.document == id) {
            driver.look(Some(Visit { document: id, doing: doing.to_bytes() }));
        }
    }

    /// Who else has a record open. What calls this runs again when that changes.
    pub fn others_at(&self, id: DocumentId, members: &Members) -> Vec<Other> {
        self.peers.with(|peers| others_at(peers, members, id))
    }
}
