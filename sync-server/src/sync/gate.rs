//! Parses what clients push, on a thread of its own: the bytes are hostile, and Automerge panics
//! on some of them.

use std::thread;

use shared::crdt;
use shared::gate::inspect_by;
use shared::id::{ChangeHash, WorkspaceId};
use shared::sync::log::Candidate;
use shared::wire::{PushedChange, Refusal};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::hub::Peer;
use std::sync::Arc;

/// Changes from one connection, on their way to the log.
pub(super) struct Push {
    pub(super) workspace: WorkspaceId,
    pub(super) changes: Vec<PushedChange>,
    /// Who gets the answer.
    pub(super) peer: Arc<Peer>,
    /// The memory that they take; given back once they are committed.
    pub(super) room: OwnedSemaphorePermit,
}

/// The same, parsed.
pub(super) struct Inspected {
    pub(super) workspace: WorkspaceId,
    pub(super) changes: Vec<(ChangeHash, Result<Candidate, Refusal>)>,
    pub(super) peer: Arc<Peer>,
    pub(super) room: OwnedSemaphorePermit,
}

/// Starts the thread. It ends when every sender is gone.
pub(super) fn start(queue: usize) -> (mpsc::Sender<Push>, mpsc::Receiver<Inspected>) {
    let (pushes, mut waiting) = mpsc::channel::<Push>(queue);
    let (inspected, ready) = mpsc::channel(queue);
    let run = move || {
        while let Some(Push { workspace, changes, peer, room }) = waiting.blocking_recv() {
            let changes = changes
                .into_iter()
                .map(|change| (change.hash, inspect_by(crdt::inspect, change)))
                .collect();
            if inspected.blocking_send(Inspected { workspace, changes, peer, room }).is_err() {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("regulars-gate".into())
        .spawn(run)
        .expect("a process that starts can have one more thread");
    (pushes, ready)
}
