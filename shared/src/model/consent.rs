//! What a customer allowed, channel by channel.

use minicbor::{Decode, Encode};

use crate::time::Timestamp;

/// A way to reach somebody that needs their consent. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ConsentChannel {
    /// Email.
    #[n(0)]
    Email,
    /// Text messages.
    #[n(1)]
    Sms,
    /// Calls.
    #[n(2)]
    Phone,
    /// Letters.
    #[n(3)]
    Post,
    /// WhatsApp.
    #[n(4)]
    Whatsapp,
}

impl ConsentChannel {
    /// Every channel.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Phone, Self::Post, Self::Whatsapp];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Phone => "phone",
            Self::Post => "post",
            Self::Whatsapp => "whatsapp",
        }
    }

    /// Reads what [`Self::name`] gives; `None` for a channel of a newer version.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "Email",
            Self::Sms => "Text message",
            Self::Phone => "Phone",
            Self::Post => "Post",
            Self::Whatsapp => "WhatsApp",
        }
    }
}

/// What somebody said about being written to or called. It is written once and never changed: to
/// withdraw is a statement of its own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ConsentStatement {
    /// About which channel.
    #[n(0)]
    pub channel: ConsentChannel,
    /// Whether they agreed; otherwise they said no, or withdrew.
    #[n(1)]
    pub given: bool,
    /// When, as stated; see [`super::Record::consent_time`].
    #[n(2)]
    pub at: Timestamp,
    /// How they said it: "form", "at the till".
    #[n(3)]
    pub how: Option<String>,
    /// The sentence that they read or heard.
    #[n(4)]
    pub words: Option<String>,
    /// Who took it down.
    #[n(5)]
    pub by: Option<String>,
}
