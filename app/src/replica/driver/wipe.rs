//! Taking workspaces off this device: when somebody signs out, or is no member any more.
//!
//! It is written down first and done before anything is opened, at the next load of the page, which
//! follows at once: so nothing is in use, and a page that dies in between goes on with it.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::window;
use shared::id::WorkspaceId;

use super::super::platform::indexed_db::IndexedDbStore;
use super::super::platform::registry::Registry;
use super::OPEN_WORKSPACE;
use super::workspaces::SPARE_KEY;

/// The workspaces that are to go.
const WIPE: &str = "regulars.wipe";

/// Takes these workspaces off this device. The page loads anew.
///
/// # Errors
/// A sentence, when this browser cannot note it; then everything is as it was.
pub fn wipe(workspaces: &[WorkspaceId]) -> Result<(), String> {
    let ids: Vec<String> = workspaces.iter().map(ToString::to_string).collect();
    LocalStorage::set(WIPE, ids)
        .map_err(|_| "This browser has no room to note what is to be removed.".to_owned())?;
    LocalStorage::delete(SPARE_KEY);
    LocalStorage::delete(OPEN_WORKSPACE);
    if window().location().set_href("/people").is_err() {
        let _ = window().location().reload();
    }
    Ok(())
}

/// Does what is noted, if anything is.
pub(super) async fn finish() {
    let Ok(ids) = LocalStorage::get::<Vec<String>>(WIPE) else { return };
    let registry = Registry::open().await.ok();
    let mut all_gone = true;
    for id in ids.iter().filter_map(|id| id.parse::<WorkspaceId>().ok()) {
        let mut gone = IndexedDbStore::delete(&id).await.is_ok();
        if let Some(registry) = &registry {
            gone &= registry.remove(&id).await.is_ok();
        }
        LocalStorage::delete(format!("regulars.news.{id}"));
        all_gone &= gone;
    }
    // What could not be removed now is tried again at the next start.
    if all_gone {
        LocalStorage::delete(WIPE);
    }
}
