//! A device's storage in memory: for tests, and for a browser that keeps nothing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::store::{
    Content, Entry, Meta, NEWER_LIMIT, OutboxRead, OutboxRow, Place, Quarantined, Read, Snapshot,
    Store, StoreError, StoredChunk, Write,
};
use crate::id::{ChangeHash, DocumentId};
use crate::sorting::set;

/// Everything a device keeps, lost when it is dropped.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    chunks: BTreeMap<Place, StoredChunk>,
    by_document: BTreeMap<DocumentId, BTreeSet<Place>>,
    outbox: BTreeMap<Place, OutboxRow>,
    outbox_by_hash: BTreeMap<ChangeHash, Place>,
    outbox_by_document: BTreeMap<DocumentId, BTreeSet<Place>>,
    quarantine: BTreeMap<ChangeHash, Quarantined>,
    entries: BTreeMap<DocumentId, Entry>,
    meta: Meta,
}

impl MemoryStore {
    /// Reads, at one moment.
    pub fn read(&self, read: &Read) -> Snapshot {
        let mut snapshot = Snapshot {
            meta: self.meta.clone(),
            outbox_len: self.outbox.len(),
            quarantine_len: self.quarantine.len(),
            ..Snapshot::default()
        };
        let mut entries = set(read.entries.iter().chain(&read.documents).copied());
        if let Some(place) = read.newer_than {
            let mut newer = self.chunks.range(place + 1..).map(|(_, chunk)| chunk);
            snapshot.newer = newer.by_ref().take(NEWER_LIMIT).cloned().collect();
            snapshot.more = newer.next().is_some();
            entries.extend(snapshot.newer.iter().map(|chunk| chunk.document));
        }
        for document in &read.documents {
            let places = self.by_document.get(document).into_iter().flatten();
            snapshot.chunks.extend(
                places
                    .map(|place| &self.chunks[place])
                    .filter(|chunk| matches!(chunk.content, Content::Change { .. }))
                    .cloned(),
            );
        }
        snapshot.entries = if read.all_entries {
            self.entries.iter().map(|(id, entry)| (*id, entry.clone())).collect()
        } else {
            entries.iter().filter_map(|id| Some((*id, self.entries.get(id)?.clone()))).collect()
        };
        snapshot.outbox = match &read.outbox {
            OutboxRead::Nothing => Vec::new(),
            OutboxRead::After { after, limit } => {
                self.outbox.range(after + 1..).take(*limit).map(|(_, row)| row.clone()).collect()
            }
            OutboxRead::Of(documents) => {
                let wanted = set(documents);
                let places: BTreeSet<Place> = wanted
                    .into_iter()
                    .filter_map(|document| self.outbox_by_document.get(document))
                    .flatten()
                    .copied()
                    .collect();
                places.iter().map(|place| self.outbox[place].clone()).collect()
            }
        };
        if read.quarantine {
            snapshot.quarantine = self.quarantine.values().cloned().collect();
        }
        snapshot
    }

    /// Writes, all at once.
    pub fn write(&mut self, write: Write) {
        for (document, hash) in write.remove_chunks {
            let Some(places) = self.by_document.get_mut(&document) else { continue };
            places.retain(|place| {
                let is_it = matches!(
                    &self.chunks[place].content,
                    Content::Change { hash: stored, .. } if *stored == hash
                );
                if is_it {
                    self.chunks.remove(place);
                }
                !is_it
            });
        }
        for hash in &write.remove_outbox {
            self.remove_outbox(hash);
        }
        for hash in write.remove_quarantine {
            self.quarantine.remove(&hash);
        }
        for chunk in write.chunks {
            self.by_document.entry(chunk.document).or_default().insert(chunk.place);
            self.chunks.insert(chunk.place, chunk);
        }
        for row in write.outbox {
            self.remove_outbox(&row.hash);
            self.outbox_by_hash.insert(row.hash, row.place);
            self.outbox_by_document.entry(row.document).or_default().insert(row.place);
            self.outbox.insert(row.place, row);
        }
        self.quarantine.extend(write.quarantine.into_iter().map(|row| (row.hash, row)));
        self.entries.extend(write.entries);
        if let Some(meta) = write.meta {
            self.meta = meta;
        }
    }

    fn remove_outbox(&mut self, hash: &ChangeHash) {
        let Some(place) = self.outbox_by_hash.remove(hash) else { return };
        let Some(row) = self.outbox.remove(&place) else { return };
        if let Some(places) = self.outbox_by_document.get_mut(&row.document) {
            places.remove(&place);
            if places.is_empty() {
                self.outbox_by_document.remove(&row.document);
            }
        }
    }
}

impl Store for RefCell<MemoryStore> {
    async fn transact(
        &self,
        read: &Read,
        decide: &mut dyn FnMut(Snapshot) -> Write,
    ) -> Result<(), StoreError> {
        let snapshot = self.borrow().read(read);
        let write = decide(snapshot);
        self.borrow_mut().write(write);
        Ok(())
    }
}
