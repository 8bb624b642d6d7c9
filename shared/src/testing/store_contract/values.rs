//! Small values to store: a number makes each of them, and two of the same number are equal.

use super::{
    ChangeHash, Content, DocumentId, Entry, OutboxRead, OutboxRow, Place, Quarantined, Read,
    Refusal, Snapshot, Store, StoredChunk, Timestamp, Write,
};

/// A document among the first 255.
pub fn document(n: u8) -> DocumentId {
    numbered_document(n.into())
}

/// A document among many. The number stands last, as randomness does in a real id.
pub fn numbered_document(n: u32) -> DocumentId {
    let mut id = [7; 16];
    id[12..].copy_from_slice(&n.to_be_bytes());
    DocumentId(id)
}

/// A change's name.
pub fn hash(n: u64) -> ChangeHash {
    let mut bytes = [3; 32];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    ChangeHash(bytes)
}

/// The change named by `place`, at that place.
pub fn chunk(place: Place, of: u8) -> StoredChunk {
    numbered_chunk(place, document(of))
}

/// As [`chunk`], of any document. 240 bytes, as an edit of one field is.
pub fn numbered_chunk(place: Place, document: DocumentId) -> StoredChunk {
    let bytes = vec![place as u8; 240];
    StoredChunk { place, document, content: Content::Change { hash: hash(place), bytes } }
}

/// The change named by `place`, waiting.
pub fn outbox_row(place: Place, of: u8) -> OutboxRow {
    OutboxRow {
        place,
        document: document(of),
        hash: hash(place),
        bytes: vec![place as u8; 240],
        edit: Some(vec![1, 2, 3]),
        at: Timestamp(1_700_000_000_000),
        attempts: 0,
    }
}

/// The change named by `n`, refused.
pub fn quarantined(n: u64, of: u8) -> Quarantined {
    Quarantined {
        document: document(of),
        hash: hash(n),
        bytes: vec![n as u8; 240],
        edit: None,
        at: Timestamp(1_700_000_000_000),
        reason: Refusal::NotAllowed,
    }
}

/// What is kept beside a document.
pub fn entry(n: u8) -> Entry {
    numbered_entry(n.into())
}

/// As [`entry`], of any number. About 300 bytes, as a customer's facts are.
pub fn numbered_entry(n: u32) -> Entry {
    Entry { heads: vec![hash(n.into())], facts: vec![n as u8; 260], rebuilds: n % 3, erased: None }
}

/// All that can be read at once, but no document's chunks by name.
pub fn everything() -> Read {
    Read {
        newer_than: Some(0),
        all_entries: true,
        outbox: OutboxRead::After { after: 0, limit: usize::MAX },
        quarantine: true,
        ..Read::default()
    }
}

/// Reads, and writes nothing.
pub async fn read(store: &impl Store, read: &Read) -> Snapshot {
    let mut found = None;
    let mut keep = |snapshot: Snapshot| {
        found = Some(snapshot);
        Write::default()
    };
    store.transact(read, &mut keep).await.expect("read");
    found.expect("a transaction that succeeds has decided")
}

/// Writes, whatever is there.
pub async fn write(store: &impl Store, write: Write) {
    let mut decide = |_: Snapshot| write.clone();
    store.transact(&Read::default(), &mut decide).await.expect("stored");
}
