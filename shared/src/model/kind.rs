//! What a record is about.

use minicbor::{Decode, Encode};

/// The kinds of records. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Kind {
    /// Somebody whom the business knows.
    #[default]
    #[n(0)]
    Person,
    /// A business, a club, a household: what people belong to.
    #[n(1)]
    Organisation,
    /// What the workspace itself defines: its own fields. Usually there is one; two devices that
    /// make one each at the same time have two, and readers combine them.
    #[n(2)]
    Catalog,
    /// A filter that was saved.
    #[n(3)]
    Segment,
    /// Somebody who works with the workspace.
    #[n(4)]
    Member,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Organisation, Self::Catalog, Self::Segment, Self::Member];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Catalog => "catalog",
            Self::Segment => "segment",
            Self::Member => "member",
        }
    }

    /// Reads what [`Self::name`] gives; `None` for a kind of a newer version.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is one of those that the business keeps in touch with.
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Person | Self::Organisation)
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organisation => "Organisation",
            Self::Catalog => "Catalog",
            Self::Segment => "Segment",
            Self::Member => "Member",
        }
    }
}
