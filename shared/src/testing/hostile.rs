//! What anybody may send or hand over: each of these takes whatever bytes, and panics where they did
//! harm. The targets in `shared/fuzz` run them on bytes that a fuzzer makes, `tests/corpus.rs` on
//! those that it found worth keeping.

use std::panic::catch_unwind;

use minicbor::{Decode, Encode};

use crate::crdt::inspect;
use crate::doc::{RecordDocument, names};
use crate::gate::inspect_by;
use crate::gate::trial::Trial;
use crate::id::{ChangeHash, DocumentId};
use crate::sync::document::Document;
use crate::wire::accounts::{self, Answered, NewPassword, SignIn};
use crate::wire::mail::{Forgotten, Invite};
use crate::wire::{ClientMessage, PushedChange, ServerMessage};

/// The record that [`gate`] is pushed changes of.
pub const DOCUMENT: DocumentId = DocumentId([0x52; 16]);

/// A frame of the protocol, or a body about accounts. What can be read says the same when it is
/// written and read again. Whether anything could.
pub fn frame(bytes: &[u8]) -> bool {
    let mut any = false;
    if let Ok(message) = ClientMessage::from_bytes(bytes) {
        any = true;
        assert_eq!(ClientMessage::from_bytes(&message.to_bytes()).as_ref(), Ok(&message));
    }
    if let Ok(message) = ServerMessage::from_bytes(bytes) {
        any = true;
        assert_eq!(ServerMessage::from_bytes(&message.to_bytes()).as_ref(), Ok(&message));
    }
    any |= body::<SignIn>(bytes);
    any |= body::<NewPassword>(bytes);
    any |= body::<Answered>(bytes);
    any |= body::<Forgotten>(bytes);
    any | body::<Invite>(bytes)
}

fn body<T: PartialEq + Encode<()> + for<'b> Decode<'b, ()>>(bytes: &[u8]) -> bool {
    let Ok(body) = accounts::read::<T>(bytes) else { return false };
    assert!(accounts::read::<T>(&accounts::write(&body)) == Ok(body));
    true
}

/// Changes that are pushed together, each behind its length in two bytes. The gate refuses them, or
/// lets them in; what it lets in, every device can take in, read, and tell the history of. Whether
/// anything was let in.
pub fn gate(bytes: &[u8]) -> bool {
    let pushed = pieces(bytes).into_iter().map(|bytes| {
        // Whoever pushes says how a change is called. A hostile peer can work it out.
        let info = catch_unwind(|| inspect(bytes)).ok().and_then(Result::ok);
        let hash = info.map_or(ChangeHash([0; 32]), |info| info.hash);
        PushedChange { document: DOCUMENT, hash, bytes: bytes.to_vec() }
    });
    let inspected = pushed.filter_map(|pushed| inspect_by(inspect, pushed).ok());
    let mut candidates: Vec<_> = inspected.collect();
    let mut trial = Trial::new(DOCUMENT, names);
    trial.admit(&mut candidates);
    let mut device = RecordDocument::new(DOCUMENT);
    for candidate in candidates {
        if trial.has(&candidate.info.hash) {
            device.apply(&candidate.bytes).expect("what is let in joins the record");
        }
    }
    device.record();
    device.disagreements();
    device.history();
    device.facts();
    !device.heads().is_empty()
}

/// Puts changes together for [`gate`].
pub fn together<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for change in changes {
        let length = u16::try_from(change.len()).expect("a small change");
        bytes.extend(length.to_be_bytes());
        bytes.extend(change);
    }
    bytes
}

fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// A file that somebody imports: a table, a spreadsheet or cards. Every row of it is accounted for.
/// Whether anybody is in it.
#[cfg(all(feature = "contacts", feature = "linkage"))]
pub fn file(bytes: &[u8]) -> bool {
    use crate::exchange::import::{Fields, Mapping, Opening};
    use crate::exchange::{contacts, linkage};

    let mut any = false;
    if let Ok(read) = contacts::read(bytes) {
        any = !read.contacts.is_empty();
        assert_eq!(read.lines.len(), read.contacts.len());
        assert_eq!(read.read, read.contacts.len() + read.refused.len() + read.blank);
    }
    if let Ok(read) = linkage::Table::read(bytes) {
        read.table.width();
    }
    if let Ok(opening) = Opening::new(bytes, "a file") {
        let source = opening.finish();
        let mapping = Mapping::guess(&source, &Fields::default());
        let fields = Fields::default();
        assert_eq!(Mapping::read(&mapping.text(), &source, &fields), Some(mapping));
    }
    any
}

/// A backup that somebody restores, in pieces as a browser reads it. Whether it was read to its end: then
/// everything that it says was in it is.
#[cfg(feature = "out")]
pub fn backup(bytes: &[u8]) -> bool {
    use crate::exchange::backup::Reader;

    let mut reader = Reader::new();
    let mut pieces = 0;
    for part in bytes.chunks(1 << 10) {
        reader.feed(part);
        loop {
            match reader.next_piece() {
                Ok(Some(_)) => pieces += 1,
                Ok(None) => break,
                Err(_) => return false,
            }
        }
    }
    let is_whole = reader.finish().is_ok();
    let (records, photos) = reader.counts();
    assert!(!is_whole || records + photos == pieces);
    is_whole
}
