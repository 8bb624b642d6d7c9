//! Accounts, members and what happened, in the same file. What is read alone is read beside the
//! writer; what is written goes through it, so that no transaction waits for another's lock.

use async_trait::async_trait;
use shared::access::Role;
use shared::id::{
    AccountId, IdentityId, InvitationId, PasskeyId, SessionId, Verifier, WorkspaceId,
};
use shared::time::Timestamp;
use shared::wire::accounts::{AccessEvent, Device, Invitation, Invited, Member, Passkey, Team};

use super::Sqlite;
use crate::storage::{
    Account, Accounts, Added, Bound, Change, Grounds, Joined, Joining, NewAccount, NewChallenge,
    NewIdentity, NewInvitation, NewPasskey, NewSession, Note, Proof, Session, StorageError,
    StoredIdentity, StoredPasskey, Unbound,
};

mod events;
mod identities;
mod invitations;
mod members;
mod passkeys;
mod people;
mod sessions;

/// Runs something on the writer's connection. After an error the connection is gone, and with it
/// whatever the transaction left behind.
macro_rules! written {
    ($self:ident, $call:path $(, $argument:expr)* $(,)?) => {{
        let mut writer = $self.writer.lock().await;
        let mut connection = writer.take_connection().await?;
        let result = $call(&mut connection $(, $argument)*).await?;
        writer.give_back(connection);
        Ok(result)
    }};
}

#[async_trait]
impl Accounts for Sqlite {
    async fn any(&self) -> Result<bool, StorageError> {
        people::is_anybody(&self.readers).await
    }

    async fn add_first(&self, account: NewAccount, now: Timestamp) -> Result<bool, StorageError> {
        written!(self, people::add_first, account, now)
    }

    async fn account_of(&self, email: &str) -> Result<Option<Account>, StorageError> {
        people::of_email(&self.readers, email).await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StorageError> {
        people::of_id(&self.readers, id).await
    }

    async fn set_password(
        &self,
        account: AccountId,
        old: &str,
        password: &str,
        keep: Option<SessionId>,
    ) -> Result<Option<Vec<SessionId>>, StorageError> {
        written!(self, people::set_password, account, old, password, keep)
    }

    async fn begin_session(
        &self,
        session: NewSession,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        written!(self, sessions::begin, session, proof, now)
    }

    async fn session(
        &self,
        verifier: Verifier,
        oldest: Timestamp,
    ) -> Result<Option<Session>, StorageError> {
        sessions::find(&self.readers, verifier, oldest).await
    }

    async fn touch(&self, session: SessionId, now: Timestamp) -> Result<(), StorageError> {
        written!(self, sessions::touch, session, now)
    }

    async fn devices(
        &self,
        account: AccountId,
        oldest: Timestamp,
    ) -> Result<Vec<Device>, StorageError> {
        sessions::devices(&self.readers, account, oldest).await
    }

    async fn end_sessions(
        &self,
        account: AccountId,
        which: Option<SessionId>,
    ) -> Result<Vec<SessionId>, StorageError> {
        written!(self, sessions::end, account, which, None)
    }

    async fn add_reset(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
    ) -> Result<(), StorageError> {
        written!(self, people::add_reset, verifier, account, expires)
    }

    async fn add_reset_beside(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        written!(self, people::add_reset_beside, verifier, account, expires, now)
    }

    async fn reset(
        &self,
        verifier: Verifier,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<(AccountId, Vec<SessionId>)>, StorageError> {
        written!(self, people::reset, verifier, password, now)
    }

    async fn add_passkey(
        &self,
        passkey: NewPasskey,
        session: SessionId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        written!(self, passkeys::add, passkey, session, now)
    }

    async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>, StorageError> {
        passkeys::list(&self.readers, account).await
    }

    async fn credentials(&self, account: AccountId) -> Result<Vec<Vec<u8>>, StorageError> {
        passkeys::credentials(&self.readers, account).await
    }

    async fn passkey_of(&self, credential: &[u8]) -> Result<Option<StoredPasskey>, StorageError> {
        passkeys::find(&self.readers, credential).await
    }

    async fn remove_passkey(
        &self,
        account: AccountId,
        which: PasskeyId,
    ) -> Result<bool, StorageError> {
        written!(self, passkeys::remove, account, which)
    }

    async fn add_identity(
        &self,
        identity: NewIdentity,
        grounds: Grounds,
        now: Timestamp,
    ) -> Result<Added, StorageError> {
        written!(self, identities::add, identity, grounds, now)
    }

    async fn add_account(
        &self,
        account: NewAccount,
        identity: NewIdentity,
        now: Timestamp,
    ) -> Result<Bound, StorageError> {
        written!(self, identities::add_account, &account, &identity, now)
    }

    async fn identity_of(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<StoredIdentity>, StorageError> {
        identities::find(&self.readers, (issuer, subject)).await
    }

    async fn identities(&self, account: AccountId) -> Result<Vec<StoredIdentity>, StorageError> {
        identities::list(&self.readers, account).await
    }

    async fn remove_identity(
        &self,
        account: AccountId,
        which: IdentityId,
    ) -> Result<Unbound, StorageError> {
        written!(self, identities::remove, account, which)
    }

    async fn add_challenge(
        &self,
        challenge: NewChallenge,
        most: u32,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        written!(self, passkeys::add_challenge, challenge, most, now)
    }

    async fn take_challenge(
        &self,
        verifier: Verifier,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<Option<String>, StorageError> {
        written!(self, passkeys::take_challenge, verifier, account, now)
    }

    async fn make_team(
        &self,
        workspace: WorkspaceId,
        name: &str,
        owner: AccountId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        written!(self, members::make_team, workspace, name, owner, now)
    }

    async fn is_team(&self, workspace: WorkspaceId) -> Result<bool, StorageError> {
        members::is_team(&self.readers, workspace).await
    }

    async fn rename(&self, workspace: WorkspaceId, name: &str) -> Result<(), StorageError> {
        written!(self, members::rename, workspace, name)
    }

    async fn role(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<Role>, StorageError> {
        members::role(&self.readers, workspace, account).await
    }

    async fn teams(&self, account: AccountId) -> Result<Vec<Team>, StorageError> {
        members::teams(&self.readers, account).await
    }

    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StorageError> {
        members::list(&self.readers, workspace).await
    }

    async fn set_role(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        to: Role,
        by: AccountId,
    ) -> Result<Change, StorageError> {
        written!(self, members::set_role, workspace, member, to, by)
    }

    async fn remove(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        by: AccountId,
    ) -> Result<Change, StorageError> {
        written!(self, members::remove, workspace, member, by)
    }

    async fn invite(&self, invitation: NewInvitation) -> Result<bool, StorageError> {
        written!(self, invitations::add, invitation)
    }

    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StorageError> {
        invitations::list(&self.readers, workspace, now).await
    }

    async fn invited(
        &self,
        verifier: Verifier,
        now: Timestamp,
    ) -> Result<Option<Invited>, StorageError> {
        invitations::find(&self.readers, verifier, now).await
    }

    async fn withdraw(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<Option<Role>, StorageError> {
        written!(self, invitations::withdraw, workspace, invitation)
    }

    async fn join(
        &self,
        verifier: Verifier,
        joining: Joining,
        now: Timestamp,
    ) -> Result<Joined, StorageError> {
        written!(self, invitations::join, verifier, joining, now)
    }

    async fn note(&self, note: Note, now: Timestamp) -> Result<(), StorageError> {
        written!(self, events::note, note, now)
    }

    async fn events(
        &self,
        workspace: WorkspaceId,
        most: usize,
    ) -> Result<Vec<AccessEvent>, StorageError> {
        events::list(&self.readers, workspace, most).await
    }
}
