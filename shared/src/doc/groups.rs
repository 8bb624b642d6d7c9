//! The last acts over many records that touched this one.

use crate::id::GroupId;

/// How many a record remembers.
const REMEMBERED: usize = 4;

/// The last bulk groups of a record, by the order of its operations and not by any clock. It does
/// not matter in which order changes came in.
#[derive(Debug, Clone, Default)]
pub struct BulkGroups {
    /// The highest operation of each group, the newest first.
    newest: Vec<(u64, GroupId)>,
}

impl BulkGroups {
    /// Takes in a change of the group, with the change's highest operation.
    pub fn take(&mut self, group: GroupId, max_op: u64) {
        let known = self.newest.iter().position(|(_, known)| *known == group);
        let before = known.map_or(0, |index| self.newest.remove(index).0);
        self.newest.push((max_op.max(before), group));
        self.newest.sort_unstable_by(|one, other| other.cmp(one));
        self.newest.truncate(REMEMBERED);
    }

    /// The groups, the newest first.
    pub fn ids(&self) -> Vec<GroupId> {
        self.newest.iter().map(|(_, group)| *group).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_last_groups_are_the_same_in_whatever_order_changes_come_in(
            changes in prop::collection::vec((0u8..8, 0u64..20), 0..20)
        ) {
            let groups = |changes: &mut dyn Iterator<Item = &(u8, u64)>| {
                let mut groups = BulkGroups::default();
                changes.for_each(|(id, max_op)| groups.take(GroupId([*id; 16]), *max_op));
                groups.ids()
            };
            let forth = groups(&mut changes.iter());
            prop_assert_eq!(&forth, &groups(&mut changes.iter().rev()));
            prop_assert!(forth.len() <= REMEMBERED);
            let newest = changes.iter().map(|(id, max_op)| (*max_op, *id)).max();
            prop_assert_eq!(forth.first().map(|id| id.0[0]), newest.map(|(_, id)| id));
        }
    }
}
