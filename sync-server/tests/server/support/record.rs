//! Changes as a device writes them.

use std::convert::Infallible;

use automerge::transaction::Transactable;
use shared::crdt::{Crdt, ROOT};
use shared::id::{ActorId, DocumentId};
use shared::sync::document::Authoring;
use shared::time::Timestamp;
use shared::wire::PushedChange;

/// One person's record on one device.
pub struct Record {
    pub id: DocumentId,
    crdt: Crdt,
    authoring: Authoring,
    /// Whether its first change says which record it is.
    named: bool,
}

impl Record {
    /// A record with nothing in it, written by an actor of its own. Give each a number of its own.
    pub fn new(number: u64) -> Self {
        let mut id = [0x11; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        let mut actor = [0x22; 16];
        actor[..8].copy_from_slice(&number.to_be_bytes());
        Self {
            id: DocumentId(id),
            crdt: Crdt::new(),
            authoring: Authoring {
                actor: ActorId(actor),
                author: Some(vec![7; 16]),
                at: Timestamp(1_750_000_000_000),
            },
            named: true,
        }
    }

    /// The same, as the tests of the first version wrote it: it does not say which record it is.
    pub fn nameless(number: u64) -> Self {
        Self { named: false, ..Self::new(number) }
    }

    /// The same record as it is now, on a device of somebody else. Give each a number of its own.
    pub fn another(&self, number: u8) -> Self {
        let mut authoring = self.authoring.clone();
        authoring.actor.0[15] = number;
        Self { id: self.id, crdt: self.crdt.clone(), authoring, named: self.named }
    }

    /// Writes one field.
    pub fn set(&mut self, key: &str, value: &str) -> PushedChange {
        self.set_all(&[(key, value)])
    }

    /// Writes some fields in one change.
    pub fn set_all(&mut self, fields: &[(&str, &str)]) -> PushedChange {
        let (first, id) = (self.named && self.crdt.heads().is_empty(), self.id);
        let change = self
            .crdt
            .change(&self.authoring, |transaction| {
                if first {
                    transaction.put(ROOT, "id", id.to_string()).expect("a key of the root");
                }
                for (key, value) in fields {
                    transaction.put(ROOT, *key, *value).expect("a key of the root");
                }
                Ok::<_, Infallible>(())
            })
            .unwrap_or_else(|never| match never {})
            .expect("it wrote something");
        PushedChange { document: self.id, hash: change.info.hash, bytes: change.bytes }
    }

    /// The next `count` changes, each with a new note.
    pub fn changes(&mut self, count: usize) -> Vec<PushedChange> {
        (0..count).map(|at| self.set("note", &format!("note {at}"))).collect()
    }

    /// The next `count` changes, each of a little more than `bytes`.
    pub fn large_changes(&mut self, count: usize, bytes: usize) -> Vec<PushedChange> {
        let text = "x".repeat(bytes);
        (0..count).map(|at| self.set("note", &format!("{at}{text}"))).collect()
    }
}
