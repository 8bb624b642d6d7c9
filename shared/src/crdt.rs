//! The only place that opens and commits Automerge documents.

use std::borrow::Cow;
use std::collections::HashSet;

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::transaction::CommitOptions;
use automerge::{Author, Automerge};

use crate::id::{ActorId, ChangeHash};
use crate::sync::document::{Authoring, Change, ChangeInfo, Damaged};
use crate::time::Timestamp;

mod unfolding;

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

/// The name of one write. The greater one of two that know nothing of each other wins a plain read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// One more than the highest that the writer knew.
    pub counter: u64,
    /// The writer.
    pub actor: ActorId,
}

/// One write of a key of the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its name.
    pub op: OpId,
    /// The key.
    pub key: String,
    /// What was written: `None` for what is no scalar, and where only others were taken away.
    pub value: Option<ScalarValue>,
    /// The writes whose values stood there until then.
    pub over: Vec<OpId>,
    /// Whether it wrote no value and only took those away: so Automerge writes down that, of
    /// several answers, the shown one is set again.
    pub settles: bool,
}

/// A change, and what it wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Who made it, and when.
    pub origin: Origin,
    /// The changes that it builds on.
    pub deps: Vec<ChangeHash>,
    /// The text that stays with it.
    pub message: Option<String>,
    /// Its writes in the root, in their order. Counters that are stepped are left out.
    pub writes: Vec<Written>,
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

    /// Takes in several changes, each after those that it builds on, in a fraction of the time that
    /// it takes one by one.
    ///
    /// # Errors
    /// When any of them does not join. What the document is then is not said: do it on a copy.
    pub fn apply_all<'a>(
        &mut self,
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(), Damaged> {
        let mut changes: Vec<automerge::Change> = Vec::new();
        let mut coming = HashSet::new();
        for bytes in chunks {
            let change = decode(bytes)?;
            let missing = |dep: &&automerge::ChangeHash| !coming.contains(*dep) && !self.has(dep);
            if let Some(dep) = change.deps().iter().find(missing) {
                return Err(Damaged(format!("depends on the unknown change {dep}")));
            }
            coming.insert(change.hash());
            changes.push(change);
        }
        self.doc.apply_changes(changes).map_err(|error| Damaged(error.to_string()))?;
        match coming.iter().find(|hash| !self.has(hash)) {
            Some(hash) => Err(Damaged(format!("{hash} was not taken in"))),
            None => Ok(()),
        }
    }

    /// Whether the document can be saved, loaded, read as a whole and edited. Where it cannot,
    /// Automerge may also panic.
    ///
    /// # Errors
    /// What cannot be done.
    pub fn examine(&self) -> Result<(), Damaged> {
        let saved = self.doc.save_nocompress();
        let mut copy =
            Automerge::load(&saved).map_err(|error| Damaged(format!("does not load: {error}")))?;
        if copy.get_heads() != self.doc.get_heads() {
            return Err(Damaged("is another one when it is loaded".into()));
        }
        for doc in [&self.doc, &copy] {
            for item in doc.map_range(ROOT, ..) {
                let answers = doc.get_all(ROOT, item.key.as_ref());
                let answers = answers.map_err(|error| Damaged(error.to_string()))?;
                if answers.is_empty() {
                    return Err(Damaged("a key has no value".into()));
                }
                if answers.iter().any(|(value, _)| matches!(value, Value::Object(_))) {
                    let _what_is_in_it = doc.hydrate(None);
                }
            }
        }
        copy.set_actor(automerge::ActorId::from(PROBING));
        let mut transaction = copy.transaction();
        transaction.put(ROOT, "probe", true).map_err(|error| Damaged(error.to_string()))?;
        transaction.commit();
        let change = copy.get_last_local_change().ok_or(Damaged("takes no edit".into()))?;
        // As everybody else would get it.
        let mut other = self.clone();
        other.apply(change.raw_bytes())?;
        Ok(())
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

    /// The highest operation number in a change of this document.
    pub fn highest_op_of(&self, hash: &ChangeHash) -> Option<u64> {
        self.doc.get_change_meta_by_hash(&automerge::ChangeHash(hash.0)).map(|meta| meta.max_op)
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
        self.change_with_message(authoring, None, write)
    }

    /// The same, with a text that stays with the change.
    ///
    /// # Errors
    /// What `write` returns; the document is then as it was.
    pub fn change_with_message<E>(
        &mut self,
        authoring: &Authoring,
        message: Option<String>,
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
        let options = CommitOptions::default().with_time(authoring.at.0);
        transaction.commit_with(match message {
            Some(message) => options.with_message(message),
            None => options,
        });
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

    /// Every change with what it wrote, each after those that it builds on. This reads the whole
    /// document: see the speed in `examples/history_speed.rs`.
    pub fn log(&self) -> Vec<Logged> {
        self.doc.get_changes(&[]).iter().filter_map(|change| self.logged(change)).collect()
    }

    fn logged(&self, change: &automerge::Change) -> Option<Logged> {
        let change = change.decode();
        let actor = actor_id(&change.actor_id)?;
        let mut writes = Vec::with_capacity(change.operations.len());
        for (counter, op) in (change.start_op.get()..).zip(change.operations) {
            let (ObjectId::Root, Key::Map(key)) = (op.obj, op.key) else { continue };
            let settles = op.action == OpType::Delete;
            let value = match op.action {
                OpType::Put(value) => Some(value),
                OpType::Increment(_) => continue,
                _ => None,
            };
            let over = op.pred.iter();
            writes.push(Written {
                op: OpId { counter, actor },
                key: key.to_string(),
                value,
                over: over
                    .filter_map(|id| Some(OpId { counter: id.0, actor: actor_id(&id.1)? }))
                    .collect(),
                settles,
            });
        }
        let hash = ChangeHash(change.hash?.0);
        let author = self.doc.get_author_for_actor(&change.actor_id);
        Some(Logged {
            origin: Origin {
                author: author.map(|author| author.as_bytes().to_vec()),
                actor,
                at: Timestamp(change.time),
                hash,
            },
            deps: change.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
            message: change.message,
            writes,
        })
    }

    /// The text that stays with a change, where it has one.
    pub fn message(&self, hash: &ChangeHash) -> Option<String> {
        let change = self.doc.get_change_meta_by_hash(&automerge::ChangeHash(hash.0))?;
        change.message.map(Cow::into_owned)
    }

    /// Who wrote a change, and when.
    pub fn origin(&self, hash: &ChangeHash) -> Option<Origin> {
        let change = self.doc.get_change_meta_by_hash(&automerge::ChangeHash(hash.0))?;
        Some(Origin {
            author: self
                .doc
                .get_author_for_actor(&change.actor)
                .map(|author| author.as_bytes().to_vec()),
            actor: actor_id(&change.actor)?,
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

/// Who writes the edit that shows that a document can be edited. It is never kept.
const PROBING: [u8; 16] = *b"regulars probing";

/// Automerge's container: four magic bytes, a checksum of four, the chunk's type, its length.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const TYPE_AT: usize = 8;
const TYPE_CHANGE: u8 = 1;

fn decode(bytes: &[u8]) -> Result<automerge::Change, Damaged> {
    // Only uncompressed changes: a compressed one (type 2) can inflate a thousandfold.
    if bytes.get(..4) != Some(&MAGIC[..]) || bytes.get(TYPE_AT) != Some(&TYPE_CHANGE) {
        return Err(Damaged("not an uncompressed change".into()));
    }
    unfolding::check(bytes)?;
    let change = automerge::Change::try_from(bytes).map_err(|error| Damaged(error.to_string()))?;
    if change.raw_bytes().len() != bytes.len() {
        return Err(Damaged("more than one change".into()));
    }
    // Automerge reads the checksum, the first bytes of the hash, and compares it with nothing.
    if bytes.get(MAGIC.len()..TYPE_AT) != Some(&change.hash().0[..TYPE_AT - MAGIC.len()]) {
        return Err(Damaged("its checksum is another one".into()));
    }
    Ok(change)
}

fn actor_id(actor: &automerge::ActorId) -> Option<ActorId> {
    ActorId::try_from(actor.to_bytes()).ok()
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
        start_op: change.start_op().get(),
        max_op: change.start_op().get() + (change.len() as u64).saturating_sub(1),
        has_author: change.author().is_some(),
        actor_is_16_bytes: bytes.len() == 16,
    }
}
