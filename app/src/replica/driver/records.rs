//! Records, as screens open and edit them.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edit::{Edit, encode, route};
use shared::id::{DocumentId, GroupId};
use shared::model::{HistoryChange, UndoPlan};
use shared::sync::document::Document;
use shared::sync::replica::Event;

use super::super::editing::may_write;
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

    /// A card as it is, of the records that it is put together from.
    pub fn opened(&self, members: &[DocumentId]) -> Opened {
        let core = self.core.borrow();
        let Some(core) = core.as_ref() else { return Opened::Loading };
        let mut records = Vec::new();
        for id in members {
            match core.document(id) {
                Some(document) if !document.heads().is_empty() => records.push(document),
                None if !core.is_missing(id) => return Opened::Loading,
                _ => {}
            }
        }
        if records.is_empty() {
            let erased = members.iter().find_map(|id| core.erased_at(id));
            return erased.map_or(Opened::Missing, Opened::Erased);
        }
        let (person, disagreements) = OpenRecord::together(&records);
        Opened::Ready(Arc::new(OpenPerson { person, disagreements }))
    }

    /// The records that a card is put together from.
    pub fn members(&self, id: DocumentId) -> Vec<DocumentId> {
        self.people.borrow().members(id)
    }

    /// Edits of cards as edits of the records that they are put together from, each card once.
    pub fn routed(&self, cards: &[DocumentId], edits: &[Edit]) -> Vec<(DocumentId, Vec<u8>)> {
        let people = self.people.borrow();
        let whole = encode(edits);
        let mut cards: Vec<_> = cards.iter().map(|id| people.card_of(*id)).collect();
        let mut seen = HashSet::new();
        cards.retain(|id| seen.insert(*id));
        let routed = cards.into_iter().flat_map(|id| match &people.members(id)[..] {
            [one] => vec![(*one, whole.clone())],
            several => {
                let read = |id: &DocumentId| self.with_document(*id, OpenRecord::record);
                let records: Vec<_> = several.iter().map(read).collect();
                let open: Vec<_> =
                    several.iter().copied().zip(records.iter().map(Option::as_ref)).collect();
                let routed = route(edits, &open).into_iter();
                routed.map(|(id, edits)| (id, encode(&edits))).collect()
            }
        });
        routed.collect()
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
        if !may_write(self.workspace.borrow().as_ref()) {
            // Before it becomes a change that the server would refuse: what was typed is in the words.
            for (id, edit) in edits {
                self.failed(id, &edit, "you may only look at this workspace");
            }
            return;
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

    /// What became of the records of a card, as far as they are open; newest first.
    pub fn history(&self, id: DocumentId) -> Vec<HistoryChange> {
        self.histories(id, |document| Some(document.history()))
    }

    /// What `read` finds in each record of a card that is open, as one history: each record's own
    /// order stays, and among records the clocks decide.
    pub fn histories(
        &self,
        id: DocumentId,
        read: impl Fn(&OpenRecord) -> Option<Vec<HistoryChange>>,
    ) -> Vec<HistoryChange> {
        let members = self.members(id).into_iter();
        let each = members.filter_map(|id| self.with_document(id, &read).flatten());
        let mut each: Vec<_> = each.map(|history| history.into_iter().peekable()).collect();
        let mut all = Vec::new();
        while let Some((_, next)) = each
            .iter_mut()
            .filter_map(|history| history.peek().map(|change| change.origin.at).zip(Some(history)))
            .max_by_key(|(at, _)| *at)
        {
            all.extend(next.next());
        }
        all
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
