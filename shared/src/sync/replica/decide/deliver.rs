//! Storing a stretch of the log, and going back in it.

use std::collections::{HashMap, HashSet};

use super::super::documents::load;
use super::super::schedule::slice;
use super::super::{Done, Replica};
use super::Draft;
use super::erase::{Doomed, erased_in};
use crate::id::{ChangeHash, DocumentId};
use crate::sync::cursor::Cursor;
use crate::sync::document::Document;
use crate::sync::store::{Content, Meta, OutboxRow, StoredChunk};
use crate::wire::{DeliveredChange, Delivery};

impl<D: Document> Replica<D> {
    /// The open documents that a delivery's next slice is about and that were rebuilt elsewhere.
    pub(super) fn stale_in(&self, delivery: &Delivery, draft: &Draft<D>) -> Vec<DocumentId> {
        let ids: HashSet<_> = slice(delivery).iter().map(|change| change.document).collect();
        ids.into_iter()
            .filter(|id| {
                self.documents
                    .open
                    .get(id)
                    .is_some_and(|open| open.stale || open.rebuilds != draft.rebuilds(id))
            })
            .collect()
    }

    /// Stores the next slice of a stretch of the log and moves the cursor, or does nothing and
    /// returns false.
    pub(super) fn deliver(&mut self, delivery: &Delivery, draft: &mut Draft<D>) -> bool {
        let meta = &draft.meta;
        let at = meta.cursor.map_or(0, |cursor| cursor.seq);
        let gap = delivery.from > at && !self.link.passes_over_gaps();
        if !self.link.may_store(meta) || gap {
            self.link.disconnect();
            return false;
        }
        if !self.link.passes_over_gaps() && !continues(meta, delivery) {
            // Read from a server whose file was replaced since by an earlier copy, or the other way
            // round: another tab of this device talks to the other one.
            self.link.disconnect();
            return false;
        }
        let to = end_of_slice(meta.cursor, delivery);
        if to.seq <= at {
            // Another tab was faster.
            draft.on_commit.done = Done::Delivered(Vec::new());
            return true;
        }
        let changes = slice(delivery);
        let mut by_document: Vec<(DocumentId, Vec<&DeliveredChange>)> = Vec::new();
        let mut index: HashMap<DocumentId, usize> = HashMap::new();
        for change in changes {
            let at = *index.entry(change.document).or_insert_with(|| {
                by_document.push((change.document, Vec::new()));
                by_document.len() - 1
            });
            by_document[at].1.push(change);
        }
        let mut chunks: HashMap<DocumentId, Vec<StoredChunk>> = HashMap::new();
        for chunk in std::mem::take(&mut draft.snapshot.chunks) {
            chunks.entry(chunk.document).or_default().push(chunk);
        }
        let gone = erased_in(changes);
        if !gone.is_empty() {
            let doomed = Doomed {
                chunks: gone.iter().filter_map(|id| chunks.remove(id)).flatten().collect(),
                ..draft.doomed()
            };
            for id in gone {
                if !draft.is_erased(&id) {
                    self.erase(id, &doomed, draft);
                }
            }
        }
        for (id, changes) in by_document {
            if draft.is_erased(&id) {
                continue;
            }
            let stored = chunks.remove(&id).unwrap_or_default();
            if !self.deliver_to(id, &changes, &stored, draft) {
                self.link.disconnect();
                return false;
            }
        }
        let hashes: Vec<_> = changes.iter().map(|change| change.hash).collect();
        if draft.snapshot.outbox_len > 0 {
            let with_their_document: HashSet<_> = draft.write.remove_outbox.drain(..).collect();
            let ours = hashes.iter().filter(|hash| !with_their_document.contains(*hash));
            let ours = ours.filter(|hash| self.link.has_pushed(hash)).count();
            draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(ours);
            draft.write.remove_outbox = hashes.clone();
            draft.write.remove_outbox.extend(with_their_document);
        }
        draft.meta.cursor = Some(to);
        draft.meta.checkpoints.add(to);
        draft.on_commit.done = Done::Delivered(hashes);
        true
    }

    /// False when a change came without its bytes and is not here either.
    pub(super) fn deliver_to(
        &mut self,
        id: DocumentId,
        changes: &[&DeliveredChange],
        stored: &[StoredChunk],
        draft: &mut Draft<D>,
    ) -> bool {
        let open = self.documents.open.get(&id).map(|open| open.doc.clone());
        let is_open = open.is_some();
        let mut doc = open.unwrap_or_else(|| load::<D>(id, stored).0);
        let before = doc.heads();
        let is_stored = |hash: &ChangeHash| {
            stored.iter().any(|chunk| {
                matches!(&chunk.content, Content::Change { hash: other, .. } if other == hash)
            })
        };
        let (mut fresh, mut unreadable) = (Vec::new(), 0);
        // What is erased is not stored; the tombstone follows.
        for DeliveredChange { hash, bytes, .. } in changes.iter().filter(|one| !one.is_erased()) {
            if doc.contains(hash) || is_stored(hash) {
                continue;
            }
            let Some(bytes) = bytes else { return false };
            unreadable += usize::from(doc.apply(bytes).is_err());
            let place = draft.place();
            let content = Content::Change { hash: *hash, bytes: bytes.clone() };
            draft.write.chunks.push(StoredChunk { place, document: id, content });
            fresh.push(bytes.clone());
        }
        if fresh.is_empty() {
            return true;
        }
        if unreadable > 0 {
            *self.unreadable.entry(id).or_default() += unreadable;
        }
        draft.on_commit.news.push((id, before));
        let rebuilds = draft.rebuilds(&id);
        draft.set_entry(id, &doc, rebuilds);
        if is_open {
            draft.on_commit.apply.push((id, fresh));
            draft.staged.insert(id, doc);
        }
        true
    }

    pub(super) fn step_back(&mut self, cursor: Cursor, draft: &mut Draft<D>) {
        draft.meta.cursor = Some(cursor);
        draft.meta.checkpoints.truncate(cursor.seq);
        draft.meta.era += 1;
        draft.meta.comparing = true;
        draft.on_commit.done = Done::SteppedBack(draft.meta.clone());
    }

    /// Puts every change of these documents into the outbox, each after those it builds on. What
    /// waited there already gets its place among them.
    pub(super) fn offer(&mut self, documents: &[DocumentId], last: bool, draft: &mut Draft<D>) {
        if !self.link.may_store(&draft.meta) {
            return self.link.disconnect();
        }
        let mut waiting: HashMap<ChangeHash, OutboxRow> =
            std::mem::take(&mut draft.snapshot.outbox)
                .into_iter()
                .map(|row| (row.hash, row))
                .collect();
        draft.on_commit.outbox_len = 0;
        for chunk in std::mem::take(&mut draft.snapshot.chunks) {
            let Content::Change { hash, bytes } = chunk.content else { continue };
            if !documents.contains(&chunk.document) {
                continue;
            }
            let place = draft.place();
            draft.write.outbox.push(match waiting.remove(&hash) {
                Some(row) => OutboxRow { place, ..row },
                None => {
                    draft.on_commit.outbox_len += 1;
                    OutboxRow {
                        place,
                        document: chunk.document,
                        hash,
                        bytes,
                        edit: None,
                        at: self.now,
                        attempts: 0,
                    }
                }
            });
        }
        if last {
            draft.meta.comparing = false;
            draft.on_commit.done = Done::Offered;
        }
    }

    /// Drops what the server has had since before it was pushed, so that it is not delivered again.
    pub(super) fn settle(&mut self, acknowledged: &HashMap<ChangeHash, u64>, draft: &mut Draft<D>) {
        if self.link.may_store(&draft.meta) {
            let at = draft.meta.cursor.map_or(0, |cursor| cursor.seq);
            let old = acknowledged.iter().filter(|(_, head)| **head <= at);
            draft.write.remove_outbox = old.map(|(hash, _)| *hash).collect();
            let removed = draft.write.remove_outbox.len();
            draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(removed);
        }
    }
}

/// Whether a delivery and this device's place are of one history. Sequence numbers alone do not
/// tell: a server's file that was copied back gives the same numbers to other changes.
fn continues(meta: &Meta, delivery: &Delivery) -> bool {
    let at = meta.cursor.unwrap_or(Cursor::start(delivery.log));
    if delivery.to.seq <= at.seq {
        return meta.checkpoints.newest_first().chain([&at]).any(|point| *point == delivery.to);
    }
    after(at, delivery.from, &delivery.changes) == delivery.to
}

/// The point of the log that the next slice of a delivery ends at. It is the server's own word only
/// where the slice is all there is, and that a delivery [`continues`] what is here makes it as good.
fn end_of_slice(cursor: Option<Cursor>, delivery: &Delivery) -> Cursor {
    let changes = slice(delivery);
    if changes.len() == delivery.changes.len() {
        return delivery.to;
    }
    after(cursor.unwrap_or(Cursor::start(delivery.log)), delivery.from, changes)
}

/// The point that lies behind `changes`, of which the first follows `from`, seen from `at`.
fn after(at: Cursor, from: u64, changes: &[DeliveredChange]) -> Cursor {
    let known = at.seq.saturating_sub(from);
    let fresh = changes.iter().skip(usize::try_from(known).unwrap_or(usize::MAX));
    fresh.fold(at, |point, change| point.after(&change.document, &change.hash))
}
