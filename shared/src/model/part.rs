//! The texts that items are made of.

use minicbor::{Decode, Encode};

use super::ItemKind;

/// One text of an item. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Part {
    /// [`super::Email::address`].
    #[n(0)]
    EmailAddress,
    /// [`super::Email::label`].
    #[n(1)]
    EmailLabel,
    /// [`super::Phone::number`].
    #[n(2)]
    PhoneNumber,
    /// [`super::Phone::label`].
    #[n(3)]
    PhoneLabel,
    /// [`super::Address::street`].
    #[n(4)]
    Street,
    /// [`super::Address::suburb`].
    #[n(5)]
    Suburb,
    /// [`super::Address::city`].
    #[n(6)]
    City,
    /// [`super::Address::postcode`].
    #[n(7)]
    Postcode,
    /// [`super::Address::state`].
    #[n(8)]
    State,
    /// [`super::Address::country`].
    #[n(9)]
    Country,
    /// [`super::Address::label`].
    #[n(10)]
    AddressLabel,
    /// [`super::Preference::label`].
    #[n(11)]
    PreferenceLabel,
    /// [`super::Preference::text`].
    #[n(12)]
    PreferenceText,
    /// [`super::Preference::sense`], by its name.
    #[n(13)]
    PreferenceSense,
    /// [`super::Social::network`].
    #[n(14)]
    SocialNetwork,
    /// [`super::Social::handle`].
    #[n(15)]
    SocialHandle,
    /// [`super::NamedDate::label`].
    #[n(16)]
    DateLabel,
    /// [`super::NamedDate::date`].
    #[n(17)]
    DateDay,
    /// [`super::Relation::kind`], by its name.
    #[n(18)]
    RelationKind,
    /// [`super::Relation::other`], as the id is printed.
    #[n(19)]
    RelationOther,
    /// [`super::Relation::label`].
    #[n(20)]
    RelationLabel,
    /// [`super::Definition::name`].
    #[n(21)]
    DefinitionName,
    /// [`super::Definition::kind`], by its name.
    #[n(22)]
    DefinitionKind,
    /// [`super::Definition::group`].
    #[n(23)]
    DefinitionGroup,
    /// [`super::Definition::applies`]: names of kinds with blanks between them.
    #[n(24)]
    DefinitionApplies,
    /// The key of the [`super::Definition`] that offers it.
    #[n(25)]
    ChoiceField,
    /// [`super::Choice::name`].
    #[n(26)]
    ChoiceName,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 27] = [
        Self::EmailAddress,
        Self::EmailLabel,
        Self::PhoneNumber,
        Self::PhoneLabel,
        Self::Street,
        Self::Suburb,
        Self::City,
        Self::Postcode,
        Self::State,
        Self::Country,
        Self::AddressLabel,
        Self::PreferenceLabel,
        Self::PreferenceText,
        Self::PreferenceSense,
        Self::SocialNetwork,
        Self::SocialHandle,
        Self::DateLabel,
        Self::DateDay,
        Self::RelationKind,
        Self::RelationOther,
        Self::RelationLabel,
        Self::DefinitionName,
        Self::DefinitionKind,
        Self::DefinitionGroup,
        Self::DefinitionApplies,
        Self::ChoiceField,
        Self::ChoiceName,
    ];

    /// The kind of item that it is a part of.
    pub fn kind(self) -> ItemKind {
        match self {
            Self::EmailAddress | Self::EmailLabel => ItemKind::Email,
            Self::PhoneNumber | Self::PhoneLabel => ItemKind::Phone,
            Self::Street
            | Self::Suburb
            | Self::City
            | Self::Postcode
            | Self::State
            | Self::Country
            | Self::AddressLabel => ItemKind::Address,
            Self::PreferenceLabel | Self::PreferenceText | Self::PreferenceSense => {
                ItemKind::Preference
            }
            Self::SocialNetwork | Self::SocialHandle => ItemKind::Social,
            Self::DateLabel | Self::DateDay => ItemKind::Date,
            Self::RelationKind | Self::RelationOther | Self::RelationLabel => ItemKind::Relation,
            Self::DefinitionName
            | Self::DefinitionKind
            | Self::DefinitionGroup
            | Self::DefinitionApplies => ItemKind::Definition,
            Self::ChoiceField | Self::ChoiceName => ItemKind::Choice,
        }
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::EmailAddress => "Email",
            Self::EmailLabel
            | Self::PhoneLabel
            | Self::AddressLabel
            | Self::PreferenceLabel
            | Self::DateLabel
            | Self::RelationLabel => "Label",
            Self::PhoneNumber => "Phone",
            Self::Street => "Street",
            Self::Suburb => "Suburb",
            Self::City => "City",
            Self::Postcode => "Postcode",
            Self::State => "State",
            Self::Country => "Country",
            Self::PreferenceText => "Good to know",
            Self::PreferenceSense => "Likes or dislikes",
            Self::SocialNetwork => "Network",
            Self::SocialHandle => "Social handle",
            Self::DateDay => "Date",
            Self::RelationKind => "Relationship",
            Self::RelationOther => "Other record",
            Self::DefinitionName | Self::ChoiceField => "Field",
            Self::DefinitionKind => "Kind of field",
            Self::DefinitionGroup => "Heading",
            Self::DefinitionApplies => "Used for",
            Self::ChoiceName => "Option",
        }
    }
}
