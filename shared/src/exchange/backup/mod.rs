//! The whole of a workspace in one file: every change of every record, with its author, and the
//! photos. What comes back from it is what went in, history and merges and all.
//!
//! A file is a CBOR sequence (RFC 8742): a [`Head`], then any number of records and photos, then an
//! end that has the SHA-256 of everything before it. docs/EXPORT.md describes it. It is read piece by
//! piece, and what it says is checked before anything is kept of it. No key of the workspace is in it.

mod read;
mod write;

use minicbor::{Decode, Encode};

use crate::id::{BlobHash, DocumentId};
use crate::sync::document::{Damaged, Document};
use crate::time::Timestamp;

pub use read::{Piece, Reader};
pub use write::Writer;

/// What the first item begins with.
const FORMAT: &str = "regulars-backup";
/// The version of the file's shape.
pub const VERSION: u32 = 1;

/// What stands first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    #[n(0)]
    format: String,
    #[n(1)]
    version: u32,
    /// When the backup was made.
    #[n(2)]
    pub made: Timestamp,
    /// What the workspace was called.
    #[n(3)]
    pub workspace: String,
    /// How many people were in it, the bin left out.
    #[n(4)]
    pub people: u64,
}

/// A record: its id, its changes as they are, each after those that it builds on, and its heads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Stored {
    #[n(0)]
    document: DocumentId,
    #[n(1)]
    changes: Vec<minicbor::bytes::ByteVec>,
    #[n(2)]
    heads: Vec<crate::id::ChangeHash>,
}

/// The end.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct End {
    #[n(0)]
    records: u64,
    #[n(1)]
    photos: u64,
    #[n(2)]
    digest: BlobHash,
}

/// One item behind the head.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
enum Item {
    #[n(0)]
    Record(#[n(0)] Stored),
    #[n(1)]
    Photo(
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        Vec<u8>,
    ),
    #[n(2)]
    End(#[n(0)] End),
}

/// Why nothing is brought back from a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupProblem {
    /// It is another kind of file.
    #[error("This is not a backup of Regulars. Choose the file that was saved as a backup.")]
    NotOurs,
    /// A later version of the app made it.
    #[error(
        "A newer version of Regulars made this backup. Reload this page to get the newest version, and choose the file again."
    )]
    Newer,
    /// It ends too early.
    #[error(
        "The end of this backup is missing: it was cut off when it was saved or copied. Nothing was brought back."
    )]
    CutOff,
    /// Something in it is not as it was written.
    #[error("This backup is damaged. Nothing was brought back. ({0})")]
    Damaged(String),
}

impl From<Damaged> for BackupProblem {
    fn from(damaged: Damaged) -> Self {
        Self::Damaged(damaged.0)
    }
}

/// The record that the changes make: that they are sound, join, and come to the heads that the
/// backup says.
///
/// # Errors
/// When they do not.
pub fn check<D: Document>(record: &Piece) -> Result<Option<D>, BackupProblem> {
    let Piece::Record { document, changes, heads } = record else { return Ok(None) };
    let mut made = D::new(*document);
    for change in changes {
        made.apply(change)?;
    }
    if made.heads() != *heads {
        return Err(BackupProblem::Damaged(format!("{document} has another end")));
    }
    Ok(Some(made))
}

#[cfg(test)]
mod tests;
