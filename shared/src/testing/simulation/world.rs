//! Devices, tabs, storage, network and time.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::presence::Shown;
use super::server::{Server, ServerEvent};
use super::{Plan, Simulated};
use crate::id::{DocumentId, WorkspaceSecret};
use crate::sync::entropy::Entropy;
use crate::sync::memory::MemoryStore;
use crate::sync::peers::Happening;
use crate::sync::replica::{Effect, Event, Replica};
use crate::sync::store::{Read, StoreError};
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery, ServerMessage};

/// A tab, for as long as it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TabId {
    pub device: usize,
    pub tab: usize,
    pub life: u64,
}

/// A connection between a tab and the server.
pub(super) type ConnectionId = u64;

pub(super) struct Tab<D: Simulated> {
    pub id: TabId,
    pub replica: Replica<D>,
    pub connection: Option<ConnectionId>,
    /// The browser has stopped it until then.
    pub frozen_until: Timestamp,
    fetch: u64,
    owns: bool,
    /// What was typed and has not been called "on this device".
    typed: Vec<Vec<u8>>,
    wakes: Option<Timestamp>,
    pub shown: Shown,
}

pub(super) struct Device<D: Simulated> {
    pub store: RefCell<MemoryStore>,
    pub tabs: Vec<Option<Tab<D>>>,
    pub offline: bool,
    /// How many milliseconds its clock is ahead.
    pub offset: i64,
    /// What stands in its storage for a core that keeps its actor there.
    pub stored_seed: u64,
}

/// What is to happen at a time.
pub(super) enum Coming {
    Tab(TabId, TabEvent),
    Server(ServerEvent),
}

pub(super) enum TabEvent {
    Transact(Read),
    Settled(Result<(), StoreError>),
    Told,
    Whispered(Vec<u8>),
    Opened(ConnectionId),
    Closed(ConnectionId),
    Message(ConnectionId, ServerMessage),
    Snapshot(u64, Delivery),
    SnapshotEnded(u64),
    Tick,
}

struct Due {
    at: Timestamp,
    order: u64,
    what: Coming,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.order) == (other.at, other.order)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

/// A team, its network and its server.
pub struct World<D: Simulated> {
    pub(super) plan: Plan,
    pub(super) rng: ChaCha8Rng,
    pub(super) now: Timestamp,
    pub(super) devices: Vec<Device<D>>,
    pub(super) server: Server,
    coming: BinaryHeap<Reverse<Due>>,
    order: u64,
    next_connection: ConnectionId,
    next_life: u64,
    next_token: u64,
    pub(super) healing: bool,
    /// What the interface has called "on this device".
    pub(super) saved: BTreeSet<Vec<u8>>,
    pub(super) edits: usize,
    pub(super) clocks_set: usize,
    /// Which document each token was typed in.
    pub(super) typed_in: BTreeMap<Vec<u8>, DocumentId>,
    secret: WorkspaceSecret,
}

impl<D: Simulated> World<D> {
    /// A team that has not begun.
    pub fn new(plan: Plan) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(plan.seed);
        let devices = (0..plan.devices)
            .map(|device| Device {
                store: RefCell::default(),
                tabs: (0..plan.tabs).map(|_| None).collect(),
                offline: false,
                offset: 0,
                stored_seed: (plan.seed << 16) + ((device as u64) << 8),
            })
            .collect();
        let mut world = Self {
            server: Server::new(plan.server),
            plan,
            rng,
            now: Timestamp(1_000_000),
            devices,
            coming: BinaryHeap::new(),
            order: 0,
            next_connection: 0,
            next_life: 0,
            next_token: 0,
            healing: false,
            saved: BTreeSet::new(),
            edits: 0,
            clocks_set: 0,
            typed_in: BTreeMap::new(),
            secret: WorkspaceSecret([7; 32]),
        };
        for device in 0..world.plan.devices {
            world.give_birth(device, 0);
        }
        world
    }

    pub(super) fn chance(&mut self, in_a_thousand: u32) -> bool {
        !self.healing && self.rng.random_ratio(in_a_thousand, 1000)
    }

    pub(super) fn at(&mut self, wait: u64, what: Coming) {
        self.order += 1;
        let due = Due { at: self.now.plus(wait), order: self.order, what };
        self.coming.push(Reverse(due));
    }

    /// Plays all operations, and what follows from them meanwhile.
    pub fn play(&mut self) {
        for _ in 0..self.plan.operations {
            let wait = match self.rng.random_range(0..10) {
                0 => self.rng.random_range(0..120_000),
                1..4 => self.rng.random_range(0..3_000),
                _ => self.rng.random_range(0..60),
            };
            self.run_for(wait);
            self.operation();
        }
    }

    pub(super) fn run_for(&mut self, milliseconds: u64) {
        let end = self.now.plus(milliseconds);
        while self.coming.peek().is_some_and(|Reverse(due)| due.at <= end) {
            self.step();
        }
        self.now = end;
    }

    fn step(&mut self) {
        let Some(Reverse(due)) = self.coming.pop() else { return };
        self.now = self.now.max(due.at);
        match due.what {
            Coming::Tab(id, event) => self.tab_event(id, event),
            Coming::Server(event) => self.server_event(event),
        }
    }

    fn operation(&mut self) {
        let device = self.rng.random_range(0..self.devices.len());
        let tab = self.rng.random_range(0..self.plan.tabs);
        let faults = self.plan.faults;
        let clock = self.clock(device);
        if self.chance(faults.crash) {
            match self.devices[device].tabs[tab].is_some() {
                true => self.kill(device, tab),
                false => self.give_birth(device, tab),
            }
        } else if self.chance(faults.cut) {
            let open: Vec<_> = self.server.connections().collect();
            if !open.is_empty() {
                let which = open[self.rng.random_range(0..open.len())];
                self.cut(which);
            }
        } else if self.chance(faults.offline) {
            self.devices[device].offline ^= true;
            if self.devices[device].offline {
                for id in self.connections_of(device) {
                    self.cut(id);
                }
            }
        } else if self.chance(faults.server_crash) {
            self.crash_server();
        } else if self.chance(faults.restore) {
            self.crash_server();
            self.server.restore(&mut self.rng);
        } else if self.chance(faults.empty) {
            self.crash_server();
            self.server.empty(&mut self.rng);
        } else if self.chance(faults.two_owners) {
            if let Some(other) = &mut self.devices[device].tabs[tab] {
                other.owns = true;
                other.replica.handle(Event::Owns(true), clock);
                self.drain(device, tab);
            }
        } else if self.befalls(faults.freeze) {
            self.freeze(device, tab);
        } else if self.befalls(faults.clone) {
            self.copy_device(device);
        } else if self.befalls(faults.clock) {
            self.set_clock(device);
        } else if self.befalls(faults.erase) {
            self.erase_something(device, tab);
        } else {
            if self.rng.random_ratio(1, 20) {
                self.server.back_up();
            }
            self.look_somewhere(device, tab);
            self.type_something(device, tab);
        }
    }

    fn type_something(&mut self, device: usize, tab: usize) {
        if self.devices[device].tabs[tab].is_none() {
            self.give_birth(device, tab);
        }
        self.next_token += 1;
        let refused = self.chance(self.plan.faults.refused);
        let token =
            format!("{}{}", if refused { super::server::REFUSED } else { "t" }, self.next_token);
        let token = token.into_bytes();
        let which = self.rng.random_range(0..self.plan.documents) as u8;
        let known = self.server.known_documents(which);
        let create = known.is_empty() || self.rng.random_ratio(1, 15);
        let now = self.clock(device);
        let Some(tab_state) = &mut self.devices[device].tabs[tab] else { return };
        // Nobody types in a tab that is stopped.
        tab_state.frozen_until = Timestamp::default();
        self.edits += 1;
        tab_state.typed.push(token.clone());
        let edit = D::edit(&token);
        let fresh = DocumentId::new(now.0.unsigned_abs(), u128::from(self.next_token));
        let mut id = fresh;
        if !create {
            id = known[self.rng.random_range(0..known.len())];
            if self.rng.random_ratio(1, 3) {
                tab_state.replica.handle(Event::Watch(id), now);
            }
        }
        self.typed_in.insert(token, id);
        let made = if create {
            self.server.name(which, id);
            tab_state.replica.create(id, edit, now)
        } else {
            tab_state.replica.edit(id, edit, now)
        };
        if made.is_err() {
            tab_state.typed.pop();
        }
        self.drain(device, tab);
    }

    pub(super) fn give_birth(&mut self, device: usize, tab: usize) {
        self.next_life += 1;
        let id = TabId { device, tab, life: self.next_life };
        let seed = self.seed_of_a_tab(device, tab);
        let mut entropy = ChaCha8Rng::seed_from_u64(seed);
        let entropy = Entropy::new(move || entropy.next_u64());
        let author = Some(vec![device as u8]);
        let mut replica = Replica::new(author, "simulation".into(), entropy);
        replica.weaken(self.plan.client);
        replica.handle(Event::Remote(Some(self.secret.clone().into())), self.clock(device));
        self.devices[device].tabs[tab] = Some(Tab {
            id,
            replica,
            connection: None,
            frozen_until: Timestamp::default(),
            fetch: 0,
            owns: false,
            typed: Vec::new(),
            wakes: None,
            shown: Shown::default(),
        });
        self.elect(device);
        self.drain(device, tab);
    }

    /// The lock goes to some living tab.
    fn elect(&mut self, device: usize) {
        let clock = self.clock(device);
        let tabs = &mut self.devices[device].tabs;
        if tabs.iter().flatten().any(|tab| tab.owns) {
            return;
        }
        if let Some(tab) = tabs.iter_mut().flatten().next() {
            tab.owns = true;
            let index = tab.id.tab;
            tab.replica.handle(Event::Owns(true), clock);
            self.drain(device, index);
        }
    }

    fn kill(&mut self, device: usize, tab: usize) {
        if let Some(dead) = self.devices[device].tabs[tab].take() {
            if let Some(connection) = dead.connection {
                self.server_loses(connection);
            }
            self.elect(device);
        }
    }

    fn connections_of(&self, device: usize) -> Vec<ConnectionId> {
        self.devices[device].tabs.iter().flatten().filter_map(|tab| tab.connection).collect()
    }

    fn tab(&mut self, id: TabId) -> Option<&mut Tab<D>> {
        self.devices[id.device].tabs[id.tab].as_mut().filter(|tab| tab.id == id)
    }

    fn tab_event(&mut self, id: TabId, event: TabEvent) {
        let Some(tab) = self.tab(id) else { return };
        let frozen_until = tab.frozen_until;
        if frozen_until > self.now && !self.healing {
            let wait = (frozen_until.0 - self.now.0).unsigned_abs();
            return self.at(wait, Coming::Tab(id, event));
        }
        if let TabEvent::Transact(read) = event {
            return self.transact(id, &read);
        }
        let now = self.clock(id.device);
        let Some(tab) = self.tab(id) else { return };
        let event = match event {
            TabEvent::Settled(result) => Event::Settled(result),
            TabEvent::Told => Event::Told,
            TabEvent::Whispered(bytes) => Event::Here(Happening::Whispered(bytes)),
            TabEvent::Opened(c) if tab.connection == Some(c) => Event::SocketOpened,
            TabEvent::Closed(c) if tab.connection == Some(c) => {
                tab.connection = None;
                Event::SocketClosed
            }
            TabEvent::Message(c, message) if tab.connection == Some(c) => Event::Message(message),
            TabEvent::Snapshot(fetch, delivery) if tab.fetch == fetch => {
                Event::SnapshotDelivery(delivery)
            }
            TabEvent::SnapshotEnded(fetch) if tab.fetch == fetch => Event::SnapshotEnded,
            TabEvent::Tick => {
                tab.wakes = None;
                Event::Tick
            }
            _ => return,
        };
        tab.replica.handle(event, now);
        if tab.replica.status().unstored == 0 {
            let typed = std::mem::take(&mut tab.typed);
            self.saved.extend(typed);
        }
        self.drain(id.device, id.tab);
    }

    fn transact(&mut self, id: TabId, read: &Read) {
        let aborted = self.chance(self.plan.faults.abort);
        let lied = self.chance(self.plan.faults.false_abort);
        let wait = self.rng.random_range(0..15);
        let device = &mut self.devices[id.device];
        let Some(tab) = device.tabs[id.tab].as_mut() else { return };
        let snapshot = device.store.borrow().read(read);
        let write = tab.replica.decide(snapshot);
        let result = if aborted {
            Err(StoreError::Aborted("simulated".into()))
        } else {
            device.store.borrow_mut().write(write);
            match lied {
                true => Err(StoreError::Aborted("simulated, after all was written".into())),
                false => Ok(()),
            }
        };
        self.drain(id.device, id.tab);
        self.at(wait, Coming::Tab(id, TabEvent::Settled(result)));
    }

    /// Carries out what a tab asks for.
    pub(super) fn drain(&mut self, device: usize, tab: usize) {
        loop {
            let Some(state) = &mut self.devices[device].tabs[tab] else { return };
            let id = state.id;
            let Some(effect) = state.replica.poll() else { break };
            self.carry_out(id, effect);
        }
        let (now, clock) = (self.now, self.clock(device));
        let Some(state) = &mut self.devices[device].tabs[tab] else { return };
        let Some(at) = state.replica.wake_at() else { return };
        // Timers measure a wait, and do not look at the clock again.
        let wait = at.0.saturating_sub(clock.0).max(0).unsigned_abs();
        let at = now.plus(wait);
        if state.wakes.is_none_or(|planned| at < planned) {
            let id = state.id;
            state.wakes = Some(at);
            self.at(wait, Coming::Tab(id, TabEvent::Tick));
        }
    }

    fn carry_out(&mut self, id: TabId, effect: Effect) {
        match effect {
            Effect::Transact(read) => {
                let wait = self.rng.random_range(0..15);
                self.at(wait, Coming::Tab(id, TabEvent::Transact(read)));
            }
            Effect::Connect => {
                self.next_connection += 1;
                let connection = self.next_connection;
                if let Some(tab) = self.tab(id) {
                    tab.connection = Some(connection);
                }
                let wait = self.rng.random_range(1..80);
                if self.devices[id.device].offline {
                    self.at(wait, Coming::Tab(id, TabEvent::Closed(connection)));
                } else {
                    self.server.accept(connection, id);
                    self.at(wait, Coming::Tab(id, TabEvent::Opened(connection)));
                }
            }
            Effect::FetchSnapshot { after } => self.fetch(id, after),
            Effect::Disconnect => {
                if let Some(tab) = self.tab(id) {
                    tab.fetch += 1;
                    if let Some(connection) = tab.connection.take() {
                        self.server_loses(connection);
                    }
                }
            }
            Effect::Send(message) => self.send_to_server(id, message),
            Effect::Whisper(bytes) => self.whisper(id, &bytes),
            Effect::Tell => {
                for other in self.neighbours(id) {
                    // A hint may be lost: a frozen tab hears nothing.
                    if !self.chance(200) {
                        let wait = self.rng.random_range(0..30);
                        self.at(wait, Coming::Tab(other, TabEvent::Told));
                    }
                }
            }
            Effect::EditFailed { edit, .. } => {
                if let Some(tab) = self.tab(id) {
                    tab.typed.retain(|token| D::edit(token) != edit);
                    self.edits -= 1;
                }
            }
            Effect::Peers
            | Effect::Loaded
            | Effect::Erased(_)
            | Effect::NotErased(_)
            | Effect::TookIn(_)
            | Effect::Facts(_)
            | Effect::News(_)
            | Effect::Opened(_) => {}
        }
    }

    fn fetch(&mut self, id: TabId, after: u64) {
        let Some(tab) = self.tab(id) else { return };
        tab.fetch += 1;
        let fetch = tab.fetch;
        let mut wait = self.rng.random_range(1..80);
        if !self.devices[id.device].offline && !self.chance(50) {
            for delivery in self.server.snapshot(after) {
                if self.chance(20) {
                    break;
                }
                wait += self.rng.random_range(0..20);
                self.at(wait, Coming::Tab(id, TabEvent::Snapshot(fetch, delivery)));
            }
        }
        self.at(wait + 1, Coming::Tab(id, TabEvent::SnapshotEnded(fetch)));
    }

    fn send_to_server(&mut self, id: TabId, message: ClientMessage) {
        let Some(connection) = self.tab(id).and_then(|tab| tab.connection) else { return };
        // Everything that is sent can be written and read.
        let message = ClientMessage::from_bytes(&message.to_bytes()).expect("a sound message");
        for wait in self.journeys(connection, true) {
            let message = message.clone();
            self.at(wait, Coming::Server(ServerEvent::Message(connection, message)));
        }
    }

    pub(super) fn send_to_tab(
        &mut self,
        connection: ConnectionId,
        id: TabId,
        message: &ServerMessage,
    ) {
        let message = ServerMessage::from_bytes(&message.to_bytes()).expect("a sound message");
        for wait in self.journeys(connection, false) {
            self.at(wait, Coming::Tab(id, TabEvent::Message(connection, message.clone())));
        }
    }

    /// How long a message takes; never for a lost one, twice for a repeated one. On one connection
    /// messages arrive in order, unless a fault says otherwise.
    fn journeys(&mut self, connection: ConnectionId, up: bool) -> Vec<u64> {
        let faults = self.plan.faults;
        if self.chance(faults.drop) {
            return Vec::new();
        }
        let mut wait = self.rng.random_range(1..40);
        if self.chance(faults.reorder) {
            wait += self.rng.random_range(0..200);
        } else {
            wait = self
                .server
                .in_order(connection, up, self.now.plus(wait))
                .0
                .saturating_sub(self.now.0)
                .unsigned_abs();
        }
        match self.chance(faults.duplicate) {
            true => vec![wait, wait + self.rng.random_range(0..50)],
            false => vec![wait],
        }
    }

    /// A connection ends; both sides learn of it, each in its time.
    pub(super) fn cut(&mut self, connection: ConnectionId) {
        if let Some(id) = self.server.owner(connection) {
            let wait = self.rng.random_range(0..50);
            self.at(wait, Coming::Tab(id, TabEvent::Closed(connection)));
        }
        self.server_loses(connection);
    }

    /// The other tabs of a tab's device.
    pub(super) fn neighbours(&self, id: TabId) -> Vec<TabId> {
        let tabs = self.devices[id.device].tabs.iter().flatten().map(|tab| tab.id);
        tabs.filter(|other| *other != id).collect()
    }

    fn server_loses(&mut self, connection: ConnectionId) {
        let wait = self.rng.random_range(0..50);
        self.at(wait, Coming::Server(ServerEvent::Lost(connection)));
    }

    fn crash_server(&mut self) {
        for connection in self.server.connections().collect::<Vec<_>>() {
            if let Some(id) = self.server.owner(connection) {
                let wait = self.rng.random_range(0..50);
                self.at(wait, Coming::Tab(id, TabEvent::Closed(connection)));
            }
        }
        self.server.crash();
    }

    pub(super) fn everybody_back(&mut self) {
        self.healing = true;
        for device in 0..self.devices.len() {
            self.devices[device].offline = false;
            for tab in 0..self.plan.tabs {
                if self.devices[device].tabs[tab].is_none() {
                    self.give_birth(device, tab);
                }
                let now = self.clock(device);
                if let Some(tab) = &mut self.devices[device].tabs[tab] {
                    tab.replica.handle(Event::Told, now);
                    if !self.plan.patient {
                        tab.replica.handle(Event::TryNow, now);
                    }
                }
                self.drain(device, tab);
            }
        }
    }

    /// Every token, by document, as the devices' names for the documents have it.
    pub(super) fn stores(&self) -> BTreeMap<usize, MemoryStore> {
        self.devices.iter().map(|d| d.store.borrow().clone()).enumerate().collect()
    }
}
