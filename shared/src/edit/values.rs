//! The edits that set single values which are not just texts.

use super::Edit;
use crate::id::DocumentId;
use crate::model::{Field, hex};

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
