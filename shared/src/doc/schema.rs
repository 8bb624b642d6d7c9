//! Every key of a record. All are scalars in the document's root; none is ever deleted.
//!
//! - `kind`, `id`, `created` stand in the first change and never change.
//! - A field is a text; cleared it is null. `photo` names a blob: hash, media type and size.
//! - `noun/<item id>/<part>` is one text of an item; `rank` is an integer.
//! - `entry/<item id>/{channel,direction,text,at,mood,promise,due}` is written once.
//! - `promise/<entry's id>/kept` is a timestamp where the promise was kept. Any other value says
//!   that it is open again, as `gone` below says "here", and wins like that.
//! - `consent/<item id>/{channel,given,at,how,words,by}` is written once.
//! - `purchase/<item id>/payload`, `reversal/<item id>/payload`, `merge/<item id>/payload` and
//!   `apart/<item id>/payload` are CBOR maps, written once.
//! - `field/<item id>/…` and `option/<item id>/…` are items of a catalog's record. Values of such a
//!   field are `custom/<field's id>/<kind>`, a text; where several options can be picked,
//!   `custom/<field's id>/<option's id>` is false for what is not picked. Any other value says that
//!   it is, and wins.
//! - `tag/<folded name>/name` is the tag as somebody wrote it.
//! - `gone`, in the root or under an item, a tag or what is written once, is `true` for what is removed. Any other value
//!   says that it is here; it is the time of the edit that says so, so that each is a new value.
//!   Among several answers "here" wins: who edits or adds what somebody else removes at the same
//!   time keeps it.
//!
//! Unknown keys are left alone.

use crate::id::ItemId;
use crate::model::{Field, ItemKind, Part};

pub const KIND: &str = "kind";
pub const ID: &str = "id";
pub const CREATED: &str = "created";
pub const GONE: &str = "gone";

pub const RANK: &str = "rank";
pub const CHANNEL: &str = "channel";
pub const TEXT: &str = "text";
pub const AT: &str = "at";
pub const DIRECTION: &str = "direction";
pub const MOOD: &str = "mood";
pub const PROMISE_TEXT: &str = "promise";
pub const DUE: &str = "due";
/// What an entry is written with.
pub const ENTRY: [&str; 7] = [CHANNEL, TEXT, AT, DIRECTION, MOOD, PROMISE_TEXT, DUE];
/// The noun of what became of promises.
pub const PROMISE: &str = "promise";
pub const KEPT: &str = "kept";
/// The noun of what people said about being written to.
pub const CONSENT: &str = "consent";
pub const GIVEN: &str = "given";
pub const HOW: &str = "how";
pub const WORDS: &str = "words";
pub const BY: &str = "by";
pub const PURCHASE: &str = "purchase";
pub const REVERSAL: &str = "reversal";
/// The noun of what says that two records are one.
pub const MERGE: &str = "merge";
/// The noun of what says that two records are two.
pub const APART: &str = "apart";
pub const PAYLOAD: &str = "payload";
/// What is written once and is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statement {
    Consent,
    Purchase,
    Reversal,
    Merge,
    Apart,
}

/// The statement that a noun names.
pub fn statement_of(noun: &str) -> Option<Statement> {
    match noun {
        CONSENT => Some(Statement::Consent),
        PURCHASE => Some(Statement::Purchase),
        REVERSAL => Some(Statement::Reversal),
        MERGE => Some(Statement::Merge),
        APART => Some(Statement::Apart),
        _ => None,
    }
}

/// The noun of values of the workspace's own fields.
pub const CUSTOM: &str = "custom";
/// The noun of tags.
pub const TAG: &str = "tag";
/// A tag as somebody wrote it.
pub const TAG_NAME: &str = "name";

/// The key of a field.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::GivenName => "given_name",
        Field::FamilyName => "family_name",
        Field::Company => "company",
        Field::Birthday => "birthday",
        Field::UsualOrder => "usual_order",
        Field::Pinned => "pinned",
        Field::Source => "source",
        Field::Language => "language",
        Field::Owner => "owner",
        Field::Website => "website",
        Field::Description => "description",
        Field::Industry => "industry",
        Field::Filter => "filter",
        Field::Author => "author",
        Field::Photo => "photo",
    }
}

/// The field of a key.
pub fn field_of(key: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|candidate| field(*candidate) == key)
}

/// The noun of an item's kind.
pub fn noun(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Email => "email",
        ItemKind::Phone => "phone",
        ItemKind::Address => "address",
        ItemKind::Preference => "preference",
        ItemKind::Entry => "entry",
        ItemKind::Social => "social",
        ItemKind::Date => "date",
        ItemKind::Relation => "relation",
        ItemKind::Definition => "field",
        ItemKind::Choice => "option",
    }
}

/// The kind of item that a noun names.
pub fn kind_of(name: &str) -> Option<ItemKind> {
    ItemKind::ALL.into_iter().find(|kind| noun(*kind) == name)
}

/// The last segment of a part's key.
pub fn part_name(part: Part) -> &'static str {
    match part {
        Part::EmailAddress => "address",
        Part::EmailLabel
        | Part::PhoneLabel
        | Part::AddressLabel
        | Part::PreferenceLabel
        | Part::DateLabel
        | Part::RelationLabel => "label",
        Part::PhoneNumber => "number",
        Part::Street => "street",
        Part::Suburb => "suburb",
        Part::City => "city",
        Part::Postcode => "postcode",
        Part::State => "state",
        Part::Country => "country",
        Part::PreferenceText => "text",
        Part::PreferenceSense => "sense",
        Part::SocialNetwork => "network",
        Part::SocialHandle => "handle",
        Part::DateDay => "day",
        Part::RelationKind | Part::DefinitionKind => "kind",
        Part::RelationOther => "other",
        Part::DefinitionName | Part::ChoiceName => "name",
        Part::DefinitionGroup => "group",
        Part::DefinitionApplies => "applies",
        Part::ChoiceField => "field",
    }
}

/// The part of an item that the last segment of a key names.
pub fn part_of(kind: ItemKind, name: &str) -> Option<Part> {
    Part::ALL.into_iter().find(|part| part.kind() == kind && part_name(*part) == name)
}

/// The key of an item's `last` segment.
pub fn item(kind: ItemKind, id: ItemId, last: &str) -> String {
    key(noun(kind), id, last)
}

/// The key of the `last` segment of something that is no item.
pub fn key(noun: &str, id: ItemId, last: &str) -> String {
    format!("{noun}/{}/{last}", id.to_key())
}

/// The key of a tag's `last` segment. `folded` is what [`fold_tag`] gave.
pub fn tag(folded: &str, last: &str) -> String {
    format!("{TAG}/{folded}/{last}")
}

/// By what tags are the same: letter case and the width of gaps do not count. This is part of the
/// stored form, and must stay as it is.
pub fn fold_tag(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A key cut into noun, id and last segment; a tag's name may itself hold slashes.
pub fn split(key: &str) -> Option<(&str, &str, &str)> {
    let (noun, rest) = key.split_once('/')?;
    let (id, last) = rest.rsplit_once('/')?;
    Some((noun, id, last))
}
