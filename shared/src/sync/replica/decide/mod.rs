//! What a tab decides inside a transaction.

mod deliver;
pub(super) mod erase;
mod refuse;
mod take_in;

use std::collections::{HashMap, HashSet};

use super::documents::load;
use super::link::LinkWork;
use super::work::OnCommit;
use super::{Effect, Replica, Running, Work, no_such_record};
use crate::id::DocumentId;
use crate::sync::document::Document;
use crate::sync::store::{
    Content, Entry, Meta, OutboxRow, Place, Quarantined, Snapshot, StoredChunk, Write,
};
use crate::time::Timestamp;
use crate::wire::Refusal;

/// A transaction's writes as they come together.
struct Draft<D> {
    snapshot: Snapshot,
    meta: Meta,
    write: Write,
    /// Documents as they will be, where this transaction changes them.
    staged: HashMap<DocumentId, D>,
    /// Documents that this transaction erases.
    erased: HashSet<DocumentId>,
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
        let entry = Entry { heads: doc.heads(), facts, rebuilds, erased: None };
        self.write.entries.push((id, entry));
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
            erased: HashSet::new(),
            on_commit: OnCommit::default(),
        };
        let late = matches!(running.work, Work::Link(_)) && running.connection != self.connection;
        if draft.snapshot.more {
            // Read on first: facts are computed from everything that is stored.
            running.again = Some(Vec::new());
        } else if !late {
            running.again = self.carry_out(&running, &mut draft);
        }
        if running.again.is_some() {
            draft.write = Write::default();
            draft.meta = draft.snapshot.meta.clone();
            draft.erased = HashSet::new();
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
            Work::Load(ids) => ids.iter().for_each(|id| self.load(*id, draft)),
            Work::CatchUp => {}
            Work::Recompute(ids) => ids.iter().for_each(|id| self.recompute_facts(*id, draft)),
            Work::Save => self.write_unstored(running, draft),
            Work::TakeIn(records) => {
                let stale = self.stale_among(records, draft);
                if !stale.is_empty() {
                    return Some(stale);
                }
                self.take_in(records, draft);
            }
            Work::Erase { documents, photos } => self.erase_here(documents, photos, draft),
            Work::Link(LinkWork::Prepare) => self.link.prepared(&draft.meta, self.now),
            Work::Link(LinkWork::Greet) => self.link.greet(&draft.meta, self.now),
            Work::Link(LinkWork::Deliver(delivery)) => {
                let stale = self.stale_in(delivery, draft);
                if !stale.is_empty() {
                    return Some(stale);
                }
                if self.deliver(delivery, draft) {
                    self.write_unstored(running, draft);
                }
            }
            Work::Link(LinkWork::StepBack(cursor)) => self.step_back(*cursor, draft),
            Work::Link(LinkWork::Fill) => {
                let rows = std::mem::take(&mut draft.snapshot.outbox);
                self.link.push(rows, self.now);
            }
            Work::Link(LinkWork::Compare) => self.link.compare(&draft.snapshot.entries, self.now),
            Work::Link(LinkWork::Offer { documents, last }) => self.offer(documents, *last, draft),
            Work::Link(LinkWork::Settle(acknowledged)) => self.settle(acknowledged, draft),
            Work::Link(LinkWork::Refused(refused)) => {
                let refused = self.refused_for_erasure(refused, draft);
                self.refused(&refused, draft);
                self.write_unstored(running, draft);
            }
        }
        None
    }

    /// Takes in what other tabs, or this one, have stored since the last reading.
    fn absorb(&mut self, snapshot: &Snapshot) {
        self.outbox_len = snapshot.outbox_len;
        self.quarantine_len = snapshot.quarantine_len;
        #[cfg(feature = "testing")]
        if self.link.weakness == Some(super::Weakness::PassesOverWhatOtherTabsStored) {
            return;
        }
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
            if bytes.is_empty() {
                // A tombstone: its entry tells the rest.
                continue;
            }
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
            self.note_erased(*id, entry.erased);
            if let Some(open) = self.documents.open.get_mut(id) {
                open.stale |= open.rebuilds != entry.rebuilds;
                if open.stale {
                    self.queue_load(*id);
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
        let there = entries.into_iter().filter(|(_, entry)| entry.erased.is_none());
        let facts = there.map(|(id, entry)| (id, entry.facts)).collect();
        self.loaded = true;
        self.effects.push_back(Effect::Facts(facts));
        self.effects.push_back(Effect::Loaded);
        // What is open already was made before anything was read.
        for id in self.documents.open.keys().copied().collect::<Vec<_>>() {
            self.changed(id);
        }
    }

    fn load(&mut self, id: DocumentId, draft: &mut Draft<D>) {
        if draft.is_erased(&id) {
            self.close_erased(id);
            return;
        }
        let rebuilds = draft.rebuilds(&id);
        let unstored = match self.documents.open.get_mut(&id) {
            Some(open) if !open.stale && open.rebuilds == rebuilds => None,
            Some(open) => Some(std::mem::take(&mut open.unstored)),
            None => Some(Vec::new()),
        };
        if let Some(unstored) = unstored {
            let reopened = self.documents.open.contains_key(&id);
            let stored = draft.snapshot.chunks.iter().any(|chunk| chunk.document == id);
            if !stored && unstored.is_empty() && !reopened {
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

    /// Of what is stored. What is not stored yet, or must be read anew, brings its facts along when
    /// it is.
    fn recompute_facts(&self, id: DocumentId, draft: &mut Draft<D>) {
        let stored =
            !draft.is_erased(&id) && draft.snapshot.chunks.iter().any(|chunk| chunk.document == id);
        let busy = self.documents.open.get(&id).is_some_and(|open| {
            open.stale || !open.unstored.is_empty() || open.rebuilds != draft.rebuilds(&id)
        });
        if stored && !busy {
            let (doc, _) = load::<D>(id, &draft.snapshot.chunks);
            draft.set_entry(id, &doc, draft.rebuilds(&id));
        }
    }

    fn not_there(&mut self, id: DocumentId) {
        self.missing.insert(id);
        self.effects.push_back(Effect::Opened(id));
        for (edit, _) in self.pending.remove(&id).unwrap_or_default() {
            let error = no_such_record();
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
            if draft.erased.contains(document) || self.erased.contains_key(document) {
                continue;
            }
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
            if !asked || rebuilt || open.stale || draft.is_erased(&id) {
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
}
