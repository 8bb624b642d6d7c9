//! The documents that one tab has open, and what it has not stored yet.

use std::collections::{HashMap, HashSet};

use crate::id::{ActorId, ChangeHash, DocumentId};
use crate::sorting::sort;
use crate::sync::document::{Authoring, Change, Document, EditError};
use crate::sync::entropy::Entropy;
use crate::sync::store::{Content, StoredChunk};
use crate::time::Timestamp;

/// A change that only this tab's memory holds.
#[derive(Debug, Clone)]
pub(super) struct Unstored {
    pub change: Change,
    pub edit: Vec<u8>,
    pub at: Timestamp,
}

/// A document in memory: everything stored that this tab has read, and its own unstored changes.
#[derive(Clone)]
pub(super) struct Open<D> {
    pub doc: D,
    /// [`crate::sync::store::Entry::rebuilds`] when it was read.
    pub rebuilds: u32,
    /// Changes were taken out of it in storage: it must be read anew before anything is stored.
    pub stale: bool,
    pub unstored: Vec<Unstored>,
    /// When it was last asked for; the least recent goes first.
    pub used: u64,
}

/// How many documents stay open that nobody watches.
const KEPT_OPEN: usize = 64;

pub(super) struct Documents<D> {
    pub open: HashMap<DocumentId, Open<D>>,
    /// The documents that a screen shows; they stay open.
    pub watched: HashSet<DocumentId>,
    actor: ActorId,
    /// Where this tab writes under another actor, because its earlier changes may be gone.
    rotated: HashMap<DocumentId, ActorId>,
    pub author: Option<Vec<u8>>,
    /// Edits that fitted no document any more; they go into quarantine with the next transaction.
    pub orphans: Vec<(DocumentId, Unstored)>,
    uses: u64,
}

impl<D: Document> Documents<D> {
    pub fn new(actor: ActorId, author: Option<Vec<u8>>) -> Self {
        Self {
            open: HashMap::new(),
            watched: HashSet::new(),
            actor,
            rotated: HashMap::new(),
            author,
            orphans: Vec::new(),
            uses: 0,
        }
    }

    /// Who writes in this document now.
    pub fn authoring(&self, id: &DocumentId, at: Timestamp) -> Authoring {
        let actor = self.rotated.get(id).copied().unwrap_or(self.actor);
        Authoring { actor, author: self.author.clone(), at }
    }

    /// From now on this tab writes in this document as somebody new.
    pub fn rotate(&mut self, id: DocumentId, entropy: &mut Entropy) {
        self.rotated.insert(id, entropy.actor());
    }

    /// Opens a document with this content, in place of what was open.
    pub fn insert(&mut self, id: DocumentId, doc: D, rebuilds: u32) -> &mut Open<D> {
        self.uses += 1;
        let open = Open { doc, rebuilds, stale: false, unstored: Vec::new(), used: self.uses };
        self.open.entry(id).insert_entry(open).into_mut()
    }

    /// Marks a document as wanted.
    pub fn touch(&mut self, id: &DocumentId) -> Option<&mut Open<D>> {
        self.uses += 1;
        let uses = self.uses;
        let open = self.open.get_mut(id)?;
        open.used = uses;
        Some(open)
    }

    /// Carries out an edit in memory.
    pub fn edit(
        &mut self,
        id: DocumentId,
        edit: Vec<u8>,
        at: Timestamp,
    ) -> Result<Option<ChangeHash>, EditError> {
        let authoring = self.authoring(&id, at);
        let Some(open) = self.touch(&id) else {
            return Err(EditError("the record is not open".into()));
        };
        let Some(change) = open.doc.author(&edit, &authoring)? else { return Ok(None) };
        let hash = change.info.hash;
        open.unstored.push(Unstored { change, edit, at });
        Ok(Some(hash))
    }

    /// Writes edits again on `doc`, by this document's present actor. An edit that no longer
    /// changes anything is left out; one that no longer fits becomes an orphan.
    pub fn write_again(
        &mut self,
        id: &DocumentId,
        doc: &mut D,
        edits: Vec<Unstored>,
    ) -> Vec<Unstored> {
        let mut written = Vec::new();
        for old in edits {
            match doc.author(&old.edit, &self.authoring(id, old.at)) {
                Ok(Some(change)) => written.push(Unstored { change, ..old }),
                Ok(None) => {}
                Err(_) => self.orphans.push((*id, old)),
            }
        }
        written
    }

    /// The documents with changes that are not stored.
    pub fn unstored(&self) -> Vec<DocumentId> {
        let with = self.open.iter().filter(|(_, open)| !open.unstored.is_empty());
        let mut ids: Vec<_> = with.map(|(id, _)| *id).collect();
        sort(&mut ids);
        ids
    }

    /// How many changes are not stored.
    pub fn unstored_len(&self) -> usize {
        self.open.values().map(|open| open.unstored.len()).sum()
    }

    /// Closes what has not been used for long. Never while a transaction is under way.
    pub fn close_least_used(&mut self) {
        let mut idle: Vec<_> = self
            .open
            .iter()
            .filter(|(id, open)| open.unstored.is_empty() && !self.watched.contains(id))
            .map(|(id, open)| (open.used, *id))
            .collect();
        if idle.len() > KEPT_OPEN {
            sort(&mut idle);
            for (_, id) in &idle[..idle.len() - KEPT_OPEN] {
                self.open.remove(id);
            }
        }
    }
}

/// Builds a document from its stored chunks, and counts those that did not join. A change can
/// stand before one that it builds on, so what fails is tried again after the others.
pub(super) fn load<'a, D: Document>(
    id: DocumentId,
    chunks: impl IntoIterator<Item = &'a StoredChunk>,
) -> (D, usize) {
    let mut doc = D::new(id);
    let mut waiting: Vec<&[u8]> = chunks
        .into_iter()
        .filter(|chunk| chunk.document == id)
        .filter_map(|chunk| match &chunk.content {
            Content::Change { bytes, .. } => Some(bytes.as_slice()),
            Content::Rebuilt => None,
        })
        .collect();
    loop {
        let before = waiting.len();
        waiting.retain(|bytes| doc.apply(bytes).is_err());
        if waiting.is_empty() || waiting.len() == before {
            return (doc, waiting.len());
        }
    }
}

/// The hashes in `refused`, and of all chunks that build on them.
pub(super) fn with_dependents<D: Document>(
    chunks: &[StoredChunk],
    refused: impl IntoIterator<Item = ChangeHash>,
) -> HashSet<ChangeHash> {
    let mut gone: HashSet<ChangeHash> = refused.into_iter().collect();
    let infos: Vec<_> = chunks
        .iter()
        .filter_map(|chunk| match &chunk.content {
            Content::Change { bytes, .. } => D::inspect(bytes).ok(),
            Content::Rebuilt => None,
        })
        .collect();
    loop {
        let before = gone.len();
        for info in &infos {
            if info.deps.iter().any(|dep| gone.contains(dep)) {
                gone.insert(info.hash);
            }
        }
        if gone.len() == before {
            return gone;
        }
    }
}
