//! What must be true once everybody is back.

use std::collections::{BTreeMap, BTreeSet};

use super::server::REFUSED;
use super::world::World;
use super::{Report, Simulated};
use crate::id::{ChangeHash, DocumentId};
use crate::sync::memory::MemoryStore;
use crate::sync::store::{Content, OutboxRead, Read, Snapshot};

/// Simulated milliseconds after which nobody waits any longer.
const PATIENCE_MS: u64 = 2 * 60 * 60 * 1000;

impl<D: Simulated> World<D> {
    /// Ends all faults, waits for the team to agree and checks that nothing was lost.
    ///
    /// # Errors
    /// What is wrong.
    pub fn heal(&mut self) -> Result<Report, String> {
        self.everybody_back();
        let begin = self.now;
        while !self.is_quiet() {
            if self.now > begin.plus(PATIENCE_MS) {
                return Err(format!("stuck: {}", self.describe()));
            }
            self.run_for(500);
        }
        let catch_up_ms = (self.now.0 - begin.0).unsigned_abs();
        self.check_presence()?;
        self.server.count_lost();
        if self.server.lost > 0 {
            return Err(format!("{} acknowledged changes were lost", self.server.lost));
        }
        if self.server.repeated > 0 {
            let repeated = self.server.repeated;
            return Err(format!("{repeated} changes took the place of another in an actor's row"));
        }
        let stores = self.stores();
        let erased = self.check_erased(&stores)?;
        let everything = self.check_replicas(&stores, &erased)?;
        let quarantined = self.check_quarantine(&stores, &everything, &erased)?;
        Ok(Report {
            catch_up_ms,
            edits: self.edits,
            saved: self.saved.len(),
            log: self.server.log().head().seq,
            quarantined,
            clones: self.devices.len() - self.plan.devices,
            clocks_set: self.clocks_set,
            refused: self.server.refused,
            erased: erased.len(),
        })
    }

    fn is_quiet(&self) -> bool {
        let head = self.server.log().head();
        self.devices.iter().all(|device| {
            let snapshot = device.store.borrow().read(&Read::default());
            snapshot.outbox_len == 0
                && !snapshot.meta.comparing
                && snapshot.meta.cursor == Some(head)
                && device
                    .tabs
                    .iter()
                    .flatten()
                    .all(|tab| tab.replica.status().unstored == 0 && tab.replica.is_settled())
        })
    }

    fn describe(&self) -> String {
        let devices = self.devices.iter().map(|device| {
            let snapshot = device.store.borrow().read(&Read::default());
            let tabs = device.tabs.iter().flatten().map(|tab| tab.replica.status());
            format!(
                "outbox {}, cursor {:?}, comparing {}, tabs {:?}",
                snapshot.outbox_len,
                snapshot.meta.cursor.map(|cursor| cursor.seq),
                snapshot.meta.comparing,
                tabs.collect::<Vec<_>>()
            )
        });
        format!("server at {}; {:?}", self.server.log().head().seq, devices.collect::<Vec<_>>())
    }

    /// Every replica holds exactly the changes of the log, and says so in its entries.
    fn check_replicas(
        &self,
        stores: &BTreeMap<usize, MemoryStore>,
        erased: &BTreeSet<DocumentId>,
    ) -> Result<BTreeSet<Vec<u8>>, String> {
        let mut log: BTreeMap<DocumentId, BTreeSet<ChangeHash>> = BTreeMap::new();
        for row in self.server.log().rows() {
            if erased.contains(&row.candidate.document) && row.candidate.erasure.is_none() {
                continue;
            }
            log.entry(row.candidate.document).or_default().insert(row.candidate.info.hash);
        }
        let mut everything = BTreeSet::new();
        for (device, store) in stores {
            let snapshot = everything_in(store);
            let mut here: BTreeMap<DocumentId, BTreeSet<ChangeHash>> = BTreeMap::new();
            for chunk in &snapshot.chunks {
                let Content::Change { hash, .. } = &chunk.content else { continue };
                if !here.entry(chunk.document).or_default().insert(*hash) {
                    return Err(format!("device {device} stored a change twice"));
                }
            }
            if here != log {
                return Err(format!("device {device} and the log differ: {}", differ(&here, &log)));
            }
            for (id, entry) in snapshot.entries.iter().filter(|(id, _)| !erased.contains(id)) {
                let mut doc = D::new(*id);
                for chunk in snapshot.chunks.iter().filter(|chunk| chunk.document == *id) {
                    let Content::Change { bytes, .. } = &chunk.content else { continue };
                    doc.apply(bytes).map_err(|error| format!("device {device}: {error}"))?;
                }
                if doc.heads() != entry.heads || doc.facts() != entry.facts {
                    return Err(format!("device {device} lists {id} other than it is"));
                }
                everything.extend(doc.tokens());
            }
            if snapshot.entries.iter().filter(|(_, entry)| !entry.heads.is_empty()).count()
                != log.len()
            {
                return Err(format!("device {device} does not list every document"));
            }
        }
        Ok(everything)
    }

    /// Every edit that was called "on this device" is in the documents, or was refused for a
    /// reason and is in quarantine; and nothing that the server refuses came in.
    fn check_quarantine(
        &self,
        stores: &BTreeMap<usize, MemoryStore>,
        everything: &BTreeSet<Vec<u8>>,
        erased: &BTreeSet<DocumentId>,
    ) -> Result<usize, String> {
        let mut quarantined: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut count = 0;
        for store in stores.values() {
            for row in store.read(&Read { quarantine: true, ..Read::default() }).quarantine {
                count += 1;
                quarantined.extend(row.edit);
            }
        }
        let is_refused = |token: &[u8]| token.starts_with(REFUSED.as_bytes());
        if let Some(token) = everything.iter().find(|token| is_refused(token)) {
            return Err(format!("refused and yet there: {}", String::from_utf8_lossy(token)));
        }
        let gone = |token: &[u8]| self.typed_in.get(token).is_some_and(|id| erased.contains(id));
        for token in self.saved.iter().filter(|token| !gone(token)) {
            let edit = D::edit(token);
            let there = match is_refused(token) {
                true => quarantined.contains(&edit),
                false => everything.contains(token),
            };
            if !there {
                return Err(format!(
                    "\"on this device\" and lost: {} (quarantined: {})",
                    String::from_utf8_lossy(token),
                    quarantined.contains(&edit)
                ));
            }
        }
        Ok(count)
    }
}

fn everything_in(store: &MemoryStore) -> Snapshot {
    let entries = store.read(&Read { all_entries: true, ..Read::default() }).entries;
    store.read(&Read {
        documents: entries.iter().map(|(id, _)| *id).collect(),
        outbox: OutboxRead::After { after: 0, limit: usize::MAX },
        ..Read::default()
    })
}

fn differ(
    here: &BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
    log: &BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
) -> String {
    let flat =
        |side: &BTreeMap<DocumentId, BTreeSet<ChangeHash>>| -> BTreeSet<(DocumentId, ChangeHash)> {
            side.iter().flat_map(|(id, hashes)| hashes.iter().map(|hash| (*id, *hash))).collect()
        };
    let (here, log) = (flat(here), flat(log));
    format!(
        "{} only here, {} only there",
        here.difference(&log).count(),
        log.difference(&here).count()
    )
}
