//! Who is behind a connection, and what they may do at this moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::access::{Action, Role, may};
use shared::id::{AccountId, SessionId};
use shared::wire::Farewell;

/// Asked by the connection and by the committer, changed by whoever changes a role.
#[derive(Debug, Default)]
pub(super) struct Holder(Mutex<Standing>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nobody has said hello.
    #[default]
    Nobody,
    /// Whoever has the secret.
    Secret,
    /// Somebody with an account. Without a role until it has been looked up.
    Member { account: AccountId, session: SessionId, role: Option<Role> },
    /// The connection is to end, for this reason.
    Ended(Farewell),
}

/// Who is behind a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Whoever has the secret.
    Secret,
    /// A member who is signed in.
    Member(AccountId, SessionId),
}

impl Holder {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The secret opens the workspace.
    pub(super) fn has_secret(&self) {
        *self.lock() = Standing::Secret;
    }

    /// A session opens it; the role follows by [`Holder::settle`].
    pub(super) fn is(&self, account: AccountId, session: SessionId) {
        *self.lock() = Standing::Member { account, session, role: None };
    }

    /// The role as it was looked up. What was changed since then is newer, and stays.
    pub(super) fn settle(&self, looked_up: Role) {
        if let Standing::Member { role: role @ None, .. } = &mut *self.lock() {
            *role = Some(looked_up);
        }
    }

    /// Whose pushes these are, and whether they may do this. Whoever has the secret of a workspace
    /// without members may everything.
    pub(super) fn pusher(&self, wants: Action) -> (Option<AccountId>, bool) {
        match *self.lock() {
            Standing::Secret => (None, true),
            Standing::Member { account, role, .. } => {
                (Some(account), role.is_some_and(|role| may(role, wants)))
            }
            Standing::Nobody | Standing::Ended(_) => (None, false),
        }
    }

    /// Whether this account is behind it.
    pub(super) fn is_of(&self, of: AccountId) -> bool {
        matches!(*self.lock(), Standing::Member { account, .. } if account == of)
    }

    /// What a member is at this moment; none where there are no members.
    pub(super) fn role(&self) -> Option<Role> {
        match *self.lock() {
            Standing::Member { role, .. } => role,
            _ => None,
        }
    }

    /// Who it is; none where nobody is any more, or yet.
    pub(super) fn who(&self) -> Option<Who> {
        match *self.lock() {
            Standing::Secret => Some(Who::Secret),
            Standing::Member { account, session, .. } => Some(Who::Member(account, session)),
            Standing::Nobody | Standing::Ended(_) => None,
        }
    }

    /// Why the connection is to end, if it is.
    pub(super) fn ended(&self) -> Option<Farewell> {
        match *self.lock() {
            Standing::Ended(reason) => Some(reason),
            _ => None,
        }
    }

    /// The account has this role now, or none; whether that ends the connection.
    pub(super) fn role_changed(&self, of: AccountId, to: Option<Role>) -> bool {
        let mut standing = self.lock();
        match (&mut *standing, to) {
            (Standing::Member { account, role, .. }, Some(to)) if *account == of => {
                *role = Some(to);
                false
            }
            (Standing::Member { account, .. }, None) if *account == of => {
                *standing = Standing::Ended(Farewell::Denied);
                true
            }
            _ => false,
        }
    }

    /// One of these sessions has ended; whether that ends the connection.
    pub(super) fn sessions_ended(&self, sessions: &[SessionId]) -> bool {
        let mut standing = self.lock();
        let ends =
            matches!(&*standing, Standing::Member { session, .. } if sessions.contains(session));
        if ends {
            *standing = Standing::Ended(Farewell::SignedOut);
        }
        ends
    }

    /// The secret opens the workspace no more; whether that ends the connection.
    pub(super) fn became_team(&self) -> bool {
        let mut standing = self.lock();
        let ends = *standing == Standing::Secret;
        if ends {
            *standing = Standing::Ended(Farewell::MembersOnly);
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: AccountId = AccountId([1; 16]);
    const BOB: AccountId = AccountId([2; 16]);
    const HERE: SessionId = SessionId([1; 16]);
    const THERE: SessionId = SessionId([2; 16]);

    fn alice(role: Role) -> Holder {
        let holder = Holder::default();
        holder.is(ALICE, HERE);
        holder.settle(role);
        holder
    }

    #[test]
    fn nobody_writes_before_their_role_is_known() {
        let holder = Holder::default();
        assert_eq!(holder.pusher(Action::Write), (None, false));
        holder.is(ALICE, HERE);
        assert_eq!(holder.pusher(Action::Write), (Some(ALICE), false));
        holder.settle(Role::Member);
        assert_eq!(holder.pusher(Action::Write), (Some(ALICE), true));
        assert_eq!(alice(Role::Viewer).pusher(Action::Write), (Some(ALICE), false));
    }

    #[test]
    fn a_role_that_was_changed_while_it_was_looked_up_is_the_newer_one() {
        let holder = Holder::default();
        holder.is(ALICE, HERE);
        assert!(!holder.role_changed(ALICE, Some(Role::Viewer)));
        holder.settle(Role::Owner);
        assert_eq!(holder.pusher(Action::Write), (Some(ALICE), false));
        let holder = Holder::default();
        holder.is(ALICE, HERE);
        assert!(holder.role_changed(ALICE, None));
        holder.settle(Role::Owner);
        assert_eq!(
            (holder.pusher(Action::Write), holder.ended()),
            ((None, false), Some(Farewell::Denied))
        );
    }

    #[test]
    fn what_is_about_others_changes_nothing() {
        let holder = alice(Role::Member);
        assert!(!holder.role_changed(BOB, None) && !holder.role_changed(BOB, Some(Role::Viewer)));
        assert!(!holder.sessions_ended(&[THERE]) && !holder.became_team());
        assert_eq!((holder.pusher(Action::Write), holder.ended()), ((Some(ALICE), true), None));
        assert!(holder.sessions_ended(&[THERE, HERE]));
        assert_eq!(holder.ended(), Some(Farewell::SignedOut));
    }

    #[test]
    fn the_secret_opens_until_there_are_members() {
        let holder = Holder::default();
        holder.has_secret();
        assert_eq!(holder.pusher(Action::Write), (None, true));
        assert!(!holder.role_changed(ALICE, None));
        assert!(holder.became_team());
        assert_eq!(
            (holder.pusher(Action::Write), holder.ended()),
            ((None, false), Some(Farewell::MembersOnly))
        );
    }
}
