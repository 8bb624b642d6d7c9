//! Who may sign in, who is a member of what, and what happened: beside the logs, in the same
//! database. Times come from the caller; tokens and passwords come as hashes only.
//!
//! `tests/server/accounts_contract.rs` says what every implementation must do.

use async_trait::async_trait;
use shared::access::{Action, Role, may};
use shared::id::{
    AccountId, IdentityId, InvitationId, PasskeyId, SessionId, Verifier, WorkspaceId,
};
use shared::time::Timestamp;
use shared::wire::accounts::{
    AccessEvent, Device, Happened, Invitation, Invited, Member, Passkey, Team,
};

use super::StorageError;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// The address by which it signs in, as [`shared::wire::accounts::email`] gives it.
    pub email: String,
    /// What colleagues call its person.
    pub name: String,
    /// The password's hash, in the PHC format; empty where somebody signs in elsewhere only.
    pub password: String,
    /// Whether who has this address elsewhere is taken for its person, once: only where something went
    /// to the address that nobody else has seen.
    pub by_email: bool,
}

/// An account that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address by which it signs in.
    pub email: String,
    /// What colleagues call its person.
    pub name: String,
    /// The password's hash, in the PHC format; empty where somebody signs in elsewhere only.
    pub password: String,
    /// Whether it owns the server.
    pub owns_server: bool,
}

/// A sign-in to be kept.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// What its cookie hashes to.
    pub verifier: Verifier,
    /// Whose.
    pub account: AccountId,
    /// What its device is called.
    pub device: String,
}

/// A sign-in that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// When it was last seen, as stored.
    pub seen: Timestamp,
}

/// What somebody showed who signs in. It has to be theirs still when the session begins.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The password of this hash.
    Password(String),
    /// A passkey.
    Passkey {
        /// Which.
        id: PasskeyId,
        /// The key by which its answer was checked.
        was: String,
        /// The key from now on: it counts how often it was used.
        is: String,
    },
    /// This identity elsewhere, as its provider confirmed a moment ago.
    Identity(IdentityId),
}

/// A passkey to be kept.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub account: AccountId,
    /// What its authenticator calls it.
    pub credential: Vec<u8>,
    /// What it is called in the list of passkeys.
    pub name: String,
    /// Its public half and what else is known of it, in JSON.
    pub key: String,
}

/// A passkey that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub account: AccountId,
    /// Its public half and what else is known of it, in JSON.
    pub key: String,
}

/// Who somebody is elsewhere, to be kept.
#[derive(Debug, Clone)]
pub struct NewIdentity {
    /// Its id.
    pub id: IdentityId,
    /// Whose.
    pub account: AccountId,
    /// The provider, by its address.
    pub issuer: String,
    /// What the provider calls them for good.
    pub subject: String,
    /// What people read of it: their email address there, mostly.
    pub name: String,
}

/// Who somebody is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredIdentity {
    /// Its id.
    pub id: IdentityId,
    /// Whose.
    pub account: AccountId,
    /// The provider, by its address.
    pub issuer: String,
    /// What people read of it.
    pub name: String,
    /// When it was bound.
    pub since: Timestamp,
    /// When somebody last signed in by it.
    pub used: Option<Timestamp>,
}

/// Why who somebody is elsewhere may be added to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// They asked for it in this session of the account.
    Session(SessionId),
    /// They have the account's address elsewhere.
    Email,
}

/// What became of [`Accounts::add_identity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It opens the account from now on.
    Done,
    /// It did so before.
    IsOwn,
    /// It is somebody else's, or the account has [`IDENTITIES`](shared::wire::accounts::IDENTITIES).
    Taken,
    /// The session has ended, or nobody is let into the account by its address.
    NoGrounds,
}

/// What became of [`Accounts::add_account`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Both are there.
    Done,
    /// There is an account with this address.
    EmailTaken,
    /// The identity is somebody's already.
    IdentityTaken,
    /// There is no account at all: the first is its owner's, by the link for setting up.
    NotSetUp,
}

/// What became of [`Accounts::remove_identity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unbound {
    /// It opens nothing any more.
    Done,
    /// The account has no such one.
    NoSuchIdentity,
    /// The account has no password and no other: whoever has it would be locked out.
    LastWayIn,
}

/// A challenge that waits for an authenticator's answer, or for who comes back from elsewhere.
#[derive(Debug, Clone)]
pub struct NewChallenge {
    /// What its token hashes to.
    pub verifier: Verifier,
    /// Who makes a passkey or binds an identity; none where somebody signs in by one.
    pub account: Option<AccountId>,
    /// What the answer is checked by, in JSON.
    pub state: String,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// An invitation to be kept.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// What its link's token hashes to.
    pub verifier: Verifier,
    /// Into which workspace.
    pub workspace: WorkspaceId,
    /// As what.
    pub role: Role,
    /// Who invites.
    pub inviter: AccountId,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// Who comes in by an invitation.
#[derive(Debug, Clone)]
pub enum Joining {
    /// Somebody who has an account.
    Account(AccountId),
    /// Somebody who makes one with it, and with who they are elsewhere.
    New(NewAccount, Option<NewIdentity>),
}

/// What became of [`Accounts::join`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// They are a member of this from now on, as what it says.
    In(AccountId, Team),
    /// No invitation that holds: used, expired, taken back, or the inviter may not do it any more.
    NoSuchInvitation,
    /// There is an account with this address: they sign in first.
    EmailTaken,
    /// Who they are elsewhere is somebody else here.
    IdentityTaken,
}

/// What became of [`Accounts::set_role`] or [`Accounts::remove`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Done; this is what they were before.
    Done(Role),
    /// Whoever asked may not do it.
    NotAllowed,
    /// They are no member.
    NoSuchMember,
    /// Somebody has to be the owner.
    LastOwner,
}

/// Something to be noted in the audit log.
#[derive(Debug, Clone)]
pub struct Note {
    /// What happened.
    pub what: Happened,
    /// In which workspace; none where it is about an account.
    pub workspace: Option<WorkspaceId>,
    /// Who did it.
    pub who: Option<AccountId>,
    /// To whom.
    pub whom: Option<AccountId>,
    /// The role that it was about.
    pub role: Option<Role>,
    /// From which network address.
    pub address: String,
}

/// A place that keeps accounts, sessions, members, invitations and what happened. Each method is one
/// transaction: when it fails, nothing of it counts. Every one can fail as the storage does.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Whether there is any account.
    async fn any(&self) -> Result<bool, StorageError>;

    /// Makes the first account, which owns the server; false when there is one already.
    async fn add_first(&self, account: NewAccount, now: Timestamp) -> Result<bool, StorageError>;

    /// The account of an email address.
    async fn account_of(&self, email: &str) -> Result<Option<Account>, StorageError>;

    /// An account.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StorageError>;

    /// Sets a password's hash in the place of `old` and ends every session of the account but
    /// `keep`: these ended. None when the account has another one than `old` by now.
    async fn set_password(
        &self,
        account: AccountId,
        old: &str,
        password: &str,
        keep: Option<SessionId>,
    ) -> Result<Option<Vec<SessionId>>, StorageError>;

    /// Keeps a session of somebody who showed this; false when it is theirs no more.
    async fn begin_session(
        &self,
        session: NewSession,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// The session of a cookie, unless it was last seen before `oldest`.
    async fn session(
        &self,
        verifier: Verifier,
        oldest: Timestamp,
    ) -> Result<Option<Session>, StorageError>;

    /// Notes when a session was seen.
    async fn touch(&self, session: SessionId, now: Timestamp) -> Result<(), StorageError>;

    /// The sessions of an account that were seen since `oldest`, the last seen first.
    async fn devices(
        &self,
        account: AccountId,
        oldest: Timestamp,
    ) -> Result<Vec<Device>, StorageError>;

    /// Ends one session of an account, or all: these ended.
    async fn end_sessions(
        &self,
        account: AccountId,
        which: Option<SessionId>,
    ) -> Result<Vec<SessionId>, StorageError>;

    /// Keeps a link by which a new password can be set, in place of one that the account had.
    async fn add_reset(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
    ) -> Result<(), StorageError>;

    /// Keeps such a link beside those that the account has, so that a stranger who asks for one voids
    /// nobody's. Those that hold no more are forgotten.
    async fn add_reset_beside(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StorageError>;

    /// Uses up such a link: sets the password's hash, removes every passkey and identity and ends
    /// every session, since nobody knows who made them. None when it does not hold.
    async fn reset(
        &self,
        verifier: Verifier,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<(AccountId, Vec<SessionId>)>, StorageError>;

    /// Keeps a passkey that was made in this session; false when there is one of this credential, the
    /// account has [`PASSKEYS`](shared::wire::accounts::PASSKEYS), or the session has ended: what ends
    /// sessions is to leave nobody a way back in.
    async fn add_passkey(
        &self,
        passkey: NewPasskey,
        session: SessionId,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// The passkeys of an account, the oldest first.
    async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>, StorageError>;

    /// What the authenticators of an account call its passkeys.
    async fn credentials(&self, account: AccountId) -> Result<Vec<Vec<u8>>, StorageError>;

    /// The passkey that an authenticator calls so.
    async fn passkey_of(&self, credential: &[u8]) -> Result<Option<StoredPasskey>, StorageError>;

    /// Removes a passkey of an account; false when it has no such one.
    async fn remove_passkey(
        &self,
        account: AccountId,
        which: PasskeyId,
    ) -> Result<bool, StorageError>;

    /// Keeps who somebody is elsewhere. From then on nobody is let into the account by its address, nor
    /// after [`Accounts::remove_identity`] or [`Accounts::reset`]: the address may be another's by now. Into
    /// an account that owns the server nobody ever is.
    async fn add_identity(
        &self,
        identity: NewIdentity,
        grounds: Grounds,
        now: Timestamp,
    ) -> Result<Added, StorageError>;

    /// Makes an account for whoever came from elsewhere; never the first.
    async fn add_account(
        &self,
        account: NewAccount,
        identity: NewIdentity,
        now: Timestamp,
    ) -> Result<Bound, StorageError>;

    /// Whom a provider calls so.
    async fn identity_of(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<StoredIdentity>, StorageError>;

    /// Who somebody is elsewhere, the oldest first.
    async fn identities(&self, account: AccountId) -> Result<Vec<StoredIdentity>, StorageError>;

    /// Removes an identity of an account.
    async fn remove_identity(
        &self,
        account: AccountId,
        which: IdentityId,
    ) -> Result<Unbound, StorageError>;

    /// Keeps a challenge. Forgotten are those that expired, the one that the account had before, and
    /// of nobody's the oldest, so that no more than `most` wait: whoever asks for more of them than
    /// people do neither fills the disk nor keeps others out.
    async fn add_challenge(
        &self,
        challenge: NewChallenge,
        most: u32,
        now: Timestamp,
    ) -> Result<(), StorageError>;

    /// Uses up a challenge that was made for this account, or for nobody's: its state. None when it
    /// does not hold.
    async fn take_challenge(
        &self,
        verifier: Verifier,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<Option<String>, StorageError>;

    /// Gives a workspace members, of which this is the first, its owner; false when it has members.
    ///
    /// # Errors
    /// Also when there is no such workspace.
    async fn make_team(
        &self,
        workspace: WorkspaceId,
        name: &str,
        owner: AccountId,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Whether a workspace has members.
    async fn is_team(&self, workspace: WorkspaceId) -> Result<bool, StorageError>;

    /// Gives a workspace with members another name.
    async fn rename(&self, workspace: WorkspaceId, name: &str) -> Result<(), StorageError>;

    /// What somebody is in a workspace; none when they are no member, or there is no such one.
    async fn role(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<Role>, StorageError>;

    /// The workspaces of which somebody is a member, by name.
    async fn teams(&self, account: AccountId) -> Result<Vec<Team>, StorageError>;

    /// The members of a workspace, by name.
    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StorageError>;

    /// Gives a member another role, if `by` may, by their roles at this moment.
    async fn set_role(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        to: Role,
        by: AccountId,
    ) -> Result<Change, StorageError>;

    /// Removes a member, if `by` may, by their roles at this moment. Everybody may leave.
    async fn remove(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        by: AccountId,
    ) -> Result<Change, StorageError>;

    /// Keeps an invitation, if the inviter may give this role at this moment.
    async fn invite(&self, invitation: NewInvitation) -> Result<bool, StorageError>;

    /// A workspace's invitations that hold, the ones that expire last first.
    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StorageError>;

    /// Where a link's invitation leads, if it holds.
    async fn invited(
        &self,
        verifier: Verifier,
        now: Timestamp,
    ) -> Result<Option<Invited>, StorageError>;

    /// Takes an invitation back; the role that it gave, none when there is no such one.
    async fn withdraw(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<Option<Role>, StorageError>;

    /// Uses an invitation up. Who is a member already keeps the higher role.
    async fn join(
        &self,
        verifier: Verifier,
        joining: Joining,
        now: Timestamp,
    ) -> Result<Joined, StorageError>;

    /// Notes something in the audit log.
    async fn note(&self, note: Note, now: Timestamp) -> Result<(), StorageError>;

    /// What happened in a workspace, and to the accounts of its members, whoever did it: the newest
    /// first, at most `most`.
    async fn events(
        &self,
        workspace: WorkspaceId,
        most: usize,
    ) -> Result<Vec<AccessEvent>, StorageError>;

    /// Counts changes of who may do what, where other processes make some; elsewhere it stays.
    async fn epoch(&self) -> Result<u64, StorageError> {
        Ok(0)
    }
}

/// What stands in the way of giving a member another role, by what all are at this moment.
pub(super) fn objection_to_role(
    by: Option<Role>,
    from: Option<Role>,
    to: Role,
    owners: usize,
) -> Option<Change> {
    let allowed = |from| by.is_some_and(|by| may(by, Action::ChangeRole { from, to }));
    match from {
        // Who may not change anybody learns nothing of who is there.
        None if by.is_some_and(|by| may(by, Action::Invite(Role::Viewer))) => {
            Some(Change::NoSuchMember)
        }
        None => Some(Change::NotAllowed),
        Some(from) if !allowed(from) => Some(Change::NotAllowed),
        Some(Role::Owner) if to != Role::Owner && owners < 2 => Some(Change::LastOwner),
        Some(_) => None,
    }
}

/// The same, for removing one; `leaves` where they ask for it themselves.
pub(super) fn objection_to_removal(
    by: Option<Role>,
    of: Option<Role>,
    leaves: bool,
    owners: usize,
) -> Option<Change> {
    let allowed = |of| leaves || by.is_some_and(|by| may(by, Action::Remove(of)));
    match of {
        None if by.is_some_and(|by| may(by, Action::Invite(Role::Viewer))) => {
            Some(Change::NoSuchMember)
        }
        None => Some(Change::NotAllowed),
        Some(of) if !allowed(of) => Some(Change::NotAllowed),
        Some(Role::Owner) if owners < 2 => Some(Change::LastOwner),
        Some(_) => None,
    }
}
