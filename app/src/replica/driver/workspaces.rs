//! The workspaces of this browser, and which of them this tab shows.

use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use shared::access::Role;
use shared::id::{WorkspaceId, WorkspaceSecret};
use shared::sync::replica::Event;
use shared::sync::store::StoreError;
use shared::wire::accounts::Team;

use super::super::WorkspaceSummary;
use super::super::platform::registry::{Registry, Workspace};
use super::super::platform::{clock, entropy};
use super::{Driver, OPEN_WORKSPACE, wipe};

pub(super) const SPARE_KEY: &str = "regulars.spare-key";

impl Driver {
    pub(super) async fn find_workspace(&self) -> Result<Workspace, StoreError> {
        let registry = Registry::open().await?;
        let all = registry.list().await?;
        let wanted: Option<String> = LocalStorage::get(OPEN_WORKSPACE).ok();
        let wanted = all.iter().find(|one| Some(one.id.to_string()) == wanted).or(all.first());
        let workspace = match wanted {
            Some(workspace) => workspace.clone(),
            None => {
                let workspace = spare().unwrap_or_else(|| new_workspace("My regulars"));
                registry.put(&workspace).await?;
                workspace
            }
        };
        *self.registry.borrow_mut() = Some(registry);
        Ok(workspace)
    }

    pub(super) async fn list_workspaces(&self) {
        let open = self.workspace().map(|workspace| workspace.id);
        let registry = self.registry.borrow_mut().take();
        let mut all = Vec::new();
        if let Some(registry) = registry {
            all = registry.list().await.unwrap_or_default();
            *self.registry.borrow_mut() = Some(registry);
        }
        if all.is_empty() {
            all.extend(self.workspace());
        }
        let summaries = all.into_iter().map(|one| WorkspaceSummary {
            id: one.id,
            name: one.name,
            open: Some(one.id) == open,
            shared: one.shared,
            role: one.role,
        });
        self.signals.workspaces.set(summaries.collect());
    }

    /// The open workspace.
    pub fn workspace(&self) -> Option<Workspace> {
        self.workspace.borrow().clone()
    }

    /// Keeps what changed about the open workspace, and connects it if it is on a server now.
    pub async fn put_workspace(self: &Rc<Self>, workspace: Workspace) -> Result<(), String> {
        self.keep(&workspace).await?;
        let key = workspace.key();
        keep_spare(&workspace);
        *self.workspace.borrow_mut() = Some(workspace);
        self.list_workspaces().await;
        self.tell(Event::Remote(key));
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell();
        }
        Ok(())
    }

    /// Adds a workspace that is on the server.
    pub async fn add_workspace(&self, secret: WorkspaceSecret, name: String) -> Result<(), String> {
        let id = secret.workspace();
        let secret = Some(secret);
        self.keep(&Workspace { id, secret, shared: true, ..new_workspace(&name) }).await
    }

    /// Takes in a workspace of which this device's person is a member, or what changed about it.
    /// What this device has of it already goes on as it is.
    pub async fn take_in(self: &Rc<Self>, team: Team) -> Result<(), String> {
        let Team { workspace: id, name, role } = team;
        wipe::spare(&id);
        let known = self.known(id).await.map_err(|error| error.to_string())?;
        let before =
            known.unwrap_or_else(|| Workspace { id, secret: None, ..new_workspace(&name) });
        let same = before.role == Some(role) && before.name == name && before.shared;
        let workspace = Workspace { name, role: Some(role), shared: true, ..before };
        match self.workspace() {
            Some(open) if open.id == id && !same => self.put_workspace(workspace).await,
            Some(open) if open.id == id => {
                self.tell(Event::TryNow);
                Ok(())
            }
            _ => self.keep(&workspace).await,
        }
    }

    /// Takes in what this device's person is in the open workspace, from now on: every screen of every
    /// tab goes by it.
    pub(super) async fn take_in_role(self: Rc<Self>, role: Role) {
        let open = self.workspace().filter(|open| open.role.is_some_and(|before| before != role));
        let Some(open) = open else { return };
        let workspace = Workspace { role: Some(role), ..open };
        // A browser that keeps nothing knows it as long as the tab lives.
        let _not_kept = self.keep(&workspace).await;
        *self.workspace.borrow_mut() = Some(workspace);
        self.list_workspaces().await;
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell();
        }
    }

    async fn known(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        Ok(self.all().await?.into_iter().find(|one| one.id == id))
    }

    /// Every workspace of this browser, as it is kept: none that could not be read is left out.
    pub async fn all(&self) -> Result<Vec<Workspace>, StoreError> {
        Registry::open().await?.list().await
    }

    pub(super) async fn keep(&self, workspace: &Workspace) -> Result<(), String> {
        let registry = self.registry.borrow_mut().take();
        let registry = match registry {
            Some(registry) => Ok(registry),
            // Not opened yet, or in use at this moment.
            None => Registry::open().await,
        };
        let Ok(registry) = registry else {
            return Err("This browser keeps nothing, so the workspace can only be used here. \
                        Open Regulars outside a private window."
                .into());
        };
        let result = registry.put(workspace).await;
        *self.registry.borrow_mut() = Some(registry);
        result.map_err(|error| error.to_string())
    }

    /// Another tab may have put the workspace on a server.
    pub(super) async fn look_whether_shared(self: Rc<Self>) {
        let Some(open) = self.workspace() else { return };
        if let Some(workspace) = self.known(open.id).await.ok().flatten().filter(|one| one.shared) {
            let key = workspace.key();
            *self.workspace.borrow_mut() = Some(workspace);
            self.list_workspaces().await;
            self.tell(Event::Remote(key));
        }
    }
}

/// Keeps a second key to a workspace that is on a server, outside the database: a browser that runs
/// short, or finds its database damaged, deletes that one, and everything comes back by the key.
pub(super) fn keep_spare(workspace: &Workspace) {
    let key = match (&workspace.secret, workspace.role) {
        (_, Some(_)) => Some(workspace.id.to_string()),
        (Some(secret), None) if workspace.shared => Some(secret.to_string()),
        _ => None,
    };
    if let Some(key) = key {
        // Where there is no room for it, the link opens the workspace as well.
        let _ = LocalStorage::set(SPARE_KEY, (key, &workspace.name));
    }
}

/// The workspace whose key is all that this browser still has.
fn spare() -> Option<Workspace> {
    let (secret, name): (String, String) = LocalStorage::get(SPARE_KEY).ok()?;
    let new = Workspace { shared: true, ..new_workspace(&name) };
    // A workspace with members is opened by the session, which the browser keeps beside: what its
    // person may do is said again when they sign in or look at the members.
    if let Ok(id) = secret.parse() {
        return Some(Workspace { id, secret: None, role: Some(Role::Member), ..new });
    }
    let secret: WorkspaceSecret = secret.parse().ok()?;
    Some(Workspace { id: secret.workspace(), secret: Some(secret), ..new })
}

/// A workspace that nobody has yet.
pub(super) fn new_workspace(name: &str) -> Workspace {
    let secret = WorkspaceSecret(entropy::bytes());
    Workspace {
        id: secret.workspace(),
        secret: Some(secret),
        name: name.to_owned(),
        shared: false,
        author: entropy::bytes(),
        last_opened: clock::now(),
        role: None,
    }
}
