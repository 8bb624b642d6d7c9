//! What is done next, and what it has to read.

use std::collections::HashSet;

use super::decide::erase::erased_in;
use super::link::LinkWork;
use super::work::{OnCommit, Running, Work};
use super::{Effect, Replica};
use crate::id::DocumentId;
use crate::sorting::sort;
use crate::sync::document::Document;
use crate::sync::store::{OutboxRead, Read};
use crate::wire::{DeliveredChange, Delivery, Refusal};

/// How many changes of the log one transaction stores: few enough that what somebody does meanwhile
/// is answered within a frame or two, enough that the log is read in good time.
const SLICE: usize = 32;

/// What of a delivery the next transaction stores.
pub(super) fn slice(delivery: &Delivery) -> &[DeliveredChange] {
    &delivery.changes[..delivery.changes.len().min(SLICE)]
}

/// What of a delivery is left to the transactions after that, if anything.
pub(super) fn after_slice(mut delivery: Delivery) -> Option<Delivery> {
    let stored = slice(&delivery).len();
    delivery.changes.drain(..stored);
    delivery.from += stored as u64;
    (!delivery.changes.is_empty()).then_some(delivery)
}

impl<D: Document> Replica<D> {
    pub(super) fn queue(&mut self, work: Work) {
        if self.work.contains(&work) {
            return;
        }
        // What somebody waits for comes before what came from afar.
        let first = |wanted: fn(&Work) -> bool| self.work.iter().position(wanted);
        let from_afar = first(|work| matches!(work, Work::Link(_))).unwrap_or(self.work.len());
        match work {
            // What is only in memory is stored before more is opened. Not before everything: a
            // stale document can only be stored once it has been opened anew.
            Work::Save if self.failures > 0 => self.work.push_front(work),
            Work::Save => {
                let opening = first(|work| matches!(work, Work::Load(_)));
                self.work.insert(opening.map_or(from_afar, |at| at + 1), work);
            }
            Work::Load(_) | Work::Erase { .. } => self.work.insert(from_afar, work),
            _ => self.work.push_back(work),
        }
    }

    /// Opens a document, together with others that are to be opened.
    pub(super) fn queue_load(&mut self, id: DocumentId) {
        const ENOUGH: usize = 64;
        let mut batches = self.work.iter_mut().filter_map(|work| match work {
            Work::Load(ids) => Some(ids),
            _ => None,
        });
        match batches.next_back() {
            Some(ids) if ids.contains(&id) => {}
            Some(ids) if ids.len() < ENOUGH => ids.push(id),
            _ => self.queue(Work::Load(vec![id])),
        }
    }

    pub(super) fn start_next(&mut self) {
        self.documents.close_least_used();
        let Some(mut work) = self.work.pop_front().or_else(|| self.recompute()) else { return };
        if let Work::Link(LinkWork::Deliver(delivery)) = &mut work {
            self.join_deliveries(delivery);
        }
        let read = self.what_to_read(&work);
        self.running = Some(Running {
            work,
            read: read.clone(),
            connection: self.connection,
            on_commit: OnCommit::default(),
            again: None,
        });
        self.effects.push_back(Effect::Transact(read));
    }

    /// Some of the facts that are to be computed again: few, so that what somebody does meanwhile
    /// waits for one short transaction at most.
    pub(super) fn recompute(&mut self) -> Option<Work> {
        const ENOUGH: usize = 16;
        let rest = self.outdated.len().saturating_sub(ENOUGH);
        let some = self.outdated.split_off(rest);
        (!some.is_empty()).then_some(Work::Recompute(some))
    }

    /// Makes one of the stretches of the log that follow one another, up to a transaction's worth.
    pub(super) fn join_deliveries(&mut self, first: &mut Delivery) {
        while let Some(Work::Link(LinkWork::Deliver(next))) = self.work.front() {
            let follows = next.from == first.to.seq && next.log == first.log;
            if !follows || first.changes.len() + next.changes.len() > SLICE {
                break;
            }
            let Some(Work::Link(LinkWork::Deliver(next))) = self.work.pop_front() else { break };
            first.changes.extend(next.changes);
            first.to = next.to;
            first.head = next.head;
            self.link.joined();
        }
    }

    pub(super) fn what_to_read(&self, work: &Work) -> Read {
        let unstored = self.documents.unstored();
        let mut read = Read { newer_than: Some(self.last), ..Read::default() };
        match work {
            Work::Start => {
                read.newer_than = None;
                read.all_entries = true;
            }
            Work::Load(ids) | Work::Recompute(ids) => read.documents.clone_from(ids),
            Work::TakeIn(records) => {
                let all = records.iter().map(|(id, _)| *id);
                let (open, closed): (Vec<_>, Vec<_>) =
                    all.partition(|id| self.documents.open.contains_key(id));
                read.documents = closed;
                read.entries = open;
            }
            Work::CatchUp => {}
            Work::Erase { documents, .. } => {
                read.documents.clone_from(documents);
                read.outbox = OutboxRead::Of(documents.clone());
                read.quarantine = true;
                read.entries = unstored;
            }
            Work::Link(LinkWork::Prepare | LinkWork::Greet) => read.newer_than = None,
            Work::Save => read.entries = unstored,
            Work::Link(LinkWork::Deliver(delivery)) => {
                let all: HashSet<_> = slice(delivery).iter().map(|c| c.document).collect();
                let gone = erased_in(slice(delivery));
                let (open, closed): (Vec<_>, Vec<_>) = all
                    .into_iter()
                    .partition(|id| self.documents.open.contains_key(id) && !gone.contains(id));
                read.documents = closed;
                read.entries = open;
                read.entries.extend(unstored);
                if !gone.is_empty() {
                    read.outbox = OutboxRead::Of(gone.into_iter().collect());
                    read.quarantine = true;
                }
            }
            Work::Link(LinkWork::StepBack(_) | LinkWork::Settle(_)) => read.newer_than = None,
            Work::Link(LinkWork::Fill) => {
                let (after, limit) = self.link.window();
                read.newer_than = None;
                read.outbox = OutboxRead::After { after, limit };
            }
            Work::Link(LinkWork::Compare) => {
                read.newer_than = None;
                read.all_entries = true;
            }
            Work::Link(LinkWork::Offer { documents, .. }) => {
                read.documents.clone_from(documents);
                read.outbox = OutboxRead::Of(documents.clone());
            }
            Work::Link(LinkWork::Refused(refused)) => {
                let documents: HashSet<_> = refused.values().map(|(id, _)| *id).collect();
                read.documents = documents.into_iter().collect();
                sort(&mut read.documents);
                read.outbox = OutboxRead::Of(read.documents.clone());
                read.quarantine = refused.values().any(|(_, why)| *why == Refusal::Erased);
                read.entries = unstored;
            }
        }
        read
    }
}
