//! What a tab decides inside a transaction.

use std::collections::{HashMap, HashSet};

use super::documents::{Open, load, with_dependents};
use super::{Done, Effect, OnCommit, Replica, Running, Work};
use crate::id::{ChangeHash, DocumentId};
use crate::sync::cursor::Cursor;
use crate::sync::document::{Document, EditError};
use crate::sync::store::{
    Content, Entry, Meta, OutboxRow, Place, Quarantined, Snapshot, StoredChunk, Write,
};
use crate::time::Timestamp;
use crate::wire::{DeliveredChange, Delivery, Refusal};

/// How often an intention is written again before it counts as refused.
const ATTEMPTS: u8 = 3;

/// A transaction's writes as they come together.
struct Draft<D> {
    snapshot: Snapshot,
    meta: Meta,
    write: Write,
    /// Documents as they will be, where this transaction changes them.
    staged: HashMap<DocumentId, D>,
    on_commit: OnCommit<D>,
}

impl<D: Document> Draft<D> {
    fn place(&mut self) -> Place {
        let place = self.meta.next;
        self.meta.next += 1;
        place
    }

    fn rebuilds(&self, id: &DocumentId) -> u32 {
        self.entry(id).map_or(0, |entry| entry.rebuilds)
    }

    fn entry(&self, id: &DocumentId) -> Option<&Entry> {
        self.snapshot.entries.iter().find(|(entry, _)| entry == id).map(|(_, entry)| entry)
    }

    /// A new change of this device: its chunk and its row in the outbox.
    fn add_change(
        &mut self,
        document: DocumentId,
        change: &crate::sync::document::Change,
        edit: &[u8],
        at: Timestamp,
        attempts: u8,
    ) {
        let (hash, place) = (change.info.hash, self.place());
        let content = Content::Change { hash, bytes: change.bytes.clone() };
        self.write.chunks.push(StoredChunk { place, document, content });
        self.write.outbox.push(OutboxRow {
            place,
            document,
            hash,
            bytes: change.bytes.clone(),
            edit: Some(edit.to_vec()),
            at,
            attempts,
        });
    }

    fn set_entry(&mut self, id: DocumentId, doc: &D, rebuilds: u32) {
        let facts = doc.facts();
        self.write.entries.retain(|(entry, _)| *entry != id);
        self.on_commit.facts.retain(|(entry, _)| *entry != id);
        self.on_commit.facts.push((id, facts.clone()));
        self.write.entries.push((id, Entry { heads: doc.heads(), facts, rebuilds }));
    }

    fn finish(mut self) -> (Write, OnCommit<D>) {
        if self.meta != self.snapshot.meta {
            self.write.meta = Some(self.meta);
        }
        self.on_commit.wrote = !self.write.is_empty();
        self.on_commit.outbox_grew = !self.write.outbox.is_empty();
        self.on_commit.outbox_len += self.snapshot.outbox_len;
        self.on_commit.quarantine_len = self.snapshot.quarantine_len + self.write.quarantine.len();
        (self.write, self.on_commit)
    }
}

impl<D: Document> Replica<D> {
    /// Decides, inside the transaction that [`Effect::Transact`] asked for, what it writes.
    pub fn decide(&mut self, snapshot: Snapshot) -> Write {
        let Some(mut running) = self.running.take() else { return Write::default() };
        self.absorb(&snapshot);
        let mut draft = Draft {
            meta: snapshot.meta.clone(),
            snapshot,
            write: Write::default(),
            staged: HashMap::new(),
            on_commit: OnCommit::default(),
        };
        let late = running.work.is_of_a_connection() && running.connection != self.connection;
        if draft.snapshot.more {
            // Read on first: facts are computed from everything that is stored.
            running.again = Some(Vec::new());
        } else if !late {
            running.again = self.carry_out(&running, &mut draft);
        }
        if running.again.is_some() {
            draft.write = Write::default();
            draft.meta = draft.snapshot.meta.clone();
            draft.on_commit = OnCommit::default();
        }
        let (write, on_commit) = draft.finish();
        running.on_commit = on_commit;
        self.running = Some(running);
        write
    }

    /// Returns the documents to be read anew before this can be done.
    fn carry_out(&mut self, running: &Running<D>, draft: &mut Draft<D>) -> Option<Vec<DocumentId>> {
        match &running.work {
            Work::Start => self.start(draft),
            Work::Load(id) => self.load(*id, draft),
            Work::CatchUp => {}
            Work::Save => self.write_unstored(running, draft),
            Work::Prepare => self.link.prepared(&draft.meta, self.now),
            Work::Greet => self.link.greet(&draft.meta, self.now),
            Work::Deliver(delivery) => {
                let stale = self.stale_in(delivery, draft);
                if !stale.is_empty() {
                    return Some(stale);
                }
                if self.deliver(delivery, draft) {
                    self.write_unstored(running, draft);
                }
            }
            Work::StepBack(cursor) => self.step_back(*cursor, draft),
            Work::Fill => {
                let rows = std::mem::take(&mut draft.snapshot.outbox);
                self.link.push(rows, self.now);
            }
            Work::Compare => self.link.compare(&draft.snapshot.entries, self.now),
            Work::Offer { documents, last } => self.offer(documents, *last, draft),
            Work::Settle(acknowledged) => self.settle(acknowledged, draft),
            Work::Refused(refused) => {
                self.refused(refused, draft);
                self.write_unstored(running, draft);
            }
        }
        None
    }

    /// Takes in what other tabs, or this one, have stored since the last reading.
    fn absorb(&mut self, snapshot: &Snapshot) {
        self.outbox_len = snapshot.outbox_len;
        self.quarantine_len = snapshot.quarantine_len;
        let mut touched: HashSet<DocumentId> = HashSet::new();
        let mut changed: HashSet<DocumentId> = HashSet::new();
        for chunk in &snapshot.newer {
            self.last = self.last.max(chunk.place);
            let id = chunk.document;
            touched.insert(id);
            self.missing.remove(&id);
            let Content::Change { hash, bytes } = &chunk.content else {
                // This tab's own earlier changes may be among what was taken out.
                if !self.documents.open.contains_key(&id) {
                    self.documents.rotate(id, &mut self.entropy);
                }
                continue;
            };
            if let Some(open) = self.documents.open.get_mut(&id) {
                // It was stored after all, although the transaction reported an error.
                open.unstored.retain(|unstored| unstored.change.info.hash != *hash);
                if !open.doc.contains(hash) {
                    open.stale |= open.doc.apply(bytes).is_err();
                    changed.insert(id);
                }
            }
        }
        let mut facts = Vec::new();
        for (id, entry) in &snapshot.entries {
            if let Some(open) = self.documents.open.get_mut(id) {
                open.stale |= open.rebuilds != entry.rebuilds;
                if open.stale {
                    self.queue(Work::Load(*id));
                } else if changed.contains(id) {
                    facts.push((*id, open.doc.facts()));
                }
            } else if touched.contains(id) {
                facts.push((*id, entry.facts.clone()));
            }
        }
        if !facts.is_empty() && self.loaded {
            self.effects.push_back(Effect::Facts(facts));
        }
        for id in touched {
            self.open_if_watched(id);
            if changed.contains(&id) {
                self.effects.push_back(Effect::Opened(id));
            }
        }
    }

    fn start(&mut self, draft: &mut Draft<D>) {
        self.last = draft.meta.next - 1;
        let entries = std::mem::take(&mut draft.snapshot.entries);
        let facts = entries.into_iter().map(|(id, entry)| (id, entry.facts)).collect();
        self.loaded = true;
        self.effects.push_back(Effect::Facts(facts));
        self.effects.push_back(Effect::Loaded);
        // What is open already was made before anything was read.
        for id in self.documents.open.keys().copied().collect::<Vec<_>>() {
            self.changed(id);
        }
    }

    fn load(&mut self, id: DocumentId, draft: &mut Draft<D>) {
        let rebuilds = draft.rebuilds(&id);
        let unstored = match self.documents.open.get_mut(&id) {
            Some(open) if !open.stale && open.rebuilds == rebuilds => None,
            Some(open) => Some(std::mem::take(&mut open.unstored)),
            None => Some(Vec::new()),
        };
        if let Some(unstored) = unstored {
            let reopened = self.documents.open.contains_key(&id);
            if draft.snapshot.chunks.is_empty() && unstored.is_empty() && !reopened {
                return self.not_there(id);
            }
            if reopened {
                self.documents.rotate(id, &mut self.entropy);
            }
            let (mut doc, unreadable) = load::<D>(id, &draft.snapshot.chunks);
            self.note_unreadable(id, unreadable);
            let unstored = self.documents.write_again(&id, &mut doc, unstored);
            self.documents.insert(id, doc, rebuilds).unstored = unstored;
            if self.has_unstored() {
                self.queue(Work::Save);
            }
            self.missing.remove(&id);
            if reopened {
                self.changed(id);
            } else {
                self.effects.push_back(Effect::Opened(id));
            }
        }
        for (edit, at) in self.pending.remove(&id).unwrap_or_default() {
            if let Err(error) = self.edit_open(id, edit.clone(), at) {
                self.effects.push_back(Effect::EditFailed { document: id, edit, error });
            }
        }
    }

    fn not_there(&mut self, id: DocumentId) {
        self.missing.insert(id);
        self.effects.push_back(Effect::Opened(id));
        for (edit, _) in self.pending.remove(&id).unwrap_or_default() {
            let error = EditError("there is no such record here".into());
            self.effects.push_back(Effect::EditFailed { document: id, edit, error });
        }
    }

    fn note_unreadable(&mut self, id: DocumentId, changes: usize) {
        if changes == 0 {
            self.unreadable.remove(&id);
        } else {
            self.unreadable.insert(id, changes);
        }
    }

    /// Writes every unstored change of every document that was asked for: what waits after an
    /// aborted transaction is what later changes build on.
    fn write_unstored(&mut self, running: &Running<D>, draft: &mut Draft<D>) {
        for (document, orphan) in &self.documents.orphans {
            draft.write.quarantine.push(Quarantined {
                document: *document,
                hash: orphan.change.info.hash,
                bytes: orphan.change.bytes.clone(),
                edit: Some(orphan.edit.clone()),
                at: orphan.at,
                reason: Refusal::MissingDependency,
            });
        }
        draft.on_commit.orphans = self.documents.orphans.len();
        for id in self.documents.unstored() {
            let asked = running.read.entries.contains(&id) || running.read.documents.contains(&id);
            let rebuilt = draft.on_commit.replace.iter().any(|(other, ..)| *other == id);
            let Some(open) = self.documents.open.get(&id) else { continue };
            if !asked || rebuilt || open.stale {
                continue;
            }
            let unstored = &open.unstored;
            for change in unstored {
                draft.add_change(id, &change.change, &change.edit, change.at, 0);
            }
            draft.on_commit.outbox_len += unstored.len();
            draft.on_commit.stored.push((id, unstored.len()));
            let doc = draft.staged.remove(&id);
            draft.set_entry(id, doc.as_ref().unwrap_or(&open.doc), open.rebuilds);
        }
    }

    /// The open documents of a delivery that were rebuilt elsewhere.
    fn stale_in(&self, delivery: &Delivery, draft: &Draft<D>) -> Vec<DocumentId> {
        let ids: HashSet<_> = delivery.changes.iter().map(|change| change.document).collect();
        ids.into_iter()
            .filter(|id| {
                self.documents
                    .open
                    .get(id)
                    .is_some_and(|open| open.stale || open.rebuilds != draft.rebuilds(id))
            })
            .collect()
    }

    /// Stores a stretch of the log and moves the cursor, or does nothing and returns false.
    fn deliver(&mut self, delivery: &Delivery, draft: &mut Draft<D>) -> bool {
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
        if delivery.to.seq <= at {
            // Another tab was faster.
            draft.on_commit.done = Done::Delivered(Vec::new());
            return true;
        }
        let mut by_document: Vec<(DocumentId, Vec<&DeliveredChange>)> = Vec::new();
        let mut index: HashMap<DocumentId, usize> = HashMap::new();
        for change in &delivery.changes {
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
        for (id, changes) in by_document {
            let stored = chunks.remove(&id).unwrap_or_default();
            if !self.deliver_to(id, &changes, &stored, draft) {
                self.link.disconnect();
                return false;
            }
        }
        let hashes: Vec<_> = delivery.changes.iter().map(|change| change.hash).collect();
        if draft.snapshot.outbox_len > 0 {
            let ours = hashes.iter().filter(|hash| self.link.has_pushed(hash)).count();
            draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(ours);
            draft.write.remove_outbox.clone_from(&hashes);
        }
        draft.meta.cursor = Some(delivery.to);
        draft.meta.checkpoints.add(delivery.to);
        draft.on_commit.done = Done::Delivered(hashes);
        true
    }

    /// False when a change came without its bytes and is not here either.
    fn deliver_to(
        &mut self,
        id: DocumentId,
        changes: &[&DeliveredChange],
        stored: &[StoredChunk],
        draft: &mut Draft<D>,
    ) -> bool {
        let open = self.documents.open.get(&id).map(|open| open.doc.clone());
        let is_open = open.is_some();
        let mut doc = open.unwrap_or_else(|| load::<D>(id, stored).0);
        let is_stored = |hash: &ChangeHash| {
            stored.iter().any(|chunk| {
                matches!(&chunk.content, Content::Change { hash: other, .. } if other == hash)
            })
        };
        let (mut fresh, mut unreadable) = (Vec::new(), 0);
        for DeliveredChange { hash, bytes, .. } in changes {
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
            self.note_unreadable(id, unreadable);
        }
        let rebuilds = draft.rebuilds(&id);
        draft.set_entry(id, &doc, rebuilds);
        if is_open {
            draft.on_commit.apply.push((id, fresh));
            draft.staged.insert(id, doc);
        }
        true
    }

    fn step_back(&mut self, cursor: Cursor, draft: &mut Draft<D>) {
        draft.meta.cursor = Some(cursor);
        draft.meta.checkpoints.truncate(cursor.seq);
        draft.meta.era += 1;
        draft.meta.comparing = true;
        draft.on_commit.done = Done::SteppedBack(draft.meta.clone());
    }

    /// Puts every change of these documents into the outbox, each after those it builds on. What
    /// waited there already gets its place among them.
    fn offer(&mut self, documents: &[DocumentId], last: bool, draft: &mut Draft<D>) {
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
    fn settle(&mut self, acknowledged: &HashMap<ChangeHash, u64>, draft: &mut Draft<D>) {
        if self.link.may_store(&draft.meta) {
            let at = draft.meta.cursor.map_or(0, |cursor| cursor.seq);
            let old = acknowledged.iter().filter(|(_, head)| **head <= at);
            draft.write.remove_outbox = old.map(|(hash, _)| *hash).collect();
            let removed = draft.write.remove_outbox.len();
            draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(removed);
        }
    }

    /// Takes refused changes, and what builds on them, out of their documents. The refused go into
    /// quarantine; the intentions of the others are written again on what is left.
    fn refused(
        &mut self,
        refused: &HashMap<ChangeHash, (DocumentId, Refusal)>,
        draft: &mut Draft<D>,
    ) {
        let chunks = std::mem::take(&mut draft.snapshot.chunks);
        let outbox = std::mem::take(&mut draft.snapshot.outbox);
        let documents: HashSet<DocumentId> = refused.values().map(|(id, _)| *id).collect();
        let mut removed_rows = 0;
        for id in documents {
            let rows: Vec<_> = outbox.iter().filter(|row| row.document == id).collect();
            let named = self.verdicts_to_act_on(refused, &rows);
            if named.is_empty() {
                // Taken care of already, by this tab or another.
                continue;
            }
            let stored: Vec<_> =
                chunks.iter().filter(|chunk| chunk.document == id).cloned().collect();
            let gone = with_dependents::<D>(&stored, named);
            let (mut doc, unreadable) = load::<D>(
                id,
                stored.iter().filter(|chunk| match &chunk.content {
                    Content::Change { hash, .. } => !gone.contains(hash),
                    Content::Rebuilt => false,
                }),
            );
            self.note_unreadable(id, unreadable);
            self.documents.rotate(id, &mut self.entropy);
            draft.write.remove_chunks.extend(gone.iter().map(|hash| (id, *hash)));
            let place = draft.place();
            draft.write.chunks.push(StoredChunk { place, document: id, content: Content::Rebuilt });
            for row in rows.into_iter().filter(|row| gone.contains(&row.hash)) {
                removed_rows += 1;
                draft.write.remove_outbox.push(row.hash);
                let reason = refused.get(&row.hash).map(|(_, reason)| *reason);
                self.mend(row, reason, &mut doc, draft);
            }
            let rebuilds = draft.rebuilds(&id) + 1;
            if let Some(open) = self.documents.open.get(&id) {
                let before = open.unstored.len();
                let unstored = open.unstored.clone();
                let unstored = self.documents.write_again(&id, &mut doc, unstored);
                for change in &unstored {
                    draft.add_change(id, &change.change, &change.edit, change.at, 0);
                    draft.on_commit.outbox_len += 1;
                }
                let open = Open {
                    doc: doc.clone(),
                    rebuilds,
                    stale: false,
                    unstored: Vec::new(),
                    used: 0,
                };
                draft.on_commit.replace.push((id, open, before));
            }
            draft.set_entry(id, &doc, rebuilds);
        }
        draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(removed_rows);
    }

    /// The refused among these rows. A change whose dependency still waits here was refused only
    /// because the answer about that one got lost: everything is pushed again to hear it.
    fn verdicts_to_act_on(
        &mut self,
        refused: &HashMap<ChangeHash, (DocumentId, Refusal)>,
        rows: &[&OutboxRow],
    ) -> Vec<ChangeHash> {
        let waiting: HashSet<_> =
            rows.iter().map(|row| row.hash).filter(|hash| !refused.contains_key(hash)).collect();
        let mut named = Vec::new();
        for row in rows {
            let Some((_, reason)) = refused.get(&row.hash) else { continue };
            let deps = D::inspect(&row.bytes).map(|info| info.deps).unwrap_or_default();
            if reason.is_mended_by_writing_again() && deps.iter().any(|dep| waiting.contains(dep)) {
                self.link.disconnect();
            } else {
                named.push(row.hash);
            }
        }
        named
    }

    /// One row of the outbox whose change cannot stand: its intention is written again on `doc`,
    /// or it goes into quarantine.
    fn mend(
        &mut self,
        row: &OutboxRow,
        reason: Option<Refusal>,
        doc: &mut D,
        draft: &mut Draft<D>,
    ) {
        let may = reason.is_none_or(Refusal::is_mended_by_writing_again) && row.attempts < ATTEMPTS;
        if let (true, Some(edit)) = (may, &row.edit) {
            match doc.author(edit, &self.documents.authoring(&row.document, row.at)) {
                Ok(Some(change)) => {
                    // Only what was refused itself counts as an attempt.
                    let attempts = row.attempts + u8::from(reason.is_some());
                    draft.add_change(row.document, &change, edit, row.at, attempts);
                    draft.on_commit.outbox_len += 1;
                    return;
                }
                // Somebody else has done the same.
                Ok(None) => return,
                Err(_) => {}
            }
        }
        draft.write.quarantine.push(Quarantined {
            document: row.document,
            hash: row.hash,
            bytes: row.bytes.clone(),
            edit: row.edit.clone(),
            at: row.at,
            reason: reason.unwrap_or(Refusal::MissingDependency),
        });
    }
}

/// Whether a delivery and this device's place are of one history. Sequence numbers alone do not
/// tell: a server's file that was copied back gives the same numbers to other changes.
fn continues(meta: &Meta, delivery: &Delivery) -> bool {
    let at = meta.cursor.unwrap_or(Cursor::start(delivery.log));
    if delivery.to.seq <= at.seq {
        return meta.checkpoints.newest_first().chain([&at]).any(|point| *point == delivery.to);
    }
    let known = at.seq.saturating_sub(delivery.from);
    let fresh = delivery.changes.iter().skip(usize::try_from(known).unwrap_or(usize::MAX));
    fresh.fold(at, |point, change| point.after(&change.document, &change.hash)) == delivery.to
}
