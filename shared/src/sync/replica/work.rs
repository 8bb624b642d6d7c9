//! What a tab does in its transactions, one after another.

use super::TakenIn;
use super::documents::Open;
use super::link::LinkWork;
use crate::id::{BlobHash, ChangeHash, DocumentId};
use crate::sync::store::{Meta, Read};
use crate::time::Timestamp;

/// One thing to do in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Work {
    Start,
    /// Opens documents, some at a time: an edit of many closed ones takes few transactions.
    Load(Vec<DocumentId>),
    CatchUp,
    /// Computes facts again.
    Recompute(Vec<DocumentId>),
    Save,
    /// Adds what records lack: changes that came from no server.
    TakeIn(Vec<(DocumentId, Vec<Vec<u8>>)>),
    /// Erases documents for good, with photos that nothing else needs.
    Erase {
        documents: Vec<DocumentId>,
        photos: Vec<BlobHash>,
    },
    /// What the connection wants; it goes with it.
    Link(LinkWork),
}

/// What becomes true in memory once the running transaction has been committed.
pub(super) struct OnCommit<D> {
    /// How many of each document's unstored changes it writes.
    pub stored: Vec<(DocumentId, usize)>,
    /// Changes of others to take into open documents.
    pub apply: Vec<(DocumentId, Vec<Vec<u8>>)>,
    /// Facts that lists may show then.
    pub facts: Vec<(DocumentId, Vec<u8>)>,
    /// Documents that changes from elsewhere came to, with the heads that they had before.
    pub news: Vec<(DocumentId, Vec<ChangeHash>)>,
    /// Documents rebuilt; the number of unstored changes that were written again into them.
    pub replace: Vec<(DocumentId, Open<D>, usize)>,
    /// Documents erased, when, and how many edits that the server did not have went with each.
    pub erased: Vec<(DocumentId, Timestamp, usize)>,
    /// Documents whose erasure the server refused.
    pub not_erased: Vec<DocumentId>,
    /// What of other changes than the server's was taken in.
    pub taken_in: Option<TakenIn>,
    pub orphans: usize,
    pub outbox_len: usize,
    pub quarantine_len: usize,
    pub wrote: bool,
    pub outbox_grew: bool,
    pub done: Done,
}

impl<D> Default for OnCommit<D> {
    fn default() -> Self {
        Self {
            stored: Vec::new(),
            apply: Vec::new(),
            facts: Vec::new(),
            news: Vec::new(),
            replace: Vec::new(),
            erased: Vec::new(),
            not_erased: Vec::new(),
            taken_in: None,
            orphans: 0,
            outbox_len: 0,
            quarantine_len: 0,
            wrote: false,
            outbox_grew: false,
            done: Done::Nothing,
        }
    }
}

/// What the link is told once the running transaction has been committed.
#[derive(Default)]
pub(super) enum Done {
    #[default]
    Nothing,
    Delivered(Vec<ChangeHash>),
    SteppedBack(Meta),
    Offered,
}

pub(super) struct Running<D> {
    pub work: Work,
    pub read: Read,
    pub connection: u64,
    pub on_commit: OnCommit<D>,
    /// To be done once more, after these documents have been read anew.
    pub again: Option<Vec<DocumentId>>,
}
