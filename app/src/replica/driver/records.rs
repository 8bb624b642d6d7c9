//! Records, as screens open and edit them.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{DocumentId, GroupId};
use shared::model::{HistoryChange, UndoPlan};
use shared::sync::document::Document;
use shared::sync::replica::Event;

use super::super::engine::{self, OpenRecord};
use super::super::platform::{clock, storage_room};
use super::super::{OpenPerson, Opened};
use super::Driver;

impl Driver {
    /// A record's name, for a sentence.
    pub fn name(&self, id: DocumentId) -> String {
        let people = self.people.borrow();
        let name = people.get(id).map(|facts| facts.name.clone());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Somebody without a name".into())
    }

    /// A signal that counts the record's changes, as long as it is watched.
    pub fn watch(self: &Rc<Self>, id: DocumentId) -> ArcRwSignal<u32> {
        let signal = {
            let mut watched = self.watched.borrow_mut();
            let (count, signal) = watched.entry(id).or_insert_with(|| (0, ArcRwSignal::new(0)));
            *count += 1;
            signal.clone()
        };
        self.tell(Event::Watch(id));
        signal
    }

    /// One screen less shows the record.
    pub fn unwatch(self: &Rc<Self>, id: DocumentId) {
        let mut watched = self.watched.borrow_mut();
        let Some((count, _)) = watched.get_mut(&id) else { return };
        *count -= 1;
        if *count == 0 {
            watched.remove(&id);
            drop(watched);
            self.tell(Event::Unwatch(id));
        }
    }

    /// A record as it is.
    pub fn opened(&self, id: DocumentId) -> Opened {
        let core = self.core.borrow();
        let Some(core) = core.as_ref() else { return Opened::Loading };
        match core.document(&id) {
            Some(document) if !document.heads().is_empty() => Opened::Ready(Arc::new(OpenPerson {
                person: document.record(),
                disagreements: document.disagreements(),
            })),
            None if !core.is_missing(&id) => Opened::Loading,
            _ => Opened::Missing,
        }
    }

    /// Reads an open record's document; `None` while it is closed.
    pub fn with_document<R>(
        &self,
        id: DocumentId,
        read: impl FnOnce(&OpenRecord) -> R,
    ) -> Option<R> {
        let core = self.core.borrow();
        Some(read(core.as_ref()?.document(&id)?))
    }

    /// Edits records, or makes them.
    pub fn edit(
        self: &Rc<Self>,
        edits: impl IntoIterator<Item = (DocumentId, Vec<u8>)>,
        create: bool,
    ) {
        if !engine::are_ready() {
            let (driver, edits) = (self.clone(), edits.into_iter().collect::<Vec<_>>());
            // Until then they are on no device, and the status says so.
            let count = edits.len();
            self.held.set(self.held.get() + count);
            self.refresh_status();
            return spawn_local(async move {
                engine::ready().await;
                driver.held.set(driver.held.get() - count);
                driver.edit(edits, create);
            });
        }
        if !self.asked_to_persist.replace(true) {
            spawn_local(async {
                storage_room::persist().await;
            });
        }
        for (id, edit) in edits {
            let result = match &mut *self.core.borrow_mut() {
                None => {
                    return self.failed(id, &edit, "this device is still opening the workspace");
                }
                Some(core) if create => core.create(id, edit.clone(), clock::now()),
                Some(core) => core.edit(id, edit.clone(), clock::now()),
            };
            if let Err(error) = result {
                self.failed(id, &edit, &error.0);
            }
        }
        self.pump();
    }

    /// What became of a record, if it is open; newest first.
    pub fn history(&self, id: DocumentId) -> Vec<HistoryChange> {
        self.with_document(id, OpenRecord::history).unwrap_or_default()
    }

    /// What an undo of an act would do in a record, if the record is open.
    pub fn undo_plan(&self, id: DocumentId, group: GroupId) -> Option<UndoPlan> {
        self.with_document(id, |document| document.undo_plan(group))
    }

    pub(super) fn failed(&self, id: DocumentId, edit: &[u8], error: &str) {
        let typed = engine::typed(edit);
        let name = self.name(id);
        self.signals.failure.set(Some(format!("{name} was not changed: {error}. {typed}")));
    }
}
