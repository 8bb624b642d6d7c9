//! What opens and writes records: Automerge, and all that knows its keys. That is a third of the
//! app, and the list does without it; so it stands in a file with what a hand on the list asks for
//! (`parts.rs`), fetched when the first record is opened, written or brought up to date.

#![allow(unsafe_code, reason = "the two ends of what is split are linked by name")]

use std::sync::OnceLock;
use std::time::Duration;

use shared::doc::{RecordDocument, read_together};
use shared::edit::decode;
use shared::id::{ChangeHash, DocumentId, GroupId};
use shared::model::{Disagreement, HistoryChange, Record, UndoPlan};
use shared::sync::document::{Authoring, Change, ChangeInfo, Damaged, Document, EditError};

use super::platform::clock;

/// An open record, whose code may be elsewhere.
pub struct OpenRecord(Box<dyn Kept>);

/// What a [`RecordDocument`] does, through a table of functions.
trait Kept {
    fn copy(&self) -> Box<dyn Kept>;
    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged>;
    fn contains(&self, hash: &ChangeHash) -> bool;
    fn heads(&self) -> Vec<ChangeHash>;
    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError>;
    fn facts(&self) -> Vec<u8>;
    fn record(&self) -> Record;
    fn disagreements(&self) -> Vec<Disagreement>;
    fn history(&self) -> Vec<HistoryChange>;
    fn history_since(&self, heads: &[ChangeHash]) -> Vec<HistoryChange>;
    fn undo_plan(&self, group: GroupId) -> UndoPlan;
    fn document(&self) -> &RecordDocument;
}

impl Kept for RecordDocument {
    fn copy(&self) -> Box<dyn Kept> {
        Box::new(self.clone())
    }

    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        Document::apply(self, bytes)
    }

    fn contains(&self, hash: &ChangeHash) -> bool {
        Document::contains(self, hash)
    }

    fn heads(&self) -> Vec<ChangeHash> {
        Document::heads(self)
    }

    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError> {
        Document::author(self, edit, authoring)
    }

    fn facts(&self) -> Vec<u8> {
        Document::facts(self)
    }

    fn record(&self) -> Record {
        RecordDocument::record(self)
    }

    fn disagreements(&self) -> Vec<Disagreement> {
        RecordDocument::disagreements(self)
    }

    fn history(&self) -> Vec<HistoryChange> {
        RecordDocument::history(self)
    }

    fn history_since(&self, heads: &[ChangeHash]) -> Vec<HistoryChange> {
        RecordDocument::history_since(self, heads)
    }

    fn undo_plan(&self, group: GroupId) -> UndoPlan {
        RecordDocument::undo_plan(self, group)
    }

    fn document(&self) -> &RecordDocument {
        self
    }
}

impl OpenRecord {
    /// Everything that it says.
    pub fn record(&self) -> Record {
        self.0.record()
    }

    /// Everything that records which are one say, and where there are different answers. Only after
    /// [`ready`].
    pub fn together(records: &[&Self]) -> (Record, Vec<Disagreement>) {
        match records {
            [one] => (one.0.record(), one.0.disagreements()),
            several => {
                let documents: Vec<_> = several.iter().map(|it| it.0.document()).collect();
                (engine().together)(&documents)
            }
        }
    }

    /// What became of it, newest first.
    pub fn history(&self) -> Vec<HistoryChange> {
        self.0.history()
    }

    /// What became of it since it had these heads, newest first.
    pub fn history_since(&self, heads: &[ChangeHash]) -> Vec<HistoryChange> {
        self.0.history_since(heads)
    }

    /// What an undo of an act would do.
    pub fn undo_plan(&self, group: GroupId) -> UndoPlan {
        self.0.undo_plan(group)
    }
}

impl Clone for OpenRecord {
    fn clone(&self) -> Self {
        Self(self.0.copy())
    }
}

impl Document for OpenRecord {
    /// Only after [`ready`]: the driver sees to that.
    fn new(id: DocumentId) -> Self {
        Self((engine().make)(id))
    }

    fn inspect(bytes: &[u8]) -> Result<ChangeInfo, Damaged> {
        (engine().inspect)(bytes)
    }

    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        self.0.apply(bytes)
    }

    fn contains(&self, hash: &ChangeHash) -> bool {
        self.0.contains(hash)
    }

    fn heads(&self) -> Vec<ChangeHash> {
        self.0.heads()
    }

    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError> {
        self.0.author(edit, authoring)
    }

    fn facts(&self) -> Vec<u8> {
        self.0.facts()
    }
}

/// What makes open records.
struct Engine {
    make: fn(DocumentId) -> Box<dyn Kept>,
    inspect: fn(&[u8]) -> Result<ChangeInfo, Damaged>,
    typed: fn(&[u8]) -> String,
    together: fn(&[&RecordDocument]) -> (Record, Vec<Disagreement>),
}

static ENGINE: OnceLock<Engine> = OnceLock::new();

fn engine() -> &'static Engine {
    ENGINE.get().expect("the driver waits for the engine before it opens a record")
}

/// Whether records can be opened and written now.
pub fn are_ready() -> bool {
    ENGINE.get().is_some()
}

/// All that edits say, for somebody to copy what could not be kept; nothing before [`ready`].
pub fn typed(edits: &[u8]) -> String {
    ENGINE.get().map(|engine| (engine.typed)(edits)).unwrap_or_default()
}

/// Waits until records can be opened and written.
pub async fn ready() {
    const AGAIN: Duration = Duration::from_secs(2);
    while !are_ready() {
        match fetch().await {
            // Another one that waited may have been first.
            Some(engine) => drop(ENGINE.set(engine)),
            // There is no network, and this device has not kept the file yet.
            None => clock::sleep(AGAIN).await,
        }
    }
}

fn automerge() -> Engine {
    Engine {
        make: |id| Box::new(<RecordDocument as Document>::new(id)),
        inspect: <RecordDocument as Document>::inspect,
        together: read_together,
        typed: |edits| decode(edits).map(|edits| format!("{edits:?}")).unwrap_or_default(),
    }
}

#[cfg(feature = "split")]
async fn fetch() -> Option<Engine> {
    #[wasm_split_helpers::wasm_split(daily, fallible)]
    fn records() -> Result<Engine, wasm_split_helpers::SplitLoaderError> {
        Ok(automerge())
    }
    records().await.ok()
}

#[cfg(not(feature = "split"))]
async fn fetch() -> Option<Engine> {
    Some(automerge())
}
