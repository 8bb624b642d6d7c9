//! Points in a server's log.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::id::{ChangeHash, DocumentId, LogId};

/// A point in a log: everything up to `seq`, with a digest of all of it.
///
/// `chain[0] = SHA-256(log)`, `chain[n] = SHA-256(chain[n−1] ‖ seq ‖ document ‖ hash)`, `seq` as
/// eight bytes, big-endian. Two logs that agree in `chain[n]` agree in all that led there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Cursor {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The last sequence number included; 0 at the log's start.
    #[n(1)]
    pub seq: u64,
    /// The digest of everything up to `seq`.
    #[n(2)]
    pub chain: ChangeHash,
}

impl Cursor {
    /// The start of a log.
    pub fn start(log: LogId) -> Self {
        Self { log, seq: 0, chain: ChangeHash(Sha256::digest(log.0).into()) }
    }

    /// The point after one more change.
    #[must_use]
    pub fn after(&self, document: &DocumentId, hash: &ChangeHash) -> Self {
        let seq = self.seq + 1;
        let mut digest = Sha256::new();
        digest.update(self.chain.0);
        digest.update(seq.to_be_bytes());
        digest.update(document.0);
        digest.update(hash.0);
        Self { log: self.log, seq, chain: ChangeHash(digest.finalize().into()) }
    }
}

/// Saved points, oldest first, dense near the newest and sparse far back, so that the common point
/// of two histories is found without going back to the start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Checkpoints(#[n(0)] Vec<Cursor>);

impl Checkpoints {
    /// Adds a newer point, and thins out what lies behind: at most two points in each stretch
    /// whose distance from the newest doubles, so about two per power of two.
    pub fn add(&mut self, cursor: Cursor) {
        if self.0.last().is_some_and(|last| last.seq >= cursor.seq) {
            return;
        }
        self.0.push(cursor);
        let newest = cursor.seq;
        let stretch = |point: &Cursor| (newest - point.seq + 1).ilog2();
        let mut kept: Vec<Cursor> = Vec::with_capacity(self.0.len());
        for point in self.0.drain(..).rev() {
            let in_stretch =
                kept.iter().rev().take_while(|k| stretch(k) == stretch(&point)).count();
            if in_stretch < 2 {
                kept.push(point);
            } else if let Some(oldest) = kept.last_mut() {
                // Keep the ends of the stretch.
                *oldest = point;
            }
        }
        kept.reverse();
        self.0 = kept;
    }

    /// Forgets every point after `seq`.
    pub fn truncate(&mut self, seq: u64) {
        self.0.retain(|point| point.seq <= seq);
    }

    /// The points, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Cursor> {
        self.0.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(seq: u64) -> Cursor {
        Cursor { seq, ..Cursor::start(LogId([1; 16])) }
    }

    #[test]
    fn checkpoints_stay_few_and_reach_far_back() {
        let mut points = Checkpoints::default();
        for seq in 1..=100_000 {
            points.add(point(seq));
        }
        let seqs: Vec<u64> = points.newest_first().map(|point| point.seq).collect();
        assert!(seqs.len() <= 2 * 17, "{} points", seqs.len());
        assert_eq!(seqs[..2], [100_000, 99_999]);
        for distance in [10, 1_000, 30_000] {
            let found = seqs.iter().find(|seq| **seq <= 100_000 - distance).copied().unwrap_or(0);
            assert!(100_000 - found <= 4 * distance, "{distance} back leads to {found}");
        }
    }

    #[test]
    fn chains_differ_by_log_order_and_content() {
        let start = Cursor::start(LogId([1; 16]));
        let (doc, a, b) = (DocumentId([1; 16]), ChangeHash([1; 32]), ChangeHash([2; 32]));
        assert_ne!(start.after(&doc, &a).after(&doc, &b), start.after(&doc, &b).after(&doc, &a));
        assert_ne!(start.chain, Cursor::start(LogId([2; 16])).chain);
    }
}
