//! How two records belong together.

use minicbor::{Decode, Encode};

use crate::id::DocumentId;

/// The kinds of relations, as read from the record that holds one. The numbers are stored: they
/// never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum RelationKind {
    /// Works at the other.
    #[n(0)]
    WorksAt,
    /// Came on the other's word.
    #[n(1)]
    ReferredBy,
    /// Of one family.
    #[n(2)]
    Family,
    /// Friends.
    #[n(3)]
    Friend,
    /// Whatever the label says.
    #[default]
    #[n(4)]
    Other,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::WorksAt, Self::ReferredBy, Self::Family, Self::Friend, Self::Other];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::WorksAt => "works_at",
            Self::ReferredBy => "referred_by",
            Self::Family => "family",
            Self::Friend => "friend",
            Self::Other => "other",
        }
    }

    /// Reads what [`Self::name`] gives; a kind of a newer version is [`Self::Other`].
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default()
    }

    /// What the record that holds it says of the other.
    pub fn words(self) -> &'static str {
        match self {
            Self::WorksAt => "works at",
            Self::ReferredBy => "referred by",
            Self::Family => "family of",
            Self::Friend => "friend of",
            Self::Other => "knows",
        }
    }

    /// What the other says of the record that holds it.
    pub fn words_back(self) -> &'static str {
        match self {
            Self::WorksAt => "employs",
            Self::ReferredBy => "referred",
            Self::Family => "family of",
            Self::Friend => "friend of",
            Self::Other => "knows",
        }
    }

    /// Whether it reads the same from both sides.
    pub fn is_mutual(self) -> bool {
        self.words() == self.words_back()
    }
}

/// That this record belongs together with another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Relation {
    /// How.
    #[n(0)]
    pub kind: RelationKind,
    /// The other record.
    #[n(1)]
    pub other: DocumentId,
    /// More precisely: "sister", "owner".
    #[n(2)]
    pub label: Option<String>,
}
