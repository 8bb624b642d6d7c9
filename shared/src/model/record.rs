//! A record, with everything that it holds.

use super::hex;
use super::{
    Address, ConsentChannel, ConsentStatement, CustomValue, Definition, Email, Entry, Field, Kind,
    Merge, NamedDate, Phone, Photo, Preference, Purchase, Relation, Reversal, Social,
};
use crate::id::{DocumentId, ItemId};
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
    /// The language that they speak.
    pub language: Option<String>,
    /// The member who looks after it; see [`Record::owner_id`].
    pub owner: Option<String>,
    /// An address on the web.
    pub website: Option<String>,
    /// Who or what it is, in a few sentences.
    pub description: Option<String>,
    /// What an organisation does.
    pub industry: Option<String>,
    /// The filter of a segment; see [`Record::filter_bytes`].
    pub filter: Option<String>,
    /// The author id of a member; see [`Record::author_bytes`].
    pub author: Option<String>,
    /// A picture, named by its content; see [`Record::picture`].
    pub photo: Option<String>,
    /// Best first.
    pub emails: Vec<(ItemId, Email)>,
    /// Best first.
    pub phones: Vec<(ItemId, Phone)>,
    /// In the order in which they were added.
    pub addresses: Vec<(ItemId, Address)>,
    /// In the order in which they were added.
    pub preferences: Vec<(ItemId, Preference)>,
    /// In the order in which they were added.
    pub socials: Vec<(ItemId, Social)>,
    /// In the order in which they were added.
    pub dates: Vec<(ItemId, NamedDate)>,
    /// What this record says of others, in the order in which it was added.
    pub relations: Vec<(ItemId, Relation)>,
    /// The fields that a catalog defines, those taken out included, in their order.
    pub definitions: Vec<Definition>,
    /// What they said about being written to, the newest first, of equal times what withdraws.
    pub consents: Vec<(ItemId, ConsentStatement)>,
    /// What was bought, newest first, voided purchases included; see
    /// [`super::purchase::standing`].
    pub purchases: Vec<(ItemId, Purchase)>,
    /// What was voided or came back, newest first.
    pub reversals: Vec<(ItemId, Reversal)>,
    /// The records that are said to be one with this one.
    pub merges: Vec<(ItemId, Merge)>,
    /// What was said so and revoked; the other record may not have heard of it.
    pub revoked: Vec<ItemId>,
    /// The records that somebody found to be about somebody else, by their ids.
    pub apart: Vec<DocumentId>,
    /// Who wrote down purchases, and what was voided or came back, where known; see
    /// [`Record::writer`].
    pub writers: Vec<(ItemId, Vec<u8>)>,
    /// Values of the workspace's own fields, by the field's id. Fields that were taken out or that
    /// no catalog here defines yet keep theirs.
    pub custom: Vec<(ItemId, CustomValue)>,
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
    /// Since when it is in the bin, by the clock of whoever put it there last; `None` where it is
    /// not.
    pub gone_since: Option<Timestamp>,
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
            Field::Language => &self.language,
            Field::Owner => &self.owner,
            Field::Website => &self.website,
            Field::Description => &self.description,
            Field::Industry => &self.industry,
            Field::Filter => &self.filter,
            Field::Author => &self.author,
            Field::Photo => &self.photo,
        }
        .as_deref()
    }

    /// The record of the member who looks after this one.
    pub fn owner_id(&self) -> Option<DocumentId> {
        self.owner.as_deref()?.parse().ok()
    }

    /// The picture, where this version can read what names it.
    pub fn picture(&self) -> Option<Photo> {
        self.photo.as_deref()?.parse().ok()
    }

    /// The filter of a segment, as [`crate::edit::set_filter`] was given it.
    pub fn filter_bytes(&self) -> Option<Vec<u8>> {
        hex::read(self.filter.as_deref()?)
    }

    /// The author id of a member, as [`crate::edit::set_author`] was given it.
    pub fn author_bytes(&self) -> Option<Vec<u8>> {
        hex::read(self.author.as_deref()?)
    }

    /// What is in force for a channel: the newest statement, of equally new ones what withdraws;
    /// `None` where it was never spoken of, which is not consent.
    pub fn consent(&self, channel: ConsentChannel) -> Option<&ConsentStatement> {
        self.consents.iter().map(|(_, statement)| statement).find(|it| it.channel == channel)
    }

    /// The time for a statement that is made `now`: later than every statement that this device
    /// knows, also where a clock was wrong, so that what is said last is in force.
    pub fn consent_time(&self, channel: ConsentChannel, now: Timestamp) -> Timestamp {
        self.consent(channel).map_or(now, |newest| now.max(newest.at.plus(1)))
    }

    /// The author id of who wrote down a purchase, or what became of it.
    pub fn writer(&self, id: ItemId) -> Option<&[u8]> {
        self.writers.iter().find(|(other, _)| *other == id).map(|(_, author)| author.as_slice())
    }

    /// The last contact, which no note is.
    pub fn last_contact(&self) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is_contact())
    }

    /// The value of one of the workspace's own fields.
    pub fn custom_value(&self, field: ItemId) -> Option<&CustomValue> {
        self.custom.iter().find(|(id, _)| *id == field).map(|(_, value)| value)
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
