//! Changes are tried before they come in: what they make of their document must still be one that
//! can be saved, loaded, read and edited. This knows documents, not their meaning.
//!
//! The rules of the log ([`crate::sync::log`]) speak of names and numbers. Bytes can keep all of
//! them and still leave a document that nobody can open any more: only doing it tells.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::crdt::Crdt;
use crate::id::{ActorId, ChangeHash, DocumentId};
use crate::sync::document::Damaged;
use crate::sync::log::{Candidate, Known};
use crate::wire::{Refusal, limits};

/// Whether a document says that it is this one.
pub type Names = fn(&Crdt, DocumentId) -> bool;

/// A document as the log has it, on which changes are tried. Call it off the async threads.
pub struct Trial {
    document: DocumentId,
    names: Names,
    crdt: Crdt,
    /// Each writer's last sequence number and highest operation.
    actors: HashMap<ActorId, (u64, u64)>,
    size: Size,
}

/// How large a document is, and what numbers are taken in it.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    bytes: usize,
    ops: u64,
    highest_op: u64,
}

impl Size {
    fn with(self, candidate: &Candidate) -> Self {
        let info = &candidate.info;
        let ops = info.max_op.saturating_sub(info.start_op).saturating_add(1);
        Self {
            bytes: self.bytes + candidate.bytes.len(),
            ops: self.ops.saturating_add(ops),
            highest_op: self.highest_op.max(info.max_op),
        }
    }
}

impl Trial {
    /// A document of which the log has nothing.
    pub fn new(document: DocumentId, names: Names) -> Self {
        let (crdt, actors) = (Crdt::new(), HashMap::new());
        Self { document, names, crdt, actors, size: Size::default() }
    }

    /// A document that consists of these changes of the log, in its order. What cannot be taken in
    /// is passed over, as every device does: earlier versions let such changes in.
    pub fn load(document: DocumentId, names: Names, chunks: Vec<Vec<u8>>) -> Self {
        let mut trial = Self::new(document, names);
        let candidates: Vec<_> = chunks
            .into_iter()
            .filter_map(|bytes| {
                let read = catch_unwind(|| crate::crdt::inspect(&bytes)).ok()?;
                Some(Candidate::new(document, read.ok()?, bytes))
            })
            .collect();
        let all: Vec<&Candidate> = candidates.iter().collect();
        if let Some(crdt) = with(&trial.crdt, &all) {
            trial.take(crdt, &all);
            return trial;
        }
        for candidate in all {
            if let Some(crdt) = with(&trial.crdt, &[candidate]) {
                trial.take(crdt, &[candidate]);
            }
        }
        trial
    }

    /// Bytes of memory that it takes, about.
    pub fn weight(&self) -> usize {
        // Automerge keeps columns much like those that came, and some 250 bytes for each change. Of a
        // small document nearly all is its own: a server that had tried five thousand of them had
        // grown by some 50 kB for each.
        let bytes = self.size.bytes.saturating_mul(3).saturating_add(48 << 10);
        bytes
            .saturating_add(usize::try_from(self.size.ops).unwrap_or(usize::MAX).saturating_mul(16))
    }

    /// Whether the document has this change.
    pub fn has(&self, hash: &ChangeHash) -> bool {
        self.crdt.contains(hash)
    }

    /// Tries changes of this document, in their order, and notes in each what there is against it.
    /// What passes is part of the document from now on. Changes that the rules of the log refuse
    /// are left alone: the log says why.
    ///
    /// All are tried together. If that fails, each half is: a change costs only itself, and those
    /// that build on it.
    pub fn admit(&mut self, candidates: &mut [Candidate]) {
        let passing = self.within_rules(candidates);
        let chosen: Vec<&Candidate> = passing.iter().map(|at| &candidates[*at]).collect();
        if chosen.is_empty() {
            return;
        }
        if let Some(crdt) = self.outcome(&chosen) {
            return self.take(crdt, &chosen);
        }
        match passing[..] {
            [at] => candidates[at].objection = Some(Refusal::Inadmissible),
            _ => {
                let (first, second) = candidates.split_at_mut(passing[passing.len() / 2]);
                self.admit(first);
                self.admit(second);
            }
        }
    }

    /// The places of those that the rules let through, if all of them stay.
    fn within_rules(&self, candidates: &mut [Candidate]) -> Vec<usize> {
        let mut known = self.known(candidates);
        let mut size = self.size;
        let mut highest: HashMap<ActorId, u64> = HashMap::new();
        let mut deps: HashMap<_, u64> = HashMap::new();
        let mut passing = Vec::new();
        for (at, candidate) in candidates.iter_mut().enumerate() {
            if candidate.objection.is_some()
                || candidate.erasure.is_some()
                || known.has(candidate)
                || known.objection(candidate).is_some()
            {
                continue;
            }
            let info = &candidate.info;
            let own = highest
                .get(&info.actor)
                .copied()
                .or_else(|| self.actors.get(&info.actor).map(|(_, op)| *op));
            let built_on = info
                .deps
                .iter()
                .filter_map(|dep| deps.get(dep).copied().or_else(|| self.crdt.highest_op_of(dep)));
            // Numbers go on from what the writer knew: neither back, nor ahead of all there is.
            let last = built_on.chain(own).max().unwrap_or(0);
            if info.start_op <= last || info.start_op > size.highest_op + 1 {
                candidate.objection = Some(Refusal::Inadmissible);
                continue;
            }
            let with = size.with(candidate);
            if with.bytes > limits::DOCUMENT_BYTES || with.ops > limits::DOCUMENT_OPS {
                candidate.objection = Some(Refusal::TooLarge);
                continue;
            }
            size = with;
            highest.insert(info.actor, info.max_op);
            deps.insert(info.hash, info.max_op);
            known.take(candidate);
            passing.push(at);
        }
        passing
    }

    fn known(&self, candidates: &[Candidate]) -> Known {
        let mut known = Known::default();
        if !self.actors.is_empty() {
            known.documents.insert(self.document);
        }
        for Candidate { info, .. } in candidates {
            let there =
                info.deps.iter().chain([&info.hash]).filter(|hash| self.crdt.contains(hash));
            known.hashes.extend(there.map(|hash| (self.document, *hash)));
            if let Some((seq, _)) = self.actors.get(&info.actor) {
                known.actors.insert((self.document, info.actor), *seq);
            }
        }
        known
    }

    /// The document with these changes, if it is as good a document as before.
    fn outcome(&self, candidates: &[&Candidate]) -> Option<Crdt> {
        let crdt = with(&self.crdt, candidates)?;
        if self.actors.is_empty() && !(self.names)(&crdt, self.document) {
            return None;
        }
        // One that was beyond saving before is not made worse by what can be taken in.
        (is_sound(&crdt) || !is_sound(&self.crdt)).then_some(crdt)
    }

    fn take(&mut self, crdt: Crdt, candidates: &[&Candidate]) {
        self.crdt = crdt;
        for candidate in candidates {
            let info = &candidate.info;
            self.actors.insert(info.actor, (info.seq, info.max_op));
            self.size = self.size.with(candidate);
        }
    }
}

/// A copy with these changes; none where they do not join it. Automerge panics on some.
fn with(crdt: &Crdt, candidates: &[&Candidate]) -> Option<Crdt> {
    let apply = || -> Result<Crdt, Damaged> {
        let mut copy = crdt.clone();
        copy.apply_all(candidates.iter().map(|candidate| &candidate.bytes[..]))?;
        Ok(copy)
    };
    catch_unwind(AssertUnwindSafe(apply)).ok()?.ok()
}

fn is_sound(crdt: &Crdt) -> bool {
    catch_unwind(AssertUnwindSafe(|| crdt.examine().is_ok())).unwrap_or(false)
}

#[cfg(test)]
mod tests;
