//! Who is where at the moment, beside everything that is stored.

use super::{Effect, Replica};
use crate::sync::document::Document;
use crate::sync::peers::Outcome;
use crate::wire::Presence;

impl<D: Document> Replica<D> {
    /// The other people who have records of this workspace open; nobody while there is no
    /// connection.
    pub fn others(&self) -> impl Iterator<Item = &Presence> {
        self.peers.others()
    }

    /// Tells the server, the other tabs and the screens what there is to tell.
    pub(super) fn pump_presence(&mut self) {
        self.peers.set_role(self.link.role(), self.now);
        while let Some(outcome) = self.peers.poll() {
            match outcome {
                Outcome::Say(presence) => self.link.say(presence),
                Outcome::Whisper(bytes) => self.effects.push_back(Effect::Whisper(bytes)),
                Outcome::Changed => self.effects.push_back(Effect::Peers),
            }
        }
    }
}
