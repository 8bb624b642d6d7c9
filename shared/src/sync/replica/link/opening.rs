//! From the first attempt to the first pull.

use super::{Comparing, Link, LinkWork, Phase, Request};
use crate::sync::store::Meta;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery, Hello, VERSIONS, limits};

impl Link {
    pub fn prepared(&mut self, meta: &Meta, now: Timestamp) {
        if self.phase != Phase::Preparing {
            return;
        }
        self.verdict = None;
        self.last_heard = now;
        self.era = meta.era;
        self.log = meta.cursor.map(|cursor| cursor.log);
        self.head = 0;
        if meta.cursor.is_none_or(|cursor| cursor.seq == 0) {
            self.phase = Phase::Fetching;
            self.received = 0;
            self.requests.push_back(Request::FetchSnapshot { after: 0 });
        } else {
            self.connect();
        }
    }

    pub(super) fn connect(&mut self) {
        self.phase = Phase::Connecting;
        self.requests.push_back(Request::Connect);
    }

    /// A stretch of the log came over HTTP.
    pub fn snapshot_delivery(&mut self, delivery: Delivery, now: Timestamp) {
        if self.phase != Phase::Fetching {
            return;
        }
        self.last_heard = now;
        if self.log.is_some_and(|log| log != delivery.log) {
            // Another log than this device knows: greet the server, and find the common point.
            self.requests.push_back(Request::Disconnect);
            self.connect();
        } else {
            self.delivery(delivery, now);
        }
    }

    /// The fetching over HTTP ended, one way or another: the socket will tell more.
    pub fn snapshot_ended(&mut self, now: Timestamp) {
        if self.phase == Phase::Fetching {
            self.last_heard = now;
            self.connect();
        }
    }

    pub fn socket_opened(&mut self, now: Timestamp) {
        if self.phase == Phase::Connecting {
            self.phase = Phase::Greeting;
            self.last_heard = now;
            self.requests.push_back(Request::Work(LinkWork::Greet));
        }
    }

    pub fn greet(&mut self, meta: &Meta, now: Timestamp) {
        let (Phase::Greeting, Some(key)) = (self.phase, self.key.clone()) else { return };
        self.era = meta.era;
        self.log = meta.cursor.map(|cursor| cursor.log);
        self.received = meta.cursor.map_or(0, |cursor| cursor.seq);
        self.head = self.received;
        self.storing = 0;
        self.checkpoints =
            meta.checkpoints.newest_first().take(limits::CHECKPOINTS).copied().collect();
        self.comparing = if meta.comparing { Comparing::Due } else { Comparing::No };
        let hello = Hello {
            oldest: VERSIONS.0,
            newest: VERSIONS.1,
            key,
            cursor: meta.cursor,
            client: self.client.clone(),
        };
        self.send(ClientMessage::Hello(hello), now);
    }

    pub(super) fn opened(&mut self, now: Timestamp) {
        self.phase = Phase::Open;
        self.last_on_server = Some(now);
        self.pull(now);
        self.fill();
    }

    pub fn stepped_back(&mut self, meta: &Meta, now: Timestamp) {
        if self.phase == Phase::SteppingBack {
            self.era = meta.era;
            self.comparing = Comparing::Due;
            self.opened(now);
        }
    }
}
