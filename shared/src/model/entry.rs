//! What happened, in the order of time.

use crate::id::ItemId;
use crate::time::Timestamp;

/// One entry of a person's timeline. Once written it does not change; it can be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: ItemId,
    /// How it happened: [`Entry::NOTE`] for now. Newer versions may bring others.
    pub channel: String,
    /// What happened.
    pub text: String,
    /// When, as stated by the writer.
    pub at: Timestamp,
    /// The id of who wrote it, where known.
    pub author: Option<Vec<u8>>,
}

impl Entry {
    /// The channel of what somebody wrote down.
    pub const NOTE: &'static str = "note";
}
