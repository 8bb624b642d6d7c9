//! A backup, written piece by piece.

use sha2::{Digest, Sha256};

use super::{End, FORMAT, Head, Item, Stored, VERSION};
use crate::id::{BlobHash, ChangeHash, DocumentId};
use crate::time::Timestamp;

/// Writes a backup; whoever calls keeps the bytes, in the order in which they come.
pub struct Writer {
    digest: Sha256,
    records: u64,
    photos: u64,
}

impl Writer {
    /// Begins a backup: its first bytes are the second value. `people` is how many the workspace
    /// has, for whoever looks at the file.
    pub fn begin(workspace: String, made: Timestamp, people: u64) -> (Self, Vec<u8>) {
        let head = Head { format: FORMAT.to_owned(), version: VERSION, made, workspace, people };
        let bytes = minicbor::to_vec(&head).expect("writing to memory does not fail");
        let mut writer = Self { digest: Sha256::new(), records: 0, photos: 0 };
        writer.digest.update(&bytes);
        (writer, bytes)
    }

    fn item(&mut self, item: &Item) -> Vec<u8> {
        let bytes = minicbor::to_vec(item).expect("writing to memory does not fail");
        self.digest.update(&bytes);
        bytes
    }

    /// A record's changes, each after those that it builds on, and its heads, sorted.
    pub fn record(
        &mut self,
        document: DocumentId,
        changes: Vec<Vec<u8>>,
        heads: Vec<ChangeHash>,
    ) -> Vec<u8> {
        self.records += 1;
        let changes = changes.into_iter().map(Into::into).collect();
        self.item(&Item::Record(Stored { document, changes, heads }))
    }

    /// A photo's bytes.
    pub fn photo(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        self.photos += 1;
        self.item(&Item::Photo(bytes))
    }

    /// The last bytes.
    pub fn end(self) -> Vec<u8> {
        let digest = BlobHash(self.digest.finalize().into());
        let end = Item::End(End { records: self.records, photos: self.photos, digest });
        minicbor::to_vec(end).expect("writing to memory does not fail")
    }
}
