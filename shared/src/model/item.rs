//! What a person has several of. Each item has an id of its own.

use minicbor::{Decode, Encode};

use crate::id::ItemId;

/// A way to write to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Email {
    /// The address, as it was written.
    pub address: String,
    /// "work", "home".
    pub label: Option<String>,
}

/// A way to call a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phone {
    /// The number, as it was written.
    pub number: String,
    /// "mobile", "shop".
    pub label: Option<String>,
}

/// A small fact worth knowing: "Daughter plays football".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preference {
    /// What it is about: "Milk".
    pub label: Option<String>,
    /// The fact.
    pub text: String,
}

/// The kinds of items. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ItemKind {
    /// [`Email`].
    #[n(0)]
    Email,
    /// [`Phone`].
    #[n(1)]
    Phone,
    /// [`super::Address`].
    #[n(2)]
    Address,
    /// [`Preference`].
    #[n(3)]
    Preference,
    /// [`super::Entry`].
    #[n(4)]
    Entry,
}

/// One text of an item. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Part {
    /// [`Email::address`].
    #[n(0)]
    EmailAddress,
    /// [`Email::label`].
    #[n(1)]
    EmailLabel,
    /// [`Phone::number`].
    #[n(2)]
    PhoneNumber,
    /// [`Phone::label`].
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
    /// [`Preference::label`].
    #[n(11)]
    PreferenceLabel,
    /// [`Preference::text`].
    #[n(12)]
    PreferenceText,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 13] = [
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
    ];

    /// The kind of item that it is a part of.
    pub fn kind(self) -> ItemKind {
        match self {
            Self::EmailAddress | Self::EmailLabel => ItemKind::Email,
            Self::PhoneNumber | Self::PhoneLabel => ItemKind::Phone,
            Self::PreferenceLabel | Self::PreferenceText => ItemKind::Preference,
            Self::Street
            | Self::Suburb
            | Self::City
            | Self::Postcode
            | Self::State
            | Self::Country
            | Self::AddressLabel => ItemKind::Address,
        }
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::EmailAddress => "Email",
            Self::PhoneNumber => "Phone",
            Self::Street => "Street",
            Self::Suburb => "Suburb",
            Self::City => "City",
            Self::Postcode => "Postcode",
            Self::State => "State",
            Self::Country => "Country",
            Self::PreferenceText => "Good to know",
            Self::EmailLabel | Self::PhoneLabel | Self::AddressLabel | Self::PreferenceLabel => {
                "Label"
            }
        }
    }
}

/// Where an item's kind and id are wanted together.
pub type ItemKey = (ItemKind, ItemId);
