//! The single values of a record.

use minicbor::{Decode, Encode};

/// A value that a record has once. The numbers are stored: they never change.
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
    /// The language that they speak.
    #[n(8)]
    Language,
    /// The id of the record of the member who looks after this one.
    #[n(9)]
    Owner,
    /// An address on the web.
    #[n(10)]
    Website,
    /// Who or what it is, in a few sentences.
    #[n(11)]
    Description,
    /// What an organisation does.
    #[n(12)]
    Industry,
    /// The filter of a segment's record: bytes, in hexadecimal digits.
    #[n(13)]
    Filter,
    /// The author id that a member's changes carry: bytes, in hexadecimal digits.
    #[n(14)]
    Author,
    /// A picture of whom or what it is about; see [`super::Photo`].
    #[n(15)]
    Photo,
}

impl Field {
    /// Every field, in the order in which a record shows them.
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Company,
        Self::Birthday,
        Self::UsualOrder,
        Self::Pinned,
        Self::Source,
        Self::Language,
        Self::Owner,
        Self::Website,
        Self::Description,
        Self::Industry,
        Self::Filter,
        Self::Author,
        Self::Photo,
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
            Self::Language => "Language",
            Self::Owner => "Looked after by",
            Self::Website => "Website",
            Self::Description => "About",
            Self::Industry => "Industry",
            Self::Filter => "Filter",
            Self::Author => "Device",
            Self::Photo => "Photo",
        }
    }
}
