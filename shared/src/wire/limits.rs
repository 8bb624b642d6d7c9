//! What neither side may exceed. A message over a limit closes the connection.

/// Bytes of one message.
pub const MESSAGE_BYTES: usize = 1 << 20;
/// Bytes of one change.
pub const CHANGE_BYTES: usize = 256 << 10;
/// Items in a column of a change, and so its operations: one run can stand for any number of them.
pub const CHANGE_ITEMS: u64 = 32 << 10;
/// Bytes that the texts in a column of a change unfold to.
pub const CHANGE_TEXTS: u64 = 1 << 20;
/// Bytes of a document's changes.
pub const DOCUMENT_BYTES: usize = 16 << 20;
/// Operations in a document.
pub const DOCUMENT_OPS: u64 = 100_000;
/// Changes in one push.
pub const PUSH_CHANGES: usize = 256;
/// Bytes of changes in one push or delivery; one change may exceed it alone.
pub const BATCH_BYTES: usize = 512 << 10;
/// Changes in one delivery.
pub const DELIVERY_CHANGES: usize = 512;
/// Changes pushed and not yet answered, on one connection.
pub const UNANSWERED_CHANGES: usize = 1024;
/// Checkpoints that a client may offer to find the common point.
pub const CHECKPOINTS: usize = 128;
/// Documents in one comparison.
pub const COMPARED_DOCUMENTS: usize = 384;
/// Heads of one document in a comparison.
pub const COMPARED_HEADS: usize = 64;
/// Bytes of one blob.
pub const BLOB_BYTES: usize = 256 << 10;
/// Photos that one tombstone may name.
pub const ERASED_PHOTOS: usize = 1024;
/// Bytes of the texts by which a client names itself.
pub const TEXT_BYTES: usize = 256;
/// Visits that one connection may have at once.
pub const VISITS: usize = 16;
/// Bytes by which somebody says who they are, or what they do with a record.
pub const PRESENCE_BYTES: usize = 64;
/// Connections of a workspace that tell each other where they are.
pub const PRESENT: usize = 256;
