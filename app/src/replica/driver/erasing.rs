//! Records that are erased for good: what this tab and this browser forget with them.

use std::collections::HashSet;
use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{BlobHash, DocumentId};
use shared::sync::replica::Event;
use shared::view::{Facts, People};

use super::Driver;

impl Driver {
    /// Erases cards for good: every record that each is put together from, and their photos.
    pub fn erase(self: &Rc<Self>, cards: &[DocumentId]) {
        let (documents, photos) = {
            let people = self.people.borrow();
            let mut documents: Vec<_> = cards.iter().flat_map(|id| people.members(*id)).collect();
            documents.sort_unstable();
            documents.dedup();
            let photos = only_of(&people, &documents);
            (documents, photos)
        };
        self.tell(Event::Erase { documents, photos });
    }

    /// Records were erased, here or elsewhere: lists, drafts, news and photos forget them.
    pub(super) fn forget(self: &Rc<Self>, erased: &[(DocumentId, usize)]) {
        let lost: usize = erased.iter().map(|(_, unsent)| unsent).sum();
        for (id, _) in erased {
            self.signals.book.forget(*id);
            forget_drafts(*id);
        }
        if lost > 0 {
            let changes = if lost == 1 { "1 change".to_owned() } else { format!("{lost} changes") };
            self.signals.failure.set(Some(format!(
                "Somebody was erased for good. {changes} that no server had went with them."
            )));
        }
    }

    /// What a tab that ended in the middle of forgetting has left in this browser.
    pub(super) fn forget_rest(&self) {
        let erased: Vec<DocumentId> =
            self.core.borrow().iter().flat_map(|core| core.erased().collect::<Vec<_>>()).collect();
        for id in erased {
            self.signals.book.forget(id);
            forget_drafts(id);
        }
    }

    /// The server did not let this device's person erase: the records come back.
    pub(super) fn not_erased(&self, records: usize) {
        let it = if records == 1 { "The record comes" } else { "The records come" };
        self.signals.failure.set(Some(format!(
            "Nothing was erased for good: the server says no, as only owners and admins may. {it} \
             back from it, without changes that had not reached it."
        )));
    }

    /// Takes erased records out of the list, and their photos from this device.
    pub(super) fn unlist(self: &Rc<Self>, erased: &[DocumentId]) {
        let mut people = self.people.borrow_mut();
        let photos = only_of(&people, erased);
        let mut segments = self.segments.borrow_mut();
        for id in erased {
            let touched = people.members(*id);
            people.remove(*id);
            touched.into_iter().for_each(|id| segments.set(id, &people));
        }
        if photos.is_empty() {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            let Some(keeper) = driver.keeper.borrow().clone() else { return };
            for photo in photos {
                // What cannot be deleted now is named by nobody, and asked for by nobody.
                let _ = keeper.forget_blob(photo).await;
                driver.blobs.went(photo);
            }
            driver.look_for_blobs();
        });
    }
}

/// The photos of these records that no other record names.
fn only_of(people: &People, records: &[DocumentId]) -> Vec<BlobHash> {
    let of = |id: &DocumentId| people.own(*id).into_iter().flat_map(Facts::pictures);
    let mut photos: HashSet<BlobHash> =
        records.iter().flat_map(of).map(|picture| picture.hash).collect();
    if !photos.is_empty() {
        for (_, facts) in people.all_own().filter(|(id, _)| !records.contains(id)) {
            facts.pictures().for_each(|picture| _ = photos.remove(&picture.hash));
        }
    }
    let mut photos: Vec<_> = photos.into_iter().collect();
    photos.sort_unstable();
    photos
}

/// What was typed about a record and not saved.
fn forget_drafts(id: DocumentId) {
    let id = id.to_string();
    let storage = LocalStorage::raw();
    let count = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok().flatten()).collect();
    for key in keys.iter().filter(|key| key.contains("draft.") && key.contains(&id)) {
        LocalStorage::delete(key);
    }
}
