//! Who this device is, among the members of the workspace.

use leptos::prelude::*;
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

    /// Who wrote something, in a word or two: “You”, a colleague's name, or which device.
    pub fn who(&self, members: &Members, author: Option<&[u8]>) -> String {
        if self.is_mine(author) {
            return "You".into();
        }
        author.and_then(|author| members.name(author)).unwrap_or("Another device").into()
    }
}
