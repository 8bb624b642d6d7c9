//! The edits that add items.

use super::Edit;
use crate::id::{DocumentId, ItemId};
use crate::model::{Address, CustomKind, Kind, Part, RelationKind, Sense};

fn part(id: ItemId, part: Part, value: Option<String>) -> Option<Edit> {
    value.map(|value| Edit::SetItem { id, part, value: Some(value) })
}

/// The edits that add an email.
pub fn put_email(id: ItemId, address: impl Into<String>, label: Option<String>) -> Vec<Edit> {
    let address = Some(address.into());
    [part(id, Part::EmailAddress, address), part(id, Part::EmailLabel, label)]
        .into_iter()
        .flatten()
        .collect()
}

/// The edits that add a phone number.
pub fn put_phone(id: ItemId, number: impl Into<String>, label: Option<String>) -> Vec<Edit> {
    let number = Some(number.into());
    [part(id, Part::PhoneNumber, number), part(id, Part::PhoneLabel, label)]
        .into_iter()
        .flatten()
        .collect()
}

/// The edits that add a small fact.
pub fn put_preference(id: ItemId, label: Option<String>, text: impl Into<String>) -> Vec<Edit> {
    let text = Some(text.into());
    [part(id, Part::PreferenceLabel, label), part(id, Part::PreferenceText, text)]
        .into_iter()
        .flatten()
        .collect()
}

/// The edits that add an address: one for each part that it has.
pub fn put_address(id: ItemId, address: Address) -> Vec<Edit> {
    [
        part(id, Part::Street, address.street),
        part(id, Part::Suburb, address.suburb),
        part(id, Part::City, address.city),
        part(id, Part::Postcode, address.postcode),
        part(id, Part::State, address.state),
        part(id, Part::Country, address.country),
        part(id, Part::AddressLabel, address.label),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The edits that add something that somebody likes or dislikes.
pub fn put_taste(id: ItemId, sense: Sense, text: impl Into<String>) -> Vec<Edit> {
    let mut edits = put_preference(id, None, text);
    edits.extend(part(id, Part::PreferenceSense, Some(sense.name().into())));
    edits
}

/// The edits that add a social handle.
pub fn put_social(id: ItemId, network: Option<String>, handle: impl Into<String>) -> Vec<Edit> {
    let handle = Some(handle.into());
    [part(id, Part::SocialHandle, handle), part(id, Part::SocialNetwork, network)]
        .into_iter()
        .flatten()
        .collect()
}

/// The edits that add a named day, as [`crate::model::Birthday`] writes it.
pub fn put_date(id: ItemId, label: Option<String>, day: impl Into<String>) -> Vec<Edit> {
    let day = Some(day.into());
    [part(id, Part::DateLabel, label), part(id, Part::DateDay, day)].into_iter().flatten().collect()
}

/// The edits that say how this record belongs together with `other`.
pub fn put_relation(
    id: ItemId,
    kind: RelationKind,
    other: DocumentId,
    label: Option<String>,
) -> Vec<Edit> {
    [
        part(id, Part::RelationKind, Some(kind.name().into())),
        part(id, Part::RelationOther, Some(other.to_string())),
        part(id, Part::RelationLabel, label),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The edits of a catalog that define a field for records of the kinds in `applies`, people where
/// it is empty. The kind of a field never changes: a field of another kind is a new one.
pub fn put_definition(
    id: ItemId,
    name: impl Into<String>,
    kind: CustomKind,
    group: Option<String>,
    applies: &[Kind],
) -> Vec<Edit> {
    let applies: Vec<_> = applies.iter().map(|kind| kind.name()).collect();
    let applies = (!applies.is_empty()).then(|| applies.join(" "));
    [
        part(id, Part::DefinitionName, Some(name.into())),
        part(id, Part::DefinitionKind, Some(kind.name().into())),
        part(id, Part::DefinitionGroup, group),
        part(id, Part::DefinitionApplies, applies),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The edits of a catalog that add an option to a field.
pub fn put_choice(id: ItemId, field: ItemId, name: impl Into<String>) -> Vec<Edit> {
    [
        part(id, Part::ChoiceField, Some(field.to_key())),
        part(id, Part::ChoiceName, Some(name.into())),
    ]
    .into_iter()
    .flatten()
    .collect()
}
