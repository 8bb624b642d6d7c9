//! The rules by which a server's log grows, and a log in memory.
//!
//! [`admit`] decides; a storage only looks up what is [`Known`] and writes the rows. So SQLite,
//! PostgreSQL, memory and the simulation share every rule.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cursor::Cursor;
use super::document::ChangeInfo;
use super::erasure;
use crate::id::{AccountId, ActorId, BlobHash, ChangeHash, DocumentId, LogId};
use crate::wire::{DeliveredChange, Delivery, DocumentHeads, Refusal, limits};

/// A parsed change that asks to be appended.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The record that it belongs to.
    pub document: DocumentId,
    /// What it says of itself.
    pub info: ChangeInfo,
    /// The chunk.
    pub bytes: Vec<u8>,
    /// Whose account pushed it; none where the workspace is opened by its secret.
    pub pusher: Option<AccountId>,
    /// Whether who pushed it may write.
    pub allowed: bool,
    /// What its trial ([`crate::gate::trial`]) found against it, where there was one.
    pub objection: Option<Refusal>,
    /// For a tombstone, the photos that go with its document; none for a change.
    pub erasure: Option<Vec<BlobHash>>,
}

impl Candidate {
    /// A change that whoever has the secret pushed.
    pub fn new(document: DocumentId, info: ChangeInfo, bytes: Vec<u8>) -> Self {
        let (pusher, allowed, objection, erasure) = (None, true, None, None);
        Self { document, info, bytes, pusher, allowed, objection, erasure }
    }

    /// The tombstone of a document, with the photos that go with it.
    pub fn tombstone(document: DocumentId, photos: Vec<BlobHash>) -> Self {
        let erasure = Some(photos);
        Self { erasure, ..Self::new(document, erasure::info(&document), Vec::new()) }
    }

    /// The hashes that decide about it, if they are in its document's log: its own, those that it
    /// builds on, and the tombstone.
    pub fn named(&self) -> impl Iterator<Item = ChangeHash> {
        let Self { document, info, .. } = self;
        info.deps.iter().copied().chain([info.hash, erasure::tombstone(document)])
    }
}

/// What a storage knows of the documents that a batch touches.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Which of the hashes that the candidates name ([`Candidate::named`]) are in their document's
    /// log.
    pub hashes: HashSet<(DocumentId, ChangeHash)>,
    /// The candidates' documents that have a first change.
    pub documents: HashSet<DocumentId>,
    /// The last sequence number of each of the candidates' actors, where above 0.
    pub actors: HashMap<(DocumentId, ActorId), u64>,
}

impl Known {
    /// Whether a change is in its document's log.
    pub fn has(&self, candidate: &Candidate) -> bool {
        self.hashes.contains(&(candidate.document, candidate.info.hash))
    }

    /// A change has come in.
    pub fn take(&mut self, candidate: &Candidate) {
        let (document, info) = (candidate.document, &candidate.info);
        self.hashes.insert((document, info.hash));
        self.documents.insert(document);
        self.actors.insert((document, info.actor), info.seq);
    }

    /// What the rules of the log have against a change that is not in it.
    pub fn objection(&self, candidate: &Candidate) -> Option<Refusal> {
        let (document, info) = (candidate.document, &candidate.info);
        // First of all: whose change it was forgets the document, and keeps it nowhere else.
        if self.hashes.contains(&(document, erasure::tombstone(&document))) {
            return Some(Refusal::Erased);
        }
        if !candidate.allowed {
            return Some(Refusal::NotAllowed);
        }
        if candidate.erasure.is_some() {
            return None;
        }
        if info.deps.is_empty() && self.documents.contains(&document) {
            return Some(Refusal::Inadmissible);
        }
        if info.deps.iter().any(|dep| !self.hashes.contains(&(document, *dep))) {
            return Some(Refusal::MissingDependency);
        }
        let last = self.actors.get(&(document, info.actor)).copied().unwrap_or(0);
        if info.seq != last + 1 {
            return Some(Refusal::Sequence);
        }
        let wrong = info.max_op > HIGHEST_OP
            || !info.actor_is_16_bytes
            || (info.has_author && info.seq != 1);
        wrong.then_some(Refusal::Inadmissible)
    }
}

/// A row to append.
#[derive(Debug, Clone)]
pub struct Appended {
    /// The log after this row: its sequence number and chain.
    pub point: Cursor,
    /// The change.
    pub candidate: Candidate,
}

/// What becomes of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is in the log, by this batch or since earlier.
    Accepted,
    /// It does not come in.
    Refused(Refusal),
}

/// The highest operation number that a change may claim: below 2^31, so that a later edit never
/// overflows what Automerge counts with.
pub const HIGHEST_OP: u64 = (1 << 31) - 1;

/// Decides each candidate in turn and gives the accepted ones their place after `head`, which
/// moves on. Verdicts come in the order of the candidates.
pub fn admit(
    head: &mut Cursor,
    known: &mut Known,
    candidates: impl IntoIterator<Item = Candidate>,
) -> (Vec<Verdict>, Vec<Appended>) {
    let mut rows = Vec::new();
    let verdicts = candidates
        .into_iter()
        .map(|candidate| {
            if known.has(&candidate) {
                return Verdict::Accepted;
            }
            if let Some(refusal) = known.objection(&candidate).or(candidate.objection) {
                return Verdict::Refused(refusal);
            }
            known.take(&candidate);
            *head = head.after(&candidate.document, &candidate.info.hash);
            rows.push(Appended { point: *head, candidate });
            Verdict::Accepted
        })
        .collect();
    (verdicts, rows)
}

/// A log in memory: what every storage must behave like.
#[derive(Debug, Clone)]
pub struct MemoryLog {
    rows: Vec<Appended>,
    chains: Vec<Cursor>,
    hashes: HashSet<(DocumentId, ChangeHash)>,
    documents: HashSet<DocumentId>,
    actors: BTreeMap<(DocumentId, ActorId), u64>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new(log: LogId) -> Self {
        Self {
            rows: Vec::new(),
            chains: vec![Cursor::start(log)],
            hashes: HashSet::new(),
            documents: HashSet::new(),
            actors: BTreeMap::new(),
        }
    }

    /// The log's last point.
    pub fn head(&self) -> Cursor {
        *self.chains.last().expect("a log has a start")
    }

    /// Whether a point, wherever it was saved, lies on this log.
    pub fn is_on(&self, point: &Cursor) -> bool {
        usize::try_from(point.seq).ok().and_then(|seq| self.chains.get(seq)) == Some(point)
    }

    /// The newest of these points that lies on this log, or the log's start.
    pub fn locate(&self, points: &[Cursor]) -> Cursor {
        points
            .iter()
            .filter(|point| self.is_on(point))
            .max_by_key(|point| point.seq)
            .copied()
            .unwrap_or(self.chains[0])
    }

    /// Appends what may come in.
    pub fn append(&mut self, candidates: Vec<Candidate>) -> (Vec<Verdict>, Vec<Appended>) {
        let mut known = Known::default();
        for candidate in &candidates {
            let Candidate { document, info, .. } = candidate;
            let there = candidate.named().map(|hash| (*document, hash));
            known.hashes.extend(there.filter(|name| self.hashes.contains(name)));
            if self.documents.contains(document) {
                known.documents.insert(*document);
            }
            if let Some(seq) = self.actors.get(&(*document, info.actor)) {
                known.actors.insert((*document, info.actor), *seq);
            }
        }
        let (verdicts, rows) = admit(&mut self.head(), &mut known, candidates);
        for row in &rows {
            let Candidate { document, info, .. } = &row.candidate;
            self.hashes.insert((*document, info.hash));
            self.documents.insert(*document);
            self.actors.insert((*document, info.actor), info.seq);
            self.chains.push(row.point);
            self.rows.push(row.clone());
            if row.candidate.erasure.is_some() {
                self.wipe(document);
            }
        }
        (verdicts, rows)
    }

    /// The bytes of an erased document go; its rows keep their places.
    fn wipe(&mut self, document: &DocumentId) {
        for row in &mut self.rows {
            if row.candidate.document == *document {
                row.candidate.bytes = Vec::new();
            }
        }
    }

    /// A stretch of the log after `after`, within the limits of a delivery.
    pub fn read(&self, after: u64) -> Delivery {
        let after = usize::try_from(after).unwrap_or(usize::MAX).min(self.rows.len());
        let mut bytes = 0;
        let changes: Vec<_> = self.rows[after..]
            .iter()
            .take(limits::DELIVERY_CHANGES)
            .take_while(|row| {
                let before = bytes;
                bytes += row.candidate.bytes.len();
                before == 0 || bytes <= limits::BATCH_BYTES
            })
            .map(delivered)
            .collect();
        Delivery {
            log: self.chains[0].log,
            from: after as u64,
            to: self.chains[after + changes.len()],
            head: self.head().seq,
            changes,
        }
    }

    /// The documents of which this log lacks a head.
    pub fn lacking(&self, documents: &[DocumentHeads]) -> Vec<DocumentId> {
        documents
            .iter()
            .filter(|doc| {
                doc.heads.iter().any(|head| !self.hashes.contains(&(doc.document, *head)))
            })
            .map(|doc| doc.document)
            .collect()
    }

    /// Every change in the log, in order.
    pub fn rows(&self) -> &[Appended] {
        &self.rows
    }
}

/// A row as it is sent.
pub fn delivered(row: &Appended) -> DeliveredChange {
    DeliveredChange {
        document: row.candidate.document,
        hash: row.candidate.info.hash,
        bytes: Some(row.candidate.bytes.clone()),
    }
}
