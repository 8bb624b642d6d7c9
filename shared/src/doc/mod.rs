//! A record as an Automerge document. Nothing else writes keys.

mod read;
mod schema;
mod write;

pub use schema::fold_tag;

use crate::crdt::{Crdt, inspect};
use crate::edit;
use crate::id::{ChangeHash, DocumentId};
use crate::model::{Disagreement, Record};
use crate::sync::document::{Authoring, Change, ChangeInfo, Damaged, Document, EditError};
use crate::view::Facts;

/// The most bytes of one encoded list of edits. What they become stays below a change's limit.
pub const EDIT_BYTES: usize = 96 << 10;

/// One record.
#[derive(Clone)]
pub struct RecordDocument {
    id: DocumentId,
    crdt: Crdt,
}

impl RecordDocument {
    /// Which record it is.
    pub fn id(&self) -> DocumentId {
        self.id
    }

    /// Everything that the record says, with the author of each timeline entry.
    pub fn record(&self) -> Record {
        read::Reading::of(&self.crdt).record(Some(&self.crdt))
    }

    /// Every value to which different people gave different answers, with all answers. Fields come
    /// first.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        read::Reading::of(&self.crdt).disagreements(&self.crdt)
    }

    /// Whether the record has not even its first change.
    pub fn is_empty(&self) -> bool {
        self.crdt.heads().is_empty()
    }
}

impl Document for RecordDocument {
    fn new(id: DocumentId) -> Self {
        Self { id, crdt: Crdt::new() }
    }

    fn inspect(bytes: &[u8]) -> Result<ChangeInfo, Damaged> {
        inspect(bytes)
    }

    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let info = inspect(bytes)?;
        if self.crdt.contains(&info.hash) {
            return Ok(());
        }
        if !info.deps.is_empty() {
            return self.crdt.apply(bytes).map(|_| ());
        }
        if !self.is_empty() {
            return Err(Damaged("a second first change".into()));
        }
        let mut crdt = Crdt::new();
        crdt.apply(bytes)?;
        if !read::names(&crdt, self.id) {
            return Err(Damaged("the first change of another record".into()));
        }
        self.crdt = crdt;
        Ok(())
    }

    fn contains(&self, hash: &ChangeHash) -> bool {
        self.crdt.contains(hash)
    }

    fn heads(&self) -> Vec<ChangeHash> {
        self.crdt.heads()
    }

    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError> {
        if edit.len() > EDIT_BYTES {
            return Err(EditError(format!(
                "too long for one edit: {} kB, and {} kB fit",
                edit.len() >> 10,
                EDIT_BYTES >> 10
            )));
        }
        write::write(&mut self.crdt, self.id, &edit::decode(edit)?, authoring)
    }

    fn facts(&self) -> Vec<u8> {
        let reading = read::Reading::of(&self.crdt);
        let disagreements = reading.disagreements(&self.crdt).len();
        Facts::of(&reading.record(None), disagreements).encode()
    }
}

#[cfg(test)]
mod tests;
