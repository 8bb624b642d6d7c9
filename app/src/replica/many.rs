//! One act over many records, written bit by bit so that the page stays usable.

use leptos::prelude::WithUntracked;
use shared::edit::{Edit, encode};
use shared::id::{DocumentId, GroupId, WorkspaceId};
use shared::model::{Group, Record};

use super::engine::{self, OpenRecord};
use super::{Replica, platform};

/// So many changes may wait to be stored before more are made: one transaction takes all of them,
/// and nothing else happens in the page meanwhile.
const UNSTORED: usize = 24;

impl Replica {
    /// A new act over many records.
    pub fn begin_many(&self) -> GroupId {
        self.new_group()
    }

    /// Writes in one record of an act over many, or makes the record. Ctrl Z does not know of it.
    pub fn write_one(
        &self,
        group: GroupId,
        record: Option<DocumentId>,
        edits: Vec<Edit>,
    ) -> DocumentId {
        let first = Edit::Group { id: group, bulk: true };
        let edits: Vec<Edit> = std::iter::once(first).chain(edits).collect();
        let is_new = record.is_none();
        let id = record.unwrap_or_else(|| {
            DocumentId::new(self.now().0.unsigned_abs(), platform::entropy::bits128())
        });
        self.driver().edit([(id, encode(&edits))], is_new);
        id
    }

    /// Takes an act back in some of its records, as far as nobody changed them there since. `by` is the
    /// act that does it: taking that back brings all of it again.
    pub fn take_back_some(&self, group: GroupId, by: GroupId, records: &[DocumentId]) {
        let bytes = encode(&Edit::undo(group, Group { id: by, bulk: true }));
        self.driver().edit(records.iter().map(|id| (*id, bytes.clone())), false);
    }

    /// Whether more should be written now, or what was written be stored first.
    pub fn has_room_to_write(&self) -> bool {
        self.status.with_untracked(|status| status.unstored < UNSTORED || status.problem.is_some())
    }

    /// Reads records without opening them for a screen. What cannot be read is left out.
    pub async fn read_records(&self, ids: &[DocumentId]) -> Vec<(DocumentId, Record)> {
        engine::ready().await;
        let kept = self.read_kept(ids).await.unwrap_or_default();
        let read = |id: &DocumentId| {
            let here = self.driver().with_document(*id, OpenRecord::record);
            let stored = || kept.iter().find(|kept| kept.id == *id).map(|kept| kept.open.record());
            here.or_else(stored).map(|record| (*id, record))
        };
        ids.iter().filter_map(read).collect()
    }

    /// The workspace that this tab shows.
    pub fn workspace_id(&self) -> Option<WorkspaceId> {
        self.workspaces.with_untracked(|all| all.iter().find(|one| one.open).map(|one| one.id))
    }
}
