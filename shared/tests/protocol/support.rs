//! A device and a server that hear only what a test passes on.

use std::cell::RefCell;
use std::rc::Rc;

use shared::gate;
use shared::id::{ActorId, ChangeHash, DocumentId, LogId, WorkspaceSecret};
use shared::sync::document::{Authoring, Change, Document};
use shared::sync::entropy::Entropy;
use shared::sync::log::{MemoryLog, Verdict, delivered};
use shared::sync::memory::MemoryStore;
use shared::sync::replica::{Effect, Event, Replica};
use shared::sync::server::{self, Conversation, Opening};
use shared::sync::store::{Meta, Read};
use shared::testing::fake::FakeDocument;
use shared::time::Timestamp;
use shared::wire::{ClientMessage, Delivery, PushedChange, ServerMessage};

pub const SECRET: WorkspaceSecret = WorkspaceSecret([7; 32]);
pub const DOCUMENT: DocumentId = DocumentId([1; 16]);
pub const OTHER_DOCUMENT: DocumentId = DocumentId([2; 16]);

/// Somebody's changes of one document, each on top of the one before.
pub struct Writer {
    pub document: DocumentId,
    doc: FakeDocument,
    authoring: Authoring,
}

impl Writer {
    pub fn new(document: DocumentId, actor: u8) -> Self {
        let authoring =
            Authoring { actor: ActorId([actor; 16]), author: None, at: Timestamp::default() };
        Self { document, doc: FakeDocument::new(document), authoring }
    }

    pub fn write(&mut self, token: &str) -> PushedChange {
        let change = self.doc.author(token.as_bytes(), &self.authoring);
        let Change { info, bytes } = change.expect("any token fits").expect("a new token");
        PushedChange { document: self.document, hash: info.hash, bytes }
    }

    pub fn write_many(&mut self, count: usize) -> Vec<PushedChange> {
        (0..count).map(|number| self.write(&format!("token {number}"))).collect()
    }
}

/// A server: its log, and the connections to it.
pub struct Server {
    pub log: MemoryLog,
    lines: Vec<Line>,
}

struct Line {
    conversation: Conversation,
    said: Vec<ServerMessage>,
}

impl Server {
    pub fn new() -> Self {
        Self::with(MemoryLog::new(LogId([9; 16])))
    }

    pub fn with(log: MemoryLog) -> Self {
        Self { log, lines: Vec::new() }
    }

    /// A new connection's number.
    pub fn accept(&mut self) -> usize {
        let conversation = Conversation::new();
        self.lines.push(Line { conversation, said: Vec::new() });
        self.lines.len() - 1
    }

    /// A client says something: everything that its connection is told upon it.
    pub fn hear(&mut self, line: usize, message: ClientMessage) -> Vec<ServerMessage> {
        self.happens(line, server::Event::Message(Ok(message)))
    }

    pub fn happens(&mut self, line: usize, event: server::Event<'_>) -> Vec<ServerMessage> {
        self.lines[line].conversation.handle(event);
        self.carry_out(line, None);
        self.said(line)
    }

    /// What a connection has been told since it was last asked.
    pub fn said(&mut self, line: usize) -> Vec<ServerMessage> {
        std::mem::take(&mut self.lines[line].said)
    }

    /// Somebody else's changes come into the log.
    pub fn grow(&mut self, changes: Vec<PushedChange>) -> Vec<Verdict> {
        let candidates: Vec<_> =
            changes.into_iter().filter_map(|one| gate::inspect::<FakeDocument>(one).ok()).collect();
        let from = self.log.head().seq;
        let (verdicts, rows) = self.log.append(candidates);
        if let Some(last) = rows.last() {
            let delivery = Delivery {
                log: last.point.log,
                from,
                to: last.point,
                head: last.point.seq,
                changes: rows.iter().map(delivered).collect(),
            };
            for line in 0..self.lines.len() {
                let conversation = &mut self.lines[line].conversation;
                conversation.handle(server::Event::Published(&delivery));
                self.carry_out(line, Some(&delivery));
            }
        }
        verdicts
    }

    fn carry_out(&mut self, line: usize, published: Option<&Delivery>) {
        while let Some(effect) = self.lines[line].conversation.poll() {
            match effect {
                server::Effect::Send(message) => self.lines[line].said.push(message),
                server::Effect::SendPublished => {
                    let delivery = published.expect("only upon a publication").clone();
                    self.lines[line].said.push(ServerMessage::Delivery(delivery));
                }
                server::Effect::Close(goodbye) => {
                    self.lines[line].said.push(ServerMessage::Goodbye(goodbye));
                }
                asking => self.perform(line, asking),
            }
        }
    }

    fn perform(&mut self, line: usize, effect: server::Effect) {
        let event = match effect {
            server::Effect::Open { verifier, cursor, .. } => {
                let opening = Opening {
                    log: self.log.head().log,
                    head: self.log.head().seq,
                    agreed: cursor.is_none_or(|cursor| self.log.is_on(&cursor)),
                };
                server::Event::Opened((verifier == SECRET.verifier()).then_some(opening))
            }
            server::Effect::Locate(points) => server::Event::Located(self.log.locate(&points)),
            server::Effect::Read { after } => server::Event::Read(self.log.read(after)),
            server::Effect::Compare { number, documents } => {
                server::Event::Compared { number, documents: self.log.lacking(&documents) }
            }
            server::Effect::Commit(changes) => {
                let inspected: Vec<_> = changes
                    .into_iter()
                    .map(|one| (one.hash, gate::inspect::<FakeDocument>(one.clone()).map(|_| one)))
                    .collect();
                let mut verdicts = Vec::new();
                for (hash, inspected) in inspected {
                    let verdict = match inspected {
                        Ok(change) => self.grow(vec![change])[0],
                        Err(reason) => Verdict::Refused(reason),
                    };
                    verdicts.push((hash, verdict));
                }
                server::Event::Committed { verdicts, head: self.log.head().seq }
            }
            other => panic!("not a question: {other:?}"),
        };
        self.lines[line].conversation.handle(event);
        self.carry_out(line, None);
    }
}

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
        let mut state = seed << 32;
        let entropy = Entropy::new(move || {
            state += 1;
            state
        });
        let replica = Replica::new(None, "a test".into(), entropy);
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
        let edit = token.as_bytes().to_vec();
        let made = match self.heads().is_empty() {
            true => self.replica.create(DOCUMENT, edit, self.now),
            false => self.replica.edit(DOCUMENT, edit, self.now),
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

    /// Goes online, and says hello on the connection whose number is returned.
    pub fn say_hello(&mut self, server: &mut Server) -> (usize, Vec<ServerMessage>) {
        self.tell(Event::Remote(Some(SECRET)));
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
        for message in said {
            self.tell(Event::Message(message));
        }
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
            for message in answers {
                self.tell(Event::Message(message));
            }
        }
    }

    pub fn meta(&self) -> Meta {
        self.store.borrow().read(&Read::default()).meta
    }

    pub fn heads(&self) -> Vec<ChangeHash> {
        let entries = vec![DOCUMENT];
        let snapshot = self.store.borrow().read(&Read { entries, ..Read::default() });
        snapshot.entries.into_iter().flat_map(|(_, entry)| entry.heads).collect()
    }
}
