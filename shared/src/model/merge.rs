//! That two records are about one person, or about two.

use minicbor::{Decode, Encode};

use crate::id::{DocumentId, GroupId, ItemId};

/// That this record and another are about one person or organisation. It stands in both, is written
/// once, and can be revoked. Nothing is copied: whoever reads puts the records together. Stored as a
/// CBOR map, so that newer versions can say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Merge {
    /// The other record.
    #[n(0)]
    pub other: DocumentId,
    /// Which of the two the card goes by: its values are shown first.
    #[n(1)]
    pub preferred: DocumentId,
    /// The act that made one card of them; taking it back also takes back what was chosen then.
    #[n(2)]
    pub act: GroupId,
}

/// That somebody looked at this record and another, and they are about two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Apart {
    /// The other record.
    #[n(0)]
    pub other: DocumentId,
}

/// What makes a record one with another, as seen from the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// The id of what says so in both.
    pub id: ItemId,
    /// The other record.
    pub other: DocumentId,
    /// The act that made them one.
    pub act: GroupId,
}
