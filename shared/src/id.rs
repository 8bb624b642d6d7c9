//! Identifiers. All of them are made by callers: nothing here draws randomness.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}")]
pub struct InvalidId {
    what: &'static str,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $length:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// The identifier's bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(", stringify!($name))?;
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("…)")
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let invalid = InvalidId { what: $what };
                if text.len() != 2 * $length || !text.is_ascii() {
                    return Err(invalid);
                }
                let mut bytes = [0; $length];
                for (index, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16)
                        .map_err(|_| invalid.clone())?;
                }
                Ok(Self(bytes))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = InvalidId;

            fn try_from(bytes: &[u8]) -> Result<Self, InvalidId> {
                bytes.try_into().map(Self).map_err(|_| InvalidId { what: $what })
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?;
                Ok(())
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let bytes = d.bytes()?;
                Self::try_from(bytes)
                    .map_err(|_| minicbor::decode::Error::message(concat!("not a ", $what)))
            }
        }
    };
}

byte_id!(
    /// One record: a person and everything known of them. A ULID's 128 bits.
    DocumentId, 16, "record id"
);
byte_id!(
    /// One thing inside a record: an email, a timeline entry. A ULID's 128 bits.
    ItemId, 16, "item id"
);
byte_id!(
    /// One act of a user, over one or many records: what one undo takes back. A ULID's 128 bits.
    GroupId, 16, "group id"
);
byte_id!(
    /// Who writes in a document, for one tab's session: random, never stored, never derived from a
    /// person.
    ActorId, 16, "actor id"
);
byte_id!(
    /// The SHA-256 by which Automerge names a change.
    ChangeHash, 32, "change hash"
);
byte_id!(
    /// The history that a server's log belongs to; a log made anew has a new one.
    LogId, 16, "log id"
);
byte_id!(
    /// A workspace. It follows from the workspace's secret, and does not reveal it.
    WorkspaceId, 16, "workspace id"
);
byte_id!(
    /// What a server keeps of a workspace's secret: enough to recognise it, not enough to use it.
    Verifier, 32, "verifier"
);

byte_id!(
    /// The SHA-256 of a blob's bytes: a photo, kept beside the documents. It names what it is of, so
    /// that whoever gets the bytes can check them.
    BlobHash, 32, "blob's hash"
);

impl BlobHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl DocumentId {
    /// A new id: sortable by `milliseconds` since 1970, unique by 80 bits of `entropy`.
    pub fn new(milliseconds: u64, entropy: u128) -> Self {
        Self(ulid::Ulid::from_parts(milliseconds, entropy).to_bytes())
    }
}

impl ItemId {
    /// A new id: sortable by `milliseconds` since 1970, unique by 80 bits of `entropy`.
    pub fn new(milliseconds: u64, entropy: u128) -> Self {
        Self(ulid::Ulid::from_parts(milliseconds, entropy).to_bytes())
    }

    /// The id as it stands in a document's keys: a ULID's 26 letters.
    pub fn to_key(self) -> String {
        ulid::Ulid::from_bytes(self.0).to_string()
    }

    /// Reads what [`ItemId::to_key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        ulid::Ulid::from_string(key).ok().map(|id| Self(id.to_bytes()))
    }
}

impl GroupId {
    /// A new id: sortable by `milliseconds` since 1970, unique by 80 bits of `entropy`.
    pub fn new(milliseconds: u64, entropy: u128) -> Self {
        Self(ulid::Ulid::from_parts(milliseconds, entropy).to_bytes())
    }

    /// The id as it stands in a change's message: a ULID's 26 letters.
    pub fn to_key(self) -> String {
        ulid::Ulid::from_bytes(self.0).to_string()
    }

    /// Reads what [`GroupId::to_key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        ulid::Ulid::from_string(key).ok().map(|id| Self(id.to_bytes()))
    }
}

byte_id!(
    /// Somebody with an account on a server.
    AccountId, 16, "account id"
);
byte_id!(
    /// One sign-in of an account, on one device.
    SessionId, 16, "session id"
);
byte_id!(
    /// A passkey by which somebody signs in.
    PasskeyId, 16, "passkey id"
);
byte_id!(
    /// Who somebody is elsewhere, bound to an account.
    IdentityId, 16, "identity id"
);
byte_id!(
    /// An invitation into a workspace.
    InvitationId, 16, "invitation id"
);

/// The 256-bit secret that opens a workspace. Whoever holds it can read and write everything.
#[derive(Clone, PartialEq, Eq)]
pub struct WorkspaceSecret(pub [u8; 32]);

impl WorkspaceSecret {
    /// The workspace that this secret opens: `SHA-256("regulars workspace" ‖ secret)`, cut to 16 bytes.
    pub fn workspace(&self) -> WorkspaceId {
        let digest = self.digest("regulars workspace");
        WorkspaceId(digest[..16].try_into().expect("16 of 32 bytes"))
    }

    /// What a server stores to recognise the secret: `SHA-256("regulars verifier" ‖ secret)`.
    pub fn verifier(&self) -> Verifier {
        Verifier(self.digest("regulars verifier"))
    }

    fn digest(&self, purpose: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(purpose.as_bytes());
        hasher.update(self.0);
        hasher.finalize().into()
    }
}

/// What opens a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkspaceKey {
    /// Its secret: whoever has it.
    Secret(WorkspaceSecret),
    /// The session of somebody who is a member of it. What shows the session goes beside the
    /// protocol, in a cookie.
    Session(WorkspaceId),
}

impl WorkspaceKey {
    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Secret(secret) => secret.workspace(),
            Self::Session(workspace) => *workspace,
        }
    }
}

impl From<WorkspaceSecret> for WorkspaceKey {
    fn from(secret: WorkspaceSecret) -> Self {
        Self::Secret(secret)
    }
}

/// A secret has 32 bytes, a workspace's id 16.
impl<C> minicbor::Encode<C> for WorkspaceKey {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Secret(secret) => secret.encode(e, ctx),
            Self::Session(workspace) => workspace.encode(e, ctx),
        }
    }
}

impl<'b, C> minicbor::Decode<'b, C> for WorkspaceKey {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?;
        let secret = bytes.try_into().map(|bytes| Self::Secret(WorkspaceSecret(bytes)));
        let key = secret.or_else(|_| bytes.try_into().map(|id| Self::Session(WorkspaceId(id))));
        key.map_err(|_| minicbor::decode::Error::message("not what opens a workspace"))
    }
}

/// Hexadecimal, as it stands in a share link.
impl fmt::Display for WorkspaceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for WorkspaceSecret {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse::<ChangeHash>()
            .map(|bytes| Self(bytes.0))
            .map_err(|_| InvalidId { what: "share link" })
    }
}

impl<C> minicbor::Encode<C> for WorkspaceSecret {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?;
        Ok(())
    }
}

impl<'b, C> minicbor::Decode<'b, C> for WorkspaceSecret {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        d.bytes()?
            .try_into()
            .map(Self)
            .map_err(|_| minicbor::decode::Error::message("not a secret"))
    }
}

/// Never prints the secret: it must not reach a log.
impl fmt::Debug for WorkspaceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WorkspaceSecret({})", self.workspace())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_text() {
        let id = DocumentId::new(1_700_000_000_000, 42);
        assert_eq!(id.to_string().parse(), Ok(id));
        let item = ItemId::new(1_700_000_000_000, 42);
        assert_eq!(ItemId::from_key(&item.to_key()), Some(item));
        let group = GroupId::new(1_700_000_000_000, 42);
        assert_eq!(GroupId::from_key(&group.to_key()), Some(group));
        assert!("zz".repeat(16).parse::<DocumentId>().is_err());
        assert!("é".repeat(16).parse::<DocumentId>().is_err());
    }

    #[test]
    fn a_secret_is_never_printed_and_its_workspace_does_not_reveal_it() {
        let secret = WorkspaceSecret([7; 32]);
        assert!(!format!("{secret:?}").contains("0707"));
        assert_ne!(secret.workspace().0, secret.verifier().0[..16]);
        assert_eq!(secret.to_string().parse(), Ok(secret));
    }
}
