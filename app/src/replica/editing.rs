//! Whether this device's person may change anything.

use leptos::prelude::untrack;
use shared::access::{Action, may};

use super::Replica;
use super::platform::registry::Workspace;

/// What somebody is told who may only look.
pub const ONLY_LOOKING: &str = "You can look at everything here. Ask an owner to let you edit.";

impl Replica {
    /// Whether this device's person may change anything in the open workspace: everybody but a viewer.
    /// What calls this runs again when it changes, which it does while the page is open.
    pub fn may_edit(&self) -> bool {
        self.membership().1.is_none_or(|role| may(role, Action::Write))
    }

    /// The same, for what happens once.
    pub fn may_edit_now(&self) -> bool {
        untrack(|| self.may_edit())
    }
}

/// The same of a workspace, as the driver knows it.
pub(super) fn may_write(workspace: Option<&Workspace>) -> bool {
    let role = workspace.and_then(|workspace| workspace.role);
    role.is_none_or(|role| may(role, Action::Write))
}
