//! What happened, in the order of time.

use minicbor::{Decode, Encode};

use super::{Channel, Direction, Mood};
use crate::id::ItemId;
use crate::time::Timestamp;

/// One entry of a record's timeline. Once written it does not change, but for its promise being
/// kept; it can be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: ItemId,
    /// How it happened, as stored; see [`Entry::known_channel`].
    pub channel: String,
    /// What happened; empty where nobody wrote it down.
    pub text: String,
    /// When, as stated by the writer.
    pub at: Timestamp,
    /// Who began, where it was said.
    pub direction: Option<Direction>,
    /// How the customer felt, where it was said.
    pub mood: Option<Mood>,
    /// What was promised.
    pub promise: Option<Promise>,
    /// The id of who wrote it, where known.
    pub author: Option<Vec<u8>>,
}

impl Entry {
    /// The channel of what somebody wrote down.
    pub const NOTE: &'static str = "note";

    /// Whether somebody was in touch: a note is no contact by itself.
    pub fn is_contact(&self) -> bool {
        self.channel != Self::NOTE
    }

    /// How it happened; `None` for a channel of a newer version.
    pub fn known_channel(&self) -> Option<Channel> {
        Channel::of_name(&self.channel)
    }
}

/// Something promised to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What.
    pub text: String,
    /// By when, where it was said.
    pub due: Option<Timestamp>,
    /// When it was kept; open where it was not.
    pub kept: Option<Timestamp>,
}

/// An entry as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewEntry {
    /// How it happened.
    #[n(0)]
    pub channel: Channel,
    /// Who began.
    #[n(1)]
    pub direction: Option<Direction>,
    /// When.
    #[n(2)]
    pub at: Timestamp,
    /// What happened. A note needs it, or a promise; of other channels it may be empty.
    #[n(3)]
    pub text: String,
    /// How the customer felt.
    #[n(4)]
    pub mood: Option<Mood>,
    /// What was promised.
    #[n(5)]
    pub promise: Option<String>,
    /// By when.
    #[n(6)]
    pub due: Option<Timestamp>,
}

impl NewEntry {
    /// A contact of which nothing more is known.
    pub fn new(channel: Channel, text: impl Into<String>, at: Timestamp) -> Self {
        let text = text.into();
        Self { channel, direction: None, at, text, mood: None, promise: None, due: None }
    }

    /// Whether there is nothing to write down.
    pub fn is_empty(&self) -> bool {
        let promise = self.promise.as_deref().unwrap_or_default();
        self.channel == Channel::Note && self.text.trim().is_empty() && promise.trim().is_empty()
    }
}
