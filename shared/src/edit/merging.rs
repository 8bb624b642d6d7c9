//! Making one card of several records, and parting them.

use super::Edit;
use crate::id::{DocumentId, GroupId, ItemId};
use crate::model::{Apart, Joint, Merge};

/// The edits that make one card of records, which goes by `preferred`. All belong to the act, as do
/// those that say what was chosen.
pub fn make_one(
    preferred: DocumentId,
    others: &[DocumentId],
    act: GroupId,
    new_id: &mut dyn FnMut() -> ItemId,
) -> Vec<(DocumentId, Vec<Edit>)> {
    let others = others.iter().filter(|other| **other != preferred);
    let pairs = others.flat_map(|other| {
        let id = new_id();
        [(preferred, *other), (*other, preferred)].map(|(of, with)| {
            (of, vec![Edit::AddMerge { id, merge: Merge { other: with, preferred, act } }])
        })
    });
    pairs.collect()
}

/// The edits that part a record from those that it is one with, in turn: first what parts them, then
/// what takes back what was chosen when they became one. Of several that stay together nothing is
/// taken back: they go on saying what the card said.
pub fn part(
    card: DocumentId,
    members: &[DocumentId],
    joints: &[Joint],
    new_id: &mut dyn FnMut() -> ItemId,
) -> [Vec<(DocumentId, Vec<Edit>)>; 2] {
    let mut parted = Vec::new();
    let mut taken_back = Vec::new();
    for joint in joints {
        for of in [card, joint.other] {
            parted.push((of, vec![Edit::SetMerged { id: joint.id, on: false }]));
            if of == card || members.len() == 2 {
                taken_back.push((of, vec![Edit::Undo { group: joint.act }]));
            }
        }
    }
    for other in members.iter().filter(|member| **member != card) {
        let id = new_id();
        for (of, from) in [(card, *other), (*other, card)] {
            parted.push((of, vec![Edit::AddApart { id, apart: Apart { other: from } }]));
        }
    }
    [parted, taken_back]
}
