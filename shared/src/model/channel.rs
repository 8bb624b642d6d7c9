//! How a contact happened, which way it went, and how it felt.

use minicbor::{Decode, Encode};

/// How somebody was in touch. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Channel {
    /// Face to face.
    #[n(0)]
    InPerson,
    /// A call.
    #[n(1)]
    Call,
    /// An email.
    #[n(2)]
    Email,
    /// A text message.
    #[n(3)]
    Sms,
    /// A message over WhatsApp.
    #[n(4)]
    Whatsapp,
    /// A message or comment on a social network.
    #[n(5)]
    Social,
    /// A chat on a website.
    #[n(6)]
    Chat,
    /// A form on a website.
    #[n(7)]
    Form,
    /// Something written down: no contact by itself.
    #[n(8)]
    Note,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 9] = [
        Self::InPerson,
        Self::Call,
        Self::Email,
        Self::Sms,
        Self::Whatsapp,
        Self::Social,
        Self::Chat,
        Self::Form,
        Self::Note,
    ];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Call => "call",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
            Self::Social => "social",
            Self::Chat => "chat",
            Self::Form => "form",
            Self::Note => "note",
        }
    }

    /// Reads what [`Self::name`] gives; `None` for a channel of a newer version.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Call => "Call",
            Self::Email => "Email",
            Self::Sms => "Text message",
            Self::Whatsapp => "WhatsApp",
            Self::Social => "Social network",
            Self::Chat => "Chat",
            Self::Form => "Form",
            Self::Note => "Note",
        }
    }
}

/// Who began. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Direction {
    /// The customer came or wrote.
    #[n(0)]
    In,
    /// We called or wrote.
    #[n(1)]
    Out,
}

impl Direction {
    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads what [`Self::name`] gives.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|direction| direction.name() == name)
    }
}

/// How somebody felt. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Mood {
    /// Pleased.
    #[n(0)]
    Pleased,
    /// Neither.
    #[n(1)]
    Neutral,
    /// Annoyed.
    #[n(2)]
    Annoyed,
    /// Angry.
    #[n(3)]
    Angry,
}

impl Mood {
    /// Every mood, the best first.
    pub const ALL: [Self; 4] = [Self::Pleased, Self::Neutral, Self::Annoyed, Self::Angry];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pleased => "pleased",
            Self::Neutral => "neutral",
            Self::Annoyed => "annoyed",
            Self::Angry => "angry",
        }
    }

    /// Reads what [`Self::name`] gives; `None` for a mood of a newer version.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mood| mood.name() == name)
    }

    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pleased => "Pleased",
            Self::Neutral => "Neutral",
            Self::Annoyed => "Annoyed",
            Self::Angry => "Angry",
        }
    }
}
