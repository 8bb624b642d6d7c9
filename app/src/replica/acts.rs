//! What somebody did, and taking it back.

use leptos::prelude::*;
use shared::edit::{Edit, encode};
use shared::id::{DocumentId, GroupId};
use shared::model::Group;
use shared::view::Act;

use super::{Replica, platform, words};

/// The most changes that one undo becomes: an act, which has to fit into one change, can have cleared
/// as many long texts as a record has fields.
const TURNS: usize = 64;

/// What an undo or a redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// What it was about: “Usual order of Marta Kowalczyk”.
    pub words: String,
    /// What was left alone, because somebody changed it since; known of open records.
    pub left: Vec<String>,
}

impl Replica {
    /// Carries out what somebody wants in one record: on the screen at once, then stored.
    pub fn edit(&self, id: DocumentId, edits: Vec<Edit>) -> GroupId {
        self.edit_all(&[id], edits)
    }

    /// The same in many records, as one act.
    pub fn edit_all(&self, records: &[DocumentId], edits: Vec<Edit>) -> GroupId {
        let group = Group { id: self.new_group(), bulk: records.len() > 1 };
        let what = words::of_edits(&edits);
        self.remember(group.id, records, &what);
        let edits: Vec<Edit> = std::iter::once(grouped(group)).chain(edits).collect();
        self.write(records, &edits);
        group.id
    }

    /// Makes a new record.
    pub fn create(&self, edits: Vec<Edit>) -> DocumentId {
        let group = Group { id: self.new_group(), bulk: false };
        let what = words::of_edits(&edits);
        let id = self.bring_in(std::iter::once(grouped(group)).chain(edits).collect());
        self.remember(group.id, &[id], &what);
        id
    }

    /// Makes a new record that came from elsewhere, as one of many: Ctrl Z does not know of it.
    pub fn bring_in(&self, mut edits: Vec<Edit>) -> DocumentId {
        if !edits.iter().any(|edit| edit.makes().is_some()) {
            edits.insert(0, Edit::Create);
        }
        let id = DocumentId::new(self.now().0.unsigned_abs(), platform::entropy::bits128());
        self.driver().edit([(id, encode(&edits))], true);
        id
    }

    /// Takes an act back in its records, as far as nobody changed them there since.
    pub fn undo(&self, group: GroupId, records: &[DocumentId]) -> TakenBack {
        let by = self.new_group();
        let next = self.acts.with_value(|acts| acts.next_undo().map(|act| act.group));
        if next == Some(group) {
            self.acts.update_value(|acts| {
                acts.undo(by);
            });
        } else {
            self.remember(by, records, "Undo");
        }
        self.take_back(group, by, records, "")
    }

    /// Takes the last act of this tab back; `None` where there is none.
    pub fn undo_last(&self) -> Option<TakenBack> {
        let by = self.new_group();
        let act = self.acts.try_update_value(|acts| acts.undo(by))??;
        Some(self.take_back(act.group, by, &act.records, &act.words))
    }

    /// Does again what was undone last.
    pub fn redo_last(&self) -> Option<TakenBack> {
        let by = self.new_group();
        let act = self.acts.try_update_value(|acts| acts.redo(by))??;
        Some(self.take_back(act.group, by, &act.records, &act.words))
    }

    fn take_back(
        &self,
        group: GroupId,
        by: GroupId,
        records: &[DocumentId],
        words: &str,
    ) -> TakenBack {
        let driver = self.driver();
        let members: Vec<_> = records.iter().flat_map(|id| driver.members(*id)).collect();
        let plans = members.iter().filter_map(|id| driver.undo_plan(*id, group));
        let left = plans.flat_map(|plan| plan.left).map(|left| left.subject.label().to_owned());
        let left = left.collect();
        let by = Group { id: by, bulk: records.len() > 1 };
        let edits = Edit::undo(group, by);
        self.write(records, &edits);
        // What is more than one change holds goes back in turns.
        for _ in 0..TURNS {
            let rest = |id: &&DocumentId| {
                driver.undo_plan(**id, group).is_some_and(|plan| !plan.back.is_empty())
            };
            let rest: Vec<DocumentId> = match records {
                [_] => members.iter().filter(rest).copied().collect(),
                // An act over many writes the same little in each.
                _ => Vec::new(),
            };
            if rest.is_empty() {
                break;
            }
            self.write(&rest, &edits);
        }
        TakenBack { words: words.to_owned(), left }
    }

    fn write(&self, records: &[DocumentId], edits: &[Edit]) {
        let driver = self.driver();
        driver.edit(driver.routed(records, edits), false);
    }

    pub(super) fn remember(&self, group: GroupId, records: &[DocumentId], what: &str) {
        let words = match records {
            [one] => format!("{what}, {}", self.driver().name(*one)),
            many => format!("{what}, {} people", many.len()),
        };
        let act = Act { group, records: records.to_vec(), words };
        self.acts.update_value(|acts| acts.push(act));
    }

    pub(super) fn new_group(&self) -> GroupId {
        GroupId::new(self.now().0.unsigned_abs(), platform::entropy::bits128())
    }
}

pub(super) fn grouped(group: Group) -> Edit {
    Edit::Group { id: group.id, bulk: group.bulk }
}
