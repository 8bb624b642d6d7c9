//! Documents that somebody erases for good, and what must be true of them afterwards.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;

use super::Simulated;
use super::world::World;
use crate::id::DocumentId;
use crate::sync::erasure::tombstone;
use crate::sync::memory::MemoryStore;
use crate::sync::replica::Event;
use crate::sync::store::{Content, Read};

impl<D: Simulated> World<D> {
    /// Somebody erases one of the documents that anybody made, in a tab that may know nothing of it.
    pub(super) fn erase_something(&mut self, device: usize, tab: usize) {
        let which = self.rng.random_range(0..self.plan.documents) as u8;
        let known = self.server.known_documents(which);
        if known.is_empty() {
            return;
        }
        let documents = vec![known[self.rng.random_range(0..known.len())]];
        let now = self.clock(device);
        if let Some(state) = &mut self.devices[device].tabs[tab] {
            state.replica.handle(Event::Erase { documents, photos: Vec::new() }, now);
            self.drain(device, tab);
        }
    }

    /// Whatever any device erased is erased everywhere: no byte of it is in the log, in a storage or
    /// in a tab, and its tombstone is in every one of them.
    pub(super) fn check_erased(
        &self,
        stores: &BTreeMap<usize, MemoryStore>,
    ) -> Result<BTreeSet<DocumentId>, String> {
        let all = Read { all_entries: true, quarantine: true, ..Read::default() };
        let mut erased = BTreeSet::new();
        for store in stores.values() {
            let entries = store.read(&all).entries.into_iter();
            erased.extend(entries.filter(|(_, entry)| entry.erased.is_some()).map(|(id, _)| id));
        }
        let rows = self.server.log().rows();
        for id in &erased {
            let mut of = rows.iter().filter(|row| row.candidate.document == *id);
            if !of.clone().any(|row| row.candidate.info.hash == tombstone(id)) {
                return Err(format!("{id} was erased, and the log does not know"));
            }
            if of.any(|row| !row.candidate.bytes.is_empty()) {
                return Err(format!("{id} was erased, and the log has bytes of it"));
            }
        }
        if let Some(row) = rows.iter().find(|row| {
            row.candidate.erasure.is_some() && !erased.contains(&row.candidate.document)
        }) {
            return Err(format!("{} was erased for the log only", row.candidate.document));
        }
        for (device, store) in stores {
            let snapshot =
                store.read(&Read { documents: erased.iter().copied().collect(), ..all.clone() });
            for (id, entry) in snapshot.entries.iter().filter(|(id, _)| erased.contains(id)) {
                if entry.erased.is_none() || !entry.facts.is_empty() {
                    return Err(format!("device {device} lists {id}, which was erased"));
                }
            }
            let left = snapshot.chunks.iter().any(|chunk| {
                matches!(&chunk.content, Content::Change { bytes, .. } if !bytes.is_empty())
            });
            let refused = snapshot.quarantine.iter().any(|row| erased.contains(&row.document));
            if left || refused {
                return Err(format!("device {device} has bytes of what was erased"));
            }
        }
        for tab in self.devices.iter().flat_map(|device| device.tabs.iter().flatten()) {
            if let Some(id) = erased.iter().find(|id| tab.replica.document(id).is_some()) {
                return Err(format!("a tab has {id} open, which was erased"));
            }
        }
        Ok(erased)
    }
}
