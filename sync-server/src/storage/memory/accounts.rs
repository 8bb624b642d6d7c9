//! Accounts in memory: what the others must do, in the fewest words.

use std::sync::PoisonError;

use async_trait::async_trait;
use shared::access::{Action, Role, may};
use shared::id::{
    AccountId, IdentityId, InvitationId, PasskeyId, SessionId, Verifier, WorkspaceId,
};
use shared::time::Timestamp;
use shared::wire::accounts::{AccessEvent, Device, Invitation, Invited, Member, Passkey, Team};

use super::Memory;
use super::identities::Identities;
use super::passkeys::Passkeys;
use crate::storage::accounts::{objection_to_removal, objection_to_role};
use crate::storage::{
    Account, Accounts, Added, Bound, Change, Grounds, Joined, Joining, NewAccount, NewChallenge,
    NewIdentity, NewInvitation, NewPasskey, NewSession, Note, Proof, Session, StorageError,
    StoredIdentity, StoredPasskey, Unbound, missing,
};

/// Every table, in the order in which rows came.
#[derive(Debug, Default)]
pub(super) struct Tables {
    accounts: Vec<Account>,
    /// Those into which whoever has the address elsewhere is let once.
    by_email: Vec<AccountId>,
    sessions: Vec<Kept>,
    resets: Vec<(Verifier, AccountId, Timestamp)>,
    passkeys: Passkeys,
    identities: Identities,
    teams: Vec<(WorkspaceId, String)>,
    members: Vec<Membership>,
    invitations: Vec<NewInvitation>,
    notes: Vec<(Note, Timestamp)>,
}

#[derive(Debug)]
struct Kept {
    new: NewSession,
    since: Timestamp,
    seen: Timestamp,
}

#[derive(Debug)]
struct Membership {
    workspace: WorkspaceId,
    account: AccountId,
    role: Role,
    since: Timestamp,
}

impl Tables {
    fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    fn add(&mut self, new: NewAccount, owns_server: bool) {
        let NewAccount { id, email, name, password, by_email } = new;
        self.by_email.extend(by_email.then_some(id));
        self.accounts.push(Account { id, email, name, password, owns_server });
    }

    fn name(&self, id: Option<AccountId>) -> Option<String> {
        self.account(id?).map(|account| account.name.clone())
    }

    fn member(&mut self, workspace: WorkspaceId, account: AccountId) -> Option<&mut Membership> {
        let mut members = self.members.iter_mut();
        members.find(|member| member.workspace == workspace && member.account == account)
    }

    fn role(&self, workspace: WorkspaceId, account: AccountId) -> Option<Role> {
        let mut members = self.members.iter();
        members
            .find(|member| member.workspace == workspace && member.account == account)
            .map(|member| member.role)
    }

    fn owners(&self, workspace: WorkspaceId) -> usize {
        let owner =
            |member: &&Membership| member.workspace == workspace && member.role == Role::Owner;
        self.members.iter().filter(owner).count()
    }

    fn end(
        &mut self,
        account: AccountId,
        which: Option<SessionId>,
        keep: Option<SessionId>,
    ) -> Vec<SessionId> {
        let ends = |kept: &Kept| {
            let id = kept.new.id;
            kept.new.account == account && which.is_none_or(|which| which == id) && keep != Some(id)
        };
        let ended = self.sessions.iter().filter(|kept| ends(kept)).map(|kept| kept.new.id);
        let ended = ended.collect();
        self.sessions.retain(|kept| !ends(kept));
        ended
    }

    fn is_signed_in(&self, account: AccountId, session: SessionId) -> bool {
        let mut sessions = self.sessions.iter();
        sessions.any(|kept| kept.new.id == session && kept.new.account == account)
    }

    /// Lets nobody into the account by its address any more; whether somebody would have been.
    fn forget_email(&mut self, account: AccountId) -> bool {
        let before = self.by_email.len();
        self.by_email.retain(|it| *it != account);
        self.by_email.len() < before
    }

    fn has_email(&self, email: &str) -> bool {
        self.accounts.iter().any(|account| account.email == email)
    }

    fn has_password(&self, account: AccountId, password: &str) -> bool {
        self.account(account).is_some_and(|account| account.password == password)
    }

    fn set_password(&mut self, account: AccountId, password: &str) {
        if let Some(found) = self.accounts.iter_mut().find(|found| found.id == account) {
            password.clone_into(&mut found.password);
        }
        self.resets.retain(|(_, of, _)| *of != account);
    }

    fn team(&self, workspace: WorkspaceId, role: Role) -> Option<Team> {
        let (_, name) = self.teams.iter().find(|(id, _)| *id == workspace)?;
        Some(Team { workspace, name: name.clone(), role })
    }

    fn holds(&self, invitation: &NewInvitation, now: Timestamp) -> bool {
        let inviter = self.role(invitation.workspace, invitation.inviter);
        invitation.expires > now
            && inviter.is_some_and(|inviter| may(inviter, Action::Invite(invitation.role)))
    }

    fn invited(&self, verifier: Verifier, now: Timestamp) -> Option<Invited> {
        let mut invitations = self.invitations.iter();
        let found = invitations.find(|one| one.verifier == verifier && self.holds(one, now))?;
        let team = self.team(found.workspace, found.role)?;
        Some(Invited { team, inviter: self.name(Some(found.inviter))? })
    }
}

impl Memory {
    pub(super) fn count_accounts(&self) -> u64 {
        self.tables().accounts.len() as u64
    }

    fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Accounts for Memory {
    async fn any(&self) -> Result<bool, StorageError> {
        Ok(!self.tables().accounts.is_empty())
    }

    async fn add_first(&self, account: NewAccount, _: Timestamp) -> Result<bool, StorageError> {
        let mut tables = self.tables();
        let first = tables.accounts.is_empty();
        if first {
            tables.add(account, true);
        }
        Ok(first)
    }

    async fn account_of(&self, email: &str) -> Result<Option<Account>, StorageError> {
        Ok(self.tables().accounts.iter().find(|account| account.email == email).cloned())
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StorageError> {
        Ok(self.tables().account(id).cloned())
    }

    async fn set_password(
        &self,
        account: AccountId,
        old: &str,
        password: &str,
        keep: Option<SessionId>,
    ) -> Result<Option<Vec<SessionId>>, StorageError> {
        let mut tables = self.tables();
        if !tables.has_password(account, old) {
            return Ok(None);
        }
        tables.set_password(account, password);
        Ok(Some(tables.end(account, None, keep)))
    }

    async fn begin_session(
        &self,
        new: NewSession,
        proof: &Proof,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut tables = self.tables();
        let holds = match proof {
            Proof::Password(password) => tables.has_password(new.account, password),
            Proof::Passkey { id, was, is } => {
                tables.passkeys.use_up((new.account, *id), (was, is), now)
            }
            Proof::Identity(which) => tables.identities.use_up(new.account, *which, now),
        };
        if holds {
            tables.sessions.push(Kept { new, since: now, seen: now });
        }
        Ok(holds)
    }

    async fn session(
        &self,
        verifier: Verifier,
        oldest: Timestamp,
    ) -> Result<Option<Session>, StorageError> {
        let tables = self.tables();
        let mut sessions = tables.sessions.iter();
        let found = sessions.find(|kept| kept.new.verifier == verifier && kept.seen >= oldest);
        Ok(found.map(|kept| Session {
            id: kept.new.id,
            account: kept.new.account,
            seen: kept.seen,
        }))
    }

    async fn touch(&self, session: SessionId, now: Timestamp) -> Result<(), StorageError> {
        let mut tables = self.tables();
        if let Some(kept) = tables.sessions.iter_mut().find(|kept| kept.new.id == session) {
            kept.seen = kept.seen.max(now);
        }
        Ok(())
    }

    async fn devices(
        &self,
        account: AccountId,
        oldest: Timestamp,
    ) -> Result<Vec<Device>, StorageError> {
        let tables = self.tables();
        let own = tables.sessions.iter();
        let own = own.filter(|kept| kept.new.account == account && kept.seen >= oldest);
        let mut devices: Vec<Device> = own
            .map(|Kept { new, since, seen }| Device {
                session: new.id,
                name: new.device.clone(),
                since: *since,
                seen: *seen,
            })
            .collect();
        devices.sort_by_key(|device| (std::cmp::Reverse(device.seen), device.session));
        Ok(devices)
    }

    async fn end_sessions(
        &self,
        account: AccountId,
        which: Option<SessionId>,
    ) -> Result<Vec<SessionId>, StorageError> {
        Ok(self.tables().end(account, which, None))
    }

    async fn add_reset(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
    ) -> Result<(), StorageError> {
        let mut tables = self.tables();
        tables.resets.retain(|(_, of, _)| *of != account);
        tables.resets.push((verifier, account, expires));
        Ok(())
    }

    async fn add_reset_beside(
        &self,
        verifier: Verifier,
        account: AccountId,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut tables = self.tables();
        tables.resets.retain(|(_, of, expires)| *of != account || *expires > now);
        tables.resets.push((verifier, account, expires));
        Ok(())
    }

    async fn reset(
        &self,
        verifier: Verifier,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<(AccountId, Vec<SessionId>)>, StorageError> {
        let mut tables = self.tables();
        let mut resets = tables.resets.iter();
        let found = resets.find(|(known, _, expires)| *known == verifier && *expires > now);
        let Some((_, account, _)) = found.copied() else { return Ok(None) };
        tables.set_password(account, password);
        tables.passkeys.remove_all(account);
        tables.identities.remove_all(account);
        tables.forget_email(account);
        let ended = tables.end(account, None, None);
        Ok(Some((account, ended)))
    }

    async fn add_passkey(
        &self,
        new: NewPasskey,
        session: SessionId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut tables = self.tables();
        Ok(tables.is_signed_in(new.account, session) && tables.passkeys.add(new, now))
    }

    async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>, StorageError> {
        Ok(self.tables().passkeys.list(account))
    }

    async fn credentials(&self, account: AccountId) -> Result<Vec<Vec<u8>>, StorageError> {
        Ok(self.tables().passkeys.credentials(account))
    }

    async fn passkey_of(&self, credential: &[u8]) -> Result<Option<StoredPasskey>, StorageError> {
        Ok(self.tables().passkeys.find(credential))
    }

    async fn remove_passkey(
        &self,
        account: AccountId,
        which: PasskeyId,
    ) -> Result<bool, StorageError> {
        Ok(self.tables().passkeys.remove(account, which))
    }

    async fn add_identity(
        &self,
        new: NewIdentity,
        grounds: Grounds,
        now: Timestamp,
    ) -> Result<Added, StorageError> {
        let (mut tables, account) = (self.tables(), new.account);
        let holds = match grounds {
            Grounds::Session(session) => tables.is_signed_in(account, session),
            Grounds::Email => {
                tables.by_email.contains(&account)
                    && tables.account(account).is_some_and(|account| !account.owns_server)
            }
        };
        if !holds {
            return Ok(Added::NoGrounds);
        }
        match tables.identities.find(&new.issuer, &new.subject) {
            Some(known) if known.account == account => return Ok(Added::IsOwn),
            None if tables.identities.has_room(account) => {}
            _ => return Ok(Added::Taken),
        }
        tables.identities.add(new, now);
        tables.forget_email(account);
        Ok(Added::Done)
    }

    async fn add_account(
        &self,
        account: NewAccount,
        identity: NewIdentity,
        now: Timestamp,
    ) -> Result<Bound, StorageError> {
        let mut tables = self.tables();
        if tables.accounts.is_empty() {
            return Ok(Bound::NotSetUp);
        }
        if tables.has_email(&account.email) {
            return Ok(Bound::EmailTaken);
        }
        if !tables.identities.add(identity, now) {
            return Ok(Bound::IdentityTaken);
        }
        tables.add(account, false);
        Ok(Bound::Done)
    }

    async fn identity_of(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<StoredIdentity>, StorageError> {
        Ok(self.tables().identities.find(issuer, subject))
    }

    async fn identities(&self, account: AccountId) -> Result<Vec<StoredIdentity>, StorageError> {
        Ok(self.tables().identities.list(account))
    }

    async fn remove_identity(
        &self,
        account: AccountId,
        which: IdentityId,
    ) -> Result<Unbound, StorageError> {
        let mut tables = self.tables();
        let own = tables.identities.list(account);
        if own.iter().all(|identity| identity.id != which) {
            return Ok(Unbound::NoSuchIdentity);
        }
        if own.len() == 1 && tables.has_password(account, "") {
            return Ok(Unbound::LastWayIn);
        }
        tables.identities.remove(which);
        tables.forget_email(account);
        Ok(Unbound::Done)
    }

    async fn add_challenge(
        &self,
        challenge: NewChallenge,
        most: u32,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.tables().passkeys.add_challenge(challenge, most, now);
        Ok(())
    }

    async fn take_challenge(
        &self,
        verifier: Verifier,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<Option<String>, StorageError> {
        Ok(self.tables().passkeys.take_challenge(verifier, account, now))
    }

    async fn make_team(
        &self,
        workspace: WorkspaceId,
        name: &str,
        owner: AccountId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        if !self.lock().contains_key(&workspace) {
            return Err(missing());
        }
        let mut tables = self.tables();
        if tables.teams.iter().any(|(there, _)| *there == workspace) {
            return Ok(false);
        }
        tables.teams.push((workspace, name.to_owned()));
        tables.members.push(Membership {
            workspace,
            account: owner,
            role: Role::Owner,
            since: now,
        });
        Ok(true)
    }

    async fn is_team(&self, workspace: WorkspaceId) -> Result<bool, StorageError> {
        Ok(self.tables().teams.iter().any(|(there, _)| *there == workspace))
    }

    async fn rename(&self, workspace: WorkspaceId, name: &str) -> Result<(), StorageError> {
        let mut tables = self.tables();
        if let Some(team) = tables.teams.iter_mut().find(|(there, _)| *there == workspace) {
            name.clone_into(&mut team.1);
        }
        Ok(())
    }

    async fn role(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<Role>, StorageError> {
        Ok(self.tables().role(workspace, account))
    }

    async fn teams(&self, account: AccountId) -> Result<Vec<Team>, StorageError> {
        let tables = self.tables();
        let own = tables.members.iter().filter(|member| member.account == account);
        let mut teams: Vec<Team> =
            own.filter_map(|member| tables.team(member.workspace, member.role)).collect();
        teams.sort_by(|a, b| (&a.name, a.workspace).cmp(&(&b.name, b.workspace)));
        Ok(teams)
    }

    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StorageError> {
        let tables = self.tables();
        let here = tables.members.iter().filter(|member| member.workspace == workspace);
        let mut members: Vec<Member> = here
            .filter_map(|member| {
                let Account { id, name, email, .. } = tables.account(member.account)?.clone();
                let Membership { role, since, .. } = *member;
                Some(Member { account: id, name, email, role, since })
            })
            .collect();
        members.sort_by(|a, b| (&a.name, a.account).cmp(&(&b.name, b.account)));
        Ok(members)
    }

    async fn set_role(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        to: Role,
        by: AccountId,
    ) -> Result<Change, StorageError> {
        let mut tables = self.tables();
        let (by, from) = (tables.role(workspace, by), tables.role(workspace, member));
        let objection = objection_to_role(by, from, to, tables.owners(workspace));
        Ok(match (objection, tables.member(workspace, member)) {
            (Some(objection), _) => objection,
            (None, None) => Change::NoSuchMember,
            (None, Some(member)) => Change::Done(std::mem::replace(&mut member.role, to)),
        })
    }

    async fn remove(
        &self,
        workspace: WorkspaceId,
        member: AccountId,
        by: AccountId,
    ) -> Result<Change, StorageError> {
        let mut tables = self.tables();
        let leaves = member == by;
        let (by, of) = (tables.role(workspace, by), tables.role(workspace, member));
        if let Some(objection) = objection_to_removal(by, of, leaves, tables.owners(workspace)) {
            return Ok(objection);
        }
        tables.members.retain(|one| one.workspace != workspace || one.account != member);
        Ok(of.map_or(Change::NoSuchMember, Change::Done))
    }

    async fn invite(&self, invitation: NewInvitation) -> Result<bool, StorageError> {
        let mut tables = self.tables();
        let inviter = tables.role(invitation.workspace, invitation.inviter);
        let may = inviter.is_some_and(|inviter| may(inviter, Action::Invite(invitation.role)));
        if may {
            tables.invitations.push(invitation);
        }
        Ok(may)
    }

    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StorageError> {
        let tables = self.tables();
        let here = tables.invitations.iter();
        let here = here.filter(|one| one.workspace == workspace && tables.holds(one, now));
        let mut invitations: Vec<Invitation> = here
            .filter_map(|one| {
                let inviter = tables.name(Some(one.inviter))?;
                Some(Invitation { id: one.id, role: one.role, inviter, expires: one.expires })
            })
            .collect();
        invitations.sort_by_key(|one| (std::cmp::Reverse(one.expires), one.id));
        Ok(invitations)
    }

    async fn invited(
        &self,
        verifier: Verifier,
        now: Timestamp,
    ) -> Result<Option<Invited>, StorageError> {
        Ok(self.tables().invited(verifier, now))
    }

    async fn withdraw(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<Option<Role>, StorageError> {
        let mut tables = self.tables();
        let mut invitations = tables.invitations.iter();
        let at = invitations.position(|one| one.id == invitation && one.workspace == workspace);
        Ok(at.map(|at| tables.invitations.remove(at).role))
    }

    async fn join(
        &self,
        verifier: Verifier,
        joining: Joining,
        now: Timestamp,
    ) -> Result<Joined, StorageError> {
        let mut tables = self.tables();
        let Some(Invited { mut team, .. }) = tables.invited(verifier, now) else {
            return Ok(Joined::NoSuchInvitation);
        };
        let account = match joining {
            Joining::Account(account) => account,
            Joining::New(new, identity) => {
                if tables.has_email(&new.email) {
                    return Ok(Joined::EmailTaken);
                }
                if let Some(identity) = identity
                    && !tables.identities.add(identity, now)
                {
                    return Ok(Joined::IdentityTaken);
                }
                let id = new.id;
                tables.add(new, false);
                id
            }
        };
        match tables.member(team.workspace, account) {
            Some(member) => {
                member.role = member.role.max(team.role);
                team.role = member.role;
            }
            None => {
                let Team { workspace, role, .. } = team;
                tables.members.push(Membership { workspace, account, role, since: now });
            }
        }
        tables.invitations.retain(|one| one.verifier != verifier);
        Ok(Joined::In(account, team))
    }

    async fn note(&self, note: Note, now: Timestamp) -> Result<(), StorageError> {
        self.tables().notes.push((note, now));
        Ok(())
    }

    async fn events(
        &self,
        workspace: WorkspaceId,
        most: usize,
    ) -> Result<Vec<AccessEvent>, StorageError> {
        let tables = self.tables();
        let is_about = |note: &Note| match note.workspace {
            Some(about) => about == workspace,
            None => note.whom.or(note.who).is_some_and(|who| tables.role(workspace, who).is_some()),
        };
        let about = tables.notes.iter().rev().filter(|(note, _)| is_about(note)).take(most);
        let event = |(note, at): &(Note, Timestamp)| AccessEvent {
            at: *at,
            what: note.what,
            who: tables.name(note.who),
            whom: tables.name(note.whom),
            role: note.role,
            address: note.address.clone(),
        };
        Ok(about.map(event).collect())
    }
}
