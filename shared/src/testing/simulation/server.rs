//! The simulated server: the real conversations and log, with time between asking and knowing.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;

use super::Simulated;
use super::world::{Coming, ConnectionId, TabId, World};
use crate::gate;
use crate::id::{ActorId, ChangeHash, DocumentId, LogId};
use crate::sync::log::{MemoryLog, Verdict, delivered};
use crate::sync::server::{Conversation, Effect, Event, Opening, Weakness};
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery, PushedChange, Refusal, ServerMessage};

/// What stands in a token that the server refuses.
pub(super) const REFUSED: &str = "!not allowed! ";

pub(super) enum ServerEvent {
    Message(ConnectionId, ClientMessage),
    Lost(ConnectionId),
    /// The storage gets to it.
    Do(ConnectionId, u64, Effect),
    /// The storage has done it, and the conversation hears of it.
    Done(ConnectionId, u64, Reply),
    Published(u64, Delivery),
}

pub(super) enum Reply {
    Opened(Option<Opening>),
    Located(crate::sync::cursor::Cursor),
    Read(Delivery),
    Committed(Vec<(ChangeHash, Verdict)>, u64),
    Compared(u64, Vec<DocumentId>),
}

struct Connection {
    tab: TabId,
    conversation: Conversation,
}

/// The server and its file.
pub(super) struct Server {
    log: MemoryLog,
    backups: Vec<(MemoryLog, BTreeSet<ChangeHash>)>,
    connections: BTreeMap<ConnectionId, Connection>,
    /// Counts crashes: what an earlier process had under way is void.
    process: u64,
    weakness: Option<Weakness>,
    /// What was acknowledged, as far as the file was not replaced since.
    acknowledged: BTreeSet<ChangeHash>,
    pub lost: usize,
    /// Every place in an actor's sequence that some change claimed, and which change.
    places: BTreeMap<(DocumentId, ActorId, u64), ChangeHash>,
    /// Changes that claimed a place that another one had.
    pub repeated: usize,
    pub refused: usize,
    /// The last arrival on each connection, up and down.
    arrivals: BTreeMap<(ConnectionId, bool), Timestamp>,
    documents: BTreeMap<u8, Vec<DocumentId>>,
}

impl Server {
    pub fn new(weakness: Option<Weakness>) -> Self {
        Self {
            log: MemoryLog::new(LogId([1; 16])),
            backups: Vec::new(),
            connections: BTreeMap::new(),
            process: 0,
            weakness,
            acknowledged: BTreeSet::new(),
            lost: 0,
            places: BTreeMap::new(),
            repeated: 0,
            refused: 0,
            arrivals: BTreeMap::new(),
            documents: BTreeMap::new(),
        }
    }

    pub fn log(&self) -> &MemoryLog {
        &self.log
    }

    pub fn connections(&self) -> impl Iterator<Item = ConnectionId> {
        self.connections.keys().copied()
    }

    pub fn owner(&self, connection: ConnectionId) -> Option<TabId> {
        self.connections.get(&connection).map(|connection| connection.tab)
    }

    pub fn accept(&mut self, connection: ConnectionId, tab: TabId) {
        let conversation = Conversation::weakened(self.weakness);
        self.connections.insert(connection, Connection { tab, conversation });
    }

    /// The documents that somebody has made under this number.
    pub fn known_documents(&self, which: u8) -> Vec<DocumentId> {
        self.documents.get(&which).cloned().unwrap_or_default()
    }

    pub fn name(&mut self, which: u8, id: DocumentId) {
        self.documents.entry(which).or_default().push(id);
    }

    /// When a message arrives that does not overtake.
    pub fn in_order(&mut self, connection: ConnectionId, up: bool, at: Timestamp) -> Timestamp {
        let last = self.arrivals.entry((connection, up)).or_default();
        *last = (*last).max(at);
        *last
    }

    pub fn back_up(&mut self) {
        self.backups.push((self.log.clone(), self.acknowledged.clone()));
    }

    pub fn restore(&mut self, rng: &mut impl Rng) {
        if !self.backups.is_empty() {
            let which = rng.random_range(0..self.backups.len());
            (self.log, self.acknowledged) = self.backups[which].clone();
        }
    }

    pub fn empty(&mut self, rng: &mut impl Rng) {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        self.log = MemoryLog::new(LogId(id));
        self.acknowledged.clear();
    }

    /// The process dies. Whatever was acknowledged must be in the file.
    pub fn crash(&mut self) {
        self.process += 1;
        self.connections.clear();
        self.count_lost();
    }

    pub fn count_lost(&mut self) {
        let kept: BTreeSet<_> = self.log.rows().iter().map(|row| row.candidate.info.hash).collect();
        self.lost += self.acknowledged.difference(&kept).count();
        self.acknowledged = self.acknowledged.intersection(&kept).copied().collect();
    }

    /// All of the log after a point, as HTTP gives it.
    pub fn snapshot(&self, after: u64) -> Vec<Delivery> {
        let mut pages = vec![self.log.read(after)];
        while pages[pages.len() - 1].to.seq < self.log.head().seq {
            pages.push(self.log.read(pages[pages.len() - 1].to.seq));
        }
        pages
    }

    fn commit<D: Simulated>(
        &mut self,
        changes: Vec<PushedChange>,
    ) -> (Vec<(ChangeHash, Verdict)>, Option<Delivery>) {
        let from = self.log.head().seq;
        let mut verdicts: Vec<(ChangeHash, Verdict)> = Vec::new();
        let mut rows = Vec::new();
        for change in changes {
            let hash = change.hash;
            let refused = change.bytes.windows(REFUSED.len()).any(|w| w == REFUSED.as_bytes());
            let verdict = if refused {
                Verdict::Refused(Refusal::NotAllowed)
            } else {
                match gate::inspect::<D>(change) {
                    Ok(candidate) => {
                        let (info, place) = (&candidate.info, candidate.document);
                        let place = (place, info.actor, info.seq);
                        let first = self.places.entry(place).or_insert(hash);
                        self.repeated += usize::from(*first != hash);
                        let (verdicts, appended) = self.log.append(vec![candidate]);
                        rows.extend(appended);
                        verdicts[0]
                    }
                    Err(reason) => Verdict::Refused(reason),
                }
            };
            self.refused += usize::from(verdict != Verdict::Accepted);
            verdicts.push((hash, verdict));
        }
        let published = rows.last().map(|last| Delivery {
            log: last.point.log,
            from,
            to: last.point,
            head: last.point.seq,
            changes: rows.iter().map(delivered).collect(),
        });
        (verdicts, published)
    }

    fn perform<D: Simulated>(&mut self, effect: Effect) -> (Option<Reply>, Option<Delivery>) {
        match effect {
            Effect::Open { cursor, .. } => {
                let opening = Opening {
                    log: self.log.head().log,
                    head: self.log.head().seq,
                    agreed: cursor.is_none_or(|cursor| self.log.is_on(&cursor)),
                };
                (Some(Reply::Opened(Some(opening))), None)
            }
            Effect::Locate(points) => (Some(Reply::Located(self.log.locate(&points))), None),
            Effect::Read { after } => (Some(Reply::Read(self.log.read(after))), None),
            Effect::Compare { number, documents } => {
                (Some(Reply::Compared(number, self.log.lacking(&documents))), None)
            }
            Effect::Commit(changes) => {
                let (verdicts, published) = self.commit::<D>(changes);
                (Some(Reply::Committed(verdicts, self.log.head().seq)), published)
            }
            Effect::Send(_) | Effect::SendPublished | Effect::Close(_) => (None, None),
        }
    }
}

impl<D: Simulated> World<D> {
    pub(super) fn server_event(&mut self, event: ServerEvent) {
        match event {
            ServerEvent::Message(id, message) => {
                self.tell(id, Event::Message(Ok(message)), None);
            }
            ServerEvent::Lost(id) => {
                self.server.connections.remove(&id);
            }
            ServerEvent::Do(id, process, effect) if process == self.server.process => {
                let (reply, published) = self.server.perform::<D>(effect);
                if let Some(delivery) = published {
                    self.at(1, Coming::Server(ServerEvent::Published(process, delivery)));
                }
                if let Some(reply) = reply {
                    let wait = self.rng.random_range(0..8);
                    self.at(wait, Coming::Server(ServerEvent::Done(id, process, reply)));
                }
            }
            ServerEvent::Done(id, process, reply) if process == self.server.process => {
                let event = match reply {
                    Reply::Opened(opening) => Event::Opened(opening),
                    Reply::Located(cursor) => Event::Located(cursor),
                    Reply::Read(delivery) => Event::Read(delivery),
                    Reply::Committed(verdicts, head) => Event::Committed { verdicts, head },
                    Reply::Compared(number, documents) => Event::Compared { number, documents },
                };
                self.tell(id, event, None);
            }
            ServerEvent::Published(process, delivery) if process == self.server.process => {
                for id in self.server.connections().collect::<Vec<_>>() {
                    self.tell(id, Event::Published(&delivery), Some(&delivery));
                }
            }
            _ => {}
        }
    }

    fn tell(&mut self, id: ConnectionId, event: Event<'_>, published: Option<&Delivery>) {
        let Some(connection) = self.server.connections.get_mut(&id) else { return };
        let tab = connection.tab;
        connection.conversation.handle(event);
        let effects: Vec<_> = std::iter::from_fn(|| connection.conversation.poll()).collect();
        for effect in effects {
            match effect {
                Effect::Send(message) => {
                    if let ServerMessage::Answer { accepted, .. } = &message {
                        self.server.acknowledged.extend(accepted);
                    }
                    self.send_to_tab(id, tab, &message);
                }
                Effect::SendPublished => {
                    if let Some(delivery) = published {
                        let message = ServerMessage::Delivery(delivery.clone());
                        self.send_to_tab(id, tab, &message);
                    }
                }
                Effect::Close(goodbye) => {
                    self.send_to_tab(id, tab, &ServerMessage::Goodbye(goodbye));
                    self.cut(id);
                }
                other => {
                    let wait = self.rng.random_range(0..8);
                    // Commits keep their order; a server has one writer.
                    let wait = if matches!(other, Effect::Commit(_)) { 4 } else { wait };
                    let process = self.server.process;
                    self.at(wait, Coming::Server(ServerEvent::Do(id, process, other)));
                }
            }
        }
    }
}
