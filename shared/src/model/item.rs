//! What a record has several of. Each item has an id of its own.

use minicbor::{Decode, Encode};

use crate::id::ItemId;

/// The kinds of items. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ItemKind {
    /// [`super::Email`].
    #[n(0)]
    Email,
    /// [`super::Phone`].
    #[n(1)]
    Phone,
    /// [`super::Address`].
    #[n(2)]
    Address,
    /// [`super::Preference`].
    #[n(3)]
    Preference,
    /// [`super::Entry`].
    #[n(4)]
    Entry,
    /// [`super::Social`].
    #[n(5)]
    Social,
    /// [`super::NamedDate`].
    #[n(6)]
    Date,
    /// [`super::Relation`].
    #[n(7)]
    Relation,
    /// [`super::Definition`].
    #[n(8)]
    Definition,
    /// [`super::Choice`].
    #[n(9)]
    Choice,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Preference,
        Self::Entry,
        Self::Social,
        Self::Date,
        Self::Relation,
        Self::Definition,
        Self::Choice,
    ];

    /// What a screen calls one.
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Phone => "Phone",
            Self::Address => "Address",
            Self::Preference => "Good to know",
            Self::Entry => "Note",
            Self::Social => "Social handle",
            Self::Date => "Date",
            Self::Relation => "Relationship",
            Self::Definition => "Field",
            Self::Choice => "Option",
        }
    }
}

/// Where an item's kind and id are wanted together.
pub type ItemKey = (ItemKind, ItemId);
