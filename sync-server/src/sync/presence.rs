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
    /// What was said here since other nodes were told; none where there are no others.
    said: Option<Mutex<Said>>,
}

/// The newest word of each connection that said one, and of each that left an empty one.
pub(super) type Said = HashMap<(WorkspaceId, u64), Presence>;

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
    /// Whether its connection is another node's.
    is_afar: bool,
}

impl Rooms {
    /// Nobody is here. `among_others` says whether there are other nodes to be told.
    pub(super) fn new(among_others: bool) -> Self {
        let said = among_others.then(Mutex::default);
        Self { start: Instant::now(), rooms: Mutex::default(), said }
    }

    /// What was said here since this was last asked.
    pub(super) fn take_said(&self) -> Said {
        self.said.as_ref().map(|said| std::mem::take(&mut *lock(said))).unwrap_or_default()
    }

    fn note(&self, seat: (WorkspaceId, u64), presence: Presence) {
        if let Some(said) = &self.said {
            lock(said).insert(seat, presence);
        }
    }

    /// Whether anybody is connected here, in this workspace.
    pub(super) fn is_anybody_here(&self, workspace: WorkspaceId) -> bool {
        let rooms = lock(&self.rooms);
        rooms.get(&workspace).is_some_and(|room| !lock(&room.0).peers.is_empty())
    }

    /// Takes a seat for a connection to another node; none where nobody is here who could see it,
    /// or the gathering is full.
    pub(super) fn enter_from_afar(self: &Arc<Self>, workspace: WorkspaceId) -> Option<Seat> {
        let room = lock(&self.rooms).get(&workspace)?.clone();
        let mut inside = lock(&room.0);
        if inside.peers.is_empty() {
            return None;
        }
        let number = inside.gathering.enter(self.now())?;
        drop(inside);
        Some(Seat { rooms: self.clone(), workspace, room, number, is_afar: true })
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
        Some(Seat { rooms: self.clone(), workspace, room, number, is_afar: false })
    }
}

impl Seat {
    /// Tells the others where the people behind this connection are.
    pub(super) fn say(&self, presence: Presence) {
        if !self.is_afar {
            self.rooms.note((self.workspace, self.number), presence.clone());
        }
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
        if !self.is_afar {
            self.rooms.note((self.workspace, self.number), Presence::default());
        }
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
        let rooms = Arc::new(Rooms::new(true));
        let (peer, _inbox) = Peer::new(1);
        drop(rooms.enter(WorkspaceId([1; 16]), peer));
        assert!(lock(&rooms.rooms).is_empty());
    }

    #[tokio::test]
    async fn who_is_afar_is_seen_only_where_anybody_is_here_and_not_said_again() {
        let rooms = Arc::new(Rooms::new(true));
        let workspace = WorkspaceId([1; 16]);
        assert!(rooms.enter_from_afar(workspace).is_none());
        let (peer, _inbox) = Peer::new(1);
        let here = rooms.enter(workspace, peer).expect("a seat");
        let afar = rooms.enter_from_afar(workspace).expect("a seat");
        afar.say(Presence { who: vec![1], visits: Vec::new() });
        assert!(rooms.take_said().is_empty(), "other nodes know");
        let word = Presence { who: vec![2], visits: Vec::new() };
        here.say(word.clone());
        here.say(word.clone());
        assert_eq!(rooms.take_said(), [((workspace, here.number), word)].into());
        assert!(rooms.take_said().is_empty());
        let number = here.number;
        drop((here, afar));
        assert_eq!(rooms.take_said(), [((workspace, number), Presence::default())].into());
        assert!(lock(&rooms.rooms).is_empty());
    }
}
