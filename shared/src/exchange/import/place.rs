//! Where the cells of a column go.

use super::super::csv::Column;
use super::happening::Happening;
use crate::id::ItemId;
use crate::model::{ConsentChannel, Part};

/// Where the cells of a column go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A place of its own on a card.
    Of(Column),
    /// A field of the workspace's own.
    Own(ItemId),
    /// Whether they may be reached over a channel.
    Consent(ConsentChannel),
    /// A part of a sale, or of something else that happened.
    Happened(Happening),
    /// A note, as one line with the column's name.
    Note,
    /// Nowhere: somebody said so.
    LeftOut,
}

/// The places of their own, as they are kept and as a screen calls them, in the order in which it offers
/// them.
const PLACES: [(Column, &str, &str); 23] = [
    (Column::Name, "name", "Name"),
    (Column::Given, "given", "Given name"),
    (Column::Middle, "middle", "Middle name"),
    (Column::Family, "family", "Family name"),
    (Column::Email, "email", "Email"),
    (Column::Phone, "phone", "Phone"),
    (Column::Company, "company", "Company"),
    (Column::Title, "title", "Job title"),
    (Column::UsualOrder, "usual", "Usual order"),
    (Column::Tags, "tags", "Tags"),
    (Column::Birthday, "birthday", "Birthday"),
    (Column::BirthYear, "birth-year", "Year of birth"),
    (Column::BirthMonth, "birth-month", "Month of birth"),
    (Column::BirthDay, "birth-day", "Day of birth"),
    (Column::Address(Part::Street), "street", "Street"),
    (Column::Address(Part::Suburb), "suburb", "Suburb"),
    (Column::Address(Part::City), "city", "City"),
    (Column::Address(Part::Postcode), "postcode", "Postcode"),
    (Column::Address(Part::State), "state", "State"),
    (Column::Address(Part::Country), "country", "Country"),
    (Column::WholeAddress, "address", "Whole address"),
    (Column::Id, "id", "The file's own number"),
    (Column::Note, "notes", "A note"),
];

impl Place {
    /// The places of a person that every workspace has, in the order in which a screen offers them.
    pub fn offered() -> impl Iterator<Item = Self> {
        let of = PLACES.iter().map(|(column, ..)| Self::Of(*column));
        of.chain(ConsentChannel::ALL.map(Self::Consent)).chain([Self::Note, Self::LeftOut])
    }

    /// What a screen calls it; nothing of a field of the workspace's own, which has its own name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Consent(ConsentChannel::Email) => "May be emailed",
            Self::Consent(ConsentChannel::Sms) => "May be texted",
            Self::Consent(ConsentChannel::Phone) => "May be called",
            Self::Consent(ConsentChannel::Post) => "May be sent letters",
            Self::Consent(ConsentChannel::Whatsapp) => "May be written to on WhatsApp",
            Self::Of(Column::Which) => "Says which: home, work …",
            Self::Of(column) => {
                let found = PLACES.iter().find(|(other, ..)| *other == column);
                found.map_or(Self::LeftOut.words(), |(_, _, words)| words)
            }
            Self::Own(_) => "",
            Self::Happened(it) => it.words(),
            Self::Note => "A note, with the column’s name",
            Self::LeftOut => "Leave out",
        }
    }

    /// As it is kept; [`Self::read`] reads it.
    pub fn key(self) -> String {
        match self {
            Self::Of(Column::Which) => "which".to_owned(),
            Self::Of(column) => {
                let found = PLACES.iter().find(|(other, ..)| *other == column);
                found.map_or("out", |(_, key, _)| key).to_owned()
            }
            Self::Own(field) => format!("own-{}", field.to_key()),
            Self::Happened(it) => it.key().to_owned(),
            Self::Consent(channel) => format!("may-{}", channel.name()),
            Self::Note => "note".to_owned(),
            Self::LeftOut => "out".to_owned(),
        }
    }

    /// Reads what [`Self::key`] gives.
    pub fn read(key: &str) -> Option<Self> {
        if let Some(field) = key.strip_prefix("own-") {
            return ItemId::from_key(field).map(Self::Own);
        }
        if let Some(channel) = key.strip_prefix("may-") {
            return ConsentChannel::of_name(channel).map(Self::Consent);
        }
        match key {
            "which" => Some(Self::Of(Column::Which)),
            "note" => Some(Self::Note),
            "out" => Some(Self::LeftOut),
            key => {
                let found = PLACES.iter().find(|(_, other, _)| *other == key);
                let of = found.map(|(column, ..)| Self::Of(*column));
                of.or_else(|| Happening::read(key).map(Self::Happened))
            }
        }
    }
}
