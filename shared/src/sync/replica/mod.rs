//! One tab's copy of a workspace: events in, effects out.
//!
//! Whoever drives this owns the storage, the socket and the clock. It asks [`Replica::poll`] for
//! effects after every call, and [`Replica::wake_at`] for the time at which to come back without
//! a cause. Every transaction ([`Effect::Transact`]) calls [`Replica::decide`] inside it, and
//! [`Event::Settled`] after it; there is one at a time.

mod decide;
mod documents;
mod erased;
mod events;
mod link;
mod presence;
mod schedule;
mod work;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use self::documents::{Documents, Open, Unstored};
pub use self::events::{Effect, Event, Status, TakenIn};
pub use self::link::LinkState;
#[cfg(feature = "testing")]
pub use self::link::Weakness;
use self::link::{Link, LinkWork, Request};
use self::schedule::after_slice;
use self::work::{Done, Running, Work};
use super::document::{Document, EditError};
use super::entropy::Entropy;
use super::peers::Peers;
use super::store::{Place, StoreError};
use crate::id::{ChangeHash, DocumentId};
use crate::time::Timestamp;
use crate::wire::ServerMessage;

/// One tab's copy of a workspace.
pub struct Replica<D: Document> {
    documents: Documents<D>,
    link: Link,
    peers: Peers,
    entropy: Entropy,
    /// The last place among the stored chunks that this tab has taken in.
    last: Place,
    work: VecDeque<Work>,
    running: Option<Running<D>>,
    /// Counts connections: work of an earlier one is passed over.
    connection: u64,
    paused_until: Option<Timestamp>,
    failures: u32,
    /// Edits of documents that are being opened.
    pending: BTreeMap<DocumentId, Vec<(Vec<u8>, Timestamp)>>,
    /// Documents that were looked for and have nothing stored.
    missing: HashSet<DocumentId>,
    /// Documents that were erased for good, and when this device did so or heard of it.
    erased: HashMap<DocumentId, Timestamp>,
    /// Documents whose facts are to be computed again, the first last.
    outdated: Vec<DocumentId>,
    outbox_len: usize,
    quarantine_len: usize,
    unreadable: HashMap<DocumentId, usize>,
    problem: Option<StoreError>,
    loaded: bool,
    effects: VecDeque<Effect>,
    now: Timestamp,
}

impl<D: Document> Replica<D> {
    /// A tab that has read nothing. It begins by reading everything.
    ///
    /// `author` stands in the first change of each record that this device writes in; `client`
    /// names the build to the server.
    pub fn new(author: Option<Vec<u8>>, client: String, mut entropy: Entropy) -> Self {
        let actor = entropy.actor();
        let who = author.clone().unwrap_or_else(|| actor.0.to_vec());
        // Like an actor, a tab is one session, and no two are the same.
        let tab = u64::from_be_bytes(std::array::from_fn(|at| actor.0[at]));
        Self {
            documents: Documents::new(actor, author),
            link: Link::new(client),
            peers: Peers::new(who, tab),
            entropy,
            last: 0,
            work: VecDeque::from([Work::Start]),
            running: None,
            connection: 0,
            paused_until: None,
            failures: 0,
            pending: BTreeMap::new(),
            missing: HashSet::new(),
            erased: HashMap::new(),
            outdated: Vec::new(),
            outbox_len: 0,
            quarantine_len: 0,
            unreadable: HashMap::new(),
            problem: None,
            loaded: false,
            effects: VecDeque::new(),
            now: Timestamp::default(),
        }
    }

    /// The same, with a fault.
    #[cfg(feature = "testing")]
    pub fn weaken(&mut self, weakness: Option<Weakness>) {
        self.link.weakness = weakness;
        self.peers.keeps_the_silent = weakness == Some(Weakness::KeepsTheSilent);
    }

    /// A document, if it is open.
    pub fn document(&self, id: &DocumentId) -> Option<&D> {
        self.documents.open.get(id).map(|open| &open.doc)
    }

    /// Whether a document was looked for and is not there; it may come from the server yet.
    pub fn is_missing(&self, id: &DocumentId) -> bool {
        self.missing.contains(id)
    }

    /// Makes a new document with its first edit.
    ///
    /// # Errors
    /// When the edit does not fit.
    pub fn create(
        &mut self,
        id: DocumentId,
        edit: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), EditError> {
        self.clock(now);
        if self.erased.contains_key(&id) {
            return Err(no_such_record());
        }
        if !self.documents.open.contains_key(&id) {
            self.documents.insert(id, D::new(id), 0);
        }
        self.missing.remove(&id);
        self.author(id, edit, now)
    }

    /// Carries out an edit: at once in memory if the document is open, else once it is.
    ///
    /// # Errors
    /// When the edit does not fit; a document that is not open yet reports it by
    /// [`Effect::EditFailed`].
    pub fn edit(&mut self, id: DocumentId, edit: Vec<u8>, now: Timestamp) -> Result<(), EditError> {
        self.clock(now);
        if self.documents.open.contains_key(&id) {
            return self.edit_open(id, edit, now);
        }
        self.pending.entry(id).or_default().push((edit, now));
        self.queue_load(id);
        Ok(())
    }

    fn edit_open(&mut self, id: DocumentId, edit: Vec<u8>, at: Timestamp) -> Result<(), EditError> {
        // Its first change may have been refused. Two tabs that each began it anew would stand in
        // each other's way: a record has one beginning.
        if self.documents.open.get(&id).is_some_and(|open| open.doc.heads().is_empty()) {
            return Err(no_such_record());
        }
        self.author(id, edit, at)
    }

    fn author(&mut self, id: DocumentId, edit: Vec<u8>, at: Timestamp) -> Result<(), EditError> {
        if self.documents.edit(id, edit, at)?.is_some() {
            self.changed(id);
            self.queue(Work::Save);
        }
        Ok(())
    }

    /// Tells the screens of a document that changed in memory.
    fn changed(&mut self, id: DocumentId) {
        if let Some(open) = self.documents.open.get(&id) {
            let facts = vec![(id, open.doc.facts())];
            self.effects.push_back(Effect::Facts(facts));
        }
        self.effects.push_back(Effect::Opened(id));
    }

    /// Where the work is.
    pub fn status(&self) -> Status {
        Status {
            link: self.link.state(),
            unstored: self.unstored_len(),
            waiting: self.outbox_len.saturating_sub(self.link.acknowledged()),
            refused: self.quarantine_len,
            problem: self.problem.clone(),
            progress: self.link.progress(),
            settled: self.link.is_settled(),
            last_on_server: self.link.last_on_server(),
            unreadable: self.unreadable.values().sum(),
        }
    }

    /// Edits that no storage has: also those that wait for their document to be opened, and those
    /// that are about to go into quarantine.
    fn unstored_len(&self) -> usize {
        let pending: usize = self.pending.values().map(Vec::len).sum();
        self.documents.unstored_len() + self.documents.orphans.len() + pending
    }

    /// Whether there is something to save.
    fn has_unstored(&self) -> bool {
        !self.documents.unstored().is_empty() || !self.documents.orphans.is_empty()
    }

    /// Whether nothing is under way or queued in the storage.
    pub fn is_settled(&self) -> bool {
        self.running.is_none() && self.work.is_empty() && self.pending.is_empty()
    }

    /// How many stretches of the log wait to be stored: read no further from HTTP above a few.
    pub fn backlog(&self) -> usize {
        self.work.iter().filter(|work| matches!(work, Work::Link(LinkWork::Deliver(_)))).count()
    }

    /// When to send [`Event::Tick`], if nothing happens before.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let held = self.running.is_none() && !self.work.is_empty();
        let paused = self.paused_until.filter(|_| held);
        [paused, self.link.wake_at(), self.peers.wake_at()].into_iter().flatten().min()
    }

    /// Looks at the clock. Where somebody set it back, what was to happen at a time by the old one
    /// happens after the same wait by the new one: nobody waits ten years for a connection.
    fn clock(&mut self, now: Timestamp) {
        let back = u64::try_from(self.now.0.saturating_sub(now.0)).unwrap_or_default();
        self.now = now;
        #[cfg(feature = "testing")]
        if self.link.weakness == Some(Weakness::WaitsByTheOldClock) {
            return;
        }
        if back > 0 {
            self.paused_until = self.paused_until.map(|until| until.minus(back));
            self.link.set_back(back);
        }
    }

    /// Takes in what happened, at `now` by this device's clock.
    pub fn handle(&mut self, event: Event, now: Timestamp) {
        self.clock(now);
        match event {
            Event::Watch(id) => {
                self.documents.watched.insert(id);
                if self.documents.touch(&id).is_some() {
                    self.effects.push_back(Effect::Opened(id));
                } else {
                    // A screen waits for it: not behind an edit of thousands.
                    let at = usize::from(self.work.front() == Some(&Work::Start));
                    self.work.insert(at, Work::Load(vec![id]));
                }
            }
            Event::Unwatch(id) => {
                self.documents.watched.remove(&id);
            }
            Event::Outdated(mut ids) => {
                ids.reverse();
                self.outdated.splice(0..0, ids);
            }
            Event::TakeIn(records) => {
                self.work.push_back(Work::TakeIn(records));
            }
            Event::Erase { documents, photos } => self.queue(Work::Erase { documents, photos }),
            Event::Told => {
                self.queue(Work::CatchUp);
                self.link.fill();
            }
            Event::Settled(result) => self.settled(result),
            Event::Owns(owns) => self.link.set_owner(owns, now),
            Event::Remote(key) => self.link.set_key(key, now),
            Event::TryNow => {
                self.paused_until = None;
                self.link.try_now(now);
            }
            Event::SocketOpened => self.link.socket_opened(now),
            Event::SocketClosed => self.link.lost(),
            Event::Message(ServerMessage::Peer { peer, presence }) => {
                self.peers.hear(peer, presence, now);
            }
            Event::Message(message) => self.link.message(message, now),
            Event::SnapshotDelivery(delivery) => self.link.snapshot_delivery(delivery, now),
            Event::SnapshotEnded => self.link.snapshot_ended(now),
            Event::Here(happening) => self.peers.handle(happening, now),
            Event::Tick => {
                self.link.tick(now);
                self.peers.tick(now);
            }
        }
        self.pump();
    }

    /// The next thing to do, if any.
    pub fn poll(&mut self) -> Option<Effect> {
        self.pump();
        self.effects.pop_front()
    }

    fn pump(&mut self) {
        self.pump_presence();
        self.link.plan(self.now, &mut self.entropy);
        while let Some(request) = self.link.poll() {
            self.carry_on(request);
        }
        if self.running.is_none() && self.paused_until.is_none_or(|until| until <= self.now) {
            self.start_next();
        }
    }

    fn carry_on(&mut self, request: Request) {
        match request {
            Request::Connect => self.effects.push_back(Effect::Connect),
            Request::FetchSnapshot { after } => {
                self.effects.push_back(Effect::FetchSnapshot { after });
            }
            Request::Send(message) => self.effects.push_back(Effect::Send(message)),
            Request::Disconnect => {
                self.connection_ended();
                self.effects.push_back(Effect::Disconnect);
            }
            Request::Work(work) => {
                if work == LinkWork::Prepare {
                    // A new attempt: whatever an earlier one left behind is void.
                    self.connection_ended();
                }
                self.queue(Work::Link(work));
            }
        }
    }

    fn connection_ended(&mut self) {
        self.connection += 1;
        self.work.retain(|work| !matches!(work, Work::Link(_)));
    }

    fn settled(&mut self, result: Result<(), StoreError>) {
        let Some(running) = self.running.take() else { return };
        match result {
            Ok(()) => self.committed(running),
            Err(error) => self.failed(running, error),
        }
    }

    fn failed(&mut self, running: Running<D>, error: StoreError) {
        #[cfg(feature = "testing")]
        if self.link.weakness == Some(Weakness::WritesOnlyTheLastChangeAfterAnAbort) {
            for open in self.documents.open.values_mut() {
                let but_last = open.unstored.len().saturating_sub(1);
                open.unstored.drain(..but_last);
            }
        }
        self.problem = Some(error);
        self.failures = (self.failures + 1).min(6);
        self.paused_until = Some(self.now.plus(250 << self.failures));
        match running.work {
            Work::Link(_) => self.link.disconnect(),
            // It can wait for the next start, and must not stand before what somebody wrote.
            Work::Recompute(_) => {}
            // One at a time, and last: what keeps one from being read keeps nothing else waiting.
            Work::Load(ids) => self.work.extend(ids.into_iter().map(|id| Work::Load(vec![id]))),
            work => self.work.push_front(work),
        }
        if self.has_unstored() {
            self.queue(Work::Save);
        }
    }

    fn committed(&mut self, running: Running<D>) {
        self.problem = None;
        self.failures = 0;
        self.paused_until = None;
        let of_this_connection = running.connection == self.connection;
        if let Some(stale) = running.again {
            if of_this_connection || !matches!(running.work, Work::Link(_)) {
                self.work.push_front(running.work);
            }
            if !stale.is_empty() {
                self.work.push_front(Work::Load(stale));
            }
            return;
        }
        let done = running.on_commit;
        self.outbox_len = done.outbox_len;
        self.quarantine_len = done.quarantine_len;
        for (id, count) in done.stored {
            if let Some(open) = self.documents.open.get_mut(&id) {
                open.unstored.drain(..count);
            }
        }
        self.documents.orphans.drain(..done.orphans);
        self.forget(done.erased);
        for id in &done.not_erased {
            self.erased.remove(id);
        }
        if !done.not_erased.is_empty() {
            self.effects.push_back(Effect::NotErased(done.not_erased));
        }
        for (id, changes) in done.apply {
            if let Some(open) = self.documents.open.get_mut(&id) {
                for bytes in changes {
                    open.stale |= open.doc.apply(&bytes).is_err();
                }
                self.effects.push_back(Effect::Opened(id));
            }
        }
        for (id, _) in &done.facts {
            self.open_if_watched(*id);
        }
        if !done.facts.is_empty() {
            self.effects.push_back(Effect::Facts(done.facts));
        }
        if let Some(taken) = done.taken_in {
            self.effects.push_back(Effect::TookIn(taken));
        }
        if !done.news.is_empty() {
            self.effects.push_back(Effect::News(done.news));
        }
        for (id, open, rewritten) in done.replace {
            self.replace(id, open, rewritten);
        }
        if done.wrote {
            self.effects.push_back(Effect::Tell);
        }
        if self.has_unstored() {
            self.queue(Work::Save);
        }
        if of_this_connection {
            match done.done {
                Done::Nothing => {}
                Done::Delivered(hashes) => self.delivered(running.work, hashes),
                Done::SteppedBack(meta) => self.link.stepped_back(&meta, self.now),
                Done::Offered => self.link.offered(),
            }
        }
        if done.outbox_grew {
            self.link.fill();
        }
    }

    /// A slice of a stretch of the log has been stored; the rest of the stretch is next.
    fn delivered(&mut self, work: Work, hashes: Vec<ChangeHash>) {
        let rest = match work {
            Work::Link(LinkWork::Deliver(delivery)) => after_slice(delivery),
            _ => None,
        };
        let is_all = rest.is_none();
        self.link.delivered(hashes.into_iter(), is_all, self.now);
        if let Some(rest) = rest {
            // What somebody waits for goes before.
            let first = self.work.iter().position(|work| matches!(work, Work::Link(_)));
            let at = first.unwrap_or(self.work.len());
            self.work.insert(at, Work::Link(LinkWork::Deliver(rest)));
        }
    }

    /// Opens a document that a screen shows, and that was not there when it was looked for.
    fn open_if_watched(&mut self, id: DocumentId) {
        if self.documents.watched.contains(&id) && !self.documents.open.contains_key(&id) {
            self.queue_load(id);
        }
    }

    /// Puts a rebuilt document in place of the open one. Edits made while it was being stored are
    /// written again on top.
    fn replace(&mut self, id: DocumentId, mut rebuilt: Open<D>, rewritten: usize) {
        let Some(open) = self.documents.open.get_mut(&id) else { return };
        let later: Vec<Unstored> = open.unstored.split_off(rewritten.min(open.unstored.len()));
        let later = self.documents.write_again(&id, &mut rebuilt.doc, later);
        let fresh = self.documents.insert(id, rebuilt.doc, rebuilt.rebuilds);
        fresh.unstored = later;
        self.changed(id);
    }
}

fn no_such_record() -> EditError {
    EditError("there is no such record here".into())
}
