//! Items to what a record shows of them.

use super::Item;
use crate::id::ItemId;
use crate::model::{
    Address, Choice, CustomKind, Definition, Email, ItemKind, Kind, NamedDate, Part, Phone,
    Preference, Record, Relation, RelationKind, Sense, Social,
};

/// Puts an item in its place. Those that were taken out are left out, but for what a catalog
/// defines: values may still speak of it. Options come after the fields that they belong to.
pub fn place(record: &mut Record, kind: ItemKind, id: ItemId, item: Item) {
    match kind {
        ItemKind::Definition => record.definitions.extend(definition(id, item)),
        ItemKind::Choice => offer(record, id, item),
        _ if item.gone => {}
        _ if item.parts.is_empty() => {}
        _ => plain(record, kind, id, item),
    }
}

fn plain(record: &mut Record, kind: ItemKind, id: ItemId, mut item: Item) {
    let mut part = |part| item.parts.remove(&part);
    match kind {
        ItemKind::Email => {
            let address = part(Part::EmailAddress).unwrap_or_default();
            record.emails.push((id, Email { address, label: part(Part::EmailLabel) }));
        }
        ItemKind::Phone => {
            let number = part(Part::PhoneNumber).unwrap_or_default();
            record.phones.push((id, Phone { number, label: part(Part::PhoneLabel) }));
        }
        ItemKind::Address => record.addresses.push((
            id,
            Address {
                street: part(Part::Street),
                suburb: part(Part::Suburb),
                city: part(Part::City),
                postcode: part(Part::Postcode),
                state: part(Part::State),
                country: part(Part::Country),
                label: part(Part::AddressLabel),
            },
        )),
        ItemKind::Preference => {
            let text = part(Part::PreferenceText).unwrap_or_default();
            let sense = part(Part::PreferenceSense).map(|name| Sense::of_name(&name));
            let (label, sense) = (part(Part::PreferenceLabel), sense.unwrap_or_default());
            record.preferences.push((id, Preference { label, text, sense }));
        }
        ItemKind::Social => {
            let handle = part(Part::SocialHandle).unwrap_or_default();
            record.socials.push((id, Social { network: part(Part::SocialNetwork), handle }));
        }
        ItemKind::Date => {
            let date = part(Part::DateDay).unwrap_or_default();
            record.dates.push((id, NamedDate { label: part(Part::DateLabel), date }));
        }
        ItemKind::Relation => {
            let kind = part(Part::RelationKind).map(|name| RelationKind::of_name(&name));
            let other = part(Part::RelationOther).and_then(|other| other.parse().ok());
            let (kind, label) = (kind.unwrap_or_default(), part(Part::RelationLabel));
            record.relations.extend(other.map(|other| (id, Relation { kind, other, label })));
        }
        ItemKind::Entry | ItemKind::Definition | ItemKind::Choice => {}
    }
}

/// A field that a catalog defines; none where a newer version knows its kind, or nothing does.
fn definition(id: ItemId, mut item: Item) -> Option<Definition> {
    let mut part = |part| item.parts.remove(&part);
    let kind = CustomKind::of_name(&part(Part::DefinitionKind)?)?;
    let applies = part(Part::DefinitionApplies).unwrap_or_default();
    let mut applies: Vec<_> = applies.split_whitespace().filter_map(Kind::of_name).collect();
    if applies.is_empty() {
        applies.push(Kind::Person);
    }
    Some(Definition {
        id,
        name: part(Part::DefinitionName).unwrap_or_default(),
        kind,
        options: Vec::new(),
        group: part(Part::DefinitionGroup),
        rank: item.rank,
        applies,
        gone: item.gone,
    })
}

fn offer(record: &mut Record, id: ItemId, mut item: Item) {
    let field = item.parts.remove(&Part::ChoiceField).and_then(|key| ItemId::from_key(&key));
    let definition = record.definitions.iter_mut().find(|definition| Some(definition.id) == field);
    if let Some(definition) = definition {
        let name = item.parts.remove(&Part::ChoiceName).unwrap_or_default();
        definition.options.push(Choice { id, name, gone: item.gone });
    }
}
