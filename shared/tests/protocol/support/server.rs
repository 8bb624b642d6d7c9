//! A server with its log in memory.

use shared::gate;
use shared::id::{ChangeHash, LogId};
use shared::sync::cursor::Cursor;
use shared::sync::gathering::Gathering;
use shared::sync::log::{MemoryLog, Verdict, delivered};
use shared::sync::server::{self, Conversation, Opening};
use shared::testing::fake::FakeDocument;
use shared::time::Timestamp;
use shared::wire::{ClientMessage, Delivery, PushedChange, ServerMessage};

use super::{SECRET, hello};

/// A server: its log, and the connections to it.
pub struct Server {
    pub log: MemoryLog,
    pub now: Timestamp,
    gathering: Gathering,
    lines: Vec<Line>,
}

struct Line {
    conversation: Conversation,
    said: Vec<ServerMessage>,
    /// Effects kept back, while the storage is slow.
    held: Vec<server::Effect>,
    slow: bool,
    seat: Option<u64>,
}

impl Server {
    pub fn new() -> Self {
        Self::with(MemoryLog::new(LogId([9; 16])))
    }

    pub fn with(log: MemoryLog) -> Self {
        let (now, gathering) = (Timestamp::default(), Gathering::default());
        Self { log, now, gathering, lines: Vec::new() }
    }

    /// A new connection's number.
    pub fn accept(&mut self) -> usize {
        let conversation = Conversation::new();
        let (said, held) = (Vec::new(), Vec::new());
        self.lines.push(Line { conversation, said, held, slow: false, seat: None });
        self.lines.len() - 1
    }

    /// A connection on which hello has been said and answered.
    pub fn greet(&mut self, cursor: Option<Cursor>) -> usize {
        let line = self.accept();
        let said = self.hear(line, hello(cursor));
        assert!(matches!(said[..], [ServerMessage::Welcome { .. }]), "{said:?}");
        line
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

    /// From now on what this connection asks of the storage waits for [`Server::storage_wakes`].
    pub fn storage_is_slow(&mut self, line: usize) {
        self.lines[line].slow = true;
    }

    pub fn storage_wakes(&mut self, line: usize) -> Vec<ServerMessage> {
        self.lines[line].slow = false;
        for effect in std::mem::take(&mut self.lines[line].held) {
            self.perform(line, effect);
        }
        self.said(line)
    }

    /// What a slow storage was asked for is answered after all, by this.
    pub fn storage_says(&mut self, line: usize, event: server::Event<'_>) -> Vec<ServerMessage> {
        self.lines[line].held.clear();
        self.lines[line].slow = false;
        self.happens(line, event)
    }

    /// The hashes in the log, in its order.
    pub fn hashes(&self) -> Vec<ChangeHash> {
        self.log.rows().iter().map(|row| row.candidate.info.hash).collect()
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
                server::Effect::Gather => {
                    self.lines[line].seat = self.gathering.enter(self.now);
                    self.wake(self.lines[line].seat.into_iter().collect());
                }
                server::Effect::Present(presence) => {
                    let seat = self.lines[line].seat.expect("a seat");
                    let woken = self.gathering.say(seat, presence, self.now);
                    self.wake(woken);
                }
                asking if self.lines[line].slow => self.lines[line].held.push(asking),
                asking => self.perform(line, asking),
            }
        }
    }

    /// A connection ends, and the server notices.
    pub fn lose(&mut self, line: usize) {
        if let Some(seat) = self.lines[line].seat.take() {
            let woken = self.gathering.leave(seat);
            self.wake(woken);
        }
    }

    fn wake(&mut self, seats: Vec<u64>) {
        for line in 0..self.lines.len() {
            let Some(seat) = self.lines[line].seat.filter(|seat| seats.contains(seat)) else {
                continue;
            };
            let news = self.gathering.news(seat);
            self.lines[line].conversation.handle(server::Event::Peers(news));
            self.carry_out(line, None);
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
                server::Event::Opened((verifier == Some(SECRET.verifier())).then_some(opening))
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
