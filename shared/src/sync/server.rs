//! The server's side of one connection: events in, effects out.
//!
//! Whoever drives this owns the socket, the storage and the clock. It carries out the effects and
//! comes back with their results as events; commits may be under way while others go on.

use std::collections::{HashSet, VecDeque};

use super::cursor::Cursor;
use super::log::Verdict;
use crate::access::Role;
use crate::id::{ChangeHash, DocumentId, LogId, Verifier, WorkspaceId, WorkspaceKey};
use crate::wire::{
    ClientMessage, DeliveredChange, Delivery, DocumentHeads, ERASURE_SINCE, Farewell, Goodbye,
    Hello, PRESENCE_SINCE, Presence, PushedChange, ROLES_SINCE, Refused, ServerMessage, VERSIONS,
    WireError, limits,
};

/// What happens to a connection.
#[derive(Debug)]
pub enum Event<'a> {
    /// A message came, or bytes that are none.
    Message(Result<ClientMessage, WireError>),
    /// The answer to [`Effect::Open`]; none when no workspace opens with this verifier.
    Opened(Option<Opening>),
    /// The answer to [`Effect::Locate`].
    Located(Cursor),
    /// The answer to [`Effect::Read`].
    Read(Delivery),
    /// The answer to [`Effect::Commit`], once it is on the disk.
    Committed {
        /// What became of each change.
        verdicts: Vec<(ChangeHash, Verdict)>,
        /// The log's last sequence number after it.
        head: u64,
    },
    /// The answer to [`Effect::Compare`].
    Compared {
        /// The comparison.
        number: u64,
        /// The documents of which the log lacks a head.
        documents: Vec<DocumentId>,
    },
    /// The workspace's log grew, by whomever.
    Published(&'a Delivery),
    /// Where the people behind other connections are now.
    Peers(Vec<(u64, Presence)>),
    /// What whoever is behind the connection is in the workspace now.
    Role(Role),
    /// The storage failed; nothing of the effect it was asked for may count.
    StorageFailed,
    /// The server is stopping.
    Stopping,
}

/// What a storage says when a workspace is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The log.
    pub log: LogId,
    /// Its last sequence number.
    pub head: u64,
    /// Whether the client's cursor lies on it; true where the client has none.
    pub agreed: bool,
}

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Look the workspace up, compare the verifier in constant time, look for the cursor.
    Open {
        /// The workspace.
        workspace: WorkspaceId,
        /// What the secret hashes to; none where the connection's session is to open it.
        verifier: Option<Verifier>,
        /// Where the client stands.
        cursor: Option<Cursor>,
    },
    /// Find the newest of these points on the log.
    Locate(Vec<Cursor>),
    /// Read a stretch of the log.
    Read {
        /// The last sequence number not wanted.
        after: u64,
    },
    /// Admit, append and commit; answer only when durable.
    Commit(Vec<PushedChange>),
    /// Find the documents of which the log lacks a head.
    Compare {
        /// Comes back in the event.
        number: u64,
        /// The documents.
        documents: Vec<DocumentHeads>,
    },
    /// Take part in the workspace's [`Gathering`](super::gathering::Gathering): tell the others
    /// what comes by [`Effect::Present`], and this connection what is new there.
    Gather,
    /// Tell the gathering where the people behind this connection are. It may be passed over.
    Present(Presence),
    /// Send this.
    Send(ServerMessage),
    /// Send the delivery of the event as it is; its bytes can be shared with other connections.
    SendPublished,
    /// Send this, then close.
    Close(Goodbye),
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Greeting,
    Opening,
    Open,
    Closed,
}

/// A deliberate fault, to prove that the simulation would find it.
#[cfg(feature = "testing")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Changes are acknowledged when they arrive.
    AcknowledgesBeforeCommit,
    /// Any cursor is taken for a point of the log.
    DoesNotCompareTheChain,
}

/// One connection.
#[derive(Debug)]
pub struct Conversation {
    state: State,
    workspace: Option<WorkspaceId>,
    /// What both sides speak.
    version: u16,
    /// The last sequence number that was sent.
    sent: u64,
    /// The log's last sequence number, as far as seen.
    head: u64,
    /// Whether new changes are sent without being asked for.
    live: bool,
    reading: bool,
    /// Pushed here and not yet delivered: these go back without their bytes.
    pushed: HashSet<ChangeHash>,
    next_push: u64,
    unanswered: usize,
    effects: VecDeque<Effect>,
    #[cfg(feature = "testing")]
    weakness: Option<Weakness>,
}

impl Default for Conversation {
    fn default() -> Self {
        Self::new()
    }
}

impl Conversation {
    /// A connection on which nothing has been said.
    pub fn new() -> Self {
        Self {
            state: State::Greeting,
            workspace: None,
            version: VERSIONS.1,
            sent: 0,
            head: 0,
            live: false,
            reading: false,
            pushed: HashSet::new(),
            next_push: 0,
            unanswered: 0,
            effects: VecDeque::new(),
            #[cfg(feature = "testing")]
            weakness: None,
        }
    }

    /// The same, with a fault.
    #[cfg(feature = "testing")]
    pub fn weakened(weakness: Option<Weakness>) -> Self {
        Self { weakness, ..Self::new() }
    }

    /// The workspace, once it is open.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        self.workspace.filter(|_| self.state == State::Open)
    }

    /// The next thing to do, if any.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Takes in what happened.
    pub fn handle(&mut self, event: Event<'_>) {
        if self.state == State::Closed {
            return;
        }
        match event {
            Event::Message(Ok(message)) => self.message(message),
            Event::Message(Err(_)) => self.close(Farewell::Broken),
            Event::Opened(opening) => self.opened(opening),
            Event::Located(cursor) => self.send(ServerMessage::Located { cursor }),
            Event::Read(delivery) => self.read(delivery),
            Event::Committed { verdicts, head } => self.committed(verdicts, head),
            Event::Compared { number, documents } => {
                self.send(ServerMessage::Lacking { number, documents });
            }
            Event::Published(delivery) => self.published(delivery),
            Event::Peers(peers) => {
                for (peer, presence) in peers {
                    self.send(ServerMessage::Peer { peer, presence });
                }
            }
            // An older client must not hear a word of it; before the welcome, nothing is said.
            Event::Role(role) => {
                if self.state == State::Open && self.version >= ROLES_SINCE {
                    self.send(ServerMessage::Role { role });
                }
            }
            Event::StorageFailed => self.close(Farewell::Storage),
            Event::Stopping => self.close(Farewell::Restarting),
        }
    }

    /// Closes with a reason that the driver found.
    pub fn close(&mut self, reason: Farewell) {
        self.state = State::Closed;
        let reason = reason.in_version(self.version);
        self.effects.push_back(Effect::Close(Goodbye { reason, retry_after_ms: None }));
    }

    fn send(&mut self, message: ServerMessage) {
        self.effects.push_back(Effect::Send(message));
    }

    fn message(&mut self, message: ClientMessage) {
        match (&self.state, message) {
            (State::Greeting, ClientMessage::Hello(hello)) => self.hello(hello),
            // Whoever has not said hello learns nothing else.
            (State::Greeting, _) => self.close(Farewell::Denied),
            (State::Open, ClientMessage::Locate { checkpoints }) => {
                self.effects.push_back(Effect::Locate(checkpoints));
            }
            (State::Open, ClientMessage::Pull { after }) => {
                self.live = false;
                self.request(after);
            }
            (State::Open, ClientMessage::Push { number, changes }) => self.push(number, changes),
            (State::Open, ClientMessage::Compare { number, documents }) => {
                self.effects.push_back(Effect::Compare { number, documents });
            }
            (State::Open, ClientMessage::Presence(presence)) if self.knows_presence() => {
                self.effects.push_back(Effect::Present(presence));
            }
            (State::Open, ClientMessage::Heartbeat) => {
                self.send(ServerMessage::Pulse { head: self.head });
            }
            _ => self.close(Farewell::Broken),
        }
    }

    fn hello(&mut self, hello: Hello) {
        if hello.newest < VERSIONS.0 {
            return self.close(Farewell::ClientTooOld);
        }
        if hello.oldest > VERSIONS.1 {
            return self.close(Farewell::ServerTooOld);
        }
        self.state = State::Opening;
        self.version = hello.newest.min(VERSIONS.1);
        let workspace = hello.key.workspace();
        let verifier = match hello.key {
            WorkspaceKey::Secret(secret) => Some(secret.verifier()),
            WorkspaceKey::Session(_) => None,
        };
        self.workspace = Some(workspace);
        self.effects.push_back(Effect::Open { workspace, verifier, cursor: hello.cursor });
    }

    fn opened(&mut self, opening: Option<Opening>) {
        let Some(opening) = opening else { return self.close(Farewell::Denied) };
        self.state = State::Open;
        self.head = self.head.max(opening.head);
        #[cfg(feature = "testing")]
        let opening = Opening {
            agreed: opening.agreed || self.weakness == Some(Weakness::DoesNotCompareTheChain),
            ..opening
        };
        self.send(ServerMessage::Welcome {
            version: self.version,
            log: opening.log,
            head: opening.head,
            agreed: opening.agreed,
        });
        if self.knows_presence() {
            self.effects.push_back(Effect::Gather);
        }
    }

    /// Whether the client knows of presence: an older one must not hear a word of it.
    fn knows_presence(&self) -> bool {
        self.version >= PRESENCE_SINCE
    }

    fn request(&mut self, after: u64) {
        self.reading = true;
        self.effects.push_back(Effect::Read { after });
    }

    fn read(&mut self, delivery: Delivery) {
        self.reading = false;
        self.sent = delivery.to.seq;
        self.head = self.head.max(delivery.head);
        self.live |= self.sent >= delivery.head;
        if self.cannot_read(&delivery) {
            return self.close(Farewell::ClientTooOld);
        }
        let own = self.without_own_bytes(&delivery);
        self.send(ServerMessage::Delivery(own.unwrap_or(delivery)));
        if self.live && self.sent < self.head {
            // Something was published while the stretch was read.
            self.request(self.sent);
        }
    }

    fn published(&mut self, delivery: &Delivery) {
        self.head = self.head.max(delivery.to.seq);
        if !self.live || self.reading || delivery.to.seq <= self.sent {
            return;
        }
        if delivery.from != self.sent {
            return self.request(self.sent);
        }
        if self.cannot_read(delivery) {
            return self.close(Farewell::ClientTooOld);
        }
        self.sent = delivery.to.seq;
        match self.without_own_bytes(delivery) {
            Some(own) => self.send(ServerMessage::Delivery(own)),
            None => self.effects.push_back(Effect::SendPublished),
        }
    }

    /// Whether there is something erased in it that this client would keep all the same.
    fn cannot_read(&self, delivery: &Delivery) -> bool {
        self.version < ERASURE_SINCE && delivery.changes.iter().any(DeliveredChange::is_erased)
    }

    /// The delivery without the bytes of what came from this connection; none where nothing did.
    fn without_own_bytes(&mut self, delivery: &Delivery) -> Option<Delivery> {
        if !delivery.changes.iter().any(|change| self.pushed.contains(&change.hash)) {
            return None;
        }
        let mut own = delivery.clone();
        for change in &mut own.changes {
            if self.pushed.remove(&change.hash) && !change.is_erased() {
                change.bytes = None;
            }
        }
        Some(own)
    }

    fn push(&mut self, number: u64, changes: Vec<PushedChange>) {
        if number > self.next_push || self.unanswered + changes.len() > limits::UNANSWERED_CHANGES {
            return self.close(Farewell::Broken);
        }
        self.next_push = self.next_push.max(number + 1);
        self.unanswered += changes.len();
        // What was in the log before it was pushed is never delivered again, so forget at times.
        if self.pushed.len() > 4 * limits::UNANSWERED_CHANGES {
            self.pushed.clear();
        }
        self.pushed.extend(changes.iter().map(|change| change.hash));
        #[cfg(feature = "testing")]
        if self.weakness == Some(Weakness::AcknowledgesBeforeCommit) {
            let accepted = changes.iter().map(|change| change.hash).collect();
            let head = self.head;
            self.send(ServerMessage::Answer { accepted, refused: Vec::new(), head });
        }
        self.effects.push_back(Effect::Commit(changes));
    }

    fn committed(&mut self, verdicts: Vec<(ChangeHash, Verdict)>, head: u64) {
        self.unanswered = self.unanswered.saturating_sub(verdicts.len());
        let mut accepted = Vec::new();
        let mut refused = Vec::new();
        for (hash, verdict) in verdicts {
            match verdict {
                Verdict::Accepted => accepted.push(hash),
                Verdict::Refused(reason) => {
                    self.pushed.remove(&hash);
                    refused.push(Refused { hash, reason: reason.in_version(self.version) });
                }
            }
        }
        self.send(ServerMessage::Answer { accepted, refused, head });
    }
}
