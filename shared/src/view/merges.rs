//! Which records are one: the connected components of what was said and not revoked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::facts::{Facts, MergeFact};
use crate::id::{DocumentId, ItemId};
use crate::model::Joint;
use crate::sorting::sort_by_key;

/// The records that are said to be one with another, or of which another says so, each with its own
/// facts.
#[derive(Debug, Clone, Default)]
pub struct Merges {
    facts: BTreeMap<DocumentId, Facts>,
    /// Who is said to be one with whom, from both ends, revoked or not.
    ends: BTreeMap<DocumentId, BTreeSet<DocumentId>>,
}

impl Merges {
    /// Whether a record with these facts is here, or has to be.
    pub fn concern(&self, id: DocumentId, facts: &Facts) -> bool {
        !facts.merges.is_empty() || self.ends.contains_key(&id)
    }

    /// A record's own facts.
    pub fn own(&self, id: DocumentId) -> Option<&Facts> {
        self.facts.get(&id)
    }

    /// The records with their own facts.
    pub fn all(&self) -> impl Iterator<Item = (DocumentId, &Facts)> {
        self.facts.iter().map(|(id, facts)| (*id, facts))
    }

    /// Takes in a record.
    pub fn set(&mut self, id: DocumentId, facts: Facts) {
        for fact in &facts.merges {
            self.ends.entry(id).or_default().insert(fact.merge.other);
            self.ends.entry(fact.merge.other).or_default().insert(id);
        }
        self.facts.insert(id, facts);
    }

    /// Forgets a record; others may still say that they are one with it.
    pub fn remove(&mut self, id: DocumentId) -> Option<Facts> {
        self.facts.remove(&id)
    }

    /// What holds between two records: what one of them says and neither revoked. Records of
    /// different kinds are never one.
    fn between(&self, one: DocumentId, other: DocumentId) -> Vec<MergeFact> {
        let (mut said, mut revoked) = (BTreeMap::new(), BTreeSet::<ItemId>::new());
        for (from, to) in [(one, other), (other, one)] {
            let merges = self.facts.get(&from).into_iter().flat_map(|facts| &facts.merges);
            for fact in merges.filter(|fact| fact.merge.other == to) {
                said.insert(fact.id, *fact);
            }
            revoked.extend(self.facts.get(&from).into_iter().flat_map(|facts| &facts.revoked));
        }
        let kind = |id| self.facts.get(&id).map(|facts| (facts.kind, facts.of_another_kind));
        if kind(one).zip(kind(other)).is_some_and(|(one, other)| one != other || one.1) {
            return Vec::new();
        }
        said.into_values().filter(|fact| !revoked.contains(&fact.id)).collect()
    }

    /// The records that are one with a record and are here, the one that the card goes by first;
    /// the record alone where it is one with none. A record that is not here joins others all the
    /// same.
    pub fn members(&self, id: DocumentId) -> Vec<DocumentId> {
        self.members_but(id, None)
    }

    /// What is left of a card once a record is taken out of it: the groups that still are one each,
    /// the largest first.
    pub fn rest_without(&self, id: DocumentId) -> Vec<Vec<DocumentId>> {
        let mut left = self.members(id);
        left.retain(|member| *member != id);
        let mut groups = Vec::new();
        while let Some(first) = left.first().copied() {
            let group = self.members_but(first, Some(id));
            left.retain(|member| !group.contains(member));
            groups.push(group);
        }
        sort_by_key(&mut groups, |group| std::cmp::Reverse(group.len()));
        groups
    }

    fn members_but(&self, id: DocumentId, without: Option<DocumentId>) -> Vec<DocumentId> {
        let mut found = BTreeSet::from([id]);
        let mut open = VecDeque::from([id]);
        let (mut preferred, mut other) = (BTreeSet::new(), BTreeSet::new());
        while let Some(one) = open.pop_front() {
            let others = self.ends.get(&one).into_iter().flatten();
            for next in others.filter(|other| Some(**other) != without) {
                let holding = self.between(one, *next);
                for fact in &holding {
                    let loser = if fact.merge.preferred == one { *next } else { one };
                    preferred.insert(fact.merge.preferred);
                    other.insert(loser);
                }
                if !holding.is_empty() && found.insert(*next) {
                    open.push_back(*next);
                }
            }
        }
        let mut members: Vec<_> =
            found.into_iter().filter(|it| *it == id || self.facts.contains_key(it)).collect();
        let is_first = |it: &DocumentId| preferred.contains(it) && !other.contains(it);
        let mut firsts = members.iter().copied().filter(is_first);
        if let (Some(first), None) = (firsts.next(), firsts.next()) {
            // The others stay in the order of their ids.
            sort_by_key(&mut members, |it| *it != first);
        }
        members
    }

    /// What has to be revoked so that a record is one with none.
    pub fn of(&self, id: DocumentId) -> Vec<Joint> {
        let others = self.ends.get(&id).into_iter().flatten();
        let joints = others.flat_map(|other| {
            let holding = self.between(id, *other).into_iter();
            holding.map(|it| Joint { id: it.id, other: *other, act: it.merge.act })
        });
        joints.collect()
    }
}
