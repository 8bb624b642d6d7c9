//! The workspace's own fields, of all its catalogs.

use std::collections::BTreeMap;

use super::people::People;
use crate::id::DocumentId;
use crate::model::{Definition, Kind};
use crate::sorting::sort_by_key;

/// The catalogs that are not in the bin, each with the fields that it defines.
pub fn catalogs(people: &People) -> impl Iterator<Item = (DocumentId, &[Definition])> {
    let here = people.of_kind(Kind::Catalog).filter(|row| !row.facts.gone);
    here.map(|row| (row.id, row.facts.definitions.as_slice()))
}

/// Every field that the workspace defined, in order, those taken out included. Two devices may
/// each have made a catalog before they knew of each other: all are combined, but for those in the
/// bin.
pub fn definitions(people: &People) -> Vec<Definition> {
    let mut by_id = BTreeMap::new();
    for (_, defined) in catalogs(people) {
        for definition in defined {
            by_id.entry(definition.id).or_insert_with(|| definition.clone());
        }
    }
    let mut definitions: Vec<Definition> = by_id.into_values().collect();
    sort_by_key(&mut definitions, |definition| (definition.rank, definition.id));
    definitions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DocumentId, ItemId};
    use crate::model::{CustomKind, Kind};
    use crate::view::Facts;

    fn field(number: u8, rank: i64) -> Definition {
        Definition {
            id: ItemId([number; 16]),
            name: format!("Field {number}"),
            kind: CustomKind::Text,
            options: Vec::new(),
            group: None,
            rank,
            applies: vec![Kind::Person],
            gone: false,
        }
    }

    #[test]
    fn the_fields_of_all_catalogs_stand_in_one_order() {
        let mut people = People::new();
        let catalogs = [
            (1, Kind::Catalog, vec![field(5, 0), field(1, 2)]),
            (2, Kind::Catalog, vec![field(4, 0), field(3, -1)]),
            (3, Kind::Person, vec![field(9, 0)]),
        ];
        for (number, kind, definitions) in catalogs {
            let facts = Facts { kind, definitions, ..Facts::default() };
            people.set(DocumentId([number; 16]), &facts.encode()).expect("readable");
        }
        let numbers: Vec<_> = definitions(&people).iter().map(|it| it.id.0[0]).collect();
        assert_eq!(numbers, [3, 4, 5, 1]);
    }
}
