//! What the sync core must know of a document. What the document means stays opaque here.

use crate::id::{ActorId, ChangeHash, DocumentId};
use crate::time::Timestamp;

/// Bytes that are no sound change, or do not join the document. Says why, for a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damaged(pub String);

/// An intention that this document cannot carry out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EditError(pub String);

/// What a change says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its name.
    pub hash: ChangeHash,
    /// The changes that it builds on; none only for a document's first.
    pub deps: Vec<ChangeHash>,
    /// Who wrote it.
    pub actor: ActorId,
    /// The actor's count of changes in this document, from 1.
    pub seq: u64,
    /// The lowest operation number in it.
    pub start_op: u64,
    /// The highest operation number in it.
    pub max_op: u64,
    /// Whether it carries an author; allowed only in an actor's first change.
    pub has_author: bool,
    /// Whether the actor id has the length that this product writes.
    pub actor_is_16_bytes: bool,
}

/// A change and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it says of itself.
    pub info: ChangeInfo,
    /// The uncompressed chunk.
    pub bytes: Vec<u8>,
}

/// In whose name, and when, an edit becomes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authoring {
    /// The writing session.
    pub actor: ActorId,
    /// The person, or this device where nobody has signed in.
    pub author: Option<Vec<u8>>,
    /// When, by this device's clock.
    pub at: Timestamp,
}

/// A document as the sync core handles it.
pub trait Document: Clone {
    /// The document before its first change.
    fn new(id: DocumentId) -> Self;

    /// What a change's bytes say of it.
    ///
    /// # Errors
    /// When the bytes are not exactly one sound, uncompressed change.
    fn inspect(bytes: &[u8]) -> Result<ChangeInfo, Damaged>;

    /// Takes in one change. Repeating one changes nothing.
    ///
    /// # Errors
    /// When it does not join; the document is then as it was.
    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged>;

    /// Whether it has taken in this change.
    fn contains(&self, hash: &ChangeHash) -> bool;

    /// The changes that no other change builds on, sorted.
    fn heads(&self) -> Vec<ChangeHash>;

    /// Carries out an encoded intention as one change; `None` where nothing would change.
    ///
    /// # Errors
    /// When the intention cannot be read or does not fit; the document is then as it was.
    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError>;

    /// What lists, search and reports read, encoded; a pure function of the document.
    fn facts(&self) -> Vec<u8>;
}
