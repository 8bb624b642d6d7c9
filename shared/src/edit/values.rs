//! The edits that set single values which are not just texts.

use super::Edit;
use crate::id::{DocumentId, ItemId};
use crate::model::{CustomKind, CustomValue, Field, Photo, hex};

/// Says which member looks after a record: the id of the member's record, or nobody.
pub fn set_owner(member: Option<DocumentId>) -> Edit {
    Edit::SetField { field: Field::Owner, value: member.map(|member| member.to_string()) }
}

/// Sets the filter of a segment's record. What the bytes mean is not known here.
pub fn set_filter(filter: &[u8]) -> Edit {
    Edit::set(Field::Filter, hex::write(filter))
}

/// Says in a member's record which author id the member's changes carry.
pub fn set_author(author: &[u8]) -> Edit {
    Edit::set(Field::Author, hex::write(author))
}

/// Sets the picture of a record, or takes it away. The bytes are kept beside the documents.
pub fn set_photo(photo: Option<Photo>) -> Edit {
    Edit::SetField { field: Field::Photo, value: photo.map(|photo| photo.to_string()) }
}

/// The edits that give one of the workspace's own fields a value. Of several options these only
/// pick: what is picked already stays.
pub fn set_custom(field: ItemId, value: &CustomValue) -> Vec<Edit> {
    let kind = match value {
        CustomValue::Text(_) => CustomKind::Text,
        CustomValue::Number(_) => CustomKind::Number,
        CustomValue::Money(_) => CustomKind::Money,
        CustomValue::Date(_) => CustomKind::Date,
        CustomValue::YesNo(_) => CustomKind::YesNo,
        CustomValue::Choice(_) => CustomKind::Choice,
        CustomValue::Link(_) => CustomKind::Link,
        CustomValue::MultiChoice(options) => {
            let pick = |option: &ItemId| Edit::Pick { field, option: *option, on: true };
            return options.iter().map(pick).collect();
        }
    };
    vec![Edit::SetCustom { field, kind, value: Some(value.text()) }]
}
