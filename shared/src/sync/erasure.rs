//! Erasing a record for good: a row of the log that stands for it, and what it does.
//!
//! A tombstone is a row like any other: it has a document, a hash and a place, so that every cursor
//! passes over it in order and every chain proves it. Its hash is made from the document's id alone:
//! whoever erases a record twice, or offers the tombstone to a server that lost it, says the same.
//! It has no bytes, and neither has any change of its document from then on.

use sha2::{Digest, Sha256};

use super::document::ChangeInfo;
use crate::id::{ActorId, BlobHash, ChangeHash, DocumentId};
use crate::wire::{PushedChange, Refusal, limits};

/// What stands in a log in place of an actor where nobody wrote anything.
const NO_ACTOR: ActorId = ActorId([0; 16]);

/// The hash of a document's tombstone: SHA-256("regulars erased" ‖ document).
pub fn tombstone(document: &DocumentId) -> ChangeHash {
    let mut digest = Sha256::new();
    digest.update(b"regulars erased");
    digest.update(document.0);
    ChangeHash(digest.finalize().into())
}

/// What a tombstone says of itself.
pub fn info(document: &DocumentId) -> ChangeInfo {
    ChangeInfo {
        hash: tombstone(document),
        deps: Vec::new(),
        actor: NO_ACTOR,
        seq: 0,
        start_op: 0,
        max_op: 0,
        has_author: false,
        actor_is_16_bytes: true,
    }
}

/// The bytes by which a tombstone is pushed: the photos that go with the document, which no other
/// record needs. They are not kept.
pub fn bytes(photos: &[BlobHash]) -> Vec<u8> {
    photos.iter().flat_map(|photo| photo.0).collect()
}

/// Whether what was pushed is its document's tombstone, and which photos go with it; none where it
/// is a change.
///
/// # Errors
/// `Malformed` for a tombstone whose bytes are no names of photos, or of too many.
pub fn read(pushed: &PushedChange) -> Result<Option<Vec<BlobHash>>, Refusal> {
    if pushed.hash != tombstone(&pushed.document) {
        return Ok(None);
    }
    let (photos, rest) = pushed.bytes.as_chunks::<32>();
    if !rest.is_empty() || photos.len() > limits::ERASED_PHOTOS {
        return Err(Refusal::Malformed);
    }
    Ok(Some(photos.iter().copied().map(BlobHash).collect()))
}
