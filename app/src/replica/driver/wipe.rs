//! Taking workspaces off this device: when somebody signs out, or is no member any more.
//!
//! It is written down first and done before anything is opened, at the next load of the page, which
//! follows at once: so nothing is in use, and a page that dies in between goes on with it.

use std::collections::BTreeSet;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::window;
use shared::id::WorkspaceId;
use shared::sync::store::StoreError;

use super::super::only_here::{Marks, OnlyHere};
use super::super::platform::indexed_db::IndexedDbStore;
use super::super::platform::registry::Registry;
use super::OPEN_WORKSPACE;
use super::workspaces::SPARE_KEY;

/// The workspaces that are to go, also those that could not be removed earlier.
const WIPE: &str = "regulars.wipe";

/// What is on this device only and may go with them: somebody has a copy of it.
const SAVED: &str = "regulars.wipe.saved";

/// Takes these workspaces off this device, with what is on it only and was `saved`. The page loads
/// anew.
///
/// # Errors
/// A sentence, when this browser cannot note it; then everything is as it was.
pub fn wipe(workspaces: &[WorkspaceId], saved: &Marks) -> Result<(), String> {
    let mut ids = noted();
    ids.extend(workspaces.iter().map(ToString::to_string));
    LocalStorage::set(SAVED, saved)
        .and_then(|()| LocalStorage::set(WIPE, ids))
        .map_err(|_| "This browser has no room to note what is to be removed.".to_owned())?;
    LocalStorage::delete(SPARE_KEY);
    LocalStorage::delete(OPEN_WORKSPACE);
    if window().location().set_href("/people").is_err() {
        let _ = window().location().reload();
    }
    Ok(())
}

/// A workspace is wanted here again, whatever was noted of it.
pub(super) fn spare(workspace: &WorkspaceId) {
    note(noted().into_iter().filter(|id| *id != workspace.to_string()).collect());
}

/// Does what is noted, if anything is. What another tab wrote at the last moment keeps its workspace
/// here: it goes with the next signing out.
pub(super) async fn finish() {
    let ids = noted();
    if ids.is_empty() {
        return;
    }
    let saved: Marks = LocalStorage::get(SAVED).unwrap_or_default();
    let registry = Registry::open().await.ok();
    let mut left = BTreeSet::new();
    for id in ids.iter().filter_map(|id| id.parse::<WorkspaceId>().ok()) {
        match only_here(&id).await {
            Ok(marks) if marks.is_subset(&saved) => {}
            Ok(_) => continue,
            Err(_) => {
                left.insert(id.to_string());
                continue;
            }
        }
        let mut gone = IndexedDbStore::delete(&id).await.is_ok();
        if let Some(registry) = &registry {
            gone &= registry.remove(&id).await.is_ok();
        }
        LocalStorage::delete(format!("regulars.news.{id}"));
        if !gone {
            left.insert(id.to_string());
        }
    }
    // What could not be removed now is tried again at the next start.
    note(left);
}

async fn only_here(workspace: &WorkspaceId) -> Result<Marks, StoreError> {
    let store = IndexedDbStore::open(workspace).await?;
    Ok(OnlyHere::of(&store).await?.marks())
}

fn noted() -> BTreeSet<String> {
    LocalStorage::get(WIPE).unwrap_or_default()
}

fn note(ids: BTreeSet<String>) {
    if ids.is_empty() {
        LocalStorage::delete(WIPE);
        LocalStorage::delete(SAVED);
    } else {
        // Where it cannot be written, the note of before stands, which names these, too.
        let _ = LocalStorage::set(WIPE, ids);
    }
}
