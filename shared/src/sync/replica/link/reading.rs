//! Reading the log, no faster than it can be stored.

use std::collections::HashMap;

#[cfg(feature = "testing")]
use super::Weakness;
use super::{Link, LinkWork, Phase, Request};
use crate::id::ChangeHash;
use crate::sync::store::Meta;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery};

impl Link {
    pub(super) fn pull(&mut self, now: Timestamp) {
        self.pulling = Some(now);
        self.send(ClientMessage::Pull { after: self.received }, now);
    }

    pub(super) fn delivery(&mut self, delivery: Delivery, now: Timestamp) {
        self.head = self.head.max(delivery.head).max(delivery.to.seq);
        self.pulling = None;
        if self.log.is_some_and(|log| log != delivery.log) {
            return self.disconnect();
        }
        self.log = Some(delivery.log);
        if delivery.from > self.received {
            if self.phase == Phase::Open {
                self.pull(now);
            }
            return;
        }
        if delivery.to.seq > self.received {
            self.received = delivery.to.seq;
            self.storing += 1;
            self.requests.push_back(Request::Work(LinkWork::Deliver(delivery)));
        }
        // One stretch ahead of the storing, no more.
        if self.phase == Phase::Open && self.received < self.head && self.storing <= 1 {
            self.pull(now);
        }
        self.compare_when_read();
    }

    /// A stretch of the log has been stored, or a part of it that `is_all` does not end, with these
    /// changes of others and ours.
    pub fn delivered(
        &mut self,
        changes: impl Iterator<Item = ChangeHash>,
        is_all: bool,
        now: Timestamp,
    ) {
        self.storing = self.storing.saturating_sub(usize::from(is_all));
        self.backoff.reset();
        for hash in changes {
            self.acknowledged.remove(&hash);
            self.in_flight.remove(&hash);
        }
        self.settle();
        self.last_on_server = Some(now);
        let idle = self.phase == Phase::Open && self.pulling.is_none() && self.storing == 0;
        if idle && self.received < self.head {
            self.pull(now);
        }
        self.compare_when_read();
    }

    /// Two stretches that arrived will be stored as one.
    pub fn joined(&mut self) {
        self.storing = self.storing.saturating_sub(1);
    }

    /// Whether this connection pushed the change.
    pub fn has_pushed(&self, hash: &ChangeHash) -> bool {
        self.in_flight.contains_key(hash) || self.acknowledged.contains_key(hash)
    }

    /// Only with a deliberate fault.
    pub fn passes_over_gaps(&self) -> bool {
        #[cfg(feature = "testing")]
        return self.weakness == Some(Weakness::AcknowledgementMovesTheCursor);
        #[cfg(not(feature = "testing"))]
        false
    }

    /// Whether what this connection read may still be stored.
    pub fn may_store(&self, meta: &Meta) -> bool {
        meta.era == self.era && meta.cursor.is_none_or(|cursor| Some(cursor.log) == self.log)
    }

    pub(super) fn settle(&mut self) {
        if self.phase == Phase::Open && self.storing == 0 {
            let at = self.received;
            let old: HashMap<_, _> = self.acknowledged.extract_if(|_, head| *head <= at).collect();
            if !old.is_empty() {
                self.requests.push_back(Request::Work(LinkWork::Settle(old)));
            }
        }
    }
}
