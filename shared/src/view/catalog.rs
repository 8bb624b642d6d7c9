//! The workspace's own fields, of all its catalogs.

use std::collections::BTreeMap;

use super::people::People;
use crate::model::{Definition, Kind};

/// Every field that the workspace defined, in order, those taken out included. Two devices may
/// each have made a catalog before they knew of each other: all are combined.
pub fn definitions(people: &People) -> Vec<Definition> {
    let catalogs = people
        .all()
        .filter(|(_, facts)| facts.kind == Kind::Catalog && !facts.of_another_kind && !facts.gone);
    let mut by_id = BTreeMap::new();
    for (_, facts) in catalogs {
        for definition in &facts.definitions {
            by_id.entry(definition.id).or_insert_with(|| definition.clone());
        }
    }
    let mut definitions: Vec<Definition> = by_id.into_values().collect();
    definitions.sort_by_key(|definition| (definition.rank, definition.id));
    definitions
}
