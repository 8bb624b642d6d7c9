//! What app and server say to each other about accounts, over HTTP: each body is one CBOR item.
//! `docs/PROTOCOL.md` says which goes where.

use minicbor::{Decode, Encode};

use super::mail::Mailing;
use crate::access::Role;
use crate::id::{AccountId, InvitationId, PasskeyId, SessionId, WorkspaceId};
use crate::time::Timestamp;

/// The media type of these bodies. A page of another site cannot send it unasked.
pub const MEDIA_TYPE: &str = "application/cbor";

/// Bytes of a body about accounts.
pub const BODY_BYTES: usize = 16 << 10;
/// Letters of a name, an email address or a device.
pub const NAME_LETTERS: usize = 120;
/// Passkeys of one account.
pub const PASSKEYS: usize = 20;
/// Identities elsewhere of one account.
pub const IDENTITIES: usize = 20;
/// Bytes that a password has at least.
pub const PASSWORD_LEAST: usize = 10;
/// Bytes that a password has at most: hashing longer ones would be work for nothing.
pub const PASSWORD_MOST: usize = 512;

/// The random half of a link: 32 bytes. The server keeps its hash only.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Token(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// Never prints itself: it must not reach a log.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// How somebody signs in, or makes an account. Never printed.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignIn {
    /// The email address.
    #[n(0)]
    pub email: String,
    /// The password.
    #[n(1)]
    pub password: String,
    /// What this device is called in the list of devices.
    #[n(2)]
    pub device: String,
    /// What colleagues call them; only where an account is made.
    #[n(3)]
    pub name: Option<String>,
    /// What allows to make the account: of the set-up link or an invitation.
    #[n(4)]
    pub token: Option<Token>,
}

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Me {
    /// The account.
    #[n(0)]
    pub account: AccountId,
    /// The email address.
    #[n(1)]
    pub email: String,
    /// What colleagues call them.
    #[n(2)]
    pub name: String,
    /// Whether they own the server.
    #[n(3)]
    pub owns_server: bool,
    /// This session.
    #[n(4)]
    pub session: SessionId,
    /// Their workspaces.
    #[n(5)]
    pub teams: Vec<Team>,
    /// Whether they have no password: they signed in elsewhere, and always did.
    #[cbor(n(6), default)]
    pub no_password: bool,
}

/// A workspace with members, seen by one of them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Team {
    /// Which.
    #[n(0)]
    pub workspace: WorkspaceId,
    /// What it is called.
    #[n(1)]
    pub name: String,
    /// What they are in it.
    #[n(2)]
    pub role: Role,
}

/// A device on which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Device {
    /// The session.
    #[n(0)]
    pub session: SessionId,
    /// What it is called.
    #[n(1)]
    pub name: String,
    /// When it signed in.
    #[n(2)]
    pub since: Timestamp,
    /// When the server last heard of it, give or take a few minutes.
    #[n(3)]
    pub seen: Timestamp,
}

/// A member of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Member {
    /// The account.
    #[n(0)]
    pub account: AccountId,
    /// What colleagues call them.
    #[n(1)]
    pub name: String,
    /// The email address.
    #[n(2)]
    pub email: String,
    /// What they are.
    #[n(3)]
    pub role: Role,
    /// Since when.
    #[n(4)]
    pub since: Timestamp,
}

/// An invitation that nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Invitation {
    /// Which.
    #[n(0)]
    pub id: InvitationId,
    /// What whoever uses it becomes.
    #[n(1)]
    pub role: Role,
    /// Who made it.
    #[n(2)]
    pub inviter: String,
    /// Until when it holds.
    #[n(3)]
    pub expires: Timestamp,
}

/// What an invitation leads to, for whoever has its link.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Invited {
    /// Which workspace.
    #[n(0)]
    pub team: Team,
    /// Who invites.
    #[n(1)]
    pub inviter: String,
}

/// A link was made; it is said once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Linked {
    /// What the link ends in.
    #[n(0)]
    pub token: Token,
    /// Until when it holds.
    #[n(1)]
    pub expires: Timestamp,
    /// What became of the mail that it was to go in; none where none was asked for.
    #[n(2)]
    pub mailing: Option<Mailing>,
}

/// Another password. Never printed.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewPassword {
    /// The present one; not with a token.
    #[n(0)]
    pub present: Option<String>,
    /// The token of a link, from an owner of the server or by mail.
    #[n(1)]
    pub token: Option<Token>,
    /// The new one.
    #[n(2)]
    pub password: String,
}

/// What a browser is to ask an authenticator for: to make a passkey, or to show one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Challenge {
    /// What the answer names it by. It holds once, and a few minutes.
    #[n(0)]
    pub token: Token,
    /// The `publicKey` of the options, in the JSON of
    /// [WebAuthn](https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON).
    #[n(1)]
    pub options: String,
}

/// What an authenticator said to a [`Challenge`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Answered {
    /// Of the challenge.
    #[n(0)]
    pub token: Token,
    /// The credential, in the JSON of
    /// [WebAuthn](https://www.w3.org/TR/webauthn-3/#dom-publickeycredential-tojson).
    #[n(1)]
    pub credential: String,
    /// What the device is called on which it was said.
    #[n(2)]
    pub device: String,
}

/// A passkey of an account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Passkey {
    /// Which.
    #[n(0)]
    pub id: PasskeyId,
    /// What it is called: the device on which it was made.
    #[n(1)]
    pub name: String,
    /// When it was made.
    #[n(2)]
    pub since: Timestamp,
    /// When somebody last signed in by it.
    #[n(3)]
    pub used: Option<Timestamp>,
}

/// What happened that concerns who gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Happened {
    /// Somebody signed in.
    #[n(1)]
    SignedIn,
    /// Somebody tried to, with a wrong password.
    #[n(2)]
    Failed,
    /// Somebody signed out, one device or all.
    #[n(3)]
    SignedOut,
    /// An account has another password.
    #[n(4)]
    PasswordChanged,
    /// A link to set a new password was made.
    #[n(5)]
    ResetLinked,
    /// A workspace has members from now on.
    #[n(6)]
    TeamMade,
    /// An invitation was made.
    #[n(7)]
    Invited,
    /// An invitation was taken back.
    #[n(8)]
    Withdrawn,
    /// Somebody came in by an invitation.
    #[n(9)]
    Joined,
    /// Somebody has another role.
    #[n(10)]
    RoleChanged,
    /// Somebody was removed, or left.
    #[n(11)]
    Removed,
    /// Somebody saved a copy of what the workspace holds.
    #[n(12)]
    Exported,
    /// Somebody erased a record for good.
    #[n(13)]
    Erased,
    /// Somebody can sign in by one more passkey.
    #[n(14)]
    PasskeyMade,
    /// Somebody can sign in by one passkey less.
    #[n(15)]
    PasskeyRemoved,
    /// Somebody can sign in by one more identity elsewhere.
    #[n(16)]
    IdentityBound,
    /// Somebody can sign in by one identity elsewhere less.
    #[n(17)]
    IdentityRemoved,
}

impl Happened {
    /// All of them, in the order of their numbers, which begin at 1.
    pub const ALL: [Self; 17] = [
        Self::SignedIn,
        Self::Failed,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::ResetLinked,
        Self::TeamMade,
        Self::Invited,
        Self::Withdrawn,
        Self::Joined,
        Self::RoleChanged,
        Self::Removed,
        Self::Exported,
        Self::Erased,
        Self::PasskeyMade,
        Self::PasskeyRemoved,
        Self::IdentityBound,
        Self::IdentityRemoved,
    ];
}

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AccessEvent {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// What.
    #[n(1)]
    pub what: Happened,
    /// Who did it, by name; none where nobody was known.
    #[n(2)]
    pub who: Option<String>,
    /// Whom it was done to, by name.
    #[n(3)]
    pub whom: Option<String>,
    /// The role that it was about.
    #[n(4)]
    pub role: Option<Role>,
    /// The network address from which it came.
    #[n(5)]
    pub address: String,
}

/// Reads a body.
///
/// # Errors
/// A word for the log, when it is none, or has bytes after its end.
pub fn read<'b, M: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<M, super::WireError> {
    super::from_bytes(bytes)
}

/// The bytes of a body.
pub fn write(body: &impl Encode<()>) -> Vec<u8> {
    super::to_bytes(body)
}

/// The email address as accounts are found by it; none where it is none: something, an @, something,
/// and nothing that separates.
pub fn email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (name, place) = email.rsplit_once('@')?;
    let sound = !name.is_empty()
        && !place.is_empty()
        && email.chars().count() <= NAME_LETTERS
        && !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    sound.then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_typed() {
        assert_eq!(email(" Ada@Example.ORG "), Some("ada@example.org".into()));
        for none in ["", "ada", "@example.org", "ada@", "a da@example.org", "ada@exa\nmple.org"] {
            assert_eq!(email(none), None, "{none}");
        }
        assert_eq!(email(&format!("{}@a.org", "x".repeat(200))), None);
    }

    #[test]
    fn what_could_open_something_is_never_printed() {
        assert_eq!(format!("{:?}", Token(vec![7; 32])), "Token(…)");
    }

    #[test]
    fn every_event_has_its_number() {
        for (at, what) in Happened::ALL.into_iter().enumerate() {
            assert_eq!(write(&what), [at as u8 + 1]);
        }
    }
}
