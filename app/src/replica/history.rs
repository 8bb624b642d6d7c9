//! How far an open record was seen, and what became of it since.

use shared::id::{ChangeHash, DocumentId};
use shared::model::HistoryChange;
use shared::sync::document::Document;

use super::Replica;

impl Replica {
    /// What changed in an open record since it had these heads, newest first.
    pub fn history_since(&self, id: DocumentId, heads: &[ChangeHash]) -> Vec<HistoryChange> {
        self.driver()
            .with_document(id, |document| document.history_since(heads))
            .unwrap_or_default()
    }

    /// Where an open record stands; nothing while it is closed.
    pub fn heads(&self, id: DocumentId) -> Vec<ChangeHash> {
        self.driver().with_document(id, Document::heads).unwrap_or_default()
    }
}
