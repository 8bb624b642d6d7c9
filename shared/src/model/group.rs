//! Acts of a user: what one undo takes back.

use crate::id::GroupId;

/// One act of a user, over one or many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Group {
    /// Which.
    pub id: GroupId,
    /// Whether it changes many records.
    pub bulk: bool,
}
