//! Where people are: said on the same connection, and never waited for.

use super::{Link, Phase, Request};
use crate::sync::peers::Role;
use crate::wire::{ClientMessage, PRESENCE_SINCE, Presence};

impl Link {
    /// Who this tab is among the tabs of its browser.
    pub fn role(&self) -> Role {
        match (&self.key, self.owns) {
            (None, _) => Role::Alone,
            (_, false) => Role::Guest,
            (_, true) => {
                let open =
                    matches!(self.phase, Phase::Locating | Phase::SteppingBack | Phase::Open);
                Role::Owner { connected: open && self.version >= PRESENCE_SINCE }
            }
        }
    }

    /// Says where this browser's people are. It does not count as a sign of life: nothing answers
    /// it, so that a connection on which only this is said would never be found dead.
    pub fn say(&mut self, presence: Presence) {
        self.requests.push_back(Request::Send(ClientMessage::Presence(presence)));
    }
}
