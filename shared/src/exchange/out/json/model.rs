//! The shape of the file: docs/EXPORT.md has it in words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What stands before the records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub format: String,
    pub version: u32,
    pub made: String,
    pub workspace: String,
    pub fields: Vec<OwnField>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnField {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub options: Vec<OptionOf>,
    pub group: Option<String>,
    pub applies_to: Vec<String>,
    pub taken_out: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionOf {
    pub id: String,
    pub name: String,
    pub taken_out: bool,
}

/// One record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entity {
    pub id: String,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub company: Option<String>,
    pub birthday: Option<String>,
    pub usual_order: Option<String>,
    pub pinned: Option<String>,
    pub source: Option<String>,
    pub language: Option<String>,
    pub website: Option<String>,
    pub description: Option<String>,
    pub industry: Option<String>,
    pub looked_after_by: Option<Pointer>,
    pub photo: Option<Picture>,
    pub filter: Option<String>,
    pub author: Option<String>,
    pub emails: Vec<Reach>,
    pub phones: Vec<Reach>,
    pub addresses: Vec<Place>,
    pub socials: Vec<Handle>,
    pub dates: Vec<Named>,
    pub preferences: Vec<Taste>,
    pub tags: Vec<String>,
    pub own_fields: Vec<OwnValue>,
    pub defines: Vec<OwnField>,
    pub relations: Vec<Tie>,
    pub one_with: Vec<OneWith>,
    pub not_one_with: Vec<String>,
    pub consents: Vec<Consent>,
    pub purchases: Vec<Bought>,
    pub reversals: Vec<Reversed>,
    pub timeline: Vec<Happening>,
    pub created: String,
    pub updated: String,
    pub in_bin: bool,
    pub in_bin_since: Option<String>,
    pub answers: Vec<Differing>,
    pub history: Vec<Change>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pointer {
    pub id: String,
    pub name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// As the record has it; the others are missing where this version cannot read that.
    pub text: String,
    pub sha256: Option<String>,
    pub media_type: Option<String>,
    pub bytes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    pub id: String,
    pub value: String,
    pub label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub id: String,
    pub street: Option<String>,
    pub suburb: Option<String>,
    pub city: Option<String>,
    pub postcode: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Handle {
    pub id: String,
    pub network: Option<String>,
    pub handle: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub label: Option<String>,
    pub date: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Taste {
    pub id: String,
    pub sense: String,
    pub label: Option<String>,
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnValue {
    pub field: String,
    pub name: Option<String>,
    pub kind: String,
    pub value: Value,
    pub words: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tie {
    pub id: String,
    pub kind: String,
    pub to: Pointer,
    pub label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OneWith {
    pub id: String,
    pub record: Pointer,
    pub goes_by: String,
    pub act: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    pub id: String,
    pub channel: String,
    pub given: bool,
    pub at: String,
    pub how: Option<String>,
    pub words: Option<String>,
    pub taken_down_by: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub product: String,
    pub quantity: String,
    pub unit_price_minor: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bought {
    pub id: String,
    pub at: String,
    pub total_minor: i64,
    pub currency: String,
    pub total: String,
    pub lines: Vec<Line>,
    pub source: Option<String>,
    pub external_id: Option<String>,
    pub by: Option<Author>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reversed {
    pub id: String,
    pub purchase: String,
    pub kind: String,
    pub at: String,
    pub refund_minor: Option<i64>,
    pub why: Option<String>,
    pub lines: Vec<Line>,
    pub by: Option<Author>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    pub id: String,
    pub at: String,
    pub channel: String,
    pub text: String,
    pub direction: Option<String>,
    pub mood: Option<String>,
    pub promise: Option<Promised>,
    pub by: Option<Author>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Promised {
    pub text: String,
    pub due: Option<String>,
    pub kept: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Author {
    pub id: String,
    pub name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Differing {
    pub about: About,
    pub label: String,
    pub answers: Vec<Given>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub value: Option<String>,
    pub at: String,
    pub by: Option<Author>,
    pub session: String,
}

/// What a change is about: `of` says which of the others are there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    pub of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub hash: String,
    pub at: String,
    pub by: Option<Author>,
    pub session: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_back: Option<String>,
    pub what: Vec<ChangedLine>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangedLine {
    pub about: About,
    pub label: String,
    pub before: Value,
    pub after: Value,
    pub stands: bool,
}
