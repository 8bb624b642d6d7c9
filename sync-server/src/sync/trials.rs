//! Tries what clients push on the documents as the log has them, before it goes there.
//!
//! Documents that are written to stay in memory, within a bound. They are in step with the log:
//! this node's own commits are in them, and the storage says what others have written since.

use std::collections::{BTreeMap, HashMap};

use shared::doc::names;
use shared::gate::trial::Trial;
use shared::id::{ChangeHash, DocumentId, WorkspaceId};
use shared::sync::cursor::Cursor;
use shared::sync::log::{Candidate, Verdict};

use crate::storage::{Batch, Committed, Storage, StorageError};

/// Bytes of documents that are kept, about.
const KEPT_BYTES: usize = 32 << 20;

/// Bytes of documents that are read from the log at once.
const READ_BYTES: u64 = 8 << 20;

/// What a gate does beside parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It tries every change.
    Whole,
    /// Nothing: a fault for tests, which have to find it out.
    ParsesOnly,
}

/// The documents that changes were tried on last.
pub(super) struct Trials {
    gate: Gate,
    most: usize,
    workspaces: HashMap<WorkspaceId, Tried>,
    /// When each was used, the least recent first.
    uses: BTreeMap<u64, (WorkspaceId, DocumentId)>,
    clock: u64,
    weight: usize,
}

/// A workspace's documents, which have everything of theirs up to a point of its log.
struct Tried {
    point: Cursor,
    documents: HashMap<DocumentId, Kept>,
}

struct Kept {
    trial: Trial,
    used: u64,
    weight: usize,
}

/// The changes of one document, with their places in the batch.
struct Share {
    document: DocumentId,
    trial: Option<Trial>,
    chunks: Vec<Vec<u8>>,
    places: Vec<usize>,
    candidates: Vec<Candidate>,
}

/// Which changes a batch asked for: what is needed when it is done.
pub(super) type Names = Vec<(DocumentId, ChangeHash)>;

/// The changes of a batch.
pub(super) fn names_in(batch: &Batch) -> Names {
    batch.candidates.iter().map(|candidate| (candidate.document, candidate.info.hash)).collect()
}

impl Trials {
    pub(super) fn new(gate: Gate) -> Self {
        Self {
            gate,
            most: KEPT_BYTES,
            workspaces: HashMap::new(),
            uses: BTreeMap::new(),
            clock: 0,
            weight: 0,
        }
    }

    /// Notes in each change of a batch what there is against it, and where the log ended.
    pub(super) async fn examine(
        &mut self,
        storage: &dyn Storage,
        batch: &mut Batch,
    ) -> Result<(), StorageError> {
        if self.gate == Gate::ParsesOnly || batch.candidates.is_empty() {
            return Ok(());
        }
        let workspace = batch.workspace;
        let count = batch.candidates.len();
        let (mut known, mut unread) = self.shares(batch);
        let mut done: Vec<(usize, Candidate)> = Vec::with_capacity(count);
        loop {
            if !unread.is_empty() {
                let documents: Vec<_> = unread.iter().map(|share| share.document).collect();
                let read = storage.documents(workspace, &documents, READ_BYTES).await?;
                let tried = Tried { point: read.end, documents: HashMap::new() };
                self.workspaces.entry(workspace).or_insert(tried);
                let rest = unread.split_off(read.documents.len().min(unread.len()));
                for (share, chunks) in unread.iter_mut().zip(read.documents) {
                    share.chunks = chunks;
                }
                known.append(&mut unread);
                unread = rest;
            }
            for mut share in tried(known).await? {
                done.extend(share.places.into_iter().zip(share.candidates));
                if let Some(trial) = share.trial.take() {
                    self.keep(workspace, share.document, trial);
                }
            }
            if unread.is_empty() {
                break;
            }
            known = Vec::new();
        }
        done.sort_unstable_by_key(|(place, _)| *place);
        batch.candidates = done.into_iter().map(|(_, candidate)| candidate).collect();
        batch.tried_at = self.workspaces.get(&workspace).map(|tried| tried.point);
        self.evict();
        Ok(())
    }

    /// The batch by document: those that are kept, and those that have to be read first.
    fn shares(&mut self, batch: &mut Batch) -> (Vec<Share>, Vec<Share>) {
        let mut shares: Vec<Share> = Vec::new();
        let mut share_of: HashMap<DocumentId, usize> = HashMap::new();
        for (place, candidate) in batch.candidates.drain(..).enumerate() {
            let document = candidate.document;
            let at = *share_of.entry(document).or_insert_with(|| {
                shares.push(Share {
                    document,
                    trial: None,
                    chunks: Vec::new(),
                    places: Vec::new(),
                    candidates: Vec::new(),
                });
                shares.len() - 1
            });
            shares[at].places.push(place);
            shares[at].candidates.push(candidate);
        }
        for share in &mut shares {
            share.trial = self.take(batch.workspace, share.document);
        }
        shares.into_iter().partition(|share| share.trial.is_some())
    }

    /// What a commit made of a batch that was tried.
    pub(super) fn committed(
        &mut self,
        workspace: WorkspaceId,
        names: &Names,
        committed: &Committed,
    ) {
        let Some(tried) = self.workspaces.get_mut(&workspace) else { return };
        tried.point = committed.end;
        let mut gone = committed.others.clone();
        for ((document, hash), verdict) in names.iter().zip(&committed.verdicts) {
            // The log has the last word: a document that is not as it has it is of no use.
            let has = tried.documents.get(document).map(|kept| kept.trial.has(hash));
            if has.is_some_and(|has| has != (*verdict == Verdict::Accepted)) {
                gone.push(*document);
            }
        }
        for document in gone {
            self.take(workspace, document);
        }
    }

    /// Nothing that was tried in this workspace holds any more.
    pub(super) fn forget(&mut self, workspace: WorkspaceId) {
        if let Some(tried) = self.workspaces.remove(&workspace) {
            for kept in tried.documents.into_values() {
                self.uses.remove(&kept.used);
                self.weight -= kept.weight;
            }
        }
    }

    fn keep(&mut self, workspace: WorkspaceId, document: DocumentId, trial: Trial) {
        let Some(tried) = self.workspaces.get_mut(&workspace) else { return };
        self.clock += 1;
        let (used, weight) = (self.clock, trial.weight());
        self.weight += weight;
        self.uses.insert(used, (workspace, document));
        tried.documents.insert(document, Kept { trial, used, weight });
    }

    fn take(&mut self, workspace: WorkspaceId, document: DocumentId) -> Option<Trial> {
        let kept = self.workspaces.get_mut(&workspace)?.documents.remove(&document)?;
        self.uses.remove(&kept.used);
        self.weight -= kept.weight;
        Some(kept.trial)
    }

    /// Lets the documents go that were used longest ago, and workspaces of which none is left.
    fn evict(&mut self) {
        while self.weight > self.most
            && let Some((_, (workspace, document))) = self.uses.pop_first()
        {
            self.take(workspace, document);
            if self.workspaces.get(&workspace).is_some_and(|tried| tried.documents.is_empty()) {
                self.workspaces.remove(&workspace);
            }
        }
    }
}

/// Tries what stands in each share, on a thread of its own: the bytes may be made to take long.
async fn tried(shares: Vec<Share>) -> Result<Vec<Share>, StorageError> {
    if shares.is_empty() {
        return Ok(shares);
    }
    let work = || {
        let mut shares = shares;
        for share in &mut shares {
            let chunks = std::mem::take(&mut share.chunks);
            let load = || Trial::load(share.document, names, chunks);
            let mut trial = share.trial.take().unwrap_or_else(load);
            trial.admit(&mut share.candidates);
            share.trial = Some(trial);
        }
        shares
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StorageError::Failed(format!("changes could not be tried: {error}")))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use shared::crdt::{Crdt, ROOT, Transactable};
    use shared::id::{ActorId, WorkspaceSecret};
    use shared::sync::document::Authoring;
    use shared::time::Timestamp;

    use super::*;
    use crate::storage::{Memory, Outcome};

    fn first_change(number: u8) -> Candidate {
        let document = DocumentId([number; 16]);
        let actor = ActorId([number; 16]);
        let authoring = Authoring { actor, author: None, at: Timestamp(0) };
        let change = Crdt::new().change(&authoring, |transaction| {
            transaction.put(ROOT, "id", document.to_string()).expect("a key of the root");
            Ok::<_, Infallible>(())
        });
        let change = change.unwrap_or_else(|never| match never {}).expect("it wrote something");
        Candidate::new(document, change.info, change.bytes)
    }

    #[tokio::test]
    async fn no_more_is_kept_than_may_be_and_what_is_gone_is_read_again() {
        let storage = Memory::default();
        let secret = WorkspaceSecret([1; 32]);
        let workspace = secret.workspace();
        storage.create(workspace, secret.verifier(), 10).await.expect("made");
        let mut trials = Trials { most: 500_000, ..Trials::new(Gate::Whole) };
        let mut documents_kept = 0;
        for round in 0..2 {
            for number in 1..60 {
                let candidates = vec![first_change(number)];
                let mut batch = Batch { workspace, candidates, tried_at: None };
                trials.examine(&storage, &mut batch).await.expect("tried");
                assert_eq!(batch.candidates[0].objection, None);
                let names = names_in(&batch);
                let outcome = storage.commit(vec![batch]).await.expect("committed").remove(0);
                let Outcome::Committed(committed) = outcome else { panic!("{outcome:?}") };
                assert_eq!(committed.verdicts, [Verdict::Accepted], "in round {round}");
                trials.committed(workspace, &names, &committed);
                assert!(trials.weight <= 500_000, "{}", trials.weight);
                documents_kept = trials.uses.len();
                let held: usize = trials.workspaces.values().map(|of| of.documents.len()).sum();
                assert_eq!(held, documents_kept);
            }
        }
        assert!((2..20).contains(&documents_kept), "{documents_kept}");
        trials.forget(workspace);
        assert_eq!((trials.weight, trials.uses.len()), (0, 0));
    }
}
