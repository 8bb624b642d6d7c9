//! A record as an Automerge document. Nothing else writes keys.

mod found;
mod groups;
mod history;
mod log;
mod message;
mod read;
mod schema;
mod subject;
mod together;
mod undo;
mod write;

pub use read::names;
pub use schema::fold_tag;
pub use together::read_together;

use crate::crdt::{Crdt, inspect};
use crate::edit;
use crate::id::{ChangeHash, DocumentId, GroupId};
use crate::model::{
    About, Disagreement, Field, FormerValue, Group, HistoryChange, Photo, Record, Subject, UndoPlan,
};
use crate::sync::document::{Authoring, Change, ChangeInfo, Damaged, Document, EditError};
use crate::time::Timestamp;
use crate::view::{Facts, PhotoFact};
use groups::BulkGroups;
use log::Log;
use message::Message;
use undo::Undoing;

/// The most bytes of one encoded list of edits. What they become stays below a change's limit.
pub const EDIT_BYTES: usize = 96 << 10;

/// One record.
#[derive(Clone)]
pub struct RecordDocument {
    id: DocumentId,
    crdt: Crdt,
    groups: BulkGroups,
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

    /// Every change with what it did, newest first: each before those that it builds on, and among
    /// those that know nothing of one another by their writers' clocks. The same on every device.
    /// This reads all that the record ever was.
    pub fn history(&self) -> Vec<HistoryChange> {
        history::history(&Log::of(&self.crdt))
    }

    /// What changed since the record had these heads, newest first. Of heads that it does not have
    /// nothing is known, so that nothing is left out for them.
    pub fn history_since(&self, heads: &[ChangeHash]) -> Vec<HistoryChange> {
        history::since(&Log::of(&self.crdt), heads)
    }

    /// What changed later than `time`, by the clocks of those who changed it, newest first.
    pub fn history_after(&self, time: Timestamp) -> Vec<HistoryChange> {
        history::after(&Log::of(&self.crdt), time)
    }

    /// Every value that something ever had, newest first: who set it, when, in which session, and
    /// what was there before. The first is what the record shows.
    pub fn history_of(&self, subject: &Subject) -> Vec<FormerValue> {
        history::of_subject(&Log::of(&self.crdt), subject)
    }

    /// What an undo of the group would put back and leave alone, if it were made now.
    pub fn undo_plan(&self, group: GroupId) -> UndoPlan {
        Undoing::of(&Log::of(&self.crdt), group).plan
    }

    /// Remembers the group of a change that has just come in.
    fn remember_group(&mut self, info: &ChangeInfo) {
        let message = Message::read(self.crdt.message(&info.hash).as_deref());
        if let Some(Group { id, bulk: true }) = message.group {
            self.groups.take(id, info.max_op);
        }
    }
}

impl Document for RecordDocument {
    fn new(id: DocumentId) -> Self {
        Self { id, crdt: Crdt::new(), groups: BulkGroups::default() }
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
            self.crdt.apply(bytes)?;
            self.remember_group(&info);
            return Ok(());
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
        self.remember_group(&info);
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
        let edits = edit::decode(edit)?;
        let change = write::write(&mut self.crdt, self.id, &edits, authoring)?;
        if let Some(change) = &change {
            self.remember_group(&change.info);
        }
        Ok(change)
    }

    fn facts(&self) -> Vec<u8> {
        let reading = read::Reading::of(&self.crdt);
        let disagreements = reading.disagreements(&self.crdt);
        let mut facts = Facts::of(&reading.record(None), disagreements.len());
        facts.further_pictures = further_pictures(&disagreements);
        Facts { groups: self.groups.ids(), ..facts }.encode()
    }
}

/// The pictures beside the one that is shown, where people gave different answers.
fn further_pictures(disagreements: &[Disagreement]) -> Vec<PhotoFact> {
    let about = |it: &&Disagreement| it.about == About::Field(Field::Photo);
    let answers = disagreements.iter().find(about).map(|it| &it.answers[1..]);
    let texts = answers.into_iter().flatten().filter_map(|answer| answer.value.as_deref());
    texts.filter_map(|text| text.parse::<Photo>().ok()).map(PhotoFact::from).collect()
}

#[cfg(test)]
mod history_tests;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod undo_properties;
#[cfg(test)]
mod undo_tests;
