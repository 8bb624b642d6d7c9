//! For which of the records that are one card an edit is.

use super::Edit;
use crate::id::DocumentId;
use crate::model::{ItemKind, Record, together::twins};

/// Edits of a card as edits of the records that it is put together from, the one that the card goes
/// by first. What is new goes there; a single value is said in all of them, so that the card says it
/// from then on, and both cards where they are parted later; what is there already is changed where
/// it is. A record that is not open here is taken for empty.
pub fn route(
    edits: &[Edit],
    members: &[(DocumentId, Option<&Record>)],
) -> Vec<(DocumentId, Vec<Edit>)> {
    let open: Vec<(DocumentId, &Record)> =
        members.iter().filter_map(|(id, record)| Some((*id, (*record)?))).collect();
    let mut routed: Vec<(DocumentId, Vec<Edit>)> =
        members.iter().map(|(id, _)| (*id, Vec::new())).collect();
    let Some((head, _)) = members.first() else { return routed };
    for edit in edits {
        let places = match edit {
            Edit::SetField { .. }
            | Edit::SetCustom { .. }
            | Edit::SetGone { .. }
            | Edit::SetTag { on: false, .. }
            | Edit::Pick { on: false, .. }
            | Edit::Restore { .. }
            | Edit::SetMerged { .. }
            | Edit::Group { .. }
            | Edit::Undo { .. } => {
                routed.iter_mut().for_each(|(_, edits)| edits.push(edit.clone()));
                continue;
            }
            Edit::SetItem { id, part, value } => {
                let twins = twins(&open, part.kind(), *id).into_iter();
                let set = |id| Edit::SetItem { id, part: *part, value: value.clone() };
                twins.map(|(of, id)| (of, set(id))).collect()
            }
            Edit::SetRank { kind, id, rank } => {
                let twins = twins(&open, *kind, *id).into_iter();
                twins.map(|(of, id)| (of, Edit::SetRank { kind: *kind, id, rank: *rank })).collect()
            }
            Edit::Remove { kind, id } => {
                let twins = twins(&open, *kind, *id).into_iter();
                twins.map(|(of, id)| (of, Edit::Remove { kind: *kind, id })).collect()
            }
            Edit::SetKept { entry, .. } => {
                let twins = twins(&open, ItemKind::Entry, *entry).into_iter();
                twins.map(|(of, _)| (of, edit.clone())).collect()
            }
            Edit::AddReversal { reversal, .. } => {
                let has = |record: &Record| {
                    record.purchases.iter().any(|(id, _)| *id == reversal.purchase)
                };
                let bought = open.iter().filter(|(_, record)| has(record));
                bought.map(|(of, _)| (*of, edit.clone())).collect()
            }
            _ => Vec::new(),
        };
        if places.is_empty() {
            let of_head = routed.iter_mut().find(|(id, _)| id == head);
            of_head.expect("the head is a member").1.push(edit.clone());
        }
        for (of, edit) in places {
            let member = routed.iter_mut().find(|(id, _)| *id == of);
            member.expect("items are found in members").1.push(edit);
        }
    }
    routed.retain(|(_, edits)| edits.iter().any(|edit| !matches!(edit, Edit::Group { .. })));
    routed
}
