//! Where people are at the moment: said beside the log, and never stored.

use minicbor::{Decode, Encode};

use super::limits;
use crate::id::DocumentId;

/// Who is behind a connection, and which records they have open at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Presence {
    /// Who it is, for those who know; the server does not. At most [`limits::PRESENCE_BYTES`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub who: Vec<u8>,
    /// At most [`limits::VISITS`]; none when they are nowhere, or gone.
    #[n(1)]
    pub visits: Vec<Visit>,
}

impl Presence {
    pub(super) fn is_within_limits(&self) -> bool {
        let short = |bytes: &[u8]| bytes.len() <= limits::PRESENCE_BYTES;
        let visits = &self.visits;
        short(&self.who)
            && visits.len() <= limits::VISITS
            && visits.iter().all(|visit| short(&visit.doing))
    }
}

/// One record that somebody has open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Visit {
    /// The record.
    #[n(0)]
    pub document: DocumentId,
    /// What they change in it, in words that only clients know; empty while they read. At most
    /// [`limits::PRESENCE_BYTES`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub doing: Vec<u8>,
}
