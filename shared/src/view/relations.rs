//! How records belong together, read from both sides.

use super::people::People;
use crate::id::DocumentId;
use crate::model::{Relation, RelationKind};

/// A record that another one belongs together with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other record.
    pub other: DocumentId,
    /// How they belong together.
    pub kind: RelationKind,
    /// How, as seen from the record that was asked for: "works at", "employs".
    pub words: &'static str,
    /// More precisely, as the record that holds the relation says it.
    pub label: Option<String>,
    /// Whether the record that was asked for holds it; otherwise the other does.
    pub is_own: bool,
}

/// All relations from and to a record: first those that it holds, then those that others hold of
/// it, by their ids. What both say of each other in the same words stands once. Records in the bin
/// are left out. It reads every row once that says of any other how they belong together.
pub fn relations_of(people: &People, id: DocumentId) -> Vec<Related> {
    let id = people.card_of(id);
    let is_gone = |other| people.get(other).is_some_and(|facts| facts.gone);
    let own = people.get(id).into_iter().flat_map(|facts| &facts.relations);
    let mut related: Vec<Related> = own
        // A relation names a record, which may be part of a card by now.
        .map(|relation| (people.card_of(relation.other), relation))
        .filter(|(other, _)| *other != id && !is_gone(*other))
        .map(|(other, relation)| Related {
            other,
            kind: relation.kind,
            words: relation.kind.words(),
            label: relation.label.clone(),
            is_own: true,
        })
        .collect();
    let mut others = Vec::new();
    for row in people.related().filter(|row| row.id != id) {
        let other = row.id;
        let meant = |relation: &&Relation| people.card_of(relation.other) == id;
        for relation in row.facts.relations.iter().filter(meant) {
            let is_said = |own: &Related| {
                own.other == other
                    && own.kind == relation.kind
                    && (relation.label.is_none() || own.label == relation.label)
            };
            if relation.kind.is_mutual() && related.iter().any(is_said) {
                continue;
            }
            others.push(Related {
                other,
                kind: relation.kind,
                words: relation.kind.words_back(),
                label: relation.label.clone(),
                is_own: false,
            });
        }
    }
    others.sort_by_key(|related| related.other);
    related.extend(others);
    related
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{GroupId, ItemId};
    use crate::model::Merge;
    use crate::view::Facts;

    fn id(number: u8) -> DocumentId {
        DocumentId([number; 16])
    }

    fn people(relations: &[(u8, RelationKind, u8)]) -> People {
        let mut people = People::new();
        for number in 1..6 {
            let own = relations.iter().filter(|(from, _, _)| *from == number);
            let own =
                own.map(|(_, kind, to)| Relation { kind: *kind, other: id(*to), label: None });
            let facts = Facts { relations: own.collect(), gone: number == 5, ..Facts::default() };
            people.set(id(number), &facts.encode()).expect("readable");
        }
        people
    }

    fn check(relations: &[(u8, RelationKind, u8)], of: u8, expected: &[(u8, &str)]) {
        let related = relations_of(&people(relations), id(of));
        let found: Vec<_> = related.iter().map(|it| (it.other.0[0], it.words)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_relation_reads_from_both_sides() {
        use RelationKind::{ReferredBy, WorksAt};
        let relations = [(1, WorksAt, 2), (1, ReferredBy, 3), (4, WorksAt, 2)];
        check(&relations, 1, &[(2, "works at"), (3, "referred by")]);
        check(&relations, 2, &[(1, "employs"), (4, "employs")]);
        check(&relations, 3, &[(1, "referred")]);
        check(&relations, 5, &[]);
    }

    #[test]
    fn what_both_say_of_each_other_stands_once_and_the_bin_is_left_out() {
        use RelationKind::{Family, Friend, WorksAt};
        let relations =
            [(1, Friend, 2), (2, Friend, 1), (2, Family, 1), (1, WorksAt, 5), (5, Friend, 1)];
        check(&relations, 1, &[(2, "friend of"), (2, "family of")]);
        check(&[(1, Friend, 1)], 1, &[]);
    }

    #[test]
    fn a_relation_to_a_record_that_became_part_of_a_card_leads_to_the_card() {
        use RelationKind::{Family, WorksAt};
        let mut people = people(&[(3, WorksAt, 2), (1, Family, 2)]);
        let act = GroupId([9; 16]);
        for (of, other) in [(1, 2), (2, 1)] {
            let merge = Merge { other: id(other), preferred: id(1), act };
            let merges = vec![crate::view::MergeFact { id: ItemId([8; 16]), merge }];
            let own = people.own(id(of)).cloned().unwrap_or_default();
            people.set(id(of), &Facts { merges, ..own }.encode()).expect("readable");
        }
        let names = |of: u8| {
            let related = relations_of(&people, id(of)).into_iter();
            related.map(|it| (it.other.0[0], it.words)).collect::<Vec<_>>()
        };
        assert_eq!(names(3), [(1, "works at")]);
        assert_eq!(names(2), [(3, "employs")], "and nobody is of their own family");
        assert_eq!(names(1), names(2));
    }
}
