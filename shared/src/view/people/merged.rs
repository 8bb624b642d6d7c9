//! Records that are one card: one row, under the id that the card goes by.

use super::super::facts::{Facts, together};
use super::super::row::Row;
use super::People;
use crate::id::DocumentId;
use crate::model::Joint;
use crate::sorting::{set, sort};

impl People {
    /// The id that the card of a record goes by: its own, where it is one with no other.
    pub fn card_of(&self, id: DocumentId) -> DocumentId {
        self.row_of(id).map_or(id, |row| row.id)
    }

    /// The records that a card is put together from, the one that it goes by first.
    pub fn members(&self, id: DocumentId) -> Vec<DocumentId> {
        self.merges.members(id)
    }

    /// What is left of a card once a record is taken out of it: the groups that still are one each,
    /// the largest first.
    pub fn rest_without(&self, id: DocumentId) -> Vec<Vec<DocumentId>> {
        self.merges.rest_without(id)
    }

    /// What makes a record one with others.
    pub fn joints(&self, id: DocumentId) -> Vec<Joint> {
        self.merges.of(id)
    }

    /// What a record says by itself, also where its card has more.
    pub fn own(&self, id: DocumentId) -> Option<&Facts> {
        self.merges.own(id).or_else(|| self.get(id))
    }

    /// Every record with its own facts, as [`Self::all`] has the cards.
    pub fn all_own(&self) -> impl Iterator<Item = (DocumentId, &Facts)> {
        let alone = self.all().filter(|(id, _)| self.merges.own(*id).is_none());
        alone.chain(self.merges.all())
    }

    /// Takes in the facts of a record that is one with others, or was.
    pub(super) fn merge(&mut self, id: DocumentId, facts: Facts) -> Vec<DocumentId> {
        let ends: Vec<DocumentId> = facts.merges.iter().map(|it| it.merge.other).collect();
        let mut touched = self.merges.members(id);
        for end in ends {
            if self.merges.own(end).is_none()
                && let Some(slot) = self.by_id.get(&end).copied()
            {
                let facts = self.row(slot).facts.clone();
                self.merges.set(end, facts);
            }
            touched.extend(self.merges.members(end));
        }
        self.merges.set(id, facts);
        touched.extend(self.merges.members(id));
        self.gather(touched)
    }

    /// Makes the rows of records anew, one for all that are one.
    pub(super) fn gather(&mut self, mut touched: Vec<DocumentId>) -> Vec<DocumentId> {
        sort(&mut touched);
        touched.dedup();
        let slots = set(touched.iter().filter_map(|id| self.by_id.remove(id)));
        for slot in slots {
            self.vacate(slot);
        }
        let mut left = set(touched.iter().copied());
        while let Some(id) = left.pop_first() {
            if self.merges.own(id).is_none() {
                continue;
            }
            let members = self.merges.members(id);
            let facts: Vec<&Facts> =
                members.iter().filter_map(|member| self.merges.own(*member)).collect();
            let slot = self.put_in(Row::new(members[0], together(&facts)));
            for member in members {
                left.remove(&member);
                self.by_id.insert(member, slot);
            }
        }
        touched
    }
}
