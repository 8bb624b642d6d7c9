//! Simulated teams on real records: fewer seeds, since Automerge does its full work.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::simulation::Simulated;
use crate::doc::RecordDocument;
use crate::edit::{Edit, encode};
use crate::id::ItemId;
use crate::time::Timestamp;

impl Simulated for RecordDocument {
    /// A note with an id that follows from the token, so that writing it again adds nothing.
    fn edit(token: &[u8]) -> Vec<u8> {
        let digest = Sha256::digest(token);
        let id = ItemId::try_from(&digest[..16]).expect("16 bytes");
        let text = String::from_utf8_lossy(token);
        encode(&[Edit::Create, Edit::note(id, text, Timestamp(0))])
    }

    fn tokens(&self) -> BTreeSet<Vec<u8>> {
        self.record().entries.into_iter().map(|entry| entry.text.into_bytes()).collect()
    }
}
