//! Erasing for good, as screens ask for it.

use leptos::prelude::untrack;
use shared::access::{Action, may};
use shared::id::DocumentId;

use super::Replica;

impl Replica {
    /// Whether this device's person may erase anybody for good: owners and admins, and everybody
    /// where the workspace has no members. What calls this runs again when it changes.
    pub fn may_erase(&self) -> bool {
        self.membership().1.is_none_or(|role| may(role, Action::Erase))
    }

    /// Erases cards for good: from this device at once, from the server and other devices as soon as
    /// they hear of it. Nobody can bring them back. Says whether this device's person may.
    pub fn erase(&self, cards: &[DocumentId]) -> bool {
        let may = untrack(|| self.may_erase());
        if may {
            self.driver().erase(cards);
        }
        may
    }
}
