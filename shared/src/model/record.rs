//! A record, with everything that it holds.

use super::{Address, Email, Entry, Field, Kind, Phone, Preference};
use crate::id::ItemId;
use crate::time::Timestamp;

/// A record as it reads: a person's, or of another kind with what applies to that. Removed items are
/// left out. Texts are as they were written; of several answers it has the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// What it is about.
    pub kind: Kind,
    /// Whether it is of a kind that this version does not know; `kind` then says nothing.
    pub of_another_kind: bool,
    /// The name as one writes it.
    pub name: Option<String>,
    /// The given name, where an import brought it.
    pub given_name: Option<String>,
    /// The family name, where an import brought it.
    pub family_name: Option<String>,
    /// Where they work, or the business they run.
    pub company: Option<String>,
    /// As [`super::Birthday::parse`] reads it; a doubtful one is kept as it is.
    pub birthday: Option<String>,
    /// What they usually have.
    pub usual_order: Option<String>,
    /// What must be seen before anything else.
    pub pinned: Option<String>,
    /// Where the record came from.
    pub source: Option<String>,
    /// Best first.
    pub emails: Vec<(ItemId, Email)>,
    /// Best first.
    pub phones: Vec<(ItemId, Phone)>,
    /// In the order in which they were added.
    pub addresses: Vec<(ItemId, Address)>,
    /// In the order in which they were added.
    pub preferences: Vec<(ItemId, Preference)>,
    /// What happened, newest first.
    pub entries: Vec<Entry>,
    /// The tags that are on, as somebody wrote them, by name.
    pub tags: Vec<String>,
    /// When the record was made.
    pub created: Timestamp,
    /// When the newest change was made, by its writer's clock.
    pub updated: Timestamp,
    /// Whether the record is in the bin.
    pub gone: bool,
}

impl Record {
    /// The value of a single field.
    pub fn field(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => &self.name,
            Field::GivenName => &self.given_name,
            Field::FamilyName => &self.family_name,
            Field::Company => &self.company,
            Field::Birthday => &self.birthday,
            Field::UsualOrder => &self.usual_order,
            Field::Pinned => &self.pinned,
            Field::Source => &self.source,
        }
        .as_deref()
    }

    /// What to call them: the name, else given and family name, else the company, an email or a
    /// number; empty where there is none of it.
    pub fn display_name(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let both = [&self.given_name, &self.family_name];
        let parts: Vec<&str> = both.into_iter().flatten().map(String::as_str).collect();
        if !parts.is_empty() {
            return parts.join(" ");
        }
        let email = self.emails.first().map(|(_, email)| &email.address);
        let phone = self.phones.first().map(|(_, phone)| &phone.number);
        self.company.as_ref().or(email).or(phone).cloned().unwrap_or_default()
    }
}
