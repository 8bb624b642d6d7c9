//! Taking in changes that came from no server: those of a backup.

use std::collections::HashMap;

use super::super::Replica;
use super::super::documents::load;
use super::Draft;
use crate::id::{ChangeHash, DocumentId};
use crate::sync::document::Document;
use crate::sync::replica::TakenIn;
use crate::sync::store::{Content, OutboxRow, StoredChunk};

impl<D: Document> Replica<D> {
    /// The open documents among these that were rebuilt elsewhere: they are read anew first.
    pub(super) fn stale_among(
        &self,
        records: &[(DocumentId, Vec<Vec<u8>>)],
        draft: &Draft<D>,
    ) -> Vec<DocumentId> {
        let is_stale = |id: &DocumentId| {
            let open = self.documents.open.get(id);
            open.is_some_and(|open| open.stale || open.rebuilds != draft.rebuilds(id))
        };
        records.iter().map(|(id, _)| *id).filter(is_stale).collect()
    }

    /// Adds what these records lack, and puts it into the outbox, so that the server gets it, too.
    /// Nothing is taken away and nothing written anew: whoever wrote a change stays its author.
    pub(super) fn take_in(&mut self, records: &[(DocumentId, Vec<Vec<u8>>)], draft: &mut Draft<D>) {
        let mut chunks: HashMap<DocumentId, Vec<StoredChunk>> = HashMap::new();
        for chunk in std::mem::take(&mut draft.snapshot.chunks) {
            chunks.entry(chunk.document).or_default().push(chunk);
        }
        let mut taken = TakenIn::default();
        for (id, changes) in records {
            if draft.is_erased(id) {
                // Erased stays erased, whatever copy of it turns up.
                taken.refused += changes.len();
                continue;
            }
            let stored = chunks.remove(id).unwrap_or_default();
            let fresh = self.add(*id, changes, &stored, draft, &mut taken);
            taken.records += usize::from(fresh);
        }
        draft.on_commit.taken_in = Some(taken);
    }

    /// Whether anything was added.
    fn add(
        &mut self,
        id: DocumentId,
        changes: &[Vec<u8>],
        stored: &[StoredChunk],
        draft: &mut Draft<D>,
        taken: &mut TakenIn,
    ) -> bool {
        let open = self.documents.open.get(&id).map(|open| open.doc.clone());
        let is_open = open.is_some();
        let mut doc = open.unwrap_or_else(|| load::<D>(id, stored).0);
        let is_stored = |hash: &ChangeHash| {
            stored.iter().any(|chunk| {
                matches!(&chunk.content, Content::Change { hash: other, .. } if other == hash)
            })
        };
        let known = |hash: &ChangeHash, doc: &D| doc.contains(hash) || is_stored(hash);
        let mut waiting: Vec<(ChangeHash, &Vec<u8>)> = changes
            .iter()
            .filter_map(|bytes| Some((D::inspect(bytes).ok()?.hash, bytes)))
            .filter(|(hash, _)| !known(hash, &doc))
            .collect();
        taken.refused += changes.iter().filter(|bytes| D::inspect(bytes).is_err()).count();
        let mut fresh = Vec::new();
        // A change can stand before one that it builds on.
        loop {
            let before = waiting.len();
            waiting.retain(|(hash, bytes)| {
                let joins = doc.apply(bytes).is_ok();
                if joins {
                    fresh.push((*hash, (*bytes).clone()));
                }
                !joins
            });
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        taken.refused += waiting.len();
        taken.changes += fresh.len();
        if fresh.is_empty() {
            return false;
        }
        for (hash, bytes) in &fresh {
            let (hash, place) = (*hash, draft.place());
            let content = Content::Change { hash, bytes: bytes.clone() };
            draft.write.chunks.push(StoredChunk { place, document: id, content });
            draft.write.outbox.push(OutboxRow {
                place,
                document: id,
                hash,
                bytes: bytes.clone(),
                edit: None,
                at: self.now,
                attempts: 0,
            });
        }
        draft.on_commit.outbox_len += fresh.len();
        let rebuilds = draft.rebuilds(&id);
        draft.set_entry(id, &doc, rebuilds);
        if is_open {
            let bytes = fresh.into_iter().map(|(_, bytes)| bytes).collect();
            draft.on_commit.apply.push((id, bytes));
            draft.staged.insert(id, doc);
        }
        true
    }
}
