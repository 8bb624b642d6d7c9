//! One tab, driven by hand.

use std::cell::RefCell;
use std::rc::Rc;

use shared::id::{ChangeHash, DocumentId};
use shared::sync::entropy::Entropy;
use shared::sync::memory::MemoryStore;
use shared::sync::replica::{Effect, Event, Replica};
use shared::sync::store::{Meta, OutboxRead, OutboxRow, Quarantined, Read};
use shared::testing::fake::FakeDocument;
use shared::time::Timestamp;
use shared::wire::{ClientMessage, ServerMessage};

use super::{DOCUMENT, SECRET, Server};

/// One tab, on a storage that it may share.
pub struct Device {
    pub store: Rc<RefCell<MemoryStore>>,
    pub replica: Replica<FakeDocument>,
    pub now: Timestamp,
    effects: Vec<Effect>,
}

impl Device {
    pub fn new() -> Self {
        Self::beside(&Rc::default(), 1)
    }

    /// Another tab on the same storage.
    pub fn beside(store: &Rc<RefCell<MemoryStore>>, seed: u64) -> Self {
        Self::of(None, store, seed)
    }

    /// A device of its own, of somebody.
    pub fn of_author(author: u8) -> Self {
        Self::of(Some(vec![author]), &Rc::default(), author.into())
    }

    /// A tab of somebody's browser.
    pub fn of(author: Option<Vec<u8>>, store: &Rc<RefCell<MemoryStore>>, seed: u64) -> Self {
        let mut state = seed << 32;
        let entropy = Entropy::new(move || {
            state += 1;
            state
        });
        let replica = Replica::new(author, "a test".into(), entropy);
        let now = Timestamp(1_000_000);
        let mut tab = Self { store: store.clone(), replica, now, effects: Vec::new() };
        tab.run();
        tab
    }

    pub fn tell(&mut self, event: Event) {
        self.replica.handle(event, self.now);
        self.run();
    }

    /// Carries out its transactions, and keeps everything else.
    fn run(&mut self) {
        while let Some(effect) = self.replica.poll() {
            let Effect::Transact(read) = effect else {
                self.effects.push(effect);
                continue;
            };
            let snapshot = self.store.borrow().read(&read);
            let write = self.replica.decide(snapshot);
            self.store.borrow_mut().write(write);
            self.replica.handle(Event::Settled(Ok(())), self.now);
        }
    }

    pub fn write(&mut self, token: &str) {
        self.write_in(DOCUMENT, token);
    }

    pub fn write_in(&mut self, document: DocumentId, token: &str) {
        let edit = token.as_bytes().to_vec();
        let made = match self.heads_of(document).is_empty() {
            true => self.replica.create(document, edit, self.now),
            false => self.replica.edit(document, edit, self.now),
        };
        made.expect("any token fits");
        self.run();
    }

    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// What it has said since it was last asked.
    pub fn said(&mut self) -> Vec<ClientMessage> {
        let said = self.effects().into_iter();
        said.filter_map(|effect| match effect {
            Effect::Send(message) => Some(message),
            _ => None,
        })
        .collect()
    }

    /// Time passes, and its timer rings whenever it is set.
    pub fn wait(&mut self, milliseconds: u64) {
        let end = self.now.plus(milliseconds);
        while let Some(at) = self.replica.wake_at().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.tell(Event::Tick);
        }
        self.now = end;
    }

    /// Hears what a server said.
    pub fn hear(&mut self, said: impl IntoIterator<Item = ServerMessage>) {
        for message in said {
            self.tell(Event::Message(message));
        }
    }

    /// Goes online, and says hello on the connection whose number is returned.
    pub fn say_hello(&mut self, server: &mut Server) -> (usize, Vec<ServerMessage>) {
        self.tell(Event::Remote(Some(SECRET.into())));
        self.tell(Event::Owns(true));
        self.tell(Event::SnapshotEnded);
        let line = server.accept();
        self.tell(Event::SocketOpened);
        let [hello @ ClientMessage::Hello(_)] = &self.said()[..] else { panic!("no hello") };
        (line, server.hear(line, hello.clone()))
    }

    /// Goes online, and talks until nobody has anything more to say.
    pub fn join(&mut self, server: &mut Server) -> usize {
        let (line, said) = self.say_hello(server);
        self.hear(said);
        self.talk(server, line);
        line
    }

    pub fn talk(&mut self, server: &mut Server, line: usize) {
        loop {
            let asked = self.said();
            let mut answers = server.said(line);
            for message in asked {
                answers.extend(server.hear(line, message));
            }
            if answers.is_empty() {
                return;
            }
            self.hear(answers);
        }
    }

    /// The connection breaks.
    pub fn lose(&mut self) {
        self.tell(Event::SocketClosed);
        self.effects();
    }

    pub fn meta(&self) -> Meta {
        self.store.borrow().read(&Read::default()).meta
    }

    pub fn outbox(&self) -> Vec<OutboxRow> {
        let outbox = OutboxRead::After { after: 0, limit: usize::MAX };
        self.store.borrow().read(&Read { outbox, ..Read::default() }).outbox
    }

    pub fn quarantine(&self) -> Vec<Quarantined> {
        self.store.borrow().read(&Read { quarantine: true, ..Read::default() }).quarantine
    }

    pub fn heads(&self) -> Vec<ChangeHash> {
        self.heads_of(DOCUMENT)
    }

    pub fn heads_of(&self, document: DocumentId) -> Vec<ChangeHash> {
        let entries = vec![document];
        let snapshot = self.store.borrow().read(&Read { entries, ..Read::default() });
        snapshot.entries.into_iter().flat_map(|(_, entry)| entry.heads).collect()
    }
}
