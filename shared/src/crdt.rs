//! The only place that opens and commits Automerge documents.

use automerge::transaction::CommitOptions;
use automerge::{Author, Automerge};

use crate::id::{ActorId, ChangeHash};
use crate::sync::document::{Authoring, Change, ChangeInfo, Damaged};
use crate::time::Timestamp;

pub use automerge::transaction::{Transactable, Transaction};
pub use automerge::{ROOT, ReadDoc, ScalarValue, Value};

/// An Automerge document that remembers nothing but what its changes say.
#[derive(Clone, Default)]
pub struct Crdt {
    doc: Automerge,
}

/// Who wrote a value, and when by their clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The author's id, where the change names one.
    pub author: Option<Vec<u8>>,
    /// The writing session.
    pub actor: ActorId,
    /// When, by the writer's clock.
    pub at: Timestamp,
    /// The change that wrote it.
    pub hash: ChangeHash,
}

impl Crdt {
    /// A document with nothing in it, not even a first change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in one uncompressed change. Repeating a change changes nothing.
    ///
    /// # Errors
    /// When the bytes are no change, or the change does not join this document (a missing
    /// dependency, an actor's sequence number used twice). The document is then as it was.
    pub fn apply(&mut self, bytes: &[u8]) -> Result<ChangeHash, Damaged> {
        let change = decode(bytes)?;
        let hash = ChangeHash(change.hash().0);
        // Automerge would queue a change whose dependency is missing, invisibly.
        if let Some(dep) = change.deps().iter().find(|dep| !self.has(dep)) {
            return Err(Damaged(format!("depends on the unknown change {dep}")));
        }
        self.doc.apply_changes([change]).map_err(|error| Damaged(error.to_string()))?;
        Ok(hash)
    }

    /// The hashes of the changes that no other change builds on, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<_> =
            self.doc.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether this document has the change.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.has(&automerge::ChangeHash(hash.0))
    }

    fn has(&self, hash: &automerge::ChangeHash) -> bool {
        self.doc.get_change_meta_by_hash(hash).is_some()
    }

    /// Runs `write` as one change by `authoring`'s actor; `None` when it wrote nothing.
    ///
    /// # Errors
    /// What `write` returns; the document is then as it was.
    pub fn change<E>(
        &mut self,
        authoring: &Authoring,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), E>,
    ) -> Result<Option<Change>, E> {
        // The author first: setting it draws a new random actor.
        self.doc.set_author(authoring.author.clone().map(Author::from));
        self.doc.set_actor(automerge::ActorId::from(authoring.actor.0));
        let mut transaction = self.doc.transaction();
        if let Err(error) = write(&mut transaction) {
            transaction.rollback();
            return Err(error);
        }
        if transaction.pending_ops() == 0 {
            transaction.rollback();
            return Ok(None);
        }
        transaction.commit_with(CommitOptions::default().with_time(authoring.at.0));
        let change = self.doc.get_last_local_change().expect("a change was just committed");
        Ok(Some(Change { info: info(&change), bytes: change.raw_bytes().to_vec() }))
    }

    /// The document, to read.
    pub fn read(&self) -> &Automerge {
        &self.doc
    }

    /// Every key of the root that holds a scalar, in order: key, the value that a plain read gives,
    /// and whether several values stand there. See [`Self::answers`] for those.
    pub fn scalars(&self) -> impl Iterator<Item = (String, ScalarValue, bool)> {
        self.doc.map_range(ROOT, ..).filter_map(|item| match item.value.into_value() {
            Value::Scalar(value) => {
                Some((item.key.into_owned(), value.into_owned(), item.conflict))
            }
            Value::Object(_) => None,
        })
    }

    /// The values that stand under a key of the root, with who wrote each: one where nobody
    /// disagrees. The last one is what a plain read returns.
    pub fn answers(&self, key: &str) -> Vec<(ScalarValue, Origin)> {
        let Ok(values) = self.doc.get_all(ROOT, key) else { return Vec::new() };
        values
            .into_iter()
            .filter_map(|(value, op)| {
                let hash = self.doc.hash_for_opid(&op)?;
                Some((value.as_scalar()?.clone(), self.origin(&ChangeHash(hash.0))?))
            })
            .collect()
    }

    /// Who wrote a change, and when.
    pub fn origin(&self, hash: &ChangeHash) -> Option<Origin> {
        let change = self.doc.get_change_meta_by_hash(&automerge::ChangeHash(hash.0))?;
        Some(Origin {
            author: self
                .doc
                .get_author_for_actor(&change.actor)
                .map(|author| author.as_bytes().to_vec()),
            actor: ActorId::try_from(change.actor.to_bytes()).ok()?,
            at: Timestamp(change.timestamp),
            hash: *hash,
        })
    }
}

/// What a change's bytes say of it, without a document.
///
/// # Errors
/// When the bytes are not exactly one sound, uncompressed change chunk.
pub fn inspect(bytes: &[u8]) -> Result<ChangeInfo, Damaged> {
    decode(bytes).map(|change| info(&change))
}

/// Automerge's container: four magic bytes, a checksum of four, the chunk's type, its length.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_AT: usize = 8;
const TYPE_CHANGE: u8 = 1;

fn decode(bytes: &[u8]) -> Result<automerge::Change, Damaged> {
    // Only uncompressed changes: a compressed one (type 2) can inflate a thousandfold.
    if bytes.get(..4) != Some(&MAGIC[..]) || bytes.get(TYPE_AT) != Some(&TYPE_CHANGE) {
        return Err(Damaged("not an uncompressed change".into()));
    }
    let change = automerge::Change::try_from(bytes).map_err(|error| Damaged(error.to_string()))?;
    if change.raw_bytes().len() != bytes.len() {
        return Err(Damaged("more than one change".into()));
    }
    Ok(change)
}

fn info(change: &automerge::Change) -> ChangeInfo {
    let mut actor = [0; 16];
    let bytes = change.actor_id().to_bytes();
    let length = bytes.len().min(16);
    actor[..length].copy_from_slice(&bytes[..length]);
    ChangeInfo {
        hash: ChangeHash(change.hash().0),
        deps: change.deps().iter().map(|dep| ChangeHash(dep.0)).collect(),
        actor: ActorId(actor),
        seq: change.seq(),
        max_op: change.start_op().get() + (change.len() as u64).saturating_sub(1),
        has_author: change.author().is_some(),
        actor_is_16_bytes: bytes.len() == 16,
    }
}
