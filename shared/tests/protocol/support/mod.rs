//! A device and a server that hear only what a test passes on.

mod device;
mod server;

use shared::id::{ActorId, ChangeHash, DocumentId, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::sync::document::{Authoring, Change, Document};
use shared::testing::fake::FakeDocument;
use shared::time::Timestamp;
use shared::wire::{
    ClientMessage, Delivery, Farewell, Hello, PushedChange, ServerMessage, VERSIONS,
};

pub use device::Device;
pub use server::Server;

pub const SECRET: WorkspaceSecret = WorkspaceSecret([7; 32]);
pub const DOCUMENT: DocumentId = DocumentId([1; 16]);
pub const OTHER_DOCUMENT: DocumentId = DocumentId([2; 16]);

/// Somebody's changes of one document, each on top of the one before.
pub struct Writer {
    pub document: DocumentId,
    doc: FakeDocument,
    authoring: Authoring,
}

impl Writer {
    pub fn new(document: DocumentId, actor: u8) -> Self {
        let authoring =
            Authoring { actor: ActorId([actor; 16]), author: None, at: Timestamp::default() };
        Self { document, doc: FakeDocument::new(document), authoring }
    }

    pub fn write(&mut self, token: &str) -> PushedChange {
        let change = self.doc.author(token.as_bytes(), &self.authoring);
        let Change { info, bytes } = change.expect("any token fits").expect("a new token");
        PushedChange { document: self.document, hash: info.hash, bytes }
    }

    pub fn write_many(&mut self, count: usize) -> Vec<PushedChange> {
        (0..count).map(|number| self.write(&format!("token {number}"))).collect()
    }
}

pub fn hashes(changes: &[PushedChange]) -> Vec<ChangeHash> {
    changes.iter().map(|change| change.hash).collect()
}

pub fn hello(cursor: Option<Cursor>) -> ClientMessage {
    ClientMessage::Hello(Hello {
        oldest: VERSIONS.0,
        newest: VERSIONS.1,
        key: SECRET.into(),
        cursor,
        client: "a test".into(),
    })
}

/// Why the server closed the connection, if it did.
pub fn farewell(said: &[ServerMessage]) -> Option<Farewell> {
    said.iter().find_map(|message| match message {
        ServerMessage::Goodbye(goodbye) => Some(goodbye.reason),
        _ => None,
    })
}

/// The deliveries among what a server said.
pub fn deliveries(said: Vec<ServerMessage>) -> Vec<Delivery> {
    said.into_iter()
        .filter_map(|message| match message {
            ServerMessage::Delivery(delivery) => Some(delivery),
            _ => None,
        })
        .collect()
}

/// A push of these.
pub fn push(number: u64, changes: &[PushedChange]) -> ClientMessage {
    ClientMessage::Push { number, changes: changes.to_vec() }
}
