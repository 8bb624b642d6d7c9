//! Where people are who are connected to other nodes: told by word of mouth, and never stored.
//!
//! Each node tells the others the newest word of its connections, a few times in a second, and
//! takes theirs into its own gatherings. Words get lost; clients say theirs again every ten seconds
//! (R51), and of a node that is silent nobody is kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use shared::id::WorkspaceId;
use shared::sync::gathering::FRESH_MS;
use shared::wire::{Presence, ServerMessage};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::presence::{Rooms, Seat};
use crate::storage::{Storage, Word};

/// Between two rounds of telling the others.
const ROUND: Duration = Duration::from_millis(250);

/// How long a connection of another node is kept that says nothing.
const SILENCE: Duration = Duration::from_millis(FRESH_MS);

/// This node, as the others know it.
pub(super) struct Afar {
    /// Told apart from other nodes' words by a number that no other has.
    node: [u8; 8],
    storage: Arc<dyn Storage>,
    rooms: Arc<Rooms>,
}

impl Afar {
    /// Begins to pass words on in both directions, until the storage is closed; none where nothing
    /// random is to be had.
    pub(super) fn start(
        storage: Arc<dyn Storage>,
        rooms: Arc<Rooms>,
        told: mpsc::Receiver<Word>,
    ) -> Option<Arc<Self>> {
        let Ok(node) = crate::access::token::random::<8>() else {
            tracing::warn!("no random bytes: other nodes do not see who is here");
            return None;
        };
        let afar = Arc::new(Self { node, storage, rooms });
        tokio::spawn(afar.clone().run(told));
        Some(afar)
    }

    async fn run(self: Arc<Self>, mut told: mpsc::Receiver<Word>) {
        let mut others = Others { rooms: self.rooms.clone(), seats: HashMap::new() };
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                word = told.recv() => match word {
                    Some(word) => others.hear(self.node, &word),
                    None => break,
                },
                _ = rounds.tick() => {
                    others.forget_the_silent();
                    self.tell().await;
                }
            }
        }
    }

    /// Tells the others what was said here since they were last told. A node that stops does so when
    /// everybody has left it, or they would be seen for another half minute.
    pub(super) async fn tell(&self) {
        let said = self.rooms.take_said().into_iter();
        let words: Vec<Word> = said.map(|(seat, word)| self.word(seat, word)).collect();
        if !words.is_empty()
            && let Err(error) = self.storage.tell(words).await
        {
            tracing::debug!(%error, "other nodes were not told who is here");
        }
    }

    /// This node's number, and what it would tell a client of its own.
    fn word(&self, (workspace, peer): (WorkspaceId, u64), presence: Presence) -> Word {
        let said = ServerMessage::Peer { peer, presence }.to_bytes();
        Word { workspace, bytes: [&self.node[..], &said].concat() }
    }
}

/// The connections of other nodes that are seen here.
struct Others {
    rooms: Arc<Rooms>,
    seats: HashMap<(WorkspaceId, [u8; 8], u64), (Seat, Instant)>,
}

impl Others {
    /// Anybody who may connect to the database may say anything: what is no word is passed over.
    fn hear(&mut self, own: [u8; 8], word: &Word) {
        let Some((node, said)) = word.bytes.split_first_chunk() else { return };
        if *node == own {
            return;
        }
        let Ok(ServerMessage::Peer { peer, presence }) = ServerMessage::from_bytes(said) else {
            return;
        };
        let whose = (word.workspace, *node, peer);
        if presence.visits.is_empty() {
            self.seats.remove(&whose);
            return;
        }
        let known = self.seats.remove(&whose).map(|(seat, _)| seat);
        if let Some(seat) = known.or_else(|| self.rooms.enter_from_afar(word.workspace)) {
            seat.say(presence);
            self.seats.insert(whose, (seat, Instant::now()));
        }
    }

    fn forget_the_silent(&mut self) {
        let now = Instant::now();
        self.seats.retain(|(workspace, ..), (_, heard)| {
            now.duration_since(*heard) < SILENCE && self.rooms.is_anybody_here(*workspace)
        });
    }
}
