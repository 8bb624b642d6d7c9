//! Finding out, after a step back, what the server lacks.

use super::{Comparing, Link, LinkWork, Phase, Request};
use crate::id::DocumentId;
use crate::sync::store::Entry;
use crate::time::Timestamp;
use crate::wire::{ClientMessage, DocumentHeads, limits};

impl Link {
    pub(super) fn compare_when_read(&mut self) {
        let read = self.phase == Phase::Open && self.storing == 0 && self.received >= self.head;
        if read && self.pulling.is_none() && matches!(self.comparing, Comparing::Due) {
            self.comparing = Comparing::Reading;
            self.requests.push_back(Request::Work(LinkWork::Compare));
        }
    }

    /// Everything this device has, to find out what the server lacks.
    pub fn compare(&mut self, entries: &[(DocumentId, Entry)], now: Timestamp) {
        if !matches!(self.comparing, Comparing::Reading) {
            return;
        }
        let mut lacking = Vec::new();
        let mut rest = Vec::new();
        for (document, entry) in entries {
            #[cfg(feature = "testing")]
            if self.weakness == Some(super::Weakness::RebuildsWithoutTombstones)
                && entry.erased.is_some()
            {
                continue;
            }
            // More heads than a comparison takes: offer it all.
            if entry.heads.len() > limits::COMPARED_HEADS {
                lacking.push(*document);
            } else {
                rest.push(DocumentHeads { document: *document, heads: entry.heads.clone() });
            }
        }
        self.ask(0, rest, lacking, now);
    }

    pub(super) fn ask(
        &mut self,
        number: u64,
        mut rest: Vec<DocumentHeads>,
        lacking: Vec<DocumentId>,
        now: Timestamp,
    ) {
        if rest.is_empty() {
            self.comparing = Comparing::Offering;
            let mut batches = lacking.chunks(64).map(<[_]>::to_vec).collect::<Vec<_>>();
            let last = batches.pop().unwrap_or_default();
            let batches = batches.into_iter().map(|documents| (documents, false));
            for (documents, last) in batches.chain([(last, true)]) {
                self.requests.push_back(Request::Work(LinkWork::Offer { documents, last }));
            }
            return;
        }
        let documents = rest.split_off(rest.len().saturating_sub(limits::COMPARED_DOCUMENTS));
        self.send(ClientMessage::Compare { number, documents }, now);
        self.comparing = Comparing::Asking { number, since: now, rest, lacking };
    }

    pub(super) fn lacking(&mut self, answered: u64, documents: Vec<DocumentId>, now: Timestamp) {
        match std::mem::take(&mut self.comparing) {
            Comparing::Asking { number, rest, mut lacking, .. } if number == answered => {
                lacking.extend(documents);
                self.ask(number + 1, rest, lacking, now);
            }
            other => self.comparing = other,
        }
    }

    /// What the server lacked is in the outbox.
    pub fn offered(&mut self) {
        self.comparing = Comparing::No;
        self.fill();
    }
}
