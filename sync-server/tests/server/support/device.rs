//! A device as it is: the client's core over its own storage, talking to a real server.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use shared::doc::RecordDocument;
use shared::edit::{Edit, Field, encode};
use shared::id::{ChangeHash, DocumentId, ItemId, WorkspaceSecret};
use shared::sync::entropy::Entropy;
use shared::sync::memory::MemoryStore;
use shared::sync::replica::{Effect, Event, Replica};
use shared::sync::store::{Content, OutboxRead, Read};
use shared::time::Timestamp;
use shared::wire::VERSIONS;
use tokio::time::{Instant, sleep_until};

use super::client::Client;
use super::http;

pub struct Device {
    replica: Replica<RecordDocument>,
    store: MemoryStore,
    socket: Option<Client>,
    secret: WorkspaceSecret,
    entropy: ChaCha8Rng,
    /// Bytes that came over HTTP, as they came.
    pub downloaded: usize,
}

impl Device {
    pub fn new(number: u64, secret: &WorkspaceSecret) -> Self {
        let mut entropy = ChaCha8Rng::seed_from_u64(number);
        let mut for_replica = ChaCha8Rng::seed_from_u64(entropy.next_u64());
        let for_replica = Entropy::new(move || for_replica.next_u64());
        let author = Some(number.to_be_bytes().to_vec());
        let mut device = Self {
            replica: Replica::new(author, "a test".into(), for_replica),
            store: MemoryStore::default(),
            socket: None,
            secret: secret.clone(),
            entropy,
            downloaded: 0,
        };
        device.handle(Event::Remote(Some(secret.clone().into())));
        device.handle(Event::Owns(true));
        device
    }

    /// Makes a person.
    pub fn create(&mut self, name: &str) -> DocumentId {
        let now = now();
        let id = DocumentId::new(now.0.unsigned_abs(), self.entropy.next_u64().into());
        let edit = encode(&[Edit::Create, Edit::set(Field::Name, name)]);
        self.replica.create(id, edit, now).expect("a new person");
        id
    }

    /// Writes a note about a person.
    pub fn note(&mut self, person: DocumentId, text: &str) {
        let now = now();
        let id = ItemId::new(now.0.unsigned_abs(), self.entropy.next_u64().into());
        let edit = encode(&[Edit::note(id, text, now)]);
        self.replica.edit(person, edit, now).expect("a person to write about");
    }

    /// Carries on for a while, with the server at `address` if there is one.
    pub async fn work(self, address: SocketAddr, time: Duration) -> Self {
        self.work_until(address, time, |_| false).await
    }

    /// Until it has read the server's whole log.
    pub async fn catch_up(self, address: SocketAddr, patience: Duration) -> Self {
        self.work_until(address, patience, |device| {
            let (read, head) = device.replica.status().progress;
            head > 0 && read == head && device.replica.is_settled()
        })
        .await
    }

    async fn work_until(
        mut self,
        address: SocketAddr,
        patience: Duration,
        done: impl Fn(&Self) -> bool,
    ) -> Self {
        let end = Instant::now() + patience;
        self.handle(Event::TryNow);
        loop {
            self.carry_out(address).await;
            if done(&self) {
                return self;
            }
            let wake = self.replica.wake_at().map(|at| at.0.saturating_sub(now().0).max(1));
            let wake = wake.map_or(end, |wait| {
                end.min(Instant::now() + Duration::from_millis(wait.unsigned_abs()))
            });
            tokio::select! {
                message = next(&mut self.socket) => match message {
                    Some(message) => self.handle(Event::Message(message)),
                    None => {
                        self.socket = None;
                        self.handle(Event::SocketClosed);
                    }
                },
                () = sleep_until(wake) => self.handle(Event::Tick),
            }
            if Instant::now() >= end {
                return self;
            }
        }
    }

    /// Erases a record for good, here and, once connected, everywhere.
    pub async fn erase(mut self, address: SocketAddr, document: DocumentId) -> Self {
        self.handle(Event::Erase { documents: vec![document], photos: Vec::new() });
        self.carry_out(address).await;
        self
    }

    /// Whether any byte of what this device keeps is of this text.
    pub fn keeps(&self, text: &str) -> bool {
        let all = Read { all_entries: true, ..Read::default() };
        let documents = self.store.read(&all).entries.into_iter().map(|(id, _)| id).collect();
        let outbox = OutboxRead::After { after: 0, limit: usize::MAX };
        let kept = self.store.read(&Read { documents, outbox, quarantine: true, ..all });
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        let chunks = kept.chunks.iter().filter_map(|chunk| match &chunk.content {
            Content::Change { bytes, .. } => Some(bytes),
            Content::Rebuilt => None,
        });
        let outbox = kept.outbox.iter().map(|row| &row.bytes);
        let quarantine = kept.quarantine.iter().map(|row| &row.bytes);
        let facts = kept.entries.iter().map(|(_, entry)| &entry.facts);
        let mut every = chunks.chain(outbox).chain(quarantine).chain(facts);
        every.any(|bytes| holds(bytes))
    }

    fn handle(&mut self, event: Event) {
        self.replica.handle(event, now());
    }

    async fn carry_out(&mut self, address: SocketAddr) {
        while let Some(effect) = self.replica.poll() {
            match effect {
                Effect::Transact(read) => {
                    let write = self.replica.decide(self.store.read(&read));
                    self.store.write(write);
                    self.handle(Event::Settled(Ok(())));
                }
                Effect::Connect => {
                    self.socket = Client::connect(address, &[]).await.ok();
                    let open = self.socket.is_some();
                    self.handle(if open { Event::SocketOpened } else { Event::SocketClosed });
                }
                Effect::FetchSnapshot { after } => self.fetch(address, after).await,
                Effect::Disconnect => self.socket = None,
                Effect::Send(message) => {
                    if let Some(socket) = &mut self.socket {
                        // One that is broken says so when it is read.
                        let _broken = socket.try_send(&message).await;
                    }
                }
                Effect::EditFailed { error, .. } => panic!("{error}"),
                Effect::Tell
                | Effect::Whisper(_)
                | Effect::Peers
                | Effect::Loaded
                | Effect::TookIn(_)
                | Effect::Erased(_)
                | Effect::NotErased(_)
                | Effect::Facts(_)
                | Effect::News(_)
                | Effect::Opened(_) => {}
            }
        }
    }

    async fn fetch(&mut self, address: SocketAddr, after: u64) {
        let query = format!("?after={after}&newest={}", VERSIONS.1);
        if let Some(answer) = http::try_snapshot(address, &self.secret, &query, "br").await {
            self.downloaded += answer.body.len();
            for delivery in http::frames(&answer.plain()) {
                self.handle(Event::SnapshotDelivery(delivery));
            }
        }
        self.handle(Event::SnapshotEnded);
    }

    /// Each record's newest changes, as they are stored.
    pub fn heads(&self) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
        let all = Read { all_entries: true, ..Read::default() };
        let entries = self.store.read(&all).entries;
        entries.into_iter().map(|(document, entry)| (document, entry.heads)).collect()
    }

    /// Every change that is stored.
    pub fn changes(&self) -> HashSet<ChangeHash> {
        let documents = self.heads().into_keys().collect();
        let chunks = self.store.read(&Read { documents, ..Read::default() }).chunks;
        let hash = |content| match content {
            Content::Change { hash, .. } => Some(hash),
            Content::Rebuilt => None,
        };
        chunks.into_iter().filter_map(|chunk| hash(chunk.content)).collect()
    }

    /// Changes that the server has not confirmed, and those that it refused.
    pub fn unsettled(&self) -> (usize, usize) {
        let snapshot = self.store.read(&Read::default());
        (snapshot.outbox_len, snapshot.quarantine_len)
    }
}

/// What comes next; never, where there is no socket.
async fn next(socket: &mut Option<Client>) -> Option<shared::wire::ServerMessage> {
    match socket {
        Some(socket) => socket.try_next().await,
        None => std::future::pending().await,
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Timestamp(since.as_millis() as i64)
}
