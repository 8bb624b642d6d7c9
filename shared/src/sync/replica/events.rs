//! What happens to a tab, and what it asks for.

use super::LinkState;
use crate::id::{BlobHash, ChangeHash, DocumentId, WorkspaceKey};
use crate::sync::document::EditError;
use crate::sync::peers::Happening;
use crate::sync::store::{Read, StoreError};
use crate::time::Timestamp;
use crate::wire::{ClientMessage, Delivery, ServerMessage};

/// What happens to a tab.
#[derive(Debug)]
pub enum Event {
    /// A screen wants this document; [`Effect::Opened`] follows.
    Watch(DocumentId),
    /// No screen shows this document any more.
    Unwatch(DocumentId),
    /// The facts of these records were computed by another version: compute them again, in this
    /// order, when there is nothing else to do.
    Outdated(Vec<DocumentId>),
    /// Changes of records that came from no server, as from a backup: what is not here is added, and
    /// goes to the server like what was written here. [`Effect::TookIn`] follows.
    TakeIn(Vec<(DocumentId, Vec<Vec<u8>>)>),
    /// Somebody erases these documents for good, and photos that no other record needs. They are
    /// gone from this device once it is stored, and from the server and other devices as soon as
    /// they hear of it. [`Effect::Erased`] follows.
    Erase {
        /// The documents; those that are erased already are passed over.
        documents: Vec<DocumentId>,
        /// The photos; the server deletes them.
        photos: Vec<BlobHash>,
    },
    /// Another tab wrote, or this one wakes up: read what is new.
    Told,
    /// The transaction that was asked for is over.
    Settled(Result<(), StoreError>),
    /// Whether this tab is the one that talks to the server.
    Owns(bool),
    /// What opens the server's workspace; none while it is on this device only.
    Remote(Option<WorkspaceKey>),
    /// The person, or the network, asks for an attempt at once.
    TryNow,
    /// The socket is open.
    SocketOpened,
    /// The socket closed, or could not be opened; not after [`Effect::Disconnect`].
    SocketClosed,
    /// The server said something.
    Message(ServerMessage),
    /// A stretch of the log came over HTTP.
    SnapshotDelivery(Delivery),
    /// The log has come over HTTP, or could not.
    SnapshotEnded,
    /// Something that others may want to see: where this tab is.
    Here(Happening),
    /// The time of [`Replica::wake_at`] has come.
    Tick,
}

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Run one transaction with [`Replica::decide`].
    Transact(Read),
    /// Open a socket to the server.
    Connect,
    /// Fetch the log after this point over HTTP, then go on; it is long.
    FetchSnapshot {
        /// The last sequence number not wanted.
        after: u64,
    },
    /// Close the socket and end the fetching; nothing more of them may come here.
    Disconnect,
    /// Send a message.
    Send(ClientMessage),
    /// Something was stored: tell the other tabs.
    Tell,
    /// Tell the other tabs this, which they take by [`Happening::Whispered`]. It may be lost.
    Whisper(Vec<u8>),
    /// [`Replica::others`] has changed.
    Peers,
    /// What of the changes of an [`Event::TakeIn`] was stored.
    TookIn(TakenIn),
    /// Everything has been read; the list is complete.
    Loaded,
    /// These documents were erased for good, here or elsewhere, each with so many edits that no
    /// server had. Nothing of them may be shown or kept.
    Erased(Vec<(DocumentId, usize)>),
    /// This device erased these documents, and whoever sits here might not: they come back from the
    /// server.
    NotErased(Vec<DocumentId>),
    /// These documents' facts are new; there are none of a document that was erased.
    Facts(Vec<(DocumentId, Vec<u8>)>),
    /// Changes from elsewhere were stored for these documents, which had these heads before; none for
    /// documents that were not here.
    News(Vec<(DocumentId, Vec<ChangeHash>)>),
    /// This document was opened or changed in memory; or there is none, as far as known.
    Opened(DocumentId),
    /// An edit did not fit its document and was not made.
    EditFailed {
        /// The document.
        document: DocumentId,
        /// The edit, not to lose what was typed.
        edit: Vec<u8>,
        /// Why.
        error: EditError,
    },
}

/// What became of changes that came from no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenIn {
    /// Records that lacked something.
    pub records: usize,
    /// Changes that were added.
    pub changes: usize,
    /// Changes that do not join their record: of another beginning of it, or without what they build
    /// on.
    pub refused: usize,
}

/// What a screen needs to know of where the work is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// The connection.
    pub link: LinkState,
    /// Changes in this tab's memory only.
    pub unstored: usize,
    /// Changes on this device that the server has not acknowledged.
    pub waiting: usize,
    /// Changes that the server refused.
    pub refused: usize,
    /// Why the last attempt to store failed, until one succeeds.
    pub problem: Option<StoreError>,
    /// How much of the server's log has been read, and its end.
    pub progress: (u64, u64),
    /// Whether this tab has the connection, has stored the log to its end, and owes the server no
    /// answer after a step back: the moment for what is less urgent.
    pub settled: bool,
    /// When the server last said that it has something of ours, or gave us something.
    pub last_on_server: Option<Timestamp>,
    /// Stored changes that could not be read into their documents.
    pub unreadable: usize,
}
