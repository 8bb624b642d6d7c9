//! What a tab knows of documents that were erased for good.

use super::{Effect, Replica, no_such_record};
use crate::id::DocumentId;
use crate::sync::document::Document;
use crate::time::Timestamp;

impl<D: Document> Replica<D> {
    /// When this device erased a document, or heard that it was; none for one that was not.
    pub fn erased_at(&self, id: &DocumentId) -> Option<Timestamp> {
        self.erased.get(id).copied()
    }

    /// The documents that were erased, in no order.
    pub fn erased(&self) -> impl Iterator<Item = DocumentId> + '_ {
        self.erased.keys().copied()
    }

    /// Documents were erased by a transaction of this tab.
    pub(super) fn forget(&mut self, erased: Vec<(DocumentId, Timestamp, usize)>) {
        let mut told = Vec::with_capacity(erased.len());
        for (id, at, unsent) in erased {
            self.erased.insert(id, at);
            told.push((id, unsent + self.close_erased(id)));
        }
        if !told.is_empty() {
            self.effects.push_back(Effect::Erased(told));
        }
    }

    /// What stands in a document's entry. Another tab may have erased it, or taken that back.
    pub(super) fn note_erased(&mut self, id: DocumentId, erased: Option<Timestamp>) {
        let Some(at) = erased else {
            self.erased.remove(&id);
            return;
        };
        // While everything is read for the first time there is no news in it, but for what somebody
        // has begun to write already.
        let is_news = self.loaded || self.documents.open.contains_key(&id);
        if self.erased.insert(id, at).is_none() && is_news {
            let unsent = self.close_erased(id);
            self.effects.push_back(Effect::Erased(vec![(id, unsent)]));
        }
    }

    /// Forgets what this tab has of an erased document: how many edits no storage had.
    pub(super) fn close_erased(&mut self, id: DocumentId) -> usize {
        let open = self.documents.open.remove(&id);
        let unstored = open.map_or(0, |open| open.unstored.len());
        let pending = self.pending.remove(&id).unwrap_or_default();
        let edits = pending.len();
        for (edit, _) in pending {
            let error = no_such_record();
            self.effects.push_back(Effect::EditFailed { document: id, edit, error });
        }
        self.documents.orphans.retain(|(document, _)| *document != id);
        self.unreadable.remove(&id);
        self.outdated.retain(|outdated| *outdated != id);
        self.missing.insert(id);
        self.effects.push_back(Effect::Opened(id));
        unstored + edits
    }
}
