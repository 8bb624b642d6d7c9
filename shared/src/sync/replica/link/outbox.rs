//! Pushing what waits, and hearing what became of it.

use std::collections::HashMap;

#[cfg(feature = "testing")]
use super::Weakness;
use super::{Comparing, Link, LinkWork, Phase, Request, WINDOW};
use crate::id::ChangeHash;
use crate::sync::erasure::tombstone;
use crate::sync::store::{OutboxRow, Place};
use crate::time::Timestamp;
use crate::wire::{ClientMessage, ERASURE_SINCE, PushedChange, Refusal, Refused, limits};

impl Link {
    /// Something may be waiting in the outbox.
    pub fn fill(&mut self) {
        // While comparing, what a waiting change builds on may be missing on the server.
        let may = self.phase == Phase::Open && matches!(self.comparing, Comparing::No);
        if may
            && self.in_flight.len() < WINDOW / 2
            && !self.requests.contains(&Request::Work(LinkWork::Fill))
        {
            self.requests.push_back(Request::Work(LinkWork::Fill));
        }
    }

    /// Which rows of the outbox to read next.
    pub fn window(&self) -> (Place, usize) {
        (self.pushed_upto, WINDOW - self.in_flight.len().min(WINDOW))
    }

    pub fn push(&mut self, rows: Vec<OutboxRow>, now: Timestamp) {
        if self.phase != Phase::Open || !matches!(self.comparing, Comparing::No) {
            return;
        }
        let mut changes: Vec<PushedChange> = Vec::new();
        let mut bytes = 0;
        let mut too_large = HashMap::new();
        for row in rows {
            self.pushed_upto = self.pushed_upto.max(row.place);
            if self.version < ERASURE_SINCE && row.hash == tombstone(&row.document) {
                // An older server would take it for a broken change: it waits for a newer one.
                continue;
            }
            if row.bytes.len() > limits::CHANGE_BYTES {
                // The server would hang up, time and again.
                too_large.insert(row.hash, (row.document, Refusal::TooLarge));
                continue;
            }
            let full = changes.len() == limits::PUSH_CHANGES
                || (bytes > 0 && bytes + row.bytes.len() > limits::BATCH_BYTES);
            if full {
                self.send_push(std::mem::take(&mut changes), now);
                bytes = 0;
            }
            self.in_flight.insert(row.hash, (row.document, now));
            bytes += row.bytes.len();
            changes.push(PushedChange { document: row.document, hash: row.hash, bytes: row.bytes });
        }
        if !changes.is_empty() {
            self.send_push(changes, now);
        }
        if !too_large.is_empty() {
            self.requests.push_back(Request::Work(LinkWork::Refused(too_large)));
        }
    }

    pub(super) fn send_push(&mut self, changes: Vec<PushedChange>, now: Timestamp) {
        let number = self.next_push;
        self.next_push += 1;
        self.send(ClientMessage::Push { number, changes }, now);
    }

    pub(super) fn answer(
        &mut self,
        accepted: Vec<ChangeHash>,
        refused: Vec<Refused>,
        head: u64,
        now: Timestamp,
    ) {
        self.backoff.reset();
        for hash in accepted {
            if self.in_flight.remove(&hash).is_some() {
                self.acknowledged.insert(hash, head);
            }
            self.last_on_server = Some(now);
            #[cfg(feature = "testing")]
            if self.weakness == Some(Weakness::AcknowledgementMovesTheCursor) {
                self.received += 1;
            }
        }
        let refused: HashMap<_, _> = refused
            .into_iter()
            .filter_map(|refused| {
                let (document, _) = self.in_flight.remove(&refused.hash)?;
                Some((refused.hash, (document, refused.reason)))
            })
            .collect();
        if !refused.is_empty() {
            self.requests.push_back(Request::Work(LinkWork::Refused(refused)));
        }
        self.settle();
        self.fill();
    }
}
