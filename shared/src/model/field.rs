//! The single values of a person's record.

use minicbor::{Decode, Encode};

/// A value that a person has once. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Field {
    /// The name as one writes it.
    #[n(0)]
    Name,
    /// The given name, where an import brought it.
    #[n(1)]
    GivenName,
    /// The family name, where an import brought it.
    #[n(2)]
    FamilyName,
    /// Where they work, or the business they run.
    #[n(3)]
    Company,
    /// `YYYY-MM-DD`, or `--MM-DD` without a year; see [`super::Birthday`].
    #[n(4)]
    Birthday,
    /// What they usually have.
    #[n(5)]
    UsualOrder,
    /// What must be seen before anything else, such as an allergy.
    #[n(6)]
    Pinned,
    /// Where the record came from, such as a file's name and the id that it had there.
    #[n(7)]
    Source,
}

impl Field {
    /// Every field, in the order in which a record shows them.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Company,
        Self::Birthday,
        Self::UsualOrder,
        Self::Pinned,
        Self::Source,
    ];

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::GivenName => "Given name",
            Self::FamilyName => "Family name",
            Self::Company => "Company",
            Self::Birthday => "Birthday",
            Self::UsualOrder => "Usual order",
            Self::Pinned => "Pinned note",
            Self::Source => "Source",
        }
    }
}
