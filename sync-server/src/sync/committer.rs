//! Group commit: everything that waits goes to the disk together, and is answered when it is there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use shared::access::Action;
use shared::id::{AccountId, ChangeHash, WorkspaceId};
use shared::sync::log::{Candidate, Verdict};
use shared::wire::Refusal;
use shared::wire::accounts::Happened;
use tokio::sync::mpsc;

use super::gate::Inspected;
use super::hub::{News, Peer};
use super::outlet::Outlet;
use super::trials::{Trials, names_in};
use crate::access::now;
use crate::metrics::Metrics;
use crate::storage::{Accounts, Batch, Committed, Gone, Note, Outcome, Storage, StorageError};

/// Changes in one transaction, about: more would only make the first of them wait.
const GROUP_CHANGES: usize = 2048;

/// Commits group after group until nobody can push any more.
pub(super) async fn run(
    (storage, accounts): (Arc<dyn Storage>, Arc<dyn Accounts>),
    outlet: Outlet,
    metrics: Arc<Metrics>,
    mut trials: Trials,
    mut inspected: mpsc::Receiver<Inspected>,
) {
    while let Some(first) = inspected.recv().await {
        let mut count = first.changes.len();
        let mut pushes = vec![first];
        while count < GROUP_CHANGES {
            let Ok(next) = inspected.try_recv() else { break };
            count += next.changes.len();
            pushes.push(next);
        }
        commit(storage.as_ref(), accounts.as_ref(), &outlet, &metrics, &mut trials, pushes).await;
    }
}

/// Tries and commits batches until the storage has decided about each. Where others write to the same
/// documents at the same time, one of them gets ahead every time, so this ends.
async fn decide(
    storage: &dyn Storage,
    trials: &mut Trials,
    mut batches: Vec<Batch>,
) -> Result<Vec<Committed>, StorageError> {
    let mut done: Vec<Option<Committed>> = batches.iter().map(|_| None).collect();
    let mut waiting: Vec<usize> = (0..batches.len()).collect();
    while !waiting.is_empty() {
        for batch in &mut batches {
            trials.examine(storage, batch).await?;
        }
        let asked: Vec<_> =
            batches.iter().map(|batch| (batch.workspace, names_in(batch))).collect();
        let outcomes = storage.commit(batches).await?;
        batches = Vec::new();
        let mut again = Vec::new();
        for ((place, outcome), (workspace, names)) in waiting.into_iter().zip(outcomes).zip(asked) {
            match outcome {
                Outcome::Committed(committed) => {
                    trials.committed(workspace, &names, &committed);
                    done[place] = Some(committed);
                }
                Outcome::Behind(mut batch) => {
                    trials.forget(workspace);
                    for candidate in &mut batch.candidates {
                        candidate.objection = None;
                    }
                    batches.push(batch);
                    again.push(place);
                }
            }
        }
        waiting = again;
    }
    Ok(done.into_iter().flatten().collect())
}

async fn commit(
    storage: &dyn Storage,
    accounts: &dyn Accounts,
    outlet: &Outlet,
    metrics: &Metrics,
    trials: &mut Trials,
    pushes: Vec<Inspected>,
) {
    let mut group = Group::default();
    let mut rooms = Vec::with_capacity(pushes.len());
    for push in pushes {
        group.add(push.workspace, push.peer, push.changes);
        rooms.push(push.room);
    }
    let Group { batches, workspaces, asked, .. } = group;
    let begin = Instant::now();
    match decide(storage, trials, batches).await {
        Ok(committed) => {
            let took = begin.elapsed();
            let mut counts = (0, 0);
            for Asked { peer, changes } in asked.into_values() {
                let mut head = 0;
                let verdicts: Vec<_> = changes
                    .into_iter()
                    .map(|(hash, place)| match place {
                        Place::Refused(refusal) => (hash, Verdict::Refused(refusal)),
                        Place::In { batch, at } => {
                            head = head.max(committed[batch].end.seq);
                            (hash, committed[batch].verdicts[at])
                        }
                    })
                    .collect();
                count(&verdicts, &mut counts);
                peer.tell(News::Committed { verdicts, head });
            }
            metrics.committed(took, counts.0, counts.1);
            for (workspace, committed) in workspaces.into_iter().zip(committed) {
                if !committed.published.is_empty() {
                    outlet.publish(workspace, committed.published);
                }
                note(accounts, workspace, &committed.gone).await;
            }
        }
        Err(error) => {
            for workspace in workspaces {
                trials.forget(workspace);
            }
            metrics.storage_failed();
            match error {
                StorageError::Full => tracing::error!("the disk is full: nothing was stored"),
                StorageError::Failed(error) => tracing::error!(%error, "nothing was stored"),
            }
            for Asked { peer, .. } in asked.into_values() {
                peer.tell(News::StorageFailed);
            }
        }
    }
}

/// Who erased what, for the workspace's audit log: the record's id, and nothing that it said.
async fn note(accounts: &dyn Accounts, workspace: WorkspaceId, gone: &[Gone]) {
    for Gone { document, by, .. } in gone {
        let Some(by) = by else { continue };
        let note = Note {
            what: Happened::Erased,
            workspace: Some(workspace),
            who: Some(*by),
            whom: Some(AccountId(document.0)),
            role: None,
            address: String::new(),
        };
        if let Err(error) = accounts.note(note, now()).await {
            tracing::error!(%error, "an erasure is not in the audit log");
        }
    }
}

fn count(verdicts: &[(ChangeHash, Verdict)], (accepted, refused): &mut (u64, u64)) {
    for (_, verdict) in verdicts {
        match verdict {
            Verdict::Accepted => *accepted += 1,
            Verdict::Refused(_) => *refused += 1,
        }
    }
}

/// Pushes of many connections, sorted by workspace, and who wants to know of which change.
#[derive(Default)]
struct Group {
    batches: Vec<Batch>,
    /// The batches' workspaces.
    workspaces: Vec<WorkspaceId>,
    batch_of: HashMap<WorkspaceId, usize>,
    asked: HashMap<u64, Asked>,
}

struct Asked {
    peer: Arc<Peer>,
    changes: Vec<(ChangeHash, Place)>,
}

/// Where a change's verdict will stand.
enum Place {
    Refused(Refusal),
    In { batch: usize, at: usize },
}

impl Group {
    fn add(
        &mut self,
        workspace: WorkspaceId,
        peer: Arc<Peer>,
        changes: Vec<(ChangeHash, Result<Candidate, Refusal>)>,
    ) {
        let batch = *self.batch_of.entry(workspace).or_insert_with(|| {
            self.workspaces.push(workspace);
            self.batches.push(Batch { workspace, candidates: Vec::new(), tried_at: None });
            self.batches.len() - 1
        });
        let candidates = &mut self.batches[batch].candidates;
        let asked = self
            .asked
            .entry(peer.number)
            .or_insert_with(|| Asked { peer, changes: Vec::with_capacity(changes.len()) });
        for (hash, inspected) in changes {
            let place = match inspected {
                Err(refusal) => Place::Refused(refusal),
                Ok(candidate) => {
                    // What they may at this moment decides, and not what they might when they sent it.
                    let wants = match candidate.erasure {
                        Some(_) => Action::Erase,
                        None => Action::Write,
                    };
                    let (pusher, allowed) = asked.peer.holder.pusher(wants);
                    candidates.push(Candidate { pusher, allowed, ..candidate });
                    Place::In { batch, at: candidates.len() - 1 }
                }
            };
            asked.changes.push((hash, place));
        }
    }
}
