//! What a pushed change must satisfy before the log's rules ([`crate::sync::log`]) look at it.
//! Knows documents, not their meaning.

pub mod trial;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::sync::document::{ChangeInfo, Damaged, Document};
use crate::sync::erasure;
use crate::sync::log::Candidate;
use crate::wire::{PushedChange, Refusal, limits};

/// Parses a pushed change. Hostile bytes end in a refusal: Automerge panics on some of them, so it
/// runs under `catch_unwind`. Call this off the async threads.
///
/// # Errors
/// Why the change is refused.
pub fn inspect<D: Document>(pushed: PushedChange) -> Result<Candidate, Refusal> {
    inspect_by(D::inspect, pushed)
}

/// The same, for whoever knows how to read a change and needs no document: a server.
///
/// # Errors
/// Why the change is refused.
pub fn inspect_by(
    read: fn(&[u8]) -> Result<ChangeInfo, Damaged>,
    pushed: PushedChange,
) -> Result<Candidate, Refusal> {
    if pushed.bytes.len() > limits::CHANGE_BYTES {
        return Err(Refusal::TooLarge);
    }
    if let Some(photos) = erasure::read(&pushed)? {
        return Ok(Candidate::tombstone(pushed.document, photos));
    }
    let info = catch_unwind(AssertUnwindSafe(|| read(&pushed.bytes)))
        .map_err(|_| Refusal::Malformed)?
        .map_err(|_| Refusal::Malformed)?;
    if info.hash != pushed.hash {
        return Err(Refusal::Malformed);
    }
    Ok(Candidate::new(pushed.document, info, pushed.bytes))
}
