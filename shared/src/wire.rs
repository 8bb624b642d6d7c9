//! The messages of the sync protocol, and their limits. `docs/PROTOCOL.md` numbers the rules.
//!
//! One WebSocket binary message is one CBOR-encoded message. Fields and variants have numbers
//! that are never used again for something else, and an unknown field is skipped.

pub mod accounts;
pub mod limits;
pub mod mail;
pub mod offers;
mod presence;
pub mod provider;
pub mod server;

use minicbor::{Decode, Encode};

pub use self::presence::{Presence, Visit};
use crate::access::Role;
use crate::id::{ChangeHash, DocumentId, LogId, WorkspaceKey};
use crate::sync::cursor::Cursor;

/// The protocol's versions that this build speaks: `(oldest, newest)`.
pub const VERSIONS: (u16, u16) = (1, 4);

/// The first version that knows [`ClientMessage::Presence`] and [`ServerMessage::Peer`].
pub const PRESENCE_SINCE: u16 = 2;

/// The first version that knows workspaces with members.
pub const ACCOUNTS_SINCE: u16 = 2;

/// The first version that knows [`ServerMessage::Role`].
pub const ROLES_SINCE: u16 = 3;

/// The first version that knows tombstones ([`crate::sync::erasure`]) and rows without bytes.
pub const ERASURE_SINCE: u16 = 4;

/// From a client to the server.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum ClientMessage {
    /// The first message of a connection, and only the first.
    #[n(0)]
    Hello(#[n(0)] Hello),
    /// Where the histories parted: the client's saved points, newest first.
    #[n(1)]
    Locate {
        /// At most [`limits::CHECKPOINTS`].
        #[n(0)]
        checkpoints: Vec<Cursor>,
    },
    /// Everything after this sequence number, please; then what comes.
    #[n(2)]
    Pull {
        /// The last sequence number that the client has.
        #[n(0)]
        after: u64,
    },
    /// Changes to append to the log.
    #[n(3)]
    Push {
        /// Counts the pushes of this connection, from 0.
        #[n(0)]
        number: u64,
        /// At most [`limits::PUSH_CHANGES`].
        #[n(1)]
        changes: Vec<PushedChange>,
    },
    /// Which of these documents are not all in the log?
    #[n(4)]
    Compare {
        /// Comes back in the answer.
        #[n(0)]
        number: u64,
        /// At most [`limits::COMPARED_DOCUMENTS`].
        #[n(1)]
        documents: Vec<DocumentHeads>,
    },
    /// Are you there, and how long is the log?
    #[n(5)]
    Heartbeat,
    /// Where the people behind this connection are now; nothing of it is stored.
    #[n(6)]
    Presence(#[n(0)] Presence),
}

/// How a client introduces itself.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Hello {
    /// The oldest version of the protocol that it speaks.
    #[n(0)]
    pub oldest: u16,
    /// The newest.
    #[n(1)]
    pub newest: u16,
    /// What opens the workspace.
    #[n(2)]
    pub key: WorkspaceKey,
    /// Where it stands in the log; none on a new device.
    #[n(3)]
    pub cursor: Option<Cursor>,
    /// The build, for the server's log.
    #[n(4)]
    pub client: String,
}

/// One change on its way to the log.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct PushedChange {
    /// The record that it belongs to.
    #[n(0)]
    pub document: DocumentId,
    /// The change's name, by which it is answered.
    #[n(1)]
    pub hash: ChangeHash,
    /// One uncompressed change chunk.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// A document's heads, to compare.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct DocumentHeads {
    /// The record.
    #[n(0)]
    pub document: DocumentId,
    /// At most [`limits::COMPARED_HEADS`].
    #[n(1)]
    pub heads: Vec<ChangeHash>,
}

/// From the server to a client.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum ServerMessage {
    /// The answer to [`ClientMessage::Hello`].
    #[n(0)]
    Welcome {
        /// The version that both speak from now on.
        #[n(0)]
        version: u16,
        /// The log.
        #[n(1)]
        log: LogId,
        /// Its last sequence number.
        #[n(2)]
        head: u64,
        /// Whether the client's cursor is a point of this log.
        #[n(3)]
        agreed: bool,
    },
    /// The newest of the client's checkpoints that is a point of this log; the log's start if none.
    #[n(1)]
    Located {
        /// The common point.
        #[n(0)]
        cursor: Cursor,
    },
    /// A stretch of the log.
    #[n(2)]
    Delivery(#[n(0)] Delivery),
    /// What became of pushed changes. `accepted` means durable.
    #[n(3)]
    Answer {
        /// In the log, and on the disk.
        #[n(0)]
        accepted: Vec<ChangeHash>,
        /// Not in the log.
        #[n(1)]
        refused: Vec<Refused>,
        /// What is accepted here lies in the log at or before this sequence number.
        #[n(2)]
        head: u64,
    },
    /// The documents of a comparison of which the log lacks a head.
    #[n(4)]
    Lacking {
        /// The comparison.
        #[n(0)]
        number: u64,
        /// Its documents that should be pushed.
        #[n(1)]
        documents: Vec<DocumentId>,
    },
    /// The answer to [`ClientMessage::Heartbeat`].
    #[n(5)]
    Pulse {
        /// The log's last sequence number.
        #[n(0)]
        head: u64,
    },
    /// The server closes the connection.
    #[n(6)]
    Goodbye(#[n(0)] Goodbye),
    /// Where the people behind another connection are now.
    #[n(7)]
    Peer {
        /// The connection, among those of this workspace.
        #[n(0)]
        peer: u64,
        /// All of it, in place of what was said of this connection before.
        #[n(1)]
        presence: Presence,
    },
    /// What whoever is behind this connection is in the workspace, from now on. Only where it has
    /// members.
    #[n(8)]
    Role {
        /// The role.
        #[n(0)]
        role: Role,
    },
}

/// A stretch of the log, from after `from` up to and including `to`.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Delivery {
    /// The log.
    #[n(0)]
    pub log: LogId,
    /// The sequence number before the first change.
    #[n(1)]
    pub from: u64,
    /// The last change's point in the log.
    #[n(2)]
    pub to: Cursor,
    /// The log's last sequence number when this was read.
    #[n(3)]
    pub head: u64,
    /// The changes, in the order of the log.
    #[n(4)]
    pub changes: Vec<DeliveredChange>,
}

/// One change from the log.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct DeliveredChange {
    /// The record that it belongs to.
    #[n(0)]
    pub document: DocumentId,
    /// The change's name.
    #[n(1)]
    pub hash: ChangeHash,
    /// The chunk; left out where the receiver pushed it on this very connection. Of no length for a
    /// tombstone, and for a change of a document that was erased.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub bytes: Option<Vec<u8>>,
}

impl DeliveredChange {
    /// Whether it stands for something that is gone: a tombstone, or a change of an erased document.
    pub fn is_erased(&self) -> bool {
        self.bytes.as_ref().is_some_and(Vec::is_empty)
    }
}

/// A change that the log does not take.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Refused {
    /// The change.
    #[n(0)]
    pub hash: ChangeHash,
    /// Why.
    #[n(1)]
    pub reason: Refusal,
}

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// The bytes are not one sound, uncompressed change with the stated hash.
    #[n(0)]
    Malformed,
    /// Over [`limits::CHANGE_BYTES`].
    #[n(1)]
    TooLarge,
    /// A change that it builds on is not in this document's log.
    #[n(2)]
    MissingDependency,
    /// Not the actor's next change in this document.
    #[n(3)]
    Sequence,
    /// The document has a first change already, or this change claims operations beyond reason.
    #[n(4)]
    Inadmissible,
    /// Whoever pushed it may not do this.
    #[n(5)]
    NotAllowed,
    /// The document was erased.
    #[n(6)]
    Erased,
}

impl Refusal {
    /// This reason, as a client of `version` knows it: an older one cannot read newer words.
    pub fn in_version(self, version: u16) -> Self {
        match self {
            Self::Erased if version < ERASURE_SINCE => Self::NotAllowed,
            known => known,
        }
    }

    /// Whether the same intention, written again on what the server has, would be taken.
    pub fn is_mended_by_writing_again(self) -> bool {
        matches!(self, Self::MissingDependency | Self::Sequence)
    }
}

/// The last words before the server closes.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Goodbye {
    /// Why.
    #[n(0)]
    pub reason: Farewell,
    /// Milliseconds to wait at least before the next attempt.
    #[n(1)]
    pub retry_after_ms: Option<u64>,
}

/// Why the server closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Farewell {
    /// No workspace opens with this key: a wrong secret, a missing workspace and one of which this
    /// account is no member look the same.
    #[n(0)]
    Denied,
    /// No common version of the protocol; this client must be updated.
    #[n(1)]
    ClientTooOld,
    /// No common version of the protocol; this server must be updated.
    #[n(2)]
    ServerTooOld,
    /// A message that breaks a rule or a limit.
    #[n(3)]
    Broken,
    /// More messages than allowed.
    #[n(4)]
    TooFast,
    /// The client did not read fast enough; it can resume at its cursor.
    #[n(5)]
    TooSlow,
    /// The server is stopping and will be back.
    #[n(6)]
    Restarting,
    /// The server's storage failed; nothing was acknowledged.
    #[n(7)]
    Storage,
    /// The workspace is opened by a session, and this connection has none, or it has ended.
    #[n(8)]
    SignedOut,
    /// The secret is right, but the workspace has members now: they open it by a session.
    #[n(9)]
    MembersOnly,
}

impl Farewell {
    /// This reason, as a client of `version` knows it: an older one cannot read newer words.
    pub fn in_version(self, version: u16) -> Self {
        match self {
            Self::SignedOut | Self::MembersOnly if version < ACCOUNTS_SINCE => Self::Denied,
            known => known,
        }
    }
}

/// Bytes that are no message of this protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Over [`limits::MESSAGE_BYTES`].
    #[error("a message of {0} bytes is over the limit")]
    TooLarge(usize),
    /// Not decodable.
    #[error("not a message of this protocol: {0}")]
    Broken(String),
    /// Decodable, but over one of the other limits.
    #[error("a message with too many {0}")]
    TooMany(&'static str),
}

impl ClientMessage {
    /// The message's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads a message and holds it to the limits.
    ///
    /// # Errors
    /// When the bytes are no message, or exceed a limit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let message: Self = from_bytes(bytes)?;
        match &message {
            Self::Hello(hello) if hello.client.len() > limits::TEXT_BYTES => {
                Err(WireError::TooMany("letters"))
            }
            Self::Locate { checkpoints } if checkpoints.len() > limits::CHECKPOINTS => {
                Err(WireError::TooMany("checkpoints"))
            }
            Self::Push { changes, .. } if changes.len() > limits::PUSH_CHANGES => {
                Err(WireError::TooMany("changes"))
            }
            Self::Compare { documents, .. }
                if documents.len() > limits::COMPARED_DOCUMENTS
                    || documents.iter().any(|doc| doc.heads.len() > limits::COMPARED_HEADS) =>
            {
                Err(WireError::TooMany("documents"))
            }
            Self::Presence(presence) if !presence.is_within_limits() => {
                Err(WireError::TooMany("visits"))
            }
            _ => Ok(message),
        }
    }
}

impl ServerMessage {
    /// The message's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// When the bytes are no message, or exceed a limit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let message = from_bytes(bytes)?;
        match &message {
            Self::Peer { presence, .. } if !presence.is_within_limits() => {
                Err(WireError::TooMany("visits"))
            }
            _ => Ok(message),
        }
    }
}

fn to_bytes(message: &impl Encode<()>) -> Vec<u8> {
    minicbor::to_vec(message).expect("writing into memory does not fail")
}

fn from_bytes<'b, M: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<M, WireError> {
    if bytes.len() > limits::MESSAGE_BYTES {
        return Err(WireError::TooLarge(bytes.len()));
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().map_err(|error| WireError::Broken(error.to_string()))?;
    if decoder.position() != bytes.len() {
        return Err(WireError::Broken("bytes after the end".into()));
    }
    Ok(message)
}
