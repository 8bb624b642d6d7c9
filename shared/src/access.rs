//! Who may do what in a workspace with members. One pure function decides; the server asks it on
//! every route and for every frame, the app asks it for what to offer.

use minicbor::{Decode, Encode};

/// What somebody is in a workspace. Each may do everything that the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Reads everything, writes nothing.
    #[n(1)]
    Viewer,
    /// Reads and writes.
    #[n(2)]
    Member,
    /// Also decides who is in, up to their own kind, and sees who came in when.
    #[n(3)]
    Admin,
    /// Also decides who the admins and owners are.
    #[n(4)]
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Member, Self::Admin, Self::Owner];

    /// The number by which it is stored and sent.
    pub fn number(self) -> u8 {
        match self {
            Self::Viewer => 1,
            Self::Member => 2,
            Self::Admin => 3,
            Self::Owner => 4,
        }
    }

    /// Reads what [`Role::number`] gave.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }
}

/// What somebody wants to do in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read the log, photos, presence, and who the members are.
    Read,
    /// Append changes, send photos.
    Write,
    /// Invite somebody who will then have this role; see and withdraw such invitations.
    Invite(Role),
    /// Make a member of one role one of another.
    ChangeRole {
        /// What they are.
        from: Role,
        /// What they become.
        to: Role,
    },
    /// Remove a member of this role. Leaving is no removal: everybody may, except the last owner.
    Remove(Role),
    /// Read who signed in, invited, joined, changed and removed.
    ReadEvents,
    /// Give the workspace another name.
    Rename,
    /// Erase a record for good, from the server and every device.
    Erase,
}

/// Whether somebody of this role may do this. Nobody gives, takes or changes a role above their own;
/// admins decide about viewers and members, and may make admins, but only owners unmake them.
pub fn may(role: Role, action: Action) -> bool {
    use Role::{Admin, Member, Owner};
    match action {
        Action::Read => true,
        Action::Write => role >= Member,
        Action::ReadEvents | Action::Rename | Action::Erase => role >= Admin,
        Action::Invite(given) => role >= Admin && given <= role,
        Action::ChangeRole { from, to } => {
            role == Owner || (role == Admin && from < Admin && to <= Admin)
        }
        Action::Remove(of) => role == Owner || (role == Admin && of < Admin),
    }
}

#[cfg(test)]
mod tests {
    use super::Role::{Admin, Member, Owner, Viewer};
    use super::*;

    /// Every action there is, with every role in it.
    fn actions() -> Vec<Action> {
        let mut all = vec![Action::Read, Action::Write, Action::ReadEvents, Action::Rename];
        all.push(Action::Erase);
        for one in Role::ALL {
            all.extend([Action::Invite(one), Action::Remove(one)]);
            all.extend(Role::ALL.map(|to| Action::ChangeRole { from: one, to }));
        }
        all
    }

    /// Written out, so that a change of the function shows as a change of this table.
    fn allowed(role: Role) -> Vec<Action> {
        let change = |from, to| Action::ChangeRole { from, to };
        let mut all = vec![Action::Read];
        if role == Viewer {
            return all;
        }
        all.push(Action::Write);
        if role == Member {
            return all;
        }
        all.extend([Action::ReadEvents, Action::Rename, Action::Erase]);
        all.extend([Action::Invite(Viewer), Action::Invite(Member), Action::Invite(Admin)]);
        all.extend([Action::Remove(Viewer), Action::Remove(Member)]);
        all.extend([change(Viewer, Viewer), change(Viewer, Member), change(Viewer, Admin)]);
        all.extend([change(Member, Viewer), change(Member, Member), change(Member, Admin)]);
        if role == Admin {
            return all;
        }
        all.extend([Action::Invite(Owner), Action::Remove(Admin), Action::Remove(Owner)]);
        all.extend([change(Viewer, Owner), change(Member, Owner)]);
        all.extend([change(Admin, Viewer), change(Admin, Member)]);
        all.extend([change(Admin, Admin), change(Admin, Owner)]);
        all.extend([change(Owner, Viewer), change(Owner, Member)]);
        all.extend([change(Owner, Admin), change(Owner, Owner)]);
        all
    }

    #[test]
    fn each_role_may_what_the_table_says_and_nothing_else() {
        for role in Role::ALL {
            let allowed = allowed(role);
            for action in actions() {
                assert_eq!(may(role, action), allowed.contains(&action), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn nobody_gives_more_than_they_have_and_each_may_what_the_one_below_may() {
        for role in Role::ALL {
            for action in actions() {
                let given = match action {
                    Action::Invite(given) | Action::ChangeRole { to: given, .. } => Some(given),
                    _ => None,
                };
                assert!(!may(role, action) || given.is_none_or(|given| given <= role));
                let above = Role::ALL.into_iter().filter(|above| *above > role);
                for above in above {
                    assert!(may(above, action) || !may(role, action), "{above:?} {action:?}");
                }
            }
        }
    }

    #[test]
    fn a_role_is_read_back_from_its_number() {
        for role in Role::ALL {
            assert_eq!(Role::of_number(role.number()), Some(role));
        }
        assert_eq!((Role::of_number(0), Role::of_number(5)), (None, None));
    }
}
