//! What a device keeps, and the one kind of transaction in which all of it is read and written.
//!
//! Several tabs share one storage. Every transaction is: read what [`Read`] names, decide with a
//! pure function, write what [`Write`] says, all or nothing, one after another. The numbers that
//! order chunks and outbox come from [`Meta::next`], which the decision takes and writes back; so
//! a storage counts nothing by itself.

use minicbor::{Decode, Encode};

use super::cursor::{Checkpoints, Cursor};
use crate::id::{ChangeHash, DocumentId};
use crate::time::Timestamp;
use crate::wire::Refusal;

/// The device's own count of what it stored, from 1. Tabs read on from the last they know.
pub type Place = u64;

/// A change of a document, or the mark that a document was rebuilt from fewer changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChunk {
    /// Its place among all chunks of this device.
    pub place: Place,
    /// The record.
    pub document: DocumentId,
    /// The change.
    pub content: Content,
}

/// What a stored chunk holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// An uncompressed change.
    Change {
        /// Its name; a document has it once.
        hash: ChangeHash,
        /// The chunk; of no length for the tombstone of an erased document.
        bytes: Vec<u8>,
    },
    /// Changes were taken out of this document: a tab that has it open must read it anew.
    Rebuilt,
}

/// A change that the server's log, as far as this device has read it, does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OutboxRow {
    /// The order in which rows are pushed.
    #[n(0)]
    pub place: Place,
    /// The record.
    #[n(1)]
    pub document: DocumentId,
    /// The change; a device has it once in its outbox.
    #[n(2)]
    pub hash: ChangeHash,
    /// The chunk.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// The intention, to write it again if the change cannot stand; none for a change that is
    /// offered back to a server that lost it.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub edit: Option<Vec<u8>>,
    /// When it was made, by this device's clock.
    #[n(5)]
    pub at: Timestamp,
    /// How often the intention has been written again.
    #[n(6)]
    pub attempts: u8,
}

/// A change that the server refused, kept to be seen and exported.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Quarantined {
    /// The record.
    #[n(0)]
    pub document: DocumentId,
    /// The change; a device has it once in its quarantine.
    #[n(1)]
    pub hash: ChangeHash,
    /// The chunk.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// The intention, where known.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub edit: Option<Vec<u8>>,
    /// When it was made.
    #[n(4)]
    pub at: Timestamp,
    /// Why it was refused.
    #[n(5)]
    pub reason: Refusal,
}

/// What is kept beside a document's chunks, so that a list opens no document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    /// The document's heads, sorted.
    #[n(0)]
    pub heads: Vec<ChangeHash>,
    /// Its facts, encoded.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub facts: Vec<u8>,
    /// How often the document was rebuilt from fewer changes.
    #[n(2)]
    pub rebuilds: u32,
    /// When this device erased the document for good, or heard of it, by its clock; none while the
    /// document is there. What is left of it is its tombstone, which is its only head and chunk; it
    /// has no facts.
    #[n(3)]
    pub erased: Option<Timestamp>,
}

/// What is kept once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Meta {
    /// The next free [`Place`].
    #[n(0)]
    pub next: Place,
    /// Where this device stands in the server's log; none before the first connection.
    #[n(1)]
    pub cursor: Option<Cursor>,
    /// Earlier points, to find the common one after a mismatch.
    #[n(2)]
    pub checkpoints: Checkpoints,
    /// How often this device stepped back; a connection from before a step back may not store.
    #[n(3)]
    pub era: u64,
    /// Whether, after a step back, it is still to be found out what the server lacks.
    #[n(4)]
    pub comparing: bool,
}

impl Default for Meta {
    fn default() -> Self {
        Self {
            next: 1,
            cursor: None,
            checkpoints: Checkpoints::default(),
            era: 0,
            comparing: false,
        }
    }
}

/// What a transaction reads. Meta and the counts are always read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// Chunks with a higher place than this, by place, at most [`NEWER_LIMIT`]; and the entries of
    /// their documents.
    pub newer_than: Option<Place>,
    /// All chunks and the entry of these documents.
    pub documents: Vec<DocumentId>,
    /// Only the entry of these documents.
    pub entries: Vec<DocumentId>,
    /// Every document's entry.
    pub all_entries: bool,
    /// Outbox rows, by place.
    pub outbox: OutboxRead,
    /// Everything in quarantine.
    pub quarantine: bool,
}

/// Which rows of the outbox a transaction reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OutboxRead {
    /// None.
    #[default]
    Nothing,
    /// The first `limit` rows with a place above `after`.
    After {
        /// The last place not wanted.
        after: Place,
        /// How many.
        limit: usize,
    },
    /// All rows of these documents.
    Of(Vec<DocumentId>),
}

/// How many newer chunks one transaction reads.
pub const NEWER_LIMIT: usize = 1024;

/// What a transaction read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// What is kept once.
    pub meta: Meta,
    /// Rows in the outbox.
    pub outbox_len: usize,
    /// Changes in quarantine.
    pub quarantine_len: usize,
    /// As asked by [`Read::newer_than`].
    pub newer: Vec<StoredChunk>,
    /// Whether [`NEWER_LIMIT`] left some out.
    pub more: bool,
    /// The entries asked for in any way, each document once; none for a document without one.
    pub entries: Vec<(DocumentId, Entry)>,
    /// The chunks of [`Read::documents`], by place. Marks of a rebuild are left out.
    pub chunks: Vec<StoredChunk>,
    /// As asked by [`Read::outbox`], by place.
    pub outbox: Vec<OutboxRow>,
    /// As asked by [`Read::quarantine`].
    pub quarantine: Vec<Quarantined>,
}

/// What a transaction writes. Removals come before additions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Write {
    /// Chunks to take out, by document and hash.
    pub remove_chunks: Vec<(DocumentId, ChangeHash)>,
    /// Outbox rows to drop, by hash; unknown ones are passed over.
    pub remove_outbox: Vec<ChangeHash>,
    /// Quarantined changes to drop, by hash.
    pub remove_quarantine: Vec<ChangeHash>,
    /// New chunks.
    pub chunks: Vec<StoredChunk>,
    /// New outbox rows, or new versions of rows with the same hash.
    pub outbox: Vec<OutboxRow>,
    /// New changes in quarantine.
    pub quarantine: Vec<Quarantined>,
    /// Entries to set.
    pub entries: Vec<(DocumentId, Entry)>,
    /// What is kept once, if it changed.
    pub meta: Option<Meta>,
}

impl Write {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Why nothing was stored. What the transaction would have written is not there, in no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The device or the browser's allowance is full.
    #[error("this device has no room left")]
    Full,
    /// The browser gives no storage (private mode, blocked, closed by another version).
    #[error("this browser does not let Regulars keep anything: {0}")]
    Unavailable(String),
    /// The transaction was aborted; trying again may help.
    #[error("this device could not store it: {0}")]
    Aborted(String),
}

/// A device's storage.
///
/// `crate::testing::store_contract` says by tests what each implementation must do.
#[allow(async_fn_in_trait, reason = "a browser has one thread, and tests block on it")]
pub trait Store {
    /// Reads, decides, writes: one transaction, exclusive among all tabs, durable when it returns.
    /// `decide` is called once, unless the reading fails.
    ///
    /// # Errors
    /// When it could not be done; then nothing was written.
    async fn transact(
        &self,
        read: &Read,
        decide: &mut dyn FnMut(Snapshot) -> Write,
    ) -> Result<(), StoreError>;
}
