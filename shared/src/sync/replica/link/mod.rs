//! One tab's conversation with the server, while it owns the socket. Knows no documents.

mod clock;
mod compare;
mod liveness;
mod opening;
mod outbox;
mod presence;
mod reading;

use std::collections::{HashMap, VecDeque};

use crate::id::{ChangeHash, DocumentId, LogId, WorkspaceKey};
use crate::sync::backoff::Backoff;
use crate::sync::cursor::Cursor;
use crate::sync::entropy::Entropy;
use crate::sync::store::Place;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery, DocumentHeads, Farewell, Refusal, ServerMessage};

/// The wait after the server said that trying again soon is of no use.
const HOPELESS_MS: u64 = 300_000;
/// Changes pushed and not yet answered.
pub(super) const WINDOW: usize = 256;

/// How the connection to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkState {
    /// No server: this workspace is on this device only.
    #[default]
    None,
    /// Another tab talks to the server.
    Elsewhere,
    /// Not connected; the next attempt is at the time given.
    Offline {
        /// When the next attempt is made.
        until: Timestamp,
    },
    /// Asked for, not there yet.
    Connecting,
    /// Connected.
    Online,
    /// The server knows no such workspace.
    Denied,
    /// It is opened by a session, and this device has none that lives.
    SignedOut,
    /// It has members now, and is not opened by the link any more.
    MembersOnly,
    /// This app is too old for the server.
    ClientTooOld,
    /// The server is too old for this app.
    ServerTooOld,
}

/// What the link wants done in a transaction.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum LinkWork {
    /// Read [`Meta`], then call [`Link::prepared`].
    Prepare,
    /// Read [`Meta`], then call [`Link::greet`].
    Greet,
    /// Store a stretch of the log.
    Deliver(Delivery),
    /// Go back to this point of the log.
    StepBack(Cursor),
    /// Read the outbox after this place, then call [`Link::push`].
    Fill,
    /// Read all entries, then call [`Link::compare`].
    Compare,
    /// Put every change of these documents into the outbox; if `last`, the comparison is over.
    Offer { documents: Vec<DocumentId>, last: bool },
    /// The log has been read up to where these were acknowledged to lie, and they were not in what
    /// came: they lie before.
    Settle(HashMap<ChangeHash, u64>),
    /// These changes of these documents were refused.
    Refused(HashMap<ChangeHash, (DocumentId, Refusal)>),
}

/// What the link asks of its replica.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    /// Do this in a transaction, in its turn.
    Work(LinkWork),
    /// Open a socket.
    Connect,
    /// Fetch the log over HTTP, from its start.
    FetchSnapshot { after: u64 },
    /// Close the socket, or end the fetching.
    Disconnect,
    /// Send a message.
    Send(ClientMessage),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Preparing,
    Fetching,
    Connecting,
    Greeting,
    Locating,
    SteppingBack,
    Open,
}

/// A deliberate fault, to prove that the simulation would find it.
#[cfg(feature = "testing")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// An acknowledgement moves the cursor to the log's head.
    AcknowledgementMovesTheCursor,
    /// What waited when a connection was lost is taken for sent.
    DropsTheOutboxOnReconnect,
    /// After an aborted transaction, only the last change is written.
    WritesOnlyTheLastChangeAfterAnAbort,
    /// Whoever was somewhere once is taken to be there until it is said that they left.
    KeepsTheSilent,
    /// What other tabs stored meanwhile is not taken in.
    PassesOverWhatOtherTabsStored,
    /// After the clock was set back, waits end by the old one.
    WaitsByTheOldClock,
    /// A server that lost its log is offered changes, and no tombstones.
    RebuildsWithoutTombstones,
}

pub(super) struct Link {
    key: Option<WorkspaceKey>,
    owns: bool,
    client: String,
    phase: Phase,
    /// Why the last connection ended, where trying again soon is of no use.
    verdict: Option<LinkState>,
    retry_at: Option<Timestamp>,
    backoff: Backoff,
    /// Before this the server wants no further attempt.
    not_before: Option<Timestamp>,
    last_heard: Timestamp,
    last_sent: Timestamp,
    /// When the first heartbeat went out that nothing has followed.
    heartbeat: Option<Timestamp>,
    /// What both sides speak, since the welcome.
    version: u16,
    log: Option<LogId>,
    era: u64,
    checkpoints: Vec<Cursor>,
    /// The stretch of the log that arrived, stored or about to be.
    received: u64,
    head: u64,
    /// When a stretch was asked for and has not come.
    pulling: Option<Timestamp>,
    /// How many stretches have arrived and are not stored.
    storing: usize,
    comparing: Comparing,
    pushed_upto: Place,
    next_push: u64,
    in_flight: HashMap<ChangeHash, (DocumentId, Timestamp)>,
    /// Acknowledged, and not yet seen in the log; they lie at or before the sequence number.
    acknowledged: HashMap<ChangeHash, u64>,
    last_on_server: Option<Timestamp>,
    requests: VecDeque<Request>,
    #[cfg(feature = "testing")]
    pub weakness: Option<Weakness>,
}

/// Finding out, after a step back, what the server lacks.
#[derive(Debug, Default)]
enum Comparing {
    /// Nothing to find out.
    #[default]
    No,
    /// Once the log has been read to its end.
    Due,
    /// Asked for the entries.
    Reading,
    Asking {
        number: u64,
        since: Timestamp,
        rest: Vec<DocumentHeads>,
        lacking: Vec<DocumentId>,
    },
    Offering,
}

impl Link {
    pub fn new(client: String) -> Self {
        Self {
            key: None,
            owns: false,
            client,
            phase: Phase::Idle,
            verdict: None,
            retry_at: None,
            backoff: Backoff::new(500, 60_000),
            not_before: None,
            last_heard: Timestamp::default(),
            last_sent: Timestamp::default(),
            heartbeat: None,
            version: 0,
            log: None,
            era: 0,
            checkpoints: Vec::new(),
            received: 0,
            head: 0,
            pulling: None,
            storing: 0,
            comparing: Comparing::No,
            pushed_upto: 0,
            next_push: 0,
            in_flight: HashMap::new(),
            acknowledged: HashMap::new(),
            last_on_server: None,
            requests: VecDeque::new(),
            #[cfg(feature = "testing")]
            weakness: None,
        }
    }

    pub fn state(&self) -> LinkState {
        match (self.phase, &self.key, self.verdict) {
            (_, None, _) => LinkState::None,
            _ if !self.owns => LinkState::Elsewhere,
            (Phase::Idle, _, Some(verdict)) => verdict,
            (Phase::Idle, ..) => LinkState::Offline { until: self.retry_at.unwrap_or_default() },
            (Phase::Open | Phase::Locating | Phase::SteppingBack, ..) => LinkState::Online,
            _ => LinkState::Connecting,
        }
    }

    pub fn poll(&mut self) -> Option<Request> {
        self.requests.pop_front()
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    pub fn last_on_server(&self) -> Option<Timestamp> {
        self.last_on_server
    }

    /// How far the log has been read, and its end.
    pub fn progress(&self) -> (u64, u64) {
        (self.received, self.head)
    }

    /// Whether the log has been read and stored to its end, and nothing is left to be found out
    /// after a step back.
    pub fn is_settled(&self) -> bool {
        let read = self.received >= self.head && self.storing == 0;
        self.phase == Phase::Open && read && matches!(self.comparing, Comparing::No)
    }

    /// The server's workspace; none while it is on this device only.
    pub fn set_key(&mut self, key: Option<WorkspaceKey>, now: Timestamp) {
        self.disconnect();
        self.key = key;
        self.verdict = None;
        self.try_now(now);
    }

    pub fn set_owner(&mut self, owns: bool, now: Timestamp) {
        if self.owns != owns {
            self.disconnect();
            self.owns = owns;
            self.try_now(now);
        }
    }

    /// Connects at once if not connected.
    pub fn try_now(&mut self, now: Timestamp) {
        self.backoff.reset();
        if self.phase == Phase::Idle {
            self.retry_at = Some(now);
            self.tick(now);
        }
    }

    fn send(&mut self, message: ClientMessage, now: Timestamp) {
        self.last_sent = now;
        self.requests.push_back(Request::Send(message));
    }

    /// Gives the connection up. Nothing of it may reach this link any more.
    pub fn disconnect(&mut self) {
        if self.phase != Phase::Idle {
            self.lost();
            self.requests.push_back(Request::Disconnect);
        }
    }

    /// The connection is gone, or was never made.
    pub fn lost(&mut self) {
        self.requests.retain(|request| *request == Request::Disconnect);
        self.phase = Phase::Idle;
        self.retry_at = None;
        self.pulling = None;
        self.heartbeat = None;
        self.storing = 0;
        self.comparing = Comparing::No;
        #[cfg(feature = "testing")]
        let kept = if self.weakness == Some(Weakness::DropsTheOutboxOnReconnect) {
            self.pushed_upto
        } else {
            0
        };
        #[cfg(not(feature = "testing"))]
        let kept = 0;
        self.pushed_upto = kept;
        self.next_push = 0;
        self.in_flight.clear();
        // What was acknowledged and not seen in the log is pushed again: the server that
        // acknowledged it may have been replaced by an older copy.
        self.acknowledged.clear();
    }

    /// Decides when to try again, if that is open.
    pub fn plan(&mut self, now: Timestamp, entropy: &mut Entropy) {
        let open = self.phase == Phase::Idle && self.retry_at.is_none();
        if open && self.key.is_some() && self.owns {
            let wait = match self.verdict {
                Some(_) => HOPELESS_MS,
                None => self.backoff.next(entropy),
            };
            let at = now.plus(wait);
            self.retry_at = Some(self.not_before.take().map_or(at, |earliest| earliest.max(at)));
        }
    }

    pub fn message(&mut self, message: ServerMessage, now: Timestamp) {
        self.last_heard = now;
        self.heartbeat = None;
        match (self.phase, message) {
            (_, ServerMessage::Goodbye(goodbye)) => {
                self.verdict = match goodbye.reason {
                    Farewell::Denied => Some(LinkState::Denied),
                    Farewell::SignedOut => Some(LinkState::SignedOut),
                    Farewell::MembersOnly => Some(LinkState::MembersOnly),
                    Farewell::ClientTooOld => Some(LinkState::ClientTooOld),
                    Farewell::ServerTooOld => Some(LinkState::ServerTooOld),
                    _ => None,
                };
                self.disconnect();
                self.not_before = goodbye.retry_after_ms.map(|wait| now.plus(wait));
            }
            (Phase::Greeting, ServerMessage::Welcome { version, log, head, agreed }) => {
                self.version = version;
                self.head = head;
                if agreed {
                    self.log = Some(log);
                    self.opened(now);
                } else {
                    self.phase = Phase::Locating;
                    let checkpoints = std::mem::take(&mut self.checkpoints);
                    self.send(ClientMessage::Locate { checkpoints }, now);
                }
            }
            (Phase::Locating, ServerMessage::Located { cursor }) => {
                self.phase = Phase::SteppingBack;
                self.log = Some(cursor.log);
                self.received = cursor.seq;
                self.requests.push_back(Request::Work(LinkWork::StepBack(cursor)));
            }
            (Phase::Open, ServerMessage::Delivery(delivery)) => self.delivery(delivery, now),
            (Phase::Open, ServerMessage::Answer { accepted, refused, head }) => {
                self.answer(accepted, refused, head, now);
            }
            (Phase::Open, ServerMessage::Lacking { number, documents }) => {
                self.lacking(number, documents, now);
            }
            (Phase::Open, ServerMessage::Pulse { head }) => {
                self.head = self.head.max(head);
                if self.head > self.received && self.pulling.is_none() && self.storing == 0 {
                    self.pull(now);
                }
            }
            // Repeated, or too late.
            _ => {}
        }
    }
}
