//! What waits and what was refused, in words.

use shared::edit::{Edit, decode};
use shared::id::{ChangeHash, DocumentId};
use shared::sync::store::{OutboxRead, Quarantined, Read};
use shared::time::Timestamp;
use shared::wire::Refusal;

use super::driver::Driver;
use super::only_here::OnlyHere;

/// A change that waits for the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The record.
    pub document: DocumentId,
    /// Its name.
    pub name: String,
    /// What was done.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// A change that the server did not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChange {
    /// The record.
    pub document: DocumentId,
    /// Its name.
    pub name: String,
    /// What was done.
    pub what: String,
    /// Why it was not accepted.
    pub reason: String,
    /// When it was done.
    pub at: Timestamp,
    /// All of it, as JSON, to save.
    pub copy: String,
}

/// How many waiting changes are listed.
const LISTED: usize = 200;

pub(super) async fn waiting(driver: &Driver) -> Vec<Waiting> {
    let outbox = OutboxRead::After { after: 0, limit: LISTED };
    let Some(snapshot) = driver.read(&Read { outbox, ..Read::default() }).await else {
        return Vec::new();
    };
    let rows = snapshot.outbox.into_iter();
    rows.map(|row| Waiting {
        document: row.document,
        name: driver.name(row.document),
        what: describe(row.edit.as_deref()),
        at: row.at,
    })
    .collect()
}

pub(super) async fn refused(driver: &Driver) -> Vec<RefusedChange> {
    let Some(snapshot) = driver.read(&Read { quarantine: true, ..Read::default() }).await else {
        return Vec::new();
    };
    let rows = snapshot.quarantine.into_iter();
    rows.map(|row| RefusedChange {
        document: row.document,
        name: driver.name(row.document),
        what: describe(row.edit.as_deref()),
        reason: reason(row.reason).into(),
        at: row.at,
        copy: copy(&row),
    })
    .collect()
}

fn describe(edit: Option<&[u8]>) -> String {
    if edit.is_some_and(<[u8]>::is_empty) {
        return "Erased for good".into();
    }
    match edit.and_then(|bytes| decode(bytes).ok()) {
        Some(edits) => of_edits(&edits),
        None => "Something a colleague wrote".into(),
    }
}

/// What edits do, in a few words.
pub(super) fn of_edits(edits: &[Edit]) -> String {
    let mut words: Vec<String> = Vec::new();
    for edit in edits {
        let word = match edit {
            Edit::Create => return "New person".into(),
            Edit::Make { kind } => return format!("New {}", kind.label().to_lowercase()),
            Edit::SetField { field, .. } => field.label().to_owned(),
            Edit::SetItem { part, .. } => part.label().to_owned(),
            Edit::SetRank { kind, .. } | Edit::Restore { kind, .. } => kind.label().to_owned(),
            Edit::Remove { kind, .. } => format!("{} taken out", kind.label()),
            Edit::SetTag { name, on: true } => format!("Tag {name}"),
            Edit::SetTag { name, on: false } => format!("Tag {name} taken off"),
            Edit::AddEntry { text, .. } => text.lines().next().unwrap_or_default().to_owned(),
            Edit::AddContact { entry, .. } => match entry.text.lines().next() {
                Some(line) => line.to_owned(),
                None => entry.channel.label().to_owned(),
            },
            Edit::SetKept { at: Some(_), .. } => "Promise kept".to_owned(),
            Edit::SetKept { at: None, .. } => "Promise open again".to_owned(),
            Edit::AddConsent { statement, .. } => {
                format!("Consent: {}", statement.channel.label())
            }
            Edit::AddPurchase { purchase, .. } => format!("Purchase {}", purchase.total),
            Edit::AddReversal { reversal, .. } => reversal.kind.label().to_owned(),
            Edit::SetCustom { .. } | Edit::Pick { .. } => "Field of your own".to_owned(),
            Edit::AddMerge { .. } | Edit::SetMerged { on: true, .. } => "Made one card".to_owned(),
            Edit::SetMerged { on: false, .. } => "Made two cards again".to_owned(),
            Edit::AddApart { .. } => "Two different people".to_owned(),
            Edit::SetGone { gone: true } => "Put in the bin".to_owned(),
            Edit::SetGone { gone: false } => "Taken out of the bin".to_owned(),
            Edit::Undo { .. } => "Undo".to_owned(),
            Edit::Group { .. } => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(3);
    words.join(", ")
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed => "The server cannot read it.",
        Refusal::TooLarge => "It is larger than the server takes.",
        Refusal::MissingDependency => "It builds on something that the server does not have.",
        Refusal::Sequence => "The server has another change in its place.",
        Refusal::Inadmissible => "The server does not take such a change.",
        Refusal::NotAllowed => "You may not change this.",
        Refusal::Erased => "It was erased for good.",
    }
}

/// Everything of a workspace that the server does not have, as JSON objects.
pub(super) fn copies(found: &OnlyHere) -> Vec<String> {
    let refused = found.changes.quarantine.iter().map(copy);
    let waiting = found.changes.outbox.iter().map(|row| {
        json(
            row.document,
            row.hash,
            row.at,
            "It was not sent yet.",
            row.edit.as_deref(),
            &row.bytes,
        )
    });
    let photos = found.photos.iter().map(|(hash, bytes)| {
        format!("{{\n  \"photo\": \"{hash}\",\n  \"bytes\": \"{}\"\n}}", hex(bytes))
    });
    refused.chain(waiting).chain(photos).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn copy(row: &Quarantined) -> String {
    json(row.document, row.hash, row.at, reason(row.reason), row.edit.as_deref(), &row.bytes)
}

fn json(
    document: DocumentId,
    hash: ChangeHash,
    at: Timestamp,
    reason: &str,
    edit: Option<&[u8]>,
    bytes: &[u8],
) -> String {
    let edits = edit.and_then(|bytes| decode(bytes).ok()).unwrap_or_default();
    let edits: Vec<String> = edits.iter().map(|edit| text(&format!("{edit:?}"))).collect();
    format!(
        "{{\n  \"record\": \"{}\",\n  \"change\": \"{}\",\n  \"made_at_ms\": {},\n  \"reason\": {},\n  \
         \"edits\": [{}],\n  \"bytes\": \"{}\"\n}}\n",
        document,
        hash,
        at.0,
        text(reason),
        edits.join(", "),
        hex(bytes),
    )
}

/// A JSON string.
fn text(text: &str) -> String {
    let quoted = js_sys::JSON::stringify(&wasm_bindgen::JsValue::from_str(text));
    quoted.ok().and_then(|quoted| quoted.as_string()).unwrap_or_else(|| "\"\"".into())
}
