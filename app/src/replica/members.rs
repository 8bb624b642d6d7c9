//! Who this device is, among the members of the workspace.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use shared::access::{Action, may};
use shared::edit::{Edit, Field, set_author};
use shared::model::Kind;
use shared::view::Members;

use super::Replica;

impl Replica {
    /// The members by what their changes carry. What calls this runs again when any row changes.
    pub fn members(&self) -> Members {
        self.with_people(Members::of)
    }

    /// What this device's person is called; nothing until they say so. What calls this runs again when
    /// any row changes.
    pub fn my_name(&self) -> Option<String> {
        let author = self.driver().author()?;
        self.members().name(&author).map(str::to_owned)
    }

    /// Says what this device's person is called, to everybody in the workspace.
    pub fn set_my_name(&self, name: &str) {
        let Some(author) = self.driver().author() else { return };
        let name = Edit::set(Field::Name, name);
        match untrack(|| self.members()).record(&author) {
            Some(member) => {
                self.edit(member, vec![name]);
            }
            None => {
                self.bring_in(vec![Edit::Make { kind: Kind::Member }, set_author(&author), name]);
            }
        }
    }

    /// Says once what this device's person is called, in a workspace whose members have accounts: they
    /// gave their name when they made theirs. Who may not write says nothing. Whether it is said.
    pub(super) fn introduce(&self) -> bool {
        let (_, role) = self.membership();
        if !role.is_some_and(|role| may(role, Action::Write)) || self.my_name().is_some() {
            return false;
        }
        let name = account_name();
        if let Some(name) = &name {
            untrack(|| self.set_my_name(name));
        }
        name.is_some()
    }

    /// Who wrote something, in a word or two: “You”, a colleague's name, or which device.
    pub fn who(&self, members: &Members, author: Option<&[u8]>) -> String {
        if self.is_mine(author) {
            return "You".into();
        }
        author.and_then(|author| members.name(author)).unwrap_or("Another device").into()
    }
}

/// What the account that signed in on this device is called.
const ACCOUNT_NAME: &str = "regulars.account-name";

fn account_name() -> Option<String> {
    LocalStorage::get(ACCOUNT_NAME).ok()
}

/// Keeps what the account is called, for the workspaces that are opened next.
pub(super) fn keep_account_name(name: &str) {
    // Without it, people say their name under More.
    let _ = LocalStorage::set(ACCOUNT_NAME, name);
}

/// Forgets it, with the session.
pub(super) fn forget_account_name() {
    LocalStorage::delete(ACCOUNT_NAME);
}
