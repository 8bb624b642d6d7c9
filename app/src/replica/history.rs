//! How far an open record was seen, and what became of it since.

use shared::id::{ChangeHash, DocumentId};
use shared::model::HistoryChange;
use shared::sync::document::Document;

use super::Replica;

impl Replica {
    /// What changed in an open record since it had these heads, newest first.
    pub fn history_since(&self, id: DocumentId, heads: &[ChangeHash]) -> Vec<HistoryChange> {
        let driver = self.driver();
        let is_one = driver.members(id).len() == 1;
        driver.histories(id, |document| {
            // Of a record that has become part of the card since, what it said before is no news.
            let was_seen = || heads.iter().any(|head| document.contains(head));
            (is_one || was_seen()).then(|| document.history_since(heads))
        })
    }

    /// Where an open record stands; nothing while it is closed.
    pub fn heads(&self, id: DocumentId) -> Vec<ChangeHash> {
        let driver = self.driver();
        let members = driver.members(id).into_iter();
        members.filter_map(|id| driver.with_document(id, Document::heads)).flatten().collect()
    }
}
