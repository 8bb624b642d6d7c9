//! Making one card of several, and parting them.

use shared::edit::{Edit, encode, make_one, part};
use shared::id::{DocumentId, GroupId};
use shared::model::Group;

use super::Replica;
use super::acts::grouped;

impl Replica {
    /// Makes one card of several, which goes by `preferred`, as one act with what was chosen: edits
    /// of the records that do not say yet what the card is to say.
    pub fn make_one(
        &self,
        preferred: DocumentId,
        others: &[DocumentId],
        chosen: Vec<(DocumentId, Vec<Edit>)>,
    ) -> GroupId {
        let act = self.new_group();
        let mut edits = make_one(preferred, others, act, &mut || self.new_item());
        edits.extend(chosen);
        self.write_each(act, "Made one card", edits);
        act
    }

    /// Makes one card of each of several pairs, as one act. A card goes by the first of its pair.
    pub fn make_each_one(&self, pairs: &[(DocumentId, DocumentId)]) -> GroupId {
        let act = self.new_group();
        let edits = pairs.iter().flat_map(|(preferred, other)| {
            make_one(*preferred, &[*other], act, &mut || self.new_item())
        });
        self.write_each(act, "Made one card each", edits.collect());
        act
    }

    /// Makes cards of records that are one: each of these is by itself afterwards, and says again what
    /// it said before they became one, as far as nobody changed it since.
    pub fn part(&self, card: DocumentId) -> GroupId {
        let act = self.new_group();
        let (members, joints) =
            self.with_people_untracked(|people| (people.members(card), people.joints(card)));
        let [parted, taken_back] = part(card, &members, &joints, &mut || self.new_item());
        self.write_each(act, "Made two cards", parted);
        // An undo is a change of its own, of the same act.
        self.write_turn(Group { id: act, bulk: true }, taken_back);
        act
    }

    /// Says of cards that they are about different people.
    pub fn set_apart(&self, one: DocumentId, other: DocumentId) -> GroupId {
        let act = self.new_group();
        let id = self.new_item();
        let say = |of, from| {
            let apart = shared::model::Apart { other: from };
            (of, vec![Edit::AddApart { id, apart }])
        };
        self.write_each(act, "Two different people", vec![say(one, other), say(other, one)]);
        act
    }

    /// One act over records, each with edits of its own, some in several lists.
    fn write_each(&self, act: GroupId, words: &str, edits: Vec<(DocumentId, Vec<Edit>)>) {
        let mut records: Vec<DocumentId> = edits.iter().map(|(id, _)| *id).collect();
        records.sort_unstable();
        records.dedup();
        self.remember(act, &records, words);
        self.write_turn(Group { id: act, bulk: true }, edits);
    }

    fn write_turn(&self, group: Group, edits: Vec<(DocumentId, Vec<Edit>)>) {
        let mut by_record: Vec<(DocumentId, Vec<Edit>)> = Vec::new();
        for (id, edits) in edits {
            match by_record.iter_mut().find(|(of, _)| *of == id) {
                Some((_, all)) => all.extend(edits),
                None => by_record.push((id, [vec![grouped(group)], edits].concat())),
            }
        }
        let encoded = by_record.into_iter().map(|(id, edits)| (id, encode(&edits)));
        self.driver().edit(encoded, false);
    }
}
