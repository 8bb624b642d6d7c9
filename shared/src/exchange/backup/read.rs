//! A backup, read piece by piece.

use sha2::{Digest, Sha256};

use super::{BackupProblem, End, FORMAT, Head, Item, VERSION};
use crate::id::{BlobHash, ChangeHash, DocumentId};

/// One thing that a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A record's changes, each after those that it builds on, and its heads, sorted.
    Record {
        /// Which.
        document: DocumentId,
        /// The changes, as they are.
        changes: Vec<Vec<u8>>,
        /// What they come to.
        heads: Vec<ChangeHash>,
    },
    /// A photo's bytes.
    Photo(Vec<u8>),
}

/// Reads a backup as its bytes come. It holds no more of it than the piece at hand.
#[derive(Default)]
pub struct Reader {
    waiting: Vec<u8>,
    /// How much of `waiting` has been read.
    read: usize,
    digest: Sha256,
    head: Option<Head>,
    records: u64,
    photos: u64,
    ended: bool,
}

impl Reader {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.waiting.drain(..self.read);
        self.read = 0;
        self.waiting.extend_from_slice(bytes);
    }

    /// What stands first, once it has been read.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// How many records and photos were read.
    pub fn counts(&self) -> (u64, u64) {
        (self.records, self.photos)
    }

    /// The next piece; `None` where more bytes are needed, or after the end.
    ///
    /// # Errors
    /// What is wrong with the file. Nothing more is to be read from it then.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, BackupProblem> {
        if self.head.is_none() && !self.read_head()? {
            return Ok(None);
        }
        if self.ended {
            return match self.waiting.len() - self.read {
                0 => Ok(None),
                _ => Err(BackupProblem::Damaged("more stands behind its end".into())),
            };
        }
        let Some((item, length)) = self.item::<Item>()? else { return Ok(None) };
        match item {
            Item::Record(record) => {
                self.take(length);
                self.records += 1;
                Ok(Some(Piece::Record {
                    document: record.document,
                    changes: record.changes.into_iter().map(Into::into).collect(),
                    heads: record.heads,
                }))
            }
            Item::Photo(bytes) => {
                self.take(length);
                self.photos += 1;
                Ok(Some(Piece::Photo(bytes)))
            }
            Item::End(end) => {
                self.ended = true;
                self.read += length;
                self.compare(&end)?;
                self.next_piece()
            }
        }
    }

    /// That the file ended as it should.
    ///
    /// # Errors
    /// When its end is missing.
    pub fn finish(&self) -> Result<(), BackupProblem> {
        match (&self.head, self.ended) {
            (_, true) => Ok(()),
            (None, false) if !begins_as_ours(&self.waiting) => Err(BackupProblem::NotOurs),
            (_, false) => Err(BackupProblem::CutOff),
        }
    }

    fn read_head(&mut self) -> Result<bool, BackupProblem> {
        if !begins_as_ours(&self.waiting) {
            return Err(BackupProblem::NotOurs);
        }
        let Some((head, length)) = self.item::<Head>()? else { return Ok(false) };
        if head.version > VERSION {
            return Err(BackupProblem::Newer);
        }
        self.take(length);
        self.head = Some(head);
        Ok(true)
    }

    /// What stands next, and how many bytes it has; `None` where it is not all here.
    fn item<T: for<'b> minicbor::Decode<'b, ()>>(
        &self,
    ) -> Result<Option<(T, usize)>, BackupProblem> {
        let mut decoder = minicbor::Decoder::new(&self.waiting[self.read..]);
        match decoder.decode::<T>() {
            Ok(item) => Ok(Some((item, decoder.position()))),
            Err(error) if error.is_end_of_input() => Ok(None),
            Err(error) => Err(BackupProblem::Damaged(error.to_string())),
        }
    }

    fn take(&mut self, length: usize) {
        self.digest.update(&self.waiting[self.read..self.read + length]);
        self.read += length;
    }

    fn compare(&self, end: &End) -> Result<(), BackupProblem> {
        let digest = BlobHash(self.digest.clone().finalize().into());
        let is_whole = (end.records, end.photos) == (self.records, self.photos);
        match is_whole && end.digest == digest {
            true => Ok(()),
            false => Err(BackupProblem::Damaged("its checksum is another one".into())),
        }
    }
}

/// Whether the first bytes are those of a head, as far as they are here.
fn begins_as_ours(bytes: &[u8]) -> bool {
    // An array of five, and a text of fifteen letters in it.
    let mut begin = vec![0x85, 0x60 | FORMAT.len() as u8];
    begin.extend_from_slice(FORMAT.as_bytes());
    let known = begin.len().min(bytes.len());
    // Later versions may say more: only that it is an array is asked of its first byte.
    known == 0 || bytes[0] >> 5 == 4 && bytes[1..known] == begin[1..known]
}
