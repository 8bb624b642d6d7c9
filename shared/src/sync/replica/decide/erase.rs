//! Erasing documents for good: by whoever sits here, or because the log says so.

use std::collections::{HashMap, HashSet};

use super::super::Replica;
use super::Draft;
use crate::id::{BlobHash, ChangeHash, DocumentId};
use crate::sync::cursor::Cursor;
use crate::sync::document::Document;
use crate::sync::erasure::{self, tombstone};
use crate::sync::store::{Content, Entry, OutboxRow, Place, Quarantined, StoredChunk};
use crate::wire::{DeliveredChange, Refusal};

/// What this device has of documents that go.
#[derive(Default)]
pub(super) struct Doomed {
    pub chunks: Vec<StoredChunk>,
    pub outbox: Vec<OutboxRow>,
    pub quarantine: Vec<Quarantined>,
}

/// The documents whose tombstone is among these changes.
pub(in super::super) fn erased_in(changes: &[DeliveredChange]) -> HashSet<DocumentId> {
    let gone = changes.iter().filter(|change| change.is_erased());
    let tombstones = gone.filter(|change| change.hash == tombstone(&change.document));
    tombstones.map(|change| change.document).collect()
}

impl<D: Document> Replica<D> {
    /// Erases documents at the wish of whoever sits here, with the photos that go with them. The
    /// server hears of it as soon as there is one; from this device they are gone at once.
    pub(super) fn erase_here(
        &mut self,
        ids: &[DocumentId],
        photos: &[BlobHash],
        draft: &mut Draft<D>,
    ) {
        let doomed = draft.doomed();
        let fresh: Vec<DocumentId> =
            ids.iter().copied().filter(|id| !draft.is_erased(id)).collect();
        for (at, id) in fresh.iter().enumerate() {
            let place = self.erase(*id, &doomed, draft);
            let photos = if at == 0 { photos } else { &[] };
            draft.write.outbox.push(OutboxRow {
                place,
                document: *id,
                hash: tombstone(id),
                bytes: erasure::bytes(photos),
                // Nothing to write again; it tells the own wish from what is offered back.
                edit: Some(Vec::new()),
                at: self.now,
                attempts: 0,
            });
            draft.on_commit.outbox_len += 1;
        }
    }

    /// Takes everything of a document out of the storage and leaves its tombstone, at the place that
    /// is returned.
    pub(super) fn erase(&mut self, id: DocumentId, doomed: &Doomed, draft: &mut Draft<D>) -> Place {
        let hashes = doomed.chunks.iter().filter(|chunk| chunk.document == id);
        draft.write.remove_chunks.extend(hashes.filter_map(|chunk| match chunk.content {
            Content::Change { hash, .. } => Some((id, hash)),
            Content::Rebuilt => None,
        }));
        let rows: Vec<_> = doomed.outbox.iter().filter(|row| row.document == id).collect();
        draft.write.remove_outbox.extend(rows.iter().map(|row| row.hash));
        draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(rows.len());
        let refused = doomed.quarantine.iter().filter(|row| row.document == id);
        let refused: Vec<ChangeHash> = refused.map(|row| row.hash).collect();
        draft.snapshot.quarantine_len -= refused.len().min(draft.snapshot.quarantine_len);
        draft.write.remove_quarantine.extend(refused);

        let place = draft.place();
        let content = Content::Change { hash: tombstone(&id), bytes: Vec::new() };
        draft.write.chunks.push(StoredChunk { place, document: id, content });
        let entry = Entry {
            heads: vec![tombstone(&id)],
            facts: Vec::new(),
            rebuilds: draft.rebuilds(&id) + 1,
            erased: Some(self.now),
        };
        draft.erased.insert(id);
        draft.on_commit.facts.push((id, Vec::new()));
        draft.write.entries.push((id, entry));
        let typed = rows.iter().filter(|row| row.edit.is_some()).count();
        draft.on_commit.erased.push((id, self.now, typed));
        place
    }

    /// Of what was refused: forgets the documents that turned out to be erased, and takes back what
    /// this device erased and might not. What is left is about changes.
    pub(super) fn refused_for_erasure(
        &mut self,
        refused: &HashMap<ChangeHash, (DocumentId, Refusal)>,
        draft: &mut Draft<D>,
    ) -> HashMap<ChangeHash, (DocumentId, Refusal)> {
        let mut rest = HashMap::new();
        let mut gone: HashSet<DocumentId> = HashSet::new();
        let mut kept: HashSet<DocumentId> = HashSet::new();
        for (hash, (id, reason)) in refused {
            if *hash == tombstone(id) {
                kept.insert(*id);
            } else if *reason == Refusal::Erased {
                gone.insert(*id);
            } else {
                rest.insert(*hash, (*id, *reason));
            }
        }
        if !gone.is_empty() {
            let doomed = draft.peek_doomed();
            for id in &gone {
                if !draft.is_erased(id) {
                    self.erase(*id, &doomed, draft);
                }
            }
        }
        rest.retain(|_, (id, _)| !gone.contains(id));
        for id in kept {
            self.tombstone_refused(id, draft);
        }
        rest
    }

    /// Whoever erased it here may not. Another's tombstone, offered to a server that lost it, waits
    /// for somebody who may; this device's own wish is taken back, and the log read anew from its
    /// start, which has what was erased here.
    fn tombstone_refused(&mut self, id: DocumentId, draft: &mut Draft<D>) {
        let hash = tombstone(&id);
        let Some(row) = draft.snapshot.outbox.iter().find(|row| row.hash == hash) else { return };
        let own = row.edit.is_some();
        draft.write.remove_outbox.push(hash);
        draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(1);
        if !own {
            return;
        }
        draft.write.remove_chunks.push((id, hash));
        let place = draft.place();
        draft.write.chunks.push(StoredChunk { place, document: id, content: Content::Rebuilt });
        let rebuilds = draft.rebuilds(&id) + 1;
        draft.set_entry(id, &D::new(id), rebuilds);
        draft.on_commit.not_erased.push(id);
        if let Some(log) = draft.meta.cursor.map(|cursor| cursor.log) {
            draft.meta.cursor = Some(Cursor::start(log));
            draft.meta.checkpoints.truncate(0);
            draft.meta.era += 1;
            draft.meta.comparing = true;
        }
        self.link.disconnect();
    }
}

impl<D: Document> Draft<D> {
    /// Whether a document is erased, or will be by this transaction.
    pub(super) fn is_erased(&self, id: &DocumentId) -> bool {
        self.erased.contains(id) || self.entry(id).is_some_and(|entry| entry.erased.is_some())
    }

    /// Everything that was read of documents that go.
    pub(super) fn doomed(&mut self) -> Doomed {
        Doomed {
            chunks: std::mem::take(&mut self.snapshot.chunks),
            outbox: std::mem::take(&mut self.snapshot.outbox),
            quarantine: std::mem::take(&mut self.snapshot.quarantine),
        }
    }

    /// The same, for a transaction that goes on with what it read.
    pub(super) fn peek_doomed(&self) -> Doomed {
        Doomed {
            chunks: self.snapshot.chunks.clone(),
            outbox: self.snapshot.outbox.clone(),
            quarantine: self.snapshot.quarantine.clone(),
        }
    }
}
