//! Where people are: passed from connection to connection, in memory only.
//!
//! It has locks of its own, a workspace each, so that whoever says where they are holds up neither
//! the committer nor another workspace.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::id::WorkspaceId;
use shared::sync::gathering::Gathering;
use shared::time::Timestamp;
use shared::wire::Presence;
use tokio::time::Instant;

use super::hub::{News, Peer};

/// The gatherings of all workspaces in which anybody is connected.
pub(super) struct Rooms {
    start: Instant,
    rooms: Mutex<HashMap<WorkspaceId, Arc<Room>>>,
}

#[derive(Default)]
struct Room(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    gathering: Gathering,
    /// Who is to be woken for news, by the number in the gathering.
    peers: HashMap<u64, Arc<Peer>>,
}

impl Inside {
    fn wake(&self, numbers: Vec<u64>) {
        for peer in numbers.iter().filter_map(|number| self.peers.get(number)) {
            peer.tell(News::Peers);
        }
    }
}

/// A connection's place in its workspace's gathering. Dropping it tells the others.
pub(super) struct Seat {
    rooms: Arc<Rooms>,
    workspace: WorkspaceId,
    room: Arc<Room>,
    number: u64,
}

impl Rooms {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), rooms: Mutex::default() }
    }

    /// Milliseconds since the start: no wall clock can turn these back.
    fn now(&self) -> Timestamp {
        Timestamp(i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Takes a seat; none when the gathering is full. The peer is told to look for news.
    pub(super) fn enter(self: &Arc<Self>, workspace: WorkspaceId, peer: Arc<Peer>) -> Option<Seat> {
        let mut rooms = lock(&self.rooms);
        let room = rooms.entry(workspace).or_default().clone();
        let mut inside = lock(&room.0);
        let number = inside.gathering.enter(self.now())?;
        peer.tell(News::Peers);
        inside.peers.insert(number, peer);
        drop(inside);
        Some(Seat { rooms: self.clone(), workspace, room, number })
    }
}

impl Seat {
    /// Tells the others where the people behind this connection are.
    pub(super) fn say(&self, presence: Presence) {
        let mut inside = lock(&self.room.0);
        let woken = inside.gathering.say(self.number, presence, self.rooms.now());
        inside.wake(woken);
    }

    /// What is new of the others.
    pub(super) fn news(&self) -> Vec<(u64, Presence)> {
        lock(&self.room.0).gathering.news(self.number)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = lock(&self.rooms.rooms);
        let mut inside = lock(&self.room.0);
        inside.peers.remove(&self.number);
        let woken = inside.gathering.leave(self.number);
        inside.wake(woken);
        if inside.gathering.is_empty() {
            rooms.remove(&self.workspace);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_kept_of_a_workspace_that_everybody_left() {
        let rooms = Arc::new(Rooms::new());
        let (peer, _inbox) = Peer::new(1);
        drop(rooms.enter(WorkspaceId([1; 16]), peer));
        assert!(lock(&rooms.rooms).is_empty());
    }
}
