//! What came from elsewhere since somebody on this device last looked, record by record.
//!
//! It is noted as it arrives, with how the record stood before. Clocks do not serve: what a colleague
//! wrote offline in the morning may come in the evening, after what was seen at noon.

use gloo_storage::{LocalStorage, Storage};
use leptos::ev;
use leptos::prelude::*;
use shared::id::{ChangeHash, DocumentId, WorkspaceId};
use shared::time::Timestamp;

use super::Replica;

/// How many records are noted; those that came first are forgotten first.
const MOST: usize = 500;

/// A record that changed elsewhere, and was not looked at on this device since.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Noted {
    record: String,
    at: i64,
    before: Vec<String>,
}

/// A record that changed elsewhere, and was not looked at on this device since.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct News {
    /// The record.
    pub record: DocumentId,
    /// When the last of it came, by this device's clock.
    pub at: Timestamp,
    /// The heads that the record had before; none where it came with them.
    pub before: Vec<ChangeHash>,
}

/// The news of the open workspace, the oldest first, kept in this browser for all its tabs.
#[derive(Clone, Copy)]
pub(super) struct NewsBook {
    noted: RwSignal<Vec<Noted>>,
    key: StoredValue<String>,
    /// The workspace is being read from its beginning: all of it would be news.
    joining: StoredValue<bool>,
}

impl NewsBook {
    pub fn new() -> Self {
        let book = Self {
            noted: RwSignal::default(),
            key: StoredValue::default(),
            joining: StoredValue::new(false),
        };
        let listener = window_event_listener(ev::storage, move |event| {
            if event.key() == Some(book.key.get_value()) {
                book.noted.set(book.read());
            }
        });
        on_cleanup(move || listener.remove());
        book
    }

    /// Opens the news of a workspace.
    pub fn open(&self, workspace: WorkspaceId) {
        self.key.set_value(format!("regulars.news.{workspace}"));
        self.joining.set_value(LocalStorage::get(self.joining_key()).unwrap_or(false));
        self.noted.set(self.read());
    }

    /// Says that the workspace begins to be read, or has been.
    pub fn set_joining(&self, joining: bool) {
        if self.joining.get_value() == joining {
            return;
        }
        self.joining.set_value(joining);
        match joining {
            // Without storage, a reload in the middle makes news of the rest.
            true => _ = LocalStorage::set(self.joining_key(), true),
            false => LocalStorage::delete(self.joining_key()),
        }
    }

    /// Notes what has just come, and how those records stood before.
    pub fn arrived(
        &self,
        records: impl Iterator<Item = (DocumentId, Vec<ChangeHash>)>,
        at: Timestamp,
    ) {
        if self.joining.get_value() {
            return;
        }
        // Read anew: another tab may have looked meanwhile.
        let mut noted = self.read();
        for (id, heads) in records {
            let record = id.to_string();
            let known = noted.iter().position(|one| one.record == record);
            let before = match known {
                Some(index) => noted.remove(index).before,
                None => heads.iter().map(ToString::to_string).collect(),
            };
            noted.push(Noted { record, at: at.0, before });
        }
        let forgotten = noted.len().saturating_sub(MOST);
        noted.drain(..forgotten);
        self.write(noted);
    }

    /// Forgets a record that was erased for good.
    pub fn forget(&self, id: DocumentId) {
        let record = id.to_string();
        if self.noted.with_untracked(|noted| noted.iter().any(|one| one.record == record)) {
            let mut noted = self.read();
            noted.retain(|one| one.record != record);
            self.write(noted);
        }
    }

    fn joining_key(&self) -> String {
        self.key.with_value(|key| format!("{key}.joining"))
    }

    fn read(&self) -> Vec<Noted> {
        self.key.with_value(|key| LocalStorage::get(key)).unwrap_or_default()
    }

    fn write(&self, noted: Vec<Noted>) {
        // Where storage is closed to the page, it lasts as long as the page.
        let _ = self.key.with_value(|key| LocalStorage::set(key, &noted));
        self.noted.set(noted);
    }
}

impl Replica {
    /// What changed elsewhere and was not looked at here since, the newest first.
    pub fn news(&self) -> Vec<News> {
        let read = |noted: &Noted| {
            let before = noted.before.iter().filter_map(|hash| hash.parse().ok()).collect();
            Some(News { record: noted.record.parse().ok()?, at: Timestamp(noted.at), before })
        };
        let noted: Vec<News> =
            self.book.noted.with(|noted| noted.iter().rev().filter_map(read).collect());
        // Records that are one card are told as one.
        self.with_people(|people| {
            let mut told: Vec<News> = Vec::new();
            for news in noted {
                let record = people.card_of(news.record);
                match told.iter_mut().find(|other| other.record == record) {
                    Some(other) => other.before.extend(news.before),
                    None => told.push(News { record, ..news }),
                }
            }
            told
        })
    }

    /// Says that somebody has looked at a record.
    pub fn seen(&self, id: DocumentId) {
        let members = self.driver().members(id).into_iter();
        let seen: Vec<String> = members.map(|id| id.to_string()).collect();
        let is_noted = |noted: &Vec<Noted>| noted.iter().any(|one| seen.contains(&one.record));
        if self.book.noted.with_untracked(is_noted) {
            let mut noted = self.book.read();
            noted.retain(|one| !seen.contains(&one.record));
            self.book.write(noted);
        }
    }

    /// Says that somebody has seen all of it; what is given back can bring it back.
    pub fn seen_all(&self) -> impl Fn() + Send + Sync + 'static {
        let (book, before) = (self.book, self.book.read());
        book.write(Vec::new());
        move || {
            let mut noted = book.read();
            let known = |one: &Noted| noted.iter().any(|other| other.record == one.record);
            let back: Vec<Noted> = before.iter().filter(|one| !known(one)).cloned().collect();
            noted.splice(0..0, back);
            book.write(noted);
        }
    }
}
